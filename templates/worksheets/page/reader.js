/* From tokens to trees: a small recursive descent, with limits on length and depth. */

const RELATIONS = ["=", "≠", "<", ">", "≤", "≥"];
const INDICES = /^[A-Za-z0-9+-]+'*(?:,[A-Za-z0-9+-]+'*)*$/;
const WHOLE = /^[0-9]+$/;
const SIZES = /^[0-9]+(?:×[0-9]+)*$/;
const FACTOR_SIGNS = ["(", "[", "{", "∂", "√", "⌊", "Σ", "frac"];

const node = (kind, label, parts, at = 0, end = 0) => ({
  kind, label, parts, at, end, height: parts.reduce((most, part) => Math.max(most, part.height), 0) + 1,
});
const ONE = node("number", "1", []);
const MINUS_ONE = node("number", "-1", []);

function readAnswer(text) {
  return new Reader(prepared(text)).answer();
}

class Reader {
  constructor(text) {
    this.text = text;
    this.tokens = new Lexer(text).tokens();
    this.place = 0;
    this.depth = 0;
    this.insideBars = false;
  }

  answer() {
    const found = this.sum();
    if (this.isSign("=")) {
      throw new Unread(this.token.at, "write what belongs in the blank alone, without =");
    }
    if (this.token.kind !== "end") {
      throw new Unread(this.token.at, `${this.shown()} is not expected here`);
    }
    return found;
  }

  get token() {
    return this.tokens[this.place];
  }

  get behind() {
    return this.tokens[Math.min(this.place + 1, this.tokens.length - 1)];
  }

  shown() {
    return this.text.slice(this.token.at, this.token.end) || "the end";
  }

  isSign(...signs) {
    return this.token.kind === "sign" && signs.includes(this.token.text);
  }

  isWord(word) {
    return this.token.kind === "word" && this.token.text === word;
  }

  nextIs(sign) {
    return this.behind.kind === "sign" && this.behind.text === sign;
  }

  take() {
    const token = this.token;
    this.place = Math.min(this.place + 1, this.tokens.length - 1);
    return token;
  }

  expect(sign) {
    if (!this.isSign(sign)) {
      throw new Unread(this.token.at, `${sign} is expected, not ${this.shown()}`);
    }
    return this.take();
  }

  from(at, kind, label, ...parts) {
    const found = node(kind, label, parts, at, this.tokens[Math.max(this.place - 1, 0)].end);
    if (found.height > TABLES.most.height) throw new Unread(at, "signs are nested too deep");
    return found;
  }

  deeper(at) {
    this.depth += 1;
    if (this.depth > TABLES.most.depth) throw new Unread(at, "brackets are nested too deep");
  }

  sum() {
    this.deeper(this.token.at);
    const at = this.token.at;
    const terms = [this.signed(this.isSign("+", "-") ? this.take().text : "+", at)];
    while (this.isSign("+", "-")) {
      const sign = this.take();
      terms.push(this.signed(sign.text, sign.at));
    }
    this.depth -= 1;
    return terms.length === 1 ? terms[0] : this.from(at, "sum", "", ...terms);
  }

  signed(sign, at) {
    const term = this.correlation();
    return sign === "+" ? term : this.from(at, "product", "", MINUS_ONE, term);
  }

  correlation() {
    const at = this.token.at;
    let found = this.product();
    while (this.isSign("⋆")) {
      this.take();
      const label = this.options();
      found = this.from(at, "star", label, found, this.product());
    }
    return found;
  }

  product() {
    const at = this.token.at;
    let found = this.signedFactor();
    let divided = false;
    for (;;) {
      if (this.isSign("*", "⊙")) {
        const kind = this.take().text === "*" ? "product" : "entrywise";
        found = this.joined(at, kind, found, this.signedFactor());
        divided = false;
      } else if (this.isSign("/")) {
        this.take();
        found = this.from(at, "quotient", "", found, this.signedFactor());
        divided = true;
      } else if (this.beginsFactor()) {
        this.checkBeside(divided);
        found = this.joined(at, "product", found, this.factor());
      } else {
        return found;
      }
    }
  }

  joined(at, kind, left, right) {
    if (left.kind === kind && left.label === "" && left.at === at) {
      return this.from(at, kind, "", ...left.parts, right);
    }
    return this.from(at, kind, "", left, right);
  }

  checkBeside(divided) {
    if (divided) {
      throw new Unread(this.token.at, "behind / write * or brackets before the next factor");
    }
    if (this.token.kind === "number" && !this.isOneOf()) {
      throw new Unread(this.token.at, "write * before a number");
    }
  }

  isOneOf() {
    return this.token.text === "1" && (this.behind.kind === "sub" || this.nextIs("["));
  }

  beginsFactor() {
    const { kind, text } = this.token;
    if (kind === "sign") return (text === "|" && !this.insideBars) || FACTOR_SIGNS.includes(text);
    if (kind === "word") return text !== "if" && text !== "otherwise";
    return kind === "number" || kind === "name";
  }

  signedFactor() {
    const at = this.token.at;
    if (!this.isSign("-", "+")) return this.factor();
    const sign = this.take().text;
    this.deeper(at);
    const factor = this.signedFactor();
    this.depth -= 1;
    return sign === "+" ? factor : this.from(at, "product", "-", MINUS_ONE, factor);
  }

  factor() {
    const at = this.token.at;
    let found = this.atom();
    while (this.token.kind === "sup" || this.token.kind === "transpose") {
      const raised = this.take();
      found = raised.kind === "transpose"
        ? this.from(at, "transpose", "", found)
        : this.from(at, "power", "", found, this.within(raised));
    }
    return found;
  }

  within(raised) {
    if (!raised.text) throw new Unread(raised.at, "nothing stands above");
    try {
      const inner = new Reader(raised.text);
      inner.depth = this.depth + 1;
      return inner.answer();
    } catch (error) {
      if (error instanceof Unread) throw new Unread(raised.at, error.message);
      throw error;
    }
  }

  atom() {
    this.deeper(this.token.at);
    const found = this.thing();
    this.depth -= 1;
    return found;
  }

  thing() {
    const { kind, text, at } = this.token;
    if (kind === "number") return this.number();
    if (kind === "name") return this.name();
    if (kind === "word") return this.word();
    if (kind === "sign") {
      switch (text) {
        case "(": case "[": case "{": return this.brackets();
        case "|": return this.bars();
        case "∂": return this.derivative();
        case "√": return this.root();
        case "⌊": return this.floor();
        case "Σ": return this.over(this.take(), "Σ");
        case "frac": return this.fraction();
        default:
      }
    }
    throw new Unread(at, `a formula is expected, not ${this.shown()}`);
  }

  number() {
    const one = this.isOneOf();
    const token = this.take();
    if (!one) return this.from(token.at, "number", token.text);
    if (this.token.kind === "sub") return this.from(token.at, "symbol", `ones[${this.take().text}]`);
    const sizes = cleaned(this.raw("[", true));
    if (SIZES.test(sizes)) {
      this.raw("[");
      return this.from(token.at, "symbol", `ones[${sizes}]`);
    }
    this.expect("[");
    const relations = this.relations();
    this.expect("]");
    return relations;
  }

  raw(opened, peek = false) {
    const before = this.place;
    const start = this.token.end;
    let depth = 0;
    let token;
    do {
      token = this.take();
      if (token.kind === "end") throw new Unread(start - 1, `${opened} is never closed`);
      if (token.kind === "sign") {
        if (token.text === opened) depth += 1;
        if (token.text === CLOSING[opened]) depth -= 1;
      }
    } while (depth !== 0);
    if (peek) this.place = before;
    return this.text.slice(start, token.at);
  }

  options() {
    const said = [];
    for (;;) {
      if (this.token.kind === "sub" || this.token.kind === "sup") {
        said.push(cleaned(this.take().text));
      } else if (this.isSign("[") && !this.nextIs("[")) {
        said.push(cleaned(this.raw("[")));
      } else {
        return said.join(",");
      }
    }
  }

  name() {
    const token = this.take();
    if (token.text === "d" && !VOCABULARY.letters.includes("d")) {
      this.place -= 1;
      return this.derivative();
    }
    if (token.text === "sigma" && this.isSign("(")) return this.call(token, "sigmoid");
    const exponential = this.token.kind === "sup" && !VOCABULARY.letters.includes("e");
    if (token.text === "e" && exponential) {
      return this.from(token.at, "call", "exp", this.within(this.take()));
    }
    this.place -= 1;
    return this.symbol();
  }

  symbol() {
    if (this.token.kind !== "name") {
      throw new Unread(this.token.at, `a letter is expected, not ${this.shown()}`);
    }
    const token = this.take();
    let [indices, layer, called] = ["", "", ""];
    for (;;) {
      const layered = VOCABULARY.layered.includes(token.text) && !layer;
      if (this.token.kind === "sub" && !indices) {
        indices = this.split(this.take().text);
      } else if (this.token.kind === "sup" && layered) {
        layer = cleaned(this.take().text).replace(/^[()]+|[()]+$/g, "");
      } else if (this.isSign("(", "[") && !called && this.holdsIndices(token.text, indices)) {
        called = cleaned(this.raw(this.token.text));
      } else {
        break;
      }
    }
    const places = [indices, called].filter(Boolean).join(";");
    const label = token.text + (places ? `[${places}]` : "") + (layer ? `^${layer}` : "");
    return this.from(token.at, "symbol", label);
  }

  split(below) {
    const bare = below.replace(/^[()[\]]+|[()[\]]+$/g, "");
    return VOCABULARY.split && WHOLE.test(bare) ? [...bare].join(",") : bare;
  }

  holdsIndices(letter, below) {
    const called = VOCABULARY.called.includes(letter);
    if (below && !called) return false;
    const opened = this.token.text;
    const inside = cleaned(this.raw(opened, true));
    if (!INDICES.test(inside)) return false;
    if (opened === "[" || called) return true;
    return inside.includes(",") && inside.split(",").every((each) => WHOLE.test(each));
  }

  derivative() {
    const token = this.token;
    const before = this.place;
    try {
      this.takeD();
      const above = this.symbol();
      this.expect("/");
      this.takeD();
      return this.from(token.at, "partial", "", above, this.symbol());
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      this.place = before;
      if (token.text === "∂") {
        throw new Unread(error.at, "a derivative is written like ∂L/∂O_11");
      }
      return this.symbol();
    }
  }

  takeD() {
    if (this.isSign("∂") || (this.token.kind === "name" && this.token.text === "d")) {
      this.take();
      return;
    }
    throw new Unread(this.token.at, `∂ is expected, not ${this.shown()}`);
  }

  fraction() {
    const { at } = this.take();
    const before = this.place;
    try {
      const above = this.differential();
      const below = this.differential();
      return this.from(at, "partial", "", above, below);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      this.place = before;
    }
    const above = this.group();
    const below = this.group();
    return this.from(at, "quotient", "", above, below);
  }

  differential() {
    this.expect("{");
    this.takeD();
    const found = this.symbol();
    this.expect("}");
    return found;
  }

  group() {
    if (!this.isSign("{")) return this.atom();
    this.take();
    const found = this.sum();
    this.expect("}");
    return found;
  }

  word() {
    const token = this.take();
    let name = token.text;
    if (name === "rot" && this.token.kind === "sub" && this.token.text === "180") {
      this.take();
      name = "rot180";
    }
    if ((name === "sum" || name === "max") && this.hasRanges()) {
      return this.over(token, name === "sum" ? "Σ" : "max");
    }
    if (name === "new") return this.from(token.at, "call", name, this.factor());
    if (!TABLES.functions.includes(name)) {
      throw new Unread(token.at, `${name} is not expected here`);
    }
    return this.call(token, name === "ln" ? "log" : name);
  }

  hasRanges() {
    const below = this.token.kind === "sub" && !this.token.text.startsWith("axis");
    return below || this.isSign("{");
  }

  call(token, name) {
    const above = this.token.kind === "sup" && !TABLES.linear.includes(name);
    const raised = above ? this.take() : null;
    const options = this.options();
    const parts = name === "sqrt" && this.isSign("{") ? [this.group()] : this.arguments(name);
    const found = this.from(token.at, "call", options ? `${name}[${options}]` : name, ...parts);
    return raised ? this.from(token.at, "power", "", found, this.within(raised)) : found;
  }

  arguments(name) {
    if (!this.isSign("(")) {
      throw new Unread(this.token.at, `( is expected behind ${name}, not ${this.shown()}`);
    }
    this.take();
    const found = [this.sum()];
    while (this.isSign(",")) {
      this.take();
      found.push(this.sum());
    }
    this.expect(")");
    return found;
  }

  root() {
    const { at } = this.take();
    return this.from(at, "call", "sqrt", this.isSign("{") ? this.group() : this.atom());
  }

  floor() {
    const { at } = this.take();
    const inner = this.sum();
    this.expect("⌋");
    return this.from(at, "call", "floor", inner);
  }

  bars() {
    const { at } = this.take();
    const outside = this.insideBars;
    this.insideBars = true;
    const inner = this.sum();
    this.insideBars = outside;
    this.expect("|");
    return this.from(at, "call", "abs", inner);
  }

  over(token, name) {
    let [lower, upper] = ["", ""];
    while (this.token.kind === "sub" || this.token.kind === "sup") {
      const taken = this.take();
      if (taken.kind === "sub") lower = taken.text;
      else upper = `..${cleaned(taken.text)}`;
    }
    if (!lower && this.isSign("{")) lower = cleaned(this.raw("{"));
    if (!lower) throw new Unread(token.at, `${name} has no index, such as Σ{k=1..M}`);
    return this.from(token.at, "over", `${name}{${lower}${upper}}`, this.product());
  }

  brackets() {
    if (this.isSign("[") && this.nextIs("[")) return this.grid();
    const opened = this.take();
    const outside = this.insideBars;
    this.insideBars = false;
    let found = this.sum();
    if (this.isSign(...RELATIONS)) found = this.relations(found);
    else if (opened.text === "{" && this.isWord("if")) found = this.cases(found);
    this.insideBars = outside;
    this.expect(CLOSING[opened.text]);
    return { ...found, at: opened.at, end: this.tokens[this.place - 1].end };
  }

  grid() {
    const { at } = this.expect("[");
    const rows = [this.row()];
    while (!this.isSign("]")) {
      if (this.isSign(",")) this.take();
      rows.push(this.row());
    }
    this.expect("]");
    if (rows.some((row) => row.length !== rows[0].length)) {
      throw new Unread(at, "the rows of an array are of one length");
    }
    return this.from(at, "grid", `${rows.length}×${rows[0].length}`, ...rows.flat());
  }

  row() {
    const commas = this.hasCommas();
    this.expect("[");
    const entries = [commas ? this.sum() : this.entry()];
    while (!this.isSign("]")) {
      if (commas) this.expect(",");
      entries.push(commas ? this.sum() : this.entry());
    }
    this.expect("]");
    return entries;
  }

  hasCommas() {
    let depth = 0;
    for (const token of this.tokens.slice(this.place)) {
      if (token.kind === "sign" && "([{".includes(token.text)) depth += 1;
      if (token.kind === "sign" && ")]}".includes(token.text)) depth -= 1;
      if (depth === 0) return false;
      if (depth === 1 && token.kind === "sign" && token.text === ",") return true;
    }
    return false;
  }

  entry() {
    const at = this.token.at;
    let found = this.signedFactor();
    while (this.isSign("*", "/")) {
      const kind = this.take().text === "*" ? "product" : "quotient";
      found = this.from(at, kind, "", found, this.signedFactor());
    }
    return found;
  }

  relations(first = null) {
    const at = this.token.at;
    const found = [];
    let left = first ?? this.sum();
    for (;;) {
      if (!this.isSign(...RELATIONS)) {
        const shown = this.shown();
        throw new Unread(this.token.at, `a condition such as X > 0 is expected, not ${shown}`);
      }
      const relation = this.take().text;
      const right = this.sum();
      found.push(this.from(at, "relation", relation, left, right));
      left = right;
      if (this.isSign(",")) {
        this.take();
        left = this.sum();
      } else if (!this.isSign(...RELATIONS)) {
        break;
      }
    }
    return found.length === 1 ? found[0] : this.from(at, "product", "all", ...found);
  }

  cases(first) {
    const parts = [first];
    while (this.isWord("if")) {
      this.take();
      parts.push(this.relations());
      this.expect(";");
      parts.push(this.sum());
    }
    if (!this.isWord("otherwise")) {
      throw new Unread(this.token.at, `if or otherwise is expected, not ${this.shown()}`);
    }
    this.take();
    return this.from(first.at, "cases", "", ...parts);
  }
}

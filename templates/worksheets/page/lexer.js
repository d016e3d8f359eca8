/* From what was typed to tokens: plain text with or without Unicode, or LaTeX. */

class Unread extends Error {
  constructor(at, reason) {
    super(reason);
    this.at = at;
  }
}

const CLOSING = { "{": "}", "(": ")", "[": "]" };
const TRANSPOSED = ["T", "\\top", "⊤", "\\intercal"];
const PATTERNS = {
  number: /[0-9]+(?:\.[0-9]+)?|\.[0-9]+/y,
  command: /\\([A-Za-z]+|[^])/yu,
  environment: /\\(begin|end) ?\{cases\}/y,
  script: /-?[0-9]+|[A-Za-z]|\\[A-Za-z]+(?:\{[A-Za-z]*\})?|⊤/y,
  twoDigits: / ?([0-9]) ?([0-9])(?![0-9])/y,
  layer: /l[-−]1/y,
  layers: /l(?:-[0-9])?/y,
  low: new RegExp(`[${Object.keys(TABLES.low).join("")}](?:[${Object.keys(TABLES.low).join("")},]*` +
    `[${Object.keys(TABLES.low).join("")}])?`, "y"),
  high: new RegExp(`[${Object.keys(TABLES.high).join("")}]+`, "y"),
  wrapped: /\\(?:text|mathrm|mathsf|mathit|operatorname) ?\{([^{}]*)\}/g,
  unseen: /\\(?:left|right)(?![A-Za-z])|\\[,;:! ]|[ \t\n\r\f\v{}]/g,
};

const has = (table, key) => Object.prototype.hasOwnProperty.call(table, key);

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function prepared(text) {
  const plain = text.replace(/[\u{1D400}-\u{1D7FF}]/gu, (sign) => sign.normalize("NFKD"));
  return plain.normalize("NFD");
}

function cleaned(text) {
  return text
    .replace(PATTERNS.wrapped, "$1")
    .split("\\times").join("×")
    .replace(PATTERNS.unseen, "")
    .split("−").join("-")
    .replace(/(?<=[0-9])[x*](?=[0-9])/g, "×");
}

function groupEnd(text, at) {
  const opened = text[at];
  let depth = 0;
  for (let place = at; place < text.length; place += 1) {
    if (text[place] === opened) depth += 1;
    if (text[place] === CLOSING[opened]) depth -= 1;
    if (depth === 0) return place;
  }
  throw new Unread(at, `${opened} is never closed`);
}

class Lexer {
  constructor(text) {
    this.text = text;
    this.found = [];
  }

  tokens() {
    const most = TABLES.most.characters;
    if (this.text.length > most) throw new Unread(most, `more than ${most} characters`);
    this.run(0, this.text.length);
    this.add("end", "", this.text.length, this.text.length);
    return this.found;
  }

  add(kind, text, at, end) {
    const most = TABLES.most.tokens;
    if (this.found.length >= most) throw new Unread(at, `more than ${most} signs`);
    this.found.push({ kind, text, at, end });
    return end;
  }

  run(start, end) {
    let at = start;
    while (at < end) at = this.next(at);
  }

  next(at) {
    const sign = this.text[at];
    if (TABLES.spaces.includes(sign)) return at + 1;
    if (sign === "\\") return this.command(at);
    const number = matchAt(PATTERNS.number, this.text, at);
    if (number) return this.number(number[0], at);
    const low = matchAt(PATTERNS.low, this.text, at);
    if (low) {
      const below = [...low[0]].map((each) => TABLES.low[each] ?? each).join("");
      return this.add("sub", below, at, at + low[0].length);
    }
    const high = matchAt(PATTERNS.high, this.text, at);
    if (high) return this.raised(high[0], at);
    if (sign === "ᵀ") return this.add("transpose", "T", at, at + 1);
    return this.letterOrSign(at);
  }

  raised(run, start) {
    let at = start;
    let above = [...run].map((each) => TABLES.high[each]).join("");
    const layer = VOCABULARY.layered.length ? matchAt(PATTERNS.layers, above, 0) : null;
    if (layer && layer[0].length < above.length) {
      at = this.add("sup", layer[0], at, at + layer[0].length);
      above = above.slice(layer[0].length);
    }
    return this.add("sup", above.replace(/^[()]+|[()]+$/g, ""), at, at + above.length);
  }

  letterOrSign(at) {
    const sign = this.text[at];
    for (const [text, meaning] of Object.entries(TABLES.longSigns)) {
      if (this.text.startsWith(text, at)) {
        if (meaning === "^") return this.script(at, text.length);
        return this.add("sign", meaning, at, at + text.length);
      }
    }
    if (sign === "_" || sign === "^") return this.script(at, 1);
    if (has(TABLES.signs, sign)) return this.add("sign", TABLES.signs[sign], at, at + 1);
    if (has(TABLES.letters, sign)) return this.name(TABLES.letters[sign], at, at + 1);
    if (/[A-Za-z]/.test(sign)) return this.word(at);
    throw new Unread(at, `${String.fromCodePoint(this.text.codePointAt(at))} is not understood`);
  }

  number(text, at) {
    const most = TABLES.most.digits;
    if (text.length > most) throw new Unread(at, `a number of more than ${most} digits`);
    const last = this.found[this.found.length - 1];
    const below = last && last.kind === "name" && last.end === at && /^[0-9]+$/.test(text);
    return this.add(below ? "sub" : "number", text, at, at + text.length);
  }

  word(at) {
    const word = WORDS.find(([each]) => this.text.startsWith(each, at));
    if (!word) return this.name(this.text[at], at, at + 1);
    return this.known(word[0], word[1], at, at + word[0].length);
  }

  known(word, name, at, end) {
    const own = VOCABULARY.letters.includes(word) || name !== word;
    if (!own && (TABLES.functions.includes(word) || TABLES.reserved.includes(word))) {
      return this.reserved(word, at, end);
    }
    return this.name(name, at, end);
  }

  reserved(word, at, end) {
    if (word === "star") return this.add("sign", "⋆", at, end);
    if (word === "partial") return this.add("sign", "∂", at, end);
    return this.add("word", word, at, end);
  }

  name(letter, at, start) {
    let name = letter;
    let end = start;
    while (end < this.text.length && has(TABLES.accents, this.text[end])) {
      name = `${TABLES.accents[this.text[end]]}(${name})`;
      end += 1;
    }
    while (end < this.text.length && "'′".includes(this.text[end])) {
      name += "'";
      end += 1;
    }
    return this.add("name", name, at, end);
  }

  script(at, length) {
    const kind = this.text[at] === "_" ? "sub" : "sup";
    let start = at + length;
    while (this.text[start] === " ") start += 1;
    let content;
    let end;
    if (start < this.text.length && has(CLOSING, this.text[start])) {
      const close = groupEnd(this.text, start);
      content = this.text.slice(start + 1, close);
      end = close + 1;
    } else {
      const layered = kind === "sup" && VOCABULARY.layered.length > 0;
      const match = (layered ? matchAt(PATTERNS.layer, this.text, start) : null)
        || matchAt(PATTERNS.script, this.text, start);
      if (!match) throw new Unread(at, `nothing stands behind ${this.text[at]}`);
      content = match[0];
      end = start + match[0].length;
    }
    if (kind === "sup" && TRANSPOSED.includes(cleaned(content))) {
      return this.add("transpose", "T", at, end);
    }
    const told = kind === "sub" ? cleaned(content) : content.replace(/^ +| +$/g, "");
    return this.add(kind, told, at, end);
  }

  command(at) {
    const environment = matchAt(PATTERNS.environment, this.text, at);
    if (environment) {
      const sign = environment[1] === "begin" ? "{" : "}";
      return this.add("sign", sign, at, at + environment[0].length);
    }
    const match = matchAt(PATTERNS.command, this.text, at);
    if (!match) throw new Unread(at, "\\ stands alone");
    const name = match[1];
    const end = at + match[0].length;
    if (TABLES.skipped.includes(name) || ",;:! ".includes(name)) return end;
    const accent = Object.values(TABLES.accents).includes(name) || name === "widehat";
    if (accent || TABLES.wrappers.includes(name)) return this.dressed(name, at, end);
    return this.named(name, at, end);
  }

  named(name, at, end) {
    const signs = { "\\": ";", "{": "{", "}": "}", "|": "|" };
    if (has(signs, name)) return this.add("sign", signs[name], at, end);
    if (has(TABLES.commands, name)) {
      this.add("sign", TABLES.commands[name], at, end);
      const digits = TABLES.commands[name] === "frac"
        ? matchAt(PATTERNS.twoDigits, this.text, end) : null;
      return digits ? this.digits(digits, end) : end;
    }
    const letter = has(TABLES.named, name) ? TABLES.named[name] : name;
    if (TABLES.greek.includes(letter) || letter === "ell") return this.name(letter, at, end);
    if (TABLES.functions.includes(name)) return this.reserved(name, at, end);
    throw new Unread(at, `\\${name} is not understood`);
  }

  digits(match, start) {
    const first = start + match[0].indexOf(match[1]);
    const end = start + match[0].length;
    this.add("number", match[1], first, first + 1);
    return this.add("number", match[2], end - 1, end);
  }

  dressed(name, at, start) {
    let end = start;
    while (this.text[end] === " ") end += 1;
    let [first, last, after] = [end, end + 1, end + 1];
    if (this.text[end] === "{") {
      last = groupEnd(this.text, end);
      [first, after] = [end + 1, last + 1];
    }
    if (TABLES.wrappers.includes(name)) {
      const word = this.text.slice(first, last).split("\\_").join("_");
      const entry = WORDS.find(([each]) => each === word);
      if (entry) return this.whole(entry[0], entry[1], at, after);
      this.run(first, Math.min(last, this.text.length));
      return after;
    }
    const inner = this.text.slice(first, last).trim().replace(/^\\/, "");
    const accent = name === "widehat" ? "hat" : name;
    const letter = has(TABLES.letters, inner) ? TABLES.letters[inner] : inner;
    return this.add("name", `${accent}(${letter})`, at, after);
  }

  whole(word, name, at, end) {
    if (VOCABULARY.letters.includes(word) || name !== word) return this.add("name", name, at, end);
    if (TABLES.functions.includes(word) || TABLES.reserved.includes(word)) {
      return this.reserved(word, at, end);
    }
    return this.add("name", name, at, end);
  }
}

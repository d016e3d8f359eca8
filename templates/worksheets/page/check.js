/* What is said of an answer: right, which terms are wrong or missing, or where it is not read. */

const EVALUATORS = {
  formula: new Evaluator(DATA.sheet, false),
  matrices: new Evaluator(DATA.sheet, true),
};
const HASH_DIGITS = 16;

const hashOf = (text) => sha256(text).slice(0, HASH_DIGITS);

function hashOfValues(values, sign) {
  const told = values.map((value) => modulo(sign * value)).join(",");
  return hashOf(`${DATA.sheet}|term|${told}`);
}

function topTerms(tree) {
  return tree.kind === "sum" ? tree.parts : [tree];
}

function expanded(tree) {
  if (tree.kind === "sum") {
    const found = tree.parts.flatMap(expanded);
    return found.length <= TABLES.most.terms ? found : [tree];
  }
  if (tree.kind === "product" && tree.label !== "all") return multiplied(tree);
  if (tree.kind === "quotient") {
    const below = tree.parts[1];
    return expanded(tree.parts[0]).map((one) => (
      node("quotient", "", [one, below], tree.at, tree.end)
    ));
  }
  return [tree];
}

function multiplied(tree) {
  const factors = tree.parts.map(expanded);
  let count = 1;
  for (const factor of factors) {
    count *= factor.length;
    if (count > TABLES.most.terms) return [tree];
  }
  if (count === 1) return [tree];
  const products = factors.reduce(
    (found, factor) => found.flatMap((each) => factor.map((one) => [...each, one])), [[]],
  );
  return products.map((parts) => node("product", "", parts, tree.at, tree.end));
}

function members(text) {
  const parts = [""];
  let depth = 0;
  for (const sign of text) {
    if ("([{".includes(sign)) depth += 1;
    if (")]}".includes(sign)) depth -= 1;
    if (depth === 0 && "=≈".includes(sign)) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}

function takeTerm(left, evaluator, term, sign) {
  const rest = new Map(left);
  for (const part of expanded(term)) {
    const hash = hashOfValues(evaluator.values(part), sign);
    if (!rest.get(hash)) return false;
    rest.set(hash, rest.get(hash) - 1);
  }
  rest.forEach((count, hash) => left.set(hash, count));
  return true;
}

const said = (state, more = {}) => ({
  state, wrong: [], signs: [], missing: 0, at: 0, reason: "", terms: [], ...more,
});

function compared(expected, tree, text) {
  const evaluator = EVALUATORS[expected.mode];
  const values = evaluator.values(tree).map(String);
  const same = (right) => right.every((value, place) => value === values[place]);
  if (expected.values.some(same)) return said("right");
  const left = new Map();
  expected.terms.forEach((hash) => left.set(hash, (left.get(hash) ?? 0) + 1));
  const [wrong, signs] = [[], []];
  const terms = topTerms(tree);
  let instead = 0;
  terms.forEach((term, place) => {
    if (takeTerm(left, evaluator, term, 1n)) return;
    if (takeTerm(left, evaluator, term, -1n)) {
      signs.push(place + 1);
      return;
    }
    wrong.push(place + 1);
    instead += expanded(term).length;
  });
  const kept = [...left.values()].reduce((total, count) => total + count, 0);
  const typed = prepared(text);
  return said("wrong", {
    wrong,
    signs,
    missing: Math.max(0, kept - instead),
    terms: terms.map((term) => typed.slice(term.at, term.end).normalize("NFC")),
  });
}

function checkAnswer(number, text) {
  const expected = DATA.fields[number];
  if (!text.trim()) return said("empty");
  if (expected.mode === "letter") {
    const hash = hashOf(`${DATA.sheet}|${number}|letter|${text.trim().toUpperCase()}`);
    return said(hash === expected.hash ? "right" : "wrong");
  }
  if (expected.mode === "text") {
    const bare = prepared(text).replace(/[ \t]/g, "");
    const hash = hashOf(`${DATA.sheet}|${number}|text|${bare}`);
    return said(hash === expected.hash ? "right" : "wrong");
  }
  try {
    const parts = expected.values.length > 1 ? members(text) : [text];
    const trees = parts.map(readAnswer);
    const told = trees.map((tree, place) => compared(expected, tree, parts[place]));
    return told.find((each) => each.state !== "right") ?? told[0];
  } catch (error) {
    if (error instanceof Unread) return said("unread", { at: error.at, reason: error.message });
    throw error;
  }
}

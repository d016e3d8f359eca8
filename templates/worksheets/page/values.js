/* Values of answers at pseudo-random points, modulo a prime; the same as on the sheet's side. */

const PRIME = BigInt(TABLES.prime);
const POINTS = TABLES.points;
const MOST_EXPONENT = TABLES.most.exponent;

const modulo = (value) => ((value % PRIME) + PRIME) % PRIME;

function power(base, exponent) {
  if (exponent < 0n) return power(inverse(base), -exponent);
  let [found, square, rest] = [1n, base, exponent];
  while (rest > 0n) {
    if (rest & 1n) found = (found * square) % PRIME;
    square = (square * square) % PRIME;
    rest >>= 1n;
  }
  return found;
}

const inverse = (value) => power(value, PRIME - 2n);
const filled = (value) => Array(POINTS).fill(value);
const numbered = (values) => ({ values, scalar: false });
const pointwise = (left, right) => ({
  values: left.values.map((value, place) => (value * right.values[place]) % PRIME),
  scalar: left.scalar && right.scalar,
});
const oneMinus = (values) => values.map((value) => modulo(1n - value));

/* Exact fractions: [above, below], the latter positive. */

function divisor(a, b) {
  return b === 0n ? (a < 0n ? -a : a) : divisor(b, a % b);
}

function fraction(above, below = 1n) {
  const sign = below < 0n ? -1n : 1n;
  const common = divisor(above, below) || 1n;
  return [(sign * above) / common, (sign * below) / common];
}

const add = ([a, b], [c, d]) => fraction(a * d + c * b, b * d);
const multiply = ([a, b], [c, d]) => fraction(a * c, b * d);

function checkExponent([above, below], tree) {
  const size = above < 0n ? -above : above;
  if (size > BigInt(MOST_EXPONENT) || below > BigInt(MOST_EXPONENT)) {
    throw new Unread(tree.at, `an exponent above ${MOST_EXPONENT}`);
  }
}

function readNumber(label) {
  const [whole, part = ""] = label.split(".");
  return fraction(BigInt(whole + part || "0"), 10n ** BigInt(part.length));
}

function floorOf([above, below]) {
  const quotient = above / below;
  return above < 0n && quotient * below !== above ? quotient - 1n : quotient;
}

function constant(tree) {
  if (tree.kind === "number") return readNumber(tree.label);
  const parts = tree.parts.map(constant);
  if (parts.length === 0 || parts.some((part) => part === null)) return null;
  if (tree.kind === "sum") {
    return parts.reduce(add, [0n, 1n]);
  }
  if (tree.kind === "product" && tree.label !== "all") {
    return parts.reduce(multiply, [1n, 1n]);
  }
  if (tree.kind === "quotient" && parts[1][0] !== 0n) {
    return fraction(parts[0][0] * parts[1][1], parts[0][1] * parts[1][0]);
  }
  return null;
}

function renamed(label, bound) {
  if (bound.size === 0) return label;
  if (bound.has(label)) return bound.get(label);
  const start = label.indexOf("[");
  const end = label.lastIndexOf("]");
  if (start < 0) return label;
  const inside = label.slice(start, end).replace(/[A-Za-z]+'*/g, (name) => bound.get(name) ?? name);
  return label.slice(0, start) + inside + label.slice(end);
}

function coefficient(term) {
  if (term.kind !== "product" || term.label === "all") return [1n, term];
  let times = 1n;
  const rest = [];
  for (const part of term.parts) {
    const value = constant(part);
    if (value !== null && value[1] === 1n) times *= value[0];
    else rest.push(part);
  }
  if (rest.length === 1) {
    const [inner, one] = coefficient(rest[0]);
    return [times * inner, one];
  }
  return [times, rest.length ? node("product", "", rest) : ONE];
}

class Evaluator {
  constructor(salt, matrices) {
    this.salt = salt;
    this.matrices = matrices;
    this.known = new Map();
  }

  values(tree) {
    return this.at(tree, new Map()).values;
  }

  drawn(text) {
    if (!this.known.has(text)) {
      this.known.set(text, Array.from({ length: POINTS }, (_, place) => (
        BigInt(`0x${sha256(`${this.salt}|${place}|${text}`).slice(0, 32)}`) % PRIME
      )));
    }
    return this.known.get(text);
  }

  opaque(label, parts) {
    return Array.from({ length: POINTS }, (_, place) => (
      this.drawn(`${label}(${parts.map((part) => part[place]).join(",")})`)[place]
    ));
  }

  at(tree, bound) {
    const powers = ["product", "quotient", "power"].includes(tree.kind);
    return powers && !this.matrices ? this.byBases(tree, bound) : this.other(tree, bound);
  }

  other(tree, bound) {
    switch (tree.kind) {
      case "number": return this.number(readNumber(tree.label));
      case "symbol": return this.symbol(tree, bound);
      case "partial": {
        const [above, below] = tree.parts.map((part) => renamed(part.label, bound));
        return numbered(this.drawn(`d(${above})/d(${below})`));
      }
      case "sum": return this.sum(tree, bound);
      case "product": return this.parts(tree, bound).reduce((a, b) => this.times(a, b));
      case "entrywise": return this.parts(tree, bound).reduce(pointwise);
      case "quotient": {
        const [above, below] = this.parts(tree, bound);
        return pointwise(above, this.inverse(below, tree));
      }
      case "power": return this.power(tree, bound);
      case "star": return this.star(tree, bound);
      case "call": return this.call(tree, bound);
      case "over": return this.over(tree, bound);
      case "relation": return this.relation(tree, bound);
      case "cases": return this.cases(tree, bound);
      case "transpose": return this.transpose(tree, bound);
      default: {
        const entries = this.parts(tree, bound).map((part) => part.values);
        return numbered(this.opaque(`grid[${tree.label}]`, entries));
      }
    }
  }

  parts(tree, bound) {
    return tree.parts.map((part) => this.at(part, bound));
  }

  number([above, below]) {
    return { values: filled(modulo(modulo(above) * inverse(below))), scalar: true };
  }

  symbol(tree, bound) {
    if (VOCABULARY.scalars.includes(tree.label)) {
      return { values: filled(this.drawn(tree.label)[0]), scalar: true };
    }
    return numbered(this.drawn(renamed(tree.label, bound)));
  }

  sum(tree, bound) {
    const parts = this.parts(tree, bound);
    const values = filled(0n).map((zero, place) => (
      parts.reduce((total, part) => total + part.values[place], zero) % PRIME
    ));
    return { values, scalar: parts.every((part) => part.scalar) };
  }

  times(left, right) {
    if (!this.matrices || left.scalar || right.scalar) return pointwise(left, right);
    const [a, b] = [left.values, right.values];
    return numbered([
      a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
      a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
    ].map((value) => value % PRIME));
  }

  inverse(valued, tree) {
    if (valued.values.includes(0n)) throw new Unread(tree.at, "it divides by zero");
    return { values: valued.values.map(inverse), scalar: valued.scalar };
  }

  power(tree, bound) {
    const exponent = constant(tree.parts[1]);
    if (exponent !== null) return this.raised(tree.parts[0], exponent, tree, bound);
    return numbered(this.opaque("pow", this.parts(tree, bound).map((part) => part.values)));
  }

  raised(base, exponent, tree, bound) {
    checkExponent(exponent, tree);
    const valued = this.at(base, bound);
    if (this.matrices && !valued.scalar && exponent[1] === 1n) {
      return this.repeated(valued, exponent[0], tree);
    }
    return { values: this.rational(valued.values, exponent, tree), scalar: valued.scalar };
  }

  rational(base, exponent, tree) {
    if (exponent[0] < 0n && base.includes(0n)) throw new Unread(tree.at, "it divides by zero");
    const whole = floorOf(exponent);
    const rest = fraction(exponent[0] - whole * exponent[1], exponent[1]);
    const found = base.map((value) => power(value, whole));
    if (rest[0] === 0n) return found;
    const roots = this.opaque(`root${rest[1]}`, [base]);
    return found.map((value, place) => (value * power(roots[place], rest[0])) % PRIME);
  }

  byBases(tree, bound) {
    const exponents = new Map();
    this.collect(tree, [1n, 1n], bound, exponents);
    let found = filled(1n);
    for (const [base, exponent] of exponents.values()) {
      const raised = this.rational(base, exponent, tree);
      found = found.map((value, place) => (value * raised[place]) % PRIME);
    }
    return numbered(found);
  }

  collect(tree, times, bound, exponents) {
    const exponent = tree.kind === "power" ? constant(tree.parts[1]) : null;
    if (tree.kind === "product") {
      tree.parts.forEach((part) => this.collect(part, times, bound, exponents));
      return;
    }
    if (tree.kind === "quotient") {
      this.collect(tree.parts[0], times, bound, exponents);
      this.collect(tree.parts[1], [-times[0], times[1]], bound, exponents);
      return;
    }
    if (exponent !== null) {
      checkExponent(exponent, tree);
      if (exponent[1] === 1n) {
        this.collect(tree.parts[0], multiply(times, exponent), bound, exponents);
        return;
      }
    }
    const root = tree.kind === "call" && tree.label === "sqrt";
    const inner = root || exponent !== null ? tree.parts[0] : tree;
    const above = multiply(times, root ? [1n, 2n] : exponent ?? [1n, 1n]);
    const { values } = inner === tree ? this.other(inner, bound) : this.at(inner, bound);
    if (above[0] < 0n && values.includes(0n)) throw new Unread(tree.at, "it divides by zero");
    const key = values.join(",");
    const [, before] = exponents.get(key) ?? [values, [0n, 1n]];
    exponents.set(key, [values, add(before, above)]);
  }

  repeated(valued, times, tree) {
    const base = times < 0n ? this.inverse(valued, tree) : valued;
    let found = { values: filled(1n), scalar: true };
    for (let count = times < 0n ? -times : times; count > 0n; count -= 1n) {
      found = this.times(found, base);
    }
    return found;
  }

  star(tree, bound) {
    const [left, right] = this.parts(tree, bound).map((part) => part.values);
    const sign = this.drawn(`⋆[${tree.label}]`);
    return numbered(sign.map((value, place) => (
      (((value * left[place]) % PRIME) * right[(place + 1) % POINTS]) % PRIME
    )));
  }

  linear(label, values) {
    const sign = this.drawn(label);
    return numbered(sign.map((value, place) => (value * values[(place + 1) % POINTS]) % PRIME));
  }

  transpose(tree, bound) {
    const inner = tree.parts[0];
    if (inner.kind === "transpose") return this.at(inner.parts[0], bound);
    const { values, scalar } = this.at(inner, bound);
    if (!this.matrices) return this.linear("transpose", values);
    return { values: [0, 2, 1, 3].map((place) => values[place]), scalar };
  }

  call(tree, bound) {
    const name = tree.label.split("[")[0];
    const inner = tree.parts[0];
    if (name === "rot180" && inner.kind === "call" && inner.label === tree.label) {
      return this.at(inner.parts[0], bound);
    }
    if (name === "exp" && tree.parts.length === 1) return this.exp(inner, bound);
    if (name === "floor") {
      const value = constant(inner);
      if (value !== null) return this.number([floorOf(value), 1n]);
    }
    if (name === "sqrt") return this.raised(inner, [1n, 2n], tree, bound);
    if (name === "transpose") return this.transpose(node("transpose", "", [inner]), bound);
    return this.function(name, tree, bound);
  }

  function(name, tree, bound) {
    const values = this.parts(tree, bound).map((part) => part.values);
    if (TABLES.linear.includes(name) && values.length === 1) {
      return this.linear(tree.label, values[0]);
    }
    if ((name === "sigmoid" || name === "tanh") && values.length === 1) {
      return this.exponentialForm(name, tree, bound);
    }
    const isZero = (each) => each.every((value) => value === 0n);
    if (name === "relu" || (name === "max" && values.length === 2 && values.some(isZero))) {
      return this.positivePart(values.find((each) => !isZero(each)) ?? filled(0n));
    }
    if (name === "max" || name === "min") {
      return numbered(Array.from({ length: POINTS }, (_, place) => {
        const column = [...new Set(values.map((each) => each[place]))];
        column.sort((a, b) => (a < b ? -1 : 1));
        return this.drawn(`${name}(${column.join(",")})`)[place];
      }));
    }
    return numbered(this.opaque(tree.label, values));
  }

  positivePart(values) {
    return pointwise(numbered(values), numbered(this.opaque(">", [values])));
  }

  exponentialForm(name, tree, bound) {
    const above = node("call", "exp", tree.parts);
    const below = node("call", "exp", [node("product", "", [MINUS_ONE, ...tree.parts])]);
    const minus = node("product", "", [MINUS_ONE, below]);
    const quotient = name === "sigmoid"
      ? [ONE, node("sum", "", [ONE, below])]
      : [node("sum", "", [above, minus]), node("sum", "", [above, below])];
    return this.at(node("quotient", "", quotient, tree.at, tree.end), bound);
  }

  exp(exponent, bound) {
    const terms = exponent.kind === "sum" ? exponent.parts : [exponent];
    let found = numbered(filled(1n));
    for (const term of terms) {
      const [times, rest] = coefficient(term);
      if ((times < 0n ? -times : times) > BigInt(MOST_EXPONENT)) {
        throw new Unread(term.at, `an exponent above ${MOST_EXPONENT}`);
      }
      const values = this.opaque("exp", [this.at(rest, bound).values]);
      found = pointwise(found, numbered(values.map((value) => power(value, times))));
    }
    return found;
  }

  over(tree, bound) {
    const [, name, told] = /^(Σ|max)\{(.*)\}$/.exec(tree.label);
    const inner = new Map(bound);
    const ranges = told.split(",").map((piece) => {
      const part = /^([A-Za-z]+'*)(?:=(.*))?$/.exec(piece);
      if (!part) return renamed(`[${piece}]`, inner);
      inner.set(part[1], `#${inner.size + 1}`);
      return inner.get(part[1]) + (part[2] ? `=${renamed(`[${part[2]}]`, bound)}` : "");
    });
    const label = `${name}{${ranges.join(",")}}`;
    const body = this.at(tree.parts[0], inner);
    if (name === "max") return numbered(this.opaque(label, [body.values]));
    return pointwise(numbered(this.drawn(label)), body);
  }

  relation(tree, bound) {
    const [left, right] = this.parts(tree, bound).map((part) => part.values);
    const back = tree.label === "<" || tree.label === "≥";
    const [first, second] = back ? [right, left] : [left, right];
    const difference = first.map((value, place) => modulo(value - second[place]));
    const positive = () => this.opaque(">", [difference]);
    if (tree.label === "<" || tree.label === ">") return numbered(positive());
    if (tree.label === "≤" || tree.label === "≥") return numbered(oneMinus(positive()));
    const either = difference.map((value) => (value < PRIME - value ? value : PRIME - value));
    const equal = this.opaque("=", [either]);
    return numbered(tree.label === "=" ? equal : oneMinus(equal));
  }

  cases(tree, bound) {
    let found = this.at(tree.parts[tree.parts.length - 1], bound);
    for (let place = tree.parts.length - 3; place >= 0; place -= 2) {
      const value = this.at(tree.parts[place], bound);
      const held = this.at(tree.parts[place + 1], bound);
      const other = pointwise(found, numbered(oneMinus(held.values)));
      const taken = pointwise(value, held);
      found = numbered(taken.values.map((each, at) => (each + other.values[at]) % PRIME));
    }
    return found;
  }
}

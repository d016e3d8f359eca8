"""Index sums and their settings written as text, for tests that state many of them.

Formulas are written as Python writes them: `sum(X[i+u] * F[u], (u, 0, k-1))` is a sum with its
limits, and what follows the limits are conditions, `(l-1)*s + m == j` or `0 <= i <= n`;
`d(O[i], F[u])` is a derivative, `a(c[x])` a function of one number, x_ is x'. A setting is a list
of lines, each of which begins with its word: see `read_setting`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from symconv.calculus.arrays import (
    Axis,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Given,
    Named,
    Turned,
)
from symconv.calculus.setting import Setting
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Floor,
    Formula,
    Index,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
)

_GREEK = {"delta", "omega", "sigma", "alpha", "beta"}
_RELATIONS: dict[type[ast.cmpop], Relation] = {
    ast.Eq: Relation.EQUAL,
    ast.NotEq: Relation.UNEQUAL,
    ast.LtE: Relation.AT_MOST,
    ast.Lt: Relation.LESS,
}
_MINUS = Number(-1)


@dataclass(frozen=True)
class Letters:
    """What names in the text stand for, where it is not the letter of that name.

    `below` says how many indices of an array stand below its letter; the others are arguments.
    """

    meanings: Mapping[str, Formula] = field(default_factory=dict)
    below: Mapping[str, int] = field(default_factory=dict)

    def read(self, text: str) -> Formula:
        """Give a formula."""
        return self._formula(ast.parse(text.strip(), mode="eval").body)

    def equation(self, text: str) -> Equation:
        """Give an equation `left = right`."""
        left, right = re.split(r"(?<![=!<>])=(?!=)", text)
        return Equation(self.read(left), self.read(right))

    def condition(self, text: str) -> Restriction:
        """Give a condition."""
        return self._condition(ast.parse(text.strip(), mode="eval").body)

    def axes(self, text: str) -> tuple[Axis, ...]:
        """Give limits written `0..n-1, 1..k`."""
        parts = [part.split("..") for part in text.split(",") if part.strip()]
        return tuple(Axis(self.read(low), self.read(high)) for low, high in parts)

    def whole(self, name: str) -> Formula:
        """Give an array by its name."""
        found = self.meanings.get(name)
        return found or Entry(f"\\{name}" if name in _GREEK else name)

    def _formula(self, node: ast.expr) -> Formula:
        match node:
            case ast.Constant(value):
                return Number(value)
            case ast.Name(name):
                return self.meanings.get(name) or Name(_letter(name))
            case ast.UnaryOp(ast.USub(), inner):
                return Product((_MINUS, self._formula(inner)))
            case ast.BinOp():
                return self._operation(node)
            case ast.Subscript(ast.Name(name), inner):
                return self._entry(name, inner)
            case ast.Call(ast.Name(name), arguments):
                return self._call(name, arguments)
        raise ValueError(ast.unparse(node))

    def _operation(self, node: ast.BinOp) -> Formula:
        left, right = self._formula(node.left), self._formula(node.right)
        match node.op:
            case ast.Add():
                return Add((*_terms(left), right))
            case ast.Sub():
                return Add((*_terms(left), Product((_MINUS, right))))
            case ast.Mult():
                return Product((*_factors(left), *_factors(right)))
            case ast.Div():
                return Quotient(left, right)
            case ast.FloorDiv():
                return Floor(Quotient(left, right))
        raise ValueError(ast.unparse(node))

    def _entry(self, name: str, inner: ast.expr) -> Entry:
        nodes = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        places = tuple(_index(self._formula(node)) for node in nodes)
        whole, below = self.whole(name), self.below.get(name, len(places))
        assert isinstance(whole, Entry)
        return Entry(whole.letter, places[:below], whole.superscript, places[below:])

    def _call(self, name: str, arguments: list[ast.expr]) -> Formula:
        if name == "sum":
            body, *rest = arguments
            ranges = tuple(self._range(r) for r in rest if isinstance(r, ast.Tuple))
            conditions = tuple(self._condition(c) for c in rest if isinstance(c, ast.Compare))
            return Sum(self._formula(body), ranges, conditions)
        inner = tuple(map(self._formula, arguments))
        return Partial(*inner) if name == "d" else Apply(_letter(name), inner)

    def _range(self, node: ast.Tuple) -> Range:
        index, lower, upper = map(self._formula, node.elts)
        assert isinstance(index, Name)
        return Range(index, lower, upper)

    def _condition(self, node: ast.expr) -> Restriction:
        match node:
            case ast.Call(ast.Name("divides"), [step, value]):
                return Condition(self._formula(step), Relation.DIVIDES, self._formula(value))
            case ast.Compare(left, [ast.LtE(), ast.LtE()], [middle, right]):
                return Within(*map(self._formula, (left, middle, right)))
            case ast.Compare(left, [relation], [right]):
                return Condition(
                    self._formula(left), _RELATIONS[type(relation)], self._formula(right)
                )
        raise ValueError(ast.unparse(node))


def _letter(name: str) -> str:
    plain = name.rstrip("_")
    primes = "'" * (len(name) - len(plain))
    return (f"\\{plain}" if plain in _GREEK else plain) + primes


def _terms(formula: Formula) -> tuple[Formula, ...]:
    return formula.terms if isinstance(formula, Add) else (formula,)


def _factors(formula: Formula) -> tuple[Formula, ...]:
    return formula.factors if isinstance(formula, Product) else (formula,)


def _index(formula: Formula) -> Index:
    whole = isinstance(formula, Number) and isinstance(formula.value, int)
    return formula.value if whole else formula  # type: ignore[union-attr, return-value]


_ARRAY = re.compile(r"(\w+)(\[.*?\])? (over|extends|names|turns|dilates) ?(.*)")


def read_setting(text: str, letters: Letters | None = None) -> Setting:
    """Give a setting from its lines.

    sizes n k · scales s · loss L · output O · assume k <= n · free i in 0..n-1 ·
    derived m is (n-k)//s+1 · and arrays:
    array X over 0..n-1 (of independent numbers) · array O[i] over 0..n-k is sum(...) (defined) ·
    array Z extends X (by zeros) · array T turns X 2 (along two axes) · array D dilates X by s, s ·
    array delta names d(L, O)
    """
    reader = _Reader(letters or Letters())
    for line in text.strip().splitlines():
        word, _, rest = line.strip().partition(" ")
        getattr(reader, f"read_{word}")(rest.strip())
    return Setting(
        reader.arrays,
        tuple(reader.hypotheses),
        tuple(reader.domain),
        reader.loss,
        reader.output,
        frozenset(reader.scales),
        frozenset(reader.sizes),
        tuple(reader.derived),
    )


class _Reader:
    def __init__(self, letters: Letters) -> None:
        self.letters = letters
        self.arrays: dict[Formula, Declaration] = {}
        self.hypotheses: list[Restriction] = []
        self.domain: list[Restriction] = []
        self.loss = Name("L")
        self.output: Formula | None = None
        self.scales: set[Formula] = set()
        self.sizes: set[Formula] = set()
        self.derived: list[tuple[Formula, Formula]] = []

    def read_sizes(self, text: str) -> None:
        """Sizes are at least 1."""
        for name in text.split():
            self.sizes.add(self.letters.read(name))
            self.read_assume(f"1 <= {name}")

    def read_pads(self, text: str) -> None:
        """Pads may be 0."""
        for name in text.split():
            self.sizes.add(self.letters.read(name))
            self.read_assume(f"0 <= {name}")

    def read_scales(self, text: str) -> None:
        for name in text.split():
            self.scales.add(self.letters.read(name))
            self.read_assume(f"1 <= {name}")

    def read_loss(self, text: str) -> None:
        self.loss = Name(text)

    def read_output(self, text: str) -> None:
        self.output = self.letters.whole(text)

    def read_assume(self, text: str) -> None:
        self.hypotheses.append(self.letters.condition(text))

    def read_free(self, text: str) -> None:
        names, _, limits = text.partition(" in ")
        (axis,) = self.letters.axes(limits)
        for name in names.split():
            self.domain.append(Within(axis.lower, self.letters.read(name), axis.upper))

    def read_where(self, text: str) -> None:
        """Something that the free indices obey besides."""
        self.domain.append(self.letters.condition(text))

    def read_derived(self, text: str) -> None:
        name, _, formula = text.partition(" is ")
        self.derived.append((self.letters.read(name), self.letters.read(formula)))
        self.sizes.add(self.letters.read(name))

    def read_array(self, text: str) -> None:
        match = _ARRAY.fullmatch(text)
        assert match is not None, text
        name, places, kind, rest = match.groups()
        whole = self.letters.whole(name)
        self.arrays[whole] = getattr(self, f"_{kind}")(name + (places or ""), rest)

    def _over(self, left: str, rest: str) -> Given | Defined:
        limits, _, body = rest.partition(" is ")
        axes = self.letters.axes(limits)
        if not body:
            return Given(axes)
        return Defined(axes, Equation(self.letters.read(left), self.letters.read(body)))

    def _extends(self, left: str, of: str) -> Extended:
        whole, axes = self._known(of)
        return Extended(whole, axes, len(axes))

    def _known(self, of: str) -> tuple[Formula, tuple[Axis, ...]]:
        """Give an array that is there already, or the gradient d(L, O), and its axes."""
        whole = self.letters.read(of) if "(" in of else self.letters.whole(of)
        if isinstance(whole, Partial) and isinstance(whole.by, Name):
            whole = Partial(whole.of, self.letters.whole(whole.by.letter))
        return whole, self.arrays[whole.by if isinstance(whole, Partial) else whole].axes

    def _turns(self, left: str, rest: str) -> Turned:
        of, _, spatial = rest.rpartition(" ")
        return Turned(*self._known(of), int(spatial))

    def _dilates(self, left: str, rest: str) -> Dilated:
        of, _, steps = rest.partition(" by ")
        return Dilated(*self._known(of), tuple(map(self.letters.read, steps.split(","))))

    def _names(self, left: str, of: str) -> Named:
        return Named(*self._known(of))

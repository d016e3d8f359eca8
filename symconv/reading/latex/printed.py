"""The project's own formulas read back: what is printed in a notation, in that notation."""

from __future__ import annotations

from symconv.formulas import (
    Add,
    Assignment,
    Condition,
    Entry,
    Equation,
    Formula,
    Maximum,
    Name,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
    children,
    rebuild,
)
from symconv.formulas.written import Differential, Operation, Relate
from symconv.notation import Notation
from symconv.notation.letters import differential_of
from symconv.notation.styles import IndexStyle
from symconv.reading.latex.groups import as_condition
from symconv.reading.latex.read import is_plain, read_statements
from symconv.reading.written import Joint, Member, ReadingError, Style, Subscripts
from symconv.roles import Role

_SIGNS = {"*": "*", r"\times": "×", r"\cdot": "·"}


def read_formula(text: str, notation: Notation) -> Formula:
    r"""Read a formula that was printed in a notation, LaTeX or plain text.

    Operations on whole arrays come back as the signs and words that they are printed as, and a
    bare letter as a whole array where it is one of the notation's. Nested sums and products come
    back flat, and a quotient of numbers as a number. Raises `ReadingError` where the text is not
    one formula, or a chain of more than two members.

    >>> read_formula("∂L/∂F₁₂", Notation()) == read_formula(
    ...     r"\frac{\partial L}{\partial F_{12}}", Notation())
    True
    """
    members, parts = _members(text, notation)
    if len(members) == 1:
        return parts[0]
    if len(members) > 2:
        raise ReadingError(members[2].span.start, "a chain of more than two members")
    kind = Assignment if members[1].joint is Joint.BECOMES else Equation
    return kind(parts[0], parts[1])


def read_members(text: str, notation: Notation) -> tuple[Formula, ...]:
    """Read the members of one formula in a notation: of a = b = c all three.

    Raises `ReadingError` where the text is not one formula.

    >>> [str(member) for member in read_members("X₁ = 2·3 = 6", Notation())]
    ['X₁', '2·3', '6']
    """
    return _members(text, notation)[1]


def _members(text: str, notation: Notation) -> tuple[tuple[Member, ...], tuple[Formula, ...]]:
    plain = is_plain(text) or "Σ{" in text or "max{" in text
    statements = read_statements(text, style_of(notation), plain=plain)
    if len(statements) != 1:
        raise ReadingError(statements[1].span.start, "a second formula")
    members = statements[0].members
    return members, tuple(_Settled(notation, plain).settle(member.formula) for member in members)


def style_of(notation: Notation) -> Style:
    """Give how formulas of a notation are written."""
    whole = notation.index in (IndexStyle.FLAT, IndexStyle.COMMA, IndexStyle.LAYERS)
    arrays = frozenset(_arrays(notation))
    return Style(
        subscripts=Subscripts.WHOLE if whole else Subscripts.SPLIT,
        placed=arrays if notation.index is IndexStyle.LAYERS else frozenset(),
        functions=frozenset({"relu", r"\sigma", "a"}) - arrays,
        scalars=frozenset({notation.loss})
        | (frozenset() if notation.index is IndexStyle.LAYERS else arrays),
    )


def _arrays(notation: Notation) -> set[str]:
    letters = {notation.letter(role) for role in Role}
    if notation.prediction:
        letters.add(notation.prediction)
    if notation.upstream_letter:
        letters.add(notation.upstream_letter)
    return letters


class _Settled:
    """Gives a formula as the project keeps it: what its notation leaves open is decided."""

    def __init__(self, notation: Notation, plain: bool) -> None:
        self.notation = notation
        self.plain = plain
        self.arrays = _arrays(notation)
        self.product = _SIGNS.get(notation.product, "")

    def settle(self, formula: Formula) -> Formula:
        """Give the formula, its parts settled first."""
        parts = [self.settle(part) for part in children(formula)]
        formula = rebuild(formula, parts) if parts else formula
        match formula:
            case Name(letter) if letter in self.arrays:
                return Entry(letter)
            case Entry():
                return self._entry(formula)
            case Differential(Entry() as of, "d"):
                return Entry(differential_of(of.letter), of.indices, of.superscript, of.arguments)
            case Operation(sign, left, right) if sign == self.product:
                return product_of(left, right)
            case Relate():
                return as_condition(formula)
            case Sum() | Maximum():
                return _ranged(formula)
            case Add(terms):
                return Add(tuple(part for term in terms for part in _terms(term)))
            case Product(factors):
                return product_of(*factors)
        return formula

    def _entry(self, entry: Entry) -> Formula:
        """Put places in square brackets below the letter, as plain text writes them."""
        if not self.plain or not entry.arguments or entry.indices:
            return entry
        if self.notation.index is IndexStyle.LAYERS:
            return entry
        return Entry(entry.letter, entry.arguments, entry.superscript)


def _ranged(formula: Sum | Maximum) -> Formula:
    """Tell ranges from conditions as printers write them: a range with one limit has no `=`."""
    ranges: list[Range] = []
    conditions: list[Restriction] = []
    for one in formula.ranges:
        if one.lower is not None and one.upper is None:
            conditions.append(Condition(one.index, Relation.EQUAL, one.lower))
        else:
            ranges.append(one)
    known = {one.index for one in ranges}
    for condition in formula.conditions:
        limited = _one_limit(condition)
        if limited is None or limited.index in known:
            conditions.append(condition)
        else:
            ranges.append(limited)
    return type(formula)(formula.body, tuple(ranges), tuple(conditions))


def _one_limit(condition: Formula) -> Range | None:
    match condition:
        case Condition(lower, Relation.AT_MOST, Name() as index):
            return Range(index, lower)
        case Condition(Name() as index, Relation.AT_LEAST, lower):
            return Range(index, lower)
        case Condition(Name() as index, Relation.AT_MOST, upper):
            return Range(index, None, upper)
    return None


def _terms(formula: Formula) -> tuple[Formula, ...]:
    return formula.terms if isinstance(formula, Add) else (formula,)


def product_of(*factors: Formula) -> Formula:
    """Give the product of factors, theirs among them."""
    return Product(
        tuple(
            part
            for factor in factors
            for part in (factor.factors if isinstance(factor, Product) else (factor,))
        )
    )

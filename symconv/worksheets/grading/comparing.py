"""Whether an answer equals what is right: in its form, or by proof; and its terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import prod

from symconv.derivation.sameness import same_within
from symconv.errors import SymconvError
from symconv.formulas import (
    Add,
    Equation,
    Formula,
    Grid,
    Number,
    Product,
    Quotient,
    children,
    rebuild,
)
from symconv.formulas.chains import Chain, Decimal
from symconv.formulas.written import Matrix

STEPS_OF_ANSWER = 200_000
"""Steps of work, as `same` counts them, for one answer."""
STEPS_OF_TERM = 20_000
MOST_TERMS = 400
"""Terms of an answer that are looked at one by one."""
MOST_PAIRS = 60
"""Pairs of terms that are compared by proof: terms of one form need none."""


class Equality(StrEnum):
    """How two formulas compare."""

    SAME_FORM = "same form"
    EQUAL = "equal"
    UNDECIDED = "undecided"
    DIFFERENT = "different"


@dataclass
class Budget:
    """Steps that are left for one answer."""

    steps: int = STEPS_OF_ANSWER
    pairs: int = MOST_PAIRS

    def take(self, most: int) -> int:
        """Take steps for one comparison."""
        taken = min(most, self.steps)
        self.steps -= taken
        return taken


def compare(right: Formula, given: Formula, budget: Budget) -> Equality:
    """Compare an answer with what is right.

    A chain a = b = c is equal to what any of its members is equal to.
    """
    if isinstance(right, Chain | Equation):
        found = [compare(member, given, budget) for member in _members(right)]
        return next((kind for kind in Equality if kind in found), Equality.DIFFERENT)
    if canonical(right) == canonical(given):
        return Equality.SAME_FORM
    if isinstance(right, Grid) or isinstance(given, Grid):
        return _compare_grids(right, given, budget)
    steps = budget.take(STEPS_OF_ANSWER)
    if not steps:
        return Equality.UNDECIDED
    try:
        found_same = same_within(right, given, steps)
    except SymconvError:
        return Equality.UNDECIDED  # such as an equation in brackets
    if found_same.equal and not found_same.conditions:
        return Equality.EQUAL
    return Equality.DIFFERENT if found_same.different else Equality.UNDECIDED


def _members(formula: Formula) -> Iterator[Formula]:
    """Give the members of a = b = c, however they are kept."""
    if isinstance(formula, Chain):
        yield from _members(formula.left)
        for link in formula.links:
            yield from _members(link.right)
    elif isinstance(formula, Equation):
        yield from _members(formula.left)
        yield from _members(formula.right)
    else:
        yield formula


def _compare_grids(right: Formula, given: Formula, budget: Budget) -> Equality:
    if not (isinstance(right, Grid) and isinstance(given, Grid) and right.shape == given.shape):
        return Equality.DIFFERENT
    pairs = zip(right.entries, given.entries, strict=True)
    found = {compare(one, other, budget) for one, other in pairs}
    for kind in (Equality.DIFFERENT, Equality.UNDECIDED, Equality.EQUAL):
        if kind in found:
            return kind
    return Equality.SAME_FORM


def canonical(formula: Formula) -> Formula:
    """Give a formula with its terms and factors in one order, and numbers multiplied.

    >>> from symconv.formulas import Name
    >>> a, b = Name("a"), Name("b")
    >>> canonical(Add((b, Product((b, a))))) == canonical(Add((Product((a, b)), b)))
    True
    """
    parts = [canonical(part) for part in children(formula)]
    formula = rebuild(formula, parts) if parts else formula
    match formula:
        case Decimal(value):
            return Number(value)
        case Quotient(Number(above), Number(below)) if below:
            return Number(Fraction(above) / Fraction(below))
        case Matrix(entries, widths) if len(set(widths)) == 1:
            return Grid((len(widths), widths[0]), entries)
        case Add(terms):
            flat = [p for t in terms for p in (t.terms if isinstance(t, Add) else (t,))]
            ordered = tuple(sorted(flat, key=repr))
            return ordered[0] if len(ordered) == 1 else Add(ordered)
        case Product(factors):
            return _canonical_product(factors)
    return formula


def _canonical_product(factors: Sequence[Formula]) -> Formula:
    flat = [p for f in factors for p in (f.factors if isinstance(f, Product) else (f,))]
    value = prod((f.value for f in flat if isinstance(f, Number)), start=Fraction(1))
    if value == 0:
        return Number(0)
    others = sorted((f for f in flat if not isinstance(f, Number)), key=repr)
    numbers = [] if value == 1 and others else [Number(value)]
    ordered: tuple[Formula, ...] = (*numbers, *others)
    return ordered[0] if len(ordered) == 1 else Product(ordered)


def terms_of(formula: Formula) -> list[Formula]:
    """Give the terms of a formula; a sum in one bracket is multiplied out.

    >>> from symconv.formulas import Name
    >>> a, b, c = map(Name, "abc")
    >>> [str(term) for term in terms_of(Product((a, Add((b, c)))))]
    ['a·b', 'a·c']
    """
    found = list(_terms(formula, MOST_TERMS))
    return found if len(found) <= MOST_TERMS else [formula]


def _terms(formula: Formula, most: int) -> Iterator[Formula]:
    if isinstance(formula, Add):
        for term in formula.terms[: most + 1]:
            yield from _terms(term, most)
        return
    if isinstance(formula, Product):
        sums = [at for at, factor in enumerate(formula.factors) if isinstance(factor, Add)]
        if len(sums) == 1:
            (at,) = sums
            before, bracket, after = (
                formula.factors[:at], formula.factors[at], formula.factors[at + 1 :]
            )  # fmt: skip
            assert isinstance(bracket, Add)
            for term in bracket.terms[: most + 1]:
                inner = term.factors if isinstance(term, Product) else (term,)
                yield Product((*before, *inner, *after))
            return
    yield formula


def negative(formula: Formula) -> Formula:
    """Give minus a formula."""
    return Product((Number(-1), formula))

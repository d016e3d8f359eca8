"""Indices that are repeated in a product and bound nowhere: summed, by the convention."""

from __future__ import annotations

from collections import Counter

from symconv.formulas import Equation, Formula, Name, Product, Range, Sum, children
from symconv.formulas.written import Operation
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.names import free_index_names
from symconv.verification.judging.worlds.places import letter_of


def with_sums(equation: Equation, reading: Reading) -> Equation | None:
    """Give an equation with sums over what is repeated on the right and free on the left nowhere.

    None where an index of the right side alone stands in one factor only.
    """
    left = free_index_names(equation.left, reading)
    free = [name for name in free_index_names(equation.right, reading) if name not in left]
    counts = Counter(name for entry in _factors(equation.right) for name in _used(entry, reading))
    if not free or any(counts[name] < _TWICE for name in free):
        return None
    ranges = tuple(Range(Name(name)) for name in free)
    return Equation(equation.left, Sum(equation.right, ranges))


_TWICE = 2


def _factors(formula: Formula) -> tuple[Formula, ...]:
    match formula:
        case Product(factors):
            return tuple(part for factor in factors for part in _factors(factor))
        case Operation(_, left, right):
            return (*_factors(left), *_factors(right))
    return (formula,)


def _used(formula: Formula, reading: Reading) -> set[str]:
    """Give the indices of the entries in a factor."""
    if letter_of(formula, reading) is not None:
        return set(free_index_names(formula, reading))
    return set().union(*(_used(part, reading) for part in children(formula)))

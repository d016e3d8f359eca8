"""Whether the indices of a sum take finitely many values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.calculus.errors import RuleError
from symconv.calculus.facts import differences
from symconv.calculus.polynomials import ONE_INDEX, IndexPolynomial, read_index
from symconv.calculus.rule import Context
from symconv.calculus.setting import free_letters
from symconv.formulas import Condition, ForEvery, Formula, Name, Range, Relation, Restriction


def require_finite(
    ranges: tuple[Range, ...], conditions: tuple[Restriction, ...], context: Context
) -> None:
    """Check that every index without a limit has one by a condition.

    Raises `RuleError` naming an index that runs on for ever.
    """
    open_ends = {
        (limits.index, sign)
        for limits in ranges
        for end, sign in ((limits.lower, 1), (limits.upper, -1))
        if end is None
    }
    known = list(_inequalities(conditions, context))
    while open_ends:
        loose = {index for index, _ in open_ends}
        closed = {
            (index, sign)
            for index, sign in open_ends
            if any(_bounds(it, index, sign, loose, context) for it in known)
        }
        if not closed:
            raise RuleError(f"{min(map(str, loose))} takes values without end")
        open_ends -= closed


def _inequalities(conditions: Iterable[Restriction], context: Context) -> Iterator[IndexPolynomial]:
    """Give what conditions say is not negative, those for every value at one of the values."""
    for condition in conditions:
        if not isinstance(condition, ForEvery):
            yield from differences(condition)
            continue
        values = dict[Formula, IndexPolynomial]()
        for limits in condition.ranges:
            if limits.lower is None or limits.upper is None:
                break
            if not context.knows(Condition(limits.lower, Relation.AT_MOST, limits.upper)):
                break
            values[limits.index] = read_index(limits.lower).substitute(values)
        else:
            for polynomial in differences(condition.condition):
                yield polynomial.substitute(values)


def _bounds(
    polynomial: IndexPolynomial, index: Name, sign: int, loose: set[Name], context: Context
) -> bool:
    """Tell whether `polynomial >= 0` keeps an index from below (sign 1) or from above (-1)."""
    try:
        slope = polynomial.coefficient_of(index)
    except RuleError:
        return False
    rest = polynomial - slope * read_index(index)
    if any(free_letters(letter) & loose for letter in slope.letters | rest.letters):
        return False
    steep = (slope if sign == 1 else -slope) - ONE_INDEX
    return context.facts.and_free(context.setting.domain).prove_nonnegative(steep)

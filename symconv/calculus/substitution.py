"""Putting an expression in the place of an index, and writing the result as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symconv.calculus.errors import RuleError
from symconv.calculus.setting import Setting, bound_names, free_letters
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Floor,
    ForEvery,
    Formula,
    Index,
    Maximum,
    Name,
    Number,
    Product,
    Quotient,
    Range,
    Sum,
    Within,
    children,
    rebuild,
    substitute,
)
from symconv.formulas.nodes import PRIME


def put_index(formula: Formula, values: Mapping[Formula, Formula], setting: Setting) -> Formula:
    """Give `formula` with indices replaced, and indices, limits and conditions written anew.

    An index that is bound within under the same name is another one, and stays. Raises
    `RuleError` if an index bound within would capture one put in.
    """
    match formula:
        case Entry():
            return replace(
                formula,
                indices=tuple(_index(place, values, setting) for place in formula.indices),
                arguments=tuple(_index(place, values, setting) for place in formula.arguments),
            )
        case Condition(left, relation, right):
            return Condition(
                put_limit(left, values, setting), relation, put_limit(right, values, setting)
            )
        case Within(lower, value, upper):
            return Within(*(put_limit(part, values, setting) for part in (lower, value, upper)))
        case Range(index, lower, upper):
            limits = (
                None if part is None else put_limit(part, values, setting)
                for part in (lower, upper)
            )
            return Range(index, *limits)
        case Name():
            return values.get(formula, formula)
        case Sum() | Maximum() | ForEvery():
            values = _values_inside(formula, values)
    return rebuild(formula, [put_index(part, values, setting) for part in children(formula)])


def _values_inside(
    formula: Sum | Maximum | ForEvery, values: Mapping[Formula, Formula]
) -> Mapping[Formula, Formula]:
    """Give what is put in where some indices are bound: those among them are other ones."""
    bound, free = {limits.index for limits in formula.ranges}, free_letters(formula)
    inside = {letter: value for letter, value in values.items() if letter in free}
    if any(bound & free_letters(value) for value in inside.values()):
        raise RuleError("a bound index would capture another")
    return inside


def _index(index: Index, values: Mapping[Formula, Formula], setting: Setting) -> Index:
    if isinstance(index, int):
        return index
    written = put_limit(index, values, setting)
    return written.value if isinstance(written, Number) else written  # type: ignore[return-value]


def put_limit(limit: Formula, values: Mapping[Formula, Formula], setting: Setting) -> Formula:
    """Give a limit, or a side of a condition, with indices replaced.

    Raises `RuleError` as `put_index` does: sums may stand in conditions too.
    """
    return _written(_put(limit, values), setting)


def _put(formula: Formula, values: Mapping[Formula, Formula]) -> Formula:
    """Give `formula` with what is free in it replaced, nothing of it written anew."""
    if formula in values:
        return values[formula]
    if isinstance(formula, Sum | Maximum | ForEvery):
        values = _values_inside(formula, values)
    parts = [_put(part, values) for part in children(formula)]
    return rebuild(formula, parts) if parts and values else formula


def _written(formula: Formula, setting: Setting) -> Formula:
    """Write an index expression anew, and what stands in its quotients and functions."""
    match formula:
        case Add(terms):
            formula = Add(tuple(_written(term, setting) for term in terms))
        case Product(factors):
            formula = _cancelled(tuple(_written(factor, setting) for factor in factors))
        case Quotient(above, below):
            return Quotient(_written(above, setting), _written(below, setting))
        case Floor(body):
            return Floor(_written(body, setting))
        case Apply(function, arguments):
            return Apply(function, tuple(_written(part, setting) for part in arguments))
        case Entry():
            return put_index(formula, {}, setting) if formula.indices else formula
    return setting.limit(formula)


def _cancelled(factors: tuple[Formula, ...]) -> Formula:
    """Give a product in which s times t/s is t."""
    for at, factor in enumerate(factors):
        if isinstance(factor, Quotient) and factor.denominator in factors:
            others = list(factors)
            others[at] = factor.numerator
            others.remove(factor.denominator)
            return _cancelled(tuple(others))
    return factors[0] if len(factors) == 1 else Product(factors)


def same_up_to_names(left: Formula, right: Formula) -> bool:
    """Tell whether two formulas differ at most in the names of their bound indices."""
    names, others = bound_names(left), bound_names(right)
    free = free_letters(left) | free_letters(right)
    if len(names) != len(others) or free & {*names, *others}:
        return False  # a letter that is free here and bound there cannot be told by its mark
    mark = "bound"
    while any(isinstance(letter, Name) and letter.letter.startswith(mark) for letter in free):
        mark += PRIME
    marks = [Name(f"{mark}{number}") for number in range(len(names))]
    return substitute(left, dict(zip(names, marks, strict=True))) == substitute(
        right, dict(zip(others, marks, strict=True))
    )

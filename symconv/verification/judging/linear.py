"""Limits as linear formulas in letters of sizes, so that a letter can be told by its limit."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from symconv.formulas import Add, Entry, Index, Name, Number, Product, Quotient
from symconv.formulas.written import Operation
from symconv.verification.judging.reading import size_key

Coefficients: TypeAlias = dict[str, Fraction | int]


def linear(formula: Index) -> Coefficients | None:
    """Give the coefficient of each letter, "" for the number; None for what is not linear.

    >>> sorted(linear(Add((Name("k"), Number(-1)))).items())
    [('', -1), ('k', 1)]
    """
    match formula:
        case int():
            return {"": formula}
        case Number(value):
            return {"": value}
        case Name() | Entry():
            key = size_key(formula)
            return None if key is None else {key: 1}
        case Add(terms):
            return _total([linear(term) for term in terms])
        case Product(factors):
            return _multiplied([linear(factor) for factor in factors])
        case Operation(_, left, right):
            return _multiplied([linear(left), linear(right)])
        case Quotient(numerator, Number(value)) if value:
            above = linear(numerator)
            return None if above is None else _scaled(above, Fraction(1, 1) / value)
    return None


def less(first: Coefficients, second: Coefficients) -> Coefficients:
    """Give a difference."""
    return _total([first, _scaled(second, -1)]) or {}


def _total(parts: list[Coefficients | None]) -> Coefficients | None:
    found: Coefficients = {}
    for part in parts:
        if part is None:
            return None
        for key, value in part.items():
            found[key] = found.get(key, 0) + value
    return {key: value for key, value in found.items() if value}


def _scaled(part: Coefficients, factor: Fraction | int) -> Coefficients:
    return {key: value * factor for key, value in part.items()}


def _multiplied(parts: list[Coefficients | None]) -> Coefficients | None:
    found: Coefficients = {"": 1}
    for part in parts:
        if part is None:
            return None
        if set(part) <= {""}:
            found = _scaled(found, part.get("", 0))
        elif set(found) <= {""}:
            found = _scaled(part, found.get("", 0))
        else:
            return None
    return found


def formula_names(index: Index) -> frozenset[str]:
    """Give the letters of a linear formula; none if it is not linear."""
    return frozenset(linear(index) or ()) - {""}


__all__ = ["formula_names", "less", "linear"]

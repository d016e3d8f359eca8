"""Polynomials as arrays of integers: how the terms of a result come back from a process."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from numpy import array as new_array
from numpy import bool_, empty, full, int64, integer

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.verification.code.running.outcome import Array

_LARGEST = 2**62
_ENTRY, _ABOVE, _BELOW, _FIRST = 0, 1, 2, 3
"""Columns of a table of terms: entry, numerator, denominator, then the variables, or -1."""


def as_variables(numbers: Array) -> Array:
    """Give the polynomials of variables whose numbers an array holds; -1 is the number 0."""
    array = empty(numbers.shape, dtype=object)
    flat = array.reshape(-1)
    for place, number in enumerate(numbers.reshape(-1).tolist()):
        flat[place] = 0 if number < 0 else Polynomial.variable(number)
    return array


def encode(array: Array) -> Mapping[str, Array] | None:
    """Give an array of exact numbers and polynomials as its shape and a table of its terms.

    None for one with other entries, such as floats, which symbols do not go through.
    """
    rows: list[tuple[int, int, int, tuple[int, ...]]] = []
    for entry, value in enumerate(array.reshape(-1).tolist()):
        terms = _terms(value)
        if terms is None:
            return None
        for monomial, coefficient in terms.items():
            fraction = Fraction(coefficient)
            if max(abs(fraction.numerator), fraction.denominator) > _LARGEST:
                return None
            rows.append((entry, fraction.numerator, fraction.denominator, monomial))
    degree = max((len(row[-1]) for row in rows), default=0)
    table = full((len(rows), _FIRST + degree), -1, int64)
    for number, (*head, monomial) in enumerate(rows):
        table[number, :_FIRST] = head
        table[number, _FIRST : _FIRST + len(monomial)] = monomial
    return {"shape": new_array(array.shape, int64), "terms": table}


def decode(shape: Array, table: Array) -> Array:
    """Give the array of polynomials that `encode` told.

    Raises `ValueError` for tables that it does not write.
    """
    array = empty(tuple(int(n) for n in shape), dtype=object)
    terms: list[dict[tuple[int, ...], int | Fraction]] = [{} for _ in range(array.size)]
    if table.ndim != 2 or table.shape[1] < _FIRST or (len(table) and table[:, _BELOW].min() < 1):
        raise ValueError("this is no table of terms")
    for row in table.tolist():
        monomial = tuple(sorted(number for number in row[_FIRST:] if number >= 0))
        value = Fraction(row[_ABOVE], row[_BELOW])
        terms[row[_ENTRY]][monomial] = int(value) if value.denominator == 1 else value
    flat = array.reshape(-1)
    for place, each in enumerate(terms):
        flat[place] = Polynomial({monomial: value for monomial, value in each.items() if value})
    return array


def _terms(value: Any) -> Mapping[tuple[int, ...], int | Fraction] | None:
    if type(value) is Polynomial:
        return value.terms
    if isinstance(value, int | Fraction | integer) and not isinstance(value, bool | bool_):
        return {(): Fraction(int(value) if isinstance(value, integer) else value)} if value else {}
    if isinstance(value, float) and value == 0:  # what was set to 0.0 and nothing was added to
        return {}
    return None

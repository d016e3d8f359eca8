"""Formulas as Python expressions: the order of terms and factors is the formula's."""

from __future__ import annotations

from fractions import Fraction
from itertools import starmap

from symconv.errors import KernelError
from symconv.formulas import Add, Formula, Name, Number, Power, Product, Quotient

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def write_code(formula: Formula) -> str:
    """Write a formula whose names are Python names as a Python expression.

    Raises `KernelError` for a node that has no Python expression.

    >>> write_code(Product((Name("g"), Add((Name("f_0"), Name("f_1"))))))
    'g * (f_0 + f_1)'
    """
    return _write(formula)[0]


def write_terms(formula: Formula) -> list[str]:
    """Write the terms of a sum, or the one term that a formula is, as `write_code` does."""
    terms = formula.terms if isinstance(formula, Add) else (formula,)
    return [_at_least(_PRODUCT, *_write(term)) for term in terms]


def _write(formula: Formula) -> tuple[str, int]:
    """Write a formula, with how tightly its outermost operation binds."""
    match formula:
        case Name(letter):
            return letter, _ATOM
        case Number(value):
            return _write_number(value)
        case Add(terms) if terms:
            return " + ".join(text for text, _ in map(_write, terms)).replace("+ -", "- "), _SUM
        case Product(factors) if factors:
            pairs = [_write(factor) for factor in factors]
            return _write_product(pairs), _PRODUCT
        case Quotient(numerator, denominator):
            above = _at_least(_PRODUCT, *_write(numerator))
            return f"{above} / {_at_least(_POWER, *_write(denominator))}", _PRODUCT
        case Power(base, Number(int(exponent))) if exponent >= 0:
            return f"{_at_least(_ATOM, *_write(base))}**{exponent}", _POWER
    raise KernelError(f"{type(formula).__name__} cannot be written as code")


def _write_number(value: int | Fraction) -> tuple[str, int]:
    if isinstance(value, int) or value.denominator == 1:
        return str(value), _ATOM if value >= 0 else _PRODUCT
    return f"{value.numerator} / {value.denominator}", _PRODUCT


def _write_product(pairs: list[tuple[str, int]]) -> str:
    first, *rest = pairs
    factors = [_at_least(_PRODUCT, *first), *starmap(_factor, rest)]
    if factors[0] == "-1" and rest:
        return "-" + " * ".join(factors[1:])
    return " * ".join(factors)


def _factor(text: str, binding: int) -> str:
    return _at_least(_POWER, text, binding)


def _at_least(least: int, text: str, binding: int) -> str:
    """Put an expression in parentheses if its outermost operation binds less than `least`."""
    return text if binding >= least else f"({text})"

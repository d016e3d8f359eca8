"""What SymPy expressions are worth at fractions: written for tests, from SymPy's trees alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor, prod

import sympy

Point = Mapping[sympy.Symbol, Fraction]


class NoValueError(Exception):
    """There is no value here, or none that is rational."""


def value(expression: sympy.Basic, point: Point) -> Fraction:
    """Give the value of an expression; raises `NoValueError` where it has none."""
    of = [value(part, point) for part in expression.args] if _is_strict(expression) else []
    kind = expression.func
    if expression.is_Symbol:
        return point[expression]
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    if kind in _OPERATIONS:
        return Fraction(_OPERATIONS[kind](*of))
    if kind is sympy.Piecewise:
        for case, condition in expression.args:
            if _holds(condition, point):
                return value(case, point)
    raise NoValueError


_OPERATIONS: Mapping[type, Callable[..., Fraction | int]] = {
    sympy.Add: lambda *parts: sum(parts),
    sympy.Mul: lambda *parts: prod(parts),
    sympy.Pow: lambda base, exponent: _power(base, exponent),
    sympy.Max: lambda *parts: max(parts),
    sympy.Min: lambda *parts: min(parts),
    sympy.Abs: abs,
    sympy.sign: lambda of: (of > 0) - (of < 0),
    sympy.floor: floor,
}


def _is_strict(expression: sympy.Basic) -> bool:
    return expression.func is not sympy.Piecewise


def _holds(condition: sympy.Basic, point: Point) -> bool:
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if condition.func is sympy.ITE:
        decides, one, other = condition.args
        return _holds(one if _holds(decides, point) else other, point)
    if condition.func is sympy.And:
        return all(_holds(part, point) for part in condition.args)
    if condition.func is sympy.Or:
        return any(_holds(part, point) for part in condition.args)
    left, right = (value(side, point) for side in condition.args)
    return {
        sympy.Gt: left > right,
        sympy.Lt: left < right,
        sympy.Ge: left >= right,
        sympy.Le: left <= right,
        sympy.Eq: left == right,
        sympy.Ne: left != right,
    }[condition.func]


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or (base == 0 and exponent < 0):
        raise NoValueError
    return base**exponent.numerator

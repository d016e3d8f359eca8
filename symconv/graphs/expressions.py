"""From formulas of the grammar to SymPy expressions, within limits.

SymPy multiplies numbers out as it builds an expression, so numbers that would become very long
are found before it sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import sympy

from symconv.errors import GraphError
from symconv.formulas import (
    Apply,
    Entry,
    Formula,
    Name,
    Number,
    Power,
    children,
)
from symconv.formulas.sympy_nodes import arithmetic_to_sympy
from symconv.graphs.arithmetic import Arithmetic, settle
from symconv.graphs.evaluate import Evaluator
from symconv.graphs.functions import SYMPY_FUNCTIONS
from symconv.graphs.values import Value
from symconv.reading.limits import MAX_COEFFICIENT_BITS, MAX_EXPONENT

_UNDEFINED = (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)
_MOST_DOUBLINGS = 64


def to_expression(formula: Formula, symbols: Mapping[Formula, sympy.Expr]) -> sympy.Expr:
    """Give a formula of the grammar as a SymPy expression.

    Raises `GraphError` for numbers in it that grow too large or are not real, and for what has
    no value whatever the symbols stand for, such as a division by x - x.
    """
    _check_constants(formula)
    if _bits(formula) > MAX_COEFFICIENT_BITS:
        raise GraphError("its numbers grow too large")
    expression = _build(formula, symbols)
    if expression.has(*_UNDEFINED):
        raise GraphError("it has no value, whatever its names stand for")
    return expression


def why_undefined(derivative: sympy.Expr, expression: sympy.Expr) -> str | None:
    """Say why the derivative of an expression is not real; None if it may be.

    It took a logarithm of a base: the derivative of (-2)^x would need log(-2).
    """
    if not derivative.has(*_UNDEFINED):
        return None
    bases = [power.base for power in expression.atoms(sympy.Pow) if power.exp.free_symbols]
    if any(base.is_negative for base in bases):
        return "the logarithm of a negative number"
    if any(base.is_zero for base in bases):
        return "the logarithm of zero"
    return "it is not a real number, whatever the names stand for"


def is_constant(formula: Formula) -> bool:
    """Tell whether no name occurs in a formula."""
    return not isinstance(formula, Name | Entry) and all(map(is_constant, children(formula)))


def _check_constants(formula: Formula) -> None:
    """Work out every part without names, for what may be wrong with it."""
    if is_constant(formula):
        _value(formula)
        return
    for part in children(formula):
        _check_constants(part)


def _value(formula: Formula) -> Value:
    def work(arithmetic: Arithmetic) -> Value:
        return Evaluator(arithmetic, {}).evaluate(formula)

    return settle(work)


def _build(formula: Formula, symbols: Mapping[Formula, sympy.Expr]) -> sympy.Expr:
    view = partial(_build, symbols=symbols)
    if isinstance(formula, Name | Entry):
        return symbols[formula]
    if isinstance(formula, Apply):
        return SYMPY_FUNCTIONS[formula.function](*map(view, formula.arguments))
    found = arithmetic_to_sympy(formula, view)
    if found is None:
        raise TypeError(f"{type(formula).__name__} is not in the grammar")
    return found


def _bits(formula: Formula) -> int:
    """Give a bound on the bits of the numbers that SymPy may make of a formula."""
    if isinstance(formula, Number):
        return formula.value.numerator.bit_length() + formula.value.denominator.bit_length()
    if isinstance(formula, Power):
        exponent = _exponent_size(formula.exponent)
        return _bits(formula.base) * exponent + _bits(formula.exponent)
    below = sum(map(_bits, children(formula)))
    if isinstance(formula, Apply) and formula.function == "exp" and _takes_logarithms(formula):
        return 1 << min(below, _MOST_DOUBLINGS)  # exp(n log 2) is 2^n
    return below


def _exponent_size(exponent: Formula) -> int:
    """Give a bound on the size of an exponent without names, which has to be small; else 1."""
    if not is_constant(exponent):
        return 1
    value = _value(exponent)
    fraction = value.rational
    if not abs(value.interval) <= MAX_EXPONENT:
        raise GraphError(f"an exponent is beyond {MAX_EXPONENT}")
    return MAX_EXPONENT if fraction is None else abs(fraction.numerator) // fraction.denominator + 1


def _takes_logarithms(formula: Formula) -> bool:
    if isinstance(formula, Apply) and formula.function in ("log", "ln"):
        return True
    return any(map(_takes_logarithms, children(formula)))

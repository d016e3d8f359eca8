"""What SymPy makes of arithmetic and of conditions, whatever it makes of entries and names."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

import sympy

from symconv.errors import DerivationError
from symconv.formulas.nodes import (
    Add,
    Floor,
    ForEvery,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Restriction,
    Within,
)
from symconv.formulas.walk import children

View = Callable[[Formula], sympy.Expr]
"""Gives the parts of a formula as SymPy expressions."""

FUNCTIONS: Mapping[str, Callable[..., sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
}
"""The functions that formulas and SymPy know by the same name."""

_OPERATIONS: Mapping[type[Formula], Callable[..., sympy.Expr]] = {
    Add: sympy.Add,
    Product: sympy.Mul,
    Quotient: operator.truediv,
    Power: operator.pow,
    Floor: sympy.floor,
}
_RELATIONS: Mapping[Relation, Callable[[sympy.Expr, sympy.Expr], sympy.Basic]] = {
    Relation.EQUAL: sympy.Eq,
    Relation.UNEQUAL: sympy.Ne,
    Relation.LESS: sympy.Lt,
    Relation.AT_MOST: sympy.Le,
    Relation.GREATER: sympy.Gt,
    Relation.AT_LEAST: sympy.Ge,
    Relation.DIVIDES: lambda left, right: sympy.Eq(sympy.Mod(right, left), 0),
}


def arithmetic_to_sympy(formula: Formula, view: View) -> sympy.Expr | None:
    """Give a number or an arithmetic operation as a SymPy expression; None for other nodes."""
    if isinstance(formula, Number):
        return sympy.Rational(formula.value.numerator, formula.value.denominator)
    operation = _OPERATIONS.get(type(formula))
    return None if operation is None else operation(*map(view, children(formula)))


def relation_to_sympy(condition: Restriction, view: View) -> sympy.Basic:
    """Give a condition between numbers as SymPy's relation, unevaluated where symbols are in it.

    Raises `DerivationError` for a condition on every value of an index.
    """
    if isinstance(condition, ForEvery):
        raise DerivationError(f"{condition} has no SymPy view")
    if isinstance(condition, Within):
        lower, value, upper = map(view, children(condition))
        return sympy.And(sympy.Le(lower, value), sympy.Le(value, upper))
    return _RELATIONS[condition.relation](view(condition.left), view(condition.right))


def bracket_to_sympy(conditions: tuple[Restriction, ...], view: View) -> sympy.Expr:
    """Give what is one where all the conditions hold, else zero."""
    met = sympy.And(*(relation_to_sympy(condition, view) for condition in conditions))
    return sympy.Piecewise((1, met), (0, True))

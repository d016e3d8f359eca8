"""SymPy as a view of formulas: `to_sympy` reads a formula, `formula_of` an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import sympy

from symconv.errors import DerivationError
from symconv.formulas.nodes import (
    Add,
    Apply,
    Entry,
    Floor,
    Formula,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
)

Symbols = Mapping[Formula, sympy.Expr]
Letters = Mapping[sympy.Expr, Formula]


def to_sympy(formula: Formula, symbols: Symbols) -> sympy.Expr:
    """Give `formula` as a SymPy expression; `symbols` says what entries and derivatives stand for.

    Raises
    ------
    DerivationError
        If an entry, name or derivative is not in `symbols`, or a node has no scalar value.
    """
    if formula in symbols:
        return symbols[formula]
    match formula:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Add(terms):
            return sympy.Add(*(to_sympy(term, symbols) for term in terms))
        case Product(factors):
            return sympy.Mul(*(to_sympy(factor, symbols) for factor in factors))
        case Quotient(numerator, denominator):
            return to_sympy(numerator, symbols) / to_sympy(denominator, symbols)
        case Power(base, exponent):
            return to_sympy(base, symbols) ** to_sympy(exponent, symbols)
        case Floor(body):
            return sympy.floor(to_sympy(body, symbols))
        case Apply(function, arguments) if function in _FUNCTIONS:
            return _FUNCTIONS[function](*(to_sympy(argument, symbols) for argument in arguments))
        case Entry() | Name() | Partial():
            raise DerivationError(f"{formula} has no symbol")
    raise DerivationError(f"{type(formula).__name__} has no scalar SymPy view")


_FUNCTIONS: dict[str, Callable[..., sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
}


def formula_of(expression: sympy.Expr, letters: Letters) -> Formula:
    """Give a SymPy expression as a formula, its terms and factors in the order of `letters`.

    Symbols without a letter keep their name. Raises `DerivationError` for an expression
    that formulas cannot say.
    """
    if expression in letters:
        return letters[expression]
    rank = {symbol: position for position, symbol in enumerate(letters)}
    return _formula_of(expression, letters, rank)


def _formula_of(
    expression: sympy.Expr, letters: Letters, rank: Mapping[sympy.Expr, int]
) -> Formula:
    if expression in letters:
        return letters[expression]
    if expression.is_Symbol:
        return Name(expression.name)
    if expression.is_Rational:
        fraction = Fraction(int(expression.p), int(expression.q))
        return Number(fraction if fraction.denominator != 1 else fraction.numerator)
    numerator, denominator = sympy.fraction(expression)
    if denominator != 1:
        return Quotient(
            _formula_of(numerator, letters, rank), _formula_of(denominator, letters, rank)
        )
    parts = tuple(_formula_of(part, letters, rank) for part in _in_order(expression, rank))
    if expression.is_Add:
        return Add(parts)
    if expression.is_Mul:
        return Product(parts)
    if expression.is_Pow:
        return Power(*parts)
    if expression.is_Function:
        return Apply(type(expression).__name__, parts)
    raise DerivationError(f"{type(expression).__name__} has no formula")


def _in_order(
    expression: sympy.Expr, rank: Mapping[sympy.Expr, int]
) -> tuple[sympy.Expr, ...]:
    if not (expression.is_Add or expression.is_Mul):
        return tuple(expression.args)

    def key(part: sympy.Expr) -> tuple[int, ...]:
        known = sorted(rank[symbol] for symbol in part.free_symbols if symbol in rank)
        return (1, *known) if known or part.free_symbols else (0,)

    return tuple(sorted(expression.args, key=key))

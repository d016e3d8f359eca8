"""SymPy as a view of formulas: `to_sympy` reads a formula, `formula_of` an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from typing import Protocol, runtime_checkable

import sympy

from symconv.errors import DerivationError
from symconv.formulas.nodes import (
    ONE,
    Add,
    Apply,
    Case,
    Cases,
    Entry,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
)
from symconv.formulas.sympy_nodes import (
    FUNCTIONS,
    View,
    arithmetic_to_sympy,
    bracket_to_sympy,
    relation_to_sympy,
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
    view = partial(to_sympy, symbols=symbols)
    match formula:
        case Indicator(conditions):
            return bracket_to_sympy(conditions, view)
        case Cases(cases):
            return sympy.Piecewise(*((view(case.value), _condition(case, view)) for case in cases))
        case Apply(function, arguments) if function in FUNCTIONS:
            return FUNCTIONS[function](*map(view, arguments))
        case Entry() | Name() | Partial():
            raise DerivationError(f"{formula} has no symbol")
    found = arithmetic_to_sympy(formula, view)
    if found is None:
        raise DerivationError(f"{type(formula).__name__} has no scalar SymPy view")
    return found


def _condition(case: Case, view: View) -> sympy.Basic:
    return sympy.true if case.condition is None else relation_to_sympy(case.condition, view)


@runtime_checkable
class WritesItself(Protocol):
    """A SymPy function of ours that says how it is written; `write` writes its arguments."""

    def write_formula(self, write: Callable[[sympy.Expr], Formula]) -> Formula:
        """Give the function, applied to its arguments, as a formula."""


@dataclass(frozen=True)
class Writer:
    """Writes SymPy expressions as formulas.

    `letters` says what each symbol is written as; its order is the order of terms, and of
    factors, reversed if `last_factor_first`. Symbols without a letter keep their name.
    """

    letters: Letters
    last_factor_first: bool = False

    @cached_property
    def _ranks(self) -> dict[sympy.Expr, int]:
        return {symbol: rank for rank, symbol in enumerate(self.letters)}

    def write(self, expression: sympy.Expr) -> Formula:
        """Give `expression` as a formula; `DerivationError` if formulas cannot say it."""
        letter = self.letters.get(expression)
        if letter is not None:
            return letter
        if expression.is_Add:
            return self._write_sum(expression)
        if expression.is_Mul:
            return self._write_product(expression)
        return self._write_other(expression)

    def _write_sum(self, expression: sympy.Expr) -> Formula:
        """Write a sum, negative terms last; a mean of symbols as their sum over their number."""
        terms = sorted(expression.args, key=self._term_key)
        terms.sort(key=_is_negative)
        number = _mean_of(terms)
        if number:
            symbols = tuple(self.write(term.args[1]) for term in terms)
            return Quotient(Add(symbols), Number(number))
        return Add(tuple(map(self.write, terms)))

    def _write_product(self, expression: sympy.Expr) -> Formula:
        letters = self.letters
        if all(factor in letters for factor in expression.args):
            factors = sorted(
                expression.args, key=self._ranks.__getitem__, reverse=self.last_factor_first
            )
            return Product(tuple([letters[factor] for factor in factors]))
        numerator, denominator = sympy.fraction(expression)
        if denominator != 1:
            return Quotient(self.write(numerator), self.write(denominator))
        numbers = [factor for factor in expression.args if not factor.free_symbols]
        others = [factor for factor in expression.args if factor.free_symbols]
        others.sort(key=self._term_key, reverse=self.last_factor_first)
        others.sort(key=self._form)
        return _over_one_line(list(map(self.write, numbers + others)))

    def _write_other(self, expression: sympy.Expr) -> Formula:
        if expression.is_Symbol:
            return Name(expression.name)
        if expression is sympy.S.One:
            return ONE
        if expression is sympy.S.Exp1:
            return Apply("exp", (ONE,))
        if expression.is_Rational:
            return _number(int(expression.p), int(expression.q))
        if expression.is_Pow and expression.exp.is_negative:
            return Quotient(Number(1), self.write(1 / expression))
        if expression.is_Pow:
            return Power(self.write(expression.base), self.write(expression.exp))
        if isinstance(expression, WritesItself):
            return expression.write_formula(self.write)
        if expression.is_Function:
            return Apply(type(expression).__name__, tuple(map(self.write, expression.args)))
        raise DerivationError(f"{type(expression).__name__} has no formula")

    def _term_key(self, term: sympy.Expr) -> list[int]:
        """Order terms by the ranks of their symbols; numbers and unknown symbols come last."""
        ranks = self._ranks
        known: list[int] = []
        for factor in term.args if term.is_Mul else (term,):
            if factor in ranks:
                known.append(ranks[factor])
                continue
            parts = [part for part in factor.args if part in ranks] or factor.free_symbols
            known += [ranks[part] for part in parts if part in ranks]
        return sorted(known) or [len(ranks)]

    def _form(self, factor: sympy.Expr) -> int:
        """Put functions that no letter stands for behind the rest, and sums last."""
        if factor.is_Add:
            return 2
        return int(bool(factor.is_Function) and factor not in self._ranks)


def _is_negative(term: sympy.Expr) -> bool:
    """Tell a term with a minus sign."""
    number = term.args[0] if term.is_Mul else term
    return bool(number.is_Rational) and number.p < 0


def _mean_of(terms: list[sympy.Expr]) -> int:
    """Give the n of a mean (x1 + ... + xn) / n of symbols, as SymPy keeps it: term by term."""
    share = terms[0].args[0] if terms[0].is_Mul else sympy.S.One
    if not share.is_Rational or share.p != 1 or share.q == 1:
        return 0
    alike = all(
        term.is_Mul and len(term.args) == 2 and term.args[0] == share and term.args[1].is_Symbol
        for term in terms
    )
    return int(share.q) if alike else 0


def _over_one_line(factors: list[Formula]) -> Formula:
    """Give a product; factors that are one over something share one fraction line."""
    below = [f.denominator for f in factors if isinstance(f, Quotient) and f.numerator == ONE]
    if not below:
        return Product(tuple(factors))
    above = [f for f in factors if not (isinstance(f, Quotient) and f.numerator == ONE)]
    return Quotient(_product_of(above), _product_of(below))


def _product_of(factors: list[Formula]) -> Formula:
    if not factors:
        return ONE
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


@lru_cache(maxsize=256)
def _number(numerator: int, denominator: int) -> Number:
    """Give a number, the same object for the same number: terms that share one are collected."""
    value = Fraction(numerator, denominator)
    return Number(value if value.denominator != 1 else value.numerator)


def formula_of(expression: sympy.Expr, letters: Letters) -> Formula:
    """Give a SymPy expression as a formula, its terms and factors in the order of `letters`."""
    return Writer(letters).write(expression)

"""The softmax of several variables, whose derivatives follow from its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import sympy
from sympy.core.function import ArgumentIndexError

from symconv.formulas import Add, Apply, Entry, Formula, Name, Number, Quotient, Range, Sum
from symconv.symbolic.own_terms import Ratio, by_quotient_rule, in_own_terms

Write = Callable[[sympy.Expr], Formula]

_LONGEST_SUM = 4
"""Longer sums are written with a summation sign."""


class Softmax(sympy.Function):  # type: ignore[misc]
    """The exponential of one of its arguments over the sum of all their exponentials.

    The first argument says which one, from zero.

    >>> x, y = sympy.symbols("x y")
    >>> Softmax(0, x, y).diff(x), Softmax(0, x, y).diff(y)
    ((1 - Softmax(0, x, y))*Softmax(0, x, y), -Softmax(0, x, y)*Softmax(1, x, y))
    """

    @classmethod
    def eval(cls, place: sympy.Integer, *variables: sympy.Expr) -> sympy.Expr | None:
        """Give the value of numbers."""
        if not all(variable.is_comparable for variable in variables):
            return None
        exponentials = list(map(sympy.exp, variables))
        return exponentials[int(place)] / sympy.Add(*exponentials)

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Give the derivative by a variable in terms of the softmax's entries."""
        if not 2 <= argindex <= len(self.args):
            raise ArgumentIndexError(self, argindex)
        (same, y), (other, y_i, y_j) = softmax_derivatives()
        by = sympy.Integer(argindex - 2)
        if by == self.args[0]:
            return same.xreplace({y: self})
        return other.xreplace({y_i: self, y_j: Softmax(by, *self.args[1:])})

    def write_formula(self, write: Write) -> Formula:
        """Write the quotient of exponentials."""
        place, *variables = self.args
        written = list(map(write, variables))
        return Quotient(exponential(written[int(place)]), sum_of(written, exponential))


@cache
def softmax_derivatives() -> tuple[
    tuple[sympy.Expr, sympy.Symbol], tuple[sympy.Expr, sympy.Symbol, sympy.Symbol]
]:
    """Give the derivatives of an entry by its own variable and by another, with their symbols.

    Two variables are enough to tell: the exponentials of all others are one symbol.
    """
    x_i, x_j, y_i, y_j, rest = sympy.symbols("x_i x_j y_i y_j rest", cls=sympy.Dummy)
    total = sympy.exp(x_i) + sympy.exp(x_j) + rest
    first, second = Ratio(sympy.exp(x_i), total), Ratio(sympy.exp(x_j), total)
    functions, values = [first.value, second.value], [y_i, y_j]

    def derive(variable: sympy.Symbol) -> sympy.Expr:
        derivative = by_quotient_rule(first, variable).value
        return in_own_terms(derivative, functions, values, [x_i, x_j])

    return (derive(x_i), y_i), (derive(x_j), y_i, y_j)


def exponential(formula: Formula) -> Formula:
    """Write exp(X_1)."""
    return Apply("exp", (formula,))


def sum_of(
    written: list[Formula], function: Callable[[Formula], Formula] = lambda entry: entry
) -> Formula:
    """Write the sum of a function of entries; a long one with a summation sign where possible.

    That is where one index counts up and the others are the same.
    """
    terms = tuple(map(function, written))
    if len(terms) == 1:
        return terms[0]
    entries = [formula for formula in written if isinstance(formula, Entry)]
    if _LONGEST_SUM < len(written) == len(entries):
        for numbered, limits in _numbered(entries):
            return Sum(function(numbered), (limits,))
    return Add(terms)


def _numbered(entries: list[Entry]) -> Iterator[tuple[Entry, Range]]:
    """Give entries that differ in one index, which counts up, as one entry and its range."""
    letter = Name("k" if entries[0].letter != "k" else "j")
    for field in ("indices", "arguments"):
        for at in range(len(getattr(entries[0], field))):
            numbers = [getattr(entry, field)[at] for entry in entries]
            alike = {_with_index(entry, field, at, letter) for entry in entries}
            counts_up = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            if counts_up and len(alike) == 1:
                yield alike.pop(), Range(letter, Number(numbers[0]), Number(numbers[-1]))


def _with_index(entry: Entry, field: str, at: int, letter: Name) -> Entry:
    old = getattr(entry, field)
    new = (*old[:at], letter, *old[at + 1 :])
    return replace(entry, indices=new) if field == "indices" else replace(entry, arguments=new)

"""The functions of pooling and unpooling layers: extremes and indicators, derivatives as stated.

Where several arguments are the extreme, it has no derivative; the first of them has it here, so
that its gradient goes to one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.core.function import ArgumentIndexError

from symconv.formulas import Apply, Condition, Formula, Indicator, Number, Relation

Write = Callable[[sympy.Expr], Formula]


def _are_numbers(values: tuple[sympy.Expr, ...]) -> bool:
    return all(value.is_comparable for value in values)


class FirstExtreme(sympy.Function):  # type: ignore[misc]
    """The largest or smallest of its arguments; a single argument is itself.

    Its derivative by an argument is 1 where that is the first to have the value, else 0.
    """

    word = ""

    @classmethod
    def eval(cls, *values: sympy.Expr) -> sympy.Expr | None:
        """Give the value where all arguments are numbers."""
        if len(values) == 1:
            return values[0]
        return values[cls.first(values)] if _are_numbers(values) else None

    @classmethod
    def first(cls, values: tuple[sympy.Expr, ...]) -> int:
        """Give the place, from zero, of the first argument that has the value; all are numbers."""
        best = 0
        for place, value in enumerate(values):
            if bool(cls.beats(value, values[best])):
                best = place
        return best

    @staticmethod
    def beats(value: sympy.Expr, best: sympy.Expr) -> Any:
        """Tell whether one number takes the place of another."""
        raise NotImplementedError

    def branch(self, values: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Give the argument that the function is where its arguments have these values."""
        return self.args[self.first(values)]

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Give the derivative by an argument: the indicator of its being the first."""
        if not 1 <= argindex <= len(self.args):
            raise ArgumentIndexError(self, argindex)
        return _INDICATORS[type(self)](sympy.Integer(argindex), *self.args)

    def _eval_derivative(self, symbol: sympy.Symbol) -> sympy.Expr:
        """Differentiate; arguments that are symbols need no derivative of their own."""
        if not all(argument.is_Symbol for argument in self.args):
            return super()._eval_derivative(symbol)
        places = [at for at, argument in enumerate(self.args, 1) if argument == symbol]
        return sympy.Add(*map(self.fdiff, places))

    def write_formula(self, write: Write) -> Formula:
        """Write max(X_11, X_12)."""
        return Apply(self.word, tuple(map(write, self.args)))


class FirstMax(FirstExtreme):
    """The largest of its arguments.

    >>> a, b = sympy.symbols("a b")
    >>> FirstMax(a, b).diff(b)
    IsFirstMax(2, a, b)
    >>> [FirstMax(a, b).diff(symbol).subs({a: 5, b: 5}) for symbol in (a, b)]
    [1, 0]
    """

    word = "max"

    @staticmethod
    def beats(value: sympy.Expr, best: sympy.Expr) -> Any:
        """Tell whether a number is larger."""
        return value > best


class FirstMin(FirstExtreme):
    """The smallest of its arguments."""

    word = "min"

    @staticmethod
    def beats(value: sympy.Expr, best: sympy.Expr) -> Any:
        """Tell whether a number is smaller."""
        return value < best


class IsFirst(sympy.Function):  # type: ignore[misc]
    """One where the argument numbered by the first is the first extreme of those that follow."""

    extreme: type[FirstExtreme]

    @classmethod
    def eval(cls, place: sympy.Integer, *values: sympy.Expr) -> sympy.Expr | None:
        """Give 1 or 0 where all arguments are numbers."""
        if not _are_numbers(values):
            return None
        return sympy.Integer(int(cls.extreme.first(values) == place - 1))

    def fdiff(self, argindex: int = 1) -> sympy.Expr:  # noqa: ARG002
        """Give the derivative: zero, as of a step."""
        return sympy.S.Zero

    def write_formula(self, write: Write) -> Formula:
        """Write 1[X_12 = max(X_11, X_12)]."""
        place, *values = self.args
        written = tuple(map(write, values))
        own = written[int(place) - 1]
        extreme = Apply(self.extreme.word, written)
        return Indicator((Condition(own, Relation.EQUAL, extreme),))


class IsFirstMax(IsFirst):
    """One where an argument is the first of the largest."""

    extreme = FirstMax


class IsFirstMin(IsFirst):
    """One where an argument is the first of the smallest."""

    extreme = FirstMin


_INDICATORS: dict[type[FirstExtreme], type[IsFirst]] = {
    FirstMax: IsFirstMax,
    FirstMin: IsFirstMin,
}


class IsLastAt(sympy.Function):  # type: ignore[misc]
    """One where an index is a place and none of the indices after it is: it has the last word.

    The arguments are the place, the index, and the indices after it.
    """

    @classmethod
    def eval(cls, place: sympy.Integer, index: sympy.Expr, *later: sympy.Expr) -> sympy.Expr | None:
        """Give 1 or 0 where the indices are numbers."""
        if not _are_numbers((index, *later)):
            return None
        return sympy.Integer(int(index == place and place not in later))

    def branch(self, values: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Give the number that it is for these values."""
        return IsLastAt(*values)

    def fdiff(self, argindex: int = 1) -> sympy.Expr:  # noqa: ARG002
        """Give the derivative: zero, as of a step."""
        return sympy.S.Zero

    def write_formula(self, write: Write) -> Formula:
        """Write 1[I_11 = 5]; that the last of equal indices counts is said in words."""
        place, index = self.args[:2]
        return Indicator((Condition(write(index), Relation.EQUAL, Number(int(place))),))

"""The functions of pooling and unpooling layers: extremes and indicators, derivatives as stated.

Where several arguments are the extreme, it has no derivative. The first of them has it here, or the
last, so that its gradient goes to one entry; or they share it.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy.core.function import ArgumentIndexError

from symconv.formulas import Apply, Condition, Formula, Indicator, Number, Quotient, Relation

Write = Callable[[sympy.Expr], Formula]


def _are_numbers(values: tuple[sympy.Expr, ...]) -> bool:
    return all(value.is_comparable for value in values)


class Extreme(sympy.Function):  # type: ignore[misc]
    """The largest (`sign` 1) or smallest (-1) of its arguments; a single argument is itself."""

    word = ""
    sign = 1
    share: type[Share]
    """The function that its derivatives are."""

    @classmethod
    def eval(cls, *values: sympy.Expr) -> sympy.Expr | None:
        """Give the value where all arguments are numbers."""
        if len(values) == 1:
            return values[0]
        return values[cls.winners(values)[0]] if _are_numbers(values) else None

    @classmethod
    def winners(cls, values: tuple[sympy.Expr, ...]) -> list[int]:
        """Give the places, from zero, of the arguments that have the value; all are numbers."""
        best = values[0]
        for value in values:
            best = value if bool(cls.sign * value > cls.sign * best) else best
        return [place for place, value in enumerate(values) if value == best]

    @classmethod
    def shares(cls, values: tuple[sympy.Expr, ...]) -> dict[int, sympy.Expr]:
        """Give the derivatives by the arguments that have any, by place; all are numbers."""
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Give the derivative by an argument: its share."""
        if not 1 <= argindex <= len(self.args):
            raise ArgumentIndexError(self, argindex)
        return self.share(sympy.Integer(argindex), *self.args)

    def _eval_derivative(self, symbol: sympy.Symbol) -> sympy.Expr:
        """Differentiate; arguments that are symbols need no derivative of their own."""
        if not all(argument.is_Symbol for argument in self.args):
            return super()._eval_derivative(symbol)
        places = [at for at, argument in enumerate(self.args, 1) if argument == symbol]
        return sympy.Add(*map(self.fdiff, places))

    def write_formula(self, write: Write) -> Formula:
        """Write max(X_11, X_12)."""
        return Apply(self.word, tuple(map(write, self.args)))


class ChosenExtreme(Extreme):
    """An extreme that is one of its arguments: of several the one at `which` has the derivative."""

    which = 0
    which_word = "first"

    @classmethod
    def shares(cls, values: tuple[sympy.Expr, ...]) -> dict[int, sympy.Expr]:
        """Give 1 to the one that counts."""
        return {cls.winners(values)[cls.which]: sympy.S.One}

    def branch(self, values: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Give the argument that the function is where its arguments have these values."""
        return self.args[self.winners(values)[self.which]]


class SplitExtreme(Extreme):
    """An extreme whose derivative is split: each of m equal arguments has 1/m of it."""

    plural = ""

    @classmethod
    def shares(cls, values: tuple[sympy.Expr, ...]) -> dict[int, sympy.Expr]:
        """Give each its part."""
        winners = cls.winners(values)
        return dict.fromkeys(winners, sympy.Rational(1, len(winners)))


class Share(sympy.Function):  # type: ignore[misc]
    """The derivative of an extreme of the arguments after the first by the one it numbers."""

    extreme: type[Extreme]

    @classmethod
    def eval(cls, place: sympy.Integer, *values: sympy.Expr) -> sympy.Expr | None:
        """Give the number where all arguments are numbers."""
        if not _are_numbers(values):
            return None
        return cls.extreme.shares(values).get(int(place) - 1, sympy.S.Zero)

    def fdiff(self, argindex: int = 1) -> sympy.Expr:  # noqa: ARG002
        """Give the derivative: zero, as of a step."""
        return sympy.S.Zero

    def write_formula(self, write: Write) -> Formula:
        """Write 1[X_12 = max(X_11, X_12)], over the number of maxima where it is split."""
        place, *values = self.args
        written = tuple(map(write, values))
        own = written[int(place) - 1]
        extreme = Apply(self.extreme.word, written)
        indicator = Indicator((Condition(own, Relation.EQUAL, extreme),))
        if issubclass(self.extreme, SplitExtreme):
            return Quotient(indicator, Apply(self.extreme.plural, written))
        return indicator


class FirstMax(ChosenExtreme):
    """The largest of its arguments; the first of several has the derivative.

    >>> a, b = sympy.symbols("a b")
    >>> FirstMax(a, b).diff(b)
    IsFirstMax(2, a, b)
    >>> [FirstMax(a, b).diff(symbol).subs({a: 5, b: 5}) for symbol in (a, b)]
    [1, 0]
    """

    word = "max"


class FirstMin(ChosenExtreme):
    """The smallest of its arguments; the first of several has the derivative."""

    word, sign = "min", -1


class LastMax(FirstMax):
    """The largest of its arguments; the last of several has the derivative."""

    which, which_word = -1, "last"


class LastMin(FirstMin):
    """The smallest of its arguments; the last of several has the derivative."""

    which, which_word = -1, "last"


class SplitMax(SplitExtreme):
    """The largest of its arguments; several share the derivative.

    >>> a, b = sympy.symbols("a b")
    >>> [SplitMax(a, b).diff(symbol).subs({a: 5, b: 5}) for symbol in (a, b)]
    [1/2, 1/2]
    """

    word, plural = "max", "maxima"


class SplitMin(SplitExtreme):
    """The smallest of its arguments; several share the derivative."""

    word, plural, sign = "min", "minima", -1


class IsFirstMax(Share):
    """One where an argument is the first of the largest."""

    extreme = FirstMax


class IsFirstMin(Share):
    """One where an argument is the first of the smallest."""

    extreme = FirstMin


class IsLastMax(Share):
    """One where an argument is the last of the largest."""

    extreme = LastMax


class IsLastMin(Share):
    """One where an argument is the last of the smallest."""

    extreme = LastMin


class PartOfMax(Share):
    """One over the number of largest arguments, where an argument is one of them."""

    extreme = SplitMax


class PartOfMin(Share):
    """One over the number of smallest arguments, where an argument is one of them."""

    extreme = SplitMin


for _share in (IsFirstMax, IsFirstMin, IsLastMax, IsLastMin, PartOfMax, PartOfMin):
    _share.extreme.share = _share


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

"""The functions of activation layers, whose derivatives follow from their definitions.

A function by cases is differentiated case by case: at a kink, where it has no derivative, the value
is that of the case which holds there. A function of exponentials is differentiated by the quotient
rule, and the result written in terms of the function itself (`own_terms`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import sympy
from sympy.core.function import ArgumentIndexError

from symconv.formulas import (
    ONE,
    ZERO,
    Apply,
    Case,
    Cases,
    Condition,
    Formula,
    Indicator,
    Relation,
)
from symconv.symbolic.own_terms import Ratio, by_quotient_rule, in_own_terms

Write = Callable[[sympy.Expr], Formula]

_X, _Y = sympy.symbols("x y", cls=sympy.Dummy)


class IfPositive(sympy.Function):  # type: ignore[misc]
    """Its second argument where the first is positive, else its third.

    >>> x = sympy.Symbol("x")
    >>> IfPositive(x, x, 0).diff(x)
    IfPositive(x, 1, 0)
    >>> [IfPositive(value, 1, 0) for value in (-2, 0, 3)]
    [0, 0, 1]
    """

    nargs = 3

    @classmethod
    def eval(
        cls, decides: sympy.Expr, value: sympy.Expr, otherwise: sympy.Expr
    ) -> sympy.Expr | None:
        """Choose where the first argument is a number."""
        if value == otherwise:
            return value
        if not decides.is_comparable:
            return None
        return value if bool(decides > 0) else otherwise

    def _eval_derivative(self, symbol: sympy.Symbol) -> sympy.Expr:
        """Differentiate each case by itself; at 0 the case that holds there counts."""
        decides, value, otherwise = self.args
        return IfPositive(decides, value.diff(symbol), otherwise.diff(symbol))

    def write_formula(self, write: Write) -> Formula:
        """Write 1[X_1 > 0], or the cases in a brace."""
        decides, value, otherwise = map(write, self.args)
        condition = Condition(decides, Relation.GREATER, ZERO)
        if (value, otherwise) == (ONE, ZERO):
            return Indicator((condition,))
        return Cases((Case(value, condition), Case(otherwise)))


class Activation(sympy.Function):  # type: ignore[misc]
    """A function of one variable, its first argument; `word` is how it is written."""

    word = ""

    @classmethod
    def definition(cls, variable: sympy.Expr, *parameters: sympy.Expr) -> sympy.Expr:
        """Give the expression that the function is."""
        raise NotImplementedError

    @classmethod
    def eval(cls, variable: sympy.Expr, *parameters: sympy.Expr) -> sympy.Expr | None:
        """Give the value of a number."""
        return cls.definition(variable, *parameters) if variable.is_comparable else None

    @classmethod
    def derivative(cls, value: sympy.Expr, *arguments: sympy.Expr) -> sympy.Expr:
        """Give the derivative by the variable, where the function has `value`."""
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Give the derivative by the variable."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return self.derivative(self, *self.args)

    def write_formula(self, write: Write) -> Formula:
        """Write relu(X_1)."""
        return Apply(self.word, (write(self.args[0]),))


class ByCases(Activation):
    """A function defined by cases."""

    @classmethod
    def derivative(cls, value: sympy.Expr, *arguments: sympy.Expr) -> sympy.Expr:  # noqa: ARG003
        """Differentiate the definition case by case."""
        variable, *parameters = arguments
        return _by_cases(cls.definition(_X, *parameters)).xreplace({_X: variable})


class Relu(ByCases):
    """Its variable where that is positive, else 0; the derivative at 0 is 0.

    >>> x = sympy.Symbol("x")
    >>> Relu(x).diff(x)
    IfPositive(x, 1, 0)
    """

    nargs = 1
    word = "relu"

    @classmethod
    def definition(cls, variable: sympy.Expr, *_: sympy.Expr) -> sympy.Expr:
        """Give the cases."""
        return IfPositive(variable, variable, sympy.S.Zero)


class LeakyRelu(ByCases):
    """Its variable where that is positive, else the slope times it; at 0 the slope is taken.

    >>> x = sympy.Symbol("x")
    >>> LeakyRelu(x, sympy.Rational(1, 100)).diff(x)
    IfPositive(x, 1, 1/100)
    """

    nargs = 2
    word = "leaky_relu"

    @classmethod
    def definition(cls, variable: sympy.Expr, *parameters: sympy.Expr) -> sympy.Expr:
        """Give the cases."""
        return IfPositive(variable, variable, parameters[0] * variable)


class OfExponentials(Activation):
    """A quotient of sums of exponentials, whose derivative is a polynomial in its own value."""

    nargs = 1

    @classmethod
    def ratio(cls, variable: sympy.Expr) -> Ratio:
        """Give the quotient."""
        raise NotImplementedError

    @classmethod
    def definition(cls, variable: sympy.Expr, *_: sympy.Expr) -> sympy.Expr:
        """Give the quotient as an expression."""
        return cls.ratio(variable).value

    @classmethod
    def derivative(cls, value: sympy.Expr, *arguments: sympy.Expr) -> sympy.Expr:  # noqa: ARG003
        """Give the derivative in terms of the function's value."""
        polynomial, y = own_derivative(cls)
        return polynomial.xreplace({y: value})


class Sigmoid(OfExponentials):
    """One over one plus the exponential of minus its variable.

    >>> x = sympy.Symbol("x")
    >>> Sigmoid(x).diff(x)
    (1 - Sigmoid(x))*Sigmoid(x)
    """

    word = r"\sigma"

    @classmethod
    def ratio(cls, variable: sympy.Expr) -> Ratio:
        """Give the quotient."""
        return Ratio(sympy.S.One, 1 + sympy.exp(-variable))


class Tanh(OfExponentials):
    """The hyperbolic tangent.

    >>> x = sympy.Symbol("x")
    >>> Tanh(x).diff(x)
    1 - Tanh(x)**2
    """

    word = "tanh"

    @classmethod
    def ratio(cls, variable: sympy.Expr) -> Ratio:
        """Give the quotient."""
        up, down = sympy.exp(variable), sympy.exp(-variable)
        return Ratio(up - down, up + down)


def own_derivative(function: type[OfExponentials]) -> tuple[sympy.Expr, sympy.Symbol]:
    """Give the derivative of a function as a polynomial in its value, and the value's symbol."""
    return _derived(function.ratio(_X)), _Y


@cache
def _by_cases(definition: sympy.Expr) -> sympy.Expr:
    return definition.diff(_X)


@cache
def _derived(ratio: Ratio) -> sympy.Expr:
    return in_own_terms(by_quotient_rule(ratio, _X).value, [ratio.value], [_Y], [_X])

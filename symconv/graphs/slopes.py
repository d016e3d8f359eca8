"""Derivatives at numbers, operation by operation, where the formula of one may have no value.

x^n has the derivative n x^n / x, which has no value at 0, although the derivative has one. Here
every operation is differentiated where its parts are, and a factor of zero settles what can be
settled: |x| x has slope 0 at 0, as |x| stays within a multiple of x; and so does what does not
change near the point. What is not settled so may still have a derivative: sqrt(x^2)^2 has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeAlias

from symconv.errors import GraphError
from symconv.formulas import Add, Apply, Formula, Power, Product, Quotient
from symconv.graphs.arithmetic import Arithmetic
from symconv.graphs.evaluate import Evaluator
from symconv.graphs.still import Stillness
from symconv.graphs.values import UndecidedError, Value


@dataclass(frozen=True)
class Missing:
    """A number that the chain rule does not give, and why.

    `bounded` tells a slope that is missing at a kink: near it, the function stays within a
    multiple of its argument, so that zero times the slope is zero. `certain` tells that there is
    no derivative, however it is asked for, if every slope that is known is one.
    """

    reason: str
    bounded: bool = False
    certain: bool = False


Slope: TypeAlias = Value | Missing


def chain_slopes(arithmetic: Arithmetic, outer: Slope, inner: Slope) -> Slope:
    """Give outer times inner slope; a zero settles it where the other is missing at a kink."""
    match outer, inner:
        case (Missing() as missing, Value() as known) | (Value() as known, Missing() as missing):
            if missing.bounded and known.sign() == 0:
                return known
            return replace(missing, certain=missing.certain and _is_not_zero(known))
        case Missing(reason, bounded), Missing(bounded=also):
            return Missing(reason, bounded and also)
        case Value(), Value():
            return arithmetic.multiply([outer, inner])
    raise TypeError(f"{outer} and {inner} are no slopes")


def _is_not_zero(value: Value) -> bool:
    try:
        return value.sign() != 0
    except UndecidedError:
        return False


def add_slopes(arithmetic: Arithmetic, slopes: Sequence[Slope]) -> Slope:
    """Give the sum of slopes, which is missing where one of them is."""
    missing = [slope for slope in slopes if isinstance(slope, Missing)]
    if missing:
        is_certain = len(missing) == 1 and missing[0].certain
        return Missing(missing[0].reason, all(slope.bounded for slope in missing), is_certain)
    return arithmetic.add([slope for slope in slopes if isinstance(slope, Value)])


@dataclass(frozen=True)
class Differentiator:
    """Gives slopes of formulas by a name, at the values of an evaluator."""

    evaluator: Evaluator
    by: Formula

    @property
    def _arithmetic(self) -> Arithmetic:
        return self.evaluator.arithmetic

    def slope(self, formula: Formula) -> Slope:
        """Give the derivative of a formula that has a value, or why it is not found."""
        if formula == self.by:
            return self._arithmetic.rational(1)
        if self._stillness.is_still(formula):
            return self._arithmetic.rational(0)
        match formula:
            case Add(terms):
                return add_slopes(self._arithmetic, list(map(self.slope, terms)))
            case Product(factors):
                values = list(map(self.evaluator.evaluate, factors))
                return self._product(values, list(map(self.slope, factors)))
            case Quotient(above, below):
                value = self.evaluator.evaluate(below)
                one_over = self._arithmetic.divide(self._arithmetic.rational(1), value)
                outer = self._times(self._arithmetic.rational(-1), one_over, one_over)
                slopes = [
                    self.slope(above),
                    chain_slopes(self._arithmetic, outer, self.slope(below)),
                ]
                return self._product([self.evaluator.evaluate(above), one_over], slopes)
            case Power(base, exponent):
                return self._power(base, exponent)
            case Apply(function, arguments):
                return self._function(function, arguments)
        raise GraphError(f"{type(formula).__name__} has no derivative")

    @property
    def _stillness(self) -> Stillness:
        return Stillness(self.evaluator, self.by)

    def _times(self, *factors: Value) -> Value:
        return self._arithmetic.multiply(factors)

    def _product(self, values: Sequence[Value], slopes: Sequence[Slope]) -> Slope:
        """Add slope times the other factors; only one slope that is unbounded meets a zero."""
        unbounded = [s for s in slopes if isinstance(s, Missing) and not s.bounded]
        terms: list[Slope] = []
        for place, slope in enumerate(slopes):
            others = self._times(*values[:place], *values[place + 1 :])
            if isinstance(slope, Missing) and len(unbounded) < 2 and others.sign() == 0:
                terms.append(others)
            else:
                terms.append(chain_slopes(self._arithmetic, others, slope))
        return add_slopes(self._arithmetic, terms)

    def _power(self, base: Formula, exponent: Formula) -> Slope:
        parts: list[Slope] = []
        b, e = self.evaluator.evaluate(base), self.evaluator.evaluate(exponent)
        if not self._stillness.is_still(base):
            parts.append(chain_slopes(self._arithmetic, self._by_base(b, e), self.slope(base)))
        if not self._stillness.is_still(exponent):
            parts.append(
                chain_slopes(self._arithmetic, self._by_exponent(b, e), self.slope(exponent))
            )
        return add_slopes(self._arithmetic, parts)

    def _by_base(self, base: Value, exponent: Value) -> Slope:
        """Give e b^(e-1), which is 1 for e = 1 even where b is 0."""
        less = self._arithmetic.add([exponent, self._arithmetic.rational(-1)])
        if exponent.sign() == 0 or less.sign() == 0:
            return exponent
        if base.sign() == 0 and less.sign() < 0:
            return Missing("division by zero", certain=True)
        return self._times(exponent, self._arithmetic.power(base, less))

    def _by_exponent(self, base: Value, exponent: Value) -> Slope:
        """Give b^e log b, which is 0 for b = 0: so is every power of it."""
        if base.sign() < 0:
            return Missing("the logarithm of a negative number", certain=True)
        if base.sign() == 0:
            return self._arithmetic.rational(0)
        return self._times(self._arithmetic.power(base, exponent), self._arithmetic.log(base))

    def _function(self, function: str, arguments: Sequence[Formula]) -> Slope:
        if function in ("max", "min"):
            return self.slope(self._winner(function, arguments))
        value = self.evaluator.evaluate(arguments[0])
        return chain_slopes(
            self._arithmetic, _OUTER[function](self._arithmetic, value), self.slope(arguments[0])
        )

    def _winner(self, function: str, arguments: Sequence[Formula]) -> Formula:
        """Give the first of the largest or smallest arguments, whose slope is taken."""
        sign = 1 if function == "max" else -1

        def better(held: Formula, other: Formula) -> Formula:
            pair = map(self.evaluator.evaluate, (other, held))
            return other if sign * self._arithmetic.compare(*pair) > 0 else held

        return reduce(better, arguments)


def _one_minus_square(a: Arithmetic, value: Value) -> Value:
    return a.add([a.rational(1), a.multiply([a.rational(-1), value, value])])


def _sigmoid(a: Arithmetic, x: Value) -> Value:
    value = a.sigmoid(x)
    return a.multiply([value, a.add([a.rational(1), a.multiply([a.rational(-1), value])])])


def _sqrt(a: Arithmetic, x: Value) -> Slope:
    if x.sign() == 0:
        return Missing("sqrt has no derivative at 0", certain=True)
    return a.divide(a.rational(1), a.multiply([a.rational(2), a.sqrt(x)]))


def _abs(a: Arithmetic, x: Value) -> Slope:
    if x.sign() == 0:
        return Missing("abs has no derivative at 0", bounded=True, certain=True)
    return a.rational(x.sign())


def _log(a: Arithmetic, x: Value) -> Value:
    return a.divide(a.rational(1), x)


def _tan(a: Arithmetic, x: Value) -> Value:
    value = a.tan(x)
    return a.add([a.rational(1), a.multiply([value, value])])


_OUTER: dict[str, Callable[[Arithmetic, Value], Slope]] = {
    "exp": Arithmetic.exp,
    "log": _log,
    "ln": _log,
    "sin": Arithmetic.cos,
    "cos": lambda a, x: a.multiply([a.rational(-1), a.sin(x)]),
    "tan": _tan,
    "tanh": lambda a, x: _one_minus_square(a, a.tanh(x)),
    "sqrt": _sqrt,
    "sigmoid": _sigmoid,
    "relu": lambda a, x: a.rational(int(x.sign() > 0)),
    "abs": _abs,
}
"""The slope of each function where its argument has a value."""

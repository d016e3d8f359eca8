"""Numbers that flow through a graph: an enclosure of each, and its exact value while that is small.

Every number is enclosed in an interval whose ends are rounded outwards, so that a decimal that is
printed is right in every digit, and a comparison that is made is right. What cannot be told at
one precision is worked out again at a higher one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import sympy
from mpmath.ctx_iv import MPIntervalContext
from mpmath.libmp import mpf_cmp

from symconv.errors import GraphError
from symconv.graphs.values import (
    MAX_EXACT_BITS,
    UndecidedError,
    Value,
    bits_of,
    is_huge,
    is_small,
    magnitude,
)

T = TypeVar("T")

PRECISIONS = (128, 512, 2048, 8192)
"""Bits of the ends of intervals, tried one after the other."""
_MAX_MAGNITUDE = 2**20


def settle(work: Callable[[Arithmetic], T]) -> T:
    """Do a piece of arithmetic at the first precision at which all it asks can be told.

    Raises `GraphError` if none is high enough.
    """
    for bits in PRECISIONS:
        try:
            return work(Arithmetic(bits))
        except UndecidedError as error:
            reason = str(error)
    raise GraphError(f"{reason}, even with {PRECISIONS[-1]} bits")


class Arithmetic:
    """Operations on values at one precision; `GraphError` where the result is no real number."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._context = MPIntervalContext()
        self._context.prec = bits

    @property
    def is_last(self) -> bool:
        """Whether there is no higher precision."""
        return self.bits == PRECISIONS[-1]

    def rational(self, number: Fraction | int) -> Value:
        """Give a rational number."""
        exact = sympy.Rational(number.numerator, number.denominator)
        return self._make(self._enclose(exact), exact)

    def add(self, terms: Sequence[Value]) -> Value:
        """Add."""
        total = self._context.zero
        for term in terms:
            total = total + term.interval
        return self._make(total, _exactly(sympy.Add, terms))

    def multiply(self, factors: Sequence[Value]) -> Value:
        """Multiply."""
        product = self._context.one
        for factor in factors:
            product = product * factor.interval
        return self._make(product, _exactly(sympy.Mul, factors))

    def divide(self, above: Value, below: Value) -> Value:
        """Divide; by zero is an error."""
        if below.sign() == 0:
            raise GraphError("division by zero")
        exact = _exactly(lambda p, q: p / q, [above, below])
        return self._make(above.interval / below.interval, exact)

    def power(self, base: Value, exponent: Value) -> Value:
        """Raise to a power; of a negative number, only to a whole one."""
        whole = exponent.rational
        sign = base.sign()
        if sign == 0:
            return self._power_of_zero(exponent)
        if whole is not None and whole.denominator == 1:
            interval = base.interval ** self._context.mpf(whole.numerator)
        elif sign < 0:
            raise GraphError("a negative number to a power that is not whole")
        else:
            interval = self._exp(exponent.interval * self._context.log(base.interval))
        return self._make(interval, self._exact_power(base, exponent, interval))

    def _power_of_zero(self, exponent: Value) -> Value:
        sign = exponent.sign()
        if sign > 0:
            return self.rational(0)
        raise GraphError("zero to the power zero" if sign == 0 else "division by zero")

    def _exact_power(self, base: Value, exponent: Value, interval: Any) -> sympy.Expr | None:
        whole = exponent.rational
        if base.exact is None or is_huge(interval):
            return None
        if whole is not None and abs(whole) * bits_of(base.exact) > 4 * MAX_EXACT_BITS:
            return None
        return _exactly(sympy.Pow, [base, exponent])

    def compare(self, left: Value, right: Value) -> int:
        """Give the sign of left - right."""
        if left is right:
            return 0
        return self.add([left, self.multiply([self.rational(-1), right])]).sign()

    def largest(self, values: Sequence[Value]) -> Value:
        """Give the largest value."""
        found = values[0]
        for value in values[1:]:
            if self.compare(value, found) > 0:
                found = value
        return found

    def smallest(self, values: Sequence[Value]) -> Value:
        """Give the smallest value."""
        found = values[0]
        for value in values[1:]:
            if self.compare(value, found) < 0:
                found = value
        return found

    def exp(self, value: Value) -> Value:
        """Give e to the power."""
        interval = self._exp(value.interval)
        return self._make(interval, None if is_huge(interval) else _exactly(sympy.exp, [value]))

    def log(self, value: Value) -> Value:
        """Give the natural logarithm; of zero or a negative number is an error."""
        sign = value.sign()
        if sign <= 0:
            raise GraphError(f"the logarithm of {'zero' if sign == 0 else 'a negative number'}")
        return self._make(self._context.log(value.interval), _exactly(sympy.log, [value]))

    def sqrt(self, value: Value) -> Value:
        """Give the square root; of a negative number is an error."""
        if value.sign() < 0:
            raise GraphError("the square root of a negative number")
        return self._make(self._context.sqrt(value.interval), _exactly(sympy.sqrt, [value]))

    def sin(self, value: Value) -> Value:
        """Give the sine."""
        self._check_angle(value)
        return self._make(self._context.sin(value.interval), _exactly(sympy.sin, [value]))

    def cos(self, value: Value) -> Value:
        """Give the cosine."""
        self._check_angle(value)
        return self._make(self._context.cos(value.interval), _exactly(sympy.cos, [value]))

    def tan(self, value: Value) -> Value:
        """Give the tangent; where the cosine is zero is an error."""
        quotient = self.divide(self.sin(value), self.cos(value))
        return self._make(quotient.interval, _exactly(sympy.tan, [value]))

    def abs(self, value: Value) -> Value:
        """Give the absolute value."""
        return self.multiply([self.rational(-1), value]) if value.sign() < 0 else value

    def tanh(self, value: Value) -> Value:
        """Give the hyperbolic tangent."""
        one = self._context.one

        def at(x: Any) -> Any:
            if x < 0:
                return -at(-x)
            decay = self._exp(-2 * x)
            return (one - decay) / (one + decay)

        return self._make(self._rising(at, value), _exactly(sympy.tanh, [value]))

    def sigmoid(self, value: Value) -> Value:
        """Give 1/(1 + exp(-x))."""
        one = self._context.one

        def at(x: Any) -> Any:
            if x < 0:
                growth = self._exp(x)
                return growth / (one + growth)
            return one / (one + self._exp(-x))

        exact = None if is_huge(self._exp(-abs(value.interval))) else _exactly(_sigmoid, [value])
        return self._make(self._rising(at, value), exact)

    def relu(self, value: Value) -> Value:
        """Give the value if it is positive, else zero."""
        return value if value.sign() > 0 else self.rational(0)

    def _rising(self, function: Callable[[Any], Any], value: Value) -> Any:
        """Enclose a rising function by its values at both ends."""
        low, high = (function(self._point(end)) for end in value.interval._mpi_)
        return self._context.make_mpf((low._mpi_[0], high._mpi_[1]))

    def _point(self, end: Any) -> Any:
        return self._context.make_mpf((end, end))

    def _exp(self, interval: Any) -> Any:
        """Enclose the exponential, whose ends neither hang nor fill the memory."""
        low, high = interval._mpi_
        most = self._context.mpf(_MAX_MAGNITUDE // 2)
        if mpf_cmp(high, most._mpi_[0]) > 0:
            raise GraphError("a number that is too large")
        ends = [self._exp_of_end(self._point(end), -most) for end in (low, high)]
        return self._context.make_mpf((ends[0]._mpi_[0], ends[1]._mpi_[1]))

    def _exp_of_end(self, end: Any, least: Any) -> Any:
        """Enclose the exponential of a number: below `least`, between zero and almost nothing."""
        if end < least:
            tiny = self._context.mpf(2) ** -(_MAX_MAGNITUDE // 2)
            return self._context.make_mpf((self._context.zero._mpi_[0], tiny._mpi_[1]))
        return self._context.exp(end)

    def _check_angle(self, value: Value) -> None:
        if is_huge(value.interval):
            raise GraphError("the sine or cosine of a number that is too large")

    def _enclose(self, number: sympy.Rational) -> Any:
        return self._context.mpf(int(number.p)) / self._context.mpf(int(number.q))

    def _make(self, interval: Any, exact: sympy.Expr | None) -> Value:
        """Give a value, unless it is too large to be printed or worked with."""
        if exact is not None and not is_small(exact):
            exact = None
        if exact is not None and exact.is_Rational:
            interval = self._enclose(exact)
        if any(magnitude(end) > _MAX_MAGNITUDE for end in interval._mpi_):
            raise GraphError("a number that is too large")
        return Value(interval, exact)


def _sigmoid(x: sympy.Expr) -> sympy.Expr:
    return 1 / (1 + sympy.exp(-x))


def _exactly(operation: Callable[..., sympy.Expr], values: Sequence[Value]) -> sympy.Expr | None:
    """Do an operation on exact values; None if one of them is not known exactly."""
    exact = [value.exact for value in values if value.exact is not None]
    return operation(*exact) if len(exact) == len(values) else None

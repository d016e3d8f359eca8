"""The value of a term at a point: a fraction, or an interval that surely holds it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from operator import add, mul
from typing import Any, TypeAlias

from mpmath.ctx_iv import MPIntervalContext

from symconv.derivation.sameness.limits import (
    MOST_IN_SUM,
    NoValueError,
    UnknownValueError,
    Work,
    check_digits,
)
from symconv.derivation.sameness.terms import (
    Bound,
    Bracketed,
    Call,
    Choice,
    Chosen,
    Const,
    Free,
    Known,
    Largest,
    Opaque,
    Plus,
    Raised,
    Side,
    Term,
    Test,
    Times,
    Total,
    Valueless,
)

Value: TypeAlias = Any
"""A `Fraction`, or an interval of mpmath where the value is not rational."""
Choose: TypeAlias = Callable[[Hashable, str, Callable[[Fraction], bool]], Fraction]
"""Gives the number that is chosen for what has a key and a name."""

_DIGITS = 240
_LARGEST_EXPONENT = 5_000
_MOST_DIGITS_OF_ROOTS = 2_000
_SIGNS = {Side.POSITIVE: 1, Side.ZERO: 0}
INTERVALS = MPIntervalContext()
INTERVALS.prec = _DIGITS


def _anything(value: Fraction) -> bool:  # noqa: ARG001
    return True


@dataclass
class Evaluation:
    """Values of terms at one point, which `choose` makes up as it is asked.

    A `plain` one gives none where a sum's range is of negative length, or a bracket is all that
    keeps out what has no value.
    """

    choose: Choose
    work: Work
    plain: bool = False
    _done: dict[tuple[int, tuple[int, ...]], Value] = field(default_factory=dict)

    def __call__(self, term: Term, indices: tuple[int, ...] = ()) -> Value:
        """Give the value of a term, the indices of the sums around it being numbers.

        Raises
        ------
        NoValueError
            If it has none, or it is not found which.
        UnknownValueError
            If only the name of something in it is known.
        TooMuchWorkError
            If it takes too much work.
        """
        key = id(term), indices
        if key not in self._done:
            self.work.spend()
            self._done[key] = _checked(self._value(term, indices))
        return self._done[key]

    def _value(self, term: Term, indices: tuple[int, ...]) -> Value:
        match term:
            case Const(value):
                return value
            case Free(key, name, allows):
                return self.choose(key, name, allows)
            case Bound(level):
                return Fraction(indices[level])
            case Chosen():
                return self._chosen(term, indices)
            case Plus(parts):
                return self._folded(parts, indices, add, Fraction(0))
            case Times(parts):
                return self._folded(parts, indices, mul, Fraction(1))
            case Raised(base, exponent):
                return power(self(base, indices), self(exponent, indices))
        return self._value_of_function(term, indices)

    def _value_of_function(self, term: Term, indices: tuple[int, ...]) -> Value:
        match term:
            case Call(function, argument):
                return _CALLS[function](self(argument, indices))
            case Largest(parts):
                return self._folded(parts[1:], indices, _larger, self(parts[0], indices))
            case Test(side, argument):
                return Fraction(int(_sign(self(argument, indices)) == _SIGNS[side]))
            case Choice(tests, values, otherwise):
                return self._choice(tests, values, otherwise, indices)
            case Bracketed(test, value):
                if self(test, indices) == 1 or self.plain:
                    return self._folded((test, value), indices, mul, Fraction(1))
                return Fraction(0)
            case Total():
                return self._total(term, indices)
            case Valueless():
                raise NoValueError
            case Opaque(_, name):
                raise UnknownValueError(name)
        raise UnknownValueError(type(term).__name__)

    def _folded(
        self, parts: tuple[Term, ...], indices: tuple[int, ...],
        operation: Callable[[Value, Value], Value], start: Value,
    ) -> Value:  # fmt: skip
        """Combine the values of parts; fractions first, so that no interval is wider than need."""
        values = [self(part, indices) for part in parts]
        result = start
        for value in sorted(values, key=lambda value: not isinstance(value, Fraction)):
            result = _checked(_both(result, value, operation))
        return result

    def _chosen(self, term: Chosen, indices: tuple[int, ...]) -> Fraction:
        places = [self(argument, indices) for argument in term.arguments]
        if not all(isinstance(place, Fraction) for place in places):
            raise NoValueError
        if term.is_entry and any(place.denominator != 1 or place < 0 for place in places):
            raise NoValueError
        alias = term.alias_at(places)
        if alias is not None:
            return self.choose(alias.key, alias.name, alias.allows)
        return self.choose((term.key, tuple(places)), term.name_at(places), _anything)

    def _choice(
        self, tests: tuple[Term, ...], values: tuple[Term, ...], otherwise: Term | None,
        indices: tuple[int, ...],
    ) -> Value:  # fmt: skip
        for test, value in zip(tests, values, strict=True):
            if self(test, indices) == 1:
                return self(value, indices)
        if otherwise is None:
            raise NoValueError
        return self(otherwise, indices)

    def _total(self, term: Total, indices: tuple[int, ...]) -> Value:
        lower, upper = self(term.lower, indices), self(term.upper, indices)
        for limit in (lower, upper):
            if not isinstance(limit, Fraction) or limit.denominator != 1:
                raise NoValueError
        first, last = int(lower), int(upper)
        if last >= first + MOST_IN_SUM or (
            last < first - 1 and (self.plain or term.source is None)
        ):
            raise NoValueError
        around = (*indices[: term.level], *(0,) * (term.level - len(indices)))
        total: Value = Fraction(0)
        for index in range(first, last + 1):
            added = self(term.body, (*around, index))
            total = _checked(_both(total, added, add))
        return total


def power(base: Value, exponent: Value) -> Value:
    """Give a real power. Raises `NoValueError` where there is none."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return _whole_power(base, int(exponent))
    sign = _sign(base)
    if sign < 0:
        raise NoValueError
    if sign == 0:
        if _sign(exponent) > 0:
            return Fraction(0)
        raise NoValueError
    root = exact_root(base, exponent)
    if root is not None:
        return root
    return _exp(_both(_log(base), exponent, mul))


def _whole_power(base: Value, exponent: int) -> Value:
    if exponent <= 0 and _sign(base) == 0 and exponent:
        raise NoValueError
    if isinstance(base, Fraction):
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if base not in (0, 1, -1):
            check_digits(size * abs(exponent))
        return base**exponent
    if abs(exponent) > _LARGEST_EXPONENT:
        raise NoValueError
    return base**exponent


def exact_root(base: Value, exponent: Value) -> Fraction | None:
    """Give a power of a positive base if it is found to be rational."""
    if not isinstance(base, Fraction) or not isinstance(exponent, Fraction):
        return None
    above, below = (
        _root(part, exponent.denominator) for part in (base.numerator, base.denominator)
    )
    if above is None or below is None:
        return None
    check_digits(max(above.bit_length(), below.bit_length()) * abs(exponent.numerator))
    return Fraction(above, below) ** exponent.numerator


def _root(number: int, degree: int) -> int | None:
    """Give the whole root of a positive number, if it has one."""
    if number.bit_length() > _MOST_DIGITS_OF_ROOTS:
        return None
    if number.bit_length() <= degree:  # less than two to the degree
        return 1 if number == 1 else None
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < number:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == number else None


def _interval(value: Value) -> Value:
    if not isinstance(value, Fraction):
        return value
    return INTERVALS.mpf(value.numerator) / INTERVALS.mpf(value.denominator)


def _both(left: Value, right: Value, operation: Callable[[Value, Value], Value]) -> Value:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return operation(left, right)
    if operation is mul and any(isinstance(v, Fraction) and not v for v in (left, right)):
        return Fraction(0)
    return operation(_interval(left), _interval(right))


def _larger(left: Value, right: Value) -> Value:
    return left if _sign(left - right) >= 0 else right


def _sign(value: Value) -> int:
    """Give 1, 0 or -1; raises `NoValueError` where an interval does not tell."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    raise NoValueError


def _checked(value: Value) -> Value:
    if isinstance(value, Fraction):
        check_digits(max(value.numerator.bit_length(), value.denominator.bit_length()))
    return value


def _exp(value: Value) -> Value:
    if value == 0 and isinstance(value, Fraction):
        return Fraction(1)
    argument = _interval(value)
    if not -_LARGEST_EXPONENT < argument < _LARGEST_EXPONENT:
        raise NoValueError
    return INTERVALS.exp(argument)


def _log(value: Value) -> Value:
    if _sign(value) <= 0:
        raise NoValueError
    if value == 1 and isinstance(value, Fraction):
        return Fraction(0)
    return INTERVALS.log(_interval(value))


def _sin(value: Value) -> Value:
    if value == 0 and isinstance(value, Fraction):
        return value
    return INTERVALS.sin(_interval(value))


def _cos(value: Value) -> Value:
    if value == 0 and isinstance(value, Fraction):
        return Fraction(1)
    return INTERVALS.cos(_interval(value))


def _floor(value: Value) -> Value:
    if not isinstance(value, Fraction):
        raise NoValueError
    return Fraction(value.numerator // value.denominator)


_CALLS: dict[Known, Callable[[Value], Value]] = {
    Known.EXP: _exp,
    Known.LOG: _log,
    Known.SIN: _sin,
    Known.COS: _cos,
    Known.FLOOR: _floor,
}

"""Functions as terms, by what they are: an absolute value is a maximum, tanh of exponentials.

So functions that are written differently and are the same become the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symconv.derivation.sameness.terms import (
    MINUS,
    ONE,
    ZERO,
    Call,
    Choice,
    Const,
    Known,
    Largest,
    Plus,
    Term,
    Times,
    exponential,
    is_zero,
    minus,
    negation,
    over,
    positive,
)

_HALF = Const(Fraction(1, 2))


def sigmoid(x: Term) -> Term:
    """Give 1 / (1 + exp(-x))."""
    return over(ONE, Plus((ONE, exponential(Times((MINUS, x))))))


def tanh(x: Term) -> Term:
    """Give the hyperbolic tangent as a quotient of exponentials."""
    return over(sinh(x), cosh(x))


def sinh(x: Term) -> Term:
    """Give the hyperbolic sine."""
    return Times((_HALF, minus(exponential(x), exponential(Times((MINUS, x))))))


def cosh(x: Term) -> Term:
    """Give the hyperbolic cosine."""
    return Times((_HALF, Plus((exponential(x), exponential(Times((MINUS, x)))))))


def tan(x: Term) -> Term:
    """Give the tangent."""
    return over(Call(Known.SIN, x), Call(Known.COS, x))


def magnitude(x: Term) -> Term:
    """Give the absolute value."""
    return Largest((x, Times((MINUS, x))))


def sign(x: Term) -> Term:
    """Give the sign."""
    return minus(positive(x), positive(Times((MINUS, x))))


def floor(x: Term) -> Term:
    """Give the floor."""
    return Call(Known.FLOOR, x)


def if_positive(decides: Term, value: Term, otherwise: Term) -> Term:
    """Give a value where a number is positive, else another."""
    return Choice((positive(decides),), (value,), otherwise)


def relu(x: Term) -> Term:
    """Give the positive part."""
    return Largest((x, ZERO))


def at_least(left: Term, right: Term) -> Term:
    """Give one where the left is not less than the right."""
    return negation(positive(minus(right, left)))


def equal(left: Term, right: Term) -> Term:
    """Give one where both are equal."""
    return is_zero(minus(left, right))


def modulo(left: Term, right: Term) -> Term:
    """Give what is left of a number after it is divided."""
    return minus(left, Times((right, floor(over(left, right)))))


def softmax(place: int, values: Sequence[Term]) -> Term:
    """Give an entry of a softmax."""
    powers = tuple(map(exponential, values))
    return over(powers[place], Plus(powers))

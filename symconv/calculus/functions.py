"""Functions that are known by name, as far as their values are fractions.

Powers of 2 stand for exponentials: two sums of products of exponentials of integers are equal
for every base, or differ for all but finitely many, so what differs with 2 differs with e. Which
of two values is larger is another matter, and is not asked.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from symconv.calculus.duals import MOST_BITS, Function, Scalar
from symconv.calculus.errors import NoValueError, TooLongError


def known_function(name: str) -> Function | None:
    """Give the function of a name that has a meaning of its own, however it is written.

    None for a name that stands for any function, such as a. What cannot be computed in fractions
    raises `TooLongError`, what has no value `NoValueError`.

    >>> known_function("ReLU").value(-3), known_function("a") is None
    (0, True)
    """
    bare = name.lstrip("\\").casefold()
    return _EXACT.get(bare) or (_UNKNOWN if bare in _NO_FRACTIONS else None)


def _exponential(z: Scalar) -> Scalar:
    """Give 2 to an integer power."""
    if z != int(z) or abs(z) > MOST_BITS:
        raise TooLongError("this exponential is no fraction")
    return Fraction(2) ** int(z)


def _logarithm(z: Scalar) -> Scalar:
    """Give the integer to which `_exponential` belongs."""
    if z <= 0:
        raise NoValueError(f"{z} has no logarithm")
    exponent = Fraction(z).numerator.bit_length() - Fraction(z).denominator.bit_length()
    if Fraction(2) ** exponent != z:
        raise TooLongError("this logarithm is no fraction")
    return exponent


def _sigmoid(z: Scalar) -> Scalar:
    return 1 / (1 + _exponential(-z))


def _tanh(z: Scalar) -> Scalar:
    return 1 - 2 / (1 + _exponential(2 * z))


def _root(z: Scalar) -> Scalar:
    if z < 0:
        raise NoValueError(f"{z} has no square root")
    above, below = (isqrt(part) for part in Fraction(z).as_integer_ratio())
    if Fraction(above, below) ** 2 != z:
        raise TooLongError("this square root is no fraction")
    return Fraction(above, below)


def _sign(z: Scalar) -> Scalar:
    return (z > 0) - (z < 0)


def _slope_of_sign(z: Scalar) -> Scalar:
    if not z:
        raise NoValueError("there is no slope at a kink")
    return 0


def _slope_of_abs(z: Scalar) -> Scalar:
    return _slope_of_sign(z) + _sign(z)


def _slope_of_relu(z: Scalar) -> Scalar:
    return _slope_of_sign(z) + (z > 0)


def _slope_of_root(z: Scalar) -> Scalar:
    if not z:
        raise NoValueError("the square root has no slope at 0")
    return 1 / (2 * _root(z))


def _never(z: Scalar) -> Scalar:
    del z
    raise TooLongError("the values of this function are no fractions")


_UNKNOWN = Function(_never, _never)
_LOGARITHM = Function(_logarithm, lambda z: Fraction(1) / z, comparable=False)
_EXACT = {
    "exp": Function(_exponential, _exponential, comparable=False),
    "log": _LOGARITHM,
    "ln": _LOGARITHM,
    "sigmoid": Function(_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z)), comparable=False),
    "tanh": Function(_tanh, lambda z: 1 - _tanh(z) ** 2, comparable=False),
    "sqrt": Function(_root, _slope_of_root),
    "abs": Function(abs, _slope_of_abs),
    "relu": Function(lambda z: max(z, 0), _slope_of_relu),
    "sign": Function(_sign, _slope_of_sign),
}
_NO_FRACTIONS = frozenset(
    {
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "coth", "sech", "csch", "asin",
        "acos", "atan", "acot", "arcsin", "arccos", "arctan", "arccot", "asinh", "acosh", "atanh",
        "arsinh", "arcosh", "artanh", "exp2", "expm1", "log2", "log10", "log1p", "lg", "erf",
        "erfc", "gamma", "lgamma", "digamma", "softplus", "softsign", "softmax", "logsoftmax",
        "logsigmoid", "gelu", "silu", "swish", "mish", "elu", "selu", "celu", "cbrt", "root",
        "inverse", "max", "min", "floor", "ceil", "round", "step", "heaviside", "hardtanh",
        "hardsigmoid", "relu6",
        "leakyrelu", "leaky_relu", "sinc", "square", "factorial",
    }
)  # fmt: skip

"""Known functions of one argument as quotients of polynomials in atoms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.derivation.sameness.atoms import split_content
from symconv.derivation.sameness.powers import Powers
from symconv.derivation.sameness.ring import Ratio, constant
from symconv.derivation.sameness.terms import Known

_ONE = Polynomial.constant(1)


def _sine(powers: Powers, argument: Ratio) -> Ratio:
    if not argument.above.terms:
        return argument
    value, primitive = split_content(argument.above)
    own = powers.ring.application(("sin",), Ratio(primitive * abs(value), argument.below))
    return own if value > 0 else powers.ring.times((constant(Fraction(-1)), own))


def _cosine(powers: Powers, argument: Ratio) -> Ratio:
    if not argument.above.terms:
        return Ratio(_ONE)
    value, primitive = split_content(argument.above)
    return powers.ring.application(("cos",), Ratio(primitive * abs(value), argument.below))


def _floor(powers: Powers, argument: Ratio) -> Ratio:
    """Give a floor, whole numbers taken out."""
    whole = Fraction(0)
    if not argument.below:
        rest_ = Fraction(argument.above.terms.get((), 0))
        whole = Fraction(rest_.numerator // rest_.denominator)
    rest = powers.ring.add((argument, constant(-whole)))
    if rest.constant is not None:
        return constant(whole)
    return powers.ring.add((constant(whole), powers.ring.application(("floor",), rest)))


FUNCTIONS: Mapping[Known, Callable[[Powers, Ratio], Ratio]] = {
    Known.EXP: Powers.exponential,
    Known.LOG: Powers.logarithm,
    Known.SIN: _sine,
    Known.COS: _cosine,
    Known.FLOOR: _floor,
}

"""Powers, exponentials and logarithms as quotients of polynomials in atoms."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from fractions import Fraction

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.derivation.sameness.atoms import Generator, ordered, split_content
from symconv.derivation.sameness.limits import NoVerdictError, TooMuchWorkError
from symconv.derivation.sameness.ring import Ratio, Ring, constant

_E = "e"


@dataclass
class Powers:
    """Gives powers in a ring: one base's multiply by adding their exponents."""

    ring: Ring
    _exponents: dict[int, Ratio] = field(default_factory=dict)
    """What the exponential of which is a generator, by the number of that."""

    def whole(self, base: Ratio, exponent: int) -> Ratio:
        """Give a whole power; one that would be too long as an atom."""
        try:
            return self.ring.raised(base, exponent)
        except TooMuchWorkError as limit:
            if self.ring.work.left < 0:
                raise
            self.ring.work.met.append(str(limit))
        power = self.ring.application(("power", abs(exponent)), base)
        return self.ring.inverse(power) if exponent < 0 else power

    def root(self, base: Ratio, exponent: Fraction) -> Ratio:
        """Give a power that is not whole."""
        ring, value = self.ring, base.constant
        if value is not None and value < 0:
            raise NoVerdictError(f"({value})^({exponent}) is not a real number")
        if value == 0:
            return base if exponent > 0 else ring.inverse(base)
        if not base.below:
            new = Generator(base.above, is_positive=value is not None)
            number = ring.generator(("root", base.key), ring.levels(base), new)
            return ring.generated(number, exponent)
        whole = exponent.numerator // exponent.denominator
        rest = self.ring.application(("root", exponent - whole), base)
        return ring.times((self.whole(base, whole), rest))

    def symbolic(self, base: Ratio, exponent: Ratio) -> Ratio:
        """Give a power as one for each term of the exponent."""
        ring, value = self.ring, base.constant
        whole = Fraction(0 if exponent.below else exponent.above.terms.get((), 0))
        rest = ring.add((exponent, constant(-whole)))
        key = ("power", ring.applied(("base",), (base,)))
        is_positive = value is not None and value > 0
        powers = self._product(key, ring.levels(base), rest, is_positive)
        return ring.times((self.constant(base, whole), powers))

    def constant(self, base: Ratio, exponent: Fraction) -> Ratio:
        """Give a power whose exponent is a number."""
        if exponent.denominator == 1:
            return self.whole(base, int(exponent))
        return self.root(base, exponent)

    def _product(self, base: Hashable, levels: frozenset[int], exponent: Ratio,
                is_positive: bool) -> Ratio:  # fmt: skip
        """Give the product of the powers of a base with the terms of an exponent."""
        ring, new = self.ring, Generator(None, is_positive)
        if exponent.below:
            value, primitive = split_content(exponent.above)
            parts = [(Ratio(primitive, exponent.below), value)]
            keys: list[Hashable] = [("ratio", ring.applied(("exponent",), parts[0][:1]))]
        else:
            terms = ordered(exponent.above)
            parts = [(Ratio(Polynomial({m: 1})), Fraction(value)) for m, value in terms]
            keys = [("monomial", monomial) for monomial, _ in terms]
        powers = []
        for key, (part, value) in zip(keys, parts, strict=True):
            number = ring.generator((base, key), levels | ring.levels(part), new)
            if base == _E:
                self._exponents[number] = part
            powers.append(ring.generated(number, value))
        return ring.times(powers)

    def exponential(self, argument: Ratio) -> Ratio:
        """Give an exponential, as one for each term of its argument."""
        return self._product(_E, frozenset(), argument, is_positive=True)

    def logarithm(self, argument: Ratio) -> Ratio:
        """Give a logarithm; of a sum of exponentials, with what its terms share taken out."""
        ring = self.ring
        if not argument.above.terms or ring.sign(argument.above) < 0:
            raise NoVerdictError("the logarithm of a number that is not positive has no value")
        if ring.sign(argument.above) and ring.is_never_zero_below(argument):
            below = self._log_of_positive(ring.below(argument))
            above = self._log_of_positive(argument.above)
            return ring.add((above, ring.times((constant(Fraction(-1)), below))))
        return self.ring.application(("log",), argument)

    def _log_of_positive(self, polynomial: Polynomial) -> Ratio:
        """Give the logarithm of a sum of products of powers of positive bases."""
        shared = self._shared(polynomial)
        out = [self._exponent(shared)]
        left = self.ring.times(
            (Ratio(polynomial), self.ring.inverse(Ratio(Polynomial({shared: 1}))))
        )
        value, rest = split_content(self._divided(left))
        if abs(value) != 1:
            out.append(self.ring.application(("log",), constant(abs(value))))
        if rest != 1:
            out.append(self.ring.application(("log",), Ratio(rest)))
        return self.ring.add(out)

    def _shared(self, polynomial: Polynomial) -> tuple[int, ...]:
        """Give the exponentials that all terms have."""
        first = min(polynomial.terms)
        shared: list[int] = []
        for number in filter(self._is_exponential, sorted(set(first))):
            times = min(monomial.count(number) for monomial in polynomial.terms)
            shared += [number] * times
        return tuple(shared)

    def _is_exponential(self, number: int) -> bool:
        power = self.ring.atoms[number].power
        return power is not None and power[0] in self._exponents

    def _exponent(self, monomial: tuple[int, ...]) -> Ratio:
        """Give the logarithm of a product of exponentials."""
        exponents: list[Ratio] = []
        for number in monomial:
            generator, unit = self.ring.atoms[number].power or (0, Fraction(0))
            exponents.append(self.ring.times((constant(unit), self._exponents[generator])))
        return self.ring.add(exponents)

    def _divided(self, ratio: Ratio) -> Polynomial:
        """Give a quotient by a monomial that divides all terms."""
        factors = ((self.ring.factors[number].terms, times) for number, times in ratio.below)
        below = [number for terms, times in factors for number in next(iter(terms)) * times]
        terms = {}
        for monomial, value in ratio.above.terms.items():
            left = list(monomial)
            for number in below:
                left.remove(number)
            terms[tuple(left)] = value
        return Polynomial(terms)

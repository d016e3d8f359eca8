"""Which entries and terms differ, in the derivation's notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from symconv.derivation.algebra.polynomial import Monomial, Polynomial
from symconv.formulas import Formula, Number, Product
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.verification.code.findings import WrongTerm
from symconv.verification.code.roles import FunctionRole

Index: TypeAlias = tuple[int, ...]
_BATCHED = (FunctionRole.FORWARD, FunctionRole.GRAD_INPUT)


@dataclass(frozen=True)
class Writer:
    """Writes entries of a layer's arrays as its derivation does."""

    spec: LayerSpec
    notation: Notation

    @classmethod
    def of(cls, spec: LayerSpec, notation: Notation) -> Writer:
        """Give the writer of a layer, with commas where its indices need two digits."""
        shapes = [argument.shape for argument in spec.arguments.values()]
        return cls(spec, notation.resolved(shapes))

    def entry(self, part: FunctionRole, index: Index) -> tuple[Formula, int | None]:
        """Give an entry of a result, and its example counted from 1 if it is of one."""
        role = Role.OUTPUT if part is FunctionRole.FORWARD else Role(part.value[5:])
        example, index = (index[0], index[1:]) if part in _BATCHED else (None, index)
        shape = self._shape(role)
        written = self.notation.entry(role, shape, index)
        gradient = written if role is Role.OUTPUT else self.notation.gradient(role, written)
        return gradient, None if example is None else example + 1

    def factor(self, word: str, index: Index) -> tuple[Formula, int | None]:
        """Give an entry of an argument, and its example counted from 1."""
        argument = self.spec.arguments.get(word)
        if argument is None:  # a bias that the layer has not
            return self.notation.entry(Role.BIAS, self._shape(Role.BIAS), index), None
        example, index = (index[0] + 1, index[1:]) if argument.batched else (None, index)
        written = self.notation.entry(argument.role, argument.shape, index)
        if argument.role is Role.OUTPUT:
            return self.notation.gradient(Role.OUTPUT, written), example
        return written, example

    def _shape(self, role: Role) -> Index:
        if role is Role.OUTPUT:
            return self.spec.output_shape
        if role is Role.INPUT:
            return self.spec.input_shape
        return self.spec.parameter_shapes.get(role, self.spec.output_shape[:1])


@dataclass(frozen=True)
class TermNames:
    """What the variables of polynomials stand for."""

    writer: Writer
    names: Sequence[tuple[str, Index]]

    def differing(self, given: Polynomial, expected: Polynomial) -> tuple[WrongTerm, ...]:
        """Give the terms whose factors differ, those of several examples together."""
        found: dict[tuple[Formula, Fraction, Fraction], list[int]] = {}
        for monomial in self._in_order({**expected.terms, **given.terms}):
            factors = (
                Fraction(given.terms.get(monomial, 0)),
                Fraction(expected.terms.get(monomial, 0)),
            )
            if factors[0] != factors[1]:
                formula, example = self._written(monomial)
                found.setdefault((formula, *factors), []).extend(example)
        return tuple(
            WrongTerm(formula, a, b, tuple(dict.fromkeys(examples)))
            for (formula, a, b), examples in found.items()
        )

    def _in_order(self, terms: Mapping[Monomial, object]) -> Iterator[Monomial]:
        yield from sorted(terms)

    def _written(self, monomial: Monomial) -> tuple[Formula, tuple[int, ...]]:
        named = [self.names[number] for number in monomial]
        # the output gradient first, as the derivation writes it
        named.sort(key=lambda each: each[0] != "grad_o")
        written = [self.writer.factor(word, index) for word, index in named]
        factors = tuple(formula for formula, _ in written)
        examples = tuple(dict.fromkeys(e for _, e in written if e is not None))
        if not factors:
            return Number(1), ()
        return factors[0] if len(factors) == 1 else Product(factors), examples

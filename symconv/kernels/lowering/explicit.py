"""Explicit: every term of the derivation written out, as code vectorised over the batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, singledispatch
from math import prod

import sympy

from symconv.derivation import Derivation, derive_layer
from symconv.errors import TooLargeError
from symconv.formulas import ONE, ZERO, Add, Formula, Name, Product, Writer, children
from symconv.kernels.emission.formula_code import write_terms
from symconv.kernels.emission.layout import INDENT, assign_sum
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered, refuse_layer
from symconv.kernels.lowering.parts.conv_sum import lowered_conv
from symconv.kernels.promise import EACH_ALONE
from symconv.notation.indexing import indices
from symconv.roles import Role
from symconv.specs import ConvSpec
from symconv.specs.filter_layer import FilterLayerSpec
from symconv.symbolic import SymbolArray

DESCRIPTION = "every derived term written out, line by line; for small layers, to be read"

HOW = "every derived term written out"

EXPLICIT_MAX_TERMS = 2_000
"""The largest number of terms of the forward pass, biases included, that are written out."""

EXPLICIT_MAX_ENTRIES = 50_000
"""The largest number of entries, padding included, of a layer that is written out."""

_LETTERS = {Role.INPUT: "x", Role.FILTER: "f", Role.BIAS: "b"}


@singledispatch
def lower(spec: object) -> Lowered:
    """Lower a layer to its derivation, term by term."""
    refuse_layer(spec, "explicit")


@lower.register
def lower_conv(spec: ConvSpec) -> Lowered:
    """Lower a convolution: output entries and chain-rule sums as the derivation has them.

    Raises `TooLargeError` above `EXPLICIT_MAX_TERMS` terms or `EXPLICIT_MAX_ENTRIES` entries.
    """
    check_size(spec)
    code = DerivationCode(derive_layer(spec))
    return lowered_conv(spec, "explicit", HOW, code.data(), EACH_ALONE)


def check_size(spec: FilterLayerSpec) -> None:
    """Refuse a layer with more terms or entries than are written out.

    Raises `TooLargeError` that names the limit and another strategy.
    """
    terms = spec.terms + (prod(spec.output_shape) if spec.bias else 0)
    if terms > EXPLICIT_MAX_TERMS:
        raise TooLargeError(
            f"strategy explicit would write out {terms:,} terms, more than its limit of "
            f"{EXPLICIT_MAX_TERMS:,}; use strategy taps: {spec!r}"
        )
    entries = spec.entries
    if entries > EXPLICIT_MAX_ENTRIES:
        raise TooLargeError(
            f"strategy explicit would derive {entries:,} entries, padding included, more than its "
            f"limit of {EXPLICIT_MAX_ENTRIES:,}; use strategy taps: {spec!r}"
        )


@dataclass(frozen=True)
class Assignment:
    """A sum, and the zero-based index of the entry that it is assigned to."""

    index: tuple[int, ...]
    terms: Formula


@dataclass(frozen=True)
class DerivationCode:
    """Writes one derivation as lines of Python, in which every symbol has a local name."""

    derivation: Derivation

    def data(self) -> dict[str, Data]:
        """Give, per function, the lines that name the entries it reads and those that sum."""
        outputs = self._outputs()
        data: dict[str, Data] = {
            "output_sums": self._lines("o", outputs),
            "output_names": self._reading(outputs),
            "bias": Role.BIAS in self.derivation.layer.wrt,
            "bias_sums": [],
            "bias_names": [],
        }
        for role, array in self.derivation.layer.wrt.items():
            gradients = self._gradients(array)
            data[f"{role.value}_sums"] = self._lines(f"grad_{_LETTERS[role]}", gradients)
            data[f"{role.value}_names"] = self._reading(gradients)
        return data

    def _outputs(self) -> list[Assignment]:
        layer = self.derivation.layer
        places = zip(indices(layer.output_shape), layer.outputs, strict=True)
        return [Assignment(index, self._write(output)) for index, output in places]

    def _gradients(self, array: SymbolArray) -> list[Assignment]:
        """Give the chain-rule sums of an array's entries, in the order of the outputs."""
        places = zip(indices(array.shape), array.symbols, strict=True)
        return [Assignment(index, self._chain_rule(symbol)) for index, symbol in places]

    def _chain_rule(self, symbol: sympy.Symbol) -> Formula:
        chain_rule, upstream = self.derivation.chain_rule, self.derivation.layer.upstream.symbols
        terms: list[Formula] = []
        for number in chain_rule.contributors[symbol]:
            above = self._letters[upstream[number]]
            local = self._write(chain_rule.local[number][symbol])
            factors = local.terms if isinstance(local, Add) else (local,)
            terms += [above if factor == ONE else Product((above, factor)) for factor in factors]
        return Add(tuple(terms))

    @cached_property
    def _write(self) -> Callable[[sympy.Expr], Formula]:
        """Writes expressions: terms in the order of the filter's entries, input before filter."""
        symbols = [
            symbol for array in self.derivation.layer.wrt.values() for symbol in array.symbols
        ]
        return Writer({s: self._letters[s] for s in symbols}, last_factor_first=True).write

    @cached_property
    def _letters(self) -> dict[sympy.Symbol, Name]:
        return {symbol: Name(name) for symbol, (name, _) in self._locals.items()}

    @cached_property
    def _locals(self) -> dict[sympy.Symbol, tuple[str, str]]:
        """The local name of every symbol, and the entry that it names."""
        layer = self.derivation.layer
        arrays = [
            (name, name, layer.wrt[role]) for role, name in _LETTERS.items() if role in layer.wrt
        ]
        return {
            symbol: (_local_name(letter, array.shape, index), _entry(name, index))
            for letter, name, array in [*arrays, ("g", "grad_o", layer.upstream)]
            for symbol, index in zip(array.symbols, indices(array.shape), strict=True)
        }

    def _reading(self, assignments: Iterable[Assignment]) -> list[Data]:
        """Write the lines that name the entries which occur in some sums."""
        used = {name for assignment in assignments for name in _names(assignment.terms)}
        return [
            f"{INDENT}{name} = {entry}" for name, entry in self._locals.values() if name in used
        ]

    def _lines(self, target: str, assignments: Iterable[Assignment]) -> list[Data]:
        """Write the sums; entries of empty sums keep the zero they start with."""
        return [
            line
            for assignment in assignments
            if not _is_zero(assignment.terms)
            for line in assign_sum(_entry(target, assignment.index), write_terms(assignment.terms))
        ]


def _local_name(letter: str, shape: tuple[int, ...], index: tuple[int, ...]) -> str:
    """Name an entry by its index, axes of extent 1 left out."""
    shown = [str(i) for i, length in zip(index, shape, strict=True) if length > 1]
    return "_".join([letter, *(shown or ["0"])])


def _entry(array: str, index: tuple[int, ...]) -> str:
    return f"{array}[{', '.join([':', *map(str, index)])}]"


def _names(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Name):
        yield formula.letter
    for child in children(formula):
        yield from _names(child)


def _is_zero(formula: Formula) -> bool:
    return formula in (ZERO, Add(()))

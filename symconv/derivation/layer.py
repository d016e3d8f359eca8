"""The derivation of one layer: its gradients, its steps and its closed forms."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import sympy

from symconv.derivation.case_decimals import in_decimals
from symconv.derivation.choosing import Entries, layer_chooser
from symconv.derivation.closed_forms import ClosedForm, build_closed_forms
from symconv.derivation.engine import ChainRule, derive_expressions
from symconv.derivation.layer_document import entry_words, layer_document
from symconv.derivation.step import Step, StepKind
from symconv.derivation.steps import StepWriter, build_steps
from symconv.derivation.worked_case import build_worked_case
from symconv.documents import Document
from symconv.errors import DerivationError, SpecError, TooLargeError
from symconv.notation import Notation, as_notation
from symconv.notation.indexing import row_major
from symconv.printing.shown import Shown
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.normalise import as_integer, counted
from symconv.suggestions import did_you_mean
from symconv.symbolic import SymbolArray, SymbolicLayer, build_layer

DEFAULT_MAX_TERMS = 200_000


@dataclass(frozen=True, repr=False)
class Derivation(Shown):
    """What follows from a layer by the chain rule; it shows itself in every format.

    `gradients` maps what the layer has ("filter" or "weight", "input", "bias") to SymPy arrays of
    the shapes that its spec gives them: of a convolution `(K, C/groups, *filter_size)`,
    `(C, *input_size)` and `(K,)`. `output` has shape `(K, *output_size)`.
    """

    layer: SymbolicLayer
    chain_rule: ChainRule
    output: Any
    output_gradient: Any
    gradients: Mapping[Role, Any]

    def __repr__(self) -> str:
        proved = sum(form.proved for form in self.closed_forms)
        return (
            f"<Derivation of {self.spec!r}: {counted(len(self.gradients), 'gradient')}, "
            f"{counted(proved, 'proved closed form')}>"
        )

    def document(self, steps: Iterable[Step] | None = None, entries: str = "chosen") -> Document:
        """Give what is shown: every step, or those given.

        Parameters
        ----------
        steps : steps of `steps` or of a worked case
        entries : "chosen" (of sections of more than 60 entries, some of each kind), "all", or where
            they lie: places among corner, edge and inside, such as "corner,inside"

        Raises `NotationError` for other `entries`.
        """
        chooser = layer_chooser(self.layer, Entries.read(entries))
        return layer_document(self, self.steps if steps is None else steps, chooser)

    @property
    def last_entries(self) -> tuple[str, ...]:
        """The last entry of the output and of each array, the way `--entry` takes them."""
        arrays = (array.formulas for array in self.layer.wrt.values())
        return tuple(entry_words(entries[-1]) for entries in (self.layer.output_entries, *arrays))

    @property
    def subject(self) -> str:
        """What is derived: the layer's specification."""
        return repr(self.spec)

    @property
    def spec(self) -> LayerSpec:
        """The layer derived."""
        return self.layer.spec

    @property
    def notation(self) -> Notation:
        """The notation it is written in, commas included where indices need two digits."""
        return self.layer.notation

    @property
    def input(self) -> Any:
        """Symbols of the input X, shape `(C, *input_size)`."""
        return self.layer.wrt[Role.INPUT].as_sympy

    @property
    def filter(self) -> Any | None:
        """Symbols of the filter F, shape `(K, C/groups, *filter_size)`; None without filter."""
        return self._symbols(Role.FILTER)

    @property
    def weight(self) -> Any | None:
        """Symbols of the weights of a dense layer, shape `(K, C)`; None for other layers."""
        return self._symbols(Role.WEIGHT)

    @property
    def bias(self) -> Any | None:
        """Symbols of the bias B, shape `(K,)`; None when the layer has none."""
        return self._symbols(Role.BIAS)

    @property
    def target(self) -> Any | None:
        """Symbols of the target of a loss, in the input's shape; None for other layers."""
        return self._symbols(Role.TARGET)

    @property
    def indices(self) -> Any | None:
        """Symbols of the indices of an unpooling, in the input's shape; None for other layers."""
        return self._symbols(Role.INDICES)

    @property
    def grad_input(self) -> Any:
        """∂L/∂X, shape `(C, *input_size)`."""
        return self.gradients[Role.INPUT]

    @property
    def grad_filter(self) -> Any | None:
        """∂L/∂F, shape `(K, C/groups, *filter_size)`; None when the layer has no filter."""
        return self.gradients.get(Role.FILTER)

    @property
    def grad_weight(self) -> Any | None:
        """∂L/∂W, shape `(K, C)`; None when the layer is not dense."""
        return self.gradients.get(Role.WEIGHT)

    @property
    def grad_bias(self) -> Any | None:
        """∂L/∂B, shape `(K,)`; None when the layer has no bias."""
        return self.gradients.get(Role.BIAS)

    def _symbols(self, role: Role) -> Any | None:
        array = self.layer.wrt.get(role) or self.layer.data.get(role)
        return None if array is None else array.as_sympy

    def local_gradient(
        self, output_index: tuple[int, ...], role: str, index: tuple[int, ...]
    ) -> sympy.Expr:
        """Give ∂O/∂(input, filter, weight or bias), one entry by one entry; indices from zero.

        Raises `DerivationError` for an unknown role or an index outside its array.
        """
        array = self._array(role)
        output = _checked(self.layer.output_shape, output_index, "output")
        return self.chain_rule.local_gradient(
            output, array.symbols[_checked(array.shape, index, role)]
        )

    def _array(self, role: str) -> SymbolArray:
        if not isinstance(role, str) or role not in self.layer.wrt:
            known = ", ".join(repr(known.value) for known in self.layer.wrt)
            question = did_you_mean(role, self.layer.wrt)
            raise DerivationError(f"role {role!r} is not one of {known}{question}: {self.spec}")
        return self.layer.wrt[Role(role)]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The derivation as a person would write it, step by step."""
        return build_steps(self.layer, self.chain_rule, self.closed_forms)

    def worked_case(self, values: object, digits: int | None = None) -> tuple[Step, ...]:
        """Give the steps that put numbers into the derivation.

        `values` are numbers for the input, row by row, or a mapping from the names of the layer's
        arguments (x, f, w, b, t, i, and grad_o for the output gradient) to numbers; what is not
        given stays a letter. They are exact: a float counts as the decimal that Python writes.
        With `digits`, fractions are decimals where those end, and behind others stands ≈ and the
        number rounded to so many significant digits.

        Raises `DerivationError` for an unknown name, a wrong count, or what is not a number.

        >>> from symconv.specs import PoolSpec
        >>> *_, gradient = derive_layer(PoolSpec(2, 2)).worked_case([3, 5])
        >>> [equation.right == derive_layer(PoolSpec(2, 2)).layer.upstream.formulas[0]
        ...  for equation in gradient.equations]
        [False, True]
        """
        writer = StepWriter(self.layer, self.chain_rule)
        steps = build_worked_case(writer, values, self._convention)
        return steps if digits is None else in_decimals(steps, digits)

    def _convention(self, role: Role) -> str:
        """Give what the local gradients by an array are read by where there is no derivative."""
        if self.layer.spec.polynomial:
            return ""
        found = (step for step in self.steps if (step.kind, step.role) == (StepKind.LOCAL, role))
        return next((step.convention for step in found), "")

    @cached_property
    def closed_forms(self) -> tuple[ClosedForm, ...]:
        """The whole-array formulas of the gradients, each proved against them entry by entry."""
        return build_closed_forms(self.layer, self.chain_rule)


def derive_layer(
    spec: LayerSpec,
    notation: str | Notation = "matrix",
    max_terms: int = DEFAULT_MAX_TERMS,
) -> Derivation:
    """Derive every gradient of a layer.

    Raises
    ------
    SpecError
        For what is no specification, and a `max_terms` that is no number from 1.
    TooLargeError
        If the layer has more terms or entries than `max_terms`.
    NotationError
        For an unknown notation.
    """
    return derive_built(build_checked_layer(spec, notation, max_terms))


def build_checked_layer(spec: LayerSpec, notation: str | Notation, max_terms: int) -> SymbolicLayer:
    """Give the symbols and expressions of a layer; raises what `derive_layer` does."""
    if not isinstance(spec, LayerSpec):
        raise SpecError(f"{spec!r} is not a layer specification such as ConvSpec((3, 3), (2, 2))")
    notation = as_notation(notation)
    check_size(spec, as_integer("max_terms", max_terms, 1))
    return build_layer(spec, notation)


def derive_built(layer: SymbolicLayer) -> Derivation:
    """Derive every gradient of a layer from its output expressions, whatever they are."""
    symbols = [symbol for array in layer.wrt.values() for symbol in array.symbols]
    chain_rule = derive_expressions(layer.outputs, symbols, layer.upstream.symbols)
    gradients: dict[Role, Any] = {}
    first = 0
    for role, array in layer.wrt.items():
        last = first + prod(array.shape)
        gradients[role] = _sympy_array(chain_rule.gradients[first:last], array.shape)
        first = last
    return Derivation(
        layer=layer,
        chain_rule=chain_rule,
        output=_sympy_array(layer.outputs, layer.output_shape),
        output_gradient=layer.upstream.as_sympy,
        gradients=gradients,
    )


def check_size(spec: LayerSpec, max_terms: int) -> None:
    """Refuse a layer too large to derive symbolically; padding counts among its entries.

    Raises `TooLargeError` that says how to raise the limit.
    """
    terms, entries = spec.terms, spec.entries
    for number, what in ((terms, "terms"), (entries, f"entries (and {terms:,} terms)")):
        if number > max_terms:
            needed = max(terms, entries)
            raise TooLargeError(
                f"{number:,} {what} exceed max_terms={max_terms:,} (raise it with "
                f"max_terms={needed} or --max-terms {needed}): {spec}"
            )


def _sympy_array(expressions: tuple[sympy.Expr, ...], shape: tuple[int, ...]) -> Any:
    return sympy.ImmutableDenseNDimArray(expressions, shape)


def _checked(shape: tuple[int, ...], index: tuple[int, ...], what: str) -> int:
    """Give the row-major number of an index that lies inside its array."""
    try:
        numbers = tuple(operator.index(i) for i in index)
    except TypeError:
        raise DerivationError(
            f"{what} index {index!r} is not whole numbers, one per axis"
        ) from None
    inside = len(numbers) == len(shape) and all(
        0 <= i < length for i, length in zip(numbers, shape, strict=True)
    )
    if not inside:
        raise DerivationError(f"{what} index {index} is outside the shape {shape}")
    return row_major(shape, numbers)

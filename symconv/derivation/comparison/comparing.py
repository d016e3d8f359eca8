"""A correlation and the convolution with the same filter, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symconv.derivation.algebra.arrays import Array
from symconv.derivation.comparison.claims import (
    CONVOLUTION,
    CORRELATION,
    Claim,
    every_entry,
    prove_claim,
    write_flip_claim,
)
from symconv.derivation.comparison.variants import Variants, build_variants, whole_of
from symconv.derivation.layer import Derivation
from symconv.derivation.step import Step, StepKind
from symconv.formulas import Add, Correlate, Equation, Formula, Pad, Rot180
from symconv.formulas.variants import Variant
from symconv.notation import Notation
from symconv.notation.indexing import indices
from symconv.roles import Role
from symconv.specs import ConvSpec


@dataclass(frozen=True)
class ComparedEntry:
    """One entry of the output or of a gradient, in both layers; `index` counts from zero."""

    index: tuple[int, ...]
    correlation: Equation
    convolution: Equation
    differs: bool


@dataclass(frozen=True)
class ComparedForms:
    """The closed forms of both layers; `proved` and `reason` speak of both."""

    correlation: Equation
    convolution: Equation
    proved: bool
    reason: str


@dataclass(frozen=True, repr=False)
class ComparedPart:
    """The output (role of the output) of both layers, or the gradient by one array."""

    role: Role
    entries: tuple[ComparedEntry, ...]
    forms: ComparedForms
    claim: Claim

    def __repr__(self) -> str:
        differing = f"{len(self.differing)} of {len(self.entries)} entries differ"
        return f"<ComparedPart {self.role.value}: {differing}>"

    @property
    def differing(self) -> tuple[tuple[int, ...], ...]:
        """Indices, from zero, of the entries that differ."""
        return tuple(entry.index for entry in self.entries if entry.differs)


def compare_layers(correlation: Derivation, convolution: Derivation) -> tuple[ComparedPart, ...]:
    """Compare two derivations of one layer, without and with `flip_filter`, in one notation."""
    layers = (correlation, convolution)
    variants = build_variants({CORRELATION: correlation, CONVOLUTION: convolution})
    roles = (Role.OUTPUT, *correlation.layer.wrt)
    return tuple(_compare(role, layers, variants) for role in roles)


def _compare(role: Role, layers: tuple[Derivation, Derivation], variants: Variants) -> ComparedPart:
    spec, notation = _conv_spec(layers[0]), layers[0].notation
    whole = whole_of(role, notation)
    arrays = [variants.computed[name, whole] for name in (CORRELATION, CONVOLUTION)]
    equations = [compared_step(layer, role).equations for layer in layers]
    return ComparedPart(
        role,
        tuple(_entries(equations, arrays)),
        _forms(layers, role, variants),
        prove_claim(role, write_flip_claim(spec, role, notation), variants),
    )


def compared_step(derivation: Derivation, role: Role) -> Step:
    """Give the step whose equations are compared: the output, or a gradient after substitution."""
    if role is Role.OUTPUT:
        kind, differentiated = StepKind.FORWARD, None
    else:
        kind, differentiated = StepKind.SUBSTITUTED, role
    (step,) = (
        step for step in derivation.steps if (step.kind, step.role) == (kind, differentiated)
    )
    return step


def _entries(
    equations: Sequence[tuple[Equation, ...]], arrays: Sequence[Array]
) -> Iterator[ComparedEntry]:
    """Give what is written of each entry, and whether its polynomials differ."""
    first, second = arrays
    for index, left, right in zip(indices(first.shape), *equations, strict=True):
        yield ComparedEntry(index, left, right, differs=first[index] != second[index])


def _forms(layers: tuple[Derivation, Derivation], role: Role, variants: Variants) -> ComparedForms:
    """Give the closed forms of both layers, proved."""
    whole = whole_of(role, layers[0].notation)
    parameters = variants.parameters[whole]
    forms = [_closed_form(layer, role) for layer in layers]
    wrong = [
        variants.difference(Equation(Variant(whole, name, parameters), form))
        for name, form in zip((CORRELATION, CONVOLUTION), forms, strict=True)
    ]
    entries = variants.computed[CORRELATION, whole].size
    reason = next(filter(None, wrong), f"equal in {every_entry(entries)}")
    correlation, convolution = (Equation(whole, form) for form in forms)
    return ComparedForms(correlation, convolution, not any(wrong), reason)


def _closed_form(derivation: Derivation, role: Role) -> Formula:
    if role is Role.OUTPUT:
        return _output_form(_conv_spec(derivation), derivation.notation)
    (form,) = (form for form in derivation.closed_forms if form.role is role)
    return form.equation.right


def _output_form(spec: ConvSpec, notation: Notation) -> Formula:
    """Give the output as a formula between whole arrays: the correlation of the padded input."""
    array: Formula = notation.whole(Role.INPUT)
    filters: Formula = notation.whole(Role.FILTER)
    if any(map(any, spec.pads)):
        array = Pad(array, spec.pads, spec.padding_mode.value)
    if spec.flip_filter:
        filters = Rot180(filters, spec.rank)
    form = Correlate(array, filters, spec.stride, spec.dilation, spec.groups)
    return Add((form, notation.whole(Role.BIAS))) if spec.bias else form


def _conv_spec(derivation: Derivation) -> ConvSpec:
    if not isinstance(derivation.spec, ConvSpec):
        raise TypeError(f"{derivation.spec} is not a convolution")
    return derivation.spec

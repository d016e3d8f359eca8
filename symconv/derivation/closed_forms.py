"""Closed forms: the gradients as formulas between whole arrays, proved entry by entry.

With n the input size, k the filter size, s the stride, d the dilation, p0 and p1 the pads,
e = d(k-1)+1 the extent and r = (n+p0+p1-e) mod s the remainder, F' = F or rot180 F when the
filter is flipped:

- ∂L/∂F' is the correlation of the padded input with ∂L/∂O, stride d and dilation s, of which the
  first k entries per axis are kept (first seed, P1; third seed, P1);
- ∂L/∂X is ∂L/∂O spread by s, padded by (d(k-1)-p0, d(k-1)-p1+r), correlated with rot180 F' at
  stride 1 and dilation d, channel axes swapped within each group (first seed, P2 and P3);
- ∂L/∂B is the sum of ∂L/∂O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from math import prod

import numpy as np
import sympy

from symconv.derivation.array_algebra import Array, ArrayAlgebra
from symconv.derivation.engine import ChainRule
from symconv.derivation.polynomial import (
    Polynomial,
    read_polynomial,
    sum_polynomials,
    variables,
)
from symconv.errors import DerivationError
from symconv.formulas import (
    Correlate,
    CorrelatePairs,
    Equation,
    Fold,
    Formula,
    KeepFirst,
    Name,
    Pad,
    Partial,
    Rot180,
    Spread,
    SumPositions,
    SwapChannels,
)
from symconv.formulas.nodes import Entry
from symconv.specs import ConvSpec, PaddingMode
from symconv.symbolic import Notation, Role, SymbolicLayer, Upstream
from symconv.symbolic.indexing import indices
from symconv.symbolic.notation import DELTA_LETTER

POLYNOMIALS = ArrayAlgebra(zero=Polynomial({}), total=sum_polynomials)


@dataclass(frozen=True)
class ClosedForm:
    """A whole-array formula for a gradient, and whether it was proved.

    `applies` says that the formula speaks of this layer; `proved` that it gave the derived
    gradient in every entry, as exact polynomials; `reason` says why, or where it failed.
    """

    role: Role
    equation: Equation
    applies: bool
    proved: bool
    reason: str


@singledispatch
def write_closed_forms(spec: object, notation: Notation) -> dict[Role, Formula]:  # noqa: ARG001
    """Give the right-hand sides of the closed forms known for a kind of layer."""
    return {}


@write_closed_forms.register
def write_conv_closed_forms(spec: ConvSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed forms of a convolution."""
    forms = {
        Role.FILTER: _filter_gradient(spec, notation),
        Role.INPUT: _input_gradient(spec, notation),
    }
    if spec.bias:
        forms[Role.BIAS] = SumPositions(whole_upstream(notation), spec.rank)
    return forms


def whole_upstream(notation: Notation) -> Formula:
    """Give the output gradient as a whole array."""
    if notation.upstream is Upstream.DELTA:
        return Entry(DELTA_LETTER)
    return Partial(Name(notation.loss), notation.whole(Role.OUTPUT))


def whole_gradient(role: Role, notation: Notation) -> Partial:
    """Give ∂L/∂(an array) as a whole."""
    return Partial(Name(notation.loss), notation.whole(role))


def _filter_gradient(spec: ConvSpec, notation: Notation) -> Formula:
    form: Formula = CorrelatePairs(
        _padded(notation.whole(Role.INPUT), spec.pads, spec.padding_mode),
        whole_upstream(notation),
        stride=spec.dilation,
        dilation=spec.stride,
        groups=spec.groups,
    )
    if any(r >= d for r, d in zip(spec.remainder, spec.dilation, strict=True)):
        form = KeepFirst(form, spec.filter_size)
    return Rot180(form, spec.rank) if spec.flip_filter else form


def _input_gradient(spec: ConvSpec, notation: Notation) -> Formula:
    filters: Formula = notation.whole(Role.FILTER)
    if not spec.flip_filter:
        filters = Rot180(filters, spec.rank)
    if spec.in_channels > spec.groups or spec.out_channels > spec.groups:
        filters = SwapChannels(filters, spec.groups)
    spread = whole_upstream(notation)
    if any(s > 1 for s in spec.stride):
        spread = Spread(spread, spec.stride)
    on_padded_grid = spec.padding_mode is not PaddingMode.ZEROS
    pads = [
        (e - 1 - (0 if on_padded_grid else before), e - 1 - (0 if on_padded_grid else after) + r)
        for e, (before, after), r in zip(spec.extent, spec.pads, spec.remainder, strict=True)
    ]
    form: Formula = Correlate(
        _padded(spread, tuple(pads), PaddingMode.ZEROS),
        filters,
        stride=(1,) * spec.rank,
        dilation=spec.dilation,
        groups=spec.groups,
    )
    if on_padded_grid and any(map(any, spec.pads)):
        form = Fold(form, spec.pads, spec.padding_mode.value)
    return form


def _padded(array: Formula, pads: tuple[tuple[int, int], ...], mode: PaddingMode) -> Formula:
    return Pad(array, pads, mode.value) if any(map(any, pads)) else array


def build_closed_forms(layer: SymbolicLayer, chain_rule: ChainRule) -> tuple[ClosedForm, ...]:
    """Write the closed forms of a layer and prove each against the derived gradients."""
    forms = write_closed_forms(layer.spec, layer.notation)
    if not forms:
        return ()
    numbers, arrays = _number_symbols(layer)
    gradients = dict(zip(chain_rule.wrt, chain_rule.gradients, strict=True))
    return tuple(
        _prove(layer, role, form, POLYNOMIALS.evaluate(form, arrays), gradients, numbers)
        for role, form in forms.items()
    )


def _number_symbols(
    layer: SymbolicLayer,
) -> tuple[dict[sympy.Expr, int], dict[Formula, Array]]:
    """Number every symbol, and give each whole array as polynomials in these variables."""
    numbers: dict[sympy.Expr, int] = {}
    arrays: dict[Formula, Array] = {}
    named = [(layer.notation.whole(role), array) for role, array in layer.wrt.items()]
    for whole, array in [*named, (whole_upstream(layer.notation), layer.upstream)]:
        first = len(numbers)
        arrays[whole] = variables(array.shape, first)
        numbers.update({symbol: first + i for i, symbol in enumerate(array.symbols)})
    return numbers, arrays


def _prove(
    layer: SymbolicLayer,
    role: Role,
    form: Formula,
    claimed: Array,
    gradients: Mapping[sympy.Expr, sympy.Expr],
    numbers: Mapping[sympy.Expr, int],
) -> ClosedForm:
    array = layer.wrt[role]
    equation = Equation(whole_gradient(role, layer.notation), form)
    derived = (gradients[symbol] for symbol in array.symbols)
    wrong = first_difference(array.shape, claimed, derived, numbers)
    entries = prod(array.shape)
    where = f"every one of {entries:,} entries" if entries > 1 else "its one entry"
    reason = wrong or f"equal in {where}, as polynomials"
    return ClosedForm(role, equation, applies=True, proved=not wrong, reason=reason)


def first_difference(
    shape: tuple[int, ...],
    claimed: Array,
    derived: Iterable[sympy.Expr],
    numbers: Mapping[sympy.Expr, int],
) -> str:
    """Say where claimed polynomials differ from derived expressions; nothing if nowhere."""
    if claimed.shape != shape:
        return f"shape {claimed.shape} is not the shape {shape} of the gradient"
    for index, expression in zip(indices(shape), derived, strict=True):
        try:
            equal = claimed[index] == read_polynomial(expression, numbers)
        except DerivationError as error:
            return f"entry {index}: {error}"
        if not equal:
            return f"entry {index} is not the derived gradient {expression}"
    return ""


def as_objects(entries: Iterable[object], shape: tuple[int, ...]) -> Array:
    """Give entries as an object array of `shape`."""
    array = np.empty(prod(shape), dtype=object)
    for place, entry in enumerate(entries):
        array[place] = entry
    return array.reshape(shape)

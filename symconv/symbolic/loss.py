"""The symbolic forward pass of a loss: one expression, the loss itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod

import sympy

from symconv.formulas import Name, Partial
from symconv.notation.indexing import indices
from symconv.notation.letters import letter_to_text
from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs.loss import LossFunction, LossSpec
from symconv.symbolic.activation import softmax_along
from symconv.symbolic.algebra import add
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import (
    DERIVED_ORDER,
    SymbolicLayer,
    build_layer,
    build_symbols,
    name_entry,
)
from symconv.symbolic.named import NamedArray, whole_of

CHANNELS = 0
"""The axis of the softmax in a cross-entropy."""

_CAPITALS = ("Y", "P", "S", "Q", "R", "D", "G", "H", "M", "U")
_SMALL = ("y", r"\hat{y}", "p", "s", "q", "r", "d", "g", "h", "m")


@build_layer.register
def build_loss_layer(spec: LossSpec, notation: Notation) -> SymbolicLayer:
    """Build a loss. Its output entry is the loss L, and the output gradient is ∂L/∂L.

    That is a symbol here, which is 1 where nothing comes after the loss.
    """
    notation, arrays = build_symbols(spec, notation, DERIVED_ORDER)
    loss = Name(notation.loss)
    upstream = Partial(loss, loss)
    named = _name_softmax(spec, notation, arrays)
    return SymbolicLayer(
        spec=spec,
        notation=notation,
        wrt={Role.INPUT: arrays[Role.INPUT]},
        output_shape=(),
        outputs=(_loss(spec, arrays, named),),
        output_entries=(loss,),
        upstream=SymbolArray((), (sympy.Symbol(name_entry(upstream, notation)),), (upstream,)),
        data={Role.TARGET: arrays[Role.TARGET]},
        named=named,
    )


def softmax_letter(notation: Notation) -> str:
    """Give the letter of the softmax in a cross-entropy: the prediction's, or one not in use."""
    if notation.prediction:
        return notation.prediction
    used = {letter_to_text(notation.letter(role)) for role in Role}
    used.add(letter_to_text(notation.loss))
    candidates = _CAPITALS if notation.target.isupper() else _SMALL
    return next(letter for letter in candidates if letter_to_text(letter) not in used)


def _name_softmax(
    spec: LossSpec, notation: Notation, arrays: Mapping[Role, SymbolArray]
) -> tuple[NamedArray, ...]:
    if spec.function is not LossFunction.CROSS_ENTROPY:
        return ()
    whole = whole_of(notation, softmax_letter(notation))
    entries = (notation.entry(Role.TARGET, spec.shape, index) for index in indices(spec.shape))
    values = softmax_along(CHANNELS, spec.shape, arrays[Role.INPUT].symbols)
    formulas = tuple(replace(entry, letter=whole.letter) for entry in entries)
    return (NamedArray(whole, spec.shape, tuple(values), formulas),)


def _loss(
    spec: LossSpec, arrays: Mapping[Role, SymbolArray], named: tuple[NamedArray, ...]
) -> sympy.Expr:
    predictions, targets = arrays[Role.INPUT].symbols, arrays[Role.TARGET].symbols
    if spec.function is LossFunction.CROSS_ENTROPY:
        pairs = zip(targets, named[0].expressions, strict=True)
        return add([-t * sympy.log(value) for t, value in pairs])
    divisor = 2 if spec.function is LossFunction.SQUARED_ERROR else prod(spec.shape)
    return add([(t - x) ** 2 / divisor for t, x in zip(targets, predictions, strict=True)])

"""The recursion of δ of [blog] (docs/sources.md), in both storages."""

from __future__ import annotations

from dataclasses import replace

from symconv.calculus.rule import Application, IndexDerivation
from symconv.calculus.rules import (
    ExtendByZero,
    NameArray,
    PullOut,
    Rename,
)
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import derive_gradient
from symconv.formulas import (
    ZERO,
    Add,
    Apply,
    Entry,
    Equation,
    Formula,
    Number,
    Partial,
    Product,
    Range,
    Sum,
    Within,
)
from symconv.notation import Notation
from symconv.roles import Role
from symconv.theorems.claims import refuted_claim
from symconv.theorems.storage_theorems import (
    KERNEL,
    NEXT,
    PLACES,
    TAPS,
    UNIT,
    Storage,
    StoredLayer,
)
from symconv.theorems.theorem import Claim, Part, Theorem, Verdict
from symconv.theorems.weight_storage import given_layer


def delta_theorem(notation: Notation) -> Theorem:
    """Derive δ of a layer from δ of the next, for both storages ([blog] eq. 16 to 18)."""
    unshifted, from_zero = (
        StoredLayer(notation, storage, 1, UNIT, NEXT, activated=True) for storage in Storage
    )
    parts = tuple(
        Part(
            (f"The result of layer l + 1 stored {words}",),
            delta_recursion(layer),
            (*given_layer(layer), ("Its input is the output ", activation(layer), ".")),
            cases=4, largest=3,
        )
        for layer, words in ((unshifted, "where the definition puts it"),
                             (from_zero, "from zero on"))
    )  # fmt: skip
    return Theorem(
        "delta-recursion-storage",
        "The recursion of δ through a true convolution, for both ways of storing the result",
        ("For every kernel and image, with ", KERNEL, " rows and columns in the kernel:"),
        parts,
        notation,
        source="[blog] eq. 16 to 18",
        verdict=Verdict.CORRECTED,
        correction=("[blog] eq. 18 holds for the unshifted storage; from zero, δ is read "
                    , Add((KERNEL, Number(-1))), " places earlier. The weight in the last line of "
                    "[blog] eq. 17 is read at (x', y')."),
        refuted=(*_eighteenth(from_zero), *_seventeenth(unshifted)),
    )  # fmt: skip


def activation(layer: StoredLayer) -> Equation:
    """Give o = a(c) of the layer below."""
    below = layer.array(Role.OUTPUT, layer.above - 1)
    entry = layer.at(below, (UNIT,), PLACES)
    return Equation(layer.at(layer.input, (UNIT,), PLACES), Apply("a", (entry,)))


def _own(layer: StoredLayer) -> Entry:
    return layer.at(layer.array(Role.OUTPUT, layer.above - 1), (UNIT,), PLACES)


def _setting(layer: StoredLayer) -> Setting:
    return layer.setting(_own(layer), layer.input_axes)


def delta_recursion(layer: StoredLayer) -> IndexDerivation:
    """Derive δ of layer l: the sum of δ of layer l + 1 times the kernel, times the slope of a."""
    derivation = derive_gradient(_setting(layer), _own(layer))
    derivation = derivation.then(Application(NameArray(layer.gradient, layer.delta)))
    extended = Entry(rf"\bar{{{layer.delta.letter}}}", superscript=layer.delta.superscript)
    derivation = derivation.then(Application(ExtendByZero(layer.delta, extended)))
    derivation = derivation.then(Application(PullOut(after=True)))
    names = [limits.index for limits in _only_sum(derivation).ranges[1:]]
    renamed = [
        Application(Rename(name, tap), (0,))
        for name, tap in zip(names, TAPS, strict=True)
        if name != tap
    ]
    return derivation.then(*renamed) if renamed else derivation


def _only_sum(derivation: IndexDerivation) -> Sum:
    right = derivation.equation.right
    found = [part for part in getattr(right, "factors", ()) if isinstance(part, Sum)]
    return found[0]


def slope(layer: StoredLayer) -> Partial:
    """Give ∂a(c)/∂c of layer l."""
    return Partial(Apply("a", (_own(layer),)), _own(layer))


def eighteenth(layer: StoredLayer) -> Formula:
    """Give the right side of [blog] eq. 18; δ is zero where it is not stored."""
    kernel = layer.axis(ZERO, KERNEL, 1)
    units = layer.units(NEXT)
    places = tuple(Add((place, tap)) for place, tap in zip(PLACES, TAPS, strict=True))
    extended = Entry(rf"\bar{{{layer.delta.letter}}}", superscript=layer.delta.superscript)
    body = Product((
        layer.at(extended, (NEXT,), places), layer.at(layer.weights, (UNIT, NEXT), TAPS)
    ))  # fmt: skip
    ranges = (
        Range(NEXT, units.lower, units.upper),
        *(Range(tap, kernel.lower, kernel.upper) for tap in TAPS),
    )
    return Product((Sum(body, ranges), slope(layer)))


def _eighteenth(layer: StoredLayer) -> tuple[Claim, ...]:
    setting = delta_recursion(layer).final_setting
    claim = Equation(Partial(layer.loss, _own(layer)), eighteenth(layer))
    return refuted_claim(("[blog] eq. 18 with δ stored from zero",), claim, setting)


def _seventeenth(layer: StoredLayer) -> tuple[Claim, ...]:
    """Refute the last line of [blog] eq. 17, whose weight is read at (x + x', y + y')."""
    setting = _setting(layer)
    kernel = layer.axis(ZERO, KERNEL, 1)
    offsets = tuple(Within(kernel.lower, tap, kernel.upper) for tap in TAPS)
    units = layer.units(NEXT)
    places = tuple(Add((place, tap)) for place, tap in zip(PLACES, TAPS, strict=True))
    inside = tuple(
        Within(axis.lower, place, axis.upper)
        for axis, place in zip(layer.output_axes[1:], places, strict=True)
    )
    setting = replace(
        setting,
        domain=(*setting.domain, Within(units.lower, NEXT, units.upper), *offsets, *inside),
    )
    above = Partial(layer.at(layer.output, (NEXT,), places), _own(layer))
    weight = layer.at(layer.weights, (UNIT, NEXT), places)
    claim = Equation(above, Product((weight, slope(layer))))
    return refuted_claim(("the last line of [blog] eq. 17, δ unshifted",), claim, setting)

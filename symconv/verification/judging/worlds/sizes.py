"""What the letter of a size is in a world, and the sizes of a world in words."""

from __future__ import annotations

from math import prod

from symconv.verification.facts import Quantity
from symconv.verification.judging.reading import FLAT, Meaning, Reading
from symconv.verification.judging.worlds.world import Layer, World

MAP_SIZES = (Quantity.INPUT_SIZE, Quantity.OUTPUT_SIZE)
MADE_SIZES = (Quantity.OUTPUT_SIZE,)
"""Sizes that are the same along all axes only where the filter's are."""


def known_size(
    reading: Reading, key: str, world: World, layer: int | None, default: int
) -> int | None:
    """Give the number that a letter of a size is in a world; None for any other letter."""
    meaning = reading.sizes.get(key)
    if meaning is None:
        return None
    if layer is not None and meaning.quantity not in MAP_SIZES:
        layer += reading.filter_shift
    return size_of(meaning, world, layer, default)


def size_of(meaning: Meaning, world: World, layer: int | None, default: int) -> int | None:
    """Give the number that a size is in a world; None if its axes differ and none is named.

    `layer` is the one in its superscript, `default` the one of the claim.
    """
    quantity, axis = meaning.quantity, meaning.axis
    if quantity in MAP_SIZES and layer is not None:
        if not 0 <= layer <= world.top:
            return None
        spec = world.layers[max(layer - 1, 0)].spec
        return _along(spec.output_size if layer else spec.input_size, axis)
    at = default if layer is None else layer
    if not 1 <= at <= world.top:
        return None
    made = world.layers[at - 1]
    values = _values(made).get(quantity)
    return None if values is None else _along(values, axis)


def _along(values: tuple[int, ...], axis: int | None) -> int | None:
    if axis == FLAT:
        return prod(values)
    if axis is not None:
        return values[axis] if axis < len(values) else None
    return values[0] if len(set(values)) == 1 else None


def _values(layer: Layer) -> dict[Quantity, tuple[int, ...]]:
    spec = layer.spec
    return {
        Quantity.INPUT_SIZE: spec.input_size,
        Quantity.FILTER_SIZE: spec.filter_size,
        Quantity.OUTPUT_SIZE: spec.output_size,
        Quantity.STRIDE: spec.stride,
        Quantity.PADDING: tuple(before for before, _ in spec.pads),
        Quantity.PADDING_AFTER: tuple(after for _, after in spec.pads),
        Quantity.DILATION: spec.dilation,
        Quantity.IN_CHANNELS: (spec.in_channels,),
        Quantity.OUT_CHANNELS: (spec.out_channels,),
        Quantity.BATCH: (layer.batch,),
    }


def stack_words(stack: tuple[Layer, ...]) -> str:
    """Give the sizes of a world in words."""
    spec = stack[-1].spec
    if {*spec.input_size, *spec.filter_size} == {1}:
        return f"{spec.in_channels} inputs, {spec.out_channels} outputs"
    size = "x".join(map(str, spec.input_size))
    taps = "x".join(map(str, spec.filter_size))
    pads = tuple(f"{a}" if a == b else f"{a}:{b}" for a, b in spec.pads)
    more = [
        f"{name} {values[0] if len(set(values)) == 1 else 'x'.join(map(str, values))}"
        for name, values in (
            ("stride", spec.stride), ("padding", pads), ("dilation", spec.dilation)
        )
        if set(map(str, values)) != {"0" if name == "padding" else "1"}
    ]  # fmt: skip
    moved = "filter" if stack[-1].pool is None else "window"
    return ", ".join([f"input {size}, {moved} {taps}", *more])

"""The worlds in which a document's claims are tried: sizes that its setting allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from symconv.errors import SpecError
from symconv.specs import ConvSpec, Pooling
from symconv.verification.facts import Quantity
from symconv.verification.judging.reading import FLAT, Reading
from symconv.verification.judging.worlds.sizes import MADE_SIZES, MAP_SIZES
from symconv.verification.judging.worlds.world import Layer

_BASE_SIZES = ((5, 4), (4, 6), (6, 5), (7, 6))
_BASE_FILTERS = ((2, 3), (3, 2), (2, 2), (3, 2))
_SMALL = (((3, 4, 3), (2, 2, 2)), ((4, 3, 4), (1, 2, 2)), ((4, 5, 3), (2, 1, 2)))
"""Small sizes of inputs and filters."""
_DENSE = ((2, 3), (3, 2), (4, 3), (1, 4))
"""Counts of inputs and outputs."""


@dataclass(frozen=True)
class LayerSetting:
    """What a document fixes of its layer; None is open.

    `input_size`, `filter_size`, `output_size` are those of its example; `stride`, `padding` (before
    and after alike) and `dilation` hold for every size. `free` names what a formula leaves to a
    letter, so that several values have to be tried.
    """

    input_size: tuple[int, ...] | None = None
    filter_size: tuple[int, ...] | None = None
    output_size: tuple[int, ...] | None = None
    stride: int | None = None
    padding: int | None = None
    dilation: int | None = None
    in_channels: int | None = None
    out_channels: int | None = None
    free: frozenset[Quantity] = frozenset()
    square_filter: bool = False
    square_input: bool = False
    odd_filter: bool = False
    small: bool = False
    """Whether a claim of many indices is tried at small sizes only."""
    divisible: bool = False
    pool: Pooling | None = None
    """What a pool does with its windows; None for a convolution."""
    spec: ConvSpec | None = None
    """The layer itself, where a user says which it is."""
    exact: bool = False
    """Whether no other layer is looked at."""


@dataclass(frozen=True)
class Extents:
    """How many channels, filters and examples a claim speaks of: more than one, or one."""

    in_channels: bool = False
    out_channels: bool = False
    batch: bool = False


def example(
    setting: LayerSetting, reading: Reading, extents: Extents, bias: bool = True
) -> tuple[Layer, ...] | None:
    """Give the layer of the document's own example; None if it names no sizes."""
    if setting.spec is not None:
        return (Layer(setting.spec, batch=2 if extents.batch else 1),)
    if setting.input_size is None or setting.filter_size is None:
        return None
    rank = len(setting.filter_size)
    pads = (setting.padding or 0,) * rank
    chosen = _Steps(
        (setting.stride or 1,) * rank, pads, pads, (setting.dilation or 1,) * rank, bias
    )
    layer = _layer(setting, reading, extents, setting.input_size, setting.filter_size, chosen)
    return None if layer is None else (layer,)


def general(
    setting: LayerSetting, reading: Reading, extents: Extents, bias: bool
) -> Iterator[tuple[Layer, ...]]:
    """Give stacks of layers of several sizes, strides and paddings that a setting allows."""
    if setting.exact and setting.spec is not None:
        yield (Layer(setting.spec, batch=2 if extents.batch else 1),)
        return
    strides = (1, 2, 3) if Quantity.STRIDE in setting.free else (setting.stride or 1,)
    pads = (0, 1, 2) if _PADDINGS & setting.free else (setting.padding or 0,)
    dilations = (1, 2) if Quantity.DILATION in setting.free else (setting.dilation or 1,)
    count = len(_SMALL) if setting.small else max(4, len(strides) * len(pads))
    lettered = _lettered(reading)
    for number in range(count):
        at = number // len(strides) + number
        chosen = _Steps(
            _along_axes(strides, number, reading.rank, Quantity.STRIDE in lettered),
            _along_axes(pads, at, reading.rank, Quantity.PADDING in lettered),
            _along_axes(pads, at + (Quantity.PADDING_AFTER in setting.free), reading.rank,
                        bool(_PADDINGS & lettered)),
            _along_axes(dilations, number, reading.rank, Quantity.DILATION in lettered),
            bias,
        )  # fmt: skip
        stack = _stack(setting, reading, extents, number, chosen)
        if stack is not None:
            yield stack


_PADDINGS = frozenset({Quantity.PADDING, Quantity.PADDING_AFTER})


@dataclass(frozen=True)
class _Steps:
    """Stride, padding before and after, dilation along each axis; whether there is a bias."""

    stride: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    dilation: tuple[int, ...]
    bias: bool

    @property
    def axes(self) -> Iterator[tuple[int, int, int]]:
        """Stride, padding of both sides, and dilation, axis by axis."""
        pads = (before + after for before, after in zip(self.before, self.after, strict=True))
        return zip(self.stride, pads, self.dilation, strict=True)


def _lettered(reading: Reading) -> frozenset[Quantity]:
    """Give the quantities that have a letter for each axis."""
    return frozenset(m.quantity for m in reading.sizes.values() if m.axis not in (None, FLAT))


def _along_axes(values: tuple[int, ...], number: int, rank: int, differ: bool) -> tuple[int, ...]:
    """Give a value for each axis: others along each, where a letter stands for each."""
    return tuple(values[(number + (axis if differ else 0)) % len(values)] for axis in range(rank))


def _stack(
    setting: LayerSetting, reading: Reading, extents: Extents, number: int, chosen: _Steps
) -> tuple[Layer, ...] | None:
    rank = reading.rank
    grown = max(chosen.stride) + max(chosen.dilation) - 2 + number // 4
    sizes = tuple(
        size + grown for size in (*_BASE_SIZES[number % 4], *_BASE_SIZES[number % 4])[:rank]
    )
    filters = (*_BASE_FILTERS[number % 4], 2)[:rank]
    if reading.dense:
        return _dense(setting, reading, extents, number, chosen.bias)
    sizes, filters = _shaped(setting, reading, number, sizes, filters)
    if reading.layered:
        sizes = tuple(size + 2 for size in sizes)
    if setting.divisible:
        sizes = _divided(sizes, filters, chosen)
    if reading.layered:
        sizes = _deep_enough(sizes, filters, setting, chosen)
    first = _layer(setting, reading, extents, sizes, filters, chosen)
    if first is None or not reading.layered:
        return None if first is None else (first,)
    above = replace(
        setting, in_channels=first.spec.out_channels, out_channels=first.spec.out_channels + 1
    )
    turned = (filters[0],) * rank if setting.square_filter else tuple(reversed(filters))
    second = _layer(above, reading, extents, first.spec.output_size, turned, chosen)
    return None if second is None else (first, second)


def _shaped(
    setting: LayerSetting,
    reading: Reading,
    number: int,
    sizes: tuple[int, ...],
    filters: tuple[int, ...],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give sizes of inputs and filters as a setting wants them: odd, small, square."""
    rank = reading.rank
    if setting.odd_filter:
        filters = tuple(3 + 2 * (at % 2 and number % 2) for at in range(rank))
        sizes = tuple(size + 3 for size in sizes)
    if setting.small:
        sizes, filters = (each[:rank] for each in _SMALL[number])
    if reading.pointwise:
        filters = (1,) * rank
    if setting.pool is not None and setting.filter_size is not None:
        filters = setting.filter_size
    if setting.square_filter:
        filters = (filters[0],) * rank
    if setting.square_input:
        sizes = (sizes[0] + 1,) * rank
    return sizes, filters


def _dense(
    setting: LayerSetting, reading: Reading, extents: Extents, number: int, bias: bool
) -> tuple[Layer, ...] | None:
    """Give a layer of one position, with one tap."""
    rank = reading.rank
    ones, zeros = (1,) * rank, (0,) * rank
    inputs, outputs = _DENSE[number % len(_DENSE)]
    counted = replace(
        setting, in_channels=setting.in_channels or inputs,
        out_channels=setting.out_channels or outputs,
    )  # fmt: skip
    layer = _layer(counted, reading, extents, ones, ones, _Steps(ones, zeros, zeros, ones, bias))
    return None if layer is None or reading.layered else (layer,)


def _deep_enough(
    sizes: tuple[int, ...],
    filters: tuple[int, ...],
    setting: LayerSetting,
    chosen: _Steps,
) -> tuple[int, ...]:
    """Give sizes from which two layers make at least two outputs along every axis."""
    above = (filters[0],) * len(filters) if setting.square_filter else tuple(reversed(filters))
    needed = (2,) * len(sizes)
    for taps in (above, filters):
        needed = tuple(
            stride * (n - 1) + dilation * (k - 1) + 1 - pads
            for n, k, (stride, pads, dilation) in zip(needed, taps, chosen.axes, strict=True)
        )
    return tuple(max(a, b) for a, b in zip(sizes, needed, strict=True))


def _divided(sizes: tuple[int, ...], filters: tuple[int, ...], chosen: _Steps) -> tuple[int, ...]:
    return tuple(
        size + (dilation * (k - 1) + 1 - size - pads) % stride
        for size, k, (stride, pads, dilation) in zip(sizes, filters, chosen.axes, strict=True)
    )


def _layer(
    setting: LayerSetting,
    reading: Reading,
    extents: Extents,
    sizes: tuple[int, ...],
    filters: tuple[int, ...],
    chosen: _Steps,
) -> Layer | None:
    """Give a layer, or None where there is none of these sizes."""
    inputs = (setting.in_channels or 2) if extents.in_channels else 1
    outputs = (setting.out_channels or 3) if extents.out_channels else 1
    apart = reading.depthwise or setting.pool is not None
    if apart and (extents.in_channels or extents.out_channels):
        inputs = outputs = setting.in_channels or setting.out_channels or 3
    try:
        spec = ConvSpec(
            sizes,
            filters,
            in_channels=inputs,
            out_channels=outputs,
            groups=inputs if apart else 1,
            stride=chosen.stride,
            padding=tuple(zip(chosen.before, chosen.after, strict=True)),
            dilation=chosen.dilation,
            bias=chosen.bias and setting.pool is None,
            flip_filter=reading.flip,
        )
    except SpecError:
        return None
    return Layer(spec, 2 if extents.batch else 1, reading.bias_placed, setting.pool)


def shaped(
    setting: LayerSetting, reading: Reading, keys: Iterable[str], odd: bool = False
) -> LayerSetting:
    """Give a setting whose sizes are square where one letter stands for both axes."""
    meanings = [reading.sizes[key] for key in keys if key in reading.sizes]
    both = {m.quantity for m in meanings if m.axis is None}
    return replace(
        setting,
        odd_filter=setting.odd_filter or odd,
        square_filter=setting.square_filter or bool(both & {Quantity.FILTER_SIZE, *MADE_SIZES}),
        square_input=setting.square_input or bool(both & set(MAP_SIZES)),
    )

"""Mistakes that give arrays of another shape: padding that stays, remainders that are lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from symconv.specs import ConvSpec, LayerSpec, PaddingMode, PoolSpec
from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.near_misses.windows import windows_of
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array


def shape_misses(spec: LayerSpec, part: FunctionRole) -> Iterator[NearMiss]:
    """Give the mistakes after which a result has another shape, or its entries lie elsewhere."""
    if not isinstance(spec, ConvSpec | PoolSpec):
        return
    if getattr(spec, "padding_mode", PaddingMode.ZEROS) is not PaddingMode.ZEROS:
        return
    if part is FunctionRole.GRAD_INPUT:
        yield from _inputs()
    if part is FunctionRole.FORWARD:
        yield from _outputs(spec)
    if part is FunctionRole.GRAD_FILTER:
        yield NearMiss(Cause.REMAINDER_ROWS_LOST, "with the remainder's entries not cut off the "
                       "filter's end", _uncut)  # fmt: skip


def _changed(spec: LayerSpec, **options: Any) -> LayerSpec:
    return type(spec)(**{**spec.literal(), **options})


def _padded(situation: Situation) -> Array:
    """Give the gradient of the padded input."""
    spec: Any = situation.spec
    if isinstance(spec, PoolSpec) and spec.operation.selects:
        return _padded_choice(situation, spec)
    size = tuple(n + sum(pair) for n, pair in zip(spec.input_size, spec.pads, strict=True))
    if isinstance(spec, PoolSpec) and not spec.count_include_pad and spec.divisor is None:
        result = np.zeros((*situation.expected.shape[:2], *size))
        return _placed(result, situation.expected, [before for before, _ in spec.pads])
    return situation.of_layer(_changed(spec, input_size=size, padding=0))


def _padded_choice(situation: Situation, spec: PoolSpec) -> Array:
    size = tuple(n + sum(pair) for n, pair in zip(spec.input_size, spec.pads, strict=True))
    result = np.zeros((*situation.expected.shape[:2], *size))
    return _placed(result, situation.expected, [before for before, _ in spec.pads])


def _placed(result: Array, inner: Array, starts: list[int]) -> Array:
    where = [slice(a, a + n) for a, n in zip(starts, inner.shape[2:], strict=True)]
    result[(slice(None), slice(None), *where)] = inner
    return result


def _cut(array: Array, starts: list[int], stops: list[int]) -> Array:
    where = tuple(slice(a, max(b, a)) for a, b in zip(starts, stops, strict=True))
    return array[(slice(None), slice(None), *where)]


def _inputs() -> Iterator[NearMiss]:
    def one_side(start: bool, situation: Situation) -> Array:
        spec: Any = situation.spec
        whole = _padded(situation)
        starts = [before if start else 0 for before, _ in spec.pads]
        stops = [
            n if start else n - after
            for n, (_, after) in zip(whole.shape[2:], spec.pads, strict=True)
        ]
        return _cut(whole, starts, stops)

    def beside(last: bool, situation: Situation) -> Array:
        whole, size = _padded(situation), situation.expected.shape[2:]
        starts = [n - m if last else 0 for n, m in zip(whole.shape[2:], size, strict=True)]
        stops = [a + m for a, m in zip(starts, size, strict=True)]
        return _cut(whole, starts, stops)

    def twice(situation: Situation) -> Array:
        spec: Any = situation.spec
        starts = [before for before, _ in spec.pads]
        stops = [n - after for n, (_, after) in zip(spec.input_size, spec.pads, strict=True)]
        return _cut(situation.expected, starts, stops)

    yield NearMiss(Cause.PADDING_NOT_CROPPED, "with the padding's entries left on", _padded)
    for start in (True, False):
        words = f"with the padding's entries cut off the {'start' if start else 'end'} alone"
        yield NearMiss(Cause.PADDING_NOT_CROPPED, words, partial(one_side, start))
    for last in (False, True):
        words = f"with all of the padding cut off the {'start' if last else 'end'}"
        yield NearMiss(Cause.PADDING_ON_THE_WRONG_SIDE, words, partial(beside, last))
    yield NearMiss(Cause.OTHER, "with the padding cut off twice", twice)
    for crop in (True, False):
        words = "without the rows that no window reaches" + " and the padding's width" * crop
        yield NearMiss(Cause.REMAINDER_ROWS_LOST, words, partial(_reached, crop))
        yield NearMiss(Cause.REMAINDER_ROWS_LOST, words + ", zeros in their place",
                       partial(_reached_in_zeros, crop))  # fmt: skip
    yield NearMiss(Cause.STRIDE_FORGOTTEN, "with the output gradient not spread by the stride",
                   partial(_unspread, True))  # fmt: skip
    yield NearMiss(Cause.STRIDE_FORGOTTEN, "with the output gradient not spread by the stride, and "
                   "the padding left on", partial(_unspread, False))  # fmt: skip


def _reach(spec: Any) -> list[int]:
    windows = windows_of(spec)
    numbers = zip(windows.positions, windows.stride, windows.taps, windows.dilation, strict=True)
    return [(o - 1) * s + d * (k - 1) + 1 for o, s, k, d in numbers]


def _reached(crop: bool, situation: Situation) -> Array:
    """Give what windows reach; `crop` takes the padding's width off an end where none of it is."""
    spec: Any = situation.spec
    starts = [before for before, _ in spec.pads]
    stops = [
        reach - (after if crop else 0)
        for reach, (_, after) in zip(_reach(spec), spec.pads, strict=True)
    ]
    return _cut(_padded(situation), starts, stops)


def _reached_in_zeros(crop: bool, situation: Situation) -> Array:
    reached = _reached(crop, situation)
    size = situation.expected.shape[2:]
    fitting = _cut(reached, [0] * len(size), list(size))
    return _placed(np.zeros_like(situation.expected), fitting, [0] * len(size))


def _unspread(crop: bool, situation: Situation) -> Array | None:
    spec: Any = situation.spec
    if not isinstance(spec, ConvSpec):
        return None
    extents = zip(spec.output_size, spec.filter_size, spec.dilation, strict=True)
    size = tuple(o + d * (k - 1) for o, k, d in extents)
    whole = situation.of_layer(_changed(spec, input_size=size, padding=0, stride=1))
    if not crop:
        return whole
    stops = [n - after for n, (_, after) in zip(size, spec.pads, strict=True)]
    return _cut(whole, [before for before, _ in spec.pads], stops)


def _outputs(spec: ConvSpec | PoolSpec) -> Iterator[NearMiss]:
    def of(options: dict[str, Any], situation: Situation) -> Array:
        return situation.of_layer(_changed(spec, **options))

    yield NearMiss(Cause.STRIDE_FORGOTTEN, "without the stride", partial(of, {"stride": 1}))
    yield NearMiss(Cause.DILATION_FORGOTTEN, "without the dilation", partial(of, {"dilation": 1}))
    yield NearMiss(Cause.OTHER, "without the padding", partial(of, {"padding": 0}))
    if isinstance(spec, PoolSpec):
        for ceil in (False, True):
            words = f"with the number of windows rounded {'up' if ceil else 'down'}"
            yield NearMiss(Cause.REMAINDER_ROWS_LOST, words, partial(of, {"ceil_mode": ceil}))

    def fewer(situation: Situation) -> Array:
        return _cut(situation.expected, [0] * len(spec.input_size),
                    [n - 1 for n in spec.output_size])  # fmt: skip

    yield NearMiss(Cause.REMAINDER_ROWS_LOST, "without the last window along each axis", fewer)


def _uncut(situation: Situation) -> Array | None:
    """Give the filter's gradient with the entries that the remainder adds."""
    spec = situation.spec
    if not isinstance(spec, ConvSpec):
        return None
    more = tuple(
        k + r // d for k, r, d in zip(spec.filter_size, spec.remainder, spec.dilation, strict=True)
    )
    return situation.of_layer(_changed(spec, filter_size=more))

"""Which numbers an index takes: those of the axis along which it stands."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from symconv.formulas import Formula, Name
from symconv.verification.judging.worlds.places import Letter, label_key, letters_in, placing
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.judging.worlds.world import Family
from symconv.verification.verdicts import Ground

if TYPE_CHECKING:
    from symconv.verification.judging.worlds.evaluate import Evaluator

_LABELS = {Family.FILTER: "kc", Family.BIAS: "k"}
"""The axes of an array before its positions; of maps, example and channel."""


def axis_run(evaluator: Evaluator, body: Formula, name: str) -> range | None:
    """Give the range of the axis along which an index stands, alone if it does somewhere.

    Where it does not, the range is as wide as the entries that are read with it allow.
    """
    spots = [
        (letter, at)
        for letter in letters_in(body, evaluator.reading)
        for at, index in enumerate(letter.indices)
        if name in evaluator.indices.names(index)
    ]
    for letter, at in spots:
        if isinstance(letter.indices[at], Name):
            return axis(evaluator, letter, at)
    if not spots:
        return None
    letter, at = spots[0]
    return _reach(evaluator, body, letter, at, name)


def _reach(evaluator: Evaluator, body: Formula, letter: Letter, at: int, name: str) -> range:
    """Give the numbers with which an index like i - m can be inside an axis."""
    run = axis(evaluator, letter, at)
    found = evaluator.indices.linear(letter.indices[at])
    wide = range(-len(run) - run.stop - 8, run.stop + len(run) + 9)
    if found is None or abs(found.get(name, 0)) != 1:
        return wide
    low = high = found.get("", 0)
    for other, factor in found.items():
        if other in ("", name):
            continue
        inner = _alone(evaluator, body, other)
        if inner is None:
            return wide
        ends = sorted((factor * inner.start, factor * (inner.stop - 1)))
        low, high = low + ends[0], high + ends[1]
    first, last = run.start - high, run.stop - 1 - low
    return range(first, last + 1) if found[name] == 1 else range(-last, -first + 1)


def _alone(evaluator: Evaluator, body: Formula, name: str) -> range | None:
    """Give the range of the axis along which an index stands alone; None if it does not."""
    for letter in (*letters_in(body, evaluator.reading), *evaluator.around):
        for at, index in enumerate(letter.indices):
            if isinstance(index, Name) and index.letter == name:
                return axis(evaluator, letter, at)
    return None


def axis(evaluator: Evaluator, letter: Letter, at: int) -> range:
    """Give the printed numbers of one index of an entry."""
    reading, layer = evaluator.reading, evaluator.layer_of(letter)
    shape = evaluator.world.shape(letter.family, layer)
    if not shape:
        raise UnjudgedError(f"layer {layer} of {letter.name}", Ground.NO_LAYER)
    axes, rank = placing(reading, letter.part, len(letter.indices)), reading.rank
    start = evaluator.origin(letter, layer)
    if axes == "f":
        return range(start[0], start[0] + prod(shape[-rank:]))
    spatial = "dhw"[3 - rank :] if rank > 1 else "w"
    if axes[at] in spatial:
        position = spatial.index(axes[at])
        extent = shape[len(shape) - rank + position]
        if letter.name in reading.spread:
            extent = (extent - 1) * evaluator.strides(layer)[position] + 1
        return range(start[position], start[position] + extent)
    begin = evaluator.labels.get(label_key(letter.part, axes[at]), 0)
    return range(begin, begin + shape[_LABELS.get(letter.family, "nc").index(axes[at])])

"""Layers of up to 5,000 terms over all options, the same ones in every run.

Numbers are chosen one by one, and what is no layer or too large is left out. Sizes of different
axes differ.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

from symconv import AdaptivePoolSpec, ConvSpec, ConvTransposeSpec, PoolSpec, SpecError, UnpoolSpec
from symconv.specs import LayerSpec, PaddingMode, Pooling

MAX_TERMS = 5_000
_LONGEST = {1: 400, 2: 30, 3: 9}
_WIDEST = {1: 60, 2: 8, 3: 4}

Spec = TypeVar("Spec", bound=LayerSpec)


class _Chooser:
    """Chooses numbers, one per axis."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.rank = random.choice((1, 2, 3))

    def each(self, smallest: int, largest: int) -> tuple[int, ...]:
        return tuple(self.random.randint(smallest, largest) for _ in range(self.rank))

    def sizes(self) -> tuple[int, ...]:
        return tuple(self.random.sample(range(1, _LONGEST[self.rank]), self.rank))

    def taps(self) -> tuple[int, ...]:
        largest = self.random.choice((3, _WIDEST[self.rank], _LONGEST[self.rank]))
        return self.each(1, largest)

    def pads(self) -> Any:
        widest = self.random.choice((0, 0, 2, _WIDEST[self.rank]))
        return tuple(zip(self.each(0, widest), self.each(0, widest), strict=True))

    def steps(self) -> dict[str, tuple[int, ...]]:
        largest = self.random.choice((1, 4))
        return {"stride": self.each(1, largest), "dilation": self.each(1, largest)}

    def channels(self) -> dict[str, int]:
        groups, ins, outs = (self.random.choice((1, 1, 2, 3)) for _ in range(3))
        return {"in_channels": groups * ins, "out_channels": groups * outs, "groups": groups}


def _conv(choose: _Chooser) -> ConvSpec:
    return ConvSpec(
        choose.sizes(),
        choose.taps(),
        **choose.channels(),
        **choose.steps(),
        padding=choose.random.choice((choose.pads(), "same")),
        padding_mode=choose.random.choice(list(PaddingMode)),
        bias=choose.random.choice((False, True)),
        flip_filter=choose.random.choice((False, True)),
    )


def _conv_transpose(choose: _Chooser) -> ConvTransposeSpec:
    steps = choose.steps()
    return ConvTransposeSpec(
        choose.sizes(),
        choose.taps(),
        **choose.channels(),
        **steps,
        padding=choose.pads(),
        output_padding=choose.each(0, max(steps["stride"]) - 1),
        bias=choose.random.choice((False, True)),
    )


def _pool(choose: _Chooser) -> PoolSpec:
    operation = choose.random.choice(list(Pooling))
    options: dict[str, Any] = {}
    if operation is Pooling.AVERAGE:
        options = choose.random.choice(({}, {"count_include_pad": True}, {"divisor": 3}))
    if operation is Pooling.LP:
        options = {"power": choose.random.choice((1, 2, 3, "3/2"))}
    if operation.selects:
        options = {"ties": choose.random.choice(("first", "last", "split"))}
        options |= {"storage_order": choose.random.choice((0, 1))}
    return PoolSpec(
        choose.sizes(),
        choose.taps(),
        choose.random.choice((1, 2, 3)),
        operation,
        **choose.steps(),
        padding=choose.random.choice((choose.pads(), "same")),
        ceil_mode=choose.random.choice((False, True)),
        **options,
    )


def _adaptive_pool(choose: _Chooser) -> AdaptivePoolSpec:
    outputs = choose.random.choice((choose.sizes(), choose.each(1, 3)))
    operation = choose.random.choice(("average", "max"))
    return AdaptivePoolSpec(choose.sizes(), outputs, choose.random.choice((1, 2, 3)), operation)


def _unpool(choose: _Chooser) -> UnpoolSpec:
    counted = choose.each(1, _WIDEST[choose.rank])
    outputs = tuple(size + choose.random.choice((0, 0, 2)) for size in counted)
    return UnpoolSpec(choose.sizes(), outputs, choose.random.choice((1, 2)), counted)


_KINDS: dict[type[LayerSpec], Callable[[_Chooser], LayerSpec]] = {
    ConvSpec: _conv,
    ConvTransposeSpec: _conv_transpose,
    PoolSpec: _pool,
    AdaptivePoolSpec: _adaptive_pool,
    UnpoolSpec: _unpool,
}


@lru_cache(maxsize=8)
def drawn(kind: type[Spec], count: int) -> tuple[Spec, ...]:
    """Draw `count` different layers of a kind, every second one of at most 500 terms."""
    random = Random(20_240_829)
    found: dict[Spec, None] = {}
    while len(found) < count:
        try:
            spec = _KINDS[kind](_Chooser(random))
        except SpecError:
            continue
        size = spec.entries if kind is UnpoolSpec else spec.terms
        if size <= (500 if len(found) % 2 else MAX_TERMS):
            found[spec] = None
    return tuple(found)

"""Small layers drawn with a seed, no two axes alike where it can be."""

from __future__ import annotations

import random
from collections.abc import Iterator

from symconv import ConvSpec, ConvTransposeSpec, PoolSpec, SpecError

FilterSpec = ConvSpec | ConvTransposeSpec
_MODES = ("zeros", "zeros", "circular", "reflect", "replicate")


def filter_specs(count: int, seed: int) -> Iterator[FilterSpec]:
    """Give convolutions and transposed convolutions."""
    draw = random.Random(seed)
    while count:
        try:
            yield _transposed(draw) if draw.random() < 0.35 else _conv(draw)
        except SpecError:
            continue
        count -= 1


def _common(draw: random.Random, longest: int) -> dict[str, object]:
    rank = draw.choice((1, 2, 2, 2, 3))
    groups = draw.choice((1, 1, 1, 2))
    longest = 3 if rank == 3 else longest
    return {
        "input_size": tuple(draw.randint(2, longest) for _ in range(rank)),
        "filter_size": tuple(draw.randint(1, 3) for _ in range(rank)),
        "in_channels": groups * draw.randint(1, 2),
        "out_channels": groups * draw.choice((1, 1, 2)),
        "groups": groups,
        "stride": tuple(draw.randint(1, 3) for _ in range(rank)),
        "dilation": tuple(draw.choice((1, 1, 2)) for _ in range(rank)),
        "padding": tuple((draw.randint(0, 2), draw.randint(0, 2)) for _ in range(rank)),
    }


def _conv(draw: random.Random) -> ConvSpec:
    return ConvSpec(
        **_common(draw, 6), padding_mode=draw.choice(_MODES), flip_filter=draw.random() < 0.2
    )


def _transposed(draw: random.Random) -> ConvTransposeSpec:
    return ConvTransposeSpec(**_common(draw, 3), output_padding=draw.choice((0, 0, 1)))


def pool_specs(count: int, seed: int) -> Iterator[PoolSpec]:
    """Give poolings that choose or average."""
    draw = random.Random(seed)
    while count:
        rank = draw.choice((1, 2, 2, 3))
        operation = draw.choice(("max", "max", "min", "average"))
        options = (
            {"ties": draw.choice(("first", "last", "split"))}
            if operation != "average"
            else {"count_include_pad": draw.random() < 0.5}
        )
        try:
            yield PoolSpec(
                tuple(draw.randint(2, 6 if rank < 3 else 3) for _ in range(rank)),
                tuple(draw.randint(1, 3) for _ in range(rank)),
                channels=draw.randint(1, 2),
                operation=operation,
                stride=tuple(draw.randint(1, 3) for _ in range(rank)),
                dilation=tuple(draw.choice((1, 1, 2)) for _ in range(rank)),
                padding=tuple((draw.randint(0, 1), draw.randint(0, 1)) for _ in range(rank)),
                ceil_mode=draw.random() < 0.3,
                **options,
            )
        except SpecError:
            continue
        count -= 1

"""The table of mistakes: every function that is tried on a result that is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.specs import ConvSpec, LayerSpec, PoolSpec
from symconv.verification.code.near_misses.common import common_misses
from symconv.verification.code.near_misses.conv import conv_misses
from symconv.verification.code.near_misses.near_miss import NearMiss
from symconv.verification.code.near_misses.pool import pool_misses
from symconv.verification.code.near_misses.shapes import shape_misses
from symconv.verification.code.roles import FunctionRole


def near_misses(spec: LayerSpec, part: FunctionRole) -> Iterator[NearMiss]:
    """Give the mistakes that may explain a wrong result, the most telling first."""
    if isinstance(spec, ConvSpec):
        yield from conv_misses(spec, part)
    if isinstance(spec, PoolSpec):
        yield from pool_misses(spec, part)
    yield from shape_misses(spec, part)
    yield from common_misses(spec, part)

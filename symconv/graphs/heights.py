"""Heights in a drawing: every node near what it is wired to, with room for what stands at it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from symconv.graphs.layers import Layers, Waypoint

NODE_SPACE = 96
_WIRE_SPACE = 30
_ROUNDS = 8


def place_heights(layers: Layers, margin: int) -> dict[Waypoint, int]:
    """Give the height of each waypoint: near the mean of its neighbours, with room in between."""
    neighbours: dict[Waypoint, list[Waypoint]] = {}
    for route in layers.routes.values():
        for left, right in pairwise(route):
            neighbours.setdefault(left, []).append(right)
            neighbours.setdefault(right, []).append(left)
    rows: dict[Waypoint, int] = {}
    for column in layers.columns:
        rows.update(zip(column, _spread(column, [0] * len(column)), strict=True))
    for sweep in range(_ROUNDS):
        columns = layers.columns if sweep % 2 else layers.columns[::-1]
        for column in columns:
            wanted = [_mean([rows[near] for near in neighbours.get(w, [w])]) for w in column]
            rows.update(zip(column, _spread(column, wanted), strict=True))
    top = min(rows.values()) - NODE_SPACE // 2 - margin
    return {waypoint: row - top for waypoint, row in rows.items()}


def _mean(values: Sequence[int]) -> int:
    return sum(values) // len(values)


def _spread(column: Sequence[Waypoint], wanted: Sequence[int]) -> list[int]:
    """Give heights as near to those wanted as the room that each waypoint needs allows.

    Waypoints that would overlap move together, so that their mean is where they wanted to be.
    """
    offsets = [0]
    for upper, lower in pairwise(column):
        offsets.append(offsets[-1] + (_space(upper) + _space(lower)) // 2)
    blocks: list[list[int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset])
        while len(blocks) > 1 and _mean(blocks[-2]) > _mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    starts = [_mean(block) for block in blocks for _ in block]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _space(waypoint: Waypoint) -> int:
    return NODE_SPACE if waypoint.edge is None else _WIRE_SPACE

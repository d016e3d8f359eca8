"""Layers of a drawing: who stands in which column, and in which order from top to bottom."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symconv.graphs.backward import Edge
from symconv.graphs.model import ScalarGraph

_SWEEPS = 12


@dataclass(frozen=True)
class Waypoint:
    """A place in a column: a node's (`edge` is None), or one where a long wire passes."""

    name: str
    edge: Edge | None = None


@dataclass(frozen=True)
class Layers:
    """Columns of waypoints, and for every wire the waypoints from its source to its user."""

    columns: tuple[tuple[Waypoint, ...], ...]
    routes: Mapping[Edge, tuple[Waypoint, ...]]


def arrange(graph: ScalarGraph) -> Layers:
    """Put nodes into columns, each after those it uses, with few wires that cross."""
    places = _places(graph)
    columns: list[list[Waypoint]] = [[] for _ in range(max(places.values()) + 1)]
    for node in graph.nodes:
        columns[places[node.name]].append(Waypoint(node.name))
    routes: dict[Edge, tuple[Waypoint, ...]] = {}
    for node in graph.nodes:
        for argument in node.arguments:
            edge = (node.name, argument)
            passed = [
                Waypoint(f"{argument}>{node.name}@{column}", edge)
                for column in range(places[argument] + 1, places[node.name])
            ]
            for column, waypoint in enumerate(passed, places[argument] + 1):
                columns[column].append(waypoint)
            routes[edge] = (Waypoint(argument), *passed, Waypoint(node.name))
    return Layers(tuple(map(tuple, _ordered(columns, routes))), routes)


def _places(graph: ScalarGraph) -> dict[str, int]:
    """Give the column of each node; what uses nothing stands just before its first user."""
    places: dict[str, int] = {}
    for node in graph.nodes:
        places[node.name] = 1 + max((places[name] for name in node.arguments), default=-1)
    for node in graph.nodes:
        users = graph.users[node.name]
        if not node.arguments and users:
            places[node.name] = min(places[user] for user in users) - 1
    return places


def _ordered(
    columns: list[list[Waypoint]], routes: Mapping[Edge, tuple[Waypoint, ...]]
) -> list[list[Waypoint]]:
    """Sort columns by the mean place of their neighbours, sweeping to and fro; keep the best."""
    before: dict[Waypoint, list[Waypoint]] = {}
    after: dict[Waypoint, list[Waypoint]] = {}
    for route in routes.values():
        for left, right in pairwise(route):
            after.setdefault(left, []).append(right)
            before.setdefault(right, []).append(left)
    best = current = [list(column) for column in columns]
    fewest = _crossings(best, after)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        neighbours = before if sweep % 2 == 0 else after
        order = range(len(columns)) if sweep % 2 == 0 else reversed(range(len(columns)))
        current = _swept(current, neighbours, list(order))
        crossings = _crossings(current, after)
        if crossings < fewest:
            best, fewest = current, crossings
    return best


def _swept(
    columns: Sequence[Sequence[Waypoint]],
    neighbours: Mapping[Waypoint, Sequence[Waypoint]],
    order: Sequence[int],
) -> list[list[Waypoint]]:
    """Sort each column, in the given order of columns, by the mean place of its neighbours."""
    swept = [list(column) for column in columns]
    places = _rows(swept)

    def mean(waypoint: Waypoint) -> int:
        near = neighbours.get(waypoint, ())
        own = places[waypoint]
        return 1000 * sum(places[other] for other in near) // len(near) if near else 1000 * own

    for column in order:
        swept[column].sort(key=mean)
        places.update({waypoint: row for row, waypoint in enumerate(swept[column])})
    return swept


def _rows(columns: Sequence[Sequence[Waypoint]]) -> dict[Waypoint, int]:
    return {waypoint: row for column in columns for row, waypoint in enumerate(column)}


def _crossings(
    columns: Sequence[Sequence[Waypoint]], after: Mapping[Waypoint, Sequence[Waypoint]]
) -> int:
    """Count the pairs of wires that cross between neighbouring columns."""
    rows = _rows(columns)
    count = 0
    for column in columns:
        ends: list[int] = []
        for waypoint in column:
            own = [rows[other] for other in after.get(waypoint, ())]
            count += sum(len(ends) - bisect_right(ends, end) for end in own)
            for end in own:
                insort(ends, end)
    return count

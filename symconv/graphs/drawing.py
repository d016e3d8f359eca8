"""A graph as a figure: boxes and wires from left to right, in whole pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from symconv.documents import Edge as Wire
from symconv.documents import Figure, Point, Text, curve_point
from symconv.documents import Node as Box
from symconv.errors import GraphError
from symconv.formulas import Equation, Formula, Partial
from symconv.graphs.backward import Edge
from symconv.graphs.heights import NODE_SPACE, place_heights
from symconv.graphs.layers import Layers, Waypoint, arrange
from symconv.graphs.model import Node
from symconv.graphs.steps import StepWriter
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter
from symconv.reading.limits import MAX_DRAWN

_LETTER = 8
_PADDING = 13
_BOX_HEIGHT = 38
_MARGIN = 40
_GAP = 52
_PORT_STEP = 9
_LONGEST_LABEL = 30
_LONGEST_GRADIENT = 18


def draw(
    writer: StepWriter, notation: Notation, title: str, caption: Text, alternative: Text
) -> Figure:
    """Place a graph.

    Raises `GraphError` for a graph that is too large to look at.
    """
    graph = writer.graph
    if len(graph.nodes) > MAX_DRAWN:
        raise GraphError(
            f"a drawing shows at most {MAX_DRAWN} nodes; this graph has {len(graph.nodes)}"
        )
    words = (title, caption, alternative)
    return _Drawer(writer, TextPrinter(notation), arrange(graph), words).draw()


@dataclass(frozen=True)
class _Drawer:
    writer: StepWriter
    printer: TextPrinter
    layers: Layers
    words: tuple[str, Text, Text]
    """Title, caption and alternative text."""

    def draw(self) -> Figure:
        labels = {node.name: self._label(node) for node in self.writer.graph.nodes}
        rows = place_heights(self.layers, _MARGIN // 2)
        lefts, widths = self._columns(labels)
        boxes = {}
        for column, waypoints in enumerate(self.layers.columns):
            for waypoint in waypoints:
                if waypoint.edge is None:
                    middle = (lefts[column] + widths[column] // 2, rows[waypoint])
                    boxes[waypoint.name] = self._box(waypoint.name, middle, labels[waypoint.name])
        wires = self._wires(boxes, rows, lefts, widths)
        height = max(rows.values()) + NODE_SPACE // 2 + _MARGIN // 2
        ordered = tuple(boxes[node.name] for node in self.writer.graph.nodes)
        width = lefts[-1] + widths[-1] + _MARGIN
        return Figure(width, height, ordered, tuple(wires), *self.words)

    def _label(self, node: Node) -> Formula:
        """Give what stands in a box: the assignment if it is short, else the name."""
        if node.body is None:
            return node.written
        label = Equation(node.written, self.writer.numerals.in_decimals(node.body))
        return label if len(self.printer.write(label)) <= _LONGEST_LABEL else node.written

    def _length(self, formula: Formula | None) -> int:
        return 0 if formula is None else _LETTER * len(self.printer.write(formula))

    def _width(self, label: Formula) -> int:
        """Give the width of a box: of a short name, as wide as it is high."""
        return max(_BOX_HEIGHT, self._length(label) + 2 * _PADDING)

    def _box(self, name: str, middle: Point, label: Formula) -> Box:
        node = self.writer.graph.by_name[name]
        above, below = self._numbers(node)
        return Box(
            middle,
            self._width(label),
            _BOX_HEIGHT,
            label,
            above,
            below,
            round=node.is_input,
            strong=name == self.writer.graph.output,
        )

    def _numbers(self, node: Node) -> tuple[Formula | None, Formula | None]:
        """Give the value above a box, and the gradient below it, if there is one."""
        if self.writer.flow is not None:
            return self.writer.value(node.name), self.writer.gradient(node.name)
        gradient = self.writer.gradient(node.name)
        if gradient is not None and len(self.printer.write(gradient)) > _LONGEST_GRADIENT:
            gradient = Partial(self.writer.output.written, node.written)
        return None, gradient

    def _part(self, edge: Edge) -> Formula | None:
        """Give what a user adds to the gradient of a name that has several."""
        several = len(self.writer.graph.users[edge[1]]) > 1
        return self.writer.part(edge) if several else None

    def _columns(self, labels: Mapping[str, Formula]) -> tuple[list[int], list[int]]:
        """Give the left side and the width of each column; parts of gradients get their room."""
        gaps = [0] * len(self.layers.columns)
        where = {w: place for place, column in enumerate(self.layers.columns) for w in column}
        for edge, route in self.layers.routes.items():
            place = where[route[0]]
            gaps[place] = max(gaps[place], self._length(self._part(edge)))
        lefts, widths, left = [], [], _MARGIN
        for waypoints, gap in zip(self.layers.columns, gaps, strict=True):
            nodes = [self.writer.graph.by_name[w.name] for w in waypoints if w.edge is None]
            sides = [max(self._width(labels[node.name]), *self._sides(node)) for node in nodes]
            lefts.append(left)
            widths.append(max(sides, default=0))
            left += widths[-1] + _GAP + gap
        return lefts, widths

    def _sides(self, node: Node) -> Iterator[int]:
        """Give the widths of what stands above and below a box."""
        yield from map(self._length, self._numbers(node))

    def _wires(
        self,
        boxes: Mapping[str, Box],
        rows: Mapping[Waypoint, int],
        lefts: Sequence[int],
        widths: Sequence[int],
    ) -> Iterator[Wire]:
        where = {w: place for place, column in enumerate(self.layers.columns) for w in column}
        ports = _ports(self.layers, rows)
        taken: list[tuple[Point, int]] = []
        for edge, route in self.layers.routes.items():
            user, used = boxes[edge[0]], boxes[edge[1]]
            points = [(used.middle[0] + used.width // 2, used.middle[1])]
            for waypoint in route[1:-1]:
                column = where[waypoint]
                points.append((lefts[column], rows[waypoint]))
                points.append((lefts[column] + widths[column], rows[waypoint]))
            points.append((user.middle[0] - user.width // 2, user.middle[1] + ports[edge]))
            part = self._part(edge)
            label = _label_point(points[0], points[1], self._length(part), taken)
            if part is not None:
                taken.append((label, self._length(part)))
            start, end = (self.writer.graph.by_name[name].written for name in edge[::-1])
            yield Wire(start, end, tuple(points), part, label)


def _ports(layers: Layers, rows: Mapping[Waypoint, int]) -> dict[Edge, int]:
    """Give how far from the middle of its user's left side each wire ends."""
    arriving: dict[str, list[Edge]] = {}
    for edge in layers.routes:
        arriving.setdefault(edge[0], []).append(edge)
    ports: dict[Edge, int] = {}
    for edges in arriving.values():
        edges.sort(key=lambda edge: rows[layers.routes[edge][-2]])
        step = min(_PORT_STEP, (_BOX_HEIGHT - 10) // max(1, len(edges) - 1))
        for place, edge in enumerate(edges):
            ports[edge] = (2 * place - len(edges) + 1) * step // 2
    return ports


def _label_point(
    start: Point, end: Point, length: int, taken: Sequence[tuple[Point, int]]
) -> Point:
    """Give a point on a curve where a label of this length covers no other."""
    for eighths in (4, 5, 3, 6, 2):
        x, y = curve_point(start, end, eighths)
        if all(
            abs(x - other[0]) > (length + width) // 2 or abs(y - other[1]) > 2 * _LETTER
            for other, width in taken
        ):
            return x, y
    return curve_point(start, end, 4)

"""A network as boxes: its arrays and its layers, in the order in which they are computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symconv.documents import Edge, Figure, Node, Point
from symconv.formulas import Apply, Formula
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter
from symconv.roles import Role
from symconv.specs.network import NetworkSpec
from symconv.specs.network_words import describe_network
from symconv.specs.options.texts import times
from symconv.symbolic.network_places import PlacedLayer, place_layers
from symconv.worksheets.figures.figure import LayerFigure

_LETTER, _PADDING, _HEIGHT = 9, 16, 40
_GAP, _MARGIN, _ROW, _TURN = 38, 36, 90, 18
_WIDEST = 1000


@dataclass(frozen=True)
class _Box:
    """A box before it is placed: an array, or a layer."""

    label: Formula
    is_array: bool = False


def network_figure(network: NetworkSpec, notation: Notation) -> LayerFigure:
    """Draw a network: arrays in round boxes, layers in boxes with corners.

    >>> from symconv.specs.network import layer
    >>> network = NetworkSpec((1, 4, 4), [layer("conv", filter_size=2), layer("flatten")])
    >>> network_figure(network, Notation())
    <LayerFigure 'Computation of network': 1 drawing>
    """
    layers = place_layers(network, notation)
    title = f"Computation of {network.name}"
    boxes = list(_boxes(layers))
    printer = TextPrinter(notation)
    nodes = _placed(boxes, printer)
    edges = tuple(_edge(start, end) for start, end in pairwise(nodes))
    width = max(node.middle[0] + node.width // 2 for node in nodes) + _MARGIN
    height = max(node.middle[1] for node in nodes) + _ROW // 2
    said = " ".join(_said(layers))
    figure = Figure(width, height, nodes, edges, title, (f"{describe_network(network)}.",), (said,))
    return LayerFigure(title, notation, (figure,))


def _boxes(layers: Sequence[PlacedLayer]) -> Iterator[_Box]:
    """Give arrays and layers in turn; a layer is a function of all that it takes."""
    yield _Box(layers[0].notation.whole(Role.INPUT), is_array=True)
    for at in layers:
        roles = (Role.INPUT, *at.spec.parameter_shapes, *at.spec.data_shapes)
        yield _Box(Apply(at.name, tuple(map(at.notation.whole, roles))))
        yield _Box(at.notation.whole(Role.OUTPUT), is_array=True)


def _placed(boxes: Sequence[_Box], printer: TextPrinter) -> tuple[Node, ...]:
    """Stand boxes in rows from left to right, as many in a row as fit."""
    nodes, left, row = [], _MARGIN, 0
    for number, box in enumerate(boxes):
        width = max(_HEIGHT, _LETTER * len(printer.write(box.label)) + 2 * _PADDING)
        if left + width > _WIDEST:
            left, row = _MARGIN, row + 1
        middle = (left + width // 2, _ROW // 2 + row * _ROW)
        last = number == len(boxes) - 1
        nodes.append(Node(middle, width, _HEIGHT, box.label, round=box.is_array, strong=last))
        left += width + _GAP
    return tuple(nodes)


def _edge(start: Node, end: Node) -> Edge:
    begin = (start.middle[0] + start.width // 2, start.middle[1])
    stop = (end.middle[0] - end.width // 2, end.middle[1])
    points: list[Point] = [begin, stop]
    if begin[1] != stop[1]:
        points = _round_the_row(begin, stop)
    return Edge(start.label, end.label, tuple(points), None, begin)


def _round_the_row(begin: Point, stop: Point) -> list[Point]:
    """Give straight lines from the end of a row to the start of the next: see `Edge`."""
    right, left, between = begin[0] + _TURN, stop[0] - _TURN, (begin[1] + stop[1]) // 2
    corners = [begin, (right, begin[1]), (right, between), (left, between), (left, stop[1])]
    return [*(point for corner in corners for point in (corner, corner)), stop]


def _said(layers: Sequence[PlacedLayer]) -> Iterator[str]:
    yield f"The input has the shape {times(layers[0].spec.input_shape)}."
    for at in layers:
        shape = times(at.spec.output_shape) if at.spec.output_shape else "one number"
        yield f"{at.name} ({at.spec.kind}) gives {shape}."

r"""A drawing as a LaTeX picture, with TikZ."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.graphs.drawing import Box, Drawing, Point, Wire
from symconv.graphs.printers import GraphLatexPrinter

PREAMBLE = r"""\usepackage{tikz}
\usetikzlibrary{arrows.meta}
"""
_COLOURS = (
    r"\definecolor{graphvalue}{RGB}{10,107,43}",
    r"\definecolor{graphgradient}{RGB}{179,22,27}",
)
_SCALE = "0.72pt"


def render_tikz(drawing: Drawing, printer: GraphLatexPrinter) -> list[str]:
    """Give a drawing as lines of LaTeX, shrunk to the line if it is wider."""
    return [
        r"\begin{center}",
        *_COLOURS,
        r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%",
        rf"\begin{{tikzpicture}}[x={_SCALE}, y=-{_SCALE}, >={{Stealth[length=5pt]}}]",
        *(f"{_wire(wire)}%" for wire in drawing.wires),
        *(f"{line}%" for wire in drawing.wires for line in _part(wire, printer)),
        *(
            f"{line}%"
            for box in drawing.boxes
            for line in _box(box, printer, box is drawing.output)
        ),
        r"\end{tikzpicture}}",
        r"\end{center}",
    ]


def _wire(wire: Wire) -> str:
    first, *others = wire.points
    path = [_at(first)]
    before = first
    for place, point in enumerate(others):
        if place % 2 == 0:
            half = (before[0] + point[0]) // 2
            path.append(
                f".. controls {_at((half, before[1]))} and {_at((half, point[1]))} .. {_at(point)}"
            )
        else:
            path.append(f"-- {_at(point)}")
        before = point
    return rf"\draw[->] {' '.join(path)};"


def _part(wire: Wire, printer: GraphLatexPrinter) -> Iterator[str]:
    if wire.part is not None:
        yield (
            rf"\node[fill=white, inner sep=1.5pt, text=graphgradient, font=\small] "
            rf"at {_at(wire.label)} {{${printer.write(wire.part)}$}};"
        )


def _box(box: Box, printer: GraphLatexPrinter, is_output: bool) -> Iterator[str]:
    x, y = box.middle
    corners = f"{box.height * 36 // 100}pt" if box.node.is_input else "4pt"
    line = "very thick" if is_output else "semithick"
    fill = "white" if box.node.is_input else "black!4"
    left, right = (
        _at((x - box.width // 2, y - box.height // 2)),
        _at((x + box.width // 2, y + box.height // 2)),
    )
    yield rf"\draw[{line}, fill={fill}, rounded corners={corners}] {left} rectangle {right};"
    yield rf"\node at {_at((x, y))} {{${printer.write(box.label)}$}};"
    if box.above is not None:
        place = _at((x, y - box.height // 2 - 13))
        yield rf"\node[text=graphvalue] at {place} {{${printer.write(box.above)}$}};"
    place = _at((x, y + box.height // 2 + 14))
    yield rf"\node[text=graphgradient] at {place} {{${printer.write(box.below)}$}};"


def _at(point: Point) -> str:
    return f"({point[0]},{point[1]})"

r"""Figures as LaTeX pictures, with TikZ."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.documents import Edge, Figure, Node, Point
from symconv.printing.formulas.latex import LatexPrinter

PREAMBLE = r"""\usepackage{tikz}
\usetikzlibrary{arrows.meta}
"""
_COLOURS = (
    r"\definecolor{graphvalue}{RGB}{10,107,43}",
    r"\definecolor{graphgradient}{RGB}{179,22,27}",
)
_POINTS = 0.72
_SCALE = f"{_POINTS}pt"
_LINE, _PAGE = 480.0, 600.0
"""Width of a line and height that a page has for a drawing, in points, about."""
_TO_LINE = r"{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}"
_TO_PAGE = r"{!}{0.85\textheight}"


def draw(figure: Figure, printer: LatexPrinter) -> list[str]:
    """Give a figure as lines of LaTeX, shrunk to the line or the page if it is larger."""
    width, height = _POINTS * figure.width, _POINTS * figure.height
    is_tall = height * min(1.0, _LINE / width) > _PAGE
    return [
        r"\begin{center}",
        *_COLOURS,
        rf"\resizebox{_TO_PAGE if is_tall else _TO_LINE}{{%",
        rf"\begin{{tikzpicture}}[x={_SCALE}, y=-{_SCALE}, >={{Stealth[length=5pt]}}]",
        *(f"{_arrow(edge)}%" for edge in figure.edges),
        *(f"{line}%" for edge in figure.edges for line in _label(edge, printer)),
        *(f"{line}%" for node in figure.nodes for line in _node(node, printer)),
        r"\end{tikzpicture}}",
        r"\end{center}",
    ]


def _arrow(edge: Edge) -> str:
    first, *others = edge.points
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


def _label(edge: Edge, printer: LatexPrinter) -> Iterator[str]:
    if edge.label is not None:
        yield (
            rf"\node[fill=white, inner sep=1.5pt, text=graphgradient, font=\small] "
            rf"at {_at(edge.place)} {{${printer.write(edge.label)}$}};"
        )


def _node(node: Node, printer: LatexPrinter) -> Iterator[str]:
    x, y = node.middle
    corners = f"{node.height * 36 // 100}pt" if node.round else "4pt"
    line = "very thick" if node.strong else "semithick"
    fill = "white" if node.round else "black!4"
    left, right = (
        _at((x - node.width // 2, y - node.height // 2)),
        _at((x + node.width // 2, y + node.height // 2)),
    )
    yield rf"\draw[{line}, fill={fill}, rounded corners={corners}] {left} rectangle {right};"
    yield rf"\node at {_at((x, y))} {{${printer.write(node.label)}$}};"
    if node.above is not None:
        place = _at((x, y - node.height // 2 - 13))
        yield rf"\node[text=graphvalue] at {place} {{${printer.write(node.above)}$}};"
    if node.below is not None:
        place = _at((x, y + node.height // 2 + 14))
        yield rf"\node[text=graphgradient] at {place} {{${printer.write(node.below)}$}};"


def _at(point: Point) -> str:
    return f"({point[0]},{point[1]})"

r"""Figures as LaTeX pictures, with TikZ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    """Give a figure as lines of LaTeX."""
    lines = [
        *(arrow(edge.points) for edge in figure.edges),
        *(line for edge in figure.edges for line in _label(edge, printer)),
        *(line for node in figure.nodes for line in _node(node, printer)),
    ]
    return picture((figure.width, figure.height), _COLOURS, lines)


def picture(size: Point, colours: Iterable[str], lines: Iterable[str]) -> list[str]:
    """Give what is drawn as a picture, shrunk to the line or the page if it is larger."""
    width, height = (_POINTS * pixels for pixels in size)
    is_tall = height * min(1.0, _LINE / width) > _PAGE
    return [
        r"\begin{center}",
        *colours,
        rf"\resizebox{_TO_PAGE if is_tall else _TO_LINE}{{%",
        rf"\begin{{tikzpicture}}[x={_SCALE}, y=-{_SCALE}, >={{Stealth[length=5pt]}}]",
        *(f"{line}%" for line in lines),
        r"\end{tikzpicture}}",
        r"\end{center}",
    ]


def arrow(points: Sequence[Point], options: str = "->") -> str:
    """Give an arrow; see `Edge` for its points."""
    first, *others = points
    path = [at(first)]
    before = first
    for place, point in enumerate(others):
        if place % 2 == 0:
            half = (before[0] + point[0]) // 2
            path.append(
                f".. controls {at((half, before[1]))} and {at((half, point[1]))} .. {at(point)}"
            )
        else:
            path.append(f"-- {at(point)}")
        before = point
    return rf"\draw[{options}] {' '.join(path)};"


def _label(edge: Edge, printer: LatexPrinter) -> Iterator[str]:
    if edge.label is not None:
        yield (
            rf"\node[fill=white, inner sep=1.5pt, text=graphgradient, font=\small] "
            rf"at {at(edge.place)} {{${printer.write(edge.label)}$}};"
        )


def _node(node: Node, printer: LatexPrinter) -> Iterator[str]:
    x, y = node.middle
    corners = f"{node.height * 36 // 100}pt" if node.round else "4pt"
    line = "very thick" if node.strong else "semithick"
    fill = "white" if node.round else "black!4"
    left, right = (
        at((x - node.width // 2, y - node.height // 2)),
        at((x + node.width // 2, y + node.height // 2)),
    )
    yield rf"\draw[{line}, fill={fill}, rounded corners={corners}] {left} rectangle {right};"
    yield rf"\node at {at((x, y))} {{${printer.write(node.label)}$}};"
    if node.above is not None:
        place = at((x, y - node.height // 2 - 13))
        yield rf"\node[text=graphvalue] at {place} {{${printer.write(node.above)}$}};"
    if node.below is not None:
        place = at((x, y + node.height // 2 + 14))
        yield rf"\node[text=graphgradient] at {place} {{${printer.write(node.below)}$}};"


def at(point: Point) -> str:
    """Give a point."""
    return f"({point[0]},{point[1]})"

"""Figures as SVG, alone or in a page, which they leave as it is: no ids, every style their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot
from typing import TypeAlias

from symconv.documents import Edge, Figure, Node, Point, Text
from symconv.formulas import Formula
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.markup import escape_markup

_CLASS = "symconv-drawing"
FONT = (
    "font-family:'STIX Two Text','Latin Modern Roman','Times New Roman',serif;"
    "font-size:17px;text-anchor:middle"
)
Shape: TypeAlias = tuple[str, str]
"""Selectors, and their style."""
Colour: TypeAlias = tuple[str, str, str, str]
"""Selectors, what is coloured of them, on light ground and on dark ground."""
_COLOURS = (
    ("text", "fill", "#111", "#e8e8e8"),
    (".box", "fill", "#f6f7fb", "#262b36"),
    (".box", "stroke", "#39415a", "#a9b2c9"),
    (".input,.back", "fill", "#fff", "#16191f"),
    (".wire", "stroke", "#39415a", "#a9b2c9"),
    (".tip", "fill", "#39415a", "#a9b2c9"),
    (".value", "fill", "#0a6b2b", "#7ad69a"),
    (".gradient,.part", "fill", "#b3161b", "#ff9a94"),
    (".legend", "fill", "#444", "#c4c4c4"),
)
"""What is drawn in which colour: on light ground, on dark ground."""
_SHAPES = (
    ("text", FONT),
    (".box,.wire", "stroke-width:1.3"),
    (".output", "stroke-width:2.6"),
    (".wire", "fill:none"),
    (".part", "font-size:15px"),
    (".legend", "font-size:14px;text-anchor:start"),
)
_CAPTION_HEIGHT = 34
_LETTER = 8
_TIP_LENGTH, _TIP_HALF = 10.0, 4.4


def write_svg(figure: Figure, notation: Notation, *, alone: bool = True) -> str:
    """Give a figure as an SVG document, its caption below it, in light colours.

    Unless it stands `alone`, it is an element of a page: the caption is left to the page, and
    colours follow the page's `color-scheme`.
    """
    writer = _SvgWriter(TextPrinter(notation))
    caption = writer.plain(figure.caption) if alone else ""
    width = max(figure.width, _LETTER * len(caption))
    height = figure.height + (_CAPTION_HEIGHT if alone else 0)
    space = 'xmlns="http://www.w3.org/2000/svg" ' if alone else ""
    lines = [
        f'<svg {space}class="{_CLASS}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape_markup(figure.title)}</title>",
        f"<desc>{escape_markup(writer.plain(figure.alternative))}</desc>",
        f"<style>{drawing_style(_CLASS, _SHAPES, _COLOURS, dark=not alone)}</style>",
        f'<rect class="back" width="{width}" height="{height}"/>',
        *(line for edge in figure.edges for line in writer.arrow(edge)),
        *(line for edge in figure.edges for line in writer.label(edge)),
        *(line for node in figure.nodes for line in writer.node(node)),
    ]
    if alone:
        lines.insert(0, '<?xml version="1.0" encoding="UTF-8"?>')
        lines.append(
            f'<text class="legend" x="16" y="{height - 14}">{escape_markup(caption)}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


def drawing_style(
    scope: str, shapes: Sequence[Shape], colours: Sequence[Colour], *, dark: bool
) -> str:
    """Give the style of what stands in an element of a class, with its colours on dark ground."""
    rules = [*shapes]
    rules += [(selector, f"{name}:{light}") for selector, name, light, _ in colours]
    if dark:
        rules += [
            (selector, f"{name}:light-dark({light},{darker})")
            for selector, name, light, darker in colours
        ]
    return "".join(f"{_scoped(scope, selector)}{{{style}}}" for selector, style in rules)


def _scoped(scope: str, selectors: str) -> str:
    return ",".join(f".{scope} {selector}" for selector in selectors.split(","))


class _SvgWriter:
    def __init__(self, printer: TextPrinter) -> None:
        self.printer = printer

    def plain(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self.printer.write(part) for part in text)

    def arrow(self, edge: Edge) -> Iterator[str]:
        wire, tip = arrow_paths(edge.points)
        yield f'<path class="wire" d="{wire}"/>'
        yield f'<path class="tip" d="{tip}"/>'

    def label(self, edge: Edge) -> Iterator[str]:
        if edge.label is None:
            return
        text = self.printer.write(edge.label)
        (x, y), width = edge.place, _LETTER * len(text)
        yield f'<rect class="back" x="{x - width // 2}" y="{y - 11}" width="{width}" height="22"/>'
        yield self._text("part", x, y + 5, edge.label)

    def node(self, node: Node) -> Iterator[str]:
        x, y = node.middle
        kind = "box output" if node.strong else "box input" if node.round else "box"
        radius = node.height // 2 if node.round else 6
        yield (
            f'<rect class="{kind}" x="{x - node.width // 2}" y="{y - node.height // 2}" '
            f'width="{node.width}" height="{node.height}" rx="{radius}"/>'
        )
        yield self._text("name", x, y + 6, node.label)
        if node.above is not None:
            yield self._text("value", x, y - node.height // 2 - 7, node.above)
        if node.below is not None:
            yield self._text("gradient", x, y + node.height // 2 + 19, node.below)

    def _text(self, kind: str, x: int, y: int, formula: Formula) -> str:
        text = self.printer.write(formula).replace("-", "\N{MINUS SIGN}")
        return f'<text class="{kind}" x="{x}" y="{y}">{escape_markup(text)}</text>'


def arrow_paths(points: Sequence[Point]) -> tuple[str, str]:
    """Give an arrow as two paths, its line and its head; see `Edge` for its points."""
    first, *others = points
    path = [f"M{first[0]} {first[1]}"]
    before = toward = first
    for place, point in enumerate(others):
        toward = before
        if place % 2 == 0:
            half = (before[0] + point[0]) // 2
            path.append(f"C{half} {before[1]} {half} {point[1]} {point[0]} {point[1]}")
            toward = (half, point[1])
        else:
            path.append(f"L{point[0]} {point[1]}")
        before = point
    return "".join(path), _tip(toward, before)


def _tip(start: Point, end: Point) -> str:
    """Give the head of an arrow as a path: markers would need an id, which a page has once."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down) or 1.0
    along = (across / length, down / length)
    back = (end[0] - _TIP_LENGTH * along[0], end[1] - _TIP_LENGTH * along[1])
    corners = [
        (back[0] - side * _TIP_HALF * along[1], back[1] + side * _TIP_HALF * along[0])
        for side in (1, -1)
    ]
    points = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    return f"M{end[0]} {end[1]}L{points}z"

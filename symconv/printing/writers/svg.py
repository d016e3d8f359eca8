"""Figures as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from symconv.documents import Edge, Figure, Node, Text
from symconv.formulas import Formula
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter

_STYLE = (
    "text{font-family:'STIX Two Text','Latin Modern Roman','Times New Roman',serif;"
    "font-size:17px;text-anchor:middle;fill:#111}"
    ".box{fill:#f6f7fb;stroke:#39415a;stroke-width:1.3}"
    ".input{fill:#fff}"
    ".output{stroke-width:2.6}"
    ".wire{fill:none;stroke:#39415a;stroke-width:1.3}"
    "text.value{fill:#0a6b2b}"
    "text.gradient{fill:#b3161b}"
    "text.part{font-size:15px;fill:#b3161b}"
    ".back{fill:#fff}"
    "text.legend{font-size:14px;text-anchor:start;fill:#444}"
)
_CAPTION_HEIGHT = 34
_LETTER = 8


def write_svg(figure: Figure, notation: Notation, *, alone: bool = True) -> str:
    """Give a figure as an SVG document; colours are explained by the caption below it.

    Unless it stands `alone`, it is an element of a page.
    """
    writer = _SvgWriter(TextPrinter(notation))
    caption = writer.plain(figure.caption)
    width = max(figure.width, 8 * len(caption))
    height = figure.height + _CAPTION_HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(figure.title)}</title>",
        f"<desc>{escape(writer.plain(figure.alternative))}</desc>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 1L9 5L0 9z" fill="#39415a"/></marker></defs>',
        f'<rect class="back" width="{width}" height="{height}"/>',
        *(line for edge in figure.edges for line in writer.arrow(edge)),
        *(line for edge in figure.edges for line in writer.label(edge)),
        *(line for node in figure.nodes for line in writer.node(node)),
        f'<text class="legend" x="16" y="{height - 14}">{escape(caption)}</text>',
        "</svg>",
    ]
    declaration = ['<?xml version="1.0" encoding="UTF-8"?>'] if alone else []
    return "\n".join(declaration + lines) + "\n"


class _SvgWriter:
    def __init__(self, printer: TextPrinter) -> None:
        self.printer = printer

    def plain(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self.printer.write(part) for part in text)

    def arrow(self, edge: Edge) -> Iterator[str]:
        first, *others = edge.points
        path = [f"M{first[0]} {first[1]}"]
        before = first
        for place, point in enumerate(others):
            if place % 2 == 0:
                half = (before[0] + point[0]) // 2
                path.append(f"C{half} {before[1]} {half} {point[1]} {point[0]} {point[1]}")
            else:
                path.append(f"L{point[0]} {point[1]}")
            before = point
        yield f'<path class="wire" marker-end="url(#tip)" d="{"".join(path)}"/>'

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
        return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'

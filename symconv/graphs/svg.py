"""A drawing as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from symconv.formulas import Formula
from symconv.graphs.drawing import Box, Drawing, Wire
from symconv.graphs.printers import GraphTextPrinter

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
_LEGEND_HEIGHT = 34
_LETTER = 8


def render_svg(
    drawing: Drawing, printer: GraphTextPrinter, title: str, description: str, legend: str
) -> str:
    """Give a drawing as an SVG document; colours are explained by the legend below it."""
    width = max(drawing.width, 8 * len(legend))
    height = drawing.height + _LEGEND_HEIGHT
    writer = _SvgWriter(printer)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description)}</desc>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 1L9 5L0 9z" fill="#39415a"/></marker></defs>',
        f'<rect class="back" width="{width}" height="{height}"/>',
        *(line for wire in drawing.wires for line in writer.wire(wire)),
        *(line for wire in drawing.wires for line in writer.part(wire)),
        *(line for box in drawing.boxes for line in writer.box(box, box is drawing.output)),
        f'<text class="legend" x="16" y="{height - 14}">{escape(legend)}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _SvgWriter:
    def __init__(self, printer: GraphTextPrinter) -> None:
        self.printer = printer

    def wire(self, wire: Wire) -> Iterator[str]:
        first, *others = wire.points
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

    def part(self, wire: Wire) -> Iterator[str]:
        if wire.part is None:
            return
        text = self.printer.write(wire.part)
        (x, y), width = wire.label, _LETTER * len(text)
        yield f'<rect class="back" x="{x - width // 2}" y="{y - 11}" width="{width}" height="22"/>'
        yield self._text("part", x, y + 5, wire.part)

    def box(self, box: Box, is_output: bool) -> Iterator[str]:
        x, y = box.middle
        kind = "box output" if is_output else "box input" if box.node.is_input else "box"
        radius = box.height // 2 if box.node.is_input else 6
        yield (
            f'<rect class="{kind}" x="{x - box.width // 2}" y="{y - box.height // 2}" '
            f'width="{box.width}" height="{box.height}" rx="{radius}"/>'
        )
        yield self._text("name", x, y + 6, box.label)
        if box.above is not None:
            yield self._text("value", x, y - box.height // 2 - 7, box.above)
        yield self._text("gradient", x, y + box.height // 2 + 19, box.below)

    def _text(self, kind: str, x: int, y: int, formula: Formula) -> str:
        text = self.printer.write(formula).replace("-", "\N{MINUS SIGN}")
        return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'

"""Drawings of grids as SVG, alone or in a page, which they leave as it is.

Every cell says in `data-` attributes which entry stands there and which lie on it, every arrow
from which entries to which it leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from symconv.documents import Box, Cell, Fill, GridFigure, Link, Mark, Panel, Point, Text
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.markup import escape_markup
from symconv.printing.writers.grid_shapes import CORNER, as_fraction, hatch, in_order, raised_by
from symconv.printing.writers.svg import FONT, arrow_paths, drawing_style

CLASS = "symconv-grid"
_LINE_COLOURS = ("#39415a", "#a9b2c9")
_MARK_COLOURS = ("#111", "#fff")
_COLOURS = (
    ("text", "fill", "#111", "#ececec"),
    (".back", "fill", "#fff", "#16191f"),
    (".cell,.inner,.bar", "stroke", *_LINE_COLOURS),
    (".cell-input", "fill", "#cfe6f7", "#1d3b55"),
    (".cell-filter", "fill", "#fbe5b8", "#4d3c10"),
    (".cell-output", "fill", "#c8ebdb", "#17432f"),
    (".cell-gradient", "fill", "#f3d5e6", "#512a41"),
    (".cell-padding,.cell-between", "fill", "#fff", "#16191f"),
    (".window,.chosen", "stroke", *_MARK_COLOURS),
    (".hatch", "stroke", *_LINE_COLOURS),
    (".corner", "fill", *_LINE_COLOURS),
    (".wire", "stroke", *_MARK_COLOURS),
    (".tip,.dot", "fill", *_MARK_COLOURS),
    (".halo", "stroke", "#fff", "#16191f"),
    (".zero", "fill", "#6a6a6a", "#a6a6a6"),
)
_SHAPES = (
    ("text", FONT),
    (".cell,.inner,.bar", "stroke-width:1"),
    (".cell-padding", "stroke-dasharray:5 3"),
    (".cell-between", "stroke-dasharray:1.5 2.5"),
    (".inner,.wire,.halo,.window,.chosen", "fill:none"),
    (".inner", "stroke-opacity:.45"),
    (".hatch", "stroke-width:1;stroke-opacity:.4"),
    (".window", "stroke-width:2.2"),
    (".chosen", "stroke-width:4"),
    (".wire", "stroke-width:1.8"),
    (".halo", "stroke-width:5;stroke-opacity:.8"),
    (".over", "font-size:12px;text-anchor:end"),
    (".head", "font-size:15px;text-anchor:start"),
    (".caption", "font-size:14px;text-anchor:start"),
)
_LETTER, _LABEL, _FRACTION = 0.56, 17, 14
"""The width of a letter as a share of its size; sizes of letters."""
_LINE_HEIGHT = 19
_MARGIN = 14
_ROUND = 9


def write_grid_svg(
    figure: GridFigure, notation: Notation, *, alone: bool = True, styled: bool = True
) -> str:
    """Give a drawing as an SVG document, its caption below it, in light colours.

    Unless it stands `alone`, it is an element of a page: the caption is left to the page, and
    colours follow the page's `color-scheme`. `styled` is left out where the page has the style.
    """
    writer = _GridWriter(TextPrinter(notation))
    lines = _caption_lines(writer.plain(figure.caption), figure.width) if alone else []
    height = figure.height + (len(lines) * _LINE_HEIGHT + _MARGIN if lines else 0)
    space = 'xmlns="http://www.w3.org/2000/svg" ' if alone else ""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>'] if alone else []
    parts += [
        f'<svg {space}class="{CLASS}" viewBox="0 0 {figure.width} {height}" '
        f'width="{figure.width}" height="{height}" role="img">',
        f"<title>{escape_markup(figure.title)}</title>",
        f"<desc>{escape_markup(writer.plain(figure.alternative))}</desc>",
    ]
    if styled:
        parts.append(f"<style>{grid_style(dark=not alone)}</style>")
    parts += [f'<rect class="back" width="{figure.width}" height="{height}"/>']
    parts += writer.draw(figure)
    for number, line in enumerate(lines, 1):
        y = figure.height + number * _LINE_HEIGHT
        parts.append(f'<text class="caption" x="{_MARGIN}" y="{y}">{escape_markup(line)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def grid_style(*, dark: bool) -> str:
    """Give the style of drawings of grids."""
    return drawing_style(CLASS, _SHAPES, _COLOURS, dark=dark)


def _caption_lines(caption: str, width: int) -> list[str]:
    return wrap(caption, max(20, int((width - 2 * _MARGIN) / 7.3)))


class _GridWriter:
    def __init__(self, printer: TextPrinter) -> None:
        self.printer = printer

    def plain(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self.printer.write(part) for part in text)

    def draw(self, figure: GridFigure) -> Iterator[str]:
        for panel in figure.panels:
            x, y = panel.corner
            title = escape_markup(self.plain(panel.title))
            if title:
                yield f'<text class="head" x="{x}" y="{y - 10}">{title}</text>'
        for panel, cell in in_order(figure):
            yield from self._cell(panel, cell)
        for link in figure.links:
            yield from self._link(link)

    def _cell(self, panel: Panel, cell: Cell) -> Iterator[str]:
        box = panel.box(cell)
        yield (
            f'<g data-panel="{escape_markup(panel.name)}" data-row="{cell.row}" '
            f'data-column="{cell.column}" data-fill="{cell.fill.value}" '
            f'data-mark="{cell.mark.value}" data-entry="{escape_markup(cell.entry)}" '
            f'data-met="{escape_markup("; ".join(cell.met))}">'
        )
        yield _rectangle(box, f"cell cell-{cell.fill.value}", cell.fill)
        yield from _ornament(box, cell.fill)
        if cell.mark is Mark.WINDOW:
            path = "".join(f"M{a[0]} {a[1]}L{b[0]} {b[1]}" for a, b in hatch(_inset(box, 1)))
            yield f'<path class="hatch" d="{path}"/>'
        if cell.mark is not Mark.NONE:
            yield _rectangle(_inset(box, 1), cell.mark.value, cell.fill)
        if cell.mark is Mark.CHOSEN:
            yield f'<circle class="dot" cx="{box.right - 8}" cy="{box.top + 8}" r="3.5"/>'
        yield from self._label(box, cell)
        yield "</g>"

    def _label(self, box: Box, cell: Cell) -> Iterator[str]:
        raised = raised_by(cell)
        middle = ((box.left + box.right) // 2, (box.top + box.bottom) // 2 - raised)
        if cell.label is not None:
            fraction = as_fraction(cell.label)
            if fraction is None:
                text = self.printer.write(cell.label)
                yield _text(text, (middle[0], middle[1] + 6), _LABEL, box, not cell.entry)
            else:
                over, under = map(self.printer.write, (fraction.over, fraction.under))
                yield from _stacked(f"∂{over}", f"∂{under}", middle, box)
        if cell.over is not None:
            text = escape_markup(_minus(self.printer.write(cell.over)))
            yield f'<text class="over" x="{box.right - 5}" y="{box.bottom - 5}">{text}</text>'

    def _link(self, link: Link) -> Iterator[str]:
        wire, tip = arrow_paths(link.points)
        yield (
            f'<g data-starts="{escape_markup("; ".join(link.starts))}" '
            f'data-ends="{escape_markup("; ".join(link.ends))}">'
            f'<path class="halo" d="{wire}"/><path class="wire" d="{wire}"/>'
            f'<path class="tip" d="{tip}"/></g>'
        )


def _rectangle(box: Box, kind: str, fill: Fill) -> str:
    rounded = f' rx="{_ROUND}"' if fill is Fill.OUTPUT else ""
    return (
        f'<rect class="{kind}" x="{box.left}" y="{box.top}" width="{box.right - box.left}" '
        f'height="{box.bottom - box.top}"{rounded}/>'
    )


def _ornament(box: Box, fill: Fill) -> Iterator[str]:
    """Give what tells a fill without its colour: a second border, a corner."""
    if fill is Fill.FILTER:
        yield _rectangle(_inset(box, 4), "inner", fill)
    elif fill is Fill.GRADIENT:
        x, y = box.left, box.top
        yield f'<path class="corner" d="M{x} {y}L{x + CORNER} {y}L{x} {y + CORNER}z"/>'


def _inset(box: Box, by: int) -> Box:
    return Box(box.left + by, box.top + by, box.right - by, box.bottom - by)


def _stacked(over: str, under: str, middle: Point, box: Box) -> Iterator[str]:
    x, y = middle
    size = _fitting(max(over, under, key=len), _FRACTION, box)
    half = int(size * _LETTER * max(len(over), len(under)) / 2) + 1
    yield _text(over, (x, y - 4), size, box, faint=False)
    yield f'<path class="bar" d="M{x - half} {y}L{x + half} {y}"/>'
    yield _text(under, (x, y + 13), size, box, faint=False)


def _text(text: str, at: Point, size: int, box: Box, faint: bool) -> str:
    kind = ' class="zero"' if faint else ""
    fit = _fitting(text, size, box)
    style = "" if fit == _LABEL else f' style="font-size:{fit}px"'
    return f'<text{kind} x="{at[0]}" y="{at[1]}"{style}>{escape_markup(_minus(text))}</text>'


def _fitting(text: str, size: int, box: Box) -> int:
    """Give the size of letters in which a text fits a cell."""
    room = box.right - box.left - 6
    return max(7, min(size, int(room / (_LETTER * max(1, len(text))))))


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")

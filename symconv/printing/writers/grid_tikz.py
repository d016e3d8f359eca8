"""Drawings of grids as LaTeX pictures, with TikZ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.documents import Box, Cell, Fill, GridFigure, Mark, Panel, Text
from symconv.formulas import Formula
from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.writers.grid_shapes import CORNER, as_fraction, hatch, in_order, raised_by
from symconv.printing.writers.tikz import arrow, at, picture

_COLOURS = (
    r"\definecolor{gridinput}{RGB}{207,230,247}",
    r"\definecolor{gridfilter}{RGB}{251,229,184}",
    r"\definecolor{gridoutput}{RGB}{200,235,219}",
    r"\definecolor{gridgradient}{RGB}{243,213,230}",
    r"\definecolor{gridline}{RGB}{57,65,90}",
)
_FILLS = {
    Fill.INPUT: "fill=gridinput",
    Fill.FILTER: "fill=gridfilter",
    Fill.OUTPUT: "fill=gridoutput, rounded corners=4pt",
    Fill.GRADIENT: "fill=gridgradient",
    Fill.PADDING: "fill=white, dash pattern=on 3pt off 2pt",
    Fill.BETWEEN: "fill=white, dash pattern=on 1pt off 1.6pt",
}
_MARKS = {Mark.WINDOW: "line width=1.5pt", Mark.CHOSEN: "line width=2.4pt"}
_LABEL_ROOM = r"\resizebox{\ifdim\width>WIDTHpt WIDTHpt\else\width\fi}{!}{$\displaystyle LABEL$}"
_POINTS = 0.72


def draw_grid(figure: GridFigure, printer: LatexPrinter, escape: Callable[[str], str]) -> list[str]:
    """Give a drawing as lines of LaTeX; `escape` gives plain text so that it is printed."""
    lines = [
        _title(panel, _prose(panel.title, printer, escape))
        for panel in figure.panels
        if panel.title
    ]
    for panel, cell in in_order(figure):
        lines += _cell(panel.box(cell), cell, printer)
    for link in figure.links:
        lines.append(arrow(link.points, "line width=3pt, white, opacity=0.8"))
        lines.append(arrow(link.points, "->, line width=1pt"))
    return picture((figure.width, figure.height), _COLOURS, lines)


def _title(panel: Panel, title: str) -> str:
    x, y = panel.corner
    return rf"\node[anchor=base west, inner sep=0pt, font=\small] at {at((x, y - 10))} {{{title}}};"


def _prose(text: Text, printer: LatexPrinter, escape: Callable[[str], str]) -> str:
    parts = (
        escape(part) if isinstance(part, str) else f"${_on_a_line(part, printer)}$" for part in text
    )
    return " ".join("".join(parts).split())  # an empty line would end the node


def _on_a_line(formula: Formula, printer: LatexPrinter) -> str:
    """Give a formula; a derivative with a stroke, since a fraction would be too small to read."""
    fraction = as_fraction(formula)
    if fraction is None:
        return printer.write(formula)
    over, under = (printer.write(part) for part in (fraction.over, fraction.under))
    return rf"\partial {over}/\partial {under}"


def _cell(box: Box, cell: Cell, printer: LatexPrinter) -> Iterator[str]:
    corners = _corners(box)
    yield rf"\draw[gridline, {_FILLS[cell.fill]}] {corners};"
    if cell.fill is Fill.FILTER:
        inner = Box(box.left + 4, box.top + 4, box.right - 4, box.bottom - 4)
        yield rf"\draw[gridline!50] {_corners(inner)};"
    if cell.fill is Fill.GRADIENT:
        x, y = box.left, box.top
        tip = f"{at((x, y))} -- {at((x + CORNER, y))} -- {at((x, y + CORNER))}"
        yield rf"\fill[gridline] {tip} -- cycle;"
    if cell.mark is Mark.WINDOW:
        strokes = " ".join(f"{at(start)} -- {at(end)}" for start, end in hatch(box))
        yield rf"\draw[gridline!40] {strokes};"
    if cell.mark is not Mark.NONE:
        rounded = ", rounded corners=4pt" if cell.fill is Fill.OUTPUT else ""
        yield rf"\draw[{_MARKS[cell.mark]}{rounded}] {corners};"
    if cell.mark is Mark.CHOSEN:
        yield rf"\fill {at((box.right - 8, box.top + 8))} circle[radius=2.2pt];"
    yield from _labels(box, cell, printer)


def _labels(box: Box, cell: Cell, printer: LatexPrinter) -> Iterator[str]:
    raised = raised_by(cell)
    if cell.label is not None:
        middle = at(((box.left + box.right) // 2, (box.top + box.bottom) // 2 - raised))
        size = r"\small" if as_fraction(cell.label) is None else r"\scriptsize"
        grey = "" if cell.entry else ", text=black!60"
        text = _within(box, cell.label, printer)
        yield rf"\node[inner sep=0pt, font={size}{grey}] at {middle} {{{text}}};"
    if cell.over is not None:
        place = at((box.right - 4, box.bottom - 4))
        text = _on_a_line(cell.over, printer)
        yield (rf"\node[inner sep=0pt, anchor=south east, font=\tiny] at {place} {{${text}$}};")


def _within(box: Box, label: Formula, printer: LatexPrinter) -> str:
    """Give a label that is shrunk to its cell if it is wider."""
    width = f"{(box.right - box.left - 8) * _POINTS:.1f}"
    return _LABEL_ROOM.replace("WIDTH", width).replace("LABEL", printer.write(label))


def _corners(box: Box) -> str:
    return f"{at((box.left, box.top))} rectangle {at((box.right, box.bottom))}"

"""Drawings as an animation for slides, with Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from textwrap import wrap
from typing import Any

from symconv.documents import Box, Cell, Fill, GridFigure, Mark, Point
from symconv.errors import WorksheetError
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.writers.grid_shapes import (
    CORNER,
    as_fraction,
    hatch,
    in_order,
    raised_by,
)
from symconv.printing.writers.grid_text import plain_prose

_FONT = "DejaVuSans.ttf"
_LABEL, _FRACTION, _OVER, _HEAD, _CAPTION = 14, 11, 9, 14, 13
_SIZES = range(7, 15)
_INK, _LINE, _GREY, _PAPER = "#111111", "#39415a", "#6a6a6a", "#ffffff"
_FILLS = {
    Fill.INPUT: "#cfe6f7", Fill.FILTER: "#fbe5b8", Fill.OUTPUT: "#c8ebdb",
    Fill.GRADIENT: "#f3d5e6", Fill.PADDING: _PAPER, Fill.BETWEEN: _PAPER,
}  # fmt: skip
_DASHES = {Fill.PADDING: (5, 3), Fill.BETWEEN: (1, 3)}
_BORDERS = {Mark.WINDOW: 2, Mark.CHOSEN: 4}
_MILLISECONDS = 1200
_LINE_HEIGHT, _MARGIN = 19, 16
MOST_PIXELS = 100_000_000
"""An animation of more pixels, all drawings together, is too large for slides."""
_PLAIN = {"∂": "d", "−": "-", "·": "*", "×": "x"}


def write_gif(frames: Sequence[GridFigure], notation: Notation) -> bytes:
    """Give drawings as an animated GIF that shows each for a second or so.

    Letters are those of DejaVu Sans where it is installed, and otherwise Pillow's own, which has
    few signs.

    Raises `WorksheetError` without Pillow, and for an animation too large.
    """
    try:
        from PIL import Image
    except ImportError:
        raise WorksheetError(
            "a GIF needs Pillow, which is not installed: pip install 'symconv[figures]'; "
            "or write an .svg strip or an .html page"
        ) from None
    painter = _Painter(TextPrinter(notation))
    size = painter.size(frames)
    if size[0] * size[1] * len(frames) > MOST_PIXELS:
        raise WorksheetError(
            f"{len(frames)} drawings of {size[0]}×{size[1]} pixels are too large for a GIF; "
            "write an .html page, or draw a smaller layer"
        )
    images = []
    for frame in frames:
        image = Image.new("RGB", size, _PAPER)
        painter.paint(image, frame)
        images.append(image.quantize(colors=64, dither=Image.Dither.NONE))
    data = BytesIO()
    images[0].save(
        data, "GIF", save_all=True, append_images=images[1:], duration=_MILLISECONDS, loop=0
    )
    return data.getvalue()


class _Painter:
    def __init__(self, printer: TextPrinter) -> None:
        from PIL import ImageFont

        self.printer = printer
        try:
            self.fonts: dict[int, Any] = {n: ImageFont.truetype(_FONT, n) for n in _SIZES}
            self.is_plain = False
        except OSError:
            self.fonts = {n: ImageFont.load_default(n) for n in _SIZES}
            self.is_plain = True

    def size(self, frames: Sequence[GridFigure]) -> Point:
        """Give the size of every picture: that of the largest, with its caption."""
        width = max(frame.width for frame in frames)
        lines = max(len(self._caption(frame, width)) for frame in frames)
        height = max(frame.height for frame in frames)
        return width, height + lines * _LINE_HEIGHT + _MARGIN

    def _caption(self, frame: GridFigure, width: int) -> list[str]:
        text = plain_prose(frame.caption, self.printer.write)
        return wrap(text, max(20, (width - 2 * _MARGIN) // 8))

    def paint(self, image: Any, frame: GridFigure) -> None:
        """Draw a frame."""
        from PIL import ImageDraw

        draw = ImageDraw.Draw(image)
        for panel in frame.panels:
            x, y = panel.corner
            title = plain_prose(panel.title, self.printer.write)
            self._text(draw, (x, y - 7), title, _HEAD, "ls")
        for panel, cell in in_order(frame):
            self._cell(draw, panel.box(cell), cell)
        for link in frame.links:
            points = _rounded(link.points)
            draw.line(points, fill=_INK, width=2)
            x, y = points[-1]
            draw.polygon([(x, y), (x - 10, y - 4), (x - 10, y + 4)], fill=_INK)
        for number, line in enumerate(self._caption(frame, image.width), 1):
            at = (_MARGIN, frame.height + number * _LINE_HEIGHT)
            self._text(draw, at, line, _CAPTION, "ls")

    def _cell(self, draw: Any, box: Box, cell: Cell) -> None:
        radius = 9 if cell.fill is Fill.OUTPUT else 0
        corners = (box.left, box.top, box.right, box.bottom)
        dash = _DASHES.get(cell.fill)
        outline = None if dash else _LINE
        draw.rounded_rectangle(corners, radius, fill=_FILLS[cell.fill], outline=outline)
        if dash:
            _dashed(draw, box, dash)
        if cell.fill is Fill.FILTER:
            inner = (box.left + 4, box.top + 4, box.right - 4, box.bottom - 4)
            draw.rectangle(inner, outline="#c9b78f")
        if cell.fill is Fill.GRADIENT:
            x, y = box.left, box.top
            draw.polygon([(x, y), (x + CORNER, y), (x, y + CORNER)], fill=_LINE)
        if cell.mark is Mark.WINDOW:
            for start, end in hatch(box):
                draw.line((start, end), fill="#b3b7c4")
        if cell.mark is not Mark.NONE:
            draw.rounded_rectangle(corners, radius, outline=_INK, width=_BORDERS[cell.mark])
        if cell.mark is Mark.CHOSEN:
            x, y = box.right - 9, box.top + 9
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=_INK)
        self._labels(draw, box, cell)

    def _labels(self, draw: Any, box: Box, cell: Cell) -> None:
        x, y = (box.left + box.right) // 2, (box.top + box.bottom) // 2 - raised_by(cell)
        room = box.right - box.left - 6
        if cell.label is not None:
            fraction = as_fraction(cell.label)
            if fraction is None:
                colour = _INK if cell.entry else _GREY
                text = self.printer.write(cell.label)
                self._text(draw, (x, y), text, _LABEL, "mm", colour, room)
            else:
                under = f"∂{self.printer.write(fraction.under)}"
                over = f"∂{self.printer.write(fraction.over)}"
                self._text(draw, (x, y - 8), over, _FRACTION, "mm", room=room)
                draw.line((x - 14, y, x + 14, y), fill=_INK)
                self._text(draw, (x, y + 8), under, _FRACTION, "mm", room=room)
        if cell.over is not None:
            at = (box.right - 4, box.bottom - 3)
            self._text(draw, at, self.printer.write(cell.over), _OVER, "rs", room=room)

    def _text(
        self, draw: Any, at: Point, text: str, size: int, anchor: str, colour: str = _INK,
        room: int = 0,
    ) -> None:  # fmt: skip
        """Write a text, in smaller letters if it would be wider than its room."""
        if self.is_plain:
            text = plain_letters(text)
        while room and size > min(self.fonts) and draw.textlength(text, self.fonts[size]) > room:
            size -= 1
        draw.text(at, text, fill=colour, font=self.fonts[size], anchor=anchor)


def plain_letters(text: str) -> str:
    """Give a text in letters that every font has, as near as they come.

    >>> plain_letters("∂L/∂X₁₂")
    'dL/dX12'
    """
    import unicodedata

    parts = unicodedata.normalize("NFKD", text)
    plain = (_PLAIN.get(part, part) for part in parts if not unicodedata.combining(part))
    return "".join(letter if letter.isascii() else "?" for letter in plain)


def _dashed(draw: Any, box: Box, dash: tuple[int, int]) -> None:
    on, off = dash
    for x in range(box.left, box.right, on + off):
        for y in (box.top, box.bottom):
            draw.line((x, y, min(x + on - 1, box.right), y), fill=_LINE)
    for y in range(box.top, box.bottom, on + off):
        for x in (box.left, box.right):
            draw.line((x, y, x, min(y + on - 1, box.bottom)), fill=_LINE)


def _rounded(points: Sequence[Point]) -> list[Point]:
    """Give the points of an arrow with its curves in short pieces; see `Edge`."""
    from symconv.documents import curve_point

    path = [points[0]]
    for place, (start, end) in enumerate(pairwise(points)):
        if place % 2 == 0:
            path += [curve_point(start, end, eighths) for eighths in range(1, 9)]
        else:
            path.append(end)
    return path

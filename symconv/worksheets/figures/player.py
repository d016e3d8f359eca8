"""Drawings as a page that is stepped through; without its script it shows all of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from symconv.documents import GridFigure
from symconv.errors import WorksheetError
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.markup import escape_markup
from symconv.printing.writers.grid_svg import grid_style, write_grid_svg
from symconv.printing.writers.grid_text import plain_prose
from symconv.printing.writers.html import HtmlWriter
from symconv.printing.writers.html_style import DOCUMENT_STYLE, PAGE_STYLE
from symconv.worksheets.figures.player_script import PLAYER_SCRIPT, PLAYER_STYLE

if TYPE_CHECKING:
    from symconv.worksheets.figures.figure import LayerFigure

_BUTTONS = (
    ("first", "First", "First step"),
    ("back", "Back", "Previous step"),
    ("on", "Next", "Next step"),
    ("last", "Last", "Last step"),
    ("play", "Play", ""),
)
MOST_CELLS_IN_PAGE = 120_000
"""A page with more cells, all drawings together, is too slow."""


def player_page(figure: LayerFigure) -> str:
    """Give a page on which one steps through drawings.

    Raises `WorksheetError` for so many cells that a browser would be slow.
    """
    digest = b64encode(sha256(PLAYER_SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    title = escape_markup(figure.title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{title}</title>\n<style>\n{PAGE_STYLE}{DOCUMENT_STYLE}{PLAYER_STYLE}</style>\n"
        '</head>\n<body style="max-width:72rem">\n<main class="symconv-document" '
        f'style="max-width:none">\n<h1>{title}</h1>\n{player_fragment(figure)}</main>\n'
        f"<script>{PLAYER_SCRIPT}</script>\n</body>\n</html>\n"
    )


def player_fragment(figure: LayerFigure) -> str:
    """Give the player as an element, for a page that has its style and its script."""
    cells = sum(len(panel.cells) for frame in figure.grids for panel in frame.panels)
    if cells > MOST_CELLS_IN_PAGE:
        raise WorksheetError(
            f"a page has at most {MOST_CELLS_IN_PAGE:,} cells in all its steps, and this would "
            f"have {cells:,}; choose a step, or draw a smaller layer"
        )
    return "".join(f"{line}\n" for line in _lines(figure))


def _lines(figure: LayerFigure) -> Iterator[str]:
    count = len(figure.frames)
    yield (
        f'<section class="symconv-player" aria-label="{escape_markup(figure.title)}">'
        f"<style>{grid_style(dark=True)}</style>"
    )
    yield '<div class="symconv-controls" data-part="controls" hidden>'
    for part, word, said in _BUTTONS:
        label = f' aria-label="{said}"' if said else ""
        yield f'<button type="button" data-part="{part}"{label}>{word}</button>'
    yield (
        f'<label>Step <input type="range" data-part="slider" min="1" max="{count}" value="1" '
        f'step="1"/></label><output data-part="shown">1 of {count}</output></div>'
    )
    yield '<p class="symconv-said" data-part="said" role="status" aria-live="polite"></p>'
    writer = HtmlWriter(figure.document())
    plain = TextPrinter(figure.notation).write
    for number, frame in enumerate(figure.grids, 1):
        yield _frame(figure, frame, number, plain_prose(frame.alternative, plain), writer)
    yield "</section>"


def _frame(
    figure: LayerFigure, frame: GridFigure, number: int, said: str, writer: HtmlWriter
) -> str:
    drawing = write_grid_svg(frame, figure.notation, alone=False, styled=False)
    return (
        f'<figure data-step="{number}" data-said="{escape_markup(said)}">'
        f'<div class="symconv-scroll">{drawing}</div>'
        f"<figcaption>{writer.prose(frame.caption)}</figcaption></figure>"
    )

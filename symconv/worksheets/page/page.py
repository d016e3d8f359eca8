"""A sheet as a page that works offline: it checks answers, keeps them and exports them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from symconv.collector import collector_paused
from symconv.notation.letters import letter_to_text
from symconv.printing.markup import escape_markup
from symconv.printing.writers.html_style import DOCUMENT_STYLE, PAGE_STYLE
from symconv.worksheets.page.assets import DATA_ID, script, style
from symconv.worksheets.page.data import Mode, checks_of
from symconv.worksheets.page.writer import PageWriter

if TYPE_CHECKING:
    from symconv.notation import Notation
    from symconv.worksheets.sheet import Worksheet


def write_page(sheet: Worksheet) -> str:
    """Give a sheet as one HTML file, whose script asks for nothing outside it.

    No right answer stands in it, unless the sheet is for self-study: answers are compared by
    their values at pseudo-random points and by hashes.

    Raises `WorksheetError` if the script is missing from the installation.
    """
    with collector_paused():
        return "\n".join(_parts(sheet)) + "\n"


def _parts(sheet: Worksheet) -> Iterator[str]:
    checks = checks_of(sheet)
    code = script()
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(code)}"/>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield f"<title>{escape_markup(sheet.title)}</title>"
    yield f"<style>\n{PAGE_STYLE}{DOCUMENT_STYLE}{style()}</style>\n</head>\n<body>"
    yield '<main class="symconv-document symconv-sheet">'
    letters = [one.number for one in checks.expected.values() if one.mode is Mode.LETTER]
    writer = PageWriter(sheet.document(), frozenset(letters))
    lines = writer.lines(sheet.document(), 1)
    yield next(lines)
    yield _help(sheet.notation)
    yield from lines
    yield "</main>"
    yield f'<script type="application/json" id="{DATA_ID}">{checks.json()}</script>'
    yield f"<script>{code}</script>\n</body>\n</html>"


def _policy(code: str) -> str:
    """Give what the page may do: run its own script, be styled, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def _help(notation: Notation) -> str:
    """Say how answers are typed, in the sheet's letters."""
    entry, loss, output = (
        escape_markup(letter_to_text(letter))
        for letter in (notation.input, notation.loss, notation.output)
    )
    return (
        f'<p class="symconv-help">Type an entry as <code>{entry}_12</code>, a derivative as '
        f"<code>d{loss}/d{output}_12</code>, a product with a space or <code>*</code>; LaTeX is "
        "read, too. Every correct form counts. Enter checks one answer.</p>\n"
        "<noscript><p>The sheet can be filled in and printed; to check and export answers it "
        "needs JavaScript.</p></noscript>"
    )

r"""The teacher's LaTeX file: the sheet and its key in one, with a switch between them.

A student's file is the sheet alone, without what the key says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from symconv.documents import Block, Document, Exercise, Section, exercises_in, without_exercises
from symconv.printing.writers.latex import LatexWriter, frame

if TYPE_CHECKING:
    from symconv.worksheets.sheet import Worksheet

_SWITCH = r"""\newif\ifkey
\keytrue % \keyfalse prints the sheet without solutions
"""
_KEY, _SHEET, _END = r"\ifkey", r"\else", r"\fi"


def write_switched(sheet: Worksheet) -> str:
    r"""Give a sheet and its key as one LaTeX document, which prints the key.

    With `\keyfalse` in its second line of commands it prints the sheet, as `sheet.to_latex` does.
    """
    key = sheet.key.document()
    body = "".join(f"{line}\n" for line in _switched(key, sheet.document()))
    return frame(body, [key], switches=_SWITCH)


def _switched(key: Document, own: Document) -> Iterator[str]:
    """Give the lines of a key and its sheet, which have the same sections and questions."""
    on_key, on_sheet = LatexWriter(key), LatexWriter(own)
    yield from _either(
        [rf"\section*{{{on_key.escape(key.title)}}}"],
        [rf"\section*{{{on_sheet.escape(own.title)}}}"],
    )
    yield from _either(
        on_key.write(without_exercises(key.blocks), 1),
        on_sheet.write(without_exercises(own.blocks), 1),
    )
    pairs = zip(_asked(key.blocks), _asked(own.blocks), strict=True)
    for (block, level), (other, _) in pairs:
        yield from _either(on_key.write((block,), level), on_sheet.write((other,), level))


def _asked(blocks: Iterable[Block], level: int = 1) -> Iterator[tuple[Block, int]]:
    """Give headings and exercises with their levels, a heading without what stands below it."""
    for block in blocks:
        if isinstance(block, Exercise):
            yield block, level
        elif isinstance(block, Section) and any(exercises_in(block.blocks)):
            yield replace(block, blocks=()), level
            yield from _asked(block.blocks, level + 1)


def _either(key: Iterable[str], sheet: Iterable[str]) -> Iterator[str]:
    """Give lines of the key, and those that stand on the sheet instead."""
    on_key, on_sheet = list(key), list(sheet)
    if on_key == on_sheet:
        yield from on_key
        return
    yield _KEY
    yield from on_key
    if on_sheet:
        yield _SHEET
        yield from on_sheet
    yield _END

r"""The teacher's LaTeX file: the sheet and its key in one, with a switch between them.

A student's file is the sheet alone, without what the key says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from symconv.documents import Block, Document, Exercise, Option
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
    writer = SwitchedWriter(key, sheet.options.self_study)
    body = "".join(f"{line}\n" for line in writer.switched(sheet))
    return frame(body, [key], switches=_SWITCH)


class SwitchedWriter(LatexWriter):
    """Writes exercises that know their solutions so that one switch shows or hides them.

    With `self_study` the sheet has them, too.
    """

    def __init__(self, document: Document, self_study: bool) -> None:
        super().__init__(document)
        self.self_study = self_study

    def switched(self, sheet: Worksheet) -> Iterator[str]:
        """Give the lines of a sheet and its key."""
        own, key = sheet.document(), sheet.key.document()
        yield from _either(
            [rf"\section*{{{self.escape(key.title)}}}"],
            [rf"\section*{{{self.escape(own.title)}}}"],
        )
        yield from _either(self.write(_opening(key.blocks), 1), self.write(_opening(own.blocks), 1))
        hints = sheet.options.hints
        for number, question in enumerate(sheet.questions, 1):
            exercise = question.exercise(
                number, sheet.notation, hints=hints, solved=True, keyed=True
            )
            yield from self.write((exercise,), 1)

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Give a question; its hints are of the sheet, its solution of the key."""
        del following
        yield from self.asked(block, level)
        yield from self.options(block)
        solution = list(self.solved(block, level))
        yield from _either(solution, [*self.hints(block), *(solution if self.self_study else ())])

    def judged(self, option: Option) -> str:
        """Give whether an option is right, on the key."""
        text = super().judged(option)
        return rf"{_KEY}{text}{_END}" if text and not self.self_study else text


def _opening(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give what stands before the first question."""
    return tuple(block for block in blocks if not isinstance(block, Exercise))


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

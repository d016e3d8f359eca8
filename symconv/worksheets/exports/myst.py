"""Sheets as MyST Markdown, for Sphinx and Jupyter Book: numbered equations, folded hints.

Directives stand between backticks, which need no extension switched on; labels begin with the
sheet's id, so that several sheets may stand in one book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from symconv.documents import Block, Document, Exercise
from symconv.printing.writers.markdown import MarkdownWriter
from symconv.worksheets.sheet import Key, Worksheet

_ALSO_SPECIAL = re.compile(r"([{}@])")
_FENCE, _OUTER_FENCE = "```", "````"


def write(shown: Worksheet | Key) -> str:
    """Give a sheet or a key as a page in MyST Markdown."""
    document = shown.document()
    if isinstance(shown, Key):
        writer = MystWriter(document, f"key-{shown.sheet.identity}", folds=False)
    else:
        writer = MystWriter(document, f"sheet-{shown.identity}")
    return "\n".join(writer.lines(document)).rstrip("\n") + "\n"


class MystWriter(MarkdownWriter):
    """Writes MyST; `label` is what the labels of its equations begin with.

    `folds` tells whether solutions are shown when somebody asks for them.
    """

    def __init__(self, document: Document, label: str, *, folds: bool = True) -> None:
        super().__init__(document)
        self.label = label
        self.folds = folds
        self._displays = 0

    def escape(self, text: str) -> str:
        r"""Give plain text so that no role, no substitution and no citation is in it.

        >>> from symconv.notation import Notation
        >>> MystWriter(Document("", Notation(), ()), "a").escape("{{ env }} of @Someone")
        '\\{\\{ env \\}\\} of \\@Someone'
        """
        return _ALSO_SPECIAL.sub(r"\\\1", super().escape(text))

    def displayed(self, lines: Iterable[str]) -> Iterator[str]:
        """Give one display."""
        self._displays += 1
        yield from (f"{_FENCE}{{math}}", f":label: {self.label}-{self._displays}", "")
        yield from (*lines, _FENCE, "")

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Give a question with what it shows."""
        del following
        title = f"Exercise {block.number}: {self.prose(block.title)} ({block.worth})"
        yield from (f"({self.label}-exercise-{block.number})=", f"#{'#' * level} {title}", "")
        yield from (self.prose(block.task), "")
        yield from self.write(block.blocks, level + 1)
        yield from self.chosen(block)
        for number, hint in enumerate(block.hints, 1):
            yield from self._folded(f"Hint {number}", "tip", (self.prose(hint), ""))
        if block.solution:
            yield from self._solution(block.solution, level)

    def _solution(self, blocks: Sequence[Block], level: int) -> Iterator[str]:
        lines = self.write(blocks, level + 1)
        if self.folds:
            yield from self._folded("Solution", "note", lines)
        else:
            yield from ("**Solution**", "", *lines)

    def _folded(self, title: str, kind: str, lines: Iterable[str]) -> Iterator[str]:
        yield from (f"{_OUTER_FENCE}{{admonition}} {title}", f":class: {kind} dropdown", "")
        yield from (*lines, _OUTER_FENCE, "")

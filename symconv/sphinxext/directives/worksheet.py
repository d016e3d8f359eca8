"""`symconv-worksheet`: exercises about a layer or a network, their solutions folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from symconv.sphinxext.directives.directive import NO_TITLE, Convert, LayerDirective

if TYPE_CHECKING:
    from symconv.documents import Document
    from symconv.worksheets import Worksheet, WorksheetOptions


class WorksheetDirective(LayerDirective):
    """Shows the questions of a worksheet, without the lines for a name and a date."""

    own_options: ClassVar[dict[str, Convert]] = {
        "topics": directives.unchanged_required,
        "blanks": directives.unchanged_required,
        "entries": directives.unchanged_required,
        "seed": directives.nonnegative_int,
        "title": directives.unchanged_required,
        "no-hints": directives.flag,
        "no-solutions": directives.flag,
        NO_TITLE: directives.flag,
    }

    def make(self) -> Sequence[nodes.Node]:
        """Give the questions. Raises `SymconvError` for what cannot be asked."""
        from symconv.worksheets import build_worksheet

        subject = self.subject()
        sheet = build_worksheet(subject.spec, subject.notation, self._chosen())
        return [self.placed(_in_a_book(sheet))]

    def _chosen(self) -> WorksheetOptions:
        """Read what the author chooses."""
        from symconv.derivation.choosing import Entries
        from symconv.worksheets import Blanks, Topic, WorksheetOptions

        chosen, given = WorksheetOptions(), self.options
        if "topics" in given:
            chosen = replace(chosen, topics=Topic.read(given["topics"]))
        if "blanks" in given:
            chosen = replace(chosen, blanks=Blanks.read(given["blanks"]))
        if "entries" in given:
            chosen = replace(chosen, entries=Entries.read(given["entries"]))
        return replace(
            chosen,
            seed=given.get("seed", chosen.seed),
            title=given.get("title", chosen.title),
            hints="no-hints" not in given,
            self_study="no-solutions" not in given,
        )


def _in_a_book(sheet: Worksheet) -> Document:
    """Give a sheet without what only paper that is handed in needs."""
    from symconv.documents import exercises_in

    document = sheet.document()
    exercises = tuple(exercises_in(document.blocks))
    return replace(document, blocks=(*sheet.context, *exercises))

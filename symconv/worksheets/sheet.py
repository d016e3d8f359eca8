"""A worksheet and its key: one list of questions, of which each prints what it may tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symconv.collector import collector_paused
from symconv.documents import Block, Document, Lines, Paragraph
from symconv.notation import Notation
from symconv.printing.formats import Format
from symconv.printing.shown import Shown
from symconv.worksheets.grouping import grouped
from symconv.worksheets.options import WorksheetOptions
from symconv.worksheets.questions import Question

if TYPE_CHECKING:
    from symconv.printing.formats import Format

NAME_AND_DATE = ("Name:", "Date:")


@dataclass(frozen=True, repr=False)
class Worksheet(Shown):
    """A sheet for students: it shows itself in every format, and has a key.

    Attributes
    ----------
    title, notation : as printed
    identity : what stands on the sheet and in its key, and says nothing else
    subject : what is derived, in words
    command : the command that makes the sheet and its key; the key alone says it
    context : what stands before the first question: the layer, figures
    """

    title: str
    notation: Notation
    identity: str
    subject: str
    command: str
    context: tuple[Block, ...]
    questions: tuple[Question, ...]
    options: WorksheetOptions

    def __repr__(self) -> str:
        return f"<Worksheet {self.title!r}: {len(self.questions)} questions, {self.points} points>"

    @property
    def points(self) -> int:
        """What all questions are worth."""
        return sum(question.points for question in self.questions)

    def document(self) -> Document:
        """Give the sheet; solutions stand on it for self-study only."""
        options = self.options
        exercises = (
            question.exercise(number, self.notation, hints=options.hints, solved=options.self_study)
            for number, question in enumerate(self.questions, 1)
        )
        about = f"Sheet {self.identity}, {self.points} points."
        course = (Paragraph((options.course,)),) if options.course else ()
        return Document(
            self.title,
            self.notation,
            (
                *course,
                Lines(NAME_AND_DATE),
                Paragraph((about,)),
                *self.context,
                *grouped(self.questions, list(exercises)),
            ),
            head={"sheet": self.identity, "points": self.points},
            series="exercises",
        )

    def _written(self, format_: str, standalone: bool = False, **choices: Any) -> str:
        """Give a whole page of HTML with fields and a check; everything else as documents are."""
        if Format.read(format_) is Format.HTML and standalone:
            from symconv.worksheets.page import write_page

            self._check(choices)
            return write_page(self)
        return super()._written(format_, standalone, **choices)

    @cached_property
    def key(self) -> Key:
        """The key: every question with what is right."""
        return Key(self)


@dataclass(frozen=True, repr=False)
class Key(Shown):
    """The key of a worksheet: every formula without blanks, the options judged, and its seed."""

    sheet: Worksheet

    def __repr__(self) -> str:
        return f"<Key of sheet {self.sheet.identity}>"

    def to_latex(self, standalone: bool = False, **choices: Any) -> str:
        r"""Give the key as LaTeX; standalone with a switch, which prints the sheet instead."""
        if not standalone:
            return super().to_latex(**choices)
        from symconv.worksheets.latex import write_switched

        self._check(choices)
        with collector_paused():
            return write_switched(self.sheet)

    def to(self, format_: str | Format, standalone: bool = False, **choices: Any) -> str:
        """Give the key in a format by its name; raises `NotationError` for an unknown one."""
        if str(format_) == "latex":
            return self.to_latex(standalone, **choices)
        return super().to(format_, standalone, **choices)

    def document(self) -> Document:
        """Give the key; its data is what `grade` takes."""
        sheet = self.sheet
        exercises = (
            question.exercise(number, sheet.notation, hints=False, solved=True, keyed=True)
            for number, question in enumerate(sheet.questions, 1)
        )
        about = f"Key of sheet {sheet.identity}, {sheet.points} points, seed {sheet.options.seed}."
        return Document(
            f"Key: {sheet.title}",
            sheet.notation,
            (Paragraph((about,)), Paragraph((f"Made by: {sheet.command}",)), *sheet.context,
             *grouped(sheet.questions, list(exercises))),
            head={
                "sheet": sheet.identity,
                "points": sheet.points,
                "seed": sheet.options.seed,
                "command": sheet.command,
            },
            series="exercises",
        )  # fmt: skip

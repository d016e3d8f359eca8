"""Questions with all that is known of them; a sheet prints a part of it, a key the whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from symconv.documents import Block, Bullets, Data, Exercise, Field, Option, Paragraph, Text
from symconv.formulas import Blank, Formula
from symconv.formulas.walk import walk_paths
from symconv.notation import Notation
from symconv.printing.formulas import TextPrinter

_LONGEST_BESIDE = 18
"""Letters of a formula beside which others stand on a line."""
_LONGEST_TOLD = 60
"""Letters of a formula above which a line of answers does not hold it."""


class Kind(StrEnum):
    """How a question is answered."""

    FILL = "fill"
    """By what is left out of formulas."""
    CHOICE = "choice"
    """By the letter of an option."""
    SLIP = "slip"
    """By the letter of a false equation, and what its right side should be."""


@dataclass(frozen=True)
class Answer:
    """What is right at one place: a formula in any form, or a letter."""

    number: int
    formula: Formula | None = None
    letter: str = ""
    points: int = 1


@dataclass(frozen=True)
class Choice:
    """An option, a formula or words, with the truth about it."""

    formula: Formula | None
    right: bool
    feedback: str = ""
    words: Text = ()

    @property
    def text(self) -> Text:
        """What is printed."""
        return self.words if self.formula is None else (self.formula,)


@dataclass(frozen=True)
class Question:
    """A question; `blocks` have blanks in their formulas, `solution` has none."""

    name: str
    kind: Kind
    title: Text
    task: Text
    blocks: tuple[Block, ...]
    answers: tuple[Answer, ...]
    solution: tuple[Block, ...]
    hints: tuple[Text, ...] = ()
    choices: tuple[Choice, ...] = ()
    group: Text = ()
    """Under which heading it stands, together with its neighbours of the same one."""

    @property
    def points(self) -> int:
        """What it is worth: the points of its answers."""
        return sum(answer.points for answer in self.answers)

    def exercise(
        self, number: int, notation: Notation, *, hints: bool, solved: bool, keyed: bool = False
    ) -> Exercise:
        """Give what is printed: with hints, with the solution, or as a key has it.

        A key shows no blanks: it says what belongs in each, and every formula whole.
        """
        told = self._told(notation) if keyed else ()
        return Exercise(
            self.name,
            number,
            self.title,
            self.task,
            self.points,
            self._given() if keyed and self.kind is Kind.FILL else self.blocks,
            tuple(self._fields(notation)),
            self._options(solved or keyed),
            self.hints if hints else (),
            (*told, *self.solution) if solved or keyed else (),
            self._record(number, notation, keyed),
        )

    def _given(self) -> tuple[Block, ...]:
        """Give what is shown without blanks: the numbers that are given."""
        return tuple(block for block in self.blocks if not _has_blank(block))

    def _told(self, notation: Notation) -> tuple[Block, ...]:
        """Give the answers, each behind the number of its blank; long ones stand below."""
        write = TextPrinter(notation).write
        told: list[Text] = []
        widest = 0
        for one in self.answers:
            width = 1 if one.formula is None else len(write(one.formula))
            short = one.letter if one.formula is None else one.formula
            widest = max(widest, width if width <= _LONGEST_TOLD else 0)
            told.append((f"({one.number}) ", short if width <= _LONGEST_TOLD else "see below"))
        if widest > _LONGEST_BESIDE:
            return (Paragraph((), "Answers:"), Bullets(tuple(told)))
        joined = [part for text in told for part in ("; ", *text)]
        return (Paragraph(tuple(joined[1:]), "Answers:"),)

    def _fields(self, notation: Notation) -> list[Field]:
        write = TextPrinter(notation).write
        return [
            Field(one.number, len(one.letter if one.formula is None else write(one.formula)))
            for one in self.answers
        ]

    def _options(self, known: bool) -> tuple[Option, ...]:
        return tuple(
            Option(
                letter(place),
                choice.text,
                choice.right if known else None,
                (choice.feedback,) if known and choice.feedback else (),
            )
            for place, choice in enumerate(self.choices)
        )

    def _record(self, number: int, notation: Notation, keyed: bool) -> dict[str, Data]:
        """Give what JSON says: on a sheet what is asked, on a key what is right."""
        record: dict[str, Data] = {
            "name": self.name,
            "number": number,
            "kind": self.kind.value,
            "points": self.points,
            "fields": [one.number for one in self.answers],
        }
        if keyed:
            record["answers"] = [_answer_data(one, notation) for one in self.answers]
        return record


def _answer_data(answer: Answer, notation: Notation) -> dict[str, Data]:
    data: dict[str, Data] = {"number": answer.number, "points": answer.points}
    if answer.formula is None:
        return {**data, "letter": answer.letter}
    text = TextPrinter(notation).write(answer.formula)
    return {**data, "right": answer.formula, "text": text}


def _has_blank(block: Block) -> bool:
    statements: tuple[Formula, ...] = getattr(block, "equations", ())
    return any(isinstance(part, Blank) for one in statements for _, part in walk_paths(one))


def letter(place: int) -> str:
    """Give the letter of an option: A, B, C and so on."""
    return chr(ord("A") + place)

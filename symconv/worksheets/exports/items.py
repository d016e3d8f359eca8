"""A sheet as single questions, as quizzes and question banks have them: one for each blank."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symconv.documents import Block, Bullets, Display, Matrices, Paragraph, Text
from symconv.formulas import Blank, Equation, Formula
from symconv.formulas.walk import walk_paths
from symconv.printing.formulas import TextPrinter
from symconv.worksheets.exports.distractors import distractors
from symconv.worksheets.exports.members import members_of, number_of
from symconv.worksheets.exports.spellings import spellings
from symconv.worksheets.questions import Answer, Kind, Question, letter
from symconv.worksheets.sheet import Worksheet
from symconv.worksheets.swaps import formulas_of, swappable

_FEWEST = 2
"""Options of which fewer make no choice."""
_RIGHT, _WRONG = "Right.", "That is not it."


@dataclass(frozen=True)
class ItemOption:
    """What may be chosen, and what is said then."""

    text: Text
    right: bool
    feedback: str


@dataclass(frozen=True)
class Item:
    """A question with one answer: a number, one of some options, or a text.

    Attributes
    ----------
    name : unique on its sheet
    title : what it is about, with the number of its exercise
    blocks : what is asked and shown
    points : what it is worth
    options : what may be chosen, in an order that is drawn; none for what is not
    number : the right number, of a question after one
    spellings : all usual spellings of the right answer, where they can be listed
    hints : each says a little more; none on a sheet without hints
    solution : the whole exercise solved; on a sheet for self-study alone
    """

    name: str
    title: Text
    blocks: tuple[Block, ...]
    points: int
    options: tuple[ItemOption, ...] = ()
    number: Fraction | None = None
    spellings: tuple[str, ...] = ()
    hints: tuple[Text, ...] = ()
    solution: tuple[Block, ...] = ()


def items_of(sheet: Worksheet) -> Iterator[Item]:
    """Give the questions of a sheet, blank by blank.

    >>> from symconv.specs import ConvSpec
    >>> from symconv.worksheets import build_worksheet
    >>> sheet = build_worksheet(ConvSpec((3, 3), (2, 2)), topics="forward")
    >>> first = next(items_of(sheet))
    >>> first.name, first.points, sum(option.right for option in first.options)
    ('forward-1', 1, 1)
    """
    options = sheet.options
    for item, question in _all_items(sheet):
        hints = question.hints if options.hints else ()
        solution = question.solution if options.self_study else ()
        yield replace(item, hints=hints, solution=solution)


def _all_items(sheet: Worksheet) -> Iterator[tuple[Item, Question]]:
    known = tuple(_formulas(sheet.questions))
    for place, question in enumerate(sheet.questions, 1):
        title: Text = (f"{place}. ", *question.title)
        if question.kind is Kind.CHOICE:
            yield _choice(question, title), question
            continue
        asker = _Asker(sheet, question, title, known)
        yield from ((asker.item(answer), question) for answer in question.answers)


def _formulas(questions: Sequence[Question]) -> Iterator[Formula]:
    for question in questions:
        yield from formulas_of(question.solution)
        yield from (one.formula for one in question.answers if one.formula is not None)


def _choice(question: Question, title: Text) -> Item:
    options = tuple(
        ItemOption((*each.text,), each.right, each.feedback or _said(each.right))
        for each in question.choices
    )
    blocks = (Paragraph(question.task), *question.blocks)
    return Item(question.name, title, blocks, question.points, options)


def _said(right: bool) -> str:
    return _RIGHT if right else _WRONG


@dataclass(frozen=True)
class _Asker:
    """Asks about the blanks of one question."""

    sheet: Worksheet
    question: Question
    title: Text
    known: tuple[Formula, ...]

    def item(self, answer: Answer) -> Item:
        """Give the question about one blank."""
        name = f"{self.question.name}-{answer.number}"
        plain = Item(name, self.title, self._blocks(answer), answer.points)
        if answer.formula is None:
            return self._after_a_letter(plain, answer)
        number = number_of(answer.formula)
        if number is not None:
            return replace(plain, number=number)
        return self._after_a_formula(plain, answer, answer.formula)

    def _after_a_letter(self, plain: Item, answer: Answer) -> Item:
        options = tuple(
            ItemOption((f"{letter(place)}: ", *each.text), letter(place) == answer.letter,
                       each.feedback or _said(letter(place) == answer.letter))
            for place, each in enumerate(self.question.choices)
        )  # fmt: skip
        return replace(plain, options=options, spellings=(answer.letter,))

    def _after_a_formula(self, plain: Item, answer: Answer, formula: Formula) -> Item:
        alike = [group for group in swappable(self.question.blocks) if answer.number in group]
        elsewhere = frozenset().union(*alike)
        own, others = [formula, *members_of(formula)], list[Formula]()
        for one in self.question.answers:
            if one.formula is not None and one.number != answer.number:
                (own if one.number in elsewhere else others).append(one.formula)
        draw = random.Random(f"{self.sheet.identity}/{answer.number}")  # noqa: S311 - no secrets
        wrong = distractors(own, others, self.known, draw)
        spelled = spellings(formula) if not alike else ()
        if len(wrong) < _FEWEST:
            typed = TextPrinter(self.sheet.notation).write(members_of(formula)[-1])
            return replace(plain, spellings=spelled or (typed,))
        options = [ItemOption((formula,), True, _RIGHT)]
        options += [ItemOption((each,), False, _WRONG) for each in wrong]
        draw.shuffle(options)
        return replace(plain, options=tuple(options), spellings=spelled)

    def _blocks(self, answer: Answer) -> tuple[Block, ...]:
        """Give what is asked: what is left out of the equation in which the blank stands."""
        shown = [
            found
            for block in self.question.blocks
            if (found := with_blank(block, answer.number)) is not None
        ]
        if self.question.kind is Kind.SLIP:
            return (Paragraph(self.question.task), *self.question.blocks,
                    *self._lettered(answer), Paragraph((_asked_of_slip(answer),)))  # fmt: skip
        asked = f"What belongs in the blank with the number ({answer.number})?"
        return (*shown, Paragraph((asked,)))

    def _lettered(self, answer: Answer) -> tuple[Block, ...]:
        if answer.formula is None or not self.question.choices:
            return ()
        return (Bullets(tuple(
            (f"{letter(place)}: ", *each.text) for place, each in enumerate(self.question.choices)
        )),)  # fmt: skip


def _asked_of_slip(answer: Answer) -> str:
    if answer.formula is None:
        return "What is the letter of the false equation?"
    return "What should the right side of the false equation be?"


def with_blank(block: Block, number: int) -> Block | None:
    """Give a block with those of its equations alone that have a blank; None if none has."""
    if not isinstance(block, Display | Matrices):
        return block
    kept: tuple[Equation, ...] = tuple(
        equation  # type: ignore[misc]  # a display's chains are kept as they are
        for equation in block.equations
        if any(isinstance(part, Blank) and part.number == number
               for _, part in walk_paths(equation))
    )  # fmt: skip
    return replace(block, equations=kept) if kept else None

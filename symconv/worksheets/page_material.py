"""What is asked about the page of a derivation: lines and rules for any size, graphs, and others.

A page is a document, and its sheet a transformation of it: what a section shows is shown with
parts left out, and the line to which a rule leads asks for the rule.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from symconv.documents import (
    Block,
    Columns,
    Display,
    Document,
    Figure,
    Matrices,
    Paragraph,
    Section,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import Equation, Formula, Partial
from symconv.printing.shown import Shown
from symconv.worksheets.blanking import Numbering, leave_out
from symconv.worksheets.material import Material
from symconv.worksheets.options import Blanks, Topic, WorksheetOptions
from symconv.worksheets.questions import Answer, Choice, Kind, Question, letter

_TELLS = (Figure, Table, Verdict)
"""What a page shows that tells the answers of its own sections."""
_MOST_RULES = 3
_OPTIONS = 4


def page_material(shown: Shown) -> Material:
    """Give what sheets about a result that shows itself are made of."""
    document = shown.document()

    def questions(
        options: WorksheetOptions, draw: random.Random, numbering: Numbering
    ) -> Iterator[Question]:
        for title, blocks in _runs(document):
            question = _fill(title, blocks, options.blanks, draw, numbering)
            if question is not None:
                yield question
            if Topic.CHOICE in options.topics:
                yield from _rules(title, blocks, draw, numbering)

    return Material(
        f"Worksheet: {document.title}", document.notation, document.title,
        tuple(_context(document)), questions,
    )  # fmt: skip


def _context(document: Document) -> Iterator[Block]:
    """Give what stands before the first claim: a derivative, or what tells of one."""
    for block in document.blocks:
        claims = isinstance(block, Display) and any(
            isinstance(one, Equation) and isinstance(one.left, Partial) for one in block.equations
        )
        if claims or isinstance(block, Section):
            return
        if not isinstance(block, _TELLS):
            yield block


def _runs(document: Document) -> Iterator[tuple[Text, list[Block]]]:
    """Give each section with what it shows by itself, the sections within it apart."""
    for block in document.blocks:
        if isinstance(block, Section):
            yield from _runs_of(block)


def _runs_of(section: Section) -> Iterator[tuple[Text, list[Block]]]:
    own = [block for block in section.blocks if not isinstance(block, (Section, *_TELLS))]
    if any(isinstance(block, Display | Matrices | Columns) for block in own):
        yield section.title, own
    for block in section.blocks:
        if isinstance(block, Section):
            yield from _runs_of(block)


def _fill(
    title: Text, blocks: Sequence[Block], blanks: Blanks, draw: random.Random, numbering: Numbering
) -> Question | None:
    before = len(numbering.taken)
    shown = [one for block in blocks for one in _statements(block)]
    left = iter(leave_out(shown, blanks, draw, numbering))
    asked = tuple(_with_statements(block, left) for block in blocks)
    taken = numbering.taken[before:]
    if not taken:
        return None
    return Question(
        _name(title),
        Kind.FILL,
        title,
        ("Fill in what is left out.",),
        asked,
        tuple(Answer(one.number, one.formula) for one in taken),
        tuple(blocks),
    )


def _statements(block: Block) -> tuple[Formula, ...]:
    return block.equations if isinstance(block, Display | Matrices | Columns) else ()


def _with_statements(block: Block, statements: Iterator[Any]) -> Block:
    """Give a block with its equations taken from others, one after another."""
    match block:
        case Display(equations) | Matrices(equations):
            return replace(block, equations=tuple(next(statements) for _ in equations))
        case Columns(_, rows):
            own = tuple(
                replace(row, cells=tuple(next(statements) for _ in row.cells)) for row in rows
            )
            return replace(block, rows=own)
    return block


def _rules(
    title: Text, blocks: Sequence[Block], draw: random.Random, numbering: Numbering
) -> Iterator[Question]:
    """Ask by which rule a line follows from the line before it, the rules of others to choose."""
    steps = [
        (rule, line)
        for rule, line in pairwise(blocks)
        if isinstance(rule, Paragraph) and rule.label and isinstance(line, Display)
    ]
    if len(steps) < _OPTIONS:
        return
    places = sorted(draw.sample(range(1, len(steps)), min(_MOST_RULES, len(steps) - 1)))
    for place in places:
        yield _rule(title, steps, place, draw, numbering.take_number())


def _rule(
    title: Text,
    steps: Sequence[tuple[Paragraph, Display]],
    place: int,
    draw: random.Random,
    number: int,
) -> Question:
    rule, line = steps[place]
    others = [one.text for at, (one, _) in enumerate(steps) if at != place]
    texts = draw.sample(others, _OPTIONS - 1)
    right = draw.randrange(_OPTIONS)
    texts.insert(right, rule.text)
    choices = tuple(
        Choice(None, at == right, "" if at == right else "It leads to another line.", text)
        for at, text in enumerate(texts)
    )
    earlier, before = steps[place - 1]
    return Question(
        f"{_name(title)}-rule-{place + 1}",
        Kind.CHOICE,
        (f"From line {earlier.label} to line {rule.label}",),
        (f"({number}) By which rule does the second line follow from the first?",),
        (replace(before, continued=False), replace(line, continued=False)),
        (Answer(number, letter=letter(right)),),
        (Paragraph((f"({number}) {letter(right)}: ", *rule.text)),),
        choices=choices,
        group=("Which rule?",),
    )


def _name(title: Text) -> str:
    """Give what a section is called in data."""
    words = "".join(part if isinstance(part, str) else f" {part}" for part in title).lower().split()
    plain = ("".join(sign for sign in word if sign.isascii() and sign.isalnum()) for word in words)
    return "-".join(word for word in plain if word) or "section"

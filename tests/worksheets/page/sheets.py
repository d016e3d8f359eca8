"""Sheets whose pages are driven: blanks in formulas, one of several options, a slip."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from symconv import ConvSpec
from symconv.documents import Display
from symconv.formulas import Entry, Equation, Product
from symconv.worksheets import Blanks, Topic, Worksheet, WorksheetOptions, build_worksheet
from symconv.worksheets.questions import Answer, Choice, Kind, Question

TITLE = 'Gradients <script>alert("no")</script> & more'


@lru_cache(maxsize=1)
def small_sheet() -> Worksheet:
    """Forward pass of a 3×4 layer, whole sides and hints; then an option, then a slip."""
    options = WorksheetOptions((Topic.FORWARD,), Blanks.read("side 1"), title=TITLE, course="A & B")
    sheet = build_worksheet(ConvSpec((3, 4), (2, 2)), options=options)
    last = sheet.questions[-1].answers[-1].number
    return replace(sheet, questions=(*sheet.questions, choice(last + 1), slip(last + 2)))


def choice(number: int) -> Question:
    """One of three options, of which B is right."""
    products = (product("X", 2, 1), product("F", 1, 2), product("X", 2, 3))
    return Question(
        "choice", Kind.CHOICE, ("Which term",), ("Which of these is right?",), (),
        (Answer(number, letter="B"),), (Display((Equation(Entry("O", (1, 1)), products[1]),)),),
        choices=tuple(Choice(one, place == 1, "It is not.") for place, one in enumerate(products)),
    )  # fmt: skip


def slip(number: int) -> Question:
    """A letter to be written, and what is right instead."""
    right = product("X", 3, 4)
    return Question(
        "slip", Kind.SLIP, ("Find the slip",), ("Which line is false?",), (),
        (Answer(number, letter="C"), Answer(number + 1, right)),
        (Display((Equation(Entry("O", (2, 3)), right),)),),
    )  # fmt: skip


def product(letter: str, *indices: int) -> Product:
    return Product((Entry(letter, indices), Entry("F", (2, 2))))

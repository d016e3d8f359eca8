"""Sheets that the tests of exports speak of, also with questions that are chosen and slips."""

from __future__ import annotations

from dataclasses import replace

from symconv import ActivationSpec, ConvSpec, DenseSpec, PoolSpec, build_worksheet
from symconv.documents import Display, Paragraph
from symconv.formulas import Add, Blank, Entry, Equation, Formula, Name, Number, Product, Quotient
from symconv.worksheets import Worksheet, WorksheetOptions
from symconv.worksheets.questions import Answer, Choice, Kind, Question

HOSTILE = r"</script><b>$x$ \input{a} [z](w) {{ env }} @x ]]> & `k`"
SPECS = {
    "conv": ConvSpec((3, 3), (2, 2)),
    "stride": ConvSpec((5, 6), (3, 2), stride=2),
    "padding": ConvSpec((3, 4), (2, 3), padding=1),
    "channels": ConvSpec((3, 4), (2, 3), in_channels=2, out_channels=2, bias=True),
    "pool": PoolSpec((4, 5), (2, 2)),
    "dense": DenseSpec(3, 2),
    "relu": ActivationSpec((2, 3), "relu"),
}


def sheet_of(name: str, **options: object) -> Worksheet:
    """Give the sheet of a layer."""
    return build_worksheet(SPECS[name], options=WorksheetOptions(**options))  # type: ignore[arg-type]


def term(x: int, f: int) -> Formula:
    return Product((Entry("X", (1, x)), Entry("F", (1, f))))


def total(*terms: Formula) -> Equation:
    return Equation(Entry("O", (1, 1)), Add(terms))


CHOICE = Question(
    "which", Kind.CHOICE, ("Which sum",), ("Which of these is right?",), (),
    (Answer(1, letter="B", points=2),), (Display((total(term(1, 1), term(2, 2)),)),),
    (("Lay the filter as it is.",),),
    (
        Choice(total(term(1, 2), term(2, 1)), False, "This filter is turned."),
        Choice(total(term(1, 1), term(2, 2)), True, "So it is."),
        Choice(total(term(1, 1)), False, "The sum is forgotten."),
    ),
)  # fmt: skip
SLIP = Question(
    "slip", Kind.SLIP, ("One slip",), ("One of these equations is false.",),
    (Paragraph(("Check each.",)),),
    (Answer(2, letter="A"), Answer(3, term(2, 2))), (Display((total(term(2, 2)),)),), (),
    (
        Choice(Equation(Entry("O", (1, 1)), term(2, 1)), True, "This one."),
        Choice(Equation(Entry("O", (1, 2)), term(3, 2)), False, "This one holds."),
    ),
)  # fmt: skip
NUMBERS = Question(
    "numbers", Kind.FILL, ("Numbers",), ("Work out the numbers.",),
    (Display((Equation(Name("a"), Blank(4, 3)), Equation(Name("b"), Blank(5, 3)))),),
    (Answer(4, Number(-7), points=3), Answer(5, Quotient(Number(1), Number(3)))),
    (Display((Equation(Name("a"), Number(-7)),)),), (("Add last.",), ("Mind the sign.",)),
)  # fmt: skip
TOGETHER = Question(
    "together", Kind.FILL, ("A sum",), ("Fill in.",),
    (Display((total(Blank(6, 5), term(2, 2), Blank(7, 5)),)),),
    (Answer(6, term(1, 1)), Answer(7, term(3, 3))),
    (Display((total(term(1, 1), term(2, 2), term(3, 3)),)),),
)  # fmt: skip


def mixed_sheet(**options: object) -> Worksheet:
    """Give a sheet with a question of each kind, built by hand."""
    chosen = WorksheetOptions(**options)  # type: ignore[arg-type]
    questions = (CHOICE, SLIP, NUMBERS, TOGETHER)
    return replace(sheet_of("conv"), title=chosen.title or "Mixed", questions=questions,
                   options=chosen)  # fmt: skip


__all__ = ["CHOICE", "HOSTILE", "SPECS", "mixed_sheet", "sheet_of"]

"""Documents as typst: every kind of block, and what others wrote as text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import symconv
from symconv.documents import (
    Align,
    Bullets,
    Display,
    Document,
    Exercise,
    Field,
    Lines,
    Option,
    Outcome,
    Paragraph,
    Section,
    Source,
    Table,
    Verdict,
)
from symconv.formulas import Blank, Entry, Equation
from symconv.notation import Notation
from symconv.printing.formats import write_documents
from symconv.printing.writers.typst import escape_typst
from tests.printing.writers.test_pages import documents
from tests.typst_pages import compiled, page_count, text_of, words_beyond_margins

HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.2": *',
    '$ #eval("1") $ `raw` *b* _e_ <label> @ref',
    "= no heading // no comment /* none */",
    "1. first - dash -- two --- three ... dots",
    "https://example.org ~ 'q' \"q\" [a](b) {c} \\ \\u{41}",
    "+ plus\n/ term: x\n- minus",
]
MARGIN = 55.0


def page(*blocks: object, title: str = "Title") -> Document:
    return Document(title, Notation(), tuple(blocks))  # type: ignore[arg-type]


def said(text: str) -> str:
    """Give letters and signs alone: lines are broken anywhere, quotes are curled in no case."""
    return "".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_comes_out_as_text(text: str, tmp_path: Path) -> None:
    blocks = (
        Paragraph((text,), label=text),
        Bullets(((text,),)),
        Table(((text,),), (Align.LEFT,), (((text,),),)),
        Section((text,), (Verdict((text,), Outcome.HOLDS, mark=text),)),
        Source((text,)),
        Lines((text, text)),
    )
    pdf = compiled(write_documents([page(*blocks, title=text)], "typst", standalone=True), tmp_path)
    assert said(text_of(pdf)).count(said(text)) == 12


def test_any_characters_come_out_as_they_are(tmp_path: Path) -> None:
    draw = random.Random(7)
    signs = "#$*_`<>@=+-/~'\"[]{}()\\|^&%!?.,:;0123 abZé"
    texts = ["".join(draw.choices(signs, k=20)) + "z" for _ in range(300)]
    markup = write_documents([page(*(Paragraph((text,)) for text in texts))], "typst")
    read = said(text_of(compiled(markup, tmp_path)))
    assert [text for text in texts if said(text) not in read] == []


def test_controls_are_seen_as_such() -> None:
    assert escape_typst("a\x07b\nc") == "a\N{REPLACEMENT CHARACTER}b c"


def test_an_exercise_with_all_that_it_may_have(tmp_path: Path) -> None:
    equation = Equation(Entry("O", (1, 2)), Blank(1, 9))
    solved = Equation(Entry("O", (1, 2)), Entry("X", (1, 2)))
    exercise = Exercise(
        "x", 4, ("Sums",), ("Choose.",), 3, (Display((equation,)),), (Field(1, 9), Field(2, 1)),
        (Option("A", ("this",), True, ("because",)), Option("B", ("that",), False)),
        (("think",),), (Display((solved,)),),
    )  # fmt: skip
    pdf = compiled(write_documents([page(exercise)], "typst", standalone=True), tmp_path)
    text = text_of(pdf)
    for part in ("Exercise 4: Sums (3 points)", "A. this ✓ because", "B. that ✗", "Answer:",
                 "Hint 1: think", "Solution"):  # fmt: skip
        assert part in text
    assert text.count("(1)") == 1  # its place is in the formula, and no line of its own
    assert text.count("(2)") == 1


@pytest.mark.parametrize("name", ["layer", "network", "theorems", "comparison", "graph"])
def test_results_are_set_between_the_margins(name: str, tmp_path: Path) -> None:
    markup = write_documents(documents()[name], "typst", standalone=True)
    pdf = compiled(markup, tmp_path)
    assert words_beyond_margins(pdf, MARGIN) == []
    assert page_count(pdf) >= 1


def test_figures_are_drawings_with_words_for_those_who_do_not_see_them(tmp_path: Path) -> None:
    graph = symconv.derive_graph("q = x + y; f = q z", {"x": -2, "y": 5, "z": -4})
    markup = graph.to_typst(standalone=True, drawing=True)
    assert 'alt: "' in markup
    assert 'bytes("<?xml' in markup
    assert "−12" in text_of(compiled(markup, tmp_path))


def test_a_fragment_and_a_whole_document() -> None:
    derivation = symconv.derive(symconv.ConvSpec((3, 4), (2, 2)))
    whole, part = derivation.to_typst(standalone=True), derivation.to_typst()
    assert whole.endswith(part)
    assert whole.startswith('#set document(title: "')
    assert "#set page" not in part
    assert "@preview" not in whole
    assert "#import" not in whole

"""Documents before any format: their beginning, their length, their records."""

from __future__ import annotations

import pytest

import symconv
from symconv.documents import Display, Document, Paragraph, Prose, Section
from symconv.documents.excerpt import excerpt
from symconv.documents.size import bytes_in_records, equations_in_records, pages
from symconv.formulas import Entry, Equation
from symconv.notation import Notation

EQUATIONS = tuple(Equation(Entry("X", (n,)), Entry("F", (n,))) for n in range(1, 9))


def document(*blocks: Section) -> Document:
    return Document("Title", Notation(), blocks, series="steps")


def step(title: str, count: int = 8) -> Section:
    record = {"title": Prose((title,)), "equations": EQUATIONS}
    return Section((title,), (Paragraph(("Note.",)), Display(EQUATIONS[:count])), record)


def test_a_short_document_is_its_own_excerpt() -> None:
    short = document(step("One"))
    assert excerpt(short) is short


def test_an_excerpt_is_the_beginning_and_says_where_the_rest_is() -> None:
    long = document(Section(("All",), tuple(step(str(n)) for n in range(20))))
    beginning = excerpt(long, 20)
    (whole, end) = beginning.blocks
    assert isinstance(whole, Section)
    assert whole.blocks[:2] == long.blocks[0].blocks[:2]
    assert len(whole.blocks) == 3  # the last of them cut
    assert isinstance(end, Paragraph)
    assert ".to_html()" in end.text[0]


def test_an_excerpt_cuts_a_long_display() -> None:
    cut = excerpt(document(Section(("A",), (Display(EQUATIONS * 9),))), 10)
    (display,) = cut.blocks[0].blocks
    assert display.equations == (EQUATIONS * 9)[:10]


def test_records_are_those_of_sections_at_any_depth_in_order() -> None:
    nested = document(Section(("A",), (step("1"), step("2"))), step("3"))
    assert [record["title"].text for record in nested.records] == [("1",), ("2",), ("3",)]
    assert equations_in_records(nested) == 24


def test_records_hold_what_is_not_shown() -> None:
    assert equations_in_records(document(step("1", count=2))) == 8


@pytest.mark.parametrize(
    "result",
    [symconv.derive(symconv.ConvSpec((9, 7), (3, 2), in_channels=2)),
     symconv.derive(symconv.PoolSpec((8, 9), 2)),
     symconv.compare(symconv.ConvSpec((6, 7), (3, 2)))],
    ids=repr,
)  # fmt: skip
def test_the_size_of_records_is_about_that_of_the_json(result: symconv.Derivation) -> None:
    assert bytes_in_records(result.document()) == pytest.approx(
        len(result.to_json().encode()), rel=0.25
    )


def test_pages_grow_with_what_is_shown() -> None:
    spec = symconv.ConvSpec((12, 12), 3, padding=1)
    derivation = symconv.derive(spec)
    few, all_of_them = (pages(derivation.document(entries=e)) for e in ("chosen", "all"))
    assert 1 < few < all_of_them / 3

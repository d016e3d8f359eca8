"""Where repairs go: in parts of a block, in changed writing, in a notebook's strings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.verification.patching.edits import apply_edits, meant, plan_edits
from symconv.verification.patching.notebooks import cell_sources
from symconv.verification.stages import Place
from symconv.verification.verdicts import Judged, JudgedDocument, Suggestion, Verdict, VerdictKind
from tests.verification.report.fakes import FakeFound, FakeSource

BLOCK = "x &= a_1 \\\\\ny &= a_1"
TEXT = f"Begin\n$${BLOCK}$$ end $a_1$\n"
START = TEXT.index(BLOCK)


def judged(number: int, latex: str, start: int | None, at: int, cell: int | None = None) -> Judged:
    suggestion = Suggestion("", at, at + 1, "9", "a slip")
    verdict = Verdict(VerdictKind.REFUTED, "No.", suggestion=suggestion)
    return Judged(number, 1, 1, latex, verdict, cell, start=start)


def edited(source: FakeSource, *formulas: Judged) -> str:
    document = JudgedDocument("a.md", equations=formulas)
    return apply_edits(source.text, plan_edits(source, document, lambda _: True))


def source_of(text: str, *found: Place, format_: str = "markdown") -> FakeSource:
    return FakeSource(format_, text, found)


def test_formulas_that_are_parts_of_what_was_found() -> None:
    last = TEXT.rindex("a_1")
    source = source_of(
        TEXT,
        FakeFound(1, BLOCK, BLOCK, START, 2, 3),
        FakeFound(2, "a_1", "a_1", last, 3, 1),
    )  # fmt: skip
    first = judged(1, "x &= a_1", START, 7)
    second = judged(2, "y &= a_1", START + BLOCK.index("y"), 7)
    third = judged(3, "a_1", last, 2)
    assert edited(source, first, second, third) == TEXT.replace("a_1", "a_9")
    document = JudgedDocument("a.md", equations=(third, first, second))
    edits = plan_edits(source, document, lambda _: True)
    assert meant(edits) == {1: BLOCK.replace("a_1", "a_9"), 2: "a_9"}


def test_what_is_written_otherwise_than_it_is_read() -> None:
    written, latex = "a\\_1 < b\\_1", "a_1 < b_1"
    offsets = (0, 2, 3, 4, 5, 6, 7, 9, 10)
    source = source_of(f"$ {written} $", FakeFound(1, latex, written, 2, 1, 3, offsets=offsets))
    assert edited(source, judged(1, latex, None, 8)) == "$ a\\_1 < b\\_9 $"
    assert edited(source, judged(1, latex, 2, 2)) == "$ a\\_9 < b\\_1 $"


@pytest.mark.parametrize(
    "formula",
    [
        judged(1, "a_1", 3, 2),  # begins elsewhere
        judged(1, "b_1", None, 2),  # is another formula
        judged(1, "a_1", 1, 3),  # is shorter than its repair is far
        judged(1, "a_1", 1, 2, cell=1),  # is of a cell
    ],
)
def test_what_does_not_stand_there_is_not_edited(formula: Judged) -> None:
    source = source_of("$a_1$", FakeFound(1, "a_1", "a_1", 1, 1, 2))
    assert edited(source, formula) == "$a_1$"


def test_a_text_that_does_not_hold_what_was_found_is_not_edited() -> None:
    source = source_of("$ a_1$", FakeFound(1, "a_1", "a_1", 1, 1, 2))
    assert edited(source, judged(1, "a_1", 1, 2)) == "$ a_1$"


def test_of_edits_that_overlap_the_first_is_made() -> None:
    source = source_of("$a_1$", FakeFound(1, "a_1", "a_1", 1, 1, 2))
    again = judged(2, "a_1", 1, 2)
    assert edited(source, judged(1, "a_1", 1, 2), again) == "$a_9$"


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 2])
def test_each_character_of_a_cell_has_its_place(ascii_only: bool, indent: int | None) -> None:
    sources = [['é"\\\n', "𝑎\t/"], "one\nstring", [], "", ["x"]]
    cells = [{"outputs": [{"source": ["no"]}], "source": source} for source in sources]
    data = {"metadata": {"cells": [{"source": "no"}]}, "cells": cells}
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    found = cell_sources(text)
    assert [cell.text for cell in found] == ["".join(source) for source in sources[:2]] + [
        "", "", "x",
    ]  # fmt: skip
    for cell in found:
        for place, stop, character in zip(cell.places, cell.stops, cell.text, strict=True):
            assert json.loads(f'"{text[place:stop]}"') == character


@pytest.mark.parametrize("ascii_only", [True, False])
def test_letters_are_written_as_the_notebook_writes_them(ascii_only: bool) -> None:
    text = json.dumps({"cells": [{"source": ["δ\n", "$a_1$"]}]}, ensure_ascii=ascii_only)
    suggestion = Suggestion("", 2, 3, 'δ"', "a slip")
    said = Verdict(VerdictKind.REFUTED, "No.", suggestion=suggestion)
    source = source_of(text, FakeFound(1, "a_1", "a_1", 3, 2, 2, 1), format_="notebook")
    after = edited(source, Judged(1, 2, 2, "a_1", said, 1, start=3))
    assert after == text.replace("a_1", 'a_\\u03b4\\"' if ascii_only else 'a_δ\\"')
    assert json.loads(after)["cells"][0]["source"][1] == '$a_δ"$'


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "source", 'a"]']), inner, max_size=3)
    ),
    max_leaves=8,
)
SOURCES = st.text(max_size=8) | st.lists(st.text(max_size=5), max_size=3)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(VALUES, SOURCES), max_size=4), VALUES, st.booleans(), st.booleans())
def test_the_source_of_cells_is_found_among_anything(
    cells: list[tuple[object, object]], other: object, ascii_only: bool, indented: bool
) -> None:
    data = {
        "metadata": other,
        "cells": [{"outputs": value, "source": source, "z": value} for value, source in cells],
        "last": other,
    }
    text = json.dumps(data, ensure_ascii=ascii_only, indent=1 if indented else None)
    found = [cell.text for cell in cell_sources(text)]
    expected = ["".join(source) for _, source in cells]
    assert found + [""] * (len(expected) - len(found)) == expected


def test_what_spans_two_strings_of_a_cell_has_no_place() -> None:
    (cell,) = cell_sources('{"cells": [{"source": ["ab\\n", "cd"]}]}')
    assert cell.span(0, 2) == (24, 26)
    assert cell.span(1, 4) is None
    assert cell.span(5, 5) == (cell.stops[-1], cell.stops[-1])
    assert cell.span(4, 9) is None


def test_what_is_no_notebook_has_no_cells() -> None:
    assert cell_sources('"cells" ] } , [ {') == []
    assert cell_sources("") == []

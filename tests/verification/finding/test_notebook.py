"""Notebooks: formulas of Markdown cells, with places in their cells."""

from __future__ import annotations

import json

import pytest

from symconv.verification.finding import DocumentError, Format, find_formulas

CELLS = [
    {"cell_type": "markdown", "metadata": {}, "source": ["# A layer\n", "of $x$\n"]},
    {"cell_type": "code", "metadata": {}, "source": "y = '$y$'", "outputs": [],
     "execution_count": None},
    {"cell_type": "markdown", "metadata": {}, "source": "so\n\n$$a = b$$"},
    {"cell_type": "raw", "metadata": {}, "source": "$z$"},
]  # fmt: skip


def written(cells: object, version: int = 4) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": version, "nbformat_minor": 4})


def test_formulas_have_places_in_their_cells() -> None:
    document = find_formulas(written(CELLS), Format.NOTEBOOK)
    first, second = document.formulas
    assert (first.latex, first.cell, first.line, first.number) == ("x", 1, 2, 1)
    assert (second.latex, second.cell, second.line, second.number) == ("a = b", 3, 3, 2)
    assert first.start is not None
    assert "".join(CELLS[0]["source"])[first.start] == "x"


def test_an_old_notebook_is_read() -> None:
    sheet = {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["$q$"]}]}
    text = json.dumps(
        {"worksheets": [sheet], "metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}
    )
    assert [f.latex for f in find_formulas(text, Format.NOTEBOOK).formulas] == ["q"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"nbformat": 4}', '{"nbformat": "x", "cells": []}', written(3),
     written(None), "[" * 100_000, '{"a":' * 5000, written([{"cell_type": 3}], 99)],
)  # fmt: skip
def test_what_is_no_notebook_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(DocumentError) as refused:
        find_formulas(text, Format.NOTEBOOK)
    assert "\n" not in str(refused.value)


def test_cells_that_are_none_are_passed_over() -> None:
    cells = [3, None, {"cell_type": "markdown"}, {"cell_type": "markdown", "source": 5}, CELLS[2]]
    formulas = find_formulas(written(cells), Format.NOTEBOOK).formulas
    assert [(f.latex, f.cell) for f in formulas] == [("a = b", 5)]

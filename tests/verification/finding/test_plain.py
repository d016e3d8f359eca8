"""Plain text: delimiters as in Markdown, and lines that are equations."""

from __future__ import annotations

import pytest

from symconv.verification.finding import Format, find_formulas, guess_format
from tests.verification.finding.stories import found, headings, latex, prose

STORY = """\
The backward pass

# symconv: --input 3x3
O11 = X11 F11 + X12 F12
We have that this = what we want to say
1) dL/dX_12 = dL/dO_12 F_12
x = np.zeros(3)
and $y = z$ too
"""


def test_lines_that_are_equations_are_found() -> None:
    document = found(STORY, Format.TEXT)
    assert [(f.latex, f.line, f.column) for f in document.formulas] == [
        ("O11 = X11 F11 + X12 F12", 4, 1),
        ("dL/dX_12 = dL/dO_12 F_12", 6, 4),
        ("y = z", 8, 6),
    ]
    assert prose(document)[1] == "We have that this = what we want to say 1)"
    assert document.settings == ("--input 3x3",)


@pytest.mark.parametrize(
    ("path", "text", "format"),
    [
        ("a.md", "", Format.MARKDOWN),
        ("a.TEX", "", Format.LATEX),
        ("a.ipynb", "", Format.NOTEBOOK),
        ("a.htm", "", Format.HTML),
        ("a.rst", "", Format.RST),
        ("a.txt", "O = X F", Format.TEXT),
        ("a.txt", "so $x$", Format.MARKDOWN),
        (None, "\\documentclass{a}", Format.LATEX),
        (None, '{"cells": [], "nbformat": 4}', Format.NOTEBOOK),
        (None, "<!DOCTYPE html><p>", Format.HTML),
        (None, ".. math:: a", Format.RST),
        ("-", "", Format.TEXT),
    ],
)
def test_formats_are_guessed(path: str | None, text: str, format: Format) -> None:
    assert guess_format(path, text) is format


def test_delimiters_are_read_in_every_format_of_text() -> None:
    for form in (Format.MARKDOWN, Format.HTML, Format.RST, Format.TEXT, Format.LATEX):
        assert latex(find_formulas("so \\(x\\) is\n", form)) == ["x"]


def test_headings_rows_of_matrices_and_several_on_a_line() -> None:
    text = "Forward\n=======\n[ a  b ]   [ c ]\n[ d  e ] = [ f ]\n\n  x = a b   y = c d\n"
    document = found(text, Format.TEXT)
    assert latex(document) == ["x = a b", "y = c d"]
    assert prose(document)[0] == "Forward"
    assert headings(document) == [(1, "Forward")]

"""Text that nobody wrote to be read: no crash, places that hold, work that stays in proportion."""

from __future__ import annotations

import random
import sys

import pytest

from symconv.verification.finding import Format, find_formulas
from tests.verification.finding import (
    test_html,
    test_latex,
    test_markdown,
    test_plain,
    test_rst,
)
from tests.verification.finding.stories import check_places

STORIES = {
    Format.MARKDOWN: test_markdown.STORY,
    Format.LATEX: test_latex.STORY,
    Format.HTML: test_html.STORY,
    Format.RST: test_rst.STORY,
    Format.TEXT: test_plain.STORY,
}
PIECES = (
    "$", "$$", "\\(", "\\)", "\\[", "\\]", "\\\\", "\\", "`", "```\n", "\n", "\n\n", "\r\n", "> ",
    "- ", "|", "<", ">", "<!--", "-->", "{", "}", "%", "=", "_", "*", " ", "\t", "&amp;", "&#0;",
    "\\begin{align}", "\\end{align}", "<math>", "</math>", "<em>", "<pre>", ".. math::\n\n   ",
    ":math:`", "::\n\n  ", "---\n", "\\newcommand{\\a}", "\\def\\b#1", "a = b_1", "\x00", "\ue000",
    "<![", "{% math %}", "{% endmath %}", "![](", "<mi>", "<mtable>", "]]>",
    "\ue001", "\ue002", "\u2028", "é", "𝑥", "<!-- symconv-ignore: x -->", "symconv:", "\\section{",
    "~~~",
)  # fmt: skip
REPEATED = (
    "$", "$$", "[", "\\[", "\\(", "\\begin{align}", "\\begin{align}x\n\n", "`", "```\n", "> ", "- ",
    "<", "<a ", '<a "', "<!--", "<math>", "&", "a|", "|a\n|-|\n", "](", "[a](", "![", "*", "**a",
    "{", "\\newcommand{", "\\def\\a{", "%", "\\section{", ".. math::\n   a\n", "::\n\n a\n",
    ":math:`", "``", "==\n", "a\n=\n", "x = y\n", "Output = \n$$a$$", "$$a$$\n= b ", "$$a$$\n\n",
    "\t", " \n", "\\text{a ", "\\\\_", "$x\n\n", "---\n", "<em>", "a ", "a_1 ", "\\let\\a\\b",
    "<!-- symconv: x", "$$a$$ b ", "<p>$a$", "<![a", "{% math %}", "![](https://a/svg.latex?a=b)",
)  # fmt: skip


@pytest.mark.parametrize("format", list(STORIES))
def test_mutated_stories_are_read(format: Format) -> None:
    rng = random.Random(20)
    for _ in range(400):
        text = mutated(STORIES[format], rng)
        check_places(find_formulas(text, format), text)


def mutated(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(text) + 1)
        stop = min(len(text), start + rng.choice((0, 1, 3, 20)))
        piece = rng.choice(PIECES) if rng.random() < 0.8 else text[start : start + 60] * 2
        text = text[:start] + piece + text[stop:]
    return text


@pytest.mark.parametrize("format", list(STORIES))
def test_work_is_in_proportion_to_length(format: Format) -> None:
    """Calls of functions are counted, from Python and from C; a search of its own is one call."""
    for piece in REPEATED:
        short, long = (_calls(piece * count, format) for count in (150, 600))
        assert long <= 5 * short + 2000, piece


def _calls(text: str, format: Format) -> int:
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event.endswith("call")

    find_formulas("warm", format)
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        find_formulas(text, format)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("format", list(STORIES))
@pytest.mark.parametrize("piece", ["$", "\\begin{align}", "[", "<a ", "\t", "`", "{"])
def test_a_tenth_of_a_megabyte_ends(format: Format, piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert len(find_formulas(text, format).formulas) <= 1

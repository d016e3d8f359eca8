"""Every equation that [slides] and [chapter] have right comes out of `symconv derive`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from symconv.cli.main import main
from tests.sources.normal_form import Normal, normal_form, read_terms, split_equations

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "equations.jsonl").read_text().splitlines()
]

MATRIX = ("--input", "3x3", "--filter", "2x2")
SLIDES = ("--input", "4x4", "--filter", "2x2", "--bias", "--notation", "slides")
CHAPTER = ("--input", "5x5", "--filter", "3x3", "--stride", "2", "--notation", "chapter")


def layer_of(row: dict[str, str]) -> tuple[str, ...]:
    """Give the flags of the layer that an equation speaks of."""
    if row["source"] == "chapter":
        return CHAPTER
    if row["n"] in ("4", "5", "6"):
        return SLIDES
    return (*SLIDES, "--stride", "2") if row["n"] == "9" else MATRIX


@cache
def printed(flags: tuple[str, ...], tmp: Path) -> frozenset[Normal]:
    """Give every equation that a derivation prints, in normal form."""
    path = tmp / f"{abs(hash(flags))}.json"
    assert main(["derive", *flags, "--format", "json", "-o", str(path)]) == 0
    data = json.loads(path.read_text())
    found = set()
    for step in data["steps"]:
        if step["kind"] in ("forward", "local", "chain-rule", "expanded", "substituted"):
            found |= {normal_form(equation["latex"]) for equation in step["equations"]}
    return frozenset(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sources")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['source']}-{row['n']}")
def test_equation_is_derived(row: dict[str, str], folder: Path) -> None:
    equations = split_equations(row["latex"])
    assert equations
    for equation in equations:
        assert normal_form(equation) in printed(layer_of(row), folder), equation


def test_the_list_is_whole() -> None:
    first = {row["n"] for row in ROWS if row["source"] == "slides"}
    assert first == {str(n) for n in (4, 5, 6, 9, *range(16, 22), *range(24, 38), *range(40, 45))}
    assert {row["n"] for row in ROWS if row["source"] == "chapter"} == {"7", "12", "13"}


@pytest.mark.parametrize(
    "wrong",
    [
        # [slides] eq. 38: the left side should be X_13
        r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{12}} * F_{12}",
        # [slides] eq. 37 with an index changed, a term lost, a term doubled
        r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{11}} * F_{12}"
        r" + \frac{\partial L}{\partial O_{12}} * F_{21}",
        r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{11}} * F_{12}",
        r"\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} * F_{11}"
        r" + \frac{\partial L}{\partial O_{11}} * F_{11}",
    ],
)
def test_a_wrong_equation_is_not(wrong: str, folder: Path) -> None:
    assert normal_form(wrong) not in printed(MATRIX, folder)


def test_ellipses_of_the_chapter_agree_where_they_show_terms(folder: Path) -> None:
    shown = {
        "z_1": r"w_1 \times a_1 + w_2 \times a_2 + w_3 \times a_3 + w_4 \times a_6"
        r" + w_9 \times a_{13}",
        "z_2": r"w_1 \times a_3 + w_2 \times a_4 + w_3 \times a_5 + w_4 \times a_8"
        r" + w_9 \times a_{15}",
        "z_3": r"w_1 \times a_{11} + w_2 \times a_{12} + w_3 \times a_{13} + w_4 \times a_{16}"
        r" + w_9 \times a_{23}",
        "z_4": r"w_1 \times a_{13} + w_2 \times a_{14} + w_3 \times a_{15} + w_4 \times a_{18}"
        r" + w_9 \times a_{25}",
    }  # [chapter] eq. 1 to 4
    derived = {left: {term for term, _ in terms} for left, terms in printed(CHAPTER, folder)}
    for left, right in shown.items():
        (subject,) = read_terms(left)
        assert len(derived[subject]) == 9
        assert set(read_terms(right)) <= derived[subject]

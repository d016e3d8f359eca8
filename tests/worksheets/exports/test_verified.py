"""What `symconv verify` says of keys and of sheets: nothing on a key is wrong."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import symconv
from symconv.specs.network_file import read_network_file
from symconv.worksheets import Export, Key, Worksheet, build_worksheet, write_export
from tests.worksheets.exports.sheets import SPECS, sheet_of

FORMATS = {"markdown": ".md", "latex": ".tex", "html": ".html", "ipynb": ".ipynb", "myst": ".md"}
GOOD = {"proved", "holds", "conditional", "definition"}
NO_EQUATION, BLANK = "it states no equation", "a blank is left in it"
UNREAD = (
    # Operations on whole arrays that the judge does not know.
    r"spread", r"first", r"swap", r"\operatorname{sum}",
    # One number for all channels.
    r"\frac{\partial L}{\partial B_{i}}",
)  # fmt: skip
MISREAD = {
    # The judge pads by what makes a full correlation, whatever stands below `pad`.
    "padding": r"\operatorname{pad}_{1}\left(X\right) \star",
    # It does not read what stands below the star, and takes the arrays as if they were dense.
    "stride": r"\star_{\text{dilation}",
    # It takes any layer whose arrays have two indices for a convolution.
    "relu": r"\sum_{k=1}^{M}",
}
CONVOLUTIONS = ("conv", "stride", "padding", "channels")


def written(shown: Worksheet | Key, format_: str) -> str:
    if format_ in set(Export):
        return write_export(shown, format_)
    return shown.to(format_, standalone=format_ in ("latex", "html"))


@cache
def judged(name: str, keyed: bool, format_: str, folder: Path) -> list[dict[str, str]]:
    sheet = sheet_of(name)
    path = folder / f"{name}{FORMATS[format_]}"
    path.write_text(written(sheet.key if keyed else sheet, format_))
    (document,) = json.loads(symconv.verify(path).to_json())["documents"]
    assert document.get("error") is None
    return [each for each in document["equations"] if each["reason"] != NO_EQUATION]


def bad(equations: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [
        (each["verdict"], each["reason"], each["latex"][-200:])
        for each in equations
        if each["verdict"] not in GOOD
    ]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_formula_of_a_convolutions_key_is_proved_or_holds(
    format_: str, tmp_path: Path
) -> None:
    found = judged("conv", True, format_, tmp_path)
    assert bad(found) == []
    counts = Counter(each["verdict"] for each in found)
    assert counts["proved"] >= 9
    assert counts["holds"] == 4


@pytest.mark.parametrize("format_", ["markdown", "ipynb"])
@pytest.mark.parametrize("name", ["stride", "padding", "channels"])
def test_other_keys_have_nothing_wrong_but_what_the_judge_cannot_read(
    name: str, format_: str, tmp_path: Path
) -> None:
    found = judged(name, True, format_, tmp_path)
    assert sum(each["verdict"] in GOOD for each in found) >= 10
    for each in found:
        if each["verdict"] not in GOOD:
            misread = MISREAD.get(name, "?") in each["latex"]
            unread = any(word in each["latex"] for word in UNREAD)
            assert misread or (unread and each["verdict"] == "not_checkable"), each


@pytest.mark.parametrize("name", MISREAD)
@pytest.mark.xfail(strict=True, reason="the judge refutes true formulas: see MISREAD")
def test_nothing_on_a_key_is_refuted(name: str, tmp_path: Path) -> None:
    found = judged(name, True, "markdown", tmp_path)
    assert [each["latex"] for each in found if each["verdict"] == "refuted"] == []


@pytest.mark.parametrize("name", SPECS)
def test_nothing_on_a_key_is_damaged_or_not_understood(name: str, tmp_path: Path) -> None:
    found = judged(name, True, "markdown", tmp_path)
    assert not {each["verdict"] for each in found} & {"damaged", "not_understood"}
    refuted = [each["latex"] for each in found if each["verdict"] == "refuted"]
    assert all(MISREAD.get(name, "?") in latex for latex in refuted)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["conv", "stride", "channels"])
def test_on_a_sheet_blanks_are_not_checkable_and_nothing_is_wrong(
    name: str, format_: str, tmp_path: Path
) -> None:
    found = judged(name, False, format_, tmp_path)
    rest = [each for each in found if each["verdict"] not in GOOD]
    assert {(each["verdict"], each["reason"]) for each in rest} == {("not_checkable", BLANK)}
    assert len(rest) >= len(sheet_of(name).questions)


def test_a_slip_in_a_key_is_found(tmp_path: Path) -> None:
    path = tmp_path / "key.md"
    text = sheet_of("conv").key.to_markdown()
    assert text.count("O_{11} &= X_{11} F_{11} + X_{12} F_{12}") == 1
    path.write_text(text.replace("O_{11} &= X_{11} F_{11}", "O_{11} &= X_{11} F_{12}"))
    equations = json.loads(symconv.verify(path).to_json())["documents"][0]["equations"]
    assert [each["verdict"] for each in equations].count("refuted") == 1


def test_nothing_of_a_networks_sheet_is_damaged_or_not_understood(tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "snapshots" / "inputs" / "small.toml"
    sheet = build_worksheet(read_network_file(path).spec)
    page = tmp_path / "sheet.md"
    page.write_text(sheet.to_markdown())
    equations = json.loads(symconv.verify(page).to_json())["documents"][0]["equations"]
    reasons = Counter((each["verdict"], each["reason"]) for each in equations)
    assert set(reasons) == {("not_checkable", BLANK), ("not_checkable", NO_EQUATION)}

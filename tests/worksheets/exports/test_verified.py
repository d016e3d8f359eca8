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


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", SPECS)
def test_nothing_on_a_key_is_wrong(name: str, format_: str, tmp_path: Path) -> None:
    found = judged(name, True, format_, tmp_path)
    assert not {each["verdict"] for each in found} & {"refuted", "damaged", "not_understood"}
    if name in CONVOLUTIONS:
        assert sum(each["verdict"] in GOOD for each in found) >= 10


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

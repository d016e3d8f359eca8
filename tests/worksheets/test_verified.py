"""`verify` on sheets and keys: nothing on a key is false, and a sheet's blanks are no claims."""

from __future__ import annotations

from collections import Counter

import pytest

import symconv
from symconv.printing.formats import Format
from symconv.verification.verdicts import VerdictKind
from symconv.worksheets import Topic, WorksheetOptions, build_worksheet
from tests.worksheets.layers import LAYERS, chapter

WITHOUT_SLIPS = WorksheetOptions(topics=tuple(topic for topic in Topic if topic is not Topic.SLIP))
FINDINGS = {VerdictKind.REFUTED, VerdictKind.DAMAGED, VerdictKind.NOT_UNDERSTOOD}
ENDINGS = {Format.MARKDOWN: "md", Format.LATEX: "tex", Format.HTML: "html"}


def kinds(shown, format_, tmp_path):
    path = tmp_path / f"sheet.{ENDINGS[format_]}"
    path.write_text(shown.to(format_, standalone=format_ is not Format.MARKDOWN), encoding="utf-8")
    report = symconv.verify(path)
    assert not report.documents[0].notes
    return Counter(equation.verdict.kind for equation in report.equations)


@pytest.mark.parametrize("format_", list(ENDINGS))
@pytest.mark.parametrize("name", LAYERS)
def test_nothing_on_a_key_is_false(name, format_, tmp_path) -> None:
    found = kinds(build_worksheet(LAYERS[name], options=WITHOUT_SLIPS).key, format_, tmp_path)
    assert not FINDINGS & set(found), found
    if name in ("conv", "strided", "channels", "line"):
        assert found[VerdictKind.PROVED] >= 10


@pytest.mark.parametrize("name", ["conv", "strided", "pool"])
def test_blanks_on_a_sheet_are_no_claims(name, tmp_path) -> None:
    sheet = build_worksheet(LAYERS[name], options=WITHOUT_SLIPS)
    found = kinds(sheet, Format.MARKDOWN, tmp_path)
    assert set(found) <= {VerdictKind.NOT_CHECKABLE, VerdictKind.DEFINITION}
    report = symconv.verify(sheet.to_markdown())
    assert any("blank" in equation.verdict.reason for equation in report.equations)


def test_nothing_of_a_network_is_false(tmp_path) -> None:
    sheet = build_worksheet(*chapter(), WITHOUT_SLIPS)
    for shown in (sheet, sheet.key):
        assert not FINDINGS & set(kinds(shown, Format.MARKDOWN, tmp_path))


def test_a_comment_tells_the_layer() -> None:
    false = "$$O_{11} = X_{11} F_{11} + X_{12} F_{12} + X_{21} F_{21}$$\n"
    for told, kind in (("2x2", VerdictKind.REFUTED), ("3x1", VerdictKind.REFUTED)):
        comment = f"<!-- symconv: --input 3x4 --filter {told} -->\n\n"
        assert symconv.verify(comment + false).equations[0].verdict.kind is kind
    other = "<!-- symconv: --kind dense --input 4 --units 2 -->\n\n"
    assert symconv.verify(other + false).equations[0].verdict.kind is VerdictKind.NOT_CHECKABLE

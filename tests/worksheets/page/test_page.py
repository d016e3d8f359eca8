"""What stands in a page, and what does not."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from symconv import ConvSpec
from symconv.cli.main import main
from symconv.errors import WorksheetError
from symconv.formulas import Condition, Entry, Number, Relation
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.worksheets import Blanks, Topic, WorksheetOptions, build_worksheet
from symconv.worksheets.page import assets, check_answer, checks_of
from symconv.worksheets.page.data import Mode
from tests.worksheets.page.sheets import TITLE, small_sheet

FORBIDDEN = (
    "eval", "Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "import(",
    "XMLHttpRequest", "fetch", "WebSocket", "sendBeacon", "DOMParser", "setAttribute(\"on",
)  # fmt: skip
SEED = 20481


@pytest.fixture(scope="module")
def page() -> str:
    return small_sheet().to_html(standalone=True)


def data_of(page: str) -> str:
    match = re.search(r'<script type="application/json" id="symconv-sheet">(.*?)</script>', page)
    assert match
    return match[1]


def test_no_answer_stands_in_clear() -> None:
    """Sides are left out whole, so that nothing that is asked is shown elsewhere."""
    options = WorksheetOptions((Topic.FORWARD,), Blanks.read("side 1"), seed=SEED)
    sheet = build_worksheet(ConvSpec((3, 4), (2, 2)), options=options)
    page, key = sheet.to_html(standalone=True), sheet.key.to_html(standalone=True)
    answers = [answer for question in sheet.questions for answer in question.answers]
    for answer in answers:
        assert answer.formula is not None
        told = [
            printer(sheet.notation).write(answer.formula) for printer in (TextPrinter, LatexPrinter)
        ]
        assert [text for text in told if text in page] == []
    assert "<mi>X</mi>" in key
    assert "<mi>X</mi>" not in page
    assert str(SEED) not in page
    assert sheet.command not in page


def test_a_right_letter_is_no_plain_hash(page: str) -> None:
    letters = [one for one in json.loads(data_of(page))["fields"].values()
               if one["mode"] == "letter"]  # fmt: skip
    assert len(letters) == 2
    plain = {hashlib.sha256(letter.encode()).hexdigest()[:16] for letter in "ABCabc"}
    assert {one["hash"] for one in letters} & plain == set()
    assert re.search(r'value="B"[^>]*checked|class="[^"]*right', page.split("<script")[0]) is None


def test_sheets_do_not_share_what_they_compare_with() -> None:
    spec, options = ConvSpec((3, 4), (2, 2)), WorksheetOptions((Topic.FORWARD,))
    sheet = build_worksheet(spec, options=options)
    other = replace(sheet, identity="another1")
    ours, theirs = (checks_of(each).expected.values() for each in (sheet, other))
    for one, two in zip(ours, theirs, strict=True):
        assert set(one.values[0]).isdisjoint(two.values[0])
        assert set(one.terms).isdisjoint(two.terms)


def test_the_script_evaluates_no_text() -> None:
    code = assets.script()
    assert len(code) > 10_000
    bare = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
    words = {word: rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" for word in FORBIDDEN}
    assert [word for word, pattern in words.items() if re.search(pattern, bare)] == []


def test_the_policy_names_the_script(page: str) -> None:
    code = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(code) == 1
    digest = b64encode(hashlib.sha256(code[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert not re.search(r"""(src|href)=["'](?!#)|@import|url\(""", page)


def test_what_a_person_gave_is_text(page: str) -> None:
    assert TITLE not in page
    assert "&lt;script&gt;alert(&quot;no&quot;)&lt;/script&gt; &amp; more" in page
    sheet = replace(small_sheet(), identity="</script><b>")
    assert "</script><b>" not in sheet.to_html(standalone=True)


def test_the_same_sheet_has_the_same_bytes(page: str) -> None:
    assert small_sheet().to_html(standalone=True) == page
    small_sheet.cache_clear()
    assert small_sheet().to_html(standalone=True) == page


def test_fragments_and_keys_stay_as_they_were() -> None:
    sheet = small_sheet()
    assert "<script" not in sheet.to_html()
    assert "<script" not in sheet.key.to_html(standalone=True)


def test_self_study_has_fields_and_solutions() -> None:
    sheet = small_sheet()
    page = replace(sheet, options=replace(sheet.options, self_study=True)).to_html(standalone=True)
    assert page.count("<summary>Solution</summary>") == len(sheet.questions)
    assert page.count('data-field="') == sum(len(each.answers) for each in sheet.questions)


def test_what_is_not_read_is_compared_as_written() -> None:
    """An answer that the reader does not know is still an answer."""
    sheet = small_sheet()
    question = sheet.questions[0]
    condition = Condition(Entry("X"), Relation.GREATER, Number(0))
    asked = replace(question.answers[0], formula=condition)
    changed = replace(question, answers=(asked, *question.answers[1:]))
    checks = checks_of(replace(sheet, questions=(changed, *sheet.questions[1:])))
    assert checks.expected[asked.number].mode is Mode.TEXT
    typed = ("X > 0", " X>0", "X > 1", "=cmd()")
    told = [check_answer(checks, asked.number, text).state for text in typed]
    assert told == ["right", "right", "wrong", "wrong"]


def test_the_command_writes_a_page(tmp_path: Path) -> None:
    target = tmp_path / "sheet.html"
    layer = ["worksheet", "--input", "3x4", "--filter", "2x2", "-o", str(target)]
    assert main(layer) == 0
    assert 'http-equiv="Content-Security-Policy"' in target.read_text(encoding="utf-8")
    assert main([*layer, "--fragment"]) == 0
    assert "<script" not in target.read_text(encoding="utf-8")


def test_an_installation_without_its_files_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "templates_folder", lambda: tmp_path)
    assets.script.cache_clear()
    try:
        with pytest.raises(WorksheetError, match=r"sha256\.js is missing: install symconv again"):
            assets.script()
    finally:
        assets.script.cache_clear()

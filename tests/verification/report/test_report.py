"""A report as an object: what it is worth, and every form that it shows itself in."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from symconv.verification.report import Judgement, Report
from symconv.verification.reporting.words import TELLINGS
from symconv.verification.verdicts import (
    Counterexample,
    Judged,
    JudgedDocument,
    LinkVerdict,
    Suggestion,
    Verdict,
    VerdictKind,
)
from tests.latex_pages import lines_too_wide

WRONG = Judged(
    2, 12, 4, "\\frac{a}\n  {b_{12}} <&> c", start=100, verdict=Verdict(
        VerdictKind.REFUTED, "The left side is copied.", method="on integers",
        counterexample=Counterexample("X 3×3, F 2×2", "5", "2"), correct=r"\frac{a}{b_{13}} = c",
        suggestion=Suggestion(r"\frac{a}{b_{13}} = c", 15, 17, "13", "a slip"),
        links=(
            LinkVerdict("a", "b", VerdictKind.PROVED),
            LinkVerdict("b", "c", VerdictKind.REFUTED, "no"),
        ),
    ),
)  # fmt: skip
RIGHT = Judged(1, 10, 1, "a = b", Verdict(VerdictKind.PROVED, "It follows."))
REPORT = Report((JudgedDocument("b/a.md", ("X 3×3", "1-based"), (RIGHT, WRONG), notes=("Note.",)),))


def every_kind() -> Report:
    judged = [
        Judged(number, number, 1, f"x_{number}", Verdict(kind, f"So {number}."))
        for number, kind in enumerate(VerdictKind, 1)
    ]
    return Report((JudgedDocument("a.md", equations=tuple(judged)),))


def only(kind: VerdictKind, ignored: str | None = None) -> Report:
    judged = Judged(1, 1, 1, "x", Verdict(kind, "So."), ignored=ignored)
    return Report((JudgedDocument("a.md", equations=(judged,)),))


@pytest.mark.parametrize("kind", VerdictKind)
def test_it_is_true_where_nothing_is_found(kind: VerdictKind) -> None:
    finding = kind in (VerdictKind.REFUTED, VerdictKind.DAMAGED)
    assert bool(only(kind)) is not finding
    assert len(only(kind).findings) == finding
    assert bool(only(kind, ignored="so"))
    assert not only(kind, ignored="so").findings
    strict = finding or kind is VerdictKind.NOT_UNDERSTOOD
    assert only(kind).exit_status(strict=True) == int(strict)


def test_an_error_outranks_findings() -> None:
    report = Report((*REPORT.documents, JudgedDocument("c.md", error="no such file")))
    assert not report
    assert (REPORT.exit_status(), report.exit_status(), report.exit_status(True)) == (1, 2, 2)
    assert report.errors == ("c.md: no such file",)
    assert repr(report) == "<Report: 2 documents, 2 formulas, 1 finding, 1 error>"


def test_no_formula_is_a_finding_where_one_is_strict() -> None:
    empty = Report((JudgedDocument("a.md"),))
    assert (empty.exit_status(), empty.exit_status(strict=True)) == (0, 1)
    assert "No formula was found." in empty.to_text()


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        REPORT.documents = ()  # type: ignore[misc]


def test_every_verdict_has_its_word_and_its_mark_in_every_format() -> None:
    assert set(TELLINGS) == set(VerdictKind)
    report = every_kind()
    numbers = {kind: number for number, kind in enumerate(VerdictKind, 1)}
    for text in (report.to_text(), report.to_html(), report.to_markdown()):
        for kind, number in numbers.items():
            assert f" {TELLINGS[kind].word}: So {number}." in text
    for kind, number in numbers.items():
        head = f"{TELLINGS[kind].mark} a.md:{number}:1 (formula {number}) {TELLINGS[kind].word}"
        assert head in report.to_text()


def test_findings_differ_by_mark_from_what_is_right_and_from_each_other() -> None:
    marks = {kind: telling.mark for kind, telling in TELLINGS.items()}
    assert marks[VerdictKind.PROVED] == "✓"
    told = [marks[kind] for kind in (
        VerdictKind.PROVED, VerdictKind.REFUTED, VerdictKind.DAMAGED, VerdictKind.CONDITIONAL,
        VerdictKind.NOT_UNDERSTOOD,
    )]  # fmt: skip
    assert told == ["✓", "✗", "!", "~", "?"]


EXPECTED_TEXT = """\
Report on b/a.md
================
2 formulas judged, 1 finding.
  document  formulas  proved  refuted
  --------  --------  ------  -------
  b/a.md           2       1        1

b/a.md
------

Read as: X 3×3; 1-based
- Note.
✓ b/a.md:10:1 (formula 1) proved: It follows.
    a = b
✗ b/a.md:12:4 (formula 2) refuted: The left side is copied.
    \\frac{a}
      {b_{12}} <&> c
- Decided by: on integers
- Counterexample: X 3×3, F 2×2: left 5, right 2
- ✗ b = c refuted: no
- Right is:
    \\frac{a}{b_{13}} = c
- Suggested, since a slip:
    -   {b_{12}} <&> c
    +   {b_{13}} <&> c
"""


def test_text_has_all_that_is_said() -> None:
    assert REPORT.to_text() == EXPECTED_TEXT


def test_only_what_is_to_be_looked_at_may_be_shown() -> None:
    short = REPORT.to_text(everything=False)
    assert "a = b" not in short
    assert "Not shown: 1 formula, proved, holding, defining or claiming nothing." in short
    with pytest.raises(TypeError, match="did you mean 'everything'"):
        REPORT.to_text(everyting=False)


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_is_coloured_marked_and_worded() -> None:
    page = REPORT.to_html(standalone=True)
    assert page.startswith("<!DOCTYPE html>")
    assert (
        '<p class="symconv-verdict symconv-fails"><span class="symconv-mark">✗</span> '
        "b/a.md:12:4 (formula 2) refuted: The left side is copied.</p>"
    ) in page
    assert "<del>-   {b_{12}} &lt;&amp;&gt; c</del>" in page
    assert "<ins>+   {b_{13}} &lt;&amp;&gt; c</ins>" in page
    assert ".symconv-fails>.symconv-mark{color:" in page


HOSTILE = '<script>alert("x")</script> \\input{/etc/passwd} </pre>```\n$$ \x1b[31m'


def hostile() -> Report:
    said = Verdict(
        VerdictKind.REFUTED, HOSTILE, HOSTILE, HOSTILE, Counterexample(HOSTILE, HOSTILE, HOSTILE),
        HOSTILE, Suggestion(HOSTILE, 0, 1, HOSTILE, HOSTILE),
        (LinkVerdict(HOSTILE, HOSTILE, VerdictKind.REFUTED, HOSTILE),) * 2, (HOSTILE,),
    )  # fmt: skip
    judged = Judged(1, 1, 1, HOSTILE, said, ignored=HOSTILE)
    return Report((JudgedDocument(HOSTILE, (HOSTILE,), (judged,), notes=(HOSTILE,)),))


def test_what_others_wrote_is_never_markup() -> None:
    report = hostile()
    tags = Elements(report.to_html(standalone=True)).tags
    assert "script" not in tags
    assert "\\input" not in report.to_latex()
    for text in (report.to_text(), report.to_latex(), report.to_html(), report.to_markdown()):
        assert "\x1b" not in text
    fences = [line for line in report.to_markdown().splitlines() if line.startswith("`" * 4)]
    assert len(fences) == 6  # three pieces, each in a fence longer than those in it
    assert json.loads(report.to_json())["documents"][0]["equations"][0]["latex"] == HOSTILE


def test_a_report_of_any_writing_is_latex_that_compiles(tmp_path: Path) -> None:
    foreign = replace(WRONG, latex="\\text{中文} δ₁₂ ⊗ x² {{ % # & \\end{document}")
    documents = (
        JudgedDocument("章 ä%_.md", ("Ω₁ → ∂L/∂O",), (RIGHT, foreign, WRONG)),
        JudgedDocument("b.md", error="it is gone ⊛"),
    )
    lines_too_wide(Report(documents).to_latex(standalone=True), tmp_path)


def test_json_of_a_report() -> None:
    assert json.loads(REPORT.to_json()) == json.loads(REPORT.to("json"))
    (document,) = json.loads(REPORT.to_json())["documents"]
    assert (document["path"], document["setting"]) == ("b/a.md", ["X 3×3", "1-based"])
    wrong = document["equations"][1]
    assert wrong["counterexample"] == {"place": "X 3×3, F 2×2", "left": "5", "right": "2"}
    assert [link["verdict"] for link in wrong["links"]] == ["proved", "refuted"]
    assert wrong["suggestion"]["cause"] == "a slip"


def test_a_judgement_is_true_only_of_what_is_right() -> None:
    for kind in VerdictKind:
        judgement = Judgement("x", Verdict(kind, "So."))
        assert bool(judgement) is (kind in (VerdictKind.PROVED, VerdictKind.HOLDS))
    judgement = Judgement(WRONG.latex, WRONG.verdict)
    assert "✗ refuted: The left side is copied." in judgement.to_text()
    assert judgement.suggestion is WRONG.verdict.suggestion
    assert json.loads(judgement.to_json())["verdict"] == "refuted"
    assert "symconv-fails" in judgement._repr_html_()


def test_a_suggestion_without_a_place_is_shown_whole() -> None:
    said = Verdict(VerdictKind.DAMAGED, "No.", suggestion=Suggestion("a = c", 7, 99, "c", "a slip"))
    report = Report((JudgedDocument("a.md", equations=(Judged(1, 1, 1, "a = b", said),)),))
    assert "- Suggested, since a slip:\n    a = c\n" in report.to_text()


def test_formulas_are_typeset_in_html_and_shown_as_written_where_they_cannot_be() -> None:
    said = Verdict(VerdictKind.REFUTED, "No.")
    written = (r"\frac{a}{b} = c_{12}", r"\frac{a}{b = c")
    judged = tuple(Judged(number, 1, 1, text, said) for number, text in enumerate(written, 1))
    page = Report((JudgedDocument("a.md", equations=judged),)).to_html()
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac><mo>=</mo>" in page
    assert r'<pre class="symconv-source">\frac{a}{b = c</pre>' in page

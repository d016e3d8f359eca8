"""Published formulas with their labels, put together as the documents from which they come.

A label's rules: what is judged is the literal text in its setting; `accept` holds every verdict
that is defensible, and `holds` counts as proved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from symconv.formulas import Formula
from symconv.verification.entrance import Judge, prove_in_words
from symconv.verification.facts import Fact
from symconv.verification.judging.document import Formulas, build_context
from symconv.verification.stating import read_facts
from symconv.verification.verdicts import Judged, Verdict, VerdictKind
from symconv.verification.verify import verify

PATH = Path(__file__).with_name("equations.jsonl")
DISPLAYED = ("equation", "fragment")


@dataclass(frozen=True)
class Row:
    """A published formula, what its document fixes around it, and its label."""

    source: str
    number: str
    latex: str
    setting: str
    kind: str
    label: str
    accept: frozenset[VerdictKind]
    condition: str
    repairs: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.source[:24]} {self.number}"


def rows() -> dict[str, list[Row]]:
    """Give all rows by their source, in order."""
    found: dict[str, list[Row]] = {}
    for line in PATH.read_text("utf-8").splitlines():
        one = json.loads(line)
        row = Row(
            one["source"], one["n"], one["latex"], one["setting"], one["kind"], one["verdict"],
            frozenset(map(VerdictKind, one["accept"])), one["condition"], tuple(one["repair"]),
        )  # fmt: skip
        found.setdefault(row.source, []).append(row)
    return found


def markdown(of_source: list[Row]) -> tuple[str, list[int]]:
    """Give a document of rows: settings as prose where they change; and each row's first line."""
    lines: list[str] = []
    starts: list[int] = []
    setting = ""
    for row in of_source:
        if row.setting != setting:
            setting = row.setting
            lines += [setting, ""]
        starts.append(len(lines) + 1)
        shown = row.kind in DISPLAYED
        lines += ["$$", *row.latex.splitlines(), "$$"] if shown else row.latex.splitlines()
        lines.append("")
    return "\n".join(lines), starts


_WORST = (
    VerdictKind.NOT_UNDERSTOOD, VerdictKind.REFUTED, VerdictKind.DAMAGED, VerdictKind.CONDITIONAL,
    VerdictKind.HOLDS, VerdictKind.PROVED, VerdictKind.DEFINITION, VerdictKind.NOT_CHECKABLE,
)  # fmt: skip


def as_document(of_source: list[Row]) -> list[Verdict]:
    """Give the verdict of each row, judged in a Markdown document: the worst of its formulas."""
    text, starts = markdown(of_source)
    (document,) = verify(text).documents
    assert not document.error
    stops = [*starts[1:], len(text.splitlines()) + 2]
    return [
        _worst([one for one in document.equations if start <= one.line < stop])
        for start, stop in zip(starts, stops, strict=True)
    ]


def _worst(judged: list[Judged]) -> Verdict:
    if not judged:
        return Verdict(VerdictKind.NOT_UNDERSTOOD, "it was not found in its document")
    return min((one.verdict for one in judged), key=lambda v: _WORST.index(v.kind))


def directly(of_source: list[Row]) -> list[Verdict]:
    """Give the verdict of each row, judged without a document around it."""
    facts, texts = _facts_and_texts(of_source)
    judge = Judge(
        [(row.latex, line) for row, line in texts if row.kind in DISPLAYED], facts, {}, None
    )
    return [judge(row.latex, line, None)[0] for row, line in texts]


def _facts_and_texts(of_source: list[Row]) -> tuple[list[Fact], list[tuple[Row, int]]]:
    facts: list[Fact] = []
    texts: list[tuple[Row, int]] = []
    setting, line = "", 1
    for row in of_source:
        if row.setting != setting:
            setting, line = row.setting, line + 1
            facts += read_facts(setting, line)
        line += 1
        texts.append((row, line))
    return facts, texts


def repaired(of_source: list[Row], verdicts: list[Verdict]) -> Iterator[Row]:
    """Give the rows for which a right repair is suggested.

    It reads as one of theirs does, or it is another true formula for their left side or the row's.
    """
    facts, texts = _facts_and_texts(of_source)
    shown = [(row.latex, line) for row, line in texts if row.kind in DISPLAYED]
    made = build_context(shown, facts, prover=prove_in_words)
    for (row, line), verdict in zip(texts, verdicts, strict=True):
        if verdict.suggestion is None:
            continue
        found = made.read(verdict.suggestion.latex, line)
        wanted = [made.read(repair, line) for repair in row.repairs]
        if any(one.statements and _members(one) == _members(found) for one in wanted) or (
            made.left_side(found, None)
            in [made.left_side(one, None) for one in (*wanted, made.read(row.latex, line))]
            and _is_right(verdict.suggestion.latex, (row.latex, line), shown, facts)
        ):
            yield row


def _is_right(
    repaired: str, place: tuple[str, int], shown: list[tuple[str, int]], facts: list[Fact]
) -> bool:
    """Tell whether a repair is true in its document, before or after it is written there."""
    with_it = [(repaired, line) if (text, line) == place else (text, line) for text, line in shown]
    for texts in (shown, with_it):
        made = build_context(texts, facts, prover=prove_in_words)
        if made.judge(made.read(repaired, place[1])).kind in _RIGHT:
            return True
    return False


_RIGHT = (VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL)


def _members(formulas: Formulas) -> list[list[Formula]]:
    return [[member.formula for member in one.members] for one in formulas.statements]


def scored(of_source: list[Row], verdicts: list[Verdict]) -> Iterator[tuple[Row, Verdict]]:
    """Give what is scored: the rows that are equations."""
    for row, verdict in zip(of_source, verdicts, strict=True):
        if row.kind == "equation":
            yield row, verdict

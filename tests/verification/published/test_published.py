"""Formulas of published documents: what is said of each, against its label.

`pytest -m slow -s tests/verification/published` prints the table. A floor that is below what is
wanted is what was reached: it is raised when more is reached, and never lowered.
"""

from __future__ import annotations

import pytest

from symconv.verification.verdicts import VerdictKind
from tests.verification.published.rows import (
    Row,
    as_document,
    directly,
    repaired,
    rows,
    scored,
)
from tests.verification.published.table import Table, kinds_of

WAYS = {"in a Markdown document": as_document, "by itself": directly}
UNDERSTOOD, AGREEING, MEAN = 0.95, 0.92, 0.88
CONDITIONS, SUMS, REPAIRS = 0.8, 0.6, 0.8


@pytest.fixture(scope="module", params=WAYS)
def table(request: pytest.FixtureRequest) -> Table:
    judged, mended = [], []
    for of_source in rows().values():
        verdicts = WAYS[request.param](of_source)
        judged += scored(of_source, verdicts)
        mended += repaired(of_source, verdicts)
    made = Table(tuple(judged), frozenset(mended))
    print(f"\n{request.param}\n{made}")
    return made


@pytest.mark.slow
def test_published_formulas_get_the_verdict_of_their_label(table: Table) -> None:
    assert len(table.judged) == 193
    good, of = table.understood
    assert good / of >= UNDERSTOOD
    good, of = table.agreeing
    assert good / of >= AGREEING
    assert table.mean_over_labels >= MEAN


@pytest.mark.slow
def test_nothing_false_is_proved_and_nothing_proved_refuted(table: Table) -> None:
    assert table.false_proved == []
    assert table.proved_refuted == []
    assert len(table.overclaimed) <= 2


@pytest.mark.slow
def test_conditions_are_named(table: Table) -> None:
    good, of = table.conditions_named
    assert good / of >= CONDITIONS
    assert of >= 28


@pytest.mark.slow
def test_sums_are_proved_for_all_sizes(table: Table) -> None:
    good, of = table.sums_proved
    assert good / of >= SUMS


@pytest.mark.slow
def test_repairs_are_right(table: Table) -> None:
    good, of = table.repaired
    assert good / of >= REPAIRS


def test_the_list_is_as_it_was_labelled() -> None:
    all_rows = [row for of_source in rows().values() for row in of_source]
    assert len(all_rows) == 251
    assert sum(row.kind == "equation" for row in all_rows) == 193
    assert all(VerdictKind(row.label) in row.accept for row in all_rows)
    conditional = [row for row in all_rows if row.kind == "equation" and row.condition]
    unnamed = [row.name for row in conditional if not kinds_of(row.condition)]
    assert len(unnamed) <= 4, unnamed


def row(latex: str, label: str, accept: str, kind: str = "equation") -> Row:
    accepted = frozenset(map(VerdictKind, accept.split()))
    return Row("source", latex[:4], latex, "", kind, label, accepted, "", ())


def test_a_short_document_is_judged_in_both_ways() -> None:
    """The two ways in, on a document of a few rows, so that they are run with every change."""
    setting = "The input X is 3x3, the filter F is 2x2, the stride is 1. L is the loss."
    texts = [
        ("O_{11} = X_{11}F_{11} + X_{12}F_{12} + X_{21}F_{21} + X_{22}F_{22}", "proved"),
        (
            r"dF_{11} = \sum_{i,j} \frac{\partial L}{\partial O_{ij}} X_{ij}",
            "proved",
        ),
        (
            r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{12}} F_{12}",
            "refuted",
        ),
        (
            r"dF_{12} = \sum_{i,j} \frac{\partial L}{\partial O_{ij}} X_{jq}",
            "damaged",
        ),
    ]
    few = [
        Row(
            "source",
            str(at),
            text,
            setting,
            "equation",
            label,
            frozenset({VerdictKind(label)}),
            "",
            (),
        )
        for at, (text, label) in enumerate(texts)
    ]
    for way in WAYS.values():
        made = Table(tuple(scored(few, way(few))))
        assert made.agreeing == (4, 4), str(made)
        assert made.false_proved == []


def test_the_table_sees_what_is_wrong() -> None:
    from symconv.verification.verdicts import Verdict

    false, true = row("1 = 2", "refuted", "refuted"), row("2 = 2", "proved", "proved definition")
    proved, refuted = Verdict(VerdictKind.HOLDS, ""), Verdict(VerdictKind.REFUTED, "")
    table = Table(((false, proved), (true, refuted)))
    assert table.false_proved == [false.name]
    assert table.proved_refuted == [true.name]
    assert table.agreeing == (0, 2)
    assert Table(((false, refuted), (true, proved))).agreeing == (2, 2)

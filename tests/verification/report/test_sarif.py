"""SARIF logs: what the published schema asks for, and what code hosts look at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from symconv.verification.report import Report
from symconv.verification.verdicts import Judged, JudgedDocument, Suggestion, Verdict, VerdictKind
from tests.verification.report.test_report import REPORT, every_kind, hostile

LEVELS = ("none", "note", "warning", "error")


def log_of(report: Report, **choices: bool) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(report.to("sarif", **choices))
    check(log)
    return log


def check(log: dict[str, Any]) -> None:
    """Hold a log to the rules of the schema that concern what is in it."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    for run in log["runs"]:
        assert set(run) <= {"tool", "columnKind", "invocations", "results"}
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        for rule in rules:
            assert rule["defaultConfiguration"]["level"] in LEVELS
            assert rule["shortDescription"]["text"].endswith(".")
        for invocation in run["invocations"]:
            assert isinstance(invocation["executionSuccessful"], bool)
        for result in run["results"]:
            check_result(result, rules)


def check_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in LEVELS
    assert result["message"]["text"]
    for location in result.get("locations", ()):
        physical = location["physicalLocation"]
        check_uri(physical["artifactLocation"]["uri"])
        if "region" in physical:
            check_region(physical["region"])
    for fix in result.get("fixes", ()):
        assert fix["artifactChanges"]
        for change in fix["artifactChanges"]:
            check_uri(change["artifactLocation"]["uri"])
            assert change["replacements"]
            for replacement in change["replacements"]:
                check_region(replacement["deletedRegion"])
                assert isinstance(replacement["insertedContent"]["text"], str)
    for suppression in result.get("suppressions", ()):
        assert suppression["kind"] in ("inSource", "external")


def check_uri(uri: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=:@/%-]+", uri)
    assert not uri.startswith("/")
    assert not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri)


def check_region(region: dict[str, int]) -> None:
    assert all(isinstance(value, int) and value >= 1 for value in region.values())
    start, end = (region["startLine"], region["startColumn"]), region.get("endLine")
    if end is not None:
        assert (end, region["endColumn"]) >= start


def test_findings_and_what_is_not_understood_are_results() -> None:
    (run,) = log_of(every_kind())["runs"]
    found = {result["ruleId"]: result["level"] for result in run["results"]}
    assert found == {"refuted": "error", "damaged": "error", "not_understood": "note"}
    (run,) = log_of(every_kind(), strict=True)["runs"]
    assert {it["ruleId"]: it["level"] for it in run["results"]}["not_understood"] == "warning"


def test_region_and_fix_of_a_formula_of_two_lines() -> None:
    (result,) = log_of(REPORT)["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "b/a.md"}
    assert location["region"] == {
        "startLine": 12, "startColumn": 4, "endLine": 13, "endColumn": 17,
    }  # fmt: skip
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "13"}
    assert replacement["deletedRegion"] == {
        "startLine": 13, "startColumn": 7, "endLine": 13, "endColumn": 9,
    }  # fmt: skip


def test_what_is_accepted_in_the_document_is_suppressed() -> None:
    judged = Judged(1, 1, 1, "x", Verdict(VerdictKind.REFUTED, "No."), ignored="meant so")
    (result,) = log_of(Report((JudgedDocument("a.md", equations=(judged,)),)))["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "meant so"}]


def test_without_a_place_in_the_file_there_is_no_fix() -> None:
    said = Verdict(VerdictKind.REFUTED, "No.", suggestion=Suggestion("y", 0, 1, "y", "a slip"))
    judged = (Judged(1, 2, 3, "x", said), Judged(2, 2, 3, "x", said, cell=4, start=0))
    first, second = log_of(Report((JudgedDocument("a.md", equations=judged),)))["runs"][0][
        "results"
    ]
    assert "fixes" not in first
    assert "fixes" not in second
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 3}
    assert "region" not in second["locations"][0]["physicalLocation"]
    (logical,) = second["locations"][0]["logicalLocations"]
    assert logical["fullyQualifiedName"] == "cell 4:2:3"


@pytest.mark.parametrize("path", ["{}/a b%.md", "<text>", "../../x/ü.md", "c:d.md", "./x//y.md"])
def test_paths_are_relative_or_left_out(path: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    judged = Judged(1, 1, 1, "x", Verdict(VerdictKind.REFUTED, "No."))
    document = JudgedDocument(path.format(tmp_path), equations=(judged,))
    text = json.dumps(log_of(Report((document,))))
    assert str(tmp_path) not in text
    assert ".." not in text


def test_what_could_not_be_judged_is_told() -> None:
    (run,) = log_of(Report((JudgedDocument("a.md", error="no such file"),)))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "no such file"


def test_equal_reports_give_equal_bytes_without_times_and_folders() -> None:
    text = REPORT.to_sarif()
    assert text == Report(REPORT.documents).to_sarif()
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d", text)
    assert str(Path.cwd()) not in text


def test_what_others_wrote_is_only_text() -> None:
    log_of(hostile())

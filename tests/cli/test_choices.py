"""Which parts and entries the program prints, and what it says of long results."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

import symconv
from tests.cli.conftest import Run

LAYER = "derive --input 3x4 --filter 2x2"
LONG = "derive --input 9x10 --filter 3x2"


def headings(text: str) -> list[str]:
    lines = text.splitlines()
    return [line for line, below in pairwise(lines) if set(below) == {"-"}]


def test_parts_may_be_repeated_and_joined(run: Run) -> None:
    repeated = run(f"{LAYER} --only output --only grad-input").out
    assert repeated == run(f"{LAYER} --only grad-input,output").out
    assert headings(repeated) == ["Output", "Gradient of the input X"]


def test_entries_may_be_repeated_and_joined(run: Run) -> None:
    repeated = run("derive", "--input", "3x4", "--filter", "2x2", "--entry", "X[1,2]", "--entry",
                   "F[1,1]").out  # fmt: skip
    joined = run("derive", "--input", "3x4", "--filter", "2x2", "--entry", "F[1,1], X[1,2]").out
    assert repeated == joined
    assert "∂L/∂X₁₂ = " in repeated
    assert "∂L/∂F₁₁ = " in repeated
    assert "∂L/∂F₁₂ = " not in repeated


def test_places_may_be_repeated_and_joined(run: Run) -> None:
    corners, edges, both, joined = (
        run(f"{LONG} --only grad-input --entries {given}").out
        for given in ("corner", "edge", "corner --entries edge", "corner,edge")
    )
    assert both == joined
    assert len({corners, edges, both}) == 3


@pytest.mark.parametrize("entries", ["all", "corner,edge,inside", "chosen"])
def test_entries_are_chosen(run: Run, entries: str) -> None:
    outcome = run(f"{LONG} --only grad-input --entries {entries}")
    assert outcome.status == 0
    assert ("and likewise the other" in outcome.out) == (entries != "all")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (f"{LAYER} --entry X[1,1] --entries all", "--entry names the entries to print"),
        (f"{LAYER} --entries some", "entries 'some' is not 'chosen', 'all', or places among"),
        (f"{LAYER} --entries corner --entries all", "entries 'corner,all' is not 'chosen'"),
        (f"{LAYER} --only output,nothing", "--only 'nothing' is not one of output, local"),
        (f"{LAYER} --only output,grad-bias", "--only grad-bias: there is no such part"),
        ("derive --general --decimals", "--decimals does not go with --general"),
        (f"{LAYER} --only worked-case", "--only worked-case goes with --values"),
        ("derive --general --entries all", "--entries goes with a layer of fixed sizes"),
        (f"{LAYER} --fragment", "--fragment goes with --format html"),
        (f"{LAYER} --format html --fragment --standalone", "opposite of --standalone"),
        ("theorems --entries all", "No such option"),
    ],
)
def test_what_does_not_go_together_is_one_line_and_status_2(
    run: Run, arguments: str, message: str
) -> None:
    outcome = run(arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_long_result_is_said_before_it_is_written(run: Run) -> None:
    outcome = run("derive --input 24x25 --filter 3x2 --entries all --format latex")
    assert outcome.err.startswith("this is long: about ")
    assert "this is long" not in run(LONG).err


@pytest.mark.parametrize(
    ("option", "message"), [("--entries", "entries ''"), ("-o", "-o takes the name of a file")]
)
def test_an_empty_word_is_refused_before_anything_is_derived(
    run: Run, monkeypatch: pytest.MonkeyPatch, option: str, message: str
) -> None:
    def derived(*arguments: object, **choices: object) -> None:
        raise AssertionError("a layer was derived")

    monkeypatch.setattr("symconv.derivation.derive", derived)
    outcome = run("derive", "--input", "3x4", "--filter", "2x2", option, "")
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_json_says_that_it_has_all_even_if_that_is_little(run: Run) -> None:
    outcome = run(f"{LAYER} --only output --format json --entries corner")
    assert outcome.err.startswith("JSON has every entry: 6 equations\n")


def test_json_of_a_comparison_says_how_much_it_has(run: Run) -> None:
    outcome = run("compare --input 6x7 --filter 2x3 --format json")
    parts = json.loads(outcome.out)["parts"]
    count = sum(2 * len(part["entries"]) + 3 for part in parts)
    assert outcome.err.startswith(f"JSON has every entry: {count:,} equations\n")


def test_json_says_how_much_it_has(run: Run) -> None:
    outcome = run(f"{LONG} --format json --entries corner")
    count = sum(len(step["equations"]) for step in json.loads(outcome.out)["steps"])
    said = re.match(r"JSON has every entry: ([0-9,]+) equations, about ([0-9,]+) MB\n", outcome.err)
    assert said is not None
    assert int(said[1].replace(",", "")) == count
    assert abs(int(said[2]) - len(outcome.out.encode()) / 1e6) <= 1


def test_the_size_of_json_is_said_before_it_is_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*arguments: object, **choices: object) -> str:
        raise symconv.OutputError("nothing is written yet")

    monkeypatch.setattr("symconv.printing.writers.json.write_documents", stop)
    lines = run(f"{LONG} --format json").err.splitlines()
    assert lines[0].startswith("JSON has every entry: 1,017 equations, about ")
    assert "nothing is written yet" in lines[1]


def test_html_is_a_page_or_a_fragment(run: Run) -> None:
    assert run(f"{LAYER} --format html").out.startswith("<!DOCTYPE html>")
    assert not run(f"{LAYER} --format html --fragment").out.startswith("<!DOCTYPE")

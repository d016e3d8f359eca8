"""`symconv compare`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from symconv import ConvSpec
from symconv.derivation.comparison import Comparison, compare
from tests.cli.conftest import Run, run
from tests.cli.layers import write_list

__all__ = ["run"]

LAYER = "--input 3x4 --filter 2x3"
SPEC = ConvSpec((3, 4), (2, 3))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("", compare(SPEC).to_text()),
        ("--flip-filter", compare(SPEC).to_text()),
        ("--format latex", compare(SPEC).to_latex()),
        ("--format latex --standalone", compare(SPEC).to_latex(standalone=True)),
        ("--format markdown", compare(SPEC).to_markdown()),
        ("--format json", compare(SPEC).to_json()),
        ("--notation slides;base=0", compare(SPEC, "slides;base=0").to_text()),
        ("--entries corner", compare(SPEC).to_text(entries="corner")),
        ("--only grad-filter", compare(SPEC).to_text(roles=["filter"])),
        ("--only output --only grad-input", compare(SPEC).to_text(roles=["output", "input"])),
    ],
)
def test_prints_what_the_library_prints(run: Run, arguments: str, text: str) -> None:
    outcome = run(f"compare {LAYER} {arguments}")
    assert (outcome.status, outcome.out) == (0, text)


def test_every_option_of_a_layer_reaches_the_comparison(run: Run) -> None:
    spec = ConvSpec(
        (4, 5), (2, 3), 2, 4, 2, stride=(2, 1), dilation=(1, 2), padding=((0, 1), (2, 0)),
        padding_mode="circular", bias=True,
    )  # fmt: skip
    outcome = run(
        "compare --input 2x4x5 --filter 2x3 --filters 4 --groups 2 --stride 2x1 --dilation 1x2 "
        "--padding 0:1x2:0 --padding-mode circular --bias --format json"
    )
    assert json.loads(outcome.out)["spec"] == repr(spec)


def test_a_layer_from_a_spec_list_and_a_file(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    path = tmp_path / "flip.md"
    outcome = run(f"compare --layer layers.toml#small --format markdown -o {path}")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "2-D, 1 channel, 3×4; 1 filter 2×3; output 1×2×2\n"
    assert path.read_text(encoding="utf-8") == compare(SPEC, "slides;input=I").to_markdown()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "no layer: give --input and --filter"),
        ("--input 3x4", "--filter is missing (for example --filter 3x3): --input 3x4"),
        ("--input 3x4 --filter 5x3", "filter 5 exceeds padded input 3 on axis 0"),
        ("--kind flatten --input 3x4", "only a convolution layer (ConvSpec) has a filter to flip: "
         "FlattenSpec((3, 4))"),
        (f"{LAYER} --standalone", "--standalone goes with --format latex or html"),
        (f"{LAYER} --only grad-bias", "--only grad-bias: this layer has no such part "
         "(ConvSpec((3, 4), (2, 3)))"),
        (f"{LAYER} --only local", "Invalid value for '--only'"),
        (f"{LAYER} --notation boards", "notation 'boards' is not one of matrix"),
        (f"{LAYER} --max-terms 23", "24 terms exceed max_terms=23"),
        (f"{LAYER} --format pdf", "Invalid value for '--format'"),
        (f"{LAYER} extra", "unexpected extra argument"),
        (f"{LAYER} -o missing/flip.txt", "missing"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(run: Run, arguments: str, message: str) -> None:
    outcome = run(f"compare {arguments}")
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1
    assert not Path("missing").exists()


def test_a_claim_that_is_not_proved_is_a_finding(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Comparison, "proved", property(lambda self: False))
    outcome = run(f"compare {LAYER}")
    assert outcome.status == 1
    assert outcome.out.startswith("Correlation and convolution")


def test_a_long_comparison_prints_chosen_entries_alike_in_both_columns(run: Run) -> None:
    long = "compare --input 9x10 --filter 2x3 --only grad-input"
    chosen, corner, everything = (
        run(f"{long} {entries}").out for entries in ("", "--entries corner", "--entries all")
    )
    written = {
        text: re.findall(r"(∂L/∂X\[[\d,]+\]) = ", text) for text in (chosen, corner, everything)
    }
    assert [len(entries) for entries in written.values()] == [2 * 12, 2 * 4, 2 * 90]
    for text, entries in written.items():
        count = len(entries) // 2
        assert {entries.count(entry) for entry in entries} == {2}
        assert (f"and likewise the other {90 - count}\n" in text) == (count < 90)
    assert "All 90 entries differ." in chosen

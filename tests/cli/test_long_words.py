"""Words of thousands of letters: the error is one line that a person can read."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

LAYER = ("--input", "3x4", "--filter", "2x3")
WORD, DIGITS, SIZES, WORDS = "Q" * 20_000, "7" * 20_000, "x".join(["3"] * 9_000), "a " * 9_000


@pytest.mark.parametrize(
    "arguments",
    [
        ("derive", f"--{WORD}"),
        ("derive", WORD),
        ("derive", "--layer", WORD),
        ("derive", "--layer", f"a#{WORD}"),
        ("derive", "--network", WORDS),
        ("derive", "--kind", WORDS),
        ("derive", "--input", SIZES, "--filter", "2"),
        ("derive", "--input", "3", "--filter", SIZES),
        ("derive", "--kind", "dense", "--input", SIZES, "--units", "3"),
        ("derive", *LAYER, "--stride", SIZES),
        ("derive", *LAYER, "--padding", SIZES),
        ("derive", *LAYER, "--filters", DIGITS),
        ("derive", *LAYER, f"--groups=-{DIGITS}"),
        ("derive", *LAYER, "--max-terms", DIGITS),
        ("derive", *LAYER, "--entry", WORD),
        ("derive", *LAYER, "--entry", WORDS),
        ("derive", *LAYER, "--format", WORD),
        ("derive", *LAYER, "-o", WORDS),
        ("derive", *LAYER, "--values", f"{WORD}=1"),
        ("derive", *LAYER, "--notation", f"slides;input={WORD}"),
        ("derive", "--general", "--stride", WORDS),
        ("derive", "--general", "--rank", DIGITS),
        ("generate", "--onnx", "m", "-o", "k", "--onnx-input", WORDS),
        ("generate", *LAYER, "--strategy", WORDS),
        ("generate", *LAYER, "--accumulate", WORD),
        ("graph", "f = x", "--at", WORDS),
        ("graph", "f = x", "--at", f"x={WORD}"),
        ("certify", WORDS),
        ("theorems", WORD),
        (WORD,),
    ],
    ids=lambda arguments: " ".join(word[:9] for word in arguments),
)
def test_they_are_cut(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert "error: " in outcome.err
    assert "..." in outcome.err or "too long to show" in outcome.err
    assert outcome.err.count("\n") == 1
    assert len(outcome.err) < 800


@pytest.mark.parametrize("digits", ["\u0663", "\uff13", "1_0", "\u00b2", "3.0", "0x3", "3e0", ""])
@pytest.mark.parametrize("flag", ["--filters", "--groups", "--max-terms"])
def test_counts_are_written_in_the_ten_digits(run: Run, flag: str, digits: str) -> None:
    outcome = run("derive", "--input", "3x5x6", "--filter", "2x3", flag, digits)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"{digits!r} is not a valid integer" in outcome.err


def test_names_of_files_are_shown_whole(run: Run) -> None:
    path = "/".join(["folder"] * 20) + "/network.toml"
    assert run("derive", "--network", path).err.startswith(f"symconv: error: cannot read {path}: ")

"""A word that is none of ours is answered with the one that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv.specs.flags import CHANNELS_FIRST
from tests.cli.conftest import Run
from tests.cli.layers import write_list

LAYER = "--input 3x4 --filter 2x3"
POOL = "--kind pool --input 4x5 --pool 2x2"
ASKED = {
    # values of flags
    f"derive {LAYER} --notation slide": "'slides'",
    f"derive {LAYER} --notation Matrix": "'matrix'",
    f"derive {LAYER} --notation slides;bse=0": "'base'",
    f"derive {LAYER} --notation slides;index=digit": "'digits'",
    f"derive {LAYER} --notation slides;product=dot": "'cdot'",
    f"derive {LAYER} --format tex": "'latex'",
    f"derive {LAYER} --format md": "'markdown'",
    f"derive {LAYER} --format LaTeX": "'latex'",
    f"derive {LAYER} --only grad_filter": "'grad-filter'",
    f"derive {LAYER} --only output,gradinput": "'grad-input'",
    f"derive {LAYER} --entries corners": "'corner'",
    f"derive {LAYER} --entries corner,inner": "'inside'",
    f"derive {LAYER} --values filter=1": "'f'",
    f"derive {LAYER} --padding-mode reflection": "'reflect'",
    f"derive {LAYER} --padding SAME_UPPER": "'same'",
    f"compare {LAYER} --only gradfilter": "'grad-filter'",
    f"generate {LAYER} --strategy im2co": "'im2col'",
    f"certify {LAYER} --strategy Taps": "'taps'",
    f"derive {POOL} --operation avg": "'average'",
    f"derive {POOL} --ties frst": "'first'",
    "derive --kind activation --input 3 --function ReLU": "'relu'",
    "derive --kind loss --input 3 --function mse": "'mean_squared_error'",
    "derive --kind relu --input 3": "--kind activation --function relu",
    f"derive --kind Conv2d {LAYER}": "--kind conv",
    "derive --general --kind Conv2d": "--kind conv",
    "derive --general --operation gradinput": "'grad-input'",
    "derive --general --operation dw": "'grad-filter'",
    "derive --network net.toml --layer-name conv": "'conv1'",
    "generate --network net.toml --strategy cnv1=taps": "'conv1'",
    "generate --network net.toml --strategy conv1=tap": "'taps'",
    "theorems input-gradiant": "'input-gradient'",
    "graph f=sen(x)": "'sin'",
    "graph f=logistic(x)": "'sigmoid'",
    "graph f=x*y --product dot": "'cdot'",
    "completion bsh": "'bash'",
    # flags, commands and names
    "derive --input 3x4 --kernel 2x3": "--filter or --pool",
    f"derive {LAYER} --in-channels 3": CHANNELS_FIRST,
    f"derive {LAYER} --out-channels 3": "--filters",
    f"derive {LAYER} --strid 2": "--stride",
    f"derive {LAYER} --mode reflect": "--padding-mode or --operation",
    f"derive {LAYER} --ceil": "--ceil-mode",
    f"derive {LAYER} --maxterms 5": "--max-terms",
    f"derive {LAYER} --out-file x": "--output",
    f"derive {LAYER} --outptu x": "--output",
    f"generate {LAYER} --method taps": "--strategy",
    f"derive {POOL[:-10]} --filter 2x2": "--pool",
    "derrive": "'derive'",
    "theorem": "'theorems'",
    "derive --layer layers.toml#smal": "'small'",
}
NETWORK = """
[network]
input_shape = [1, 4, 5]

[[network.layer]]
kind = "conv"
filter_size = 2
"""


@pytest.mark.parametrize(("command", "ours"), ASKED.items())
def test_one_line_asks_for_the_word_that_was_meant(
    run: Run, tmp_path: Path, command: str, ours: str
) -> None:
    write_list(tmp_path)
    (tmp_path / "net.toml").write_text(NETWORK)
    outcome = run(command)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"(did you mean {ours}?)" in outcome.err
    assert outcome.err.count("\n") == 1


NOT_ASKED = [
    f"derive {LAYER} --notation zzzzzz",
    f"derive {LAYER} --frobnicate",
    "frobnicate",
    f"derive {LAYER} --format 42",
    "theorems ?",
    f"derive --kind conv_transpose {LAYER} --padding-mode zeros",
    "derive --kind activation --input 3 --function hardtanh",
    "derive --kind loss --input 3 --function nll",
    "derive --in 3x3 --filter 2x2",
]


@pytest.mark.parametrize("command", NOT_ASKED)
def test_nothing_is_asked_where_nothing_is_alike(run: Run, command: str) -> None:
    outcome = run(command)
    assert outcome.status == 2
    assert "did you mean" not in outcome.err


DOUBTS = {
    "derive --input 3x4 --filter 2": "3 channels of 4, as --filter 2 is 1-D: did you mean",
    "compare --input 9x9x2 --filter 2x2": "9 channels of 9x2; channels come first: did you mean",
    "certify --input 9x9x2 --filter 2x2": "9 channels of 9x2; channels come first: did you mean",
    "generate --input 3x4 --filter 2 --no-certify": "3 channels of 4, as --filter 2 is 1-D: did",
    "derive --network last.toml --layer-name conv1": "was read as 9 channels of 9x2; channels",
    "generate --network last.toml --no-certify": "was read as 9 channels of 9x2; channels",
}


@pytest.mark.parametrize(("command", "asked"), DOUBTS.items())
def test_a_run_asks_where_sizes_may_have_been_meant_otherwise(
    run: Run, tmp_path: Path, command: str, asked: str
) -> None:
    (tmp_path / "last.toml").write_text(NETWORK.replace("[1, 4, 5]", "[9, 9, 2]"))
    outcome = run(command)
    assert outcome.status == 0
    assert outcome.err.splitlines()[-1].count(asked) == 1
    assert outcome.err.count("did you mean") == 1


def test_groups_say_that_the_first_number_is_channels(run: Run) -> None:
    outcome = run("derive --input 4x9 --filter 3 --filters 4 --groups 4")
    assert (outcome.status, "did you mean" in outcome.err) == (0, False)
    assert "did you mean --filter 3x3?" in run("derive --input 4x9 --filter 3 --filters 4").err


def test_a_layer_that_is_too_large_asks_too(run: Run) -> None:
    outcome = run("derive --input 224x224x3 --filter 3x3")
    assert outcome.status == 2
    assert "exceed max_terms=200,000" in outcome.err
    assert outcome.err.endswith("channels come first: did you mean --input 3x224x224?\n")
    assert outcome.err.count("\n") == 1

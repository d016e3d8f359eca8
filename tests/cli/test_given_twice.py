"""What is given twice is refused, as one of the two would be lost; what may be repeated is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

LAYER = "--input 3x4 --filter 2x3"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (f"derive {LAYER} --input 5x6", "--input is given twice"),
        (f"derive {LAYER} --stride 1 --stride 1", "--stride is given twice"),
        (f"derive {LAYER} -o a.txt --output b.txt", "--output is given twice"),
        (f"derive {LAYER} --format text --format json", "--format is given twice"),
        (f"compare {LAYER} --notation slides --notation index", "--notation is given twice"),
        (f"certify {LAYER} --strategy taps --strategy im2col", "--strategy is given twice"),
        ("theorems --notation index --notation slides", "--notation is given twice"),
        ("generate --specs a.toml --specs b.toml", "--specs is given twice"),
        ("graph f=x --digits 3 --digits 4", "--digits is given twice"),
        ("graph f=x --at x=2 --at x=3", "--at gives 'x' two numbers"),
        (f"derive {LAYER} --notation slides;base=0;base=1", "'slides;base=0;base=1' gives base"),
        (
            "generate --onnx m.onnx --onnx-input x=1x1x4x5 --onnx-input x=1x1x6x7 -o kernels",
            "--onnx-input gives 'x' two shapes",
        ),
    ],
)
def test_it_is_refused_in_one_line(run: Run, tmp_path: Path, arguments: str, said: str) -> None:
    outcome = run(arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err
    assert outcome.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_switches_and_what_may_be_repeated_are_taken(run: Run) -> None:
    once = run(f"derive {LAYER} --bias --only output,grad-bias")
    twice = run(f"derive {LAYER} --bias --bias --only output --only grad-bias")
    assert (twice.status, twice.out) == (0, once.out)
    assert run(f"derive {LAYER} --input 5x6 --help").status == 0

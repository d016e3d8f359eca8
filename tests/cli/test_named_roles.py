"""What a function of others gives is told by its name where --as is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

CODE = """import numpy as np


def {name}(grad_o, f):
    n, k, h, w = grad_o.shape
    rows, columns = f.shape[2:]
    out = np.zeros((n, f.shape[1], h + rows - 1, w + columns - 1))
    for i in range(h):
        for j in range(w):
            out[:, :, i:i + rows, j:j + columns] += np.einsum(
                "nk,kcuv->ncuv", grad_o[:, :, i, j], f)
    return out
"""
LAYER = ("--input", "2x5x4", "--filter", "3x2", "--filters", "3")


@pytest.mark.parametrize("name", ["conv_grad_input", "dX", "input_backward"])
def test_a_name_tells_what_is_given(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "code.py"
    file.write_text(CODE.format(name=name), encoding="utf-8")
    result = run("certify", f"{file}:{name}", *LAYER)
    assert "by its name" in result.err


def test_a_name_that_says_nothing_is_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    file.write_text(CODE.format(name="step"), encoding="utf-8")
    result = run("certify", f"{file}:step", *LAYER)
    assert result.status == 2
    assert "--as" in result.err

"""The bundled example: a generated module learns to read handwritten digits."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symconv import load_network
from tests.requirements import require

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "digits.py"
MODULE = ROOT / "generated" / "networks" / "lenet_digits.py"
# the whole training reaches 98.6 %, these epochs nearly as much
EPOCHS, LEAST_ACCURACY = 12, 0.97
# of one gradient, relative to its largest entry or to 1: float64, sums of some thousand products
TOLERANCE = 1e-12


@pytest.fixture(scope="module")
def digits() -> ModuleType:
    """Give the example as a module, scikit-learn being there for its images."""
    require("sklearn")
    spec = importlib.util.spec_from_file_location("digits_example", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def trained(digits: ModuleType) -> Any:
    training, test = digits.load_digits()
    return digits.train(digits.load_module(), training, test, EPOCHS)


def test_most_digits_that_were_held_out_are_read(trained: Any) -> None:
    assert trained.accuracy >= LEAST_ACCURACY
    assert trained.training_losses[-1] < trained.training_losses[0] / 20
    assert trained.test_losses[-1] < 0.15


def test_held_out_images_are_not_trained_with(digits: ModuleType) -> None:
    training, test = digits.load_digits()
    assert (len(training), len(test)) == (1438, 359)
    assert training.images.shape[1:] == (1, 8, 8)
    assert (training.images.min(), training.images.max()) == (0, 1)
    assert set(test.targets.sum(axis=1)) == {1}
    seen = {image.tobytes() for image in training.images}
    assert not any(image.tobytes() in seen for image in test.images)


def test_the_loss_is_drawn_where_it_can_be(
    digits: ModuleType, trained: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert not digits.draw_losses(trained, tmp_path / "loss.svg")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    require("matplotlib")
    assert digits.draw_losses(trained, tmp_path / "loss.svg")
    assert "<svg" in (tmp_path / "loss.svg").read_text(encoding="utf-8")


def test_the_script_runs_in_any_folder(tmp_path: Path) -> None:
    require("sklearn")
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--epochs", "1"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    first, accuracy, drawn = run.stdout.splitlines()
    assert first.startswith("epoch  1: loss ")
    assert accuracy.endswith(" % of 359 held-out digits are right")
    assert drawn in ("the loss is drawn in digits_loss.svg", "matplotlib would draw the loss")


def test_pytorch_has_the_same_loss_and_gradients(digits: ModuleType, trained: Any) -> None:
    """With the weights that were learned, on a batch of images that were held out."""
    require("torch")
    from tests.oracles.torch_networks import torch_network

    kernel = load_network(MODULE)
    _, test = digits.load_digits()
    images, targets = test.images[:64], test.targets[:64]
    loss, gradients = kernel.backward(images, targets, trained.parameters)
    expected_loss, expected, _ = torch_network(kernel.spec, images, targets, trained.parameters)
    assert abs(loss - expected_loss) <= TOLERANCE * max(1, abs(expected_loss))
    assert set(gradients) == set(expected)
    for name, wanted in expected.items():
        error = np.abs(gradients[name] - wanted).max()
        assert np.abs(wanted).max() > 1e-6, name
        assert error <= TOLERANCE * max(1, np.abs(wanted).max()), name

"""The light model zoo that ships with ONNX: every convolution is read, and its kernel holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv.generation.onnx_model import Certifying, produce_model
from symconv.kernels import certify
from symconv.onnx_models import read_model
from symconv.specs import ConvSpec, LayerSpec
from tests.requirements import require


def zoo() -> list[Path]:
    onnx = require("onnx")
    folder = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
    return sorted(folder.glob("light_*.onnx"))


def specs_of(paths: list[Path]) -> list[LayerSpec]:
    return [layer.spec for path in paths for layer in read_model(path).layers]


def test_every_convolution_of_the_zoo_is_read() -> None:
    convolutions = [spec for spec in specs_of(zoo()) if isinstance(spec, ConvSpec)]
    assert (len(convolutions), len(set(convolutions))) == (401, 217)


@pytest.mark.campaign
@pytest.mark.parametrize("path", zoo(), ids=lambda path: path.stem)
def test_every_kernel_of_the_zoo_holds(path: Path) -> None:
    """Large layers are certified at a smaller input size; the manifest says at which."""
    kernels, _ = produce_model(read_model(path), certifying=Certifying.STAND_INS)
    for kernel in kernels:
        assert kernel.trial is not None
        assert certify(kernel.trial).failures == (), kernel.file.name

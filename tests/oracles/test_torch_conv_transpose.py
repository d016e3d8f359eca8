"""Transposed convolutions, reference and kernels, against PyTorch's autograd in float64."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from symconv import ConvTransposeSpec, build_kernel
from symconv.specs import LayerSpec
from tests.layer_arrays import floats, layer_arguments, run_reference
from tests.requirements import require
from tests.strategies_conv_transpose import TRANSPOSED_LABELS, drawn_transposed, transposed_labels

torch = require("torch")

Array = np.ndarray[Any, Any]

TRANSPOSED = {
    1: torch.nn.functional.conv_transpose1d,
    2: torch.nn.functional.conv_transpose2d,
    3: torch.nn.functional.conv_transpose3d,
}
SPECS, MAX_TERMS, LEAST_PER_OPTION = 250, 1000, 10
EXPLICIT_TERMS = 60
TOLERANCE = 1e-12  # of one result, relative to its largest entry: sums of some thousand products


def torch_results(spec: ConvTransposeSpec, arrays: dict[str, Array]) -> dict[str, Array]:
    """Give PyTorch's output and gradients; pads that differ are cropped by slicing."""
    bias = arrays.get("b", np.zeros(spec.bias_shape))
    x, f, b = (torch.tensor(a, requires_grad=True) for a in (arrays["x"], arrays["f"], bias))
    symmetric = all(before == after for before, after in spec.pads)
    output = TRANSPOSED[spec.rank](
        x, f, b, spec.stride, tuple(before for before, _ in spec.pads) if symmetric else 0,
        spec.output_padding, spec.groups, spec.dilation,
    )  # fmt: skip
    if not symmetric:
        sizes = zip(output.shape[2:], spec.pads, strict=True)
        output = output[(..., *(slice(before, size - after) for size, (before, after) in sizes))]
    output.backward(torch.tensor(arrays["grad_o"]))
    return {
        "forward": output.detach().numpy(),
        "grad_input": x.grad.numpy(),
        "grad_filter": f.grad.numpy(),
        "grad_bias": b.grad.numpy(),
    }


@pytest.fixture(scope="module")
def cases() -> list[tuple[ConvTransposeSpec, dict[str, Array], dict[str, Array]]]:
    drawn = []
    for seed, spec in enumerate(drawn_transposed(SPECS, MAX_TERMS)):
        arrays = layer_arguments(spec, 1 + seed % 3, floats(seed))
        drawn.append((spec, arrays, torch_results(spec, arrays)))
    return drawn


def run_kernel(spec: LayerSpec, strategy: str, arrays: dict[str, Array]) -> dict[str, Array]:
    kernel = build_kernel(spec, strategy)
    return {
        function: getattr(kernel, function)(*(arrays[name] for name in names))
        for function, names in spec.functions.items()
    }


@pytest.mark.parametrize("name", ["reference", "taps", "im2col", "explicit"])
def test_equals_autograd(name: str, cases: list[Any]) -> None:
    tried = 0
    for spec, arrays, expected in cases:
        if name == "explicit" and spec.terms > EXPLICIT_TERMS:
            continue
        run = run_reference(spec, arrays) if name == "reference" else run_kernel(spec, name, arrays)
        for function, given in run.items():
            wanted = expected[function]
            assert given.shape == wanted.shape, (function, spec)
            assert given.dtype == np.float64, (function, spec)
            error = np.abs(given - wanted).max()
            assert error <= TOLERANCE * max(1, np.abs(wanted).max()), (function, spec)
        tried += 1
    assert tried >= 50


def test_every_option_is_drawn(cases: list[Any]) -> None:
    counts = Counter(label for spec, _, _ in cases for label in transposed_labels(spec))
    assert set(counts) == TRANSPOSED_LABELS
    assert min(counts.values()) >= LEAST_PER_OPTION, counts.most_common()[-3:]
    symmetric = [spec for spec, _, _ in cases if all(p[0] == p[1] > 0 for p in spec.pads)]
    assert len(symmetric) >= 5


def test_pytorch_bounds_output_padding_as_we_do() -> None:
    x, f = torch.ones(1, 1, 2, dtype=torch.float64), torch.ones(1, 1, 2, dtype=torch.float64)
    for stride in range(1, 4):
        for dilation in range(1, 4):
            last = max(stride, dilation) - 1
            options = {"stride": stride, "dilation": dilation}
            allowed = ConvTransposeSpec(2, 2, output_padding=last, **options)
            output = TRANSPOSED[1](x, f, output_padding=last, **options)
            assert tuple(output.shape[2:]) == allowed.output_size
            with pytest.raises(RuntimeError, match="output padding must be smaller"):
                TRANSPOSED[1](x, f, output_padding=last + 1, **options)
            with pytest.raises(ValueError, match="is smaller than neither"):
                ConvTransposeSpec(2, 2, output_padding=last + 1, **options)


def test_pytorch_s_output_size_chooses_the_output_padding() -> None:
    """It keeps the pads, where ONNX's chooses them: the sizes agree, the entries need not."""
    layer = torch.nn.ConvTranspose1d(1, 1, 3, stride=2, padding=1, bias=False, dtype=torch.float64)
    x = torch.arange(1.0, 4.0, dtype=torch.float64).reshape(1, 1, 3)
    theirs = layer(x, output_size=[6]).detach().numpy()
    arrays = {"x": x.numpy(), "f": layer.weight.detach().numpy(), "grad_o": theirs}
    kept = ConvTransposeSpec(3, 3, stride=2, padding=1, output_padding=1)
    onnx = ConvTransposeSpec(3, 3, stride=2, output_size=6, padding="same")
    assert kept.output_size == onnx.output_size == (6,)
    np.testing.assert_allclose(run_reference(kept, arrays)["forward"], theirs, rtol=1e-14)
    shifted = run_reference(onnx, arrays)["forward"]
    np.testing.assert_allclose(shifted[..., 1:], theirs[..., :-1], rtol=1e-14)
    assert not np.allclose(shifted, theirs)

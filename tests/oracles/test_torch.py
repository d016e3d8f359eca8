"""The reference and the kernels against PyTorch's autograd, in float64."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from symconv import build_kernel, reference
from symconv.specs import ConvSpec
from tests.oracles.torch_oracle import torch_results
from tests.strategies import OPTION_LABELS, drawn_specs, option_labels

Array = np.ndarray[Any, Any]

IMPLEMENTATIONS = ("reference", "taps", "im2col")
SPECS, MAX_TERMS = 500, 3000
LEAST_PER_OPTION = 15
# written out term by term, larger layers would take long to generate
EXPLICIT_TERMS, LEAST_EXPLICIT = 100, 100
# of one result, relative to its largest entry: sums of at most some thousand products
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Case:
    """A layer, arrays for it, and what PyTorch makes of them."""

    spec: ConvSpec
    x: Array
    f: Array
    b: Array | None
    grad_o: Array
    expected: dict[str, Array]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    specs = drawn_specs(SPECS, MAX_TERMS)
    return [_case(spec, 1 + seed % 3, seed) for seed, spec in enumerate(specs)]


def _case(spec: ConvSpec, batch: int, seed: int) -> Case:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, *spec.input_shape))
    f = rng.standard_normal(spec.filter_shape)
    b = rng.standard_normal(spec.bias_shape) if spec.bias else None
    grad_o = rng.standard_normal((batch, *spec.output_shape))
    return Case(spec, x, f, b, grad_o, torch_results(spec, x, f, b, grad_o))


def implementation(name: str, spec: ConvSpec) -> Any:
    """Give the four functions of a layer: the reference's, or those of a kernel strategy."""
    if name != "reference":
        return build_kernel(spec, strategy=name)
    functions = ("forward", "grad_input", "grad_filter", "grad_bias")
    return SimpleNamespace(**{key: partial(getattr(reference, key), spec) for key in functions})


def _results(name: str, case: Case) -> dict[str, Array]:
    layer = implementation(name, case.spec)
    return {
        "output": layer.forward(case.x, case.f, case.b),
        "grad_input": layer.grad_input(case.grad_o, case.f),
        "grad_filter": layer.grad_filter(case.grad_o, case.x),
        "grad_bias": layer.grad_bias(case.grad_o),
    }


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_equals_autograd(name: str, cases: list[Case]) -> None:
    for case in cases:
        for role, given in _results(name, case).items():
            expected = case.expected[role]
            assert given.shape == expected.shape, (role, case.spec)
            assert given.dtype == np.float64, (role, case.spec)
            error = np.abs(given - expected).max()
            assert error <= TOLERANCE * max(1, np.abs(expected).max()), (role, case.spec)


def test_written_out_kernels_equal_autograd(cases: list[Case]) -> None:
    small = [case for case in cases if case.spec.terms <= EXPLICIT_TERMS]
    assert len(small) >= LEAST_EXPLICIT
    test_equals_autograd("explicit", small)


def test_every_option_is_drawn(cases: list[Case], capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter(label for case in cases for label in option_labels(case.spec))
    with capsys.disabled():
        shown = ", ".join(f"{label} {counts[label]}" for label in sorted(counts))
        print(f"\n{len(cases)} layers against PyTorch: {shown}")
    assert len({case.spec for case in cases}) >= SPECS
    assert set(counts) == OPTION_LABELS
    assert min(counts.values()) >= LEAST_PER_OPTION, counts.most_common()[-3:]

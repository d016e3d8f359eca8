"""ONNX's own backend tests pass through generated kernels, within each case's own tolerance."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from symconv import build_kernel
from symconv.kernels import STRATEGIES
from symconv.specs import UnpoolSpec
from tests.onnx_models.backend import Case, find_differences, load_cases

CASES_OF_NODES = {
    "Conv": 19,
    "ConvTranspose": 11,
    "MaxPool": 19,
    "AveragePool": 20,
    "LpPool": 8,
    "GlobalAveragePool": 2,
    "GlobalMaxPool": 2,
    "MaxUnpool": 1,
}
"""Cases that onnx 1.23 has of each operator; 13 of Conv's have other nodes besides."""

AGAINST_THE_TEXT = "test_maxunpool_export_with_output_shape"
"""Its indices count on an array of 4x4, and its output_shape is 5x5; the operator's text has none
but the pool's input for indices to count on, which is what output_shape gives back."""

CASES_OF_PYTORCH = {"Conv": 26, "MaxPool": 8, "AveragePool": 7, "ConvTranspose": 2}


@pytest.fixture(scope="module")
def node_cases() -> list[Case]:
    return [case for case in load_cases("node") if case.name != AGAINST_THE_TEXT]


def run_all(cases: list[Case], strategy: str, folder: Path) -> Counter[str]:
    """Run every case; give how often each operator was computed by a kernel."""
    used: list[str] = []
    path = folder / "model.onnx"
    differences = [line for case in cases for line in find_differences(case, strategy, path, used)]
    assert differences == []
    return Counter(used)


def test_there_are_cases_of_every_sort(node_cases: list[Case]) -> None:
    dtypes = {array.dtype.name for case in node_cases for array in case.data_sets[0][0]}
    assert {"float16", "float32", "uint8", "int64"} <= dtypes
    outputs = Counter(
        (case.operators[0], len(case.data_sets[0][1]))
        for case in node_cases
        if len(case.model.graph.node) == 1
    )
    assert outputs["MaxPool", 2] >= 2
    assert outputs["Conv", 1] >= 6


@pytest.mark.parametrize("strategy", ["auto", *STRATEGIES])
def test_every_case_of_a_node(node_cases: list[Case], strategy: str, tmp_path: Path) -> None:
    used = run_all(node_cases, strategy, tmp_path)
    assert {name: used[name] for name in CASES_OF_NODES if used[name] < CASES_OF_NODES[name]} == {}


def test_the_case_against_the_text_has_indices_of_a_smaller_array() -> None:
    (case,) = (case for case in load_cases("node") if case.name == AGAINST_THE_TEXT)
    ((x, indices, shape), (wanted,)) = case.data_sets[0]
    assert shape.tolist() == [1, 1, 5, 5]
    spec = UnpoolSpec((2, 2), (5, 5), index_size=(4, 4))
    np.testing.assert_array_equal(build_kernel(spec).forward(x, indices), wanted)


@pytest.mark.parametrize("strategy", ["auto", "im2col", "taps"])
def test_every_model_converted_from_pytorch(strategy: str, tmp_path: Path) -> None:
    used = run_all(load_cases("pytorch-converted"), strategy, tmp_path)
    assert {
        name: used[name] for name in CASES_OF_PYTORCH if used[name] < CASES_OF_PYTORCH[name]
    } == {}
    used = run_all(load_cases("pytorch-operator"), strategy, tmp_path)
    assert min(used[name] for name in ("Conv", "ConvTranspose", "MaxPool")) >= 1

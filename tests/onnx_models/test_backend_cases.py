"""ONNX's own backend tests pass through generated kernels, within each case's own tolerance."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from symconv.kernels import STRATEGIES
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

CASES_OF_PYTORCH = {"Conv": 26, "MaxPool": 8, "AveragePool": 7, "ConvTranspose": 2}


@pytest.fixture(scope="module")
def node_cases() -> list[Case]:
    return load_cases("node")


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


@pytest.mark.parametrize("strategy", ["auto", "im2col", "taps"])
def test_every_model_converted_from_pytorch(strategy: str, tmp_path: Path) -> None:
    used = run_all(load_cases("pytorch-converted"), strategy, tmp_path)
    assert {
        name: used[name] for name in CASES_OF_PYTORCH if used[name] < CASES_OF_PYTORCH[name]
    } == {}
    used = run_all(load_cases("pytorch-operator"), strategy, tmp_path)
    assert min(used[name] for name in ("Conv", "ConvTranspose", "MaxPool")) >= 1

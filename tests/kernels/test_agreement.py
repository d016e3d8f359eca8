"""Every strategy agrees with the reference, exactly, in values, shapes and types."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
import sympy

from symconv import reference
from symconv.kernels import build_kernel
from tests.kernels.layers import LAYERS, STRATEGIES, assert_agrees, compared, kernel_of
from tests.reference.arrays import integer_arrays
from tests.strategies import OPTION_LABELS, drawn_specs, option_labels

COUNT = 300
LEAST_PER_OPTION = 8

strategies = pytest.mark.parametrize("strategy", STRATEGIES)
layers = pytest.mark.parametrize("layer", LAYERS)


def test_the_three_strategies_are_there() -> None:
    assert set(STRATEGIES) == {"explicit", "taps", "im2col"}


@strategies
def test_drawn_layers_agree_with_the_reference(strategy: str) -> None:
    covered: Counter[str] = Counter()
    for spec in drawn_specs(COUNT, 300):
        assert_agrees(build_kernel(spec, strategy), *integer_arrays(spec, 2))
        covered.update(option_labels(spec))
    print({label: covered[label] for label in sorted(OPTION_LABELS)})
    assert min(covered[label] for label in OPTION_LABELS) >= LEAST_PER_OPTION


@strategies
@layers
@pytest.mark.parametrize("batch", [0, 1, 3])
def test_batches_of_any_size(strategy: str, layer: str, batch: int) -> None:
    spec, kernel = LAYERS[layer], kernel_of(layer, strategy)
    assert_agrees(kernel, *integer_arrays(spec, batch))
    as_objects = [a if a is None else a.astype(object) for a in integer_arrays(spec, batch)]
    assert_agrees(kernel, *as_objects)


@strategies
@pytest.mark.parametrize("layer", ["rectangle", "groups", "depthwise", "replicate", "one filter"])
@pytest.mark.parametrize(
    "types",
    [
        ("int8", "int8", "int8"),
        ("uint8", "int8", "uint8"),
        ("int16", "float16", "int8"),
        ("float32", "float32", "float32"),
        ("float32", "float64", "int64"),
        ("complex64", "float32", "float64"),
        ("int64", "object", "int32"),
        ("longdouble", "float64", "float32"),
    ],
    ids="-".join,
)
def test_results_have_the_common_type(strategy: str, layer: str, types: tuple[str, ...]) -> None:
    spec, kernel = LAYERS[layer], kernel_of(layer, strategy)
    x, f, b, grad_o = integer_arrays(spec, 2)
    x, f, grad_o = (a.astype(t) for a, t in zip((x, f, grad_o), types, strict=True))
    b = None if b is None else b.astype(types[2])
    for function, given, expected in compared(kernel, x, f, b, grad_o):
        assert given.dtype == expected.dtype, function
        np.testing.assert_array_equal(given, expected)  # small integers: exact in every type


def test_complex_gradients_are_not_conjugated() -> None:
    spec = LAYERS["flip"]
    x, f, b, grad_o = (None if a is None else a * (1 + 2j) for a in integer_arrays(spec, 2))
    for strategy in STRATEGIES:
        assert_agrees(kernel_of("flip", strategy), x, f, b, grad_o)


@strategies
@layers
def test_arguments_are_read_only_and_of_any_layout(strategy: str, layer: str) -> None:
    """Read-only views that are reversed in memory give what plain copies give."""
    spec = LAYERS[layer]
    plain = integer_arrays(spec, 2)
    views = []
    for array in plain:
        view = None if array is None else np.asfortranarray(array[..., ::-1])[..., ::-1]
        if view is not None:
            view.flags.writeable = False
        views.append(view)
    assert_agrees(kernel_of(layer, strategy), *views)
    for array, view in zip(plain, views, strict=True):
        np.testing.assert_array_equal(array, view)


@strategies
@layers
def test_results_share_no_memory_with_arguments(strategy: str, layer: str) -> None:
    spec = LAYERS[layer]
    arrays = [array for array in integer_arrays(spec, 2) if array is not None]
    for _, given, _ in compared(kernel_of(layer, strategy), *integer_arrays(spec, 2)):
        given[...] = 0
        assert not any(np.shares_memory(given, array) for array in arrays)


@strategies
def test_fractions_flow_through(strategy: str) -> None:
    spec, kernel = LAYERS["groups"], kernel_of("groups", strategy)
    x, f, b, grad_o = (
        None if array is None else array.astype(object) * Fraction(1, 3)
        for array in integer_arrays(spec, 2)
    )
    assert_agrees(kernel, x, f, b, grad_o)
    result = kernel.grad_input(grad_o, f)
    assert {type(entry) for entry in result.flat} <= {Fraction, int}


@strategies
@pytest.mark.parametrize("layer", ["plain", "in padding", "circular"])
def test_symbols_flow_through(strategy: str, layer: str) -> None:
    spec = LAYERS[layer]

    def symbols(name: str, shape: tuple[int, ...]) -> np.ndarray:
        return np.array(sympy.symarray(name, shape), dtype=object)

    x, f = symbols("x", (1, *spec.input_shape)), symbols("f", spec.filter_shape)
    b = (symbols("b", spec.bias_shape),) if spec.bias else ()
    given = kernel_of(layer, strategy).forward(x, f, *b)
    for mine, theirs in zip(given.flat, reference.forward(spec, x, f, *b).flat, strict=True):
        assert sympy.expand(mine - theirs) == 0


def test_masked_arrays_and_matrices_are_read_as_plain_arrays() -> None:
    spec = LAYERS["plain"]
    x, f, b, _ = integer_arrays(spec, 2)
    masked = np.ma.masked_less(x, 0)
    for strategy in STRATEGIES:
        result = kernel_of("plain", strategy).forward(masked, f)
        assert type(result) is np.ndarray
        np.testing.assert_array_equal(result, reference.forward(spec, x, f, b))

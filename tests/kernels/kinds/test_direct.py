"""Kernels of layers without a moving window: agreement, certificates, planted faults, text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import (
    ActivationFunction,
    ActivationSpec,
    DenseSpec,
    FlattenSpec,
    LossFunction,
    LossSpec,
    build_kernel,
    certify,
    load_kernel,
)
from symconv.kernels import Kernel, Method
from symconv.kernels.emission.naming import kernel_name
from symconv.kernels.load import load_source
from symconv.specs import LayerSpec
from symconv.specs.layer import Arithmetic
from tests.layer_arrays import Array, Draw, layer_arguments, run_kernel, run_reference
from tests.strategies_activation import activation_specs
from tests.strategies_dense import dense_specs, flatten_specs
from tests.strategies_loss import loss_specs

SPECS: list[LayerSpec] = [
    DenseSpec(4, 3),
    DenseSpec(1, 5, bias=True),
    FlattenSpec((2, 3, 4)),
    *(ActivationSpec((2, 3), function) for function in ActivationFunction),
    ActivationSpec((2, 3, 4), "softmax", axis=2),
    ActivationSpec(4, "leaky_relu", "-3/2"),
    ActivationSpec(4, "leaky_relu", 0),
    *(LossSpec((2, 3), function) for function in LossFunction),
    LossSpec(5, "mean_squared_error"),
    LossSpec(1, "cross_entropy"),
]
TYPES = ("int8", "uint8", "int64", "float16", "float32", "float64", "complex128", "object")
TOLERANCES = {"float16": 1e-2, "float32": 1e-5}
"""Relative to the largest entry of a result or to 1; of the other types 1e-13."""
REAL_TYPES = tuple(held for held in TYPES if held != "complex128")

any_spec = st.one_of(dense_specs(), flatten_specs(), activation_specs(40), loss_specs(40))


def of_types(names: list[str], seed: int) -> Draw:
    """Draw small numbers, each array of the next of these types."""
    rng, kinds = np.random.default_rng(seed), iter(names * 2)

    def draw(shape: tuple[int, ...]) -> Array:
        held = np.dtype(next(kinds))
        values = rng.integers(0 if held.kind == "u" else -3, 4, shape)
        if held.kind == "O":
            return np.vectorize(lambda n: Fraction(int(n), 2), otypes=[object])(values)
        return values.astype(held) / 2 if held.kind in "fc" else values.astype(held)

    return draw


@given(any_spec, st.integers(0, 3), st.lists(st.sampled_from(TYPES), min_size=3, max_size=3))
@settings(max_examples=200, deadline=None)
def test_kernels_agree_with_the_reference_on_every_type(
    spec: LayerSpec, batch: int, names: list[str]
) -> None:
    if not spec.takes_complex:
        names = [REAL_TYPES[TYPES.index(name) % len(REAL_TYPES)] for name in names]
    if spec.arithmetic is Arithmetic.REAL and "complex128" in names:  # no floats are made of both
        names = ["float64" if name == "object" else name for name in names]
    arrays = layer_arguments(spec, batch, of_types(names, batch))
    expected = run_reference(spec, arrays)
    for function, result in run_kernel(build_kernel(spec), arrays).items():
        assert result.dtype == expected[function].dtype, function
        assert result.shape == expected[function].shape, function
        if spec.arithmetic is Arithmetic.INTEGER:
            assert np.array_equal(result, expected[function]), function
            continue
        tolerance = TOLERANCES.get(result.dtype.name, 1e-13)
        error = np.abs(result - expected[function]).max(initial=0)
        assert error <= tolerance * np.abs(expected[function]).max(initial=1), function


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_certificates_hold(spec: LayerSpec) -> None:
    certificate = certify(build_kernel(spec))
    assert certificate.failures == ()
    assert certificate.holds
    assert certificate.proved is spec.polynomial
    assert certificate.method is (Method.SYMBOLIC if spec.polynomial else Method.SAMPLED)


def test_a_larger_dense_layer_is_proved_exactly() -> None:
    certificate = certify(build_kernel(DenseSpec(120, 84, bias=True)))
    assert certificate.proved
    assert certificate.failures == ()


def test_fractions_are_exact() -> None:
    x = np.array([[Fraction(-2, 3), Fraction(5, 7)]])
    leaky = build_kernel(ActivationSpec(2, "leaky_relu", "2/5"))
    assert leaky.forward(x).tolist() == [[Fraction(-4, 15), Fraction(5, 7)]]
    half = build_kernel(LossSpec(2))
    assert half.forward(x, 0 * x).tolist() == [(Fraction(4, 9) + Fraction(25, 49)) / 2]


@pytest.mark.parametrize("function", ["sigmoid", "tanh", "softmax"])
def test_large_numbers_neither_overflow_nor_warn(function: str) -> None:
    kernel = build_kernel(ActivationSpec(4, function))
    x = np.array([[1000.0, -1000.0, 0.0, 1e300]])
    assert np.isfinite(kernel.forward(x)).all()
    assert np.isfinite(kernel.grad_input(np.ones_like(x), x)).all()


def test_a_cross_entropy_of_large_numbers_is_finite() -> None:
    kernel = build_kernel(LossSpec(2, "cross_entropy"))
    x, t = np.array([[900.0, -900.0]]), np.array([[0.0, 1.0]])
    assert kernel.forward(x, t).tolist() == [1800]
    assert kernel.grad_input(np.ones(1), x, t).tolist() == [[1, -1]]


MUTANTS: dict[str, tuple[LayerSpec, str, str]] = {
    "dense: not transposed": (DenseSpec(3, 3), "(x, w.T)", "(x, w)"),
    "dense: bias forgotten": (DenseSpec(3, 2, True), "(x, w.T) + b", "(x, w.T)"),
    "dense: gradient not summed": (
        DenseSpec(3, 2), "(grad_o.T, x)", "(grad_o[:1].T, x[:1])",
    ),
    "dense: gradient of the input": (DenseSpec(3, 3), "_matmul(grad_o, w)", "_matmul(grad_o, w.T)"),
    "dense: bias's gradient": (DenseSpec(3, 2), "grad_o.sum(axis=0", "grad_o.mean(axis=0"),
    "flatten: column by column": (
        FlattenSpec((2, 3)),
        "x.reshape(len(x), *OUTPUT_SHAPE)", 'x.reshape(len(x), *OUTPUT_SHAPE, order="F")',
    ),
    "flatten: a view": (
        FlattenSpec((2, 3)), "*OUTPUT_SHAPE).copy()", "*OUTPUT_SHAPE)[:, ::-1].copy()",
    ),
    "relu: the other side": (ActivationSpec(4), "np.where(x <= 0, np.zeros_like(x), x)",
                             "np.where(x > 0, np.zeros_like(x), x)"),
    "relu: derivative 1 at 0": (ActivationSpec(4), "np.where(x <= 0, np.zeros_like(grad_o)",
                                "np.where(x < 0, np.zeros_like(grad_o)"),
    "leaky relu: derivative 1 at 0": (
        ActivationSpec(4, "leaky_relu"), "np.where(x <= 0, _sloped(grad_o)",
        "np.where(x < 0, _sloped(grad_o)",
    ),
    "leaky relu: another slope for objects": (
        ActivationSpec(4, "leaky_relu"), "x / 100", "x / 10",
    ),
    "leaky relu: another slope for floats": (
        ActivationSpec(4, "leaky_relu"), "x * 0.01", "x * 0.02",
    ),
    "sigmoid: derivative of tanh": (ActivationSpec(4, "sigmoid"), "o * (1 - o)", "1 - o * o"),
    "sigmoid: other side": (ActivationSpec(4, "sigmoid"), "x > 0", "x < 0"),
    "tanh: not squared": (ActivationSpec(4, "tanh"), "(x) ** 2", "(x)"),
    "softmax: diagonal only": (
        ActivationSpec(4, "softmax"), "(grad_o - (grad_o * o).sum(axis=1, keepdims=True))",
        "grad_o * (1 - o)",
    ),
    "half: not halved": (LossSpec(3), "(sums / 2)", "sums"),
    "half: sign": (LossSpec(3), "(x - t)", "(t - x)"),
    "mean: summed": (LossSpec(3, "mean_squared_error"), "(x - t) * 2 / 3", "(x - t) * 2"),
    "entropy: a distribution taken for granted": (
        LossSpec(3, "cross_entropy"), "o * t.sum(axis=1, keepdims=True)", "o",
    ),
    "softmax: overflows": (
        ActivationSpec(4, "softmax"), "np.exp(x - x.max(axis=1, keepdims=True))", "np.exp(x)",
    ),
    "entropy: overflows": (
        LossSpec(3, "cross_entropy"), "shifted = x - x.max(axis=1, keepdims=True)", "shifted = x",
    ),
    "entropy: upstream forgotten": (
        LossSpec(3, "cross_entropy"), "grad_o.reshape(-1, 1) * (o", "(o",
    ),
    "entropy: sign": (LossSpec(3, "cross_entropy"), "return -losses", "return losses"),
}  # fmt: skip


def mutant(name: str) -> Kernel:
    spec, old, new = MUTANTS[name]
    source = build_kernel(spec).source
    assert source.count(old) == 1, source
    return load_source(source.replace(old, new), "mutant")


@pytest.mark.parametrize("name", MUTANTS)
def test_planted_faults_are_caught(name: str) -> None:
    certificate = certify(mutant(name))
    assert not certificate.holds
    assert not certificate.proved
    assert all("\n" not in failure for failure in certificate.failures)


def test_names_are_identifiers_and_differ() -> None:
    more = [ActivationSpec(4, "leaky_relu", slope) for slope in ("3/2", "1/3", "13", "-1/3")]
    names = [kernel_name(spec, "direct") for spec in [*SPECS, *more]]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.isascii() for name in names)
    assert kernel_name(DenseSpec(120, 84, bias=True), "direct") == "dense_120to84_bias_direct"
    assert names[-1] == "leaky_relu_4_slopem1over3_direct"


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_emitted_files_stand_alone_and_are_read_back(spec: LayerSpec, tmp_path: Path) -> None:
    kernel = build_kernel(spec)
    path = tmp_path / f"{kernel.name}.py"
    path.write_text(kernel.source, encoding="utf-8")
    read = load_kernel(path)
    assert (read.spec, read.strategy, read.source) == (spec, "direct", kernel.source)
    assert max(map(len, kernel.source.splitlines())) <= 100
    assert "symconv" not in kernel.source.partition('"""\n\n')[2]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: build_kernel(ActivationSpec(2)).forward(np.array([[1j, 2]])),
            TypeError,
            "x has dtype complex128, which does not hold real numbers: ActivationSpec((2,))",
        ),
        (
            lambda: build_kernel(DenseSpec(2, 3)).forward(np.ones((1, 2)), np.ones((2, 3))),
            ValueError,
            "w has shape (2, 3), expected (3, 2): DenseSpec(2, 3)",
        ),
        (
            lambda: build_kernel(LossSpec(2)).forward(np.ones((1, 2)), np.array([1])),
            ValueError,
            "t has shape (1,), expected (N, 2): LossSpec((2,))",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, error: type, message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message

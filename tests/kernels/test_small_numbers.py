"""Small types of numbers: float16 summed in float32, integers that wrap or are summed wider."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symconv import (
    ActivationSpec,
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    Kernel,
    KernelError,
    LossSpec,
    PoolSpec,
    build_kernel,
    certify,
    load_kernel,
    reference,
)
from symconv.kernels import strategies_of
from symconv.kernels.accumulate import Accumulate
from symconv.kernels.load import load_source
from symconv.specs import ActivationFunction, LayerSpec, LossFunction, Pooling
from symconv.specs.adaptive_pool import AdaptivePoolSpec
from symconv.specs.layer import Arithmetic
from tests.kernels.layers import LAYERS
from tests.kernels.refusals import refusal
from tests.layer_arrays import layer_arguments, run_kernel, run_reference

Array = np.ndarray[Any, Any]

SPECS: list[LayerSpec] = [
    *LAYERS.values(),
    ConvTransposeSpec((5, 4), (3, 2), 4, 6, groups=2, stride=2, padding=1, bias=True),
    ConvTransposeSpec((4, 3), (2, 2), 2, 3),
    DenseSpec(70, 3, bias=True),
    DenseSpec(5, 60),
    *(PoolSpec((9, 8), (4, 5), 2, operation, padding=1) for operation in Pooling),
    *(PoolSpec((9, 8), (9, 8), 2, operation) for operation in Pooling),
    PoolSpec((9, 8), (4, 5), 2, "average", padding=1, count_include_pad=True, ceil_mode=True),
    PoolSpec((9, 8), (4, 5), operation="lp", power=1),
    PoolSpec((9, 8), (4, 5), ties="split"),
    PoolSpec((9, 8), (9, 8), ties="split"),
    AdaptivePoolSpec((7, 11), (2, 3), channels=2),
    AdaptivePoolSpec((7, 11), (2, 3), channels=2, operation="average"),
    *(ActivationSpec((3, 40), function) for function in ActivationFunction),
    *(LossSpec((3, 40), function) for function in LossFunction),
]


def kernels(accumulate: str | None = None) -> Iterator[Kernel]:
    """Give the kernel of every layer in every strategy that computes it."""
    for spec in SPECS:
        if accumulate and spec.arithmetic is not Arithmetic.INTEGER:
            continue
        for strategy in strategies_of(spec):
            if strategy != "direct" or not isinstance(spec, PoolSpec) or spec.is_global:
                yield build_kernel(spec, strategy, accumulate=accumulate)


ALL = {kernel.name: kernel for kernel in kernels()}
WHOLE = {
    name: kernel for name, kernel in ALL.items() if kernel.spec.arithmetic is Arithmetic.INTEGER
}


@pytest.mark.parametrize("strategy", ["taps", "direct"])
def test_an_average_of_many_halves_is_right(strategy: str) -> None:
    """In float16, a sum of ones ends at 2048, and one of 4096 hundreds is infinite."""
    kernel = build_kernel(PoolSpec((64, 64), 64, operation="average"), strategy)
    ones = np.ones((1, 1, 64, 64), np.float16)
    for number in (1, 100):
        for result in (
            kernel.forward(number * ones),
            reference.forward(kernel.spec, number * ones),
        ):
            assert result.dtype == np.float16
            assert result.item() == number


@pytest.mark.parametrize("name", ALL)
def test_float16_is_what_float64_gives_rounded_once(name: str) -> None:
    """All numbers have one sign, so that nothing but the last rounding is as large as its bound."""
    kernel = ALL[name]
    rng = np.random.default_rng(3)
    halves = layer_arguments(
        kernel.spec, 3, lambda shape: rng.uniform(0.5, 2, shape).astype(np.float16)
    )
    right = run_kernel(kernel, {key: array.astype(np.float64) for key, array in halves.items()})
    for results in (run_kernel(kernel, halves), run_reference(kernel.spec, halves)):
        for function, result in results.items():
            if function == "indices":
                continue
            assert result.dtype == np.float16, function
            error = np.abs(result.astype(np.float64) - right[function])
            # half a unit of the last of 11 bits, the smallest numbers apart; sums in float32 add
            # a hundredth of that; where entries cancel, the bound is that of the largest
            sizes = np.maximum(
                np.abs(right[function]), 1e-3 * np.abs(right[function]).max(initial=0)
            )
            assert np.all(error <= 1.05 * 2**-11 * np.maximum(sizes, 2**-14)), function


TYPES = ("int8", "uint8", "int16", "int32", "uint32", "int64", "uint64")


def whole_range(spec: LayerSpec, held: str, seed: int = 0) -> dict[str, Array]:
    limits, rng = np.iinfo(held), np.random.default_rng(seed)
    return layer_arguments(
        spec, 2, lambda shape: rng.integers(limits.min, limits.max, shape, held, endpoint=True)
    )


def wrapped(exact: Array, held: str) -> Array:
    """Give Python's integers modulo the range of a type."""
    limits = np.iinfo(held)
    span = int(limits.max) - int(limits.min) + 1
    result = np.empty(exact.shape, held)
    for index, number in np.ndenumerate(exact):
        result[index] = (int(number) - int(limits.min)) % span + int(limits.min)
    return result


@pytest.mark.parametrize("held", TYPES)
@pytest.mark.parametrize("name", WHOLE)
def test_integers_of_any_size_wrap(name: str, held: str) -> None:
    """Whichever way sums are computed, they are Python's modulo the range of the type."""
    kernel = WHOLE[name]
    arrays = whole_range(kernel.spec, held)
    exact = run_kernel(kernel, {key: array.astype(object) for key, array in arrays.items()})
    for function, result in run_kernel(kernel, arrays).items():
        if function != "indices":
            assert result.dtype == held
            np.testing.assert_array_equal(result, wrapped(exact[function], held), function)


def matmul_of(kernel: Kernel) -> Any:
    """Give the product of matrices that a kernel's module defines."""
    return kernel.functions["forward"].__globals__["_matmul"]  # type: ignore[attr-defined]


class Watched(np.ndarray):
    """An array that notes in which type it is multiplied."""

    seen: list[str]

    def __matmul__(self, other: Any) -> Any:
        Watched.seen.append(self.dtype.name)
        return np.asarray(self) @ np.asarray(other)


@pytest.mark.parametrize(
    ("held", "first", "second", "taken"),
    [
        ("uint8", 255, 255, "float64"),
        ("int32", -(2**31), 2**21 - 1, "float64"),
        ("int32", -(2**31), 2**21, "float64 float64"),
        ("int32", -(2**31), -(2**31), "float64 float64"),
        ("uint32", 2**31, 2**32 - 1, "float64 float64"),
        ("int64", 2**52 - 1, 1, "float64"),
        ("int64", 2**52 + 1, 1, "float64 float64"),
        ("int64", 1, -(2**52) - 1, "float64 float64"),
        ("int64", -(2**63), 1, "float64 float64"),
        ("uint64", 2**64 - 1, 1, "float64 float64"),
        ("float32", 3, 5, "float32"),
    ],
)
def test_integers_are_multiplied_as_floats_where_these_hold_the_sums(
    held: str, first: int, second: int, taken: str
) -> None:
    Watched.seen = []
    a = np.array([[first, first], [0, 1]], held)
    b = np.array([[second, 0], [second, 1]], held)
    product = matmul_of(build_kernel(DenseSpec(3, 2)))(a.view(Watched), b)
    assert Watched.seen == taken.split()
    assert product.dtype == held
    if held != "float32":
        exact = np.array([[2 * first * second, first], [second, 1]], object)
        np.testing.assert_array_equal(np.asarray(product), wrapped(exact, held))


def test_more_terms_than_floats_hold_are_summed_as_integers() -> None:
    """Two million products of the largest 16 bits are more than 2**53, and cannot be halved."""
    Watched.seen = []
    a = np.full((2, 2**21 + 2**7), 2**16 - 1, np.uint64)
    product = matmul_of(build_kernel(DenseSpec(3, 2)))(a.view(Watched), a.T)
    assert Watched.seen == ["uint64"]
    assert product.tolist() == [[(2**21 + 2**7) * (2**16 - 1) ** 2] * 2] * 2


def test_single_rows_of_integers_are_multiplied_as_such() -> None:
    """To turn them into floats would cost more than the product."""
    matmul = matmul_of(build_kernel(DenseSpec(3, 2)))
    for a, b in (([[2, 3]], [[5, 7], [11, 13]]), ([[2, 3], [5, 7]], [[11], [13]])):
        Watched.seen = []
        product = matmul(np.array(a).view(Watched), np.array(b))
        assert Watched.seen == ["int64"]
        np.testing.assert_array_equal(product, np.array(a) @ np.array(b))


def test_an_empty_batch_of_integers_is_multiplied() -> None:
    kernel = build_kernel(DenseSpec(3, 2))
    none, w = np.zeros((0, 3), np.int32), np.ones((2, 3), np.int32)
    assert kernel.forward(none, w).shape == (0, 2)
    assert kernel.grad_weight(np.zeros((0, 2), np.int32), none).tolist() == [[0] * 3] * 2


def test_pixels_wrap_unless_they_are_summed_wider() -> None:
    spec = ConvSpec((2, 2), 2)
    x, f = np.full((1, 1, 2, 2), 255, np.uint8), np.ones((1, 1, 2, 2), np.uint8)
    assert build_kernel(spec).forward(x, f).item() == 252
    for accumulate in ("int32", "int64"):
        for strategy in strategies_of(spec):
            result = build_kernel(spec, strategy, accumulate=accumulate).forward(x, f)
            assert (result.dtype, result.item()) == (accumulate, 1020)


@pytest.mark.parametrize("accumulate", Accumulate)
def test_integers_are_summed_in_the_type_that_is_named(accumulate: Accumulate) -> None:
    """So is the reference of arguments cast to it; floats and objects do not depend on it."""
    for kernel in kernels(accumulate.value):
        plain = build_kernel(kernel.spec, kernel.strategy)
        for held in ("uint8", "int16", "int64"):
            arrays = whole_range(kernel.spec, held)
            cast = {key: array.astype(accumulate) for key, array in arrays.items()}
            expected = run_reference(kernel.spec, cast)
            for function, result in run_kernel(kernel, arrays).items():
                owed = "int64" if function == "indices" else accumulate
                assert (result.dtype, expected[function].dtype) == (owed, owed)
                np.testing.assert_array_equal(result, expected[function], kernel.name)
        small = {key: array % 5 - 2 for key, array in whole_range(kernel.spec, "int8").items()}
        for held in ("float16", "float32", "object"):
            numbers = {key: array.astype(held) for key, array in small.items()}
            same = run_kernel(plain, numbers)
            for function, result in run_kernel(kernel, numbers).items():
                assert result.dtype == same[function].dtype
                np.testing.assert_array_equal(result, same[function], kernel.name)


def test_a_module_says_in_which_type_it_sums(tmp_path: Path) -> None:
    spec = ConvSpec((5, 4), (3, 2), 2, 3)
    kernel = build_kernel(spec, "taps", accumulate="int32")
    assert kernel.name == f"{build_kernel(spec, 'taps').name}_int32"
    assert repr(kernel) == f"Kernel(spec={spec!r}, strategy='taps', accumulate='int32')"
    assert '\nACCUMULATE = "int32"\n' in kernel.source
    assert "Integers are computed in int32, the type of the result, and wrap there" in kernel.source
    assert "--strategy taps --accumulate int32\n" in kernel.source.replace("\\\n       ", "")
    path = tmp_path / "kernel.py"
    path.write_text(kernel.source)
    for read in (load_kernel(path), pickle.loads(pickle.dumps(kernel))):
        assert (read.accumulate, read.source) == (Accumulate.INT32, kernel.source)
    assert "ACCUMULATE" not in build_kernel(spec, "taps").source
    assert load_source(build_kernel(spec, "taps").source, "plain").accumulate is None


@pytest.mark.parametrize("text", ['"int16"', "32", "None", "[]"])
def test_a_module_of_an_unknown_type_is_damaged(text: str, tmp_path: Path) -> None:
    source = build_kernel(ConvSpec(3, 2), accumulate="int64").source
    damaged = source.replace('ACCUMULATE = "int64"', f"ACCUMULATE = {text}")
    line = refusal(load_kernel, damaged, tmp_path / "kernel.py")
    assert "is damaged: accumulate " in line
    assert "is not one of int32, int64: ConvSpec((3,), (2,))" in line


@pytest.mark.parametrize("accumulate", ["int16", "float32", "", 64, ["int32"]])
def test_another_type_is_refused(accumulate: Any) -> None:
    with pytest.raises(KernelError, match=r"^accumulate .* is not one of int32, int64: ConvSpec"):
        build_kernel(ConvSpec(3, 2), accumulate=accumulate)


@pytest.mark.parametrize(
    "spec", [spec for spec in SPECS if spec.arithmetic is not Arithmetic.INTEGER], ids=repr
)
def test_layers_that_make_floats_of_integers_refuse_a_type_of_integers(spec: LayerSpec) -> None:
    with pytest.raises(KernelError, match="this one computes them in float64; leave it out: "):
        build_kernel(spec, accumulate="int32")


SUMMED = ConvSpec((5, 4), (3, 2), 2, 3, bias=True)
FAULTS = {
    "not summed wider": ('dtype = np.dtype(ACCUMULATE)', "dtype = dtype"),
    "summed in another type": ('dtype = np.dtype(ACCUMULATE)', 'dtype = np.dtype("int16")'),
    "single arguments as they are": ("    (grad_o,) = _in_common_type(grad_o)\n", ""),
    "by floats that do not hold the sums": ("< 2**53", "< 2**65"),
    "parts of the wrong size": ("(a >> 16, b) << 16", "(a >> 16, b) << 15"),
    "a part of the second lost": ("(a, b >> 16) << 16", "(a, b >> 16) << 32"),
    "by floats, off by one": ("return sums.astype(np.int64)", "return (sums + 1).astype(np.int64)"),
    "a part of the first lost": ("_matmul(a & 0xFFFF, b)", "_matmul(a & 0x7FFF, b)"),
}  # fmt: skip


@pytest.mark.parametrize("accumulate", Accumulate)
def test_what_sums_wider_is_proved_and_says_so(accumulate: Accumulate) -> None:
    certificate = certify(build_kernel(SUMMED, accumulate=accumulate))
    assert certificate.proved, certificate.failures
    assert certificate.as_emitted
    told = f"its results equal the reference's, summed in {accumulate.value}."
    assert told in certificate.statement


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_in_sums_of_integers_are_found(fault: str) -> None:
    old, new = FAULTS[fault]
    source = build_kernel(SUMMED, accumulate="int32").source
    assert old in source
    assert not certify(load_source(source.replace(old, new), fault)).holds

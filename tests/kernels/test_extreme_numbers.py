"""Arrays in another order of bytes, and numbers that are infinite, NaN or huge: what holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from symconv import (
    ActivationFunction,
    ActivationSpec,
    AdaptivePoolSpec,
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    FlattenSpec,
    Kernel,
    KernelError,
    LossSpec,
    Pooling,
    PoolSpec,
    UnpoolSpec,
    build_kernel,
    reference,
)
from symconv.kernels import strategies_of
from symconv.specs import LayerSpec
from tests.layer_arrays import Array, layer_arguments

# of float64 and of powers in it, relative or of 1
TOLERANCE = 1e-12
# of float32
SINGLE = 1e-5

POOLS: list[LayerSpec] = [
    *(
        PoolSpec((5, 4), *(2, 3), operation, stride=2, padding=1, ceil_mode=True)
        for operation in Pooling
    ),
    *(PoolSpec((5, 4), "global", 2, operation) for operation in Pooling),
    *(PoolSpec((5, 4), pool, 2, ties=ties) for pool in (2, "global") for ties in ("last", "split")),
    PoolSpec(5, 2, operation="average", stride=2, padding=((2, 3),), count_include_pad=True),
    PoolSpec(5, 2, operation="lp", power="3/2"),
    AdaptivePoolSpec((5, 7), (2, 3), 2),
    AdaptivePoolSpec((5, 7), (2, 3), 2, "max"),
]
CONVOLUTIONS: list[LayerSpec] = [
    ConvSpec((5, 4), 3, 2, 4, groups=2, padding=1, bias=True),
    ConvTransposeSpec((3, 4), 3, 2, 2, stride=2, padding=1, bias=True),
]
OTHERS: list[LayerSpec] = [
    ConvSpec(5, 3, padding=2, padding_mode="reflect"),
    DenseSpec(5, 3, bias=True),
    FlattenSpec((2, 3)),
    UnpoolSpec(3, 5, 2),
    LossSpec((3, 2)),
    LossSpec((3, 2), "cross_entropy"),
    *(ActivationSpec((3, 4), function) for function in ActivationFunction),
]


def kernels(spec: LayerSpec) -> Iterator[Kernel]:
    for strategy in strategies_of(spec):
        with suppress(KernelError):  # a pool's windows are no whole input
            yield build_kernel(spec, strategy)


def drawn(spec: LayerSpec, values: Sequence[float], dtype: str, seed: int) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    arrays = layer_arguments(spec, 2, lambda shape: rng.choice(values, shape).astype(dtype))
    if isinstance(spec, UnpoolSpec):
        places = 2 * int(np.prod(spec.index_shape))
        arrays["i"] = rng.integers(0, places, arrays["i"].shape).astype(">i4")
    return arrays


def results(kernel: Kernel, arrays: dict[str, Array]) -> Iterator[tuple[str, Array, Array]]:
    """Give, for each function, what the kernel and what the reference make of the arguments."""
    for function, names in kernel.spec.functions.items():
        taken = [arrays[name] for name in names]
        with np.errstate(all="ignore"):
            expected = getattr(reference, function)(kernel.spec, *taken)
            yield function, getattr(kernel, function)(*taken), expected


def agree(kernel: Kernel, arrays: dict[str, Array], tolerance: float = TOLERANCE) -> None:
    for function, given, expected in results(kernel, arrays):
        np.testing.assert_allclose(
            given, expected, tolerance, tolerance, err_msg=f"{function} {kernel.spec}"
        )


@pytest.mark.parametrize("dtype", [">f8", ">f4", ">i4", ">u2", ">c16"])
def test_the_order_of_bytes_changes_nothing(dtype: str) -> None:
    for spec in (*POOLS, *CONVOLUTIONS, *OTHERS):
        if np.dtype(dtype).kind == "c" and not spec.takes_complex:
            continue
        arrays = drawn(spec, (0, 1, 2), dtype, 0)
        order = {name: array.dtype.newbyteorder("=") for name, array in arrays.items()}
        native = {name: array.astype(order[name]) for name, array in arrays.items()}
        for kernel in kernels(spec):
            pairs = zip(results(kernel, arrays), results(kernel, native), strict=True)
            for (function, given, plain), (_, expected, _) in pairs:
                assert given.dtype == plain.dtype == expected.dtype, (function, spec)
                assert given.dtype.isnative
                np.testing.assert_array_equal(given, expected, f"{function} {spec}")
                np.testing.assert_allclose(plain, expected, SINGLE, SINGLE)


@pytest.mark.parametrize("values", [(np.inf, -np.inf, 0, 1, -2, 3), (np.nan, 0, 1, -2, 3)])
def test_infinities_and_nan_go_where_the_reference_puts_them(values: tuple[float, ...]) -> None:
    for spec in (*POOLS, *OTHERS):
        for kernel in kernels(spec):
            for seed in range(4):
                agree(kernel, drawn(spec, values, "f8", seed))


@pytest.mark.parametrize("spec", CONVOLUTIONS, ids=lambda spec: spec.kind)
def test_zeros_of_padding_are_multiplied_by_kernels_that_have_them(spec: Any) -> None:
    """By an infinite filter entry they are NaN, but not written out, and not in the reference."""
    arrays = drawn(spec, (1, -2, 3), "f8", 0)
    arrays["f"][..., 0, 0] = np.inf
    agree(build_kernel(spec, "explicit"), arrays)
    made_nan = 0
    for strategy in ("taps", "im2col"):
        for _, given, expected in results(build_kernel(spec, strategy), arrays):
            agreeing = np.isclose(given, expected, TOLERANCE, TOLERANCE, equal_nan=True)
            assert np.isnan(given[~agreeing]).all()
            made_nan += int((~agreeing).sum())
    assert made_nan


def test_infinite_inputs_of_convolutions_and_large_numbers_that_do_not_overflow() -> None:
    spec = CONVOLUTIONS[0]
    for kernel in kernels(spec):
        arrays = drawn(spec, (1, -2, 3), "f8", 0)
        arrays["x"][:, :, 2, 1] = np.inf
        _, given, expected = next(results(kernel, arrays))
        np.testing.assert_allclose(given, expected, TOLERANCE, TOLERANCE)
    for layer in (*POOLS, *CONVOLUTIONS):
        if getattr(layer, "operation", None) is Pooling.LP:
            continue  # its powers overflow
        for kernel in kernels(layer):
            arrays = drawn(layer, (1e150, 2e150, 3e150), "f8", 0)
            agree(kernel, arrays)

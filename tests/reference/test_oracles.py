"""The reference against layers computed position by position, exactly, on layers of all options."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symconv import AdaptivePoolSpec, ConvSpec, ConvTransposeSpec, PoolSpec, UnpoolSpec, reference
from symconv.specs import LayerSpec, Pooling
from symconv.specs.layer import Arithmetic
from tests.layer_arrays import Array, layer_arguments
from tests.reference.drawn import drawn
from tests.reference.oracles import adaptive_pool, conv, conv_transpose, pool, unpool

COUNTS: dict[type[LayerSpec], tuple[ModuleType, int]] = {
    ConvSpec: (conv, 120),
    ConvTransposeSpec: (conv_transpose, 120),
    PoolSpec: (pool, 240),
    AdaptivePoolSpec: (adaptive_pool, 120),
    UnpoolSpec: (unpool, 60),
}
# of powers and roots of float64, relative or of 1
TOLERANCE = 1e-12


def arguments(spec: LayerSpec, seed: int) -> dict[str, Array]:
    """Draw small integers, few enough that maxima are tied; fractions where there are quotients."""
    rng = np.random.default_rng(seed)
    arrays = layer_arguments(spec, 2, lambda shape: rng.integers(-4, 5, shape))
    if isinstance(spec, UnpoolSpec):
        places = 2 * int(np.prod(spec.index_shape))
        arrays["i"] = rng.integers(0, places, arrays["i"].shape)
    elif spec.arithmetic is Arithmetic.RATIONAL:
        arrays = {name: array + Fraction(0) for name, array in arrays.items()}
    return arrays


def compared(spec: LayerSpec, oracle: ModuleType, arrays: dict[str, Any]) -> None:
    exact = getattr(spec, "operation", None) is not Pooling.LP
    for function, taken in _calls(spec, arrays):
        given = getattr(reference, function)(spec, *taken)
        expected = getattr(oracle, function)(spec, *taken)
        assert (given.shape, given.dtype) == (expected.shape, expected.dtype), (function, spec)
        if given.dtype == object:
            assert [*map(type, given.flat)] == [*map(type, expected.flat)], (function, spec)
        bound = 0 if exact else TOLERANCE * np.maximum(1, np.abs(expected))
        assert (np.abs(given - expected) <= bound).all(), (function, spec)


@pytest.mark.parametrize("kind", COUNTS)
def test_equal_to_the_loops_over_positions(kind: type[LayerSpec]) -> None:
    oracle, count = COUNTS[kind]
    for seed, spec in enumerate(drawn(kind, count)):
        compared(spec, oracle, arguments(spec, seed))


@pytest.mark.parametrize("kind", [ConvSpec, PoolSpec, AdaptivePoolSpec])
def test_infinities_and_nan_go_where_the_loops_over_positions_put_them(
    kind: type[LayerSpec],
) -> None:
    oracle, count = COUNTS[kind]
    entries = (-np.inf, np.inf, np.nan, *range(-3, 4), *range(-3, 4))
    for seed, spec in enumerate(drawn(kind, count)[: count // 2]):
        rng = np.random.default_rng(seed)
        arrays = layer_arguments(spec, 2, partial(rng.choice, entries))
        for function, taken in _calls(spec, arrays):
            with np.errstate(all="ignore"):
                given = getattr(reference, function)(spec, *taken)
                expected = getattr(oracle, function)(spec, *taken)
            np.testing.assert_allclose(given, expected, TOLERANCE, TOLERANCE, err_msg=str(spec))


def _calls(spec: LayerSpec, arrays: dict[str, Array]) -> Iterator[tuple[str, list[Array]]]:
    """Give the functions that the oracles have, and what each takes."""
    for function, names in spec.functions.items():
        if function != "grad_bias":
            yield function, [arrays[name] for name in names]

"""Mutants of right functions are caught, all of them, and the entry that is wrong is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from symconv import ConvSpec, PoolSpec
from symconv.specs import LayerSpec
from symconv.verification.code.findings import Cause
from tests.verification.code.naive_mutants import mutants
from tests.verification.code.samples import naive
from tests.verification.code.test_causes import certified

CONV = ConvSpec((7, 8), (3, 2), 2, 3, stride=(2, 3), padding=(1, 2), dilation=(2, 1), bias=True)
POOL = PoolSpec((5, 7), (3, 2), 2, stride=(1, 3))
AVERAGE = PoolSpec((5, 7), (3, 2), 2, operation="average", stride=(1, 3))
SUBJECTS: tuple[tuple[str, LayerSpec, str], ...] = (
    ("conv_backward", CONV, "backward"),
    ("conv_forward", CONV, "forward"),
    ("max_pool_backward", POOL, "grad_input"),
    ("average_pool_backward", AVERAGE, "grad_input"),
)
_WITHOUT_ENTRY = (Cause.CRASH, Cause.ARGUMENTS_CHANGED)
SHARES = 24


def arguments(spec: LayerSpec, function: str) -> list[Any]:
    """Give numbers of any size for a function, drawn apart from those of certificates."""
    draw = np.random.default_rng(99).standard_normal
    x, g = draw((2, *spec.input_shape)), draw((2, *spec.output_shape))
    if isinstance(spec, PoolSpec):
        return [g, np.round(x), spec.pool_size, spec.stride]
    assert isinstance(spec, ConvSpec)
    rest = [draw(spec.filter_shape), draw(3), spec.stride, (1, 2), spec.dilation]
    return [x, *rest] if function == "conv_forward" else [g, x, *rest]


def same(function: Callable[..., Any], right: Callable[..., Any], given: list[Any]) -> bool:
    """Tell whether a mutant gives what the right function gives, for one set of numbers."""
    try:
        results = function(*given)
    except Exception:
        return False
    expected = right(*given)
    pairs = zip(results, expected, strict=True) if isinstance(expected, tuple) else [
        (results, expected)]  # fmt: skip
    return all(np.shape(a) == np.shape(b) and np.allclose(a, b) for a, b in pairs)


def judged(share: slice) -> int:
    """Judge some of the mutants; those that give the same are no mistakes. Give how many are."""
    count = 0
    for name, spec, role in SUBJECTS:
        right, given = getattr(naive, name), arguments(spec, name)
        for words, mutant in mutants(name, share):
            if same(mutant, right, given):
                continue
            certificate = certified(mutant, spec, role)
            count += 1
            assert not certificate, words
            for finding in certificate.findings:
                named = finding.entry is not None or "the shape is" in finding.words
                assert named or finding.cause in _WITHOUT_ENTRY, (words, finding)
    return count


def test_some_mutants_are_caught() -> None:
    assert judged(slice(2, None, SHARES)) > 8


@pytest.mark.slow
def test_all_mutants_are_caught() -> None:
    assert judged(slice(0, None, 1)) >= 200

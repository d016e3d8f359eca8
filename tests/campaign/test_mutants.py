"""No mutant of an emitted kernel that computes something else is certified, of any kind of layer.

The campaign draws thousands of each kind; CI draws a few.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from symconv import (
    ActivationSpec,
    AdaptivePoolSpec,
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    FlattenSpec,
    KernelError,
    LossSpec,
    PoolSpec,
    UnpoolSpec,
    build_kernel,
    certify,
)
from symconv.kernels import Kernel, strategies_of
from symconv.kernels.load import load_source
from symconv.specs import LayerSpec
from tests.campaign.mutants import difference, mutant, sites

KINDS: dict[str, tuple[LayerSpec, ...]] = {
    "conv": (
        ConvSpec((4, 3), (2, 3), 2, 3, padding=((1, 0), (1, 1)), bias=True),
        ConvSpec((5, 4), 2, stride=2, padding=1, padding_mode="reflect"),
        ConvSpec(6, 2, 2, 4, groups=2, dilation=2, flip_filter=True),
    ),
    "conv_transpose": (ConvTransposeSpec((3, 2), (2, 3), 2, 3, stride=(2, 1), bias=True),),
    "dense": (DenseSpec(4, 3, bias=True),),
    "pool": (
        PoolSpec((4, 5), (2, 3), 2, stride=(1, 2), padding=(1, 0)),
        PoolSpec((4, 5), 2, operation="average", padding=1, count_include_pad=True),
        PoolSpec((4, 3), 2, operation="lp", power=3),
        PoolSpec((4, 3), 2, ties="split"),
    ),
    "adaptive_pool": (
        AdaptivePoolSpec((5, 4), (2, 3), 2),
        AdaptivePoolSpec((5, 4), (2, 3), operation="max"),
    ),
    "unpool": (UnpoolSpec((2, 3), (4, 5), 2),),
    "activation": tuple(
        ActivationSpec((2, 3), function)
        for function in ("relu", "leaky_relu", "sigmoid", "tanh", "softmax")
    ),
    "loss": tuple(
        LossSpec((2, 3), function)
        for function in ("squared_error", "mean_squared_error", "cross_entropy")
    ),
    "flatten": (FlattenSpec((2, 3)),),
}
DRAWN, IN_SLICE = 5_000, 15


@cache
def sources(kind: str) -> tuple[Kernel, ...]:
    """Give the kernels of a kind, of every strategy that does not write all its terms out."""
    return tuple(
        build_kernel(spec, strategy) for spec in KINDS[kind] for strategy in _strategies(spec)
    )


def _strategies(spec: LayerSpec) -> list[str]:
    """Give the strategies of a layer; direct pools are of whole inputs."""
    left_out = {"explicit", "direct"} if isinstance(spec, PoolSpec) else {"explicit"}
    return [name for name in strategies_of(spec) if name not in left_out]


def drawn(kind: str, count: int) -> Iterator[tuple[str, Kernel]]:
    """Draw mutants of a kind, each once, and load those that can be."""
    rng = random.Random(kind)
    found = [(kernel, site) for kernel in sources(kind) for site in sites(kernel.source)]
    for number, (kernel, site) in enumerate(rng.sample(found, min(count, len(found)))):
        name = f"mutant {number} of {kernel.spec!r}, {kernel.strategy}"
        text = mutant(kernel.source, site)
        try:
            if text:
                yield name, load_source(text, "it")
        except KernelError:  # its constants are not those of its layer
            continue


def verdicts(kind: str, count: int) -> Counter[str]:
    """Count what became of mutants; those that hold compute what they should."""
    counts: Counter[str] = Counter()
    for name, changed in drawn(kind, count):
        certificate = certify(changed)
        counts[f"holds {certificate.holds}"] += 1
        if certificate.holds:
            found = difference(changed, len(name))
            assert not found, f"{name} holds, but {found}:\n{changed.source}"
            assert not certificate.as_emitted
            assert "is not what symconv emits" in certificate.statement
    return counts


@pytest.mark.parametrize("kind", KINDS)
def test_no_wrong_mutant_holds(kind: str) -> None:
    counts = verdicts(kind, IN_SLICE)
    assert counts["holds False"] >= 2


@pytest.mark.campaign
@pytest.mark.parametrize("kind", KINDS)
def test_no_wrong_mutant_holds_of_thousands(kind: str) -> None:
    counts = verdicts(kind, DRAWN)
    assert counts["holds False"] > counts["holds True"]


@pytest.mark.parametrize("kind", KINDS)
def test_unchanged_kernels_keep_their_verdict(kind: str) -> None:
    for kernel in sources(kind):
        certificate = certify(kernel)
        assert certificate.holds
        assert certificate.as_emitted
        assert difference(kernel, 1) == ""

"""Building: strategies, the rule of auto, limits and names."""

from __future__ import annotations

import keyword

import numpy as np
import pytest

from symconv.errors import KernelError, TooLargeError
from symconv.kernels import AUTO_DESCRIPTION, build_kernel, choose_strategy
from symconv.kernels.emission.naming import kernel_name
from symconv.kernels.lowering import LOWERINGS
from symconv.kernels.lowering.explicit import EXPLICIT_MAX_TERMS
from symconv.specs import ConvSpec, PaddingMode
from tests.kernels.layers import LAYERS, STRATEGIES
from tests.strategies import drawn_specs


def test_an_unknown_strategy_is_refused_with_those_there_are() -> None:
    with pytest.raises(KernelError) as caught:
        build_kernel(LAYERS["plain"], "winograd")
    assert str(caught.value) == (
        "strategy 'winograd' is not one of auto, explicit, im2col, taps: ConvSpec((3, 3), (2, 2))"
    )


@pytest.mark.parametrize("strategy", [[], {}, None, 3, b"taps", np.ones(2), ("taps",)], ids=repr)
def test_a_strategy_that_is_no_text_is_refused(strategy: object) -> None:
    with pytest.raises(KernelError, match="is not one of auto, explicit, im2col, taps"):
        build_kernel(LAYERS["plain"], strategy)


def test_what_is_no_spec_or_dtype_is_refused() -> None:
    for build in (build_kernel, choose_strategy):
        with pytest.raises(KernelError, match="'conv' is not a layer specification"):
            build("conv")
        for dtype in ("float33", [1], ("f4", (10**20,))):
            with pytest.raises(KernelError, match=r"dtype .* is not a NumPy data type"):
                build(LAYERS["plain"], dtype=dtype)
    for name, lower in LOWERINGS.items():
        with pytest.raises(KernelError, match=f"strategy {name} cannot compute a dict"):
            lower({})


def test_explicit_is_refused_above_its_limit() -> None:
    largest = ConvSpec(EXPLICIT_MAX_TERMS, 1)
    assert largest.terms == EXPLICIT_MAX_TERMS
    build_kernel(largest, "explicit")
    with pytest.raises(TooLargeError) as caught:
        build_kernel(ConvSpec((32, 32), 5, out_channels=6), "explicit")
    assert str(caught.value) == (
        "strategy explicit would write out 117,600 terms, more than its limit of 2,000; "
        "use strategy taps: ConvSpec((32, 32), (5, 5), out_channels=6)"
    )
    with pytest.raises(TooLargeError, match="2,002 terms"):
        build_kernel(ConvSpec(1, 1, padding=1000, bias=True), "explicit")


def test_explicit_is_refused_for_few_terms_among_many_entries() -> None:
    spec = ConvSpec((500, 500), 1, stride=100)
    assert spec.terms == 25
    with pytest.raises(TooLargeError) as caught:
        build_kernel(spec, "explicit")
    assert str(caught.value) == (
        "strategy explicit would derive 250,026 entries, padding included, more than its limit of "
        f"50,000; use strategy taps: {spec!r}"
    )
    with pytest.raises(TooLargeError, match="use strategy taps"):
        build_kernel(ConvSpec(3, 2, stride=10**8, padding=10**8), "explicit")


def test_the_rule_of_auto_is_told_in_a_line() -> None:
    assert AUTO_DESCRIPTION == (
        "for convolutions taps where depthwise (one channel and one filter included) and where "
        "im2col's columns of one image exceed 32 MiB, else im2col; for pools taps, but direct for "
        "global ones; for other layers direct"
    )


def test_the_size_of_the_code_does_not_depend_on_the_image() -> None:
    for strategy in ("taps", "im2col"):
        lengths = {
            len(build_kernel(ConvSpec((size, size), 3, 2, 2), strategy).source.splitlines())
            for size in (3, 10, 1000)
        }
        assert len(lengths) == 1


@pytest.mark.parametrize(
    ("spec", "dtype", "strategy"),
    [
        (ConvSpec((3, 3), 2, out_channels=2), "float32", "im2col"),
        (ConvSpec((3, 3), 2), "float32", "taps"),
        (ConvSpec((32, 32), 3, 8, 8, groups=8), "float32", "taps"),
        (ConvSpec((32, 32), 3, 8, 16, groups=8), "float32", "im2col"),
        (ConvSpec((112, 112), 3, 64, 64, padding=1), "float32", "im2col"),
        (ConvSpec((112, 112), 3, 64, 64, padding=1), "float64", "taps"),
        (ConvSpec((224, 224), 3, 64, 64, padding=1), np.float32, "taps"),
    ],
)
def test_the_rule_of_auto(spec: ConvSpec, dtype: object, strategy: str) -> None:
    assert choose_strategy(spec, dtype) == strategy
    kernel = build_kernel(spec, dtype=dtype)
    assert kernel.strategy == strategy
    assert kernel == build_kernel(spec, strategy)


def test_names_are_identifiers_and_differ() -> None:
    specs = {*drawn_specs(300, 300), *LAYERS.values()}
    specs |= {ConvSpec((5, 4), 2, padding_mode=mode) for mode in PaddingMode}
    specs |= {ConvSpec(9, 3, padding=((before, 2),)) for before in (0, 1, 2, 12)}
    specs |= {ConvSpec((9, 9), 3, padding=p) for p in (2, (2, 1), (1, 2), ((1, 2), (2, 1)))}
    names = [kernel_name(spec, strategy) for spec in specs for strategy in STRATEGIES]
    assert len(set(names)) == len(specs) * len(STRATEGIES)
    for name in names:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name == name.lower()


def test_a_kernel_tells_its_layer_strategy_and_name() -> None:
    kernel = build_kernel(LAYERS["plain"], "taps")
    assert (kernel.spec, kernel.strategy) == (LAYERS["plain"], "taps")
    assert kernel.name == "conv2d_1x3x3_f1x2x2_s1_taps"
    assert repr(kernel) == "Kernel(spec=ConvSpec((3, 3), (2, 2)), strategy='taps')"
    assert kernel.source.startswith("# Generated by symconv: do not edit.\n")

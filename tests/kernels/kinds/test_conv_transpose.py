"""Kernels of transposed convolutions: agreement, certificates, planted faults, names, loading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symconv import ConvSpec, ConvTransposeSpec, KernelError, TooLargeError
from symconv.kernels import Kernel, Method, build_kernel, certify, load_kernel
from symconv.kernels.build import choose_strategy
from symconv.kernels.certificates.sampling import most_terms
from symconv.kernels.emission.naming import kernel_name
from symconv.kernels.load import load_source
from symconv.roles import Role
from tests.kernels.certificates.mutants import Mutant
from tests.layer_arrays import integers, layer_arguments, run_reference
from tests.strategies_conv_transpose import drawn_transposed

STRATEGIES = ("explicit", "im2col", "taps")
SQUARE = ConvTransposeSpec((3, 4), (2, 3), 1, 2)
STRIDED = ConvTransposeSpec((3, 2), (2, 3), 2, 1, stride=(2, 3), output_padding=(1, 0))
DILATED = ConvTransposeSpec((2, 3), (2, 2), 2, 3, dilation=(2, 3), bias=True)
CROPPED = ConvTransposeSpec((3, 4), (3, 2), 1, 2, stride=2, padding=((1, 0), (0, 1)))
GROUPED = ConvTransposeSpec((2, 3), (2, 2), 4, 6, groups=2, stride=2)
OVER = ConvTransposeSpec((3, 2), (2, 3), 1, 2, dilation=(3, 2), output_padding=(2, 1), bias=True)
LAYERS = [
    SQUARE, STRIDED, DILATED, CROPPED, GROUPED, OVER,
    ConvTransposeSpec(4, 3, 2, 4, groups=2, stride=2, dilation=2, padding=((1, 2),), bias=True),
    ConvTransposeSpec((2, 3, 2), (2, 1, 3), 2, 1, stride=(1, 2, 3), padding=(1, 0, 1)),
    ConvTransposeSpec((1, 2), (1, 2), 3, 3, groups=3, stride=(3, 1), output_padding=(2, 0)),
]  # fmt: skip

strategies = pytest.mark.parametrize("strategy", STRATEGIES)


def run_kernel(kernel: Kernel, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {
        function: getattr(kernel, function)(*(arrays[name] for name in names))
        for function, names in kernel.spec.functions.items()
    }


@strategies
def test_drawn_layers_agree_with_the_reference(strategy: str) -> None:
    specs = drawn_transposed(300, 300)
    for seed, spec in enumerate(specs if strategy != "explicit" else specs[:60]):
        arrays = layer_arguments(spec, 2, integers(seed))
        given = run_kernel(build_kernel(spec, strategy), arrays)
        for function, expected in run_reference(spec, arrays).items():
            assert given[function].dtype == expected.dtype, (function, spec)
            np.testing.assert_array_equal(given[function], expected, f"{function}: {spec}")


@strategies
def test_right_kernels_are_certified_by_every_method(strategy: str) -> None:
    for spec in LAYERS:
        kernel = build_kernel(spec, strategy)
        for method in (Method.SYMBOLIC, Method.EXACT, Method.PROBABILISTIC):
            certificate = certify(kernel, method)
            assert certificate.failures == (), (spec, method)
            assert certificate.proved == (method is not Method.PROBABILISTIC)


def taps(spec: ConvTransposeSpec, *replacements: tuple[str, str]) -> Mutant:
    return Mutant(spec, "taps", replacements)


def im2col(spec: ConvTransposeSpec, *replacements: tuple[str, str]) -> Mutant:
    return Mutant(spec, "im2col", replacements)


def explicit(spec: ConvTransposeSpec, *replacements: tuple[str, str]) -> Mutant:
    return Mutant(spec, "explicit", replacements)


MUTANTS = {
    "filter flipped": taps(SQUARE, ("f[..., u, v]", "f[..., 1 - u, 2 - v]")),
    "filter flipped, im2col": im2col(SQUARE, ("return f.reshape", "return f[..., ::-1].reshape")),
    "swapped axes": taps(SQUARE, ("u : u + 3, v : v + 4", "u : u + 4, v : v + 3")),
    "swapped tap axes": im2col(SQUARE, ("(0, 1, 4, 5, 2, 3)", "(0, 1, 5, 4, 2, 3)")),
    "stride missing": taps(STRIDED, ("u : u + 5 : 2", "u : u + 3")),
    "stride missing, im2col": im2col(STRIDED, ("[:, :, ::2, ::3]", "[:, :, :3, :2]")),
    "dilation missing": taps(DILATED, ("2 * u : 2 * u +", "u : u +")),
    "dilation missing, im2col": im2col(DILATED, (":, ::2, ::3]", ":, :2, :2]")),
    "output padding in front": taps(STRIDED, ("u : u + 5 : 2", "u + 1 : u + 6 : 2")),
    "one position too many": im2col(OVER, ("[:, :, :3, :2, :", "[:, :, 2:5, :2, :")),
    "crop shifted": taps(CROPPED, ("return o[:, :, 1:7,", "return o[:, :, 0:6,")),
    "crop not undone": im2col(CROPPED, ("grad[:, :, 1:7,", "grad[:, :, 0:6,")),
    "cropped entries kept": taps(
        CROPPED, ("grad = np.zeros(", "grad = np.ones("),
    ),
    "groups exchanged": taps(GROUPED, ("f = f.reshape(2, 2, 3, 2, 2)",
                                       "f = f.reshape(2, 2, 3, 2, 2)[::-1]")),
    "channels exchanged": im2col(GROUPED, ("return f.reshape(2, 2, 12)",
                                           "return f[::-1].reshape(2, 2, 12)")),
    "last tap lost": taps(SQUARE, ("in np.ndindex(2, 3)", "in list(np.ndindex(2, 3))[:-1]")),
    "assigned, not added": im2col(SQUARE, ("v)] +=", "v)] =")),
    "batch leak": taps(STRIDED, (", x)\n        o", ", x[::-1])\n        o")),
    "batch entry lost": taps(SQUARE, ("products.sum(axis=0, dtype=x.dtype)", "products[0]")),
    "bias lost": taps(DILATED, (" + b.reshape(-1, 1, 1)", "")),
    "bias exchanged": im2col(OVER, ("+ b.reshape(", "+ b[::-1].reshape(")),
    "bias gradient of one entry": taps(SQUARE, ("grad_o.sum(", "grad_o[:1].sum(")),
    "one factor exchanged": explicit(SQUARE, ("f_0_1_1 = f[:, 0, 0, 1, 1]",
                                              "f_0_1_1 = f[:, 0, 0, 1, 0]")),
    "floats": im2col(SQUARE, ("    return o.astype", "    return 1.0 * o.astype")),
    "shapes unchecked": taps(SQUARE, ("    if not fits:", "    if False:")),
    "bias ignored": explicit(SQUARE, ("if b is not None:", "if False:")),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_planted_faults_are_caught_by_every_method(mutant: str) -> None:
    broken = MUTANTS[mutant].build()
    for method in (Method.SYMBOLIC, Method.EXACT, Method.PROBABILISTIC):
        certificate = certify(broken, method)
        assert not certificate.holds, method
        assert all("\n" not in failure for failure in certificate.failures)


@strategies
@pytest.mark.parametrize("spec", LAYERS, ids=str)
def test_a_kernel_is_emitted_and_loaded(
    strategy: str, spec: ConvTransposeSpec, tmp_path: Path
) -> None:
    kernel = build_kernel(spec, strategy)
    path = tmp_path / "kernel.py"
    path.write_text(kernel.source, encoding="utf-8")
    again = load_kernel(path)
    assert (again.spec, again.strategy) == (spec, strategy)
    assert kernel.name.isidentifier()
    assert max(map(len, kernel.source.splitlines())) <= 120
    broken = kernel.source.replace("OUTPUT_SHAPE = (", "OUTPUT_SHAPE = (1, ", 1)
    with pytest.raises(KernelError, match="is damaged: OUTPUT_SHAPE"):
        load_source(broken, "broken")


def test_the_head_says_what_is_computed() -> None:
    source = build_kernel(CROPPED, "taps").source
    assert "2-D transposed convolution layer, strategy taps: one strided slice" in source
    assert "    o[n, k, 2*i + u - 1, 2*j + v] += f[0, k, u, v] * x[n, 0, i, j]\n" in source
    assert "Each entry of o starts at 0; what lands outside o is dropped." in source
    assert "symconv generate --kind conv_transpose --input 3x4 --filter 3x2 --filters 2" in source
    grouped = build_kernel(GROUPED, "im2col").source
    assert (
        "    o[n, 3*(c // 2) + k, 2*i + u, 2*j + v] += f[c, k, u, v] * x[n, c, i, j]\n" in grouped
    )


def test_different_layers_have_different_names() -> None:
    specs = drawn_transposed(300, 300)
    assert len({kernel_name(spec, "taps") for spec in specs}) == len(set(specs))
    assert kernel_name(CROPPED, "taps") == "conv_transpose2d_1x3x4_f2x3x2_s2_p1_0x0_1_taps"
    assert kernel_name(OVER, "im2col") == (
        "conv_transpose2d_1x3x2_f2x2x3_s1_op2x1_d3x2_bias_im2col"
    )
    padded = ConvTransposeSpec(5, 3, padding=1)
    assert kernel_name(padded, "taps").replace("_transpose", "") == kernel_name(
        ConvSpec(5, 3, padding=1), "taps"
    )


def test_auto_chooses_as_for_the_convolution() -> None:
    assert choose_strategy(ConvTransposeSpec((4, 5), 3)) == "taps"
    assert choose_strategy(ConvTransposeSpec((4, 5), 3, 6, 6, groups=6)) == "taps"
    assert choose_strategy(ConvTransposeSpec((4, 5), 3, 2, 3)) == "im2col"
    large = ConvTransposeSpec((200, 200), 3, 2, 32)
    assert choose_strategy(large, "float32") == "taps"
    assert choose_strategy(large, "float16") == "im2col"


def test_a_large_layer_is_not_written_out() -> None:
    with pytest.raises(TooLargeError, match="use strategy taps"):
        build_kernel(ConvTransposeSpec((9, 9), 5, 2, 2), "explicit")


def test_no_sum_is_longer_than_the_sampler_reckons() -> None:
    """On arrays of ones every entry of a result is the number of its terms."""
    deep = ConvTransposeSpec(3, 3, in_channels=40, bias=True)
    assert most_terms(deep) == 3 * 40 + 1
    for spec in (deep, *drawn_transposed(100, 100)):
        ones = layer_arguments(spec, 2, lambda shape: np.ones(shape, np.int64))
        longest = max(result.max() for result in run_reference(spec, ones).values())
        assert longest <= most_terms(spec), spec
        if not any(map(any, spec.pads)) and spec.bias:
            assert longest == most_terms(spec), spec


def test_roles_of_an_emitted_file() -> None:
    kernel = build_kernel(OVER, "taps")
    assert list(kernel.functions) == ["forward", "grad_input", "grad_filter", "grad_bias"]
    assert set(OVER.parameter_shapes) == {Role.FILTER, Role.BIAS}

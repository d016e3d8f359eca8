"""The ways in which people write functions are found by themselves, and right ones hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from symconv import (
    ActivationSpec,
    ConvSpec,
    DenseSpec,
    FunctionCertificate,
    LossSpec,
    PoolSpec,
    certify_function,
)
from symconv.specs import LayerSpec
from symconv.verification.code.layouts import LayoutError
from symconv.verification.code.roles import StyleError
from tests.verification.code.samples import cached, channels_last, layers, plain

OBLONG = ConvSpec((5, 6), (3, 2), in_channels=2, out_channels=3, stride=2, padding=1, bias=True)
SQUARE = ConvSpec((5, 6), 3, in_channels=2, out_channels=3, stride=2, padding=1, bias=True)
UNPADDED = ConvSpec((5, 6), (3, 2), 2, 3, stride=2, bias=True)
ERROR = LossSpec((4,), "mean_squared_error")
IMAGE = ConvSpec((5, 6), (3, 2))
MAPS = ConvSpec((5, 6), 3, out_channels=4)
POOL = PoolSpec((4, 6), 2, 2, stride=2)
MEAN = PoolSpec((4, 6), 2, 2, operation="average", stride=2)
COURSE = {"layout": "NHWC", "filter_layout": "HWIO"}


@dataclass(frozen=True)
class Case:
    function: Callable[..., Any]
    spec: LayerSpec
    role: str
    options: dict[str, Any] = field(default_factory=dict)
    method: str = "unit arrays"


RIGHT = (
    Case(cached.conv_backward_naive, OBLONG, "backward"),
    Case(cached.conv_backward_naive, OBLONG, "grad_bias"),
    Case(cached.conv_forward_naive, OBLONG, "forward"),
    Case(cached.max_pool_backward_naive, POOL, "grad_input", method="numbers"),
    Case(cached.max_pool_forward_naive, POOL, "forward", method="numbers"),
    Case(cached.relu_backward, ActivationSpec((2, 3, 4)), "grad_input", method="numbers"),
    Case(channels_last.conv_backward, SQUARE, "backward", COURSE),
    Case(channels_last.conv_forward, SQUARE, "forward", COURSE),
    Case(channels_last.pool_backward, MEAN, "grad_input", {"layout": "NHWC"}),
    Case(layers.Conv2D, SQUARE, "backward"),
    Case(layers.Conv2D.backward, SQUARE, "grad_filter"),
    Case(layers.Conv2D(2, 3, 3, stride=2, padding=1).backward, SQUARE, "backward"),
    Case(layers.Conv2D, SQUARE, "forward"),
    Case(layers.Conv3x3, MAPS, "grad_filter", {"layout": "HWC", "filter_layout": "OHW"}),
    Case(layers.Conv3x3, MAPS, "forward", {"layout": "HWC", "filter_layout": "OHW"}),
    Case(layers.Dense, DenseSpec(3, 4, bias=True), "backward", {"filter_layout": "IO"}, "symbols"),
    Case(layers.PreparedConv2D, UNPADDED, "backward"),
    Case(layers.PreparedConv2D, UNPADDED, "forward", method="symbols"),
    Case(plain.with_sizes, SQUARE, "grad_input"),
    Case(plain.mean_squared_error_grad, ERROR, "grad_input", method="numbers"),
    Case(plain.batch_mean_grad, ERROR, "grad_input", {"reduction": "mean"}, "numbers"),
    Case(layers.Parts, DenseSpec(3, 4, bias=True), "backward", method="symbols"),
    Case(plain.conv_backward, SQUARE, "backward", method="symbols"),
    Case(plain.correlate, IMAGE, "forward", {"layout": "HW"}, "symbols"),
    Case(plain.grad_image, IMAGE, "grad_input", {"layout": "HW"}, "symbols"),
    Case(plain.grad_kernel, IMAGE, "grad_filter", {"layout": "HW"}, "symbols"),
    Case(
        plain.strided_by_two, ConvSpec((5, 6), (3, 2), 2, 3, stride=2), "grad_input",
        method="symbols",
    ),
)  # fmt: skip


def certified(case: Case) -> FunctionCertificate:
    return certify_function(case.function, case.spec, case.role, **case.options)


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: f"{case.role}-{case.method}")
def test_right_functions_hold(case: Case) -> None:
    certificate = certified(case)
    assert certificate.holds, certificate
    assert bool(certificate)
    assert certificate.method == case.method
    if case.role == "backward":
        assert len(certificate.parts) == 1 + len(case.spec.parameter_shapes)
    assert certificate.proved == (case.method == "symbols")


def test_what_was_assumed_is_said() -> None:
    certificate = certified(RIGHT[0])
    assert certificate.assumed == (
        "conv_backward_naive takes dout as grad_o, cache as cache",
        "conv_forward_naive is called before conv_backward_naive",
        "layout NCHW, filter OIHW",
    )
    assert certificate.batches == (2, 1, 3)
    assert certificate.shapes == {
        "b": (3,), "f": (3, 2, 3, 2), "grad_o": (2, 3, 3, 4), "x": (2, 2, 5, 6),
    }  # fmt: skip
    assert [part.value for part in certificate.parts] == ["grad_input", "grad_filter", "grad_bias"]


def test_an_update_is_read_as_a_gradient() -> None:
    certificate = certify_function(
        layers.Conv3x3, MAPS, "grad_filter", layout="HWC", filter_layout="OHW"
    )
    assert certificate.assumed[-1] == (
        "grad_filter is what the update takes off filters at a learning rate of 1"
    )
    assert certificate.batches == ()


def test_a_proof_is_said_for_the_shapes_that_ran() -> None:
    certificate = certify_function(plain.grad_kernel, IMAGE, "grad_filter", layout="HW")
    assert certificate.proved
    assert "for the shapes that ran" in certificate.statement


def test_a_cache_without_forward_is_made_from_what_it_is_unpacked_into() -> None:
    namespace: dict[str, Any] = {"np": cached.np}
    alone = type(cached.conv_backward_naive)(
        cached.conv_backward_naive.__code__, namespace, "conv_backward_naive"
    )
    certificate = certify_function(alone, OBLONG, "backward")
    assert certificate.holds
    assert "the cache holds x, w, b, conv_param" in certificate.assumed


def test_constants_bound_by_partial_are_left_as_they_are() -> None:
    spec = ConvSpec((5, 6), (3, 2), 2, 3)
    bound = partial(plain.strided_grad_input, stride=2, size=(5, 6))
    assert not certify_function(bound, spec)
    right = partial(plain.strided_grad_input, stride=1, size=(5, 6))
    assert certify_function(right, spec).proved


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "'p1' of unclear takes is not clear: say it with --arguments"),
        ({"arguments": "grad_o,filter"}, "'filter' is not one of grad_o, x, f"),
        ({"arguments": "grad_o"}, "--arguments has 1 words, but unclear takes 2: p1, p2"),
        ({"arguments": "grad_o,t"}, "the layer has no t"),
        ({"role": "grad"}, "role 'grad' is not one of"),
        ({"layout": "NCHX"}, "layout 'NCHX' is no order of the axes NCHW"),
        ({"layout": "NHW"}, "layout 'NHW' has no axis C, which has 2 entries"),
        ({"filter_layout": "HW"}, "filter_layout 'HW' has no axis O"),
        ({"reduction": "average"}, "reduction 'average' is not one of"),
        ({"arguments": "grad_o,f", "returns": "grad_input,grad_filter"}, "--returns has 2 words"),
        ({"arguments": "grad_o,f", "returns": "dx"}, "--returns: 'dx' is not one of"),
    ],
)
def test_what_is_unclear_names_the_option(options: dict[str, Any], message: str) -> None:
    with pytest.raises((StyleError, LayoutError)) as raised:
        certify_function(plain.unclear, OBLONG, **{"role": "grad_input", **options})
    assert message in str(raised.value)


def test_what_is_said_goes_before_names() -> None:
    spec = ConvSpec((5, 6), (3, 2), 2, 3, stride=2)

    def named_wrongly(x: Any, dout: Any, stride: Any, rows: Any, columns: Any) -> Any:
        return plain.strided_grad_input(x, dout, stride, (rows, columns))

    assert certify_function(named_wrongly, spec, arguments="grad_o,f,stride,5,6").proved
    swapped = certify_function(
        lambda a, b: (1, plain.strided_by_two(a, b)), spec, arguments="grad_o,f",
        returns="_,grad_input",
    )  # fmt: skip
    assert swapped.proved


def test_it_shows_itself() -> None:
    certificate = certify_function(
        channels_last.pool_backward, PoolSpec((4, 6), 2, 2, stride=2), layout="NHWC"
    )
    assert certificate.causes == ("ties in a maximum",)
    for format_ in ("text", "html", "markdown", "latex", "json"):
        assert "ties in a maximum" in certificate.to(format_).lower().replace("\n", " ")
    assert "FAILED" in repr(certificate)


def test_terms_of_many_are_told_for_a_smaller_layer() -> None:
    def turned(dout: Any, weights: Any) -> Any:
        return plain.strided_grad_input(dout, weights[:, :, ::-1], 1, (16, 16))

    spec = ConvSpec((16, 16), 3, 4, 5)
    certificate = certify_function(turned, spec)
    assert not certificate
    assert certificate.smaller is None, "symbols go through it"

    def in_floats(dout: Any, weights: Any) -> Any:
        size = 14 + 2 if dout.shape[2] == 14 else dout.shape[2] + 2
        given = dout.astype(float), weights.astype(float)[:, :, ::-1]
        return plain.strided_grad_input(*given, 1, (size, size))

    certificate = certify_function(in_floats, spec)
    assert not any(finding.terms for finding in certificate.findings)
    assert certificate.smaller is not None
    assert certificate.smaller.spec == ConvSpec((4, 4), 3, 2, 3)
    assert certificate.smaller.causes == certificate.causes
    assert certificate.smaller.findings[0].missing
    assert "On a smaller layer" in certificate.to_text()


def test_entries_and_terms_are_named_as_the_derivation_names_them() -> None:
    def forgets_a_window(dout: Any, kernel: Any) -> Any:
        right = plain.grad_image(dout, kernel)
        right[0, 0] = 2 * right[0, 0]
        right[1, 1] -= dout[0, 0] * kernel[1, 1] - dout[2, 4] * kernel[0, 0]
        return right

    certificate = certify_function(forgets_a_window, IMAGE, layout="HW")
    first, second = certificate.findings
    assert [str(first.entry), str(second.entry)] == ["∂L/∂X₁₁", "∂L/∂X₂₂"]
    (term,) = first.wrong
    assert (str(term.formula), term.given, term.expected) == ("∂L/∂O₁₁·F₁₁", 2, 1)
    assert not first.missing
    assert not first.extra
    assert [str(term.formula) for term in second.missing] == ["∂L/∂O₁₁·F₂₂"]
    assert [str(term.formula) for term in second.extra] == ["∂L/∂O₃₅·F₁₁"]
    shown = " ".join(certificate.to_text().split())
    assert "∂L/∂X₂₂: missing ∂L/∂O₁₁·F₂₂; extra ∂L/∂O₃₅·F₁₁; is" in shown
    other = certify_function(forgets_a_window, IMAGE, layout="HW", notation="slides")
    assert str(other.findings[0].entry) == "∂L/∂A₁₁"

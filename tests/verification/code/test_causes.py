"""Every mistake that people make is found and named, with the entries and terms that it changes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symconv import ConvSpec, FunctionCertificate, PoolSpec, certify_function
from symconv.specs import LayerSpec
from symconv.verification.code.findings import Cause
from tests.verification.code.samples import naive

DILATED = ConvSpec((7, 8), (3, 2), 2, 3, stride=(2, 3), padding=(1, 2), dilation=(2, 1), bias=True)
DENSE = ConvSpec((4, 5), (2, 3), 2, 3, padding=(1, 2), bias=True)
WIDE = ConvSpec((4, 4), 3, 3, 3, padding=1, bias=True)
REST = ConvSpec((8, 9), (3, 2), 2, 3, stride=(2, 3), bias=True)
OVERLAP = PoolSpec((5, 6), (3, 2), 2, stride=(1, 2))
APART = PoolSpec((4, 6), 2, 2, stride=2)
MEANS = PoolSpec((5, 6), (3, 2), 2, operation="average", stride=(1, 2))


@dataclass(frozen=True)
class Slip:
    """What is replaced in a right function, by what, and what is then found."""

    function: str
    old: str
    new: str
    spec: LayerSpec
    role: str
    cause: str


def conv(old: str, new: str, role: str, cause: str, spec: LayerSpec = DILATED) -> Slip:
    return Slip("conv_backward", old, new, spec, role, cause)


SLIPS = (
    conv("w[:, :, u, v]", "w[:, :, kh - 1 - u, kw - 1 - v]", "grad_input", "filter not flipped"),
    conv("dw[:, :, u, v]", "dw[:, :, kh - 1 - u, kw - 1 - v]", "grad_filter", "gradient flipped"),
    conv("dout[:, :, i, j]", "dout[:, :, ho - 1 - i, wo - 1 - j]", "grad_input",
         "gradient flipped"),
    conv("dout[:, :, i, j]", "dout[:, :, ho - 1 - i, wo - 1 - j]", "grad_filter",
         "gradient flipped"),
    conv("return dx", "dx = dx[:, :, ::-1, ::-1]\n    return dx", "grad_input", "gradient flipped"),
    conv("i * sh", "i", "grad_input", "stride forgotten"),
    conv("j * sw", "j", "grad_filter", "stride forgotten"),
    conv("(sh, sw), (ph, pw), (dh, dw_) = stride", "sh, sw = 1, 1\n    _, (ph, pw), (dh, dw_) = "
         "stride", "grad_input", "stride forgotten"),
    conv("u * dh", "u", "grad_input", "dilation forgotten"),
    conv("u * dh", "u", "grad_filter", "dilation forgotten"),
    conv("dxp[:, :, ph : ph + h, pw : pw + wd]", "dxp", "grad_input", "padding not cropped"),
    conv("dxp[:, :, ph : ph + h, pw : pw + wd]", "dxp[:, :, :h, :wd]", "grad_input",
         "padding on the wrong side"),
    conv("dxp[:, :, ph : ph + h, pw : pw + wd]", "dxp[:, :, 2 * ph :, 2 * pw :]", "grad_input",
         "padding on the wrong side"),
    conv("dxp[:, :, ph : ph + h, pw : pw + wd]", "dxp[:, :, ph:, pw:]", "grad_input",
         "padding not cropped"),
    conv("xp[:, :, ph : ph + h, pw : pw + wd] = x", "xp[:, :, :h, :wd] = x", "grad_filter",
         "padding on the wrong side"),
    conv("dxp = np.zeros((n, c, h + 2 * ph, wd + 2 * pw))",
         "dxp = np.zeros((n, c, (dout.shape[2] - 1) * sh + kh, (dout.shape[3] - 1) * sw + kw))",
         "grad_input", "remainder rows lost", REST),
    conv("return dx", "dx = dx.swapaxes(2, 3)\n    return dx", "grad_input", "axes swapped"),
    conv("return dx", "dx = dx.swapaxes(2, 3)\n    return dx", "grad_input", "axes swapped", WIDE),
    conv("w[:, :, u, v]", "w[:, :, v, u]", "grad_input", "axes swapped", WIDE),
    conv("g @ w[:, :, u, v]", "g @ w[:, :, u, v].T", "grad_input", "channels swapped", WIDE),
    conv("dw[:, :, u, v] += g.T @ xp[:, :, row, col]",
         "dw[:, :, u, v] += (g.T @ xp[:, :, row, col]).T", "grad_filter", "channels swapped", WIDE),
    conv("j * sw", "i * sw", "grad_input", "row for column", WIDE),
    conv("i * sh", "j * sh", "grad_filter", "row for column", WIDE),
    conv("range(wo)", "range(ho)", "grad_input", "row for column", DENSE),
    conv("v * dw_", "u * dw_", "grad_input", "row for column", WIDE),
    conv("return dx, dw, db", "return dx, dw / n, db", "grad_filter", "mean for sum"),
    conv("return dx, dw, db", "return dx / n, dw, db", "grad_input", "mean for sum"),
    conv("dout.sum(axis=(0, 2, 3))", "dout.mean(axis=0).sum(axis=(1, 2))", "grad_bias",
         "mean for sum"),
    conv("dout.sum(axis=(0, 2, 3))", "dout.mean(axis=(0, 2, 3))", "grad_bias", "mean for sum"),
    conv("dw[:, :, u, v] +=", "dw[:, :, u, v] =", "grad_filter", "overwritten instead of added"),
    conv("dw[:, :, u, v] += g.T @ xp[:, :, row, col]",
         "dw[:, :, u, v] = dw[:, :, u, v] + np.outer(g[-1], xp[-1, :, row, col])", "grad_filter",
         "overwritten instead of added"),
    conv("db = dout.sum(axis=(0, 2, 3))", "db = dout[-1].sum(axis=(1, 2))", "grad_bias",
         "overwritten instead of added"),
    conv("axis=(0, 2, 3)", "axis=(0, 1, 2)", "grad_bias", "bias summed over the wrong axes"),
    conv("axis=(0, 2, 3)", "axis=0", "grad_bias", "bias summed over the wrong axes"),
    conv("axis=(0, 2, 3)", "axis=(0, 1, 3)", "grad_bias", "bias summed over the wrong axes", WIDE),
    conv("+= g @ w[:, :, u, v]", "+= g @ w[:, :, u, v] + b.sum()", "grad_input",
         "bias added to the gradient", WIDE),
    conv("return dx, dw, db", "return dx + b[:, None, None], dw, db", "grad_input",
         "bias added to the gradient", WIDE),
    conv("return dx, dw, db", "return dx, dw + b[:, None, None, None], db", "grad_filter",
         "bias added to the gradient"),
    conv("xp[:, :, ph : ph + h, pw : pw + wd] = x",
         "xp[:, :, ph : ph + h, pw : pw + wd] = x.reshape(n, h, wd, c).transpose(0, 3, 1, 2)",
         "grad_filter", "axes swapped"),
    conv("return dx, dw, db", "return dx.transpose(0, 2, 3, 1).reshape(dx.shape), dw, db",
         "grad_input", "axes swapped"),
    conv("g @ w[:, :, u, v]", "g @ w[:, :, kh - 1 - v, kw - 1 - u]", "grad_input", "axes swapped",
         WIDE),
    conv("u * dh", "v * dh", "grad_input", "row for column", WIDE),
    conv("return dx, dw, db", "return dx[:, :, 0], dw, db", "grad_input", "wrong shape"),
    conv("return dx, dw, db", "return -dx, dw, db", "grad_input", "other"),
    conv("return dx, dw, db", "return dx + 1, dw, db", "grad_input", "other"),
    conv("return dx, dw, db", "x[:] = 0\n    return dx, dw, db", "grad_input", "arguments changed"),
    conv("return dx, dw, db", "return dx[9], dw, db", "grad_input", "crash"),
    Slip("max_pool_backward", "dx[m, ch, i * sh + u, j * sw + v] +=",
         "dx[m, ch, i * sh + u, j * sw + v] =", OVERLAP, "grad_input",
         "overwritten instead of added"),
    Slip("max_pool_backward", "dx[m, ch, i * sh + u, j * sw + v] += dout[m, ch, i, j]",
         "dx[m, ch, i * sh : i * sh + kh, j * sw : j * sw + kw] += "
         "(window == window.max()) * dout[m, ch, i, j]", APART, "grad_input", "ties in a maximum"),
    Slip("max_pool_backward", "np.argmax(window)",
         "window.size - 1 - np.argmax(window.ravel()[::-1])", OVERLAP, "grad_input",
         "ties in a maximum"),
    Slip("max_pool_backward", "dx[m, ch, i * sh + u, j * sw + v] += dout[m, ch, i, j]",
         "dx[m, ch, i * sh : i * sh + kh, j * sw : j * sw + kw] = "
         "(window == window.max()) * dout[m, ch, i, j]", OVERLAP, "grad_input",
         "overwritten instead of added"),
    Slip("max_pool_backward", "i * sh + u", "i + u", APART, "grad_input", "stride forgotten"),
    Slip("average_pool_backward", " / (kh * kw)", "", MEANS, "grad_input", "sum for mean"),
    Slip("average_pool_backward", "j * sw + kw] +=", "j * sw + kw] =", MEANS, "grad_input",
         "overwritten instead of added"),
    Slip("conv_forward", "w[:, :, u, v]", "w[:, :, kh - 1 - u, kw - 1 - v]", DILATED, "forward",
         "filter not flipped"),
    Slip("conv_forward", "i * sh + u * dh, j * sw", "i + u * dh, j", DILATED, "forward",
         "stride forgotten"),
    Slip("conv_forward", "out[:, :, i, j] += b", "pass", DILATED, "forward", "other"),
)  # fmt: skip


def planted(slip: Slip) -> Any:
    """Give the function with the slip in it, as one of a module of its own."""
    source = textwrap.dedent(inspect.getsource(getattr(naive, slip.function)))
    assert slip.old in source
    module = ModuleType("planted")
    vars(module)["np"] = np
    exec(compile(ast.parse(source.replace(slip.old, slip.new)), "planted.py", "exec"), vars(module))
    return getattr(module, slip.function)


def certified(function: Any, spec: LayerSpec, role: str) -> FunctionCertificate:
    parameters = list(inspect.signature(function).parameters)
    words = {"dout": "grad_o", "w": "f", "pad": "padding", "size": "window"}
    arguments = [words.get(name, name) for name in parameters]
    returns = "grad_input,grad_filter,grad_bias" if "backward" in function.__name__ else "output"
    if isinstance(spec, PoolSpec):
        returns = "grad_input"
    return certify_function(function, spec, role, arguments=arguments, returns=returns)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.cause}-{slip.role}")
def test_the_mistake_is_named(slip: Slip) -> None:
    certificate = certified(planted(slip), slip.spec, slip.role)
    assert not certificate
    assert certificate.causes == (slip.cause,), certificate.findings[0].words


@pytest.mark.parametrize("spec", [DILATED, DENSE, WIDE, REST])
@pytest.mark.parametrize("role", ["grad_input", "grad_filter", "grad_bias"])
def test_the_function_without_a_slip_holds(spec: ConvSpec, role: str) -> None:
    assert certified(naive.conv_backward, spec, role).holds


@pytest.mark.parametrize("spec", [OVERLAP, APART, MEANS])
def test_the_pools_without_a_slip_hold(spec: PoolSpec) -> None:
    function = naive.average_pool_backward if spec is MEANS else naive.max_pool_backward
    assert certified(function, spec, "grad_input").holds


def test_every_cause_is_planted() -> None:
    tested = {slip.cause for slip in SLIPS}
    assert tested == set(Cause)

"""How layers without a moving window are computed: their formulas on whole arrays."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from symconv.kernels.header import header_data
from symconv.kernels.layout import INDENT, shape_text
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering.direct import lower
from symconv.kernels.templates import Data
from symconv.specs import (
    ActivationFunction,
    ActivationSpec,
    DenseSpec,
    FlattenSpec,
    LossFunction,
    LossSpec,
)

_HOW = "the formula on whole arrays"


@lower.register
def lower_dense(spec: DenseSpec) -> Lowered:
    """Lower a dense layer to matrix products."""
    bias = "b[k] + " if spec.bias else ""
    formula = [f"{INDENT}o[n, k] = {bias}the sum over c of w[k, c] * x[n, c]"]
    header = header_data(spec, "direct", "matrix products", "Dense layer", formula)
    return Lowered("kernels/dense_direct.py.jinja", {**header, "bias": spec.bias})


@lower.register
def lower_flatten(spec: FlattenSpec) -> Lowered:
    """Lower a flatten layer to a new shape."""
    formula = [f"{INDENT}o[n] = the entries of x[n], row by row"]
    header = header_data(spec, "direct", "a copy in another shape", "Flatten layer", formula)
    return Lowered("kernels/flatten_direct.py.jinja", header)


@lower.register
def lower_activation(spec: ActivationSpec) -> Lowered:
    """Lower an activation to its function of whole arrays."""
    words = f"{_title(spec.function)} layer"
    header = header_data(spec, "direct", _HOW, words, _activation_formula(spec))
    name = f"kernels/activation_{spec.function.value}_direct.py.jinja"
    return Lowered(name, {**header, **_activation_data(spec)})


def _activation_data(spec: ActivationSpec) -> dict[str, Data]:
    """Give the numbers that a function needs."""
    if spec.function is ActivationFunction.LEAKY_RELU:
        return {"slope": repr(float(spec.slope)), "exact_slope": _over(spec.slope)}
    return {"axis": spec.axis + 1} if spec.function is ActivationFunction.SOFTMAX else {}


@lower.register
def lower_loss(spec: LossSpec) -> Lowered:
    """Lower a loss to its function of whole arrays."""
    words = f"{_title(spec.function)} loss{' with softmax' * spec.function.takes_softmax}"
    header = header_data(spec, "direct", _HOW, words, _loss_formula(spec))
    if spec.function is LossFunction.CROSS_ENTROPY:
        data = {**header, "flat": prod(spec.shape), "ones": _ones(spec)}
        return Lowered("kernels/cross_entropy_direct.py.jinja", data)
    mean = spec.function is LossFunction.MEAN_SQUARED_ERROR
    data = {
        **header,
        "flat": prod(spec.shape),
        "ones": _ones(spec),
        "divisor": prod(spec.shape) if mean else 2,
        "doubled": mean,
    }
    return Lowered("kernels/squared_error_direct.py.jinja", data)


def _title(function: ActivationFunction | LossFunction) -> str:
    return function.value.replace("_", " ").capitalize().replace("relu", "ReLU")


def _over(slope: Fraction) -> str:
    numerator = "x" if slope.numerator == 1 else f"x * {slope.numerator}"
    return numerator if slope.denominator == 1 else f"{numerator} / {slope.denominator}"


def _ones(spec: LossSpec) -> str:
    """Give the shape in which one number per example meets its entries."""
    return shape_text((-1, *(1 for _ in spec.shape)))


def _activation_formula(spec: ActivationSpec) -> list[str]:
    texts = {
        ActivationFunction.IDENTITY: "o = x",
        ActivationFunction.RELU: "o = x where x > 0, else 0; its derivative at 0 is 0",
        ActivationFunction.LEAKY_RELU: (
            f"o = x where x > 0, else {spec.slope} * x; its derivative at 0 is {spec.slope}"
        ),
        ActivationFunction.SIGMOID: "o = 1 / (1 + exp(-x))",
        ActivationFunction.TANH: "o = (exp(x) - exp(-x)) / (exp(x) + exp(-x))",
        ActivationFunction.SOFTMAX: (
            f"o = exp(x) / the sum of exp(x) along axis {spec.axis + 1}, the batch being axis 0"
        ),
    }
    return [f"{INDENT}{texts[spec.function]}"]


def _loss_formula(spec: LossSpec) -> list[str]:
    texts = {
        LossFunction.SQUARED_ERROR: "o[n] = the sum over the entries of (t[n] - x[n])**2 / 2",
        LossFunction.MEAN_SQUARED_ERROR: "o[n] = the mean over the entries of (t[n] - x[n])**2",
        LossFunction.CROSS_ENTROPY: (
            "o[n] = -the sum over the entries of t[n] * log(softmax(x[n])), channels along axis 1"
        ),
    }
    return [f"{INDENT}{texts[spec.function]}"]

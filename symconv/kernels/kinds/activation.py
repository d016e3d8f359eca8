"""Activations: functions of whole arrays."""

from __future__ import annotations

from fractions import Fraction

from symconv.kernels.emission.layout import INDENT, title_of
from symconv.kernels.emission.naming import joined, name_words
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct
from symconv.specs import ActivationFunction, ActivationSpec


@name_words.register
def activation_name_words(spec: ActivationSpec) -> list[str]:
    """Give the words of an activation's name: relu_6x28x28, leaky_relu_3_slope1over5."""
    words = [spec.function.value, joined(spec.shape)]
    if spec.function is ActivationFunction.LEAKY_RELU:
        words.append(f"slope{str(spec.slope).replace('-', 'm').replace('/', 'over')}")
    return words + [f"axis{spec.axis}"] * bool(spec.axis)


@direct.lower.register
def lower_activation(spec: ActivationSpec) -> Lowered:
    """Lower an activation to its function of whole arrays."""
    words = f"{title_of(spec.function.value)} layer"
    name = f"kernels/activation_{spec.function.value}_direct.py.jinja"
    how = "the formula on whole arrays"
    return Lowered(name, _activation_data(spec), words, how, _activation_formula(spec))


def _activation_data(spec: ActivationSpec) -> dict[str, Data]:
    """Give the numbers that a function needs."""
    if spec.function is ActivationFunction.LEAKY_RELU:
        return {"slope": repr(float(spec.slope)), "exact_slope": _over(spec.slope)}
    return {"axis": spec.axis + 1} if spec.function is ActivationFunction.SOFTMAX else {}


def _over(slope: Fraction) -> str:
    numerator = "x" if slope.numerator == 1 else f"x * {slope.numerator}"
    return numerator if slope.denominator == 1 else f"{numerator} / {slope.denominator}"


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

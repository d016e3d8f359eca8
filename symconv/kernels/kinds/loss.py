"""Losses: one number per example of a batch."""

from __future__ import annotations

from math import prod

from symconv.kernels.emission.layout import INDENT, shape_text, title_of
from symconv.kernels.emission.naming import joined, name_words
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct
from symconv.specs import LossFunction, LossSpec


@name_words.register
def loss_name_words(spec: LossSpec) -> list[str]:
    """Give the words of a loss's name: cross_entropy_10."""
    return [spec.function.value, joined(spec.shape)]


@direct.lower.register
def lower_loss(spec: LossSpec) -> Lowered:
    """Lower a loss to its function of whole arrays."""
    words = f"{title_of(spec.function.value)} loss{' with softmax' * spec.function.takes_softmax}"
    data: dict[str, Data] = {"flat": prod(spec.shape), "ones": _ones(spec)}
    template = "cross_entropy"
    if spec.function is not LossFunction.CROSS_ENTROPY:
        template = "squared_error"
        mean = spec.function is LossFunction.MEAN_SQUARED_ERROR
        data |= {"divisor": prod(spec.shape) if mean else 2, "doubled": mean}
    path, how = f"kernels/{template}_direct.py.jinja", "the formula on whole arrays"
    return Lowered(path, data, words, how, _loss_formula(spec))


def _ones(spec: LossSpec) -> str:
    """Give the shape in which one number per example meets its entries."""
    return shape_text((-1, *(1 for _ in spec.shape)))


def _loss_formula(spec: LossSpec) -> list[str]:
    texts = {
        LossFunction.SQUARED_ERROR: "o[n] = the sum over the entries of (t[n] - x[n])**2 / 2",
        LossFunction.MEAN_SQUARED_ERROR: "o[n] = the mean over the entries of (t[n] - x[n])**2",
        LossFunction.CROSS_ENTROPY: (
            "o[n] = -the sum over the entries of t[n] * log(softmax(x[n])), channels along axis 1"
        ),
    }
    return [f"{INDENT}{texts[spec.function]}"]

"""Dense layers: matrix products over the batch."""

from __future__ import annotations

from symconv.kernels.emission.layout import INDENT
from symconv.kernels.emission.naming import name_words
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct
from symconv.specs import DenseSpec


@name_words.register
def dense_name_words(spec: DenseSpec) -> list[str]:
    """Give the words of a dense layer's name: dense_120to84_bias."""
    return ["dense", f"{spec.inputs}to{spec.units}"] + ["bias"] * spec.bias


@direct.lower.register
def lower_dense(spec: DenseSpec) -> Lowered:
    """Lower a dense layer to matrix products."""
    bias = "b[k] + " if spec.bias else ""
    formula = [f"{INDENT}o[n, k] = {bias}the sum over c of w[k, c] * x[n, c]"]
    data: dict[str, Data] = {"bias": spec.bias}
    return Lowered("kernels/dense_direct.py.jinja", data, "Dense layer", "matrix products", formula)

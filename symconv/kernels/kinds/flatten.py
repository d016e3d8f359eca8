"""Flatten layers: the same entries in another shape."""

from __future__ import annotations

from symconv.kernels.emission.layout import INDENT
from symconv.kernels.emission.naming import joined, name_words
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct
from symconv.kernels.promise import EACH_ALONE
from symconv.specs import FlattenSpec


@name_words.register
def flatten_name_words(spec: FlattenSpec) -> list[str]:
    """Give the words of a flatten layer's name: flatten_16x5x5."""
    return ["flatten", joined(spec.shape)]


@direct.lower.register
def lower_flatten(spec: FlattenSpec) -> Lowered:  # noqa: ARG001
    """Lower a flatten layer to a new shape."""
    formula = [f"{INDENT}o[n] = the entries of x[n], row by row"]
    how = "a copy in another shape"
    return Lowered("kernels/flatten_direct.py.jinja", {}, "Flatten layer", how, formula, EACH_ALONE)

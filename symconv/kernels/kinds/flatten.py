"""Flatten layers: the same entries in another shape."""

from __future__ import annotations

from symconv.kernels.emission.header import header_data
from symconv.kernels.emission.layout import INDENT
from symconv.kernels.emission.naming import joined, name_words
from symconv.kernels.lowering import direct
from symconv.kernels.lowering.parts.lowered import Lowered
from symconv.specs import FlattenSpec


@name_words.register
def flatten_name_words(spec: FlattenSpec) -> list[str]:
    """Give the words of a flatten layer's name: flatten_16x5x5."""
    return ["flatten", joined(spec.shape)]


@direct.lower.register
def lower_flatten(spec: FlattenSpec) -> Lowered:
    """Lower a flatten layer to a new shape."""
    formula = [f"{INDENT}o[n] = the entries of x[n], row by row"]
    header = header_data(spec, "direct", "a copy in another shape", "Flatten layer", formula)
    return Lowered("kernels/flatten_direct.py.jinja", header)

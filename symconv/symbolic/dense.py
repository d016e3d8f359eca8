"""The symbolic forward pass of a dense layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import sympy

from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs.dense import DenseSpec
from symconv.symbolic.algebra import add, multiply
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with


@build_layer.register
def build_dense_layer(spec: DenseSpec, notation: Notation) -> SymbolicLayer:
    """Build a dense layer: each output entry is a row of W times the input, plus bias."""
    return build_with(spec, notation, partial(_outputs, spec))


def _outputs(spec: DenseSpec, arrays: Mapping[Role, SymbolArray]) -> Iterator[sympy.Expr]:
    inputs, weights = arrays[Role.INPUT].symbols, arrays[Role.WEIGHT].symbols
    for unit in range(spec.units):
        row = weights[unit * spec.inputs : (unit + 1) * spec.inputs]
        terms = list(map(multiply, row, inputs))
        if spec.bias:
            terms.append(arrays[Role.BIAS].symbols[unit])
        yield add(terms)

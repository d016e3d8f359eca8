"""The symbolic forward pass of an unpooling layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import sympy

from symconv.notation.indexing import indices, row_major
from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs import UnpoolSpec
from symconv.symbolic.algebra import add
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with
from symconv.symbolic.pool_functions import IsLastAt


@build_layer.register
def build_unpool_layer(spec: UnpoolSpec, notation: Notation) -> SymbolicLayer:
    """Build an unpooling: an output entry is the input entry whose index names it, or zero."""
    return build_with(spec, notation, partial(_outputs, spec))


def _outputs(spec: UnpoolSpec, arrays: Mapping[Role, SymbolArray]) -> Iterator[sympy.Expr]:
    inputs, named = arrays[Role.INPUT].symbols, arrays[Role.INDICES].symbols
    for index in indices(spec.output_shape):
        if any(i >= length for i, length in zip(index, spec.index_shape, strict=True)):
            yield sympy.S.Zero
            continue
        place = sympy.Integer(row_major(spec.index_shape, index))
        yield add(
            [symbol * IsLastAt(place, *named[number:]) for number, symbol in enumerate(inputs)]
        )

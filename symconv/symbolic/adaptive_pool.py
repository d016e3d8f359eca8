"""The symbolic forward pass of an adaptive pooling layer."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import partial
from itertools import product

import sympy

from symconv.notation.indexing import row_major
from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs.adaptive_pool import AdaptivePooling, AdaptivePoolSpec
from symconv.symbolic.algebra import add
from symconv.symbolic.alike import by_place, met_along
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with
from symconv.symbolic.pool_functions import FirstMax


@build_layer.register
def build_adaptive_pool_layer(spec: AdaptivePoolSpec, notation: Notation) -> SymbolicLayer:
    """Build an adaptive pooling: each output entry is made of the entries in its window."""
    return build_with(spec, notation, partial(_outputs, spec))


def _outputs(spec: AdaptivePoolSpec, arrays: Mapping[Role, SymbolArray]) -> Iterator[sympy.Expr]:
    symbols = arrays[Role.INPUT].symbols
    entries = len(symbols) // spec.channels
    met = [
        [row_major(spec.input_size, index) for index in product(*window)]
        for window in product(*spec.windows)
    ]
    for first in range(0, len(symbols), entries):
        for places in met:
            values = [symbols[first + place] for place in places]
            if spec.operation is AdaptivePooling.MAX:
                yield FirstMax(*values)
            else:
                share = sympy.Rational(1, len(values))
                yield add([share * value for value in values])


@met_along.register
def met_by_adaptive_pool(spec: AdaptivePoolSpec, role: Role) -> list[list[Hashable]]:
    """Give, for every entry, the lengths of the windows that meet it, and where in them it is."""
    sizes = spec.output_size if role is Role.OUTPUT else spec.input_size
    return [
        by_place(
            (
                (output if role is Role.OUTPUT else entry, len(window) * size + place)
                for output, window in enumerate(windows)
                for place, entry in enumerate(window)
            ),
            size,
        )
        for windows, size in zip(spec.windows, sizes, strict=True)
    ]

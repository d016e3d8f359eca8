"""The symbolic forward pass of a pooling layer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import sympy

from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs import Pooling, PoolSpec
from symconv.specs.pool import Ties
from symconv.symbolic.algebra import add
from symconv.symbolic.alike import by_place, met_along
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with
from symconv.symbolic.norm_functions import Magnitude, ZeroedPower
from symconv.symbolic.pool_functions import (
    Extreme,
    FirstMax,
    FirstMin,
    LastMax,
    LastMin,
    SplitMax,
    SplitMin,
)
from symconv.symbolic.pool_geometry import Window, axis_windows, windows

Values: TypeAlias = Sequence[sympy.Expr]


@build_layer.register
def build_pool_layer(spec: PoolSpec, notation: Notation) -> SymbolicLayer:
    """Build a pooling layer: each output entry is made of the entries in its window."""
    return build_with(spec, notation, partial(_outputs, spec))


def _outputs(spec: PoolSpec, arrays: Mapping[Role, SymbolArray]) -> Iterator[sympy.Expr]:
    symbols = arrays[Role.INPUT].symbols
    entries = len(symbols) // spec.channels
    pool, met = _POOLS[spec.operation], list(windows(spec))
    for first in range(0, len(symbols), entries):
        for window in met:
            values = [symbols[first + place] for place in window.inputs]
            yield pool(spec, values, window) if values else sympy.S.Zero


def _extreme(spec: PoolSpec, values: Values, _window: Window) -> sympy.Expr:
    return _EXTREMES[spec.operation, spec.ties](*values)


def _average(_spec: PoolSpec, values: Values, window: Window) -> sympy.Expr:
    """Give the sum over what the layer divides it by."""
    share = sympy.Rational(1, window.divisor)
    return add([share * value for value in values])


def _norm(spec: PoolSpec, values: Values, _window: Window) -> sympy.Expr:
    """Give (|x1|^p + |x2|^p + ...)^(1/p); for even p the signs of the entries do not matter."""
    power = sympy.Rational(spec.power)
    total = add([value**power if power % 2 == 0 else Magnitude(value) ** power for value in values])
    return total if power == 1 else ZeroedPower(total, 1 / power)


_EXTREMES: Mapping[tuple[Pooling, Ties], type[Extreme]] = {
    (Pooling.MAX, Ties.FIRST): FirstMax,
    (Pooling.MAX, Ties.LAST): LastMax,
    (Pooling.MAX, Ties.SPLIT): SplitMax,
    (Pooling.MIN, Ties.FIRST): FirstMin,
    (Pooling.MIN, Ties.LAST): LastMin,
    (Pooling.MIN, Ties.SPLIT): SplitMin,
}
_POOLS: Mapping[Pooling, Callable[[PoolSpec, Values, Window], sympy.Expr]] = {
    Pooling.MAX: _extreme,
    Pooling.MIN: _extreme,
    Pooling.AVERAGE: _average,
    Pooling.LP: _norm,
}


@met_along.register
def met_by_pool(spec: PoolSpec, role: Role) -> list[list[Hashable]]:
    """Give the places of windows that meet an entry."""
    sizes = spec.output_size if role is Role.OUTPUT else spec.input_size
    return [
        by_place(
            (
                (output if role is Role.OUTPUT else entry, entry - output * spec.stride[axis])
                for output, window in enumerate(axis_windows(spec, axis))
                for entry in window.inputs
            ),
            size,
        )
        for axis, size in enumerate(sizes)
    ]

"""The symbolic forward pass: every output entry as a SymPy expression.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, singledispatch
from typing import TypeAlias

import sympy

from symconv.formulas import Entry, Formula, Name, Partial
from symconv.notation.entries import write_entry
from symconv.notation.indexing import indices
from symconv.notation.letters import letter_to_latex
from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.symbolic.arrays import SymbolArray, build_array
from symconv.symbolic.named import NamedArray

Outputs: TypeAlias = Callable[[Mapping[Role, SymbolArray]], Iterable[sympy.Expr]]
"""Gives, from a layer's arrays, one expression per output entry, row-major."""

WriteEntry: TypeAlias = Callable[[Notation, Role, tuple[int, ...], tuple[int, ...]], Entry]
"""Gives the entry of an array of a shape at an index, as a notation writes it."""

DERIVED_ORDER = (Role.FILTER, Role.WEIGHT, Role.INPUT, Role.BIAS)
"""The order in which arrays are differentiated by, as [slides] teaches it."""


@dataclass(frozen=True, repr=False)
class SymbolicLayer:
    """A layer in symbols.

    `wrt` holds the arrays to differentiate by, in the order in which they are derived, and
    `data` those that are given besides (a target, indices); `upstream` has one symbol, and
    `outputs` one expression, per output entry, row-major. `named` holds values, and cases of
    derivatives, that the derivation writes as entries of arrays.
    """

    spec: LayerSpec
    notation: Notation
    wrt: Mapping[Role, SymbolArray]
    output_shape: tuple[int, ...]
    outputs: tuple[sympy.Expr, ...]
    output_entries: tuple[Formula, ...]
    upstream: SymbolArray
    data: Mapping[Role, SymbolArray] = field(default_factory=dict)
    named: tuple[NamedArray, ...] = ()

    def __repr__(self) -> str:
        return f"<SymbolicLayer of {self.spec!r}: {len(self.outputs)} outputs>"

    @property
    def is_loss(self) -> bool:
        """Whether the output is the loss itself, so that its derivatives are the gradient."""
        return Role.TARGET in self.data


@singledispatch
def build_layer(spec: object, notation: Notation) -> SymbolicLayer:  # noqa: ARG001
    """Give the symbols and output expressions of a layer in a notation.

    A kind of layer registers a function here, which may be made by `build_with`.
    """
    raise TypeError(f"{type(spec).__name__} has no symbolic forward")


def build_symbols(
    spec: LayerSpec, notation: Notation, order: Sequence[Role], write: WriteEntry = Notation.entry
) -> tuple[Notation, dict[Role, SymbolArray]]:
    """Give the arrays of a layer, the roles in `order` first, and the notation that writes them."""
    shapes: dict[Role, tuple[int, ...]] = {
        argument.role: argument.shape
        for argument in spec.arguments.values()
        if argument.role is not Role.OUTPUT
    }
    notation = notation.resolved([*shapes.values(), spec.output_shape])
    name = partial(name_entry, notation=notation)
    ordered = [*(role for role in order if role in shapes), *(r for r in shapes if r not in order)]
    arrays = {
        role: build_array(shapes[role], partial(write, notation, role, shapes[role]), name)
        for role in ordered
    }
    return notation, arrays


def build_with(
    spec: LayerSpec,
    notation: Notation,
    outputs: Outputs,
    order: Sequence[Role] = DERIVED_ORDER,
    write: WriteEntry = Notation.entry,
) -> SymbolicLayer:
    """Build a layer from the function that gives its output expressions from its arrays."""
    notation, arrays = build_symbols(spec, notation, order, write)
    shape = spec.output_shape
    return SymbolicLayer(
        spec=spec,
        notation=notation,
        wrt={role: array for role, array in arrays.items() if role not in spec.data_shapes},
        output_shape=shape,
        outputs=tuple(outputs(arrays)),
        output_entries=tuple(notation.entry(Role.OUTPUT, shape, i) for i in indices(shape)),
        upstream=build_upstream(shape, notation),
        data={role: array for role, array in arrays.items() if role in spec.data_shapes},
    )


def build_upstream(shape: tuple[int, ...], notation: Notation) -> SymbolArray:
    """Build the output gradient: ∂L/∂O entry by entry, δ or dO, as the notation writes it."""

    def write(index: tuple[int, ...]) -> Formula:
        return notation.gradient(Role.OUTPUT, notation.entry(Role.OUTPUT, shape, index))

    return build_array(shape, write, partial(name_entry, notation=notation))


def name_entry(formula: Formula, notation: Notation) -> str:
    """Give the name of a symbol: the LaTeX of the entry or derivative that it stands for."""
    match formula:
        case Entry():
            return write_entry(formula, notation)
        case Name(letter):
            return letter_to_latex(letter)
        case Partial(of, by):
            above, below = name_entry(of, notation), name_entry(by, notation)
            return rf"\frac{{\partial {above}}}{{\partial {below}}}"
    raise TypeError(f"{type(formula).__name__} is not a symbol")

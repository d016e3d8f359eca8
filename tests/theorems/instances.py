"""The general derivations at the numbers of one layer, against the entry-by-entry derivation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import symconv
from symconv import ConvSpec
from symconv.calculus import IndexDerivation
from symconv.calculus.evaluation import Evaluator
from symconv.derivation.algebra.polynomial import Polynomial, read_polynomial
from symconv.roles import Role
from symconv.theorems import GeneralConv, Operation, build_general_conv
from symconv.theorems.gradients import derive_operation
from symconv.theorems.instantiate import ROLES, Instance

NOTATIONS = {1: "matrix", 2: "index", 3: "index"}
"""By rank: indices from one, and from zero."""


@cache
def general(
    operation: Operation, rank: int, bias: bool, flip_filter: bool, padding_mode: str
) -> tuple[GeneralConv, IndexDerivation, Evaluator]:
    """Derive an operation for every size, groups and channels included."""
    conv = build_general_conv(
        rank=rank,
        bias=bias,
        flip_filter=flip_filter,
        padding_mode=padding_mode,
        groups=None,
        notation=NOTATIONS[rank],
    )
    derivation = derive_operation(conv, operation)
    return conv, derivation, Evaluator(derivation.final_setting)


def general_for(
    operation: Operation, spec: ConvSpec
) -> tuple[GeneralConv, IndexDerivation, Evaluator]:
    """Derive an operation for every size, with the other options of a layer."""
    padded = any(map(any, spec.pads))
    mode = spec.padding_mode.value if padded else "zeros"
    return general(operation, spec.rank, spec.bias, spec.flip_filter, mode)


class Layer:
    """A layer derived entry by entry, its symbols numbered."""

    def __init__(self, spec: ConvSpec) -> None:
        self.spec = spec
        self.derivation = symconv.derive(spec)
        d = self.derivation
        self.arrays: dict[Role, Any] = {
            Role.INPUT: d.input, Role.FILTER: d.filter, Role.OUTPUT: d.output_gradient,
        }  # fmt: skip
        if d.bias is not None:
            self.arrays[Role.BIAS] = d.bias
        self.numbers: dict[Any, int] = {}
        self.variables: dict[tuple[Role, tuple[int, ...]], Polynomial] = {}
        for role, array in self.arrays.items():
            for index, symbol in zip(places(array.shape), flat(array), strict=True):
                number = self.numbers[symbol] = len(self.numbers)
                self.variables[role, index] = Polynomial.variable(number)

    def result(self, operation: Operation) -> Any:
        """Give what an operation gives, as an array of expressions."""
        if operation is Operation.FORWARD:
            return self.derivation.output
        return self.derivation.gradients[ROLES[operation]]

    def differences(self, operation: Operation) -> list[tuple[int, ...]]:
        """Give the entries at which the result for any size is not the layer's own."""
        conv, derivation, evaluator = general_for(operation, self.spec)
        instance = Instance(conv, self.spec, self._variable)
        found = instance.entries(operation, derivation.equation.right, evaluator)
        wanted = self.result(operation)
        assert list(found) == list(places(wanted.shape))
        return [
            index
            for (index, value), own in zip(found.items(), flat(wanted), strict=True)
            if read_polynomial(own, self.numbers) != value
        ]

    def _variable(self, role: Role, index: tuple[int, ...]) -> Polynomial:
        return self.variables[role, index]


def places(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Give the indices of an array, row by row."""
    return product(*map(range, shape))


def flat(array: Any) -> list[Any]:
    """Give the entries of an array of SymPy expressions, row by row."""
    return list(array.reshape(len(array)))

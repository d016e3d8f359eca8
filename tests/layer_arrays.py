"""Arrays for the functions of any layer, and a layer's derivation with numbers put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from symconv import Kernel, reference
from symconv.derivation import Derivation
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import role_of

Array = np.ndarray[Any, Any]
Draw = Callable[[tuple[int, ...]], Array]


def layer_arguments(spec: LayerSpec, batch: int, draw: Draw) -> dict[str, Array]:
    """Give every argument of a layer's functions by name, each drawn by its shape."""
    return {
        name: draw((batch, *argument.shape) if argument.batched else argument.shape)
        for name, argument in spec.arguments.items()
    }


def integers(seed: int) -> Draw:
    """Draw small integers, zero among them."""
    rng = np.random.default_rng(seed)
    return lambda shape: rng.integers(-4, 5, shape)


def floats(seed: int) -> Draw:
    """Draw floats of either sign."""
    rng = np.random.default_rng(seed)
    return lambda shape: np.asarray(rng.standard_normal(shape))


def run_reference(spec: LayerSpec, arrays: dict[str, Array]) -> dict[str, Array]:
    """Give what every function of the reference makes of the arguments."""
    return {
        function: getattr(reference, function)(spec, *(arrays[name] for name in names))
        for function, names in spec.functions.items()
    }


def run_kernel(kernel: Kernel, arrays: dict[str, Array]) -> dict[str, Array]:
    """Give what every function of a kernel makes of the arguments."""
    return {
        function: getattr(kernel, function)(*(arrays[name] for name in names))
        for function, names in kernel.spec.functions.items()
    }


def run_derivation(derivation: Derivation, arrays: dict[str, Array]) -> dict[str, list[Any]]:
    """Give the derivation's expressions with the numbers of a batch of one, row by row."""
    layer, spec = derivation.layer, derivation.spec
    symbols = {**layer.wrt, **layer.data, Role.OUTPUT: layer.upstream}
    values: dict[sympy.Symbol, sympy.Expr] = {}
    for name, argument in spec.arguments.items():
        flat = map(_number, arrays[name].ravel().tolist())
        values.update(zip(symbols[argument.role].symbols, flat, strict=True))
    results = {}
    for function in spec.functions:
        role = role_of(function)
        expressions: Iterable[sympy.Expr] = layer.outputs
        if role is not None and role not in derivation.gradients:
            continue
        if role is not None:
            expressions = sympy.flatten(derivation.gradients[role])
        results[function] = [expression.xreplace(values) for expression in expressions]
    return results


def _number(value: object) -> sympy.Expr:
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    return sympy.sympify(value, strict=True)

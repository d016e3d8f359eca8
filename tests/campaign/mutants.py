"""Mutants of emitted kernels, one token changed in each, and whether one computes what it should.

The comparison with the reference is made here, apart from the certificate's own runs: on other
numbers, in every type, layout and batch of up to six that a certificate speaks of.
"""

from __future__ import annotations

import ast
import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from symconv import reference
from symconv.kernels import Kernel
from symconv.kernels.certificates.trial import build_arguments
from symconv.specs import LayerSpec
from symconv.specs.layer import Arithmetic

COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Div, ast.Mod, ast.MatMult)
TYPES = ("float64", "float32", "float16", "complex64", "complex128", "int8", "uint8", "int64")
BATCHES = (0, 1, 2, 3, 4, 5, 6)
TOLERANCES = {"float16": 6e-3, "float32": 3e-5, "complex64": 3e-5}
LAYOUTS: tuple[Callable[[Any], Any], ...] = (
    lambda array: array,
    np.asfortranarray,
    lambda array: array[(slice(None, None, -1),) * array.ndim].copy()[
        (slice(None, None, -1),) * array.ndim
    ],
    lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
)


@dataclass(frozen=True)
class Site:
    """A node of a text's tree, by its number, and what may be done to it."""

    number: int
    change: Callable[[Any], None]


def sites(source: str) -> list[Site]:
    """Give every change of one token that a text may suffer."""
    tree = ast.parse(source)
    return [
        Site(number, change)
        for number, node in enumerate(ast.walk(tree))
        for change in _changes(node, tree)
    ]


def mutant(source: str, site: Site) -> str:
    """Give a text with one change, and its first line as it was; empty if nothing changes."""
    tree = ast.parse(source)
    before = ast.dump(tree)
    site.change(next(node for at, node in enumerate(ast.walk(tree)) if at == site.number))
    if ast.dump(tree) == before:
        return ""
    return f"{source.partition(chr(10))[0]}\n{ast.unparse(ast.fix_missing_locations(tree))}\n"


def _changes(node: ast.AST, tree: ast.Module) -> Iterator[Callable[[Any], None]]:
    """Give what may be done to a node."""
    match node:
        case ast.Compare():
            yield from (_set_comparison(each) for each in COMPARISONS)
        case ast.BinOp() | ast.AugAssign():
            yield from (_set_operator(each) for each in OPERATORS)
        case ast.UnaryOp(op=ast.USub()):
            yield lambda each: setattr(each, "op", ast.UAdd())
        case ast.Constant(value=bool() as value):
            yield _set_value(not value)
        case ast.Constant(value=int() as value):
            yield from (_set_value(value + step) for step in (-1, 1))
        case ast.Constant(value=float() as value):
            yield from (_set_value(each) for each in (value + 0.5, value * 2))
        case ast.Name(ctx=ast.Load()):
            names = sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name)})
            chosen = random.Random(node.id).sample(names, min(3, len(names)))
            yield from (_set_name(name) for name in chosen)
        case ast.Attribute(value=ast.Name("np")):
            swaps = {"maximum": "minimum", "minimum": "maximum", "zeros": "ones", "sum": "prod",
                     "float32": "float16", "float64": "float32", "int64": "int32"}  # fmt: skip
            if node.attr in swaps:
                yield lambda each: setattr(each, "attr", swaps[each.attr])


def _set_comparison(operator: type[ast.cmpop]) -> Callable[[Any], None]:
    return lambda node: node.ops.__setitem__(0, operator())


def _set_operator(operator: type[ast.operator]) -> Callable[[Any], None]:
    return lambda node: setattr(node, "op", operator())


def _set_value(value: object) -> Callable[[Any], None]:
    return lambda node: setattr(node, "value", value)


def _set_name(name: str) -> Callable[[Any], None]:
    return lambda node: setattr(node, "id", name)


def difference(kernel: Kernel, seed: int) -> str:
    """Say where a kernel differs from the reference, or nothing."""
    spec = kernel.spec
    rng = np.random.default_rng(seed)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for held, batch, layout in product(TYPES, BATCHES, range(len(LAYOUTS))):
            if np.dtype(held).kind == "c" and not spec.takes_complex:
                continue
            found = _differs(kernel, held, batch, LAYOUTS[layout], rng)
            if found:
                return f"{found} ({held}, batch of {batch}, layout {layout})"
    return ""


def _differs(
    kernel: Kernel, held: str, batch: int, lay: Callable[[Any], Any], rng: np.random.Generator
) -> str:
    arguments = build_arguments(
        kernel.spec, lambda shape, _: _numbers(kernel.spec, shape, held, rng), batch
    ).mapped(lambda _, array: lay(array))
    for function in kernel.spec.functions:
        taken = list(arguments.of(function).values())
        expected = getattr(reference, function)(kernel.spec, *taken)
        try:
            given = getattr(kernel, function)(*taken)
        except Exception as error:  # a mutant may raise anything
            return f"{function} raises {type(error).__name__}"
        if not isinstance(given, np.ndarray) or given.shape != expected.shape:
            return f"{function} has another shape"
        if given.dtype != expected.dtype:
            return f"{function} gives {given.dtype}, not {expected.dtype}"
        tolerance = TOLERANCES.get(str(expected.dtype), 1e-9)
        size = np.abs(expected.astype(np.complex128)).max(initial=1)
        off = np.abs(given.astype(np.complex128) - expected.astype(np.complex128))
        if not bool((off <= tolerance * size).all()):
            return f"{function} is off by {off.max()}"
    return ""


def _numbers(spec: LayerSpec, shape: tuple[int, ...], held: str, rng: np.random.Generator) -> Any:
    """Draw small numbers; floats are halves, with zeros and ties among them."""
    kind = np.dtype(held).kind
    whole = rng.integers(0 if kind == "u" else -3, 4, shape)
    if kind == "c":
        return (whole + 1j * rng.integers(-3, 4, shape)).astype(held)
    divided = 2 if kind == "f" and spec.arithmetic is not Arithmetic.INTEGER else 1
    return (whole / divided).astype(held)

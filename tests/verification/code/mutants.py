"""Wrong implementations by the hundred: a right one with one small change, and where it shows.

A change that no layer here tells from the reference is equivalent, and left out: that is decided
by running it. Deterministic: the same mutants in the same order every time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from symconv import reference
from symconv.specs import LayerSpec
from tests.verification.code.mutation.changes import changed_source, changes
from tests.verification.code.table import spec_of

Array = np.ndarray[Any, Any]
BATCH = 5

CONVOLUTIONS = (
    "--input 6x5x7 --filter 2x4 --filters 4 --groups 2 --stride 2x3 --padding 1:2x0:2 "
    "--dilation 2x1 --bias",
    "--input 2x5x7 --filter 2x3 --filters 3 --stride 1x2 --padding 0x1 --dilation 1x2 --bias",
)
MAXIMA = ("--kind pool --operation max --input 3x8x7 --pool 3x4 --stride 2x3 --padding 1:0x0:2",)
MEANS = tuple(layer.replace("max", "average") for layer in MAXIMA)


class Effect(StrEnum):
    """How a mutant differs from the reference."""

    CRASH = "crash"
    SHAPE = "shape"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Plain:
    """A function of the plain implementation: its name, role, argument words, and layers."""

    function: str
    role: str
    words: tuple[str, ...]
    layers: tuple[str, ...]


PLAIN = (
    Plain("conv_forward", "forward", ("x", "f", "b"), CONVOLUTIONS),
    Plain("conv_grad_input", "grad_input", ("grad_o", "x", "f"), CONVOLUTIONS),
    Plain("conv_grad_filter", "grad_filter", ("grad_o", "x", "f"), CONVOLUTIONS),
    Plain("conv_grad_bias", "grad_bias", ("grad_o",), CONVOLUTIONS),
    Plain("max_pool_grad_input", "grad_input", ("grad_o", "x"), MAXIMA),
    Plain("mean_pool_grad_input", "grad_input", ("grad_o", "x"), MEANS),
)


@dataclass(frozen=True)
class Mutant:
    """A module with one function that is wrong for a layer.

    `layer` are command-line flags, `words` what the function takes, `change` what was changed,
    `effect` how it shows, and `entries` the entries that differ, on the integers tried.
    """

    source: str
    function: str
    layer: tuple[str, ...]
    role: str
    words: tuple[str, ...]
    change: str
    effect: Effect
    entries: frozenset[tuple[int, ...]] = frozenset()

    def load(self) -> Any:
        """Give the function."""
        return load(self.source, self.function)


def naive_source() -> str:
    """Give the source of the plain implementation."""
    return (Path(__file__).parent / "mutation" / "naive.py").read_text()


def module_of(function: str, layer: str) -> str:
    """Give a module of one function, the layer's constants at its head."""
    spec = spec_of(tuple(layer.split()))
    constants = {
        "STRIDE": spec.stride,
        "PADS": spec.pads,
        "DILATION": getattr(spec, "dilation", (1, 1)),
        "GROUPS": getattr(spec, "groups", 1),
        "SIZE": getattr(spec, "pool_size", (1, 1)),
    }
    head = "\n".join(f"{name} = {value}" for name, value in constants.items())
    return f"import numpy as np\n\n{head}\n\n\n{function}\n"


def load(source: str, function: str) -> Any:
    """Give a function of a source."""
    module = ModuleType("mutant")
    exec(compile(source, "<mutant>", "exec"), module.__dict__)
    return getattr(module, function)


@cache
def arguments_of(layer: str, seed: int, batch: int) -> tuple[LayerSpec, dict[str, Array]]:
    """Give a layer and integers for its arguments, equal ones among them."""
    spec = spec_of(tuple(layer.split()))
    rng = np.random.default_rng(seed)
    shapes = {
        name: (batch, *argument.shape) if argument.batched else argument.shape
        for name, argument in spec.arguments.items()
    }
    return spec, {
        name: rng.integers(-4, 5, shape) * (12 if name == "grad_o" else 1)
        for name, shape in shapes.items()
    }


@cache
def expected_of(role: str, layer: str, seed: int, batch: int) -> Array:
    """Give what the reference makes of the arguments."""
    spec, arrays = arguments_of(layer, seed, batch)
    taken = spec.functions[role]
    result: Array = getattr(reference, role)(spec, *(arrays[name] for name in taken))
    return result


def effect_of(
    plain: Plain, layer: str, source: str, seed: int = 7, batch: int = BATCH
) -> tuple[Effect | None, Array | None]:
    """Say how a function differs from the reference, if it does, and give where."""
    _, arrays = arguments_of(layer, seed, batch)
    expected = expected_of(plain.role, layer, seed, batch)
    try:
        with np.errstate(all="ignore"):
            given = [arrays[name].astype(float) for name in plain.words]
            result = np.asarray(load(source, plain.function)(*given))
    except Exception:
        return Effect.CRASH, None
    if result.shape != expected.shape:
        return Effect.SHAPE, None
    wrong = np.argwhere(result != expected)
    return (Effect.NUMBERS, wrong) if len(wrong) else (None, None)


def _tell(plain: Plain, function: str, change: str) -> Mutant | None:
    for layer in plain.layers:
        source = module_of(function, layer)
        effect, wrong = effect_of(plain, layer, source)
        if effect is not None:
            flags = tuple(layer.split())
            told = Mutant(source, plain.function, flags, plain.role, plain.words, change, effect)
            if wrong is None:
                return told
            return replace(told, entries=frozenset(map(tuple, wrong.tolist())))
    return None


def _mutants_of(plain: Plain, function: ast.FunctionDef) -> Iterator[Mutant]:
    seen = {ast.unparse(function)}
    for change in changes(function):
        source = changed_source(function, change)
        if source in seen:
            continue
        seen.add(source)
        mutant = _tell(plain, source, change.words)
        if mutant is not None:
            yield mutant


def plain_functions() -> dict[str, ast.FunctionDef]:
    """Give the functions of the plain implementation by name."""
    body = ast.parse(naive_source()).body
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


@cache
def mutants() -> list[Mutant]:
    """Give every mutant that differs from the reference on a layer, function by function."""
    functions = plain_functions()
    return [mutant for plain in PLAIN for mutant in _mutants_of(plain, functions[plain.function])]


def chosen(numbers: int, others: int) -> list[Mutant]:
    """Give so many mutants that run through, and so many with a wrong shape or a crash."""
    wrong = [mutant for mutant in mutants() if mutant.effect is Effect.NUMBERS]
    loud = [mutant for mutant in mutants() if mutant.effect is not Effect.NUMBERS]
    return [*_spread(wrong, numbers), *_spread(loud, others)]


def _spread(given: list[Mutant], count: int) -> list[Mutant]:
    return [given[place * len(given) // count] for place in range(count)]

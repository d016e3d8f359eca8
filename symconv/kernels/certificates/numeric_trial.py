"""Trial by numbers: for layers whose outputs are no polynomials.

Where a layer's results are rational for rational arguments, the numbers are fractions and results
are compared exactly; else they are floats and compared up to a stated tolerance. A large layer is
given floats too, since fractions take a microsecond each; one that only compares and adds makes
the same halves of them, which are compared exactly. The numbers are small and few, so that ties,
zeros and both signs all occur. A small layer is compared with its derivation, whose formulas are
evaluated at the same numbers; every layer with the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod

import numpy as np
import sympy

from symconv.derivation import Derivation, derive_layer
from symconv.kernels.certificates.trial import (
    BATCH,
    Arguments,
    Differ,
    build_arguments,
    differ_beyond,
    differ_in_numbers,
    find_failures,
    index_shape,
    reference_results,
    run_functions,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.promise import AS_THE_FORMULA, Promise
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import GRADIENT_NAME, INPUT_NAME, Arithmetic, role_of
from symconv.symbolic import SymbolicLayer

ROUNDS = 6
LARGE_ROUNDS = 3
_KINK_ROUNDS = 2
TOLERANCE = 1e-12
"""Largest difference of a float result from the expected one, relative to it or to 1."""
DERIVED_MAX_TERMS = 300
"""Up to so many terms a kernel is compared with the derivation's formulas as well."""
FRACTION_MAX_TERMS = 20_000
"""Up to so many terms fractions are taken, for a second or two; above, floats and fewer rounds."""

_SEED = 20_240_517
_LARGEST = 4
_NEAR = (Fraction(1, 2**60), Fraction(1, 2**20), Fraction(1, 1024), Fraction(1, 4))
_BESIDE = (*(Fraction(n, 20) for n in (10, 15, 18, 20, 22, 30)), Fraction(2), Fraction(5))
_FAR = (Fraction(20), Fraction(101, 2))
KINKS = (Fraction(0), *(s * n for n in (*_NEAR, *_BESIDE, *_FAR) for s in (1, -1)))
"""Numbers on both sides of 0, of 1 and of halves, near and far: every input has all of them."""
_TINY = (Fraction(1, 2**1074), Fraction(-1, 2**1074))
"""The floats next to 0, where nothing is rounded."""
_ZEROS = (0, 0.8)
"""The shares of zeros beyond those that are drawn anyway."""
_DIGITS = 30
TIES = (2, 3)
"""How many entries of a window have its extreme, besides all of them, in rounds of their own."""


def try_numbers(kernel: Kernel, promise: Promise) -> tuple[str, ...]:
    """Compare a kernel with its layer on numbers; give a line per function that is wrong."""
    spec = kernel.spec
    derivation = derive_layer(spec) if compares_with_derivation(spec) else None
    for number, arguments in enumerate(_draws(spec, promise)):
        results = run_functions(kernel, arguments)
        differ = choose_differ(spec, promise)
        failures = find_failures(results, reference_results(spec, arguments), differ)
        if not failures and derivation is not None and number == 0:
            failures = find_failures(results, evaluate(derivation, arguments), differ)
        if failures:
            return failures
    return ()


def _draws(spec: LayerSpec, promise: Promise) -> Iterator[Arguments]:
    """Draw arguments for every round: any numbers, numbers near kinks, zeros alone, and ties."""
    for number in range(rounds(spec)):
        yield draw_numbers(spec, np.random.default_rng([_SEED, number]), promise)
    for number in range(_KINK_ROUNDS):
        yield draw_kinks(spec, np.random.default_rng([_SEED, 1, number]), promise)
    yield draw_kinks(spec, np.random.default_rng([_SEED, 2]), promise, KINKS[:1])
    if spec.chosen_from > 1:
        for ties in (*TIES, spec.chosen_from):
            generator = np.random.default_rng([_SEED, rounds(spec), ties])
            yield draw_ties(spec, ties, generator, promise)


def rounds(spec: LayerSpec) -> int:
    """Give how often a layer is run: a large one has many windows or entries in each round."""
    return ROUNDS if spec.terms <= FRACTION_MAX_TERMS else LARGE_ROUNDS


def takes_fractions(spec: LayerSpec, promise: Promise) -> bool:
    """Tell whether a kernel is given fractions: they go through it as such, and it is small."""
    rational = spec.arithmetic is not Arithmetic.REAL and promise.takes_fractions
    return rational and spec.terms <= FRACTION_MAX_TERMS


def compares_exactly(spec: LayerSpec, promise: Promise) -> bool:
    """Tell whether results are compared exactly: those of fractions, and sums of halves."""
    sums = spec.arithmetic is Arithmetic.INTEGER and promise.tolerance is None
    return takes_fractions(spec, promise) or sums


def compares_with_derivation(spec: LayerSpec) -> bool:
    """Tell whether a layer is small enough to evaluate its derivation."""
    return spec.terms <= DERIVED_MAX_TERMS


def choose_differ(spec: LayerSpec, promise: Promise) -> Differ:
    """Give the comparison that fits a layer's arithmetic and a strategy's promise."""
    if compares_exactly(spec, promise):
        return differ_in_numbers
    return differ_beyond(promise.within(TOLERANCE), of_largest=promise.tolerance is not None)


def draw_numbers(
    spec: LayerSpec, generator: np.random.Generator, promise: Promise = AS_THE_FORMULA
) -> Arguments:
    """Draw halves between -4 and 4, as fractions or as floats; of some arguments most are 0."""

    def draw(shape: tuple[int, ...], name: str) -> Array:
        halves = generator.integers(-2 * _LARGEST, 2 * _LARGEST, shape, np.int64, endpoint=True)
        zeros = 0 if name == GRADIENT_NAME else generator.choice(_ZEROS)
        halves[generator.random(shape) < zeros] = 0
        return _of_halves(halves, takes_fractions(spec, promise))

    return build_arguments(spec, draw)


def draw_kinks(
    spec: LayerSpec,
    generator: np.random.Generator,
    promise: Promise = AS_THE_FORMULA,
    numbers: Sequence[Fraction] = KINKS,
) -> Arguments:
    """Draw an input that has each of these numbers, in as large a batch as that takes.

    The other arguments are halves, none of them 0.
    """
    as_fractions = takes_fractions(spec, promise)
    rounds_off = spec.arithmetic is Arithmetic.REAL or len(numbers) == 1
    inputs = [*numbers, *(() if rounds_off else _TINY)]

    def draw(shape: tuple[int, ...], name: str) -> Array:
        if name != INPUT_NAME:
            halves = generator.integers(1, 2 * _LARGEST, shape, np.int64)
            return _of_halves(halves * generator.choice((-1, 1), shape), as_fractions)
        chosen = generator.permutation(np.resize(np.array(inputs, dtype=object), prod(shape)))
        array = chosen.reshape(shape)
        return array if as_fractions else array.astype(np.float64)

    entries = prod(spec.input_shape)
    return build_arguments(spec, draw, max(BATCH, -(-len(inputs) // entries)))


def draw_ties(
    spec: LayerSpec,
    ties: int,
    generator: np.random.Generator,
    promise: Promise = AS_THE_FORMULA,
) -> Arguments:
    """Draw inputs in which about so many entries of a window, or all of it, have its extreme.

    Where the only window is the input, it has exactly so many. The first example of the batch is
    for maxima, the second for minima; no gradient is 0.
    """
    as_fractions = takes_fractions(spec, promise)

    def draw(shape: tuple[int, ...], name: str) -> Array:
        if name != INPUT_NAME:
            return _of_halves(generator.integers(1, 2 * _LARGEST, shape, np.int64), as_fractions)
        entries = prod(spec.input_shape[1:])
        count = -(-entries * min(ties, spec.chosen_from) // spec.chosen_from)
        places = generator.random((*shape[:2], entries)).argsort(axis=-1) < count
        others = generator.integers(-2 * _LARGEST, 0, shape, np.int64)
        halves = np.where(places.reshape(shape), 1, others)
        signs = np.resize((1, -1), (shape[0], *(1 for _ in spec.input_shape)))
        return _of_halves(signs * halves, as_fractions)

    return build_arguments(spec, draw)


def _of_halves(halves: Array, as_fractions: bool) -> Array:
    """Give halves as fractions, else as floats."""
    if not as_fractions:
        return halves / 2
    array = np.empty(halves.shape, dtype=object)
    array[...] = np.vectorize(lambda n: Fraction(int(n), 2), otypes=[object])(halves)
    return array


def evaluate(derivation: Derivation, arguments: Arguments) -> dict[str, Array]:
    """Evaluate the derivation's formulas at the arguments, exactly or to 30 digits."""
    spec, layer = derivation.spec, derivation.layer
    exact = any(array.dtype == object for array in arguments.arrays.values())
    values = [_values(layer, arguments, at) for at in range(BATCH)]
    results = [_evaluate_one(derivation, each, exact) for each in values]
    expected = {}
    for function in spec.functions:
        role = role_of(function)
        key = Role.OUTPUT if function == "forward" else role
        if key is None or key not in results[0]:
            continue
        parts = [result[key] for result in results]
        is_parameter = key in spec.parameter_shapes
        expected[function] = sum(parts[1:], parts[0]) if is_parameter else np.stack(parts)
    return expected


def _values(layer: SymbolicLayer, arguments: Arguments, at: int) -> dict[sympy.Expr, sympy.Expr]:
    """Give the number of every symbol, for one entry of the batch."""
    arrays = {**layer.wrt, **layer.data, Role.OUTPUT: layer.upstream}
    values: dict[sympy.Expr, sympy.Expr] = {}
    for name, argument in arguments.spec.arguments.items():
        array = arguments.arrays[name]
        entries = array[at] if argument.batched else array
        if argument.role is Role.INDICES:  # they count through the batch, formulas through one
            entries = entries - at * prod(index_shape(arguments.spec))
        numbers = [sympy.Rational(*_ratio(entry)) for entry in np.ravel(entries)]
        values.update(zip(arrays[argument.role].symbols, numbers, strict=True))
    return values


def _ratio(entry: object) -> tuple[int, int]:
    fraction = Fraction(entry.item() if isinstance(entry, np.generic) else entry)  # type: ignore[arg-type]
    return fraction.numerator, fraction.denominator


def _evaluate_one(
    derivation: Derivation, values: dict[sympy.Expr, sympy.Expr], exact: bool
) -> dict[Role, Array]:
    spec = derivation.spec
    formulas = {
        Role.OUTPUT: (derivation.layer.outputs, spec.output_shape),
        **{
            role: (sympy.flatten(array), derivation.layer.wrt[role].shape)
            for role, array in derivation.gradients.items()
        },
    }
    results = {}
    for role, (expressions, shape) in formulas.items():
        array = np.empty(len(expressions), dtype=object if exact else np.float64)
        for place, expression in enumerate(expressions):
            array[place] = _number(sympy.sympify(expression).xreplace(values), exact)
        results[role] = array.reshape(shape)
    return results


def _number(expression: sympy.Expr, exact: bool) -> object:
    value = expression.doit()
    if exact:
        return Fraction(int(value.p), int(value.q))
    return float(value.evalf(_DIGITS))

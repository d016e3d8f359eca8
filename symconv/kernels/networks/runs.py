"""Runs of a network's module on ordinary arrays, and on what it must refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from symconv.kernels.certificates.array_run import Layout, Run
from symconv.kernels.certificates.manners import HANDLINGS, misconduct_of
from symconv.kernels.certificates.misfits import wrong_arrays, wrong_types
from symconv.kernels.certificates.trial import (
    Differ,
    differ_beyond,
    is_plain,
    message_of,
    raised,
)
from symconv.kernels.kernel import Array
from symconv.kernels.networks.initial import bound_parameters
from symconv.kernels.networks.names import parameter_shapes
from symconv.kernels.networks.network import NetworkKernel
from symconv.kernels.networks.trial import (
    NetworkArguments,
    build_network_arguments,
    compose_reference,
    differ_in_any_numbers,
    find_network_failures,
    run_network,
)
from symconv.kernels.promise import Promise
from symconv.specs.network import NetworkSpec

OBJECT_MAX_TERMS = 100_000
"""Up to so many terms, a module is run on objects as well."""

_BATCHES = (0, 1, 3)
_SEED = 20_240_602
_TOLERANCE = 1e-9
_NARROW_TOLERANCE = 1e-4
_OTHER_RUNS = (
    Run(4, ("float32",), Layout.SPACED),
    Run(5, ("int64",), Layout.REVERSED),
    Run(6, ("float64",), Layout.FORTRAN),
)


@dataclass(frozen=True)
class _Refusal:
    """A call that must raise an error, whose message starts with a name."""

    words: str
    call: Callable[[], Any]
    error: type[Exception]
    start: str


def run_on_network_arrays(kernel: NetworkKernel, promise: Promise) -> tuple[str, ...]:
    """Run a module on arrays of the usual types and on misfits; give a line per thing wrong."""
    plain = (Run(batch, (held,)) for batch, held in product(_BATCHES, _types(kernel.spec)))
    for number, run in enumerate((*plain, *_OTHER_RUNS)):
        generator = np.random.default_rng([_SEED, number])
        drawn = _draw(kernel.spec, generator, run.batch, run.types[0])
        arguments = drawn.mapped(run.layout.of)
        expected = _expected(kernel, arguments)
        results = run_network(kernel, arguments)
        differ = _differ_as_promised(promise, run.types[0])
        failures = find_network_failures(results, expected, differ)
        if failures:
            return tuple(f"{at} (on {run})" for at in failures)
    return (*_starting_failures(kernel), *_rudeness(kernel), *_accepted(kernel))


def _rudeness(kernel: NetworkKernel) -> Iterator[str]:
    """Give a line for the first function that changes arguments, or how NumPy handles errors."""
    for (name, call), handling in product(_calls(kernel), HANDLINGS):
        given = _draw(kernel.spec, np.random.default_rng(_SEED), 2, "float64")
        kept = given.mapped(np.copy)
        if told := misconduct_of(partial(call, given), handling):
            yield f"{name} {told}"
            return
        arrays = {"x": given.x, "the output's": given.upstream, **given.parameters}
        others = (kept.x, kept.upstream, *kept.parameters.values())
        for (what, array), other in zip(arrays.items(), others, strict=True):
            if not np.array_equal(array, other):
                yield f"{name} changes its argument {what}"
                return


def _calls(kernel: NetworkKernel) -> Iterator[tuple[str, Callable[[NetworkArguments], Any]]]:
    """Give every function of a module that takes arrays, as a call on arguments."""
    yield "forward", lambda a: kernel.forward(a.x, dict(a.parameters))
    if kernel.spec.loss is not None:
        yield "loss", lambda a: kernel.loss(a.x, a.upstream, dict(a.parameters))
    yield "backward", lambda a: kernel.backward(a.x, a.upstream, dict(a.parameters))
    yield "sgd_step", lambda a: kernel.sgd_step(dict(a.parameters), dict(a.parameters), 1)


def _differ_as_promised(promise: Promise, held: str) -> Differ:
    tolerance = promise.within(_NARROW_TOLERANCE if held == "float32" else _TOLERANCE)
    if promise.takes_integers and promise.takes_fractions:
        return differ_in_any_numbers(tolerance)
    return differ_beyond(tolerance, of_largest=True)


def describe_network_runs(spec: NetworkSpec) -> str:
    """Say in a few words what the runs on arrays are."""
    *others, last = _types(spec)
    usual = f"{', '.join(others)} and {last} arrays with batches of 0, 1 and 3"
    return f"{usual}, and on {', on '.join(map(str, _OTHER_RUNS))}"


def _expected(kernel: NetworkKernel, arguments: NetworkArguments) -> dict[str, Array]:
    """Give what the reference makes of the arguments; in floats, what the module makes of those.

    Whole numbers that become floats have ties, which the last bit of a sum would decide.
    """
    expected = compose_reference(kernel, arguments)
    if arguments.dtype == arguments.x.dtype:
        return expected
    own = run_network(kernel, arguments.in_common_type())
    arrays = {name: own.get(name) for name in expected}
    return {
        name: array.astype(expected[name].dtype)
        if isinstance(array, np.ndarray)
        else expected[name]
        for name, array in arrays.items()
    }


def _types(spec: NetworkSpec) -> list[str]:
    """Give the types of arrays that every layer of a network takes; objects take long."""
    types = ["int64", "float64"]
    if _takes_complex(spec):
        types.append("complex128")
    return types + ["object"] * (spec.terms <= OBJECT_MAX_TERMS)


def _takes_complex(spec: NetworkSpec) -> bool:
    return all(layer.spec.takes_complex for layer in spec.layers)


def _draw(
    spec: NetworkSpec, generator: np.random.Generator, batch: int, held: str
) -> NetworkArguments:
    """Draw -1, 0 and 1, objects as fractions; of floats numbers beside them, no two equal."""

    def draw(shape: tuple[int, ...], _name: str) -> Array:
        whole = generator.integers(-1, 1, shape, np.int64, endpoint=True)
        if held == "object":
            array = np.empty(whole.size, dtype=object)
            array[:] = list(map(Fraction, whole.ravel().tolist()))
            return array.reshape(shape)
        if held == "int64":
            return whole
        values = whole + generator.uniform(-0.25, 0.25, shape)
        if held == "float32":
            return values.astype(held)
        return values + 1j * generator.normal(size=shape) if held == "complex128" else values

    return build_network_arguments(spec, draw, batch, 2)


def _starting_failures(kernel: NetworkKernel) -> Iterator[str]:
    """Give a line per way in which `initialise` does not do what its docstring says."""
    bounds = bound_parameters(kernel.spec)
    for seed, dtype in ((7, None), (7, np.float32), (20, None), (20, np.float16)):
        generator = np.random.default_rng(seed)
        expected = {}
        for name, shape in parameter_shapes(kernel.spec).items():
            bound = bounds[name].value if name in bounds else 0
            expected[name] = generator.uniform(-bound, bound, shape)
        try:
            given = kernel.initialise(seed, dtype)
        except BaseException as error:  # a broken module may raise anything
            yield f"initialise {raised(error)}"
            continue
        if type(given) is not dict or list(given) != list(expected):
            yield "initialise does not give every parameter, in order"
            continue
        for name, array in expected.items():
            if not is_plain(given[name]):
                yield f"initialise gives a {type(given[name]).__name__} as {name}, not an array"
            elif given[name].dtype != np.dtype(dtype):
                yield f"initialise gives {name} in {given[name].dtype}, not {np.dtype(dtype)}"
            elif not np.array_equal(given[name], array.astype(dtype)):
                yield f"initialise does not draw {name} as it says"


def _accepted(kernel: NetworkKernel) -> Iterator[str]:
    """Give a line per misfit that a module does not refuse as it should."""
    for refusal in _refusals(kernel):
        try:
            refusal.call()
        except BaseException as error:  # a broken module may raise anything
            if isinstance(error, refusal.error) and message_of(error).startswith(refusal.start):
                continue
            came = raised(error)
        else:
            came = "was accepted"
        yield f"{refusal.words} {came}, not refused as {refusal.error.__name__}: {refusal.start}..."


def _refusals(kernel: NetworkKernel) -> Iterator[_Refusal]:
    right = _draw(kernel.spec, np.random.default_rng(_SEED), 2, "float64")
    parameters = dict(right.parameters)
    takes: dict[str, Callable[..., Any]] = {
        "forward": lambda x, _upstream, p: kernel.forward(x, p),
        "backward": kernel.backward,
    }
    has_loss = kernel.spec.loss is not None
    if has_loss:
        takes["loss"] = kernel.loss
    above = "t" if has_loss else "grad_o"
    for function, call in takes.items():
        yield from _array_refusals(kernel.spec, function, call, right, above)
        for what, misfit, error in _wrong_parameters("parameters", parameters):
            wrong = _bound(call, right.x, right.upstream, misfit)
            yield _Refusal(f"{function} with {what}", wrong, error, "parameters")
    for name, at in (("parameters", 0), ("gradients", 1)):
        for what, misfit, error in _wrong_parameters(name, parameters):
            both = (misfit, parameters) if at == 0 else (parameters, misfit)
            wrong = _bound(kernel.sgd_step, *both, 1)
            yield _Refusal(f"sgd_step with {what}", wrong, error, name)
    for rate in (None, "1", np.ones(2)):
        wrong = _bound(kernel.sgd_step, parameters, parameters, rate)
        yield _Refusal(f"sgd_step with the rate {rate!r}", wrong, TypeError, "rate")


def _array_refusals(
    spec: NetworkSpec, function: str, call: Callable[..., Any], right: NetworkArguments, above: str
) -> Iterator[_Refusal]:
    """Give calls with what does not fit in the place of one array, or with unequal batches."""
    types = wrong_types(_takes_complex(spec))
    x, upstream, p = right.x, right.upstream, dict(right.parameters)
    for what, wrong, error in wrong_arrays(x, True, types):
        with_wrong = _bound(call, wrong, upstream, p)
        yield _Refusal(f"{function} with x {what}", with_wrong, error, "x ")
    for key, array in p.items():
        for what, wrong, error in wrong_arrays(array, False, types):
            with_wrong = _bound(call, x, upstream, {**p, key: wrong})
            yield _Refusal(f"{function} with {key} {what}", with_wrong, error, "parameters")
    if function == "forward":
        return
    for what, wrong, error in wrong_arrays(upstream, True, types):
        with_wrong = _bound(call, x, wrong, p)
        yield _Refusal(f"{function} with {above} {what}", with_wrong, error, above)
    for given, above_given in ((x, upstream[:1]), (x[:1], upstream), (x[:0], upstream[:1])):
        words = f"{function} with batches of {len(given)} and {len(above_given)}"
        yield _Refusal(words, _bound(call, given, above_given, p), ValueError, above)


def _wrong_parameters(
    name: str, parameters: dict[str, Array]
) -> Iterator[tuple[str, Any, type[Exception]]]:
    yield f"a list as {name}", list(parameters), TypeError
    yield f"unknown {name}", {**parameters, "more": np.zeros(1)}, ValueError
    for key, array in parameters.items():
        yield f"{name} without {key}", _without(parameters, key), ValueError
        yield f"{key} of another shape", {**parameters, key: array[..., np.newaxis]}, ValueError


def _without(parameters: dict[str, Array], key: str) -> dict[str, Array]:
    return {name: array for name, array in parameters.items() if name != key}


def _bound(call: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    return lambda: call(*arguments)

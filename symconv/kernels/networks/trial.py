"""Trying a network's module: its arguments, what it makes of them, and what it should.

What it should is composed of the reference's functions, layer by layer, in `compose_reference`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from symconv import reference
from symconv.kernels.certificates.trial import (
    Differ,
    Differences,
    differ_beyond,
    differ_in_numbers,
    find_failures,
    is_number,
    is_plain,
    raised,
)
from symconv.kernels.kernel import Array
from symconv.kernels.networks.header import shape_constants
from symconv.kernels.networks.names import parameter_name, parameter_shapes
from symconv.kernels.networks.network import NetworkKernel
from symconv.kernels.networks.plan import parameter_arguments
from symconv.specs.layer import Arithmetic
from symconv.specs.network import NetworkSpec

Results: TypeAlias = Mapping[str, Array | str]
"""What the functions gave, each array by words for it; or words that say why there is none."""


@dataclass(frozen=True)
class NetworkArguments:
    """Arguments of a network's functions; `upstream` is t, or grad_o without a loss."""

    network: NetworkSpec
    x: Array
    upstream: Array
    parameters: Mapping[str, Array]
    rate: Any

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type that results owe: the common one, or floats where a layer computes in them."""
        common = np.result_type(self.x, self.upstream, *self.parameters.values())
        arithmetics = {layer.spec.arithmetic for layer in self.network.layers}
        if common.kind in "iu" and arithmetics != {Arithmetic.INTEGER}:
            return np.dtype(np.float64)
        real = common.kind == "O" and Arithmetic.REAL in arithmetics
        return np.dtype(np.float64) if real else common

    def read_only(self) -> NetworkArguments:
        """Give the same arrays, none of which can be written to."""
        return self.mapped(_locked)

    def in_common_type(self) -> NetworkArguments:
        """Give the arrays in the type that results owe."""
        dtype = self.dtype
        return self.mapped(lambda array: array.astype(dtype))

    def mapped(self, change: Callable[[Array], Array]) -> NetworkArguments:
        """Give the same arguments with every array changed."""
        parameters = {name: change(array) for name, array in self.parameters.items()}
        return replace(
            self, x=change(self.x), upstream=change(self.upstream), parameters=parameters
        )


def build_network_arguments(
    network: NetworkSpec, build: Callable[[tuple[int, ...], str], Array], batch: int, rate: Any
) -> NetworkArguments:
    """Build the arguments of a network, each by its shape and name."""
    shapes = shape_constants(network)
    has_loss = network.loss is not None
    upstream = shapes["TARGET_SHAPE" if has_loss else "OUTPUT_SHAPE"]
    return NetworkArguments(
        network,
        build((batch, *network.input_shape), "x"),
        build((batch, *upstream), "t" if has_loss else "grad_o"),
        {name: build(shape, name) for name, shape in parameter_shapes(network).items()},
        rate,
    )


def run_network(kernel: NetworkKernel, arguments: NetworkArguments) -> Results:
    """Run the functions of a module, broken as it may be, on arrays that cannot be written to."""
    a = arguments.read_only()
    parameters = dict(a.parameters)
    results: dict[str, Array | str] = dict(_run("forward", lambda: kernel.forward(a.x, parameters)))
    if a.network.loss is not None:
        results |= _run("loss", lambda: kernel.loss(a.x, a.upstream, parameters))
    given = _attempt(lambda: kernel.backward(a.x, a.upstream, parameters))
    parts = _backward_parts(kernel)
    if type(given) is not tuple or len(given) != len(parts):
        told = given if type(given) is str else f"gave {_described(given)}"
        return results | {"backward": told}
    named = dict(zip(parts, given, strict=True))
    for part, value in named.items():
        results |= _run(f"backward's {part}", lambda value=value: value)  # type: ignore[misc]
    gradients = named["gradients"]
    results |= _run("sgd_step", lambda: kernel.sgd_step(parameters, gradients, a.rate))
    return results


def compose_reference(kernel: NetworkKernel, arguments: NetworkArguments) -> dict[str, Array]:
    """Give what a module should make of the arguments, by the reference's functions alone."""
    a = arguments.in_common_type()
    has_loss = a.network.loss is not None
    taken, given = _reference_forward(a)
    results = {"forward": taken[-1]["x"] if has_loss else given}
    above = a.upstream
    if has_loss:
        results["loss"] = results["backward's loss"] = _as_array(given.sum(dtype=given.dtype))
        above = np.ones(given.shape, given.dtype)
    gradients, grad_x = _reference_back(a.network, taken, above)
    if kernel.gives_grad_x:
        results["backward's grad_x"] = grad_x
    for name, array in arguments.parameters.items():  # a step leaves the type as it is
        results[f"backward's gradients[{name!r}]"] = gradients[name]
        results[f"sgd_step[{name!r}]"] = array - a.rate * gradients[name]
    return results


def _reference_forward(a: NetworkArguments) -> tuple[list[dict[str, Array]], Array]:
    """Give the arguments of every layer by name, and what the last one gives."""
    taken, given = [], a.x
    for layer in a.network.layers:
        names = parameter_arguments(layer.spec)
        own = {name: a.parameters[parameter_name(layer, name)] for name in names}
        taken.append({**own, "x": given, "t": a.upstream})
        given = reference.forward(
            layer.spec, *(taken[-1][name] for name in layer.spec.functions["forward"])
        )
    return taken, given


def _reference_back(
    network: NetworkSpec, taken: Sequence[Mapping[str, Array]], above: Array
) -> tuple[dict[str, Array], Array]:
    """Give the gradients by every parameter's name, and that by the input."""
    gradients = {}
    for layer, arrays in zip(reversed(network.layers), reversed(taken), strict=True):
        spec, arrays = layer.spec, {**arrays, "grad_o": above}

        def run(function: str, spec: Any = spec, arrays: Any = arrays) -> Array:
            given: Array = getattr(reference, function)(
                spec, *(arrays[name] for name in spec.functions[function])
            )
            return given

        for name in parameter_arguments(spec):
            function = f"grad_{spec.arguments[name].role.value}"
            gradients[parameter_name(layer, name)] = run(function)
        above = run("grad_input")
    return gradients, above


def find_network_failures(
    results: Results, expected: Mapping[str, Array], differ: Differ
) -> tuple[str, ...]:
    """Compare every result entry by entry; give a line per result that is wrong or missing."""
    if isinstance(results.get("backward"), str):
        return (f"backward {results['backward']}",)
    missing = [f"{name} is missing" for name in expected if name not in results]
    extra = [f"{name} is too much" for name in results if name not in expected]
    both = {name: array for name, array in expected.items() if name in results}
    return (*missing, *extra, *find_failures(results, both, differ))


def holds_floats(array: Array) -> bool:
    """Tell whether an array has entries that are not exact."""
    if array.dtype.kind == "O":
        return any(isinstance(entry, float | np.floating) for entry in array.flat)
    return array.dtype.kind in "fc"


def differ_in_any_numbers(tolerance: float) -> Differ:
    """Give the comparison of arrays, in the same type, up to a tolerance relative to the largest.

    Arrays of integers, and of objects that are, are compared exactly.
    """
    close = differ_beyond(tolerance, of_largest=True)

    def differ(expected: Array, given: Array) -> Differences:
        exact = not (holds_floats(expected) or holds_floats(given))
        yield from (differ_in_numbers if exact else close)(expected, given)

    return differ


def _backward_parts(kernel: NetworkKernel) -> tuple[str, ...]:
    loss = ("loss",) if kernel.spec.loss is not None else ()
    return (*loss, "gradients", *("grad_x",) * kernel.gives_grad_x)


def _attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except BaseException as error:  # a broken module may raise anything
        return raised(error)


def _run(words: str, call: Callable[[], Any]) -> dict[str, Array | str]:
    """Give what a call gives as arrays by name: one, or those of a dictionary."""
    given = _attempt(call)
    if type(given) is dict:
        return {f"{words}[{name!r}]": _result(value) for name, value in given.items()}
    return {words: _result(given)}


def _result(given: Any) -> Array | str:
    """Give an array, or a number in an array; words for anything else."""
    if type(given) is str or is_plain(given):
        return given
    if is_number(given):
        return _as_array(given)
    return f"gave {_described(given)}"


def _as_array(number: Any) -> Array:
    dtype = number.dtype if isinstance(number, np.generic) else object
    return np.array([number], dtype=dtype)


def _described(given: Any) -> str:
    if isinstance(given, tuple):
        return f"a tuple of {len(given)}"
    return f"a {type(given).__name__}"


def _locked(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view

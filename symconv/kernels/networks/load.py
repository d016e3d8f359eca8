"""Modules of networks: running their text, and reading them back from a file.

A file is run only after its text has been found to be what we emit, as a kernel's is.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from symconv.errors import KernelError, SpecError, shown
from symconv.kernels.kernel import Kernel
from symconv.kernels.load import (
    check_defined,
    first_line,
    literal_constants,
    load_source,
    parse_module,
    read_text,
    run_module,
)
from symconv.kernels.lowering import STRATEGIES
from symconv.kernels.networks.header import NETWORK_KIND, shape_constants
from symconv.kernels.networks.names import parameter_shapes
from symconv.kernels.networks.network import NetworkKernel
from symconv.specs.kinds import build_spec
from symconv.specs.network import NamedLayer, NetworkSpec


def load_network(path: str | PathLike[str]) -> NetworkKernel:
    """Load the module of a network from a file that symconv emitted.

    Parameters
    ----------
    path : the file; it is Python code, and is run

    Raises
    ------
    KernelError
        In one line that names the file: it is missing, not Python, not emitted by symconv, no
        network, damaged, or lacks a function.
    """
    return load_network_source(read_text(path), fspath(path))


def load_module(path: str | PathLike[str]) -> Kernel | NetworkKernel:
    """Load an emitted file, a layer's kernel or a network's module, whichever it is.

    Raises `KernelError`, as `load_kernel` and `load_network` do.
    """
    source, name = read_text(path), fspath(path)
    return load_network_source(source, name) if is_network(source) else load_source(source, name)


def is_network(source: str) -> bool:
    """Tell whether a text is the module of a network, by its SPEC."""
    try:
        spec = dict(literal_constants(parse_module(source))).get("SPEC")
    except KernelError:
        return False
    return isinstance(spec, dict) and spec.get("kind") == NETWORK_KIND


def load_network_source(source: str, name: str) -> NetworkKernel:
    """Give the network that the text of an emitted module defines; `name` says where it is from.

    Raises `KernelError`, as `load_network` does.
    """
    try:
        tree = parse_module(source)
        origin = _read_origin(tree)
        check_defined(tree, _functions(origin.spec))
        functions = run_module(source, name, _functions(origin.spec))
    except KernelError as error:
        raise KernelError(f"network {name} {error}") from None
    return NetworkKernel(origin.spec, origin.strategies, origin.gives_grad_x, source, functions)


@dataclass(frozen=True)
class Origin:
    """What the module of a network says it is made from."""

    spec: NetworkSpec
    strategies: Mapping[str, str]
    gives_grad_x: bool


def read_origin(source: str) -> Origin:
    """Read what an emitted module is made from, without running it."""
    return _read_origin(parse_module(source))


def _read_origin(tree: ast.Module) -> Origin:
    constants = dict(literal_constants(tree))
    spec = _read_spec(constants)
    return Origin(spec, _read_strategies(spec, constants), _check_constants(spec, constants))


def _read_spec(constants: Mapping[str, Any]) -> NetworkSpec:
    data = constants.get("SPEC")
    if not isinstance(data, dict) or data.get("kind") != NETWORK_KIND:
        raise KernelError("is damaged: it has no SPEC of a network")
    try:
        layers = [_read_layer(layer) for layer in data["layers"]]
        return NetworkSpec(data["input_shape"], layers, data["name"])
    except (SpecError, TypeError, KeyError) as error:
        raise KernelError(f"is damaged: its SPEC is not a network: {first_line(error)}") from None


def _read_layer(data: object) -> NamedLayer:
    if not isinstance(data, dict) or not {"kind", "name"} <= data.keys():
        raise SpecError(f"{shown(data)} is not a layer")
    arguments = {str(key): value for key, value in data.items() if key not in ("kind", "name")}
    return NamedLayer(data["name"], build_spec(data["kind"], arguments))


def _read_strategies(spec: NetworkSpec, constants: Mapping[str, Any]) -> dict[str, str]:
    strategies = constants.get("STRATEGIES")
    if not isinstance(strategies, dict) or list(strategies) != [at.name for at in spec.layers]:
        raise KernelError("is damaged: STRATEGIES does not name a strategy for every layer")
    for name, strategy in strategies.items():
        if not isinstance(strategy, str) or strategy not in STRATEGIES:
            raise KernelError(f"has an unknown strategy {shown(strategy)} of layer {name}")
    return strategies


def _check_constants(spec: NetworkSpec, constants: Mapping[str, Any]) -> bool:
    """Refuse constants that do not agree with the spec; give GIVES_GRAD_X."""
    expected = {**shape_constants(spec), "PARAMETER_SHAPES": parameter_shapes(spec)}
    for name, value in expected.items():
        given = constants.get(name)
        if given != value or (isinstance(given, dict) and list(given) != list(value)):
            raise KernelError(f"is damaged: {name} is {shown(given)}, its spec has {shown(value)}")
    gives_grad_x = constants.get("GIVES_GRAD_X")
    if not isinstance(gives_grad_x, bool) or (spec.loss is None and not gives_grad_x):
        raise KernelError(f"is damaged: GIVES_GRAD_X is {shown(gives_grad_x)}")
    return gives_grad_x


def _functions(spec: NetworkSpec) -> list[str]:
    """Give the functions that the module of a network defines for its users."""
    has_loss = ["loss"] if spec.loss is not None else []
    return ["initialise", "forward", *has_loss, "backward", "sgd_step"]

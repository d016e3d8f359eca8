"""Whether the layers of a module are computed by the code of their kernels, read from its text.

A kernel's function and the module's differ in names, in the docstring and in the checks of
arguments with which the kernel's begins; nothing else may differ.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from symconv.kernels.emission.heads import standalone_head
from symconv.kernels.kernel import Kernel
from symconv.kernels.load import literal_constants
from symconv.kernels.networks.member import build_members
from symconv.kernels.networks.names import LayerNames
from symconv.kernels.networks.network import NetworkKernel

Functions = Mapping[str, ast.FunctionDef]


def find_foreign_code(kernel: NetworkKernel, layers: Mapping[str, Kernel]) -> tuple[str, ...]:
    """Give a line per function, or constant, of a layer that is not its kernel's.

    Parameters
    ----------
    kernel : the network's module
    layers : the kernel of every layer by the layer's name
    """
    tree = ast.parse(kernel.source)
    functions = _functions(tree)
    constants = dict(literal_constants(tree))
    members = build_members(kernel.spec, kernel.strategies, kernel.gives_grad_x)
    return tuple(
        failure
        for member in members
        for failure in _compare(
            member.names, [piece.name for piece in member.pieces],
            layers[member.names.layer.name], functions, constants,
        )
    )  # fmt: skip


def _compare(
    names: LayerNames,
    wanted: list[str],
    layer: Kernel,
    functions: Functions,
    constants: Mapping[str, Any],
) -> Iterator[str]:
    tree = ast.parse(layer.source)
    own_functions, own_constants = _functions(tree), dict(literal_constants(tree))
    new = {names.prefixed(name): name for name in [*own_functions, *own_constants]}
    for name in wanted:
        own = new.get(name, "")
        if own in own_constants:
            if constants.get(name) != own_constants[own]:
                yield f"{name} is not {own} of layer {names.layer.name}'s kernel"
        elif name not in functions:
            yield f"{name} is missing"
        elif own not in own_functions or not _same(layer, own_functions[own], functions[name], new):
            yield f"{name} is not the code of {own or 'any function'} of its layer's kernel"
    for name, own in new.items():
        if own in own_constants and name in constants and constants[name] != own_constants[own]:
            yield f"{name} is {constants[name]}, in layer {names.layer.name} {own_constants[own]}"


def _same(
    layer: Kernel, own: ast.FunctionDef, given: ast.FunctionDef, new: Mapping[str, str]
) -> bool:
    """Compare two functions; `new` gives the kernel's names for those of the module."""
    expected = _statements(own)
    arguments = [argument.arg for argument in own.args.args]
    if own.name in layer.spec.functions:
        head = _statements(_parsed("\n".join([*standalone_head(layer.spec, own.name), "    pass"])))
        checks, expected = expected[: len(head) - 1], expected[len(head) - 1 :]
        if list(map(ast.dump, checks)) != list(map(ast.dump, head[:-1])):
            return False
        arguments = list(layer.spec.functions[own.name])
    renamed = _Renamed(new).visit(given)
    return (
        [argument.arg for argument in given.args.args] == arguments
        and not given.args.defaults
        and list(map(ast.dump, _statements(renamed))) == list(map(ast.dump, expected))
    )


class _Renamed(ast.NodeTransformer):
    """Gives the names of the module that a layer prefixes their own form again."""

    def __init__(self, new: Mapping[str, str]) -> None:
        self._new = new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._new.get(node.id, node.id), node.ctx)


def _parsed(text: str) -> ast.FunctionDef:
    (node,) = ast.parse(text).body
    if not isinstance(node, ast.FunctionDef):
        raise TypeError(f"{text} is no function")
    return node


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _statements(function: ast.FunctionDef) -> list[ast.stmt]:
    """Give the statements of a function, its docstring left out."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body

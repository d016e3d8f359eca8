"""Whether the layers of a module are computed by the code of their kernels, read from its text.

The code of a layer is written from its kernel's template with names of the layer's own; comments
and layout may differ, nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from symconv.kernels.load import literal_constants
from symconv.kernels.networks.member import Member, build_members
from symconv.kernels.networks.network import NetworkKernel


def find_foreign_code(kernel: NetworkKernel) -> tuple[str, ...]:
    """Give a line per function, or constant, of a layer that is not its kernel's."""
    given = _definitions(kernel.source)
    constants = dict(literal_constants(ast.parse(kernel.source)))
    members = build_members(kernel.spec, kernel.strategies, kernel.gives_grad_x)
    return tuple(line for member in members for line in _foreign(member, given, constants))


def _foreign(member: Member, given: dict[str, str], constants: dict[str, object]) -> Iterator[str]:
    layer = member.names.layer.name
    for name, code in _definitions(member.text).items():
        if name not in given:
            yield f"{name} is missing"
        elif given[name] != code:
            yield f"{name} is not the code of layer {layer}'s kernel"
    for name, value in literal_constants(ast.parse("\n".join(member.constant_lines))):
        if name not in constants:
            yield f"{name} is missing"
        elif constants[name] != value:
            yield f"{name} is {constants[name]}, in layer {layer} {value}"


def _definitions(text: str) -> dict[str, str]:
    """Give what each function of a text does, by name, whatever its docstring and layout."""
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: _described(node) for node in functions}


def _described(function: ast.FunctionDef) -> str:
    """Give the arguments and the statements of a function; the docstring is left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return "\n".join(map(ast.dump, (function.args, *body)))

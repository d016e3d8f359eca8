"""Layers in a network's module: their kernels' code, and of that no more than is called."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

import pytest

from symconv import (
    ActivationSpec,
    ConvTransposeSpec,
    DenseSpec,
    FlattenSpec,
    LossSpec,
    NamedLayer,
    NetworkSpec,
    PoolSpec,
    build_kernel,
)
from symconv.kernels import strategies_of
from symconv.kernels.emission.heads import standalone_head
from symconv.kernels.networks.member import Member, build_members
from symconv.specs import ActivationFunction, LayerSpec, LossFunction, Pooling
from tests.kernels.layers import LAYERS

SPECS: list[LayerSpec] = [
    *LAYERS.values(),
    ConvTransposeSpec((5, 4), (3, 2), 4, 6, groups=2, stride=2, padding=1, bias=True),
    ConvTransposeSpec((4, 3), (2, 2), 2, 3),
    *(PoolSpec((5, 4), (3, 2), 2, operation, stride=2, padding=1) for operation in Pooling),
    *(PoolSpec((5, 4), (5, 4), 2, operation) for operation in Pooling),
    PoolSpec(9, 3, operation="average", stride=2, padding=1, ceil_mode=True),
    PoolSpec(9, 3, operation="lp", power=1),
    *(ActivationSpec((3, 4), function) for function in ActivationFunction),
    *(LossSpec((5,), function) for function in LossFunction),
    DenseSpec(4, 3, bias=True),
    FlattenSpec((2, 3, 4)),
]
MEMBERS = [
    (spec, strategy, gives_grad_x)
    for spec in SPECS
    for strategy in strategies_of(spec)
    for gives_grad_x in (False, True)
    if not (isinstance(spec, PoolSpec) and strategy == "direct" and not spec.is_global)
]


SHARED = {"np", "_widened", "_matmul"}
"""What the module has for all its layers."""


def member_of(spec: LayerSpec, strategy: str, gives_grad_x: bool) -> Member:
    network = NetworkSpec(spec.input_shape, [NamedLayer("own", spec)])
    (member,) = build_members(network, {"own": strategy}, gives_grad_x)
    return member


def functions_of(text: str) -> dict[str, ast.FunctionDef]:
    nodes = ast.parse(text).body
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def names_used(function: ast.FunctionDef) -> set[str]:
    """Give the names that a function reads and does not define."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    local = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    local |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - local - set(dir(builtins)) - SHARED


def reached(functions: Mapping[str, ast.FunctionDef], wanted: Iterator[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += names_used(functions[name]) if name in functions else []
    return found


@pytest.mark.parametrize(("spec", "strategy", "gives_grad_x"), MEMBERS)
def test_a_member_has_what_its_functions_use_and_nothing_else(
    spec: LayerSpec, strategy: str, gives_grad_x: bool
) -> None:
    member = member_of(spec, strategy, gives_grad_x)
    wanted = (f"own_{function}" for function in member.use.functions)
    assert reached(functions_of(member.text), wanted) == member.defined


class Renamed(ast.NodeTransformer):
    """Takes the prefix off every name."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(own_name(node.id), node.ctx)


def own_name(name: str) -> str:
    if name.startswith("_own_"):
        return name.removeprefix("_own")
    return name.removeprefix("own_").removeprefix("OWN_")


@pytest.mark.parametrize(("spec", "strategy"), {(at[0], at[1]): None for at in MEMBERS})
def test_a_member_is_the_code_of_its_kernel(spec: LayerSpec, strategy: str) -> None:
    """But for the checks of arguments with which the kernel's functions begin."""
    kernel = functions_of(build_kernel(spec, strategy).source)
    for name, function in functions_of(member_of(spec, strategy, True).text).items():
        own = own_name(name)
        checks = 0
        if own in spec.functions:
            head = "def head" + "\n".join(standalone_head(spec, own))
            checks = len(functions_of(head)["head"].body) - 1
            assert checks
        code, expected = function.body[1:], kernel[own].body[1 + checks :]
        assert [ast.dump(Renamed().visit(node)) for node in code] == list(map(ast.dump, expected))

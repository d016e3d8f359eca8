"""Mutants of naive functions: one small change each, as slips of a hand make them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from tests.verification.code.samples import naive

_NAMES = {
    "i": "j", "j": "i", "u": "v", "v": "u", "h": "wd", "wd": "h", "sh": "sw", "sw": "sh",
    "kh": "kw", "kw": "kh", "ph": "pw", "pw": "ph", "ho": "wo", "wo": "ho", "dh": "dw_",
    "dw_": "dh", "row": "col", "col": "row", "n": "c", "c": "n", "k": "c", "xp": "dxp",
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}


def mutants(function: str, share: slice) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Give a share of the mutants of a function of `naive`, with the change in words."""
    source = inspect.getsource(getattr(naive, function))
    nodes = list(ast.walk(ast.parse(source)))
    places = [(at, n) for at, node in enumerate(nodes) for n, _ in enumerate(_changes(node))]
    for at, number in places[share]:
        changed = ast.parse(source)
        node = list(ast.walk(changed))[at]
        words = list(_changes(node))[number]()
        module = ModuleType("mutant")
        vars(module)["np"] = np
        exec(compile(ast.fix_missing_locations(changed), "mutant.py", "exec"), vars(module))
        yield f"{function}, line {getattr(node, 'lineno', 0)}: {words}", getattr(module, function)


def _changes(node: ast.AST) -> Iterator[Callable[[], str]]:
    """Give the changes that a node allows; each, when called, makes it and says it."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in _NAMES:
        yield lambda: _set(node, "id", _NAMES[node.id])
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield lambda: _set(node, "op", _OPERATORS[type(node.op)]())
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield lambda: _set(node, "value", node.value + 1)
        yield lambda: _set(node, "value", node.value - 1)
    if isinstance(node, ast.AugAssign):
        yield lambda: _set(node, "op", ast.Sub())
    if isinstance(node, ast.For | ast.FunctionDef):
        yield from _changes_of_statements(node.body)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda: _set(node, "attr", "real")


def _changes_of_statements(statements: list[ast.stmt]) -> Iterator[Callable[[], str]]:
    for at, statement in enumerate(statements):
        if isinstance(statement, ast.AugAssign):
            yield partial(_overwritten, statements, at)
        if not isinstance(statement, ast.Return):
            yield partial(_left_out, statements, at)


def _set(node: ast.AST, name: str, value: Any) -> str:
    before = ast.unparse(node) if not isinstance(node, ast.AugAssign) else "+="
    setattr(node, name, value)
    return f"{before} becomes {ast.unparse(node)}"


def _overwritten(statements: list[ast.stmt], at: int) -> str:
    statement = statements[at]
    assert isinstance(statement, ast.AugAssign)
    statements[at] = ast.Assign([statement.target], statement.value)
    return f"{ast.unparse(statement)} overwrites"


def _left_out(statements: list[ast.stmt], at: int) -> str:
    left_out = ast.unparse(statements[at])
    statements[at] = ast.Pass()
    return f"{left_out.splitlines()[0]} is left out"

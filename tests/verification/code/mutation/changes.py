"""Small changes of Python code, one at a time: the slips that people make in loops over arrays."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

PAIRS = {
    frozenset(pair)
    for pair in (
        ("i", "j"), ("u", "v"), ("i", "u"), ("j", "v"), ("h", "w"), ("kh", "kw"), ("oh", "ow"),
        ("row", "column"), ("top", "left"), ("top", "bottom"), ("left", "right"),
        ("rows", "columns"), ("o", "ch"), ("e", "o"), ("k", "cg"), ("c", "cg"), ("n", "c"),
        ("STRIDE", "DILATION"),
    )
}  # fmt: skip
"""Names that are taken for each other."""

SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mod,
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


@dataclass(frozen=True)
class Change:
    """A node of a function by its number in `ast.walk`, what takes its place, and in words."""

    number: int
    node: ast.AST
    words: str


def _name(node: ast.Name) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node.ctx, ast.Load):
        for pair in sorted(map(sorted, PAIRS)):
            if node.id in pair:
                other = pair[1 - pair.index(node.id)]
                yield ast.Name(other, ast.Load()), f"{other} for {node.id}"


def _constant(node: ast.Constant) -> Iterator[tuple[ast.AST, str]]:
    if type(node.value) is int:
        for other in (node.value + 1, node.value - 1):
            yield ast.Constant(other), f"{other} for {node.value}"


def _binary(node: ast.BinOp) -> Iterator[tuple[ast.AST, str]]:
    written = ast.unparse(node)
    other = SIGNS.get(type(node.op))
    if other is not None:
        changed = ast.BinOp(node.left, other(), node.right)
        yield changed, f"{ast.unparse(changed)} for {written}"
    for side in (node.left, node.right):
        yield side, f"{ast.unparse(side)} for {written}"


def _call(node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
    name = ast.unparse(node.func)
    if name == "range":
        (stop,) = node.args
        shorter = ast.BinOp(stop, ast.Sub(), ast.Constant(1))
        for arguments in ([shorter], [ast.Constant(1), stop]):
            changed = ast.Call(node.func, list(arguments), [])
            yield changed, f"{ast.unparse(changed)} for {ast.unparse(node)}"
    if name in ("max", "min"):
        other = {"max": "min", "min": "max"}[name]
        yield ast.Call(ast.Name(other, ast.Load()), node.args, []), f"{other} for {name}"


def _augmented(node: ast.AugAssign) -> Iterator[tuple[ast.AST, str]]:
    yield ast.Assign([node.target], node.value, lineno=node.lineno), "= for +="
    yield ast.AugAssign(node.target, ast.Sub(), node.value), "-= for +="


def _compared(node: ast.Compare) -> Iterator[tuple[ast.AST, str]]:
    other = COMPARISONS.get(type(node.ops[0]))
    if other is not None:
        changed = ast.Compare(node.left, [other()], node.comparators)
        yield changed, f"{ast.unparse(changed)} for {ast.unparse(node)}"


def _boolean(node: ast.BoolOp) -> Iterator[tuple[ast.AST, str]]:
    for dropped in node.values:
        rest = [value for value in node.values if value is not dropped]
        yield ast.BoolOp(node.op, rest), f"without {ast.unparse(dropped)}"


def _tuple(node: ast.Tuple) -> Iterator[tuple[ast.AST, str]]:
    elements = node.elts
    for first in range(len(elements) - 1):
        swapped = [*elements]
        swapped[first : first + 2] = reversed(elements[first : first + 2])
        changed = ast.Tuple(swapped, node.ctx)
        if ast.unparse(changed) != ast.unparse(node):
            yield changed, f"{ast.unparse(changed)} for {ast.unparse(node)}"
    if all(isinstance(element, ast.Constant) for element in elements):
        for dropped in elements:
            rest = [element for element in elements if element is not dropped]
            yield ast.Tuple(rest, node.ctx), f"without axis {ast.unparse(dropped)}"


def _subscript(node: ast.Subscript) -> Iterator[tuple[ast.AST, str]]:
    if not isinstance(node.slice, ast.Tuple):
        return
    for place, element in enumerate(node.slice.elts):
        if isinstance(element, ast.Name) and element.id in ("i", "j", "u", "v"):
            turned = ast.BinOp(ast.Constant(-1), ast.Sub(), element)
            elements = [*node.slice.elts]
            elements[place] = turned
            changed = ast.Subscript(node.value, ast.Tuple(elements, ast.Load()), node.ctx)
            yield changed, f"{ast.unparse(changed)} for {ast.unparse(node)}"


def _slice(node: ast.Slice) -> Iterator[tuple[ast.AST, str]]:
    if node.lower is not None and node.upper is not None:
        for changed in (ast.Slice(None, node.upper), ast.Slice(node.lower, None)):
            yield changed, f"{ast.unparse(changed)} for {ast.unparse(node)}"


def _negated(node: ast.UnaryOp) -> Iterator[tuple[ast.AST, str]]:
    yield node.operand, f"{ast.unparse(node.operand)} for {ast.unparse(node)}"


_KINDS = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.BinOp: _binary,
    ast.Call: _call,
    ast.AugAssign: _augmented,
    ast.Compare: _compared,
    ast.BoolOp: _boolean,
    ast.Tuple: _tuple,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.UnaryOp: _negated,
}


def changes(function: ast.FunctionDef) -> Iterator[Change]:
    """Give every change of a function, in the order of the walk."""
    for number, node in enumerate(ast.walk(function)):
        for replacement, words in _KINDS.get(type(node), lambda _node: ())(node):  # type: ignore
            line = getattr(node, "lineno", function.lineno) - function.lineno + 1
            yield Change(number, replacement, f"line {line}: {words}")


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self.target, self.replacement = target, replacement

    def visit(self, node: ast.AST) -> ast.AST:
        return self.replacement if node is self.target else self.generic_visit(node)


def changed_source(function: ast.FunctionDef, change: Change) -> str:
    """Give the function's source after a change."""
    copy = deepcopy(function)
    target = list(ast.walk(copy))[change.number]
    return ast.unparse(ast.fix_missing_locations(_Replace(target, change.node).visit(copy)))

"""What the source of a function says of its results and of its cache, read without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def returned_names(source: str) -> tuple[str, ...]:
    r"""Give the names in the last return of a function, nested ones in order; "" for no name.

    >>> returned_names("def f(a):\n    return dx[1:], [dw.T, self.db], 1")
    ('dx', 'dw', 'db', '')
    """
    function = _function(source)
    if function is None:
        return ()
    returns = [node.value for node in _own_nodes(function) if isinstance(node, ast.Return)]
    values = [value for value in returns if value is not None]
    return tuple(_names(values[-1])) if values else ()


def unpacked_names(source: str, name: str) -> tuple[str, ...]:
    r"""Give the names that a function unpacks a parameter into.

    >>> unpacked_names("def f(dout, cache):\n    x, (w, b) = cache", "cache")
    ('x', 'w', 'b')
    """
    function = _function(source)
    for node in [] if function is None else list(_own_nodes(function)):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Name):
            continue
        if node.value.id == name and isinstance(node.targets[0], ast.Tuple | ast.List):
            return tuple(_names(node.targets[0]))
    return ()


def _function(source: str) -> ast.FunctionDef | ast.Lambda | None:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return next((node for node in nodes if isinstance(node, ast.FunctionDef)), None)


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a function in order, without those of functions in it."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield node
            yield from _own_nodes(node)


def _names(value: ast.AST) -> Iterator[str]:
    if isinstance(value, ast.Tuple | ast.List):
        for part in value.elts:
            yield from _names(part)
    elif isinstance(value, ast.Dict):
        for key, part in zip(value.keys, value.values, strict=True):
            is_text = isinstance(key, ast.Constant) and isinstance(key.value, str)
            yield str(key.value) if is_text else next(_names(part), "")  # type: ignore[union-attr]
    elif isinstance(value, ast.Name):
        yield value.id
    elif isinstance(value, ast.Attribute) and value.attr != "T":
        yield value.attr
    elif isinstance(value, ast.Subscript | ast.Attribute):
        yield next(_names(value.value), "")
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        yield next(_names(value.func.value), "")
    else:
        yield ""

"""Whether the code of a file is what symconv emits: its whole syntax tree, module level too."""

from __future__ import annotations

import ast


def is_as_emitted(source: str, emitted: str) -> bool:
    """Tell whether two texts are the same Python code; comments and layout may differ.

    Docstrings, imports, constants and every function count, in their order.

    >>> is_as_emitted("x = 1  # one", "x = (1)"), is_as_emitted("x = 1", "x = 1.0")
    (True, False)
    """
    if source == emitted:
        return True
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(emitted))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def describe_foreign(what: str, proved: bool) -> str:
    """Say what is known of code that is not as emitted: of what ran, and of nothing else."""
    known = "proved" if proved else "known"
    return (
        f" The code of this {what} is not what symconv emits: only what ran is {known}, and code "
        "that no run reached may do anything."
    )

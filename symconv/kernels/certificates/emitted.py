"""Whether the code of a file is what symconv emits: its whole syntax tree, module level too."""

from __future__ import annotations

import ast

from symconv.kernels.kernel import Kernel
from symconv.kernels.load import run_module


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


def runs_its_source(kernel: Kernel) -> bool:
    """Tell whether the functions of a kernel are those of its source, and none put in their place.

    The source must be found to be ours before: it is run.
    """
    own = run_module(kernel.source, kernel.name, kernel.functions)
    return all(
        getattr(function, "__code__", None) == own[name].__code__
        for name, function in kernel.functions.items()
    )

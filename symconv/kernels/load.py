"""Emitted modules: running their text, and reading them back from a file.

A file is run only after its text has been found to be what we emit: the marker, a docstring,
`import numpy as np`, literal constants and plain functions, and constants that agree with its spec.
That keeps damaged and foreign files out; it is no protection against a forged one.
"""

from __future__ import annotations

import ast
import codecs
import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from typing import Any

from symconv.errors import KernelError, SpecError
from symconv.kernels.accumulate import Accumulate, as_accumulate
from symconv.kernels.emission.header import MARKER
from symconv.kernels.kernel import Kernel
from symconv.kernels.lowering import STRATEGIES, computes
from symconv.specs import LayerSpec
from symconv.specs.kinds import build_spec

_IMPORT = "import numpy as np"
_BYTE_ORDER_MARK = "\ufeff"


def load_kernel(path: str | PathLike[str]) -> Kernel:
    """Load a kernel from a file that symconv emitted.

    Parameters
    ----------
    path : the file; it is Python code, and is run

    Raises
    ------
    KernelError
        In one line that names the file: it is missing, not Python, not emitted by symconv,
        damaged, or lacks a function.
    """
    return load_source(read_text(path), fspath(path))


def read_text(path: str | PathLike[str]) -> str:
    """Give the text of an emitted file, its lines ended as we end them.

    Raises `KernelError` naming the file.
    """
    name = fspath(path)
    try:
        with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123 (any path-like)
            source = file.read()
    except OSError as error:
        raise KernelError(f"cannot read kernel {name}: {error.strerror or error}") from None
    except ValueError:
        raise KernelError(f"kernel {name} is not UTF-8 text") from None
    return source.replace("\r\n", "\n")


def load_source(source: str, name: str) -> Kernel:
    """Give the kernel that the text of an emitted module defines; `name` says where it is from.

    Raises `KernelError`, as `load_kernel` does.
    """
    try:
        spec, strategy, accumulate = read_constants(source)
        functions = run_module(source, name, spec.functions)
    except KernelError as error:
        raise KernelError(f"kernel {name} {error}") from None
    return Kernel(spec, strategy, source, functions, accumulate)


def read_constants(source: str) -> tuple[LayerSpec, str, Accumulate | None]:
    """Read the spec, the strategy and `accumulate` of an emitted module without running it."""
    tree = parse_module(source)
    constants = dict(literal_constants(tree))
    spec = _spec(constants)
    check_defined(tree, spec.functions)
    _check_constants(spec, constants)
    return spec, str(constants["STRATEGY"]), _accumulate(spec, constants)


def parse_module(source: str) -> ast.Module:
    """Read the text of an emitted module; raises `KernelError` for what is not ours."""
    if source.startswith(_BYTE_ORDER_MARK):
        raise KernelError("is not ours: it begins with a byte order mark; save it as UTF-8 without")
    if source.partition("\n")[0] != MARKER:
        raise KernelError(f"is not ours: its first line is not {MARKER!r}")
    _check_encoding(source)
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise KernelError(f"is not Python: {first_line(error)}") from None


def _check_encoding(source: str) -> None:
    """Refuse a comment that makes Python read the file in another encoding than we do.

    Raises `KernelError`.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source.encode()).readline)
        is_ours = codecs.lookup(encoding).name == "utf-8"
    except (SyntaxError, ValueError) as error:
        raise KernelError(f"is not Python: {first_line(error)}") from None
    if not is_ours:
        raise KernelError(f"is damaged: a comment says that it is in {encoding}, not in UTF-8")


def check_defined(tree: ast.Module, functions: Iterable[str]) -> None:
    """Raise `KernelError` for a function that a module does not define."""
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for function in functions:
        if function not in defined:
            raise KernelError(f"is damaged: it does not define {function}")


def literal_constants(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """Give the literal constants by name; nothing but what is ours may stand around them.

    Raises `KernelError` naming the line that is none of ours.
    """
    for number, node in enumerate(tree.body):
        match node:
            case ast.Expr(ast.Constant(str())) if number == 0:
                pass
            case ast.FunctionDef() if _is_plain(node):
                pass
            case ast.Import() if ast.unparse(node) == _IMPORT:
                pass
            case ast.Assign([ast.Name(name)], value):
                yield name, _literal(name, value)
            case _:
                raise KernelError(f"is damaged: line {node.lineno} is none of ours")


def _is_plain(function: ast.FunctionDef) -> bool:
    """Whether defining a function runs nothing: no decorators, no annotations, defaults None."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [starred for starred in (arguments.vararg, arguments.kwarg) if starred]
    annotations = [function.returns, *(argument.annotation for argument in named)]
    defaults = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
    return (
        not function.decorator_list
        and not getattr(function, "type_params", [])
        and not any(annotations)
        and all(isinstance(value, ast.Constant) and value.value is None for value in defaults)
    )


def _literal(name: str, value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise KernelError(f"is damaged: {name} is not a literal") from None


def _spec(constants: Mapping[str, Any]) -> LayerSpec:
    arguments = constants.get("SPEC")
    if not isinstance(arguments, dict) or "kind" not in arguments:
        raise KernelError("is damaged: it has no SPEC of a kind that symconv knows")
    named = {str(key): value for key, value in arguments.items() if key != "kind"}
    try:
        spec: LayerSpec = build_spec(arguments["kind"], named)
    except (SpecError, TypeError) as error:
        raise KernelError(f"is damaged: its SPEC is not a layer: {first_line(error)}") from None
    return spec


def _check_constants(spec: LayerSpec, constants: Mapping[str, Any]) -> None:
    expected = {
        f"{argument.role.name}_SHAPE": argument.shape for argument in spec.arguments.values()
    }
    for name, shape in expected.items():
        if constants.get(name) != shape:
            raise KernelError(f"is damaged: {name} is {constants.get(name)}, its spec has {shape}")
    strategy = constants.get("STRATEGY")
    if not isinstance(strategy, str) or strategy not in STRATEGIES:
        raise KernelError(f"has an unknown strategy {strategy!r}")
    if not computes(strategy, spec):
        words = f"strategy {strategy} cannot compute a {type(spec).__name__}"
        raise KernelError(f"is damaged: {words}")


def _accumulate(spec: LayerSpec, constants: Mapping[str, Any]) -> Accumulate | None:
    """Read the type in which a module sums integers; a module of the usual one does not say."""
    if "ACCUMULATE" not in constants:
        return None
    accumulate = constants["ACCUMULATE"]
    try:
        return as_accumulate("" if accumulate is None else accumulate, spec)
    except KernelError as error:
        raise KernelError(f"is damaged: {error}") from None


def run_module(source: str, name: str, functions: Iterable[str]) -> dict[str, Any]:
    """Run the text of a module, found to be ours, and give these of its functions.

    Raises `KernelError` for a text that Python cannot run.
    """
    names: dict[str, Any] = {"__name__": "symconv_kernel"}
    try:
        exec(compile(source, name, "exec"), names)  # noqa: S102 (loading a kernel runs it)
    except Exception as error:
        raise KernelError(f"cannot be run: {type(error).__name__}: {first_line(error)}") from None
    return {function: names[function] for function in functions}


def first_line(error: Exception) -> str:
    """Give the first line of an error's message."""
    return str(error).partition("\n")[0]

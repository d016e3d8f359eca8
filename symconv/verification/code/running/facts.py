"""What can be seen of a function before it is called: parameters, siblings, source."""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

_LONGEST_SOURCE = 200_000
_MOST_SIBLINGS = 400


@dataclass(frozen=True)
class ParameterFacts:
    """A parameter; `default` is the value of its default if that is a number or a text."""

    name: str
    has_default: bool = False
    default: Any = None
    keyword: bool = False
    bound: bool = False
    """Whether `functools.partial` gives it already."""


@dataclass(frozen=True)
class FunctionFacts:
    """A function: its name in its file or class, its parameters without `self`, its source."""

    name: str
    parameters: tuple[ParameterFacts, ...] = ()
    source: str = ""
    variadic: bool = False


@dataclass(frozen=True)
class Facts:
    """What a file, or a process, knows of the function that is judged.

    Attributes
    ----------
    name : as it was asked for
    function : the function, or None if a class was named
    owner : the class of a method, or the object's name; empty for a plain function
    is_instance : whether the owner is an object that is there
    constructor : of the owner
    siblings : the other functions of the file, or the methods of the class
    """

    name: str
    function: FunctionFacts | None
    owner: str = ""
    is_instance: bool = False
    constructor: FunctionFacts | None = None
    siblings: tuple[FunctionFacts, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Give the facts as plain data for JSON."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Facts:
        """Give the facts that `as_data` told."""
        return cls(
            data["name"],
            _of_data(data["function"]),
            data["owner"],
            data["is_instance"],
            _of_data(data["constructor"]),
            tuple(found for each in data["siblings"] if (found := _of_data(each)) is not None),
        )


def _of_data(data: Mapping[str, Any] | None) -> FunctionFacts | None:
    if data is None:
        return None
    parameters = tuple(ParameterFacts(**each) for each in data["parameters"])
    return FunctionFacts(data["name"], parameters, data["source"], data["variadic"])


class NotFoundError(LookupError):
    """A name that a file does not have; the message says what it has."""


def resolve(namespace: Mapping[str, Any], dotted: str) -> Any:
    """Give what a dotted name means; raises `NotFoundError`."""
    first, *rest = dotted.split(".")
    if first not in namespace:
        raise NotFoundError(f"there is no {first!r}")
    found = namespace[first]
    for name in rest:
        if not hasattr(found, name):
            raise NotFoundError(f"{first} has no {name!r}")
        found = getattr(found, name)
    return found


def describe(namespace: Mapping[str, Any], name: str, instance: str = "") -> Facts:
    """Describe what `name` means in a namespace; raises `NotFoundError`."""
    found = resolve(namespace, name)
    if not callable(found):
        raise NotFoundError(f"{name!r} is no function but a {type(found).__name__}")
    if isinstance(found, type):
        methods = _methods(found)
        return Facts(name, None, name, False, _constructor(found), methods)
    *owners, last = name.split(".")
    if not owners:
        return Facts(name, _function(last, found), siblings=_functions(namespace, name))
    owner = resolve(namespace, ".".join(owners))
    is_class = isinstance(owner, type)
    bound = found if not is_class or _is_static(owner, last) else _without_self(found)
    return Facts(
        name,
        _function(last, found, skip_first=bound is not found),
        ".".join(owners),
        bool(instance),
        _constructor(owner) if is_class else None,
        _methods(owner if is_class else type(owner)),
    )


def _without_self(function: Any) -> object:
    return (function,)


def _is_static(owner: type, name: str) -> bool:
    return isinstance(inspect.getattr_static(owner, name), staticmethod | classmethod)


def _constructor(owner: type) -> FunctionFacts:
    made = inspect.getattr_static(owner, "__init__")
    if not inspect.isfunction(made):
        return FunctionFacts("__init__")
    return _function("__init__", made, skip_first=True)


def _methods(owner: type) -> tuple[FunctionFacts, ...]:
    names = [name for name in dir(owner) if not name.startswith("__") or name == "__call__"]
    found = []
    for name in names[:_MOST_SIBLINGS]:
        member = inspect.getattr_static(owner, name)
        if inspect.isfunction(member):
            found.append(_function(name, member, skip_first=True))
    return tuple(found)


def _functions(namespace: Mapping[str, Any], name: str) -> tuple[FunctionFacts, ...]:
    found: list[FunctionFacts] = []
    for other, value in list(namespace.items()):
        is_function = inspect.isfunction(value) or isinstance(value, functools.partial)
        if other != name and is_function and len(found) < _MOST_SIBLINGS:
            found.append(_function(other, value))
    return tuple(found)


def _function(name: str, function: Callable[..., Any], skip_first: bool = False) -> FunctionFacts:
    try:
        parameters = list(inspect.signature(function).parameters.values())[int(skip_first) :]
    except (TypeError, ValueError):  # a function that is not written in Python
        return FunctionFacts(name, (), "", variadic=True)
    bound = set(function.keywords) if isinstance(function, functools.partial) else set()
    plain = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return FunctionFacts(
        name,
        tuple(_parameter(p, p.name in bound) for p in plain),
        _source(function),
        variadic=len(plain) < len(parameters),
    )


def _parameter(parameter: inspect.Parameter, bound: bool) -> ParameterFacts:
    has_default = parameter.default is not parameter.empty
    default = parameter.default if has_default else None
    plain = default if isinstance(default, int | float | str | tuple) else None
    if isinstance(plain, tuple) and not all(isinstance(each, int) for each in plain):
        plain = None
    keyword = parameter.kind is parameter.KEYWORD_ONLY
    return ParameterFacts(parameter.name, has_default, plain, keyword, bound)


def _source(function: Callable[..., Any]) -> str:
    while isinstance(function, functools.partial):
        function = function.func
    try:
        return textwrap.dedent(inspect.getsource(inspect.unwrap(function)))[:_LONGEST_SOURCE]
    except (OSError, TypeError, ValueError, SyntaxError):
        return ""

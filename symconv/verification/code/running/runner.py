"""Runners: where the functions of others are called, in this process or in a child."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from symconv.verification.code.running.executing import execute
from symconv.verification.code.running.facts import Facts, describe
from symconv.verification.code.running.outcome import Inputs, Outcome
from symconv.verification.code.running.plan import Plan

_INSTANCE = "the object"


class Runner(Protocol):
    """What describes a function and calls it; all judging is done by who asks."""

    @property
    def in_process(self) -> bool:
        """Whether the function runs in this process."""

    def describe(self) -> Facts:
        """Say what can be seen of the function before it is called."""

    def run(self, plan: Plan, calls: Sequence[Inputs]) -> list[Outcome]:
        """Carry the plan out for each of some inputs; gives as many outcomes."""


class InProcess:
    """Calls a function in this process, as certifying a function in Python does."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._namespace, self._name, self._instance = _names(function)
        self._file = _file_of(function)

    @property
    def in_process(self) -> bool:
        """True: prints, changes of modules and endings of the process happen here."""
        return True

    def describe(self) -> Facts:
        """Say what can be seen of the function."""
        return describe(self._namespace, self._name, self._instance)

    def run(self, plan: Plan, calls: Sequence[Inputs]) -> list[Outcome]:
        """Carry the plan out for each of some inputs."""
        outcomes = []
        for inputs in calls:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                outcomes.append(execute(self._namespace, plan, inputs, self._file))
        return outcomes


def _names(function: Callable[..., Any]) -> tuple[Mapping[str, Any], str, str]:
    """Give a namespace with a function in it, its name there, and that of its object."""
    own = getattr(function, "__self__", None)
    if inspect.ismethod(function) and own is not None and not isinstance(own, type):
        return {_INSTANCE: own}, f"{_INSTANCE}.{function.__name__}", _INSTANCE
    known = dict(getattr(_innermost(function), "__globals__", {}))
    if isinstance(function, type):
        return {function.__name__: function}, function.__name__, ""
    qualified = getattr(function, "__qualname__", "")
    owner, _, last = qualified.rpartition(".")
    found = known.get(owner)
    if isinstance(found, type) and getattr(found, last, None) is function:
        return known, qualified, ""
    name = getattr(function, "__name__", "the function")
    return {**known, name: function}, name, ""


def _innermost(function: Any) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    return inspect.unwrap(function)


def _file_of(function: Any) -> str:
    try:
        return inspect.getfile(_innermost(function))
    except (TypeError, OSError):
        return ""

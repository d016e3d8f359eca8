"""Writing the call that makes a spec: as its `repr`, and as a person gave it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from symconv.errors import shown

_REQUIRED = inspect.Parameter.empty


@dataclass(frozen=True)
class CallWriter:
    """Writes calls of a class: required arguments by place, others by name, defaults left out."""

    name: str
    defaults: Mapping[str, Any]

    @classmethod
    def of(cls, spec: type) -> Self:
        """Give the writer for a class, whose arguments are read from its signature."""
        return cls(spec.__name__, _defaults(spec))

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments in order."""
        return tuple(self.defaults)

    @property
    def required(self) -> tuple[str, ...]:
        """The arguments that have no default."""
        return tuple(name for name, default in self.defaults.items() if default is _REQUIRED)

    def as_code(self, values: Mapping[str, Any]) -> str:
        """Give the call with these plain values, which can be pasted back."""
        return self._call({name: repr(value) for name, value in self.told(values).items()})

    def as_given(self, values: Mapping[str, Any]) -> str:
        """Give the call as a person wrote it, long values cut."""
        told = self.told(values).items()
        return self._call({name: shown(_plain(value)) for name, value in told})

    def told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Give the values that differ from their defaults, in the order of the arguments."""
        return {name: values[name] for name in self.names if not self._is_default(name, values)}

    def _is_default(self, name: str, values: Mapping[str, Any]) -> bool:
        value, default = _plain(values[name]), self.defaults[name]
        return default is not _REQUIRED and type(value) is type(default) and value == default

    def _call(self, texts: Mapping[str, str]) -> str:
        words = [
            text if self.defaults[name] is _REQUIRED else f"{name}={text}"
            for name, text in texts.items()
        ]
        return f"{self.name}({', '.join(words)})"


@lru_cache(maxsize=64)
def _defaults(spec: type) -> Mapping[str, Any]:
    parameters = inspect.signature(spec).parameters.values()
    return {p.name: _plain(p.default) for p in parameters}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value

"""Strategies: each module of this package is one, and says how it turns a layer into template data.

A strategy module defines

- `DESCRIPTION`, one line for people who choose;
- `lower(spec)`, dispatched on the type of the spec, giving a `Lowered`.

Its name is the strategy's name and, below `templates/kernels/`, its template's. The kinds of layers
other than convolutions register their lowerings in `kernels/kinds/`; what lowerings share is in
`parts`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from symconv.kernels.lowered import Lowered

_NAMES = tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg))
_MODULES: Mapping[str, Any] = {name: import_module(f"{__name__}.{name}") for name in _NAMES}

STRATEGIES: Mapping[str, str] = {name: module.DESCRIPTION for name, module in _MODULES.items()}
"""Every strategy with its one-line description."""

LOWERINGS: Mapping[str, Callable[[Any], Lowered]] = {
    name: module.lower for name, module in _MODULES.items()
}
"""Every strategy with the function that lowers a spec."""


def strategies_of(spec: object) -> tuple[str, ...]:
    """Give the names of the strategies that can compute a kind of layer."""
    return tuple(name for name in _NAMES if computes(name, spec))


def computes(strategy: str, spec: object) -> bool:
    """Tell whether a strategy can compute a kind of layer; one that is no dispatcher takes all."""
    dispatch = getattr(LOWERINGS[strategy], "dispatch", None)
    return dispatch is None or dispatch(type(spec)) is not dispatch(object)

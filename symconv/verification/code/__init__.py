"""Functions that somebody wrote, held to the layer that they are meant for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symconv.verification.code.certify import certify_function
    from symconv.verification.code.result import FunctionCertificate

_LATE = {
    "FunctionCertificate": "symconv.verification.code.result",
    "certify_function": "symconv.verification.code.certify",
}

__all__ = ["FunctionCertificate", "certify_function"]


def __getattr__(name: str) -> Any:
    """Load what a child process, which imports from this package, does not need."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)

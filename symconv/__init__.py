"""Gradients of convolutional layers, derived and printed, and kernels proved equal to them.

Everything public is here; the parts that need SymPy or NumPy are loaded when first used.

>>> import symconv
>>> spec = symconv.ConvSpec((3, 3), (2, 2))
>>> print(symconv.derive(spec).grad_filter.shape)
(1, 1, 2, 2)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from symconv.errors import (
    ArrayShapeError,
    ArrayTypeError,
    DerivationError,
    KernelError,
    NotationError,
    OutputError,
    SpecError,
    SpecFileError,
    SymconvError,
    TooLargeError,
)
from symconv.specs import ConvSpec, ConvTransposeSpec, DenseSpec, FlattenSpec, PaddingMode

if TYPE_CHECKING:
    from symconv import reference
    from symconv.api import Derivation, derive
    from symconv.derivation import ChainRule, ClosedForm, derive_expressions
    from symconv.kernels import Certificate, Kernel, build_kernel, certify, load_kernel
    from symconv.symbolic import Notation

__version__ = "0.1.0"

_LATE = {
    "Certificate": "symconv.kernels",
    "ChainRule": "symconv.derivation",
    "ClosedForm": "symconv.derivation",
    "Derivation": "symconv.api",
    "Kernel": "symconv.kernels",
    "Notation": "symconv.symbolic",
    "build_kernel": "symconv.kernels",
    "certify": "symconv.kernels",
    "derive": "symconv.api",
    "derive_expressions": "symconv.derivation",
    "load_kernel": "symconv.kernels",
}

__all__ = [
    "ArrayShapeError",
    "ArrayTypeError",
    "Certificate",
    "ChainRule",
    "ClosedForm",
    "ConvSpec",
    "ConvTransposeSpec",
    "DenseSpec",
    "Derivation",
    "DerivationError",
    "FlattenSpec",
    "Kernel",
    "KernelError",
    "Notation",
    "NotationError",
    "OutputError",
    "PaddingMode",
    "SpecError",
    "SpecFileError",
    "SymconvError",
    "TooLargeError",
    "__version__",
    "build_kernel",
    "certify",
    "derive",
    "derive_expressions",
    "load_kernel",
    "reference",
]


def __getattr__(name: str) -> Any:
    if name == "reference":
        return import_module("symconv.reference")
    if name not in _LATE:
        raise AttributeError(f"module 'symconv' has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)


def __dir__() -> list[str]:
    return __all__

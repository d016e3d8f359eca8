"""Derivations for any size: layers whose sizes are left open, and the theorems about them.

The package can be called: `symconv.theorems()` gives the sources' general claims.
"""

import sys
from types import ModuleType
from typing import Any

from symconv.theorems.build import build_general_conv
from symconv.theorems.conv_theorem import GeneralDerivation, derive_general_conv
from symconv.theorems.convolution import GeneralConv
from symconv.theorems.general import derive_general, theorems
from symconv.theorems.gradients import Operation
from symconv.theorems.published import Theorems, published_theorems
from symconv.theorems.theorem import Claim, Part, Theorem, Verdict
from symconv.theorems.words import describe_array, describe_line

__all__ = [
    "Claim",
    "GeneralConv",
    "GeneralDerivation",
    "Operation",
    "Part",
    "Theorem",
    "Theorems",
    "Verdict",
    "build_general_conv",
    "derive_general",
    "derive_general_conv",
    "describe_array",
    "describe_line",
    "published_theorems",
    "theorems",
]


class _Theorems(ModuleType):
    """The package as `symconv.theorems`: once loaded it hides the function of its name."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        return theorems(*args, **options)


sys.modules[__name__].__class__ = _Theorems

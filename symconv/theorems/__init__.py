"""Derivations for any size: layers whose sizes are left open, and the theorems about them."""

from symconv.theorems.build import build_general_conv
from symconv.theorems.conv_theorem import derive_general_conv
from symconv.theorems.convolution import GeneralConv
from symconv.theorems.gradients import Operation
from symconv.theorems.seeds import seed_theorems
from symconv.theorems.theorem import Claim, Part, Theorem, Verdict
from symconv.theorems.words import describe_array, describe_line

__all__ = [
    "Claim",
    "GeneralConv",
    "Operation",
    "Part",
    "Theorem",
    "Verdict",
    "build_general_conv",
    "derive_general_conv",
    "describe_array",
    "describe_line",
    "seed_theorems",
]

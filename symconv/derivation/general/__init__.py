"""Derivations for any size: layers whose sizes are left open, and the theorems about them."""

from symconv.derivation.general.build import build_general_conv
from symconv.derivation.general.conv_theorem import derive_general_conv
from symconv.derivation.general.convolution import GeneralConv
from symconv.derivation.general.gradients import Operation
from symconv.derivation.general.seeds import seed_theorems
from symconv.derivation.general.theorem import Claim, Part, Theorem, Verdict
from symconv.derivation.general.words import describe_array, describe_line

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

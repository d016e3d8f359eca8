"""What flipping the filter does to the output and to each gradient, stated and proved.

Of a layer and the same layer with its filter flipped:

- O_conv(X, F) = O_corr(X, rot180 F);
- (∂L/∂F)_conv(∂L/∂O, X) = rot180 of (∂L/∂F)_corr(∂L/∂O, X);
- (∂L/∂X)_conv(∂L/∂O, F) = (∂L/∂X)_corr(∂L/∂O, rot180 F);
- (∂L/∂B)_conv(∂L/∂O) = (∂L/∂B)_corr(∂L/∂O).

The gradients of the correlation are those of [slides] P1 to P3, the gradients of the convolution
those of [blog] eq. 15 and 18 (docs/sources.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from symconv.derivation.closed_forms import whole_upstream
from symconv.derivation.comparison.variants import Variants, whole_of
from symconv.formulas import Equation, Formula, Rot180
from symconv.formulas.variants import Variant
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import ConvSpec

CORRELATION = "corr"
CONVOLUTION = "conv"


@dataclass(frozen=True)
class Claim:
    """An equation about the output (role of the output) or a gradient of both layers.

    `proved` says that its sides are equal in every entry, as polynomials; `reason` says so, or
    where they differ.
    """

    role: Role
    equation: Equation
    proved: bool
    reason: str


def write_flip_claim(spec: ConvSpec, role: Role, notation: Notation) -> Equation:
    """Write what flipping does to the output, or to the gradient by an array."""
    array, filters, bias = map(notation.whole, (Role.INPUT, Role.FILTER, Role.BIAS))
    upstream, flipped = whole_upstream(notation), Rot180(filters, spec.rank)
    given: dict[Role, tuple[Formula, ...]] = {
        Role.OUTPUT: (array, filters, bias) if spec.bias else (array, filters),
        Role.FILTER: (upstream, array),
        Role.INPUT: (upstream, filters),
        Role.BIAS: (upstream,),
    }
    arguments = given[role]
    rotated = tuple(flipped if argument is filters else argument for argument in arguments)
    whole = whole_of(role, notation)
    right: Formula = Variant(whole, CORRELATION, rotated)
    if role is Role.FILTER:
        right = Rot180(right, spec.rank)
    return Equation(Variant(whole, CONVOLUTION, arguments), right)


def prove_claim(role: Role, equation: Equation, variants: Variants) -> Claim:
    """Prove an equation between the two layers, or say where it fails."""
    wrong = variants.difference(equation)
    shape = variants.computed[CONVOLUTION, _function(equation)].shape
    return Claim(role, equation, not wrong, wrong or f"equal in {every_entry(prod(shape))}")


def every_entry(entries: int) -> str:
    """Say that something holds for every entry, as polynomials."""
    counted = f"every one of {entries:,} entries" if entries > 1 else "its one entry"
    return f"{counted}, as polynomials"


def _function(equation: Equation) -> Formula:
    left = equation.left
    return left.formula if isinstance(left, Variant) else left

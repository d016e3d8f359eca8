"""Smaller layers that stand in for large ones when kernels are certified."""

from __future__ import annotations

from symconv.errors import TooLargeError
from symconv.kernels import Method
from symconv.kernels.certificates.certify import check_size, choose_method
from symconv.specs import LayerSpec

QUICK_TERMS = 50_000
QUICK_PROBABLE_TERMS = 2_000_000
"""A layer of more terms has a stand-in: the second is for what is certified on integers."""


def choose_stand_in(spec: LayerSpec) -> LayerSpec:
    """Give the layer that is certified in place of `spec`: itself if that is quickly done.

    >>> from symconv.specs import ConvSpec
    >>> choose_stand_in(ConvSpec((224, 224), 3, in_channels=64, out_channels=64, padding=1))
    ConvSpec((3, 3), (3, 3), in_channels=64, out_channels=64, padding=1)
    """
    if not can_certify(spec):
        return spec.stand_in
    probable = choose_method(spec) is Method.PROBABILISTIC
    quick = spec.terms <= (QUICK_PROBABLE_TERMS if probable else QUICK_TERMS)
    return spec if quick else spec.stand_in


def can_certify(spec: LayerSpec) -> bool:
    """Tell whether a layer is within the limits of certifying."""
    try:
        check_size(spec)
    except TooLargeError:
        return False
    return True

"""Smaller layers that stand in for large ones when kernels are certified."""

from __future__ import annotations

from functools import singledispatch

from symconv.errors import SpecError
from symconv.kernels import Method
from symconv.kernels.certificates.certify import choose_method
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec, PoolSpec

QUICK_TERMS = 50_000
QUICK_PROBABLE_TERMS = 2_000_000
"""A layer of more terms has a stand-in: the second is for what is certified on integers."""

_LEAST = 3


def choose_stand_in(spec: LayerSpec) -> LayerSpec:
    """Give the layer that is certified in place of `spec`: itself if that is quickly done.

    A stand-in differs in its input size, and a pool's, which knows no other channel, in their
    number. Its windows have the same filter, stride, dilation and padding; the first and last of
    them, which meet padding, are there, and one between them; as many entries are left over at the
    end of each axis.

    >>> choose_stand_in(ConvSpec((224, 224), 3, in_channels=64, out_channels=64, padding=1))
    ConvSpec((3, 3), (3, 3), in_channels=64, out_channels=64, padding=1)
    """
    probable = choose_method(spec) is Method.PROBABILISTIC
    quick = spec.terms <= (QUICK_PROBABLE_TERMS if probable else QUICK_TERMS)
    return spec if quick else shrink(spec)


@singledispatch
def shrink(spec: LayerSpec) -> LayerSpec:
    """Give the layer with the smallest input that shows all it does; itself for other kinds."""
    return spec


@shrink.register
def shrink_conv(spec: ConvSpec) -> LayerSpec:
    """Leave filter positions out of the middle of each axis."""
    return _changed(spec, input_size=_least_size(spec))


@shrink.register
def shrink_pool(spec: PoolSpec) -> LayerSpec:
    """Leave windows out of the middle of each axis, and channels."""
    return _changed(spec, input_size=_least_size(spec), channels=min(spec.channels, _LEAST))


@shrink.register
def shrink_transposed(spec: ConvTransposeSpec) -> LayerSpec:
    """Leave input entries out of the middle of each axis."""
    return _changed(spec, input_size=tuple(min(n, _LEAST) for n in spec.input_size))


def _least_size(spec: ConvSpec | PoolSpec) -> tuple[int, ...]:
    """Give the input size with as few windows per axis as show all that windows meet."""
    size = []
    for n, windows, stride, pads in zip(
        spec.input_size, spec.output_size, spec.stride, spec.pads, strict=True
    ):
        at_borders = sum(-(-pad // stride) for pad in pads)
        fewer = max(windows - max(at_borders + 1, 2), 0)
        size.append(n - min(fewer, (n - 1) // stride) * stride)
    return tuple(size)


def _changed(spec: LayerSpec, **changes: object) -> LayerSpec:
    """Give the layer with other arguments, or as it is if there is no such layer."""
    try:
        return type(spec)(**{**spec.literal(), **changes})
    except SpecError:  # padding would be all that a window, or an output, has
        return spec

"""The arguments of a convolution: checked, and brought to one form."""

from __future__ import annotations

from collections.abc import Mapping

from symconv.errors import SpecError
from symconv.specs.normalise import as_axes, as_axes_of_rank, as_flag, as_integer
from symconv.specs.padding import Pair, as_padding_mode, as_pads, check_mode_fits


def dilated_extent(filter_size: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[int, ...]:
    """Give the entries that a dilated filter spans: dilation * (filter - 1) + 1 per axis."""
    return tuple(d * (k - 1) + 1 for k, d in zip(filter_size, dilation, strict=True))


def as_channels(given: Mapping[str, object]) -> dict[str, int]:
    """Give both channel counts and the groups, which divide them.

    Raises `SpecError` naming the value and the rule.
    """
    channels = {
        name: as_integer(name, given[name], 1) for name in ("in_channels", "out_channels", "groups")
    }
    for name in ("in_channels", "out_channels"):
        if channels[name] % channels["groups"]:
            raise SpecError(f"groups {channels['groups']} does not divide {name} {channels[name]}")
    return channels


def normalised_conv(**given: object) -> dict[str, object]:
    """Give the arguments of a convolution, normalised; each check relies on those before it.

    Raises `SpecError` naming the value and the rule.
    """
    size = as_axes("input_size", given["input_size"], 1)
    rank = len(size)
    filter_size = as_axes_of_rank("filter_size", given["filter_size"], rank, 1)
    stride = as_axes_of_rank("stride", given["stride"], rank, 1)
    dilation = as_axes_of_rank("dilation", given["dilation"], rank, 1)
    channels = as_channels(given)
    extent = dilated_extent(filter_size, dilation)
    pads = as_pads(given["padding"], size, extent, stride)
    mode = as_padding_mode(given["padding_mode"])
    check_mode_fits(mode, pads, size)
    _check_filter_fits(size, filter_size, extent, pads)
    return {
        "input_size": size,
        "filter_size": filter_size,
        **channels,
        "stride": stride,
        "dilation": dilation,
        "padding": pads,
        "padding_mode": mode,
        "bias": as_flag("bias", given["bias"]),
        "flip_filter": as_flag("flip_filter", given["flip_filter"]),
    }


def _check_filter_fits(
    size: tuple[int, ...],
    filter_size: tuple[int, ...],
    extent: tuple[int, ...],
    pads: tuple[Pair, ...],
) -> None:
    for axis, (n, k, e, (before, after)) in enumerate(
        zip(size, filter_size, extent, pads, strict=True)
    ):
        if e <= n + before + after:
            continue
        filter_words = f"filter {k}" if e == k else f"filter {k}, dilated to {e},"
        pad_words = f"{before}" if before == after else f"{before} before and {after} after"
        raise SpecError(
            f"{filter_words} exceeds padded input {n + before + after} on axis {axis} "
            f"(input {n}, padding {pad_words})"
        )

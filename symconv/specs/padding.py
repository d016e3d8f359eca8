"""Padding: its modes, the ways of writing it, and ONNX's rule for "same".

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import SupportsIndex, TypeAlias

from symconv.errors import SpecError, shown
from symconv.specs.answers.foreign import VALUES
from symconv.specs.normalise import as_axes_of_rank, as_integer, counted, is_sequence
from symconv.suggestions import did_you_mean

Pair: TypeAlias = tuple[int, int]
PaddingArgument: TypeAlias = (
    str | SupportsIndex | Sequence[SupportsIndex] | Sequence[Sequence[SupportsIndex]]
)


class PaddingMode(StrEnum):
    """What the entries beyond the border of the input are."""

    ZEROS = "zeros"
    CIRCULAR = "circular"
    REFLECT = "reflect"
    REPLICATE = "replicate"


class AutoPadding(StrEnum):
    """Padding by rule: ONNX's auto_pad values VALID, SAME_UPPER and SAME_LOWER, and two more.

    With `full` every tap meets every input entry, with `causal` no tap meets an entry that comes
    after the output's own.
    """

    VALID = "valid"
    SAME = "same"
    SAME_LOWER = "same_lower"
    FULL = "full"
    CAUSAL = "causal"


PAD_RULES = (AutoPadding.VALID, AutoPadding.SAME, AutoPadding.SAME_LOWER)
"""The rules of every layer that has pads; convolutions know all of `AutoPadding`."""


def as_pads(
    padding: object,
    size: tuple[int, ...],
    extent: tuple[int, ...],
    stride: tuple[int, ...],
    rules: Sequence[AutoPadding] = PAD_RULES,
) -> tuple[Pair, ...]:
    """Give `padding` as one (before, after) pair per axis.

    Parameters
    ----------
    padding : one int; one int per axis; one pair per axis; one of the rules
    size, extent, stride : one int per axis; extent is dilation * (filter - 1) + 1
    rules : those that the layer knows

    Raises `SpecError` for what is no padding, and for negative pads.
    """
    rank = len(size)
    if isinstance(padding, str):
        return _pads_by_rule(as_auto_padding(padding, rules), size, extent, stride)
    if is_sequence(padding) and any(is_sequence(item) for item in padding):
        return _pads_by_pairs(padding, rank)
    if rank == 1 and is_sequence(padding) and len(padding) == 2:
        before, after = padding
        raise SpecError(
            f"padding {shown(padding)} is ambiguous with one spatial axis; "
            f"write (({before}, {after}),) for before and after"
        )
    return tuple((pad, pad) for pad in as_axes_of_rank("padding", padding, rank, 0))


def as_auto_padding(rule: str, rules: Sequence[AutoPadding] = PAD_RULES) -> AutoPadding:
    """Give the rule named by a text; raises `SpecError` that lists the rules."""
    if rule in rules:
        return AutoPadding(rule)
    known = ", ".join(repr(member.value) for member in rules)
    if rule in tuple(AutoPadding):
        raise SpecError(
            f"padding {shown(rule)} goes with convolutions (kind 'conv') alone; "
            f"write a number of entries or one of {known}"
        )
    question = did_you_mean(rule, rules, VALUES)
    raise SpecError(f"padding {shown(rule)} is not a number of entries or one of {known}{question}")


def split_total(total: int, rule: AutoPadding) -> Pair:
    """Split padding into (before, after): of an odd total "same" puts the odd entry after."""
    small, large = total // 2, total - total // 2
    return (small, large) if rule is AutoPadding.SAME else (large, small)


def compact_pads(pads: tuple[Pair, ...]) -> int | tuple[int, ...] | tuple[Pair, ...]:
    """Give the shortest way to write `pads` that `as_pads` reads back."""
    if any(before != after for before, after in pads):
        return pads
    once = tuple(before for before, _ in pads)
    return once[0] if len(set(once)) == 1 else once


def check_mode_fits(mode: PaddingMode, pads: tuple[Pair, ...], size: tuple[int, ...]) -> None:
    """Refuse pads that need entries which the input does not have (circular, reflect).

    Raises `SpecError` naming the axis.
    """
    for axis, (pair, length) in enumerate(zip(pads, size, strict=True)):
        pad = max(pair)
        if mode is PaddingMode.CIRCULAR and pad > length:
            raise SpecError(
                f"circular padding {pad} exceeds the input size {length} on axis {axis}"
            )
        if mode is PaddingMode.REFLECT and pad >= length:
            raise SpecError(
                f"reflect padding {pad} must be smaller than the input size {length} on axis {axis}"
            )


def _pads_by_rule(
    rule: AutoPadding, size: tuple[int, ...], extent: tuple[int, ...], stride: tuple[int, ...]
) -> tuple[Pair, ...]:
    match rule:
        case AutoPadding.VALID:
            return ((0, 0),) * len(size)
        case AutoPadding.FULL:
            return tuple((e - 1, e - 1) for e in extent)
        case AutoPadding.CAUSAL:
            return tuple((e - 1, 0) for e in extent)
    # [onnx] Conv, auto_pad: the output has ceil(n / s) entries
    totals = (
        max((-(-n // s) - 1) * s + e - n, 0) for n, e, s in zip(size, extent, stride, strict=True)
    )
    return tuple(split_total(total, rule) for total in totals)


def _pads_by_pairs(padding: Sequence[object], rank: int) -> tuple[Pair, ...]:
    if len(padding) != rank:
        raise SpecError(
            f"padding {shown(padding)} has {counted(len(padding), 'pair')}, but the input has "
            f"{counted(rank, 'spatial axis', 'spatial axes')}"
        )
    return tuple(_pair(item, padding) for item in padding)


def _pair(item: object, padding: object) -> Pair:
    if not is_sequence(item) or len(item) != 2:
        raise SpecError(f"padding {shown(padding)}: {shown(item)} is not a (before, after) pair")
    before, after = (as_integer("padding", pad, 0) for pad in item)
    return before, after

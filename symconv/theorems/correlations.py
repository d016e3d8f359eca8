"""Sums that are correlations: read off the final line of a derivation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.calculus.arrays import Whole, places_of, whole_of
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.calculus.rule import IndexDerivation
from symconv.calculus.rules.sums import factors_of
from symconv.calculus.setting import Setting
from symconv.formulas import Formula, Range, Sum, Within, walk_paths


@dataclass(frozen=True)
class AxisReading:
    """One axis of a correlation: the place read is stride·free + dilation·bound - before."""

    stride: Formula
    dilation: Formula
    before: Formula
    after: Formula


@dataclass(frozen=True)
class Reading:
    """A sum as a correlation of one array with another.

    Per axis, the array is padded by `before` and `after` zeros (negative numbers crop) and read
    at the stride and the dilation; `after` is as much as the last place that is read needs.
    """

    array: Whole
    weights: Whole
    axes: tuple[AxisReading, ...]
    summed: tuple[Formula, ...] = ()
    """The indices that are summed over besides: channels or filters."""


def read_correlation(derivation: IndexDerivation, rank: int) -> Reading | None:
    """Give the last line as a correlation; None if it is none.

    Of its two factors one, the weights, is read at the bound indices themselves along its
    trailing axes; the other at a sum of multiples of one free and one bound index per axis.
    """
    setting = derivation.final_setting
    for _, part in walk_paths(derivation.equation.right):
        if not isinstance(part, Sum) or part.conditions or rank == 0:
            continue
        entries = [factor for factor in factors_of(part.body) if setting.entry(factor)]
        if len(entries) != 2:
            continue
        for array, weights in (entries, entries[::-1]):
            axes = list(_read_axes(array, weights, part, derivation, rank))
            if len(axes) == rank:
                taps = places_of(weights)[-rank:]
                summed = (r.index for r in part.ranges if r.index not in taps)
                return Reading(_whole(array), _whole(weights), tuple(axes), tuple(summed))
    return None


def _whole(entry: Formula) -> Whole:
    whole = whole_of(entry)
    if whole is None:
        raise TypeError(f"{entry} is no entry")
    return whole


def _read_axes(
    array: Formula, weights: Formula, total: Sum, derivation: IndexDerivation, rank: int
) -> Iterator[AxisReading]:
    setting = derivation.final_setting
    ranges = {limits.index: limits for limits in total.ranges}
    left = places_of(derivation.left)
    found = setting.entry(array)
    if found is None:
        return
    limits = found[1].axes[-rank:]
    spatial = zip(
        places_of(array)[-rank:], places_of(weights)[-rank:], left[-rank:], limits, strict=True
    )
    for place, bound, free, axis in spatial:
        if bound not in ranges or not isinstance(free, Formula):
            return
        reading = _read_axis(
            read_index(place), ranges[bound], free, axis.lower, axis.upper, setting
        )
        if reading is None:
            return
        yield reading


def _read_axis(
    place: IndexPolynomial,
    bound: Range,
    free: Formula,
    lower: Formula,
    upper: Formula,
    setting: Setting,
) -> AxisReading | None:
    if bound.lower is None or bound.upper is None:
        return None
    stride, dilation = (place.coefficient_of(index) for index in (free, bound.index))
    around = [c for c in setting.domain if isinstance(c, Within) and c.value == free]
    if not around or not (_is_step(stride, setting) and _is_step(dilation, setting)):
        return None
    first = {free: read_index(around[0].lower), bound.index: read_index(bound.lower)}
    last = {free: read_index(around[0].upper), bound.index: read_index(bound.upper)}
    return AxisReading(
        setting.limit(stride),
        setting.limit(dilation),
        setting.limit(read_index(lower) - place.substitute(first)),
        setting.limit(place.substitute(last) - read_index(upper)),
    )


def _is_step(polynomial: IndexPolynomial, setting: Setting) -> bool:
    """Tell a stride or dilation: a positive number, or a letter that stands for one."""
    if polynomial.constant is not None:
        return polynomial.constant > 0
    return setting.limit(polynomial) in setting.scales

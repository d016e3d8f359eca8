"""How pooling layers are computed.

A loop over the taps updates, at each of them, every window that meets an input entry there: the
places of padding are never touched, so that no number has to stand for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from numpy.typing import DTypeLike

from symconv.errors import KernelError
from symconv.kernels.build import choose_strategy
from symconv.kernels.certificates.sampling import most_terms, multiple
from symconv.kernels.emission.layout import INDENT, WIDTH, shape_text
from symconv.kernels.emission.naming import (
    compact,
    joined,
    late_words,
    name_words,
    pads_text,
    plain_word,
)
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct, taps
from symconv.kernels.lowering.parts.letters import (
    POSITION_LETTERS,
    TAP_LETTERS,
    place_met,
    sizes_text,
)
from symconv.kernels.promise import AS_THE_FORMULA, EACH_ALONE, Promise
from symconv.specs import Pooling, PoolSpec
from symconv.specs.pool import Ties
from symconv.specs.pool_axis import WindowAxis
from symconv.symbolic.pool_geometry import common_divisor, multiple_of_divisors

_WORDS = {Pooling.MAX: "max", Pooling.MIN: "min"}
_NAMES = {Pooling.MAX: "maximum", Pooling.MIN: "minimum"}
_TITLES = {
    Pooling.MAX: "max pooling",
    Pooling.MIN: "min pooling",
    Pooling.AVERAGE: "average pooling",
    Pooling.LP: "p-norm pooling",
}


_TIES = {
    Ties.FIRST: "Of equal entries the first, row by row, has the index and the gradient.",
    Ties.LAST: "Of equal entries the last, row by row, has the index and the gradient.",
    Ties.SPLIT: "Equal entries share the gradient.",
}


@name_words.register
def pool_name_words(spec: PoolSpec) -> list[str]:
    """Give the words of a pooling layer's name; ceil, pads and columns name options."""
    power = plain_word(str(spec.power)) if spec.operation is Pooling.LP else ""
    words = [
        f"{spec.operation.value}{power}_pool{spec.rank}d",
        joined(spec.input_shape),
        f"k{joined(spec.pool_size)}",
        f"s{compact(spec.stride)}",
    ]
    if any(map(any, spec.pads)):
        words.append(f"p{pads_text(spec)}")
    if set(spec.dilation) != {1}:
        words.append(f"d{compact(spec.dilation)}")
    words += ["ceil"] * spec.ceil_mode + ["pads"] * spec.count_include_pad
    return [*words, *["columns"] * (spec.storage_order == 1), *late_words(spec)]


@choose_strategy.register
def choose_pool_strategy(spec: PoolSpec, dtype: DTypeLike = "float32") -> str:  # noqa: ARG001
    """Choose direct for the whole input, and taps for windows of it."""
    return "direct" if spec.is_global else "taps"


@multiple.register
def multiple_of_pool(spec: PoolSpec) -> int:
    """Give, for an average, a multiple of all that its windows are divided by."""
    return multiple_of_divisors(spec) if spec.operation is Pooling.AVERAGE else 0


@most_terms.register
def most_pool_terms(spec: PoolSpec) -> int:
    """Give the entries of a window; an entry, too, has at most one window per tap."""
    return spec.taps


@taps.lower.register
def lower_pool_to_taps(spec: PoolSpec) -> Lowered:
    """Lower a pooling layer to a loop over the taps of its windows."""
    data = _tap_data(spec)
    match spec.operation:
        case Pooling.AVERAGE:
            data |= _count_data(spec)
        case Pooling.LP:
            data |= _power_data(spec)
        case _:
            data |= _selection_data(spec) | {
                "per_channel": sizes_text((-1, spec.channels, *(1 for _ in spec.input_size))),
                "taken": "".join(
                    f".take(x_{letter}, axis={axis})"
                    for axis, letter in enumerate(POSITION_LETTERS[spec.rank], start=2)
                ),
                "first_entries": [_first_entry(spec, axis) for axis in range(spec.rank)],
                "beyond_start": any(before for before, _ in spec.pads),
            }
    promise = AS_THE_FORMULA if spec.operation is Pooling.LP else EACH_ALONE
    return _lowered(spec, "taps", "one strided slice per tap", data, promise)


@direct.lower.register
def lower_pool_to_whole(spec: PoolSpec) -> Lowered:
    """Lower a pooling layer whose one window is the whole input.

    Raises `KernelError` for another.
    """
    if not spec.is_global:
        raise KernelError(
            f"strategy direct pools the whole input, not windows of it; use strategy taps: {spec!r}"
        )
    data: dict[str, Data] = {"spatial_axes": shape_text(range(2, 2 + spec.rank))}
    match spec.operation:
        case Pooling.AVERAGE:
            data["count"] = str(common_divisor(spec))
        case Pooling.LP:
            data |= _power_data(spec)
        case _:
            data |= _selection_data(spec)
    return _lowered(spec, "direct", "the formula on whole arrays", data)


def _lowered(
    spec: PoolSpec,
    strategy: str,
    how: str,
    data: Mapping[str, Data],
    promise: Promise = AS_THE_FORMULA,
) -> Lowered:
    """Give a pool that the template of its operation and a strategy computes."""
    operation = "select" if spec.operation.selects else spec.operation.value
    template = f"kernels/pool_{operation}_{strategy}.py.jinja"
    words = f"{spec.rank}-D {_TITLES[spec.operation]} layer"
    return Lowered(template, data, words, how, _formula(spec), promise)


def _formula(spec: PoolSpec) -> list[str]:
    """Write what gives an output entry, as indented ASCII lines, and what counts in it."""
    positions = ", ".join(POSITION_LETTERS[spec.rank])
    letters = zip(spec.axes, TAP_LETTERS[spec.rank], POSITION_LETTERS[spec.rank], strict=True)
    places = [
        place_met(axis.stride, position, axis.dilation, tap, axis.pads[0])
        for axis, tap, position in letters
    ]
    entry = f"x[n, c, {', '.join(places)}]"
    over = ", ".join(TAP_LETTERS[spec.rank])
    match spec.operation:
        case Pooling.AVERAGE:
            number = common_divisor(spec) or "their number"
            right = [f"the sum over {over} of", f"{entry} / {number}"]
        case Pooling.LP if spec.power == 1:
            right = [f"the sum over {over} of", f"abs({entry})"]
        case Pooling.LP:
            right = [
                f"(the sum over {over} of",
                f"abs({entry})**{_number_text(spec.power)}) ** (1 / {_number_text(spec.power)})",
            ]
        case _:
            right = [f"the {_NAMES[spec.operation]} over {over} of", entry]
    left = f"{INDENT}o[n, c, {positions}] = {right[0]}"
    whole = f"{left} {right[1]}"
    lines = [whole] if len(whole) <= WIDTH else [left, INDENT * 2 + right[1]]
    return [*lines, "", *_remarks(spec)]


def _remarks(spec: PoolSpec) -> list[str]:
    """Say which entries there are in a window, and which has the gradient."""
    taps_of = ", ".join(
        f"{letter} < {size}"
        for letter, size in zip(TAP_LETTERS[spec.rank], spec.pool_size, strict=True)
    )
    lines = [f"where {taps_of}."]
    if any(map(any, spec.pads)) or spec.ceil_mode:
        aside = "."
        if spec.count_include_pad:
            alike = common_divisor(spec) is not None
            aside = ", the others being zero." if alike else "; in their number padding counts."
        lines[0] = lines[0][:-1] + ", over the entries that x has" + aside
    if spec.operation.selects:
        lines.append(_TIES[spec.ties])
    if spec.operation is Pooling.LP and spec.power > 1:
        lines.append("Where a window is zero, so is its gradient.")
    return lines


def _tap_data(spec: PoolSpec) -> dict[str, Data]:
    """Give the keys of the loop over the taps and of what they meet."""
    letters, sizes = TAP_LETTERS[spec.rank], sizes_text(spec.pool_size)
    return {
        "tap": ", ".join(letters),
        "taps": f"range({sizes})" if spec.rank == 1 else f"np.ndindex({sizes})",
        "meetings": [_meeting(axis, number, spec.rank) for number, axis in enumerate(spec.axes)],
        "window_slices": ", ".join(POSITION_LETTERS[spec.rank]),
        "entry_slices": ", ".join(f"x_{letter}" for letter in POSITION_LETTERS[spec.rank]),
    }


def _meeting(axis: WindowAxis, number: int, rank: int, on_padded: bool = False) -> list[Data]:
    """Give what one axis's windows meet at a tap, of the input or of the padded input."""
    place = _times_spaced(axis.dilation, TAP_LETTERS[rank][number])
    if axis.pads[0] and not on_padded:
        place += f" - {axis.pads[0]}"
    size = axis.padded if on_padded else axis.size
    letter = POSITION_LETTERS[rank][number]
    numbers = sizes_text((axis.stride, axis.windows, size))
    return [letter, f"x_{letter}", f"{place}, {numbers}"]


def _times_spaced(factor: int, letter: str) -> str:
    return letter if factor == 1 else f"{factor} * {letter}"


def _first_entry(spec: PoolSpec, number: int) -> Data:
    """Give, for one axis, a name, where windows start, and the dilation if some start before x."""
    axis = spec.axes[number]
    before = axis.pads[0]
    stop = axis.stride * (axis.windows - 1) + 1 - before
    limits = [str(-before), str(stop)] if before or axis.stride > 1 else [str(stop)]
    starts = f"np.arange({', '.join(limits + [str(axis.stride)] * (axis.stride > 1))})"
    return [f"x_{POSITION_LETTERS[spec.rank][number]}", starts, axis.dilation if before else 0]


def _selection_data(spec: PoolSpec) -> dict[str, Data]:
    column_major = spec.storage_order == 1
    sizes = spec.input_size[::-1] if column_major else spec.input_size
    return {
        "word": _WORDS[spec.operation],
        "name": _NAMES[spec.operation],
        "channels": spec.channels,
        "channel_entries": prod(spec.input_size),
        "column_major": column_major,
        "numbers_shape": sizes_text(sizes),
        "ties": spec.ties.value,
    }


def _power_data(spec: PoolSpec) -> dict[str, Data]:
    power = spec.power
    return {
        "has_power": power != 1,
        "power": _number_text(power),
        "less_one": "" if power == 2 else f" ** {_number_text(power - 1)}",
    }


def _number_text(number: int | Fraction) -> str:
    """Write an exact number: as an int, a decimal or, in parentheses, a quotient."""
    if isinstance(number, int):
        return str(number)
    decimal = str(float(number))
    exact = Fraction(decimal) == number
    return decimal if exact else f"({number.numerator} / {number.denominator})"


def _count_data(spec: PoolSpec) -> dict[str, Data]:
    """Give the keys of what averages are divided by."""
    divisor = common_divisor(spec)
    on_padded = spec.count_include_pad
    counted: list[Data] = [
        _meeting(axis, number, spec.rank, on_padded) for number, axis in enumerate(spec.axes)
    ]
    return {
        "counted": [] if divisor else counted,
        "counted_where": " on the padded input" if on_padded else " in the input",
        "divisor": divisor or 0,
        "padding_alone": not all(axis.every_window_meets_input for axis in spec.axes),
    }

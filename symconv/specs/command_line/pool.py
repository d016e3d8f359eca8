"""A pooling layer on the command line."""

from __future__ import annotations

from symconv.errors import SpecError
from symconv.specs.command_line.parts import (
    joined,
    joined_pads,
    read_axes,
    read_input,
    read_padding,
    read_per_axis,
    read_window,
    times,
    times_or_one,
)
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.normalise import MAX_RANK, compact_axes, counted
from symconv.specs.pool import PoolSpec
from symconv.specs.pool_arguments import DEFAULT_POWER, GLOBAL, Pooling

REQUIRED = ("input", "pool")
OPTIONAL = (
    "operation", "stride", "padding", "dilation", "ceil_mode", "count_include_pad", "power",
    "storage_order",
)  # fmt: skip


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `PoolSpec`.

    The count of numbers in `pool` is the rank; with `global`, which has none, the input stands
    with its channels first.
    """
    pool_size: str | tuple[int, ...] = GLOBAL
    if flags.pool == GLOBAL:
        channels, size = _read_with_channels(str(flags.input))
    else:
        pool_size = read_window("--pool", str(flags.pool))
        channels, size = read_input(str(flags.input), len(pool_size), f"--pool {flags.pool}")
    rank = len(size)
    return {
        "input_size": size,
        "pool_size": pool_size,
        "channels": channels,
        "operation": flags.operation or Pooling.MAX.value,
        "stride": read_per_axis("--stride", flags.stride or "1", rank),
        "dilation": read_per_axis("--dilation", flags.dilation or "1", rank),
        "padding": read_padding(flags.padding or "0", rank),
        "ceil_mode": bool(flags.ceil_mode),
        "count_include_pad": bool(flags.count_include_pad),
        "power": DEFAULT_POWER if flags.power is None else flags.power,
        "storage_order": 0 if flags.storage_order is None else flags.storage_order,
    }


def _read_with_channels(text: str) -> tuple[int, tuple[int, ...]]:
    numbers = read_axes("--input", text)
    if not 2 <= len(numbers) <= MAX_RANK + 1:
        raise SpecError(
            f"--input {text} has {counted(len(numbers), 'number')}; with --pool {GLOBAL} it takes "
            f"channels and then 1 to {MAX_RANK} sizes, such as 3x32x32"
        )
    return numbers[0], numbers[1:]


def write(spec: PoolSpec) -> list[str]:
    """Give the flags, defaults left out."""
    sizes = spec.input_size if spec.channels == 1 else spec.input_shape
    flags = ["--input", joined(sizes), "--pool", joined(spec.pool_size)]
    options = {
        "--operation": spec.operation.value,
        "--stride": joined(compact_axes(spec.stride)),
        "--padding": joined_pads(spec.pads),
        "--dilation": joined(compact_axes(spec.dilation)),
        "--power": str(spec.power),
        "--storage-order": str(spec.storage_order),
    }
    for flag, value in options.items():
        if value != _DEFAULTS[flag]:
            flags += [flag, value]
    flags += ["--ceil-mode"] * spec.ceil_mode
    return flags + ["--count-include-pad"] * spec.count_include_pad


def describe(spec: PoolSpec) -> str:
    """Say how the layer is read: rank, sizes, and every option that is not usual."""
    name = _NAMES[spec.operation]
    if spec.operation is Pooling.LP:
        name += f" with p = {spec.power}"
    words = [
        f"{spec.rank}-D, {counted(spec.channels, 'channel')}",
        f"{times(spec.input_size)}; {name} of {times(spec.pool_size)}"
        + " (the whole input)" * spec.is_global,
    ]
    if set(spec.stride) != {1}:
        words.append(f"stride {times_or_one(spec.stride)}")
    if set(spec.dilation) != {1}:
        words.append(f"dilation {times_or_one(spec.dilation)}")
    if any(map(any, spec.pads)):
        counted_too = " (counted)" * spec.count_include_pad
        words.append(f"padding {joined_pads(spec.pads)}{counted_too}")
    words += ["output size rounded up"] * spec.ceil_mode
    words += ["indices column by column"] * (spec.storage_order == 1)
    return ", ".join(words) + f"; output {times(spec.output_shape)}"


_NAMES = {
    Pooling.MAX: "maximum",
    Pooling.MIN: "minimum",
    Pooling.AVERAGE: "average",
    Pooling.LP: "p-norm",
}
_DEFAULTS = {
    "--operation": Pooling.MAX.value,
    "--stride": "1",
    "--padding": "0",
    "--dilation": "1",
    "--power": str(DEFAULT_POWER),
    "--storage-order": "0",
}

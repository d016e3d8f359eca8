"""The arguments of a pooling layer: checked, and brought to one form."""

from __future__ import annotations

from enum import StrEnum

from symconv.errors import SpecError, shown
from symconv.specs.conv_arguments import dilated_extent
from symconv.specs.normalise import as_axes, as_axes_of_rank, as_flag, as_integer
from symconv.specs.padding import Pair, as_pads
from symconv.specs.pool_axis import WindowAxis

GLOBAL = "global"
DEFAULT_POWER = 2


class Pooling(StrEnum):
    """What a pooling layer makes of the entries in a window."""

    MAX = "max"
    MIN = "min"
    AVERAGE = "average"
    LP = "lp"

    @property
    def selects(self) -> bool:
        """Whether one entry of the window is the output: maximum and minimum."""
        return self in (Pooling.MAX, Pooling.MIN)


def normalised_pool(**given: object) -> dict[str, object]:
    """Give the arguments of a pooling layer, normalised; each check relies on those before it.

    Raises `SpecError` naming the value and the rule.
    """
    size = as_axes("input_size", given["input_size"], 1)
    rank = len(size)
    channels = as_integer("channels", given["channels"], 1)
    operation = as_operation(given["operation"])
    pool_size = _as_pool_size(given["pool_size"], size)
    stride = as_axes_of_rank("stride", given["stride"], rank, 1)
    dilation = as_axes_of_rank("dilation", given["dilation"], rank, 1)
    pads = as_pads(given["padding"], size, dilated_extent(pool_size, dilation), stride)
    # ONNX MaxPool: by a rule (auto_pad), ceil_mode gives no other output size
    ceil_mode = as_flag("ceil_mode", given["ceil_mode"]) and not isinstance(given["padding"], str)
    if isinstance(given["pool_size"], str):
        _check_global(pads, dilation)
    values: dict[str, object] = {
        "input_size": size,
        "pool_size": pool_size,
        "channels": channels,
        "operation": operation,
        "stride": stride,
        "dilation": dilation,
        "padding": pads,
        "ceil_mode": ceil_mode,
        **_options_of(operation, given),
    }
    may_miss = operation is Pooling.LP or bool(values["count_include_pad"])
    for number, axis in enumerate(zip(size, pool_size, stride, dilation, pads, strict=True)):
        _check_windows(WindowAxis(*axis, ceil_mode), number, may_miss)
    return values


def as_operation(value: object) -> Pooling:
    """Give the operation named by `value`; raises `SpecError` that lists the operations."""
    try:
        return Pooling(value)  # type: ignore[arg-type]
    except ValueError:
        known = ", ".join(operation.value for operation in Pooling)
        raise SpecError(f"operation {shown(value)} is not one of {known}") from None


def _as_pool_size(value: object, size: tuple[int, ...]) -> tuple[int, ...]:
    if isinstance(value, str):
        if value == GLOBAL:
            return size
        raise SpecError(f"pool_size {shown(value)} is not a number of entries or {GLOBAL!r}")
    return as_axes_of_rank("pool_size", value, len(size), 1)


def _check_global(pads: tuple[Pair, ...], dilation: tuple[int, ...]) -> None:
    """Refuse options with which the whole input would not be the one window."""
    if any(map(any, pads)):
        raise SpecError(f"pool_size {GLOBAL!r} is the whole input; it takes no padding")
    if set(dilation) != {1}:
        raise SpecError(f"pool_size {GLOBAL!r} is the whole input; it takes no dilation")


def _check_windows(axis: WindowAxis, number: int, may_miss: bool) -> None:
    """Refuse an axis that has no window or, unless they may, one that meets only padding."""
    before, after = axis.pads
    pads = f"{before}" if before == after else f"{before} before and {after} after"
    where = f"on axis {number} (input {axis.size}, padding {pads})"
    if axis.windows < 1:
        pool = f"pool {axis.pool}"
        if axis.extent != axis.pool:
            pool += f", dilated to {axis.extent},"
        raise SpecError(f"{pool} exceeds padded input {axis.padded} {where}")
    if not may_miss and not axis.every_window_meets_input:
        raise SpecError(
            f"a window of pool {axis.pool} meets only padding {where}; every window must meet an "
            "input entry, unless count_include_pad makes an average of padding"
        )


def _options_of(operation: Pooling, given: dict[str, object]) -> dict[str, object]:
    """Give the options that only some operations know; refuse them elsewhere."""
    include = as_flag("count_include_pad", given["count_include_pad"])
    power = as_integer("power", given["power"], 1)
    order = as_integer("storage_order", given["storage_order"], 0)
    if order > 1:
        raise SpecError(f"storage_order {shown(order)} is not 0 (row-major) or 1 (column-major)")
    for differs, name, belongs in (
        (include, "count_include_pad", (Pooling.AVERAGE,)),
        (power != DEFAULT_POWER, "power", (Pooling.LP,)),
        (order != 0, "storage_order", (Pooling.MAX, Pooling.MIN)),
    ):
        if differs and operation not in belongs:
            owners = " or ".join(repr(owner.value) for owner in belongs)
            raise SpecError(f"{name} goes with operation {owners}, not {operation.value!r}")
    return {"count_include_pad": include, "power": power, "storage_order": order}

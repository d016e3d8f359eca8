"""From a spec and a strategy to a kernel."""

from __future__ import annotations

from functools import singledispatch

import numpy as np
from numpy.typing import DTypeLike

from symconv.errors import KernelError
from symconv.kernels.accumulate import Accumulate, as_accumulate
from symconv.kernels.emission.header import write_module
from symconv.kernels.emission.naming import kernel_name
from symconv.kernels.kernel import Kernel
from symconv.kernels.load import load_source
from symconv.kernels.lowering import LOWERINGS, strategies_of
from symconv.specs import LayerSpec
from symconv.specs.filter_layer import FilterLayerSpec
from symconv.suggestions import not_one_of

AUTO_COLUMN_BYTES = 32 * 2**20
"""The largest columns of one image with which `auto` takes im2col."""

AUTO_DESCRIPTION = (
    "for convolutions taps where depthwise (one channel and one filter included) and where im2col's"
    f" columns of one image exceed {AUTO_COLUMN_BYTES // 2**20} MiB, else im2col; for pools taps, "
    "but direct for global ones; for other layers direct"
)
"""The rule of `choose_strategy`, one line for people who choose."""


def build_kernel(
    spec: LayerSpec,
    strategy: str = "auto",
    dtype: DTypeLike = "float32",
    accumulate: str | Accumulate | None = None,
) -> Kernel:
    """Generate the kernel of a layer and load it.

    Parameters
    ----------
    spec : ConvSpec, or another layer's specification
    strategy : a name that `strategies_of(spec)` gives, or "auto", which follows the rule that
        `choose_strategy` tells
    dtype : the type that `auto` reckons work space in; results follow the arguments
    accumulate : "int32" or "int64", in which integers are summed and results of integers come;
        by default their own common type, which may wrap. Other numbers do not depend on it.

    Raises
    ------
    KernelError
        For an unknown strategy, dtype or accumulate, for what is no layer, and for accumulate with
        a layer that makes floats of integers.
    TooLargeError
        For a layer with more terms or entries than the strategy writes out.

    Examples
    --------
    >>> from symconv.specs import ConvSpec
    >>> k = build_kernel(ConvSpec((3, 3), (2, 2)), "taps")
    >>> x, f = np.arange(9).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2), int)
    >>> k.forward(x, f)
    array([[[[ 8, 12],
             [20, 24]]]])
    >>> pixels = np.full((1, 1, 3, 3), 255, np.uint8)
    >>> build_kernel(k.spec, accumulate="int32").forward(pixels, f.astype(np.int8))[0, 0]
    array([[1020, 1020],
           [1020, 1020]], dtype=int32)
    """
    _check_spec(spec)
    if isinstance(strategy, str) and strategy == "auto":
        strategy = choose_strategy(spec, dtype)
    if not isinstance(strategy, str) or strategy not in LOWERINGS:
        known = ["auto", *strategies_of(spec)]
        raise KernelError(f"{not_one_of('strategy', strategy, known)}: {spec!r}")
    summed_in = as_accumulate(accumulate, spec)
    source = write_module(spec, strategy, LOWERINGS[strategy](spec), summed_in)
    return load_source(source, f"<{kernel_name(spec, strategy, summed_in)}>")


@singledispatch
def choose_strategy(spec: LayerSpec, dtype: DTypeLike = "float32") -> str:  # noqa: ARG001
    """Choose a strategy by rule.

    For a convolution, transposed or not, `taps` where it is depthwise, since its matrix products
    would be of single rows, and where its columns (every filter entry's input at every position)
    would take more than 32 MiB for one image in `dtype`; else `im2col`. A layer of one channel and
    one filter is depthwise by this rule: its one matrix product has a single row as well. For a
    pool `taps`, but `direct` where the window is the whole input. For other layers `direct`.

    Raises `KernelError` for what is no layer and for an unknown dtype.
    """
    _check_spec(spec)
    return strategies_of(spec)[0]


def taps_or_columns(spec: FilterLayerSpec, columns: int) -> str:
    """Choose taps where depthwise, and where im2col's columns exceed `AUTO_COLUMN_BYTES`."""
    depthwise = spec.groups == spec.in_channels == spec.out_channels
    return "taps" if depthwise or columns > AUTO_COLUMN_BYTES else "im2col"


def _check_spec(spec: object) -> None:
    if not isinstance(spec, LayerSpec):
        raise KernelError(f"{spec!r} is not a layer specification")


def item_size(dtype: DTypeLike) -> int:
    """Give the bytes of a number; raises `KernelError` for what is no type of numbers."""
    try:
        numbers = np.dtype(dtype)
    except (TypeError, ValueError):
        raise KernelError(f"dtype {dtype!r} is not a NumPy data type") from None
    if numbers.kind not in "iufcO":
        raise KernelError(f"dtype {dtype!r} does not hold numbers")
    return numbers.itemsize

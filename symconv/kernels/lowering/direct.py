"""Direct: the defining formula on whole arrays, for layers that have no window to move."""

from __future__ import annotations

from functools import singledispatch

from symconv.kernels.lowered import Lowered, refuse_layer

DESCRIPTION = "the defining formula on whole arrays; for layers without a moving window"


@singledispatch
def lower(spec: object) -> Lowered:
    """Lower a layer to its formula on whole arrays."""
    refuse_layer(spec, "direct")

"""Functions that lay windows out as columns."""

from __future__ import annotations

from typing import Any

from tests.verification.code.by_hand.calls import (
    Adapter,
    Call,
    Results,
    checked,
    first,
    forward_of,
    hwio,
    last,
    name_all,
)
from tests.verification.code.by_hand.functions import cache_style


def ohwi(call: Call) -> Results:
    """Channels last, filters (K, kh, kw, C)."""
    filters = last(call.f)
    dx, dw, db = call.module.backward(last(call.g), last(call.x), filters, call.stride)
    return name_all((first(dx), first(dw), db))


def _nested(results: Any) -> Results:
    dx, (dw, db) = results
    return name_all((dx, dw, db))


def _flat_bias(results: Any) -> Results:
    dx, dw, db = results
    return name_all((dx, dw, db.reshape(-1)))


def _inferred(call: Call) -> Results:
    out, cache = call.module.conv_forward(call.x, call.f, call.b, call.pad)
    checked(call, out)
    return name_all(call.module.conv_backward(call.g, cache, call.f))


_one = cache_style("conv_forward", "conv_backward")
_dilated = cache_style("conv_forward", "conv_backward", "stride", "pad", "dilation")
_column_bias = cache_style("conv_forward", "conv_backward", "stride", "pad", bias="column_bias")


ADAPTERS: dict[str, Adapter] = {
    "indexed_columns.py:conv_forward": forward_of(
        lambda c: c.module.conv_forward(c.x, c.f, c.b[:, None], c.stride, c.pad)[0]
    ),
    "indexed_columns.py:conv_backward": lambda c: _flat_bias(_column_bias(c)),
    "unordered_columns.py:conv_backward": lambda c: name_all(_one(c)),
    "inferred_padding.py:conv_backward": _inferred,
    "strided_view.py:conv_forward": forward_of(
        lambda c: c.module.conv_forward(c.x, c.f, c.b, c.stride, c.pad, c.dilation)[0]
    ),
    "strided_view.py:conv_backward": lambda c: _nested(_dilated(c)),
    "tensordot_ohwi.py:backward": ohwi,
    "patch_order.py:conv_forward": forward_of(
        lambda c: first(c.module.conv_forward(last(c.x), hwio(c.f), c.b, c.stride))
    ),
}

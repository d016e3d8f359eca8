"""Sheets that are set, and the same ones for a whole room of tests."""

from __future__ import annotations

import symconv
from symconv.worksheets import Worksheet, WorksheetOptions, build_worksheet

_layer = symconv.layer
NETWORK = symconv.NetworkSpec((1, 4, 3), [
    _layer("conv", filter_size=(3, 2), out_channels=2, bias=True),
    _layer("activation", function="relu"),
    _layer("pool", pool_size=(1, 2)),
    _layer("flatten"),
    _layer("dense", units=3),
    _layer("loss", function="cross_entropy"),
])  # fmt: skip
LAYERS = {
    "plain": (symconv.ConvSpec((3, 3), (2, 2)), "matrix"),
    "chapter": (symconv.ConvSpec((5, 5), (3, 3), stride=2), "chapter"),
    "channels": (symconv.ConvSpec((3, 4), (2, 2), 2, 2, padding=1, bias=True), "matrix"),
    "pool": (symconv.PoolSpec((4, 5), 2, 2), "matrix"),
    "dense": (symconv.DenseSpec(4, 3, True), "matrix"),
    "network": (NETWORK, "matrix"),
}


def sheet(name: str = "plain", **options: object) -> Worksheet:
    """Give a worksheet by the name of its layer."""
    spec, notation = LAYERS[name]
    return build_worksheet(spec, notation, WorksheetOptions(**options))  # type: ignore[arg-type]

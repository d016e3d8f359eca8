"""Layers and networks that sheets are made of, their extents pairwise different."""

from __future__ import annotations

from pathlib import Path

import symconv
from symconv.specs.network_file import read_network_file

NETWORKS = Path(__file__).parents[2] / "generated" / "networks"
CONV = symconv.ConvSpec((3, 4), (2, 3))
STRIDED = symconv.ConvSpec((5, 7), (3, 2), stride=2, padding=((0, 1), (1, 0)))
LAYERS = {
    "conv": CONV,
    "strided": STRIDED,
    "channels": symconv.ConvSpec((3, 4), (2, 2), in_channels=2, out_channels=3, bias=True),
    "line": symconv.ConvSpec(5, 3, dilation=2),
    "transposed": symconv.ConvTransposeSpec((2, 3), (3, 2), stride=2),
    "pool": symconv.PoolSpec((4, 6), 2, stride=2),
    "average": symconv.PoolSpec((4, 6), (2, 3), stride=2, operation="average"),
    "dense": symconv.DenseSpec(4, 3, bias=True),
    "relu": symconv.ActivationSpec((2, 3), "relu"),
    "loss": symconv.LossSpec((3,), "squared_error"),
}


def chapter() -> tuple[symconv.NetworkSpec, str]:
    """Give the network of the chapter, and its notation."""
    listed = read_network_file(NETWORKS / "seed_chapter.toml")
    return listed.spec, listed.notation

"""What an array is to its layer."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an array is to its layer.

    Inputs, filters, weights and biases can be differentiated by; indices cannot, and nobody asks
    for the gradient of a target.
    """

    INPUT = "input"
    FILTER = "filter"
    WEIGHT = "weight"
    BIAS = "bias"
    OUTPUT = "output"
    TARGET = "target"
    INDICES = "indices"

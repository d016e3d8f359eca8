"""Formulas of layers that are compared: the same letter, told apart by a word."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.formulas.nodes import Formula


@dataclass(frozen=True, slots=True)
class Variant(Formula):
    """What `formula` is for the layer called `name`, as a function of `arguments`.

    Written O_conv(X, F): the output of the layer "conv", as a function of X and F.
    """

    formula: Formula
    name: str
    arguments: tuple[Formula, ...]

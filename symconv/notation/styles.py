"""The choices that a notation leaves: styles of indices, gradients, products and updates."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from symconv.errors import NotationError, shown
from symconv.suggestions import did_you_mean

E = TypeVar("E", bound=StrEnum)


class IndexStyle(StrEnum):
    """How an entry shows its place: `X_{11}`, `X_{1,1}`, `a_7`, or `o_n^{l-1}(x, y)`."""

    DIGITS = "digits"
    COMMA = "comma"
    FLAT = "flat"
    LAYERS = "layers"


class FactorOrder(StrEnum):
    """Which factor comes first.

    `upstream-first` writes ∂L/∂O before the local gradient and the input before the filter
    ([slides] eq. 16 and 24); `local-first` is its mirror image ([chapter] eq. 1 and 7).
    Sources: docs/sources.md.
    """

    UPSTREAM_FIRST = "upstream-first"
    LOCAL_FIRST = "local-first"


class Upstream(StrEnum):
    r"""How the output gradient is written: ∂L/∂O_{11}, δ_{11}, or dO_{11} ([chapter] eq. 22)."""

    PARTIAL = "partial"
    DELTA = "delta"
    DIFFERENTIAL = "differential"


class UpdateStyle(StrEnum):
    """How gradient descent is written: `w ← w − α ∂L/∂w`, or `new w = w − α ∂L/∂w`."""

    ARROW = "arrow"
    NEW = "new"


PRODUCT_SIGNS: Mapping[str, str] = {
    "": "",
    "*": "*",
    r"\times": r"\times",
    r"\cdot": r"\cdot",
    "times": r"\times",
    "cdot": r"\cdot",
    "×": r"\times",
    "·": r"\cdot",
    "none": "",
}


def zero_or_one(base: object) -> int:
    """Give the first index, or raise `NotationError`."""
    try:
        number = -1 if isinstance(base, bool) else operator.index(base)  # type: ignore[arg-type]
    except TypeError:
        number = -1
    if number not in (0, 1):
        raise NotationError(f"base {shown(base)} is not 0 or 1")
    return number


def plain(value: object) -> object:
    """Give a member of a style as the text that names it."""
    return value.value if isinstance(value, StrEnum) else value


def member(kind: type[E], name: str, value: str) -> E:
    """Give the member that a text names, or raise `NotationError` listing them all."""
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(repr(known.value) for known in kind)
        question = did_you_mean(value, kind)
        raise NotationError(f"{name} {shown(value)} is not one of {allowed}{question}") from None

"""What a document says of a pool: its kind, its window and how far the window moves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symconv.specs import Pooling
from symconv.verification.facts import FactKind
from symconv.verification.judging.understanding.setting import Stated


@dataclass(frozen=True)
class PoolSetting:
    """A pool whose windows lie within its input."""

    kind: Pooling
    window: tuple[int, ...]
    stride: int
    assumed: bool
    """Whether the stride is not said, and taken for the window's size."""


def pool_of(stated: Stated, rank: int) -> PoolSetting | None:
    """Give the pool that was last spoken of; None where its kind or its window is not said.

    Nothing is given either where it is padded, or where its steps are no single number.
    """
    said = [fact for fact in stated.facts if fact.kind is FactKind.WINDOW]
    if not said or said[-1].subject not in set(Pooling):
        return None
    window = tuple(int(size) for size in re.findall(r"\d+", said[-1].value))
    if len(window) != rank or not re.fullmatch(r"[\d\sx×]+", said[-1].value):
        return None
    if stated.last(FactKind.PADDING, "pool") not in (None, "0"):
        return None
    stride = stated.last(FactKind.STRIDE, "pool") or stated.last(FactKind.STRIDE)
    if stride is None:
        alike = len(set(window)) == 1
        return PoolSetting(Pooling(said[-1].subject), window, window[0], True) if alike else None
    if not stride.isdecimal() or int(stride) == 0:
        return None
    return PoolSetting(Pooling(said[-1].subject), window, int(stride), False)

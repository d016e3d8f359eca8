"""Answers as trees: what was typed, with its places, before any value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from symconv.errors import WorksheetError


class Kind(StrEnum):
    """What a node is; the page's script has the same words."""

    NUMBER = "number"
    SYMBOL = "symbol"
    PARTIAL = "partial"
    SUM = "sum"
    PRODUCT = "product"
    ENTRYWISE = "entrywise"
    QUOTIENT = "quotient"
    POWER = "power"
    STAR = "star"
    CALL = "call"
    OVER = "over"
    RELATION = "relation"
    CASES = "cases"
    TRANSPOSE = "transpose"
    GRID = "grid"


@dataclass(frozen=True)
class Node:
    """A part of an answer.

    Attributes
    ----------
    kind : what it is
    label : a number, a symbol's name, a function with its options, the ranges of a sum, a relation
    parts : what it is made of
    at, end : where it stands in the text, from 0
    """

    kind: Kind
    label: str = ""
    parts: tuple[Node, ...] = ()
    at: int = 0
    end: int = 0

    @cached_property
    def height(self) -> int:
        """How deep its parts are nested; asked of every node as it is made, from below."""
        return 1 + max((part.height for part in self.parts), default=0)


class UnreadError(WorksheetError):
    """An answer that is not understood; `at` is where, from 0."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at

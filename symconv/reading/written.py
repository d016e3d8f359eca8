"""What a reader of documents' mathematics gives: statements, each a chain of members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from symconv.errors import SymconvError
from symconv.formulas import Formula


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the text that was read: characters from `start` up to `stop`."""

    start: int
    stop: int


class Joint(StrEnum):
    """What stands between two members of a chain."""

    EQUAL = "="
    DEFINED = ":="
    IDENTICAL = "≡"
    NEARLY = "≈"
    INCREASED = "+="
    BECOMES = "←"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a chain, and where it stands."""

    formula: Formula
    span: Span
    joint: Joint | None = None
    """What stands before it; None for the first."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a formula: an equation or a chain, or a bare expression of one member.

    `continues` tells that it begins with a joint: its left side stands in what was read before.
    `remarks` are what stands beside it: ranges (`i = 0, …, n-1`, `i ∈ [0, n)`), words, a tag.
    """

    members: tuple[Member, ...]
    span: Span
    continues: bool = False
    remarks: tuple[Formula, ...] = ()
    flaws: tuple[Flaw, ...] = ()


class FlawKind(StrEnum):
    """How a text is damaged although it can be read."""

    LOST_BRACES = "lost braces"
    LOST_PARTIAL = "lost ∂"
    LOST_SIGN = "lost sign"
    EMPTY_SUBSCRIPT = "empty subscript"
    STRAY_BRACKET = "stray bracket"
    BROKEN_COMMAND = "broken command"
    DOUBLE_SIGN = "double sign"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A damage: its kind, where it is, and what might be written there instead (None: unknown)."""

    kind: FlawKind
    span: Span
    repair: str | None = None


class Subscripts(StrEnum):
    """How subscripts of digits without commas are read."""

    SPLIT = "split"
    """12 is (1, 2)."""
    WHOLE = "whole"
    """12 is twelve."""


@dataclass(frozen=True)
class Style:
    """How a document writes: what the reader cannot tell from one formula alone.

    `subscripts` tells how runs of digits and letters below a letter are read; `ranks` how many
    indices a letter's entries have where that is known (X: 2), which decides first. `functions`
    are letters that are applied to numbers, such as an activation a in a(c(x, y)) or σ; `placed`
    are letters whose parentheses hold indices, as in X(i, j). `scalars` are letters of numbers
    (sizes, strides), whose parentheses are factors, as in s(i - 1). Where d is a letter of its own
    (`has_d`), dx is a product and dX a differential still.
    """

    subscripts: Subscripts = Subscripts.SPLIT
    ranks: Mapping[str, int] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    placed: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    has_d: bool = False


class ReadingError(SymconvError, ValueError):
    """A formula that cannot be read: `position` is where, `found` what is not understood there."""

    def __init__(self, position: int, found: str) -> None:
        super().__init__(f"at character {position + 1}: {found}")
        self.position = position
        self.found = found

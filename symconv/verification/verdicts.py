"""What is said of a formula, of a document and of many: verdicts and reports, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class VerdictKind(StrEnum):
    """What is said of a formula."""

    PROVED = "proved"
    HOLDS = "holds"
    """Exact on all sizes that were tried, which are listed."""
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    DAMAGED = "damaged"
    DEFINITION = "definition"
    NOT_CHECKABLE = "not_checkable"
    NOT_UNDERSTOOD = "not_understood"

    @property
    def is_finding(self) -> bool:
        """Whether it makes the exit status 1."""
        return self in (VerdictKind.REFUTED, VerdictKind.DAMAGED)


class Ground(StrEnum):
    """What a verdict rests on, where what follows depends on it; its reason is for a person."""

    OTHER = "other"
    SIZE = "size"
    """It is about a size."""
    POOL = "pool"
    """It is what a pool gives."""
    NO_EQUATION = "no equation"
    NO_ENTRIES = "no entries"
    """A side is no array whose entries could be compared."""
    UNFIT = "unfit"
    """An array does not fit into the one that it is moved over."""
    ONE_LAYER = "one layer"
    """Its numbers are those of one layer, which is not known."""
    UNLIKE = "unlike"
    """Arrays of different sizes are taken entry by entry."""
    NO_LAYER = "no layer"
    """The world has no such layer, or it is not of this one."""
    NO_CHANNEL = "no channel"
    """An entry lacks the index of its channel or filter."""
    NO_INDEX = "no index"
    """An entry lacks another index."""
    BARE_LEFT = "bare left"
    """The left side lacks the indices of the right one."""
    ALL_ZERO = "all zero"
    """Both sides are zero wherever they were tried."""


@dataclass(frozen=True)
class Counterexample:
    """Where the two sides differ: sizes and entries in words, and both values as they print."""

    place: str
    left: str
    right: str


@dataclass(frozen=True)
class Suggestion:
    """A repair in the document's own writing: what is replaced, by what, and what it mends.

    `start` and `stop` are characters of the formula's text; `cause` is a slip in words ("the left
    side is copied"); `tokens` counts the changed tokens: 1 is safe enough to be written by --fix.
    """

    latex: str
    start: int
    stop: int
    replacement: str
    cause: str
    tokens: int = 1


@dataclass(frozen=True)
class LinkVerdict:
    """The verdict of one link of a chain, `left` and `right` as the document writes them."""

    left: str
    right: str
    kind: VerdictKind
    reason: str = ""
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said of one formula.

    `reason` is one sentence; `condition` what must be assumed; `method` by which rules or on
    which sizes it was decided; `readings` what was said under each reading where two stay open.
    """

    kind: VerdictKind
    reason: str
    condition: str = ""
    method: str = ""
    counterexample: Counterexample | None = None
    correct: str = ""
    """The right formula for the left side, in the document's notation; empty if unknown."""
    suggestion: Suggestion | None = None
    links: tuple[LinkVerdict, ...] = ()
    readings: tuple[str, ...] = ()
    unknown: bool = False
    """Whether it holds a letter that stands for nothing that is known."""
    position: int | None = None
    """For what is not understood: the character where it begins."""
    ground: Ground = Ground.OTHER


@dataclass(frozen=True)
class Judged:
    """A formula of a document with its place and its verdict."""

    number: int
    line: int
    column: int
    latex: str
    verdict: Verdict
    cell: int | None = None
    """For notebooks, the cell, counted from 1; lines are then lines of its source."""
    ignored: str | None = None
    """The reason given in a symconv-ignore comment, if there is one."""
    start: int | None = None
    """Where `latex` begins in the file (of a notebook, the cell), if it stands there verbatim."""


@dataclass(frozen=True)
class JudgedDocument:
    """A document: its path as given, how it was read, and its formulas in order.

    `error` is the one line that says why it could not be read; it then has no formulas.
    """

    path: str
    setting: tuple[str, ...] = ()
    equations: tuple[Judged, ...] = ()
    error: str = ""
    notes: tuple[str, ...] = field(default=())

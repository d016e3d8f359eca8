"""What an author chooses of a worksheet: topics, blanks, entries, numbers, who it is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from symconv.derivation.choosing import Entries
from symconv.errors import WorksheetError
from symconv.suggestions import not_one_of


class Topic(StrEnum):
    """What a question is about."""

    SIZE = "size"
    OVERVIEW = "overview"
    FORWARD = "forward"
    LOCAL = "local"
    CHAIN_RULE = "chain-rule"
    EXPANDED = "expanded"
    SUBSTITUTED = "substituted"
    COLLECTED = "collected"
    MATRIX = "matrix"
    TOEPLITZ = "toeplitz"
    PATTERN = "pattern"
    THROUGH = "through"
    UPDATE = "update"
    NUMBERS = "numbers"
    CHOICE = "choice"
    SLIP = "slip"

    @classmethod
    def read(cls, text: str) -> tuple[Topic, ...]:
        """Read topics joined by commas, or one of `short`, `usual` and `all` of them.

        Raises `WorksheetError` for what is no topic.

        >>> [str(topic) for topic in Topic.read("forward,pattern")]
        ['forward', 'pattern']
        """
        words = [word.strip() for word in text.split(",") if word.strip()]
        if not words:
            raise WorksheetError("no topic is given; write some, such as forward,substituted")
        found: list[Topic] = []
        for word in words:
            if word in _SETS:
                found += _SETS[word]()
            elif word in set(cls):
                found.append(cls(word))
            else:
                raise WorksheetError(not_one_of("topic", word, [*map(str, cls), *_SETS]))
        return tuple(dict.fromkeys(found))


USUAL_TOPICS = (
    Topic.SIZE, Topic.OVERVIEW, Topic.FORWARD, Topic.LOCAL, Topic.CHAIN_RULE, Topic.EXPANDED,
    Topic.SUBSTITUTED, Topic.MATRIX, Topic.PATTERN, Topic.THROUGH, Topic.UPDATE,
)  # fmt: skip


_SETS: dict[str, Callable[[], tuple[Topic, ...]]] = {
    "short": lambda: (Topic.SIZE, Topic.FORWARD, Topic.SUBSTITUTED, Topic.PATTERN, Topic.UPDATE),
    "usual": lambda: USUAL_TOPICS,
    "all": lambda: tuple(Topic),
}
"""Levels of detail."""


class Unit(StrEnum):
    """What a blank stands for."""

    FACTOR = "factor"
    TERM = "term"
    SIDE = "side"


_SHARES = re.compile(r"(\d+)\s*%|(\d+)\s*/\s*(\d+)|(0?\.\d+|1)")
_EVERY = re.compile(r"every\s+(\d+)")
_HOW = "write blanks as 30%, 1/3, every 2, or F_{12}, with factor, term or side before it"


@dataclass(frozen=True)
class Blanks:
    """What is left out: a share of the parts, every k-th of them, or those of a name.

    Attributes
    ----------
    unit : what a blank stands for: a factor, a term, or a whole right side
    share : how many of them, about; at least one of a question
    every : every k-th instead, counted through a question
    name : those that hold this entry or letter instead, such as F_{12}
    """

    unit: Unit = Unit.TERM
    share: Fraction = Fraction(1, 3)
    every: int = 0
    name: str = ""
    within: tuple[int, ...] = ()
    """Where a right side's part lies outside of which nothing is left out."""

    @classmethod
    def read(cls, text: str) -> Blanks:
        """Read blanks as a person writes them. Raises `WorksheetError` for anything else.

        >>> Blanks.read("factor 30%")
        Blanks(unit=<Unit.FACTOR: 'factor'>, share=Fraction(3, 10), every=0, name='', within=())
        """
        words = text.strip()
        unit = next((unit for unit in Unit if re.match(rf"{unit}s?\b", words)), None)
        rest = re.sub(rf"^{unit}s?\b", "", words).strip() if unit else words
        found = cls(unit or Unit.TERM)
        share, every = _SHARES.fullmatch(rest), _EVERY.fullmatch(rest)
        if share:
            return replace(found, share=_share(share, text))
        if every:
            if int(every[1]) == 0:
                raise WorksheetError(f"blanks {text!r}: every 0th is none; {_HOW}")
            return replace(found, every=int(every[1]))
        if not rest and unit:
            return found
        if re.fullmatch(r"[A-Za-z\\][\w\\{}\[\],^]*", rest):
            return replace(found, name=rest)
        raise WorksheetError(f"blanks {text!r} are not understood: {_HOW}")


def _share(match: re.Match[str], text: str) -> Fraction:
    percent, above, below, decimal = match.groups()
    if below is not None and int(below) == 0:
        raise WorksheetError(f"blanks {text!r}: a share has no denominator 0; {_HOW}")
    if percent is not None:
        share = Fraction(int(percent), 100)
    else:
        share = Fraction(decimal) if decimal else Fraction(int(above), int(below))
    if not 0 < share <= 1:
        raise WorksheetError(f"blanks {text!r}: a share is above 0 and at most 1; {_HOW}")
    return share


@dataclass(frozen=True)
class WorksheetOptions:
    """What an author chooses; the defaults make a sheet that can be handed out.

    Attributes
    ----------
    topics : what is asked, in the order of the derivation
    blanks : what is left out
    seed : draws blanks and numbers; the same seed gives the same sheet
    entries : which entries of a step are shown where there are many (see `Derivation.document`)
    title, course : what stands at the head; given by a person and printed as text
    self_study : whether solutions stand on the sheet, folded where a format can fold
    hints : whether hints are printed
    """

    topics: tuple[Topic, ...] = USUAL_TOPICS
    blanks: Blanks = field(default_factory=Blanks)
    seed: int = 0
    entries: Entries = field(default_factory=lambda: Entries.read("chosen"))
    title: str = ""
    course: str = ""
    self_study: bool = False
    hints: bool = True

    @classmethod
    def of(
        cls,
        *,
        topics: str | Sequence[Topic] = USUAL_TOPICS,
        blanks: str | Blanks = "term 1/3",
        entries: str | Entries = "chosen",
        numeric: bool = False,
        **others: Any,
    ) -> WorksheetOptions:
        """Give options as a person writes them: topics, blanks and entries may be text.

        `numeric` adds questions in numbers. Raises `WorksheetError` for what is not understood.

        >>> WorksheetOptions.of(topics="forward,slip", seed=3).topics
        (<Topic.FORWARD: 'forward'>, <Topic.SLIP: 'slip'>)
        """
        for name, value in others.items():
            kind = _TYPES.get(name)
            if kind is None:
                known = ["topics", "blanks", "entries", "numeric", *_TYPES]
                raise WorksheetError(not_one_of("choice", name, known))
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                raise WorksheetError(f"{name} {value!r} is not {_NAMES[kind]}")
        found = Topic.read(topics) if isinstance(topics, str) else tuple(topics)
        if numeric and Topic.NUMBERS not in found:
            found = (*found, Topic.NUMBERS)
        return cls(
            topics=found,
            blanks=Blanks.read(blanks) if isinstance(blanks, str) else blanks,
            entries=Entries.read(entries) if isinstance(entries, str) else entries,
            **others,
        )


_TYPES: Mapping[str, type] = {
    "seed": int, "title": str, "course": str, "self_study": bool, "hints": bool,
}  # fmt: skip
_NAMES: Mapping[type, str] = {int: "a whole number", str: "a text", bool: "true or false"}

"""Exercises: what is asked, where answers are written, and what a key says besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from symconv.documents.blocks import Block, Section, Text
from symconv.documents.data import Data


@dataclass(frozen=True)
class Lines(Block):
    """Lines to write on, each behind what belongs there: a name, a date."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class Comment(Block):
    """What a format keeps in a comment: readers do not see it, `verify` does."""

    text: str


@dataclass(frozen=True)
class Field:
    """A place for one answer, by the number that is unique on its sheet; `width` in letters."""

    number: int
    width: int


@dataclass(frozen=True)
class Option:
    """What may be chosen, by its letter; a key says whether it is right, and why."""

    letter: str
    text: Text
    right: bool | None = None
    feedback: Text = ()


@dataclass(frozen=True)
class Exercise(Block):
    """A question with what it shows; its hints and its solution are empty where they are kept.

    Attributes
    ----------
    name : what it is called in data; unique on its sheet
    number : where it stands on its sheet, from 1
    title, task : what it is about, and what is to be done
    blocks : what it shows, with blanks in the formulas
    fields : where answers are written; of a choice the one for its letter
    options : what may be chosen
    record : what JSON says of it
    """

    name: str
    number: int
    title: Text
    task: Text
    points: int
    blocks: tuple[Block, ...]
    fields: tuple[Field, ...] = ()
    options: tuple[Option, ...] = ()
    hints: tuple[Text, ...] = ()
    solution: tuple[Block, ...] = ()
    record: Mapping[str, Data] = field(default_factory=dict)

    @property
    def worth(self) -> str:
        """How many points it has, in words."""
        return "1 point" if self.points == 1 else f"{self.points} points"


def exercises_in(blocks: Iterable[Block]) -> Iterator[Exercise]:
    """Give the exercises among blocks, those within sections too, in order."""
    for block in blocks:
        if isinstance(block, Exercise):
            yield block
        elif isinstance(block, Section):
            yield from exercises_in(block.blocks)


def without_exercises(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give the blocks that are no exercises, and no sections of them."""
    return tuple(block for block in blocks if not any(exercises_in((block,))))

"""The letters of a general derivation: indices, and sizes that are left open.

Sources: docs/sources.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from symconv.errors import SpecError, shown
from symconv.formulas import Entry, Formula, Name, Number
from symconv.formulas.nodes import PRIME
from symconv.notation import IndexStyle, Notation
from symconv.roles import Role
from symconv.specs.normalise import as_integer, is_sequence

_SPARE = "rtehabqEHRT"
_SIZE = re.compile(r"([A-Za-z])(?:_([A-Za-z0-9]))?", re.ASCII)


@dataclass(frozen=True)
class IndexLetters:
    """What indices are called: of filters, channels and groups, and one per axis of the rest."""

    filter: Name
    channel: Name
    group: Name
    output: tuple[Name, ...]
    tap: tuple[Name, ...]
    input: tuple[Name, ...]

    @property
    def all(self) -> frozenset[Formula]:
        """Every letter."""
        return frozenset(
            {self.filter, self.channel, self.group, *self.output, *self.tap, *self.input}
        )


def index_letters(notation: Notation, rank: int) -> IndexLetters:
    """Give the index letters of a notation; those that name arrays in it give way.

    Notations that number layers call units n and m, positions x and y, and taps x' and y', as
    [blog] does.
    """
    used = array_letters(notation)
    spare = iter([letter for letter in _SPARE if letter not in used])

    def free(letters: str) -> tuple[Name, ...]:
        return tuple(Name(next(spare) if letter in used else letter) for letter in letters)

    if notation.index is IndexStyle.LAYERS:
        (number, channel, group), places = map(free, ("mng", "xyz"))
        taps = tuple(Name(name.letter + PRIME) for name in places)
        return IndexLetters(number, channel, group, places[:rank], taps[:rank], places[:rank])
    (number, channel, group), output, tap, place = map(free, ("fcg", "ijl", "uvw", "xyz"))
    return IndexLetters(number, channel, group, output[:rank], tap[:rank], place[:rank])


def with_places_apart(letters: IndexLetters, taken: frozenset[str]) -> IndexLetters:
    """Give index letters of which those of the input's places are not those of the output's.

    Letters in `taken` stand for arrays or sizes. Letters that differ already stay as they are.
    """
    if not set(letters.input) & set(letters.output):
        return letters
    used = taken | {name.letter for name in letters.all if isinstance(name, Name)}
    free = [Name(letter) for letter in f"ijk{_SPARE}" if letter not in used]
    return replace(letters, input=tuple(free[: len(letters.input)]))


def letters_of_sizes(sizes: Iterable[Formula]) -> frozenset[str]:
    """Give the letters of sizes that are left open, the s of s_1."""
    return frozenset(size.letter for size in sizes if isinstance(size, Name | Entry))


def array_letters(notation: Notation) -> frozenset[str]:
    """Give the letters of the arrays of a convolution, and of the loss."""
    roles = (Role.INPUT, Role.FILTER, Role.BIAS, Role.OUTPUT)
    return frozenset({*map(notation.letter, roles), notation.loss})


def letters_given(values: Iterable[object]) -> Iterator[str]:
    """Give the letters among sizes that a person gave, the s of s_1."""
    for value in values:
        if isinstance(value, str):
            match = _SIZE.fullmatch(value)
            if match is not None:
                yield match[1]
        elif is_sequence(value):
            yield from letters_given(value)


def size_letter(letter: str, axis: int, rank: int) -> Formula:
    """Give a size that is left open: a letter, numbered by its axis where there are several."""
    return Name(letter) if rank == 1 else Entry(letter, (axis + 1,))


def read_size(name: str, value: object, least: int, taken: frozenset[Formula]) -> Formula:
    """Give a size that a person fixed to a number, or calls by a letter such as s or s_1.

    Raises `SpecError` for anything else, and for a letter that stands for something already.
    """
    if isinstance(value, str):
        match = _SIZE.fullmatch(value)
        if match is None:
            raise SpecError(
                f"{name} {shown(value)} is neither a number nor a letter such as s, s_1"
            )
        letter, below = match.groups()
        size: Formula = Name(letter)
        if below:
            size = Entry(letter, (int(below) if below.isdigit() else Name(below),))
        if size in taken:
            raise SpecError(f"{name} {shown(value)}: this letter stands for an index or an array")
        return size
    return Number(as_integer(name, value, least))


def per_axis(name: str, value: object, rank: int) -> Sequence[object]:
    """Give one value per axis from one for all, or from one per axis; `SpecError` otherwise."""
    if not is_sequence(value):
        return (value,) * rank
    if len(value) != rank:
        raise SpecError(f"{name} {shown(value)} has {len(value)} values for {rank} axes")
    return tuple(value)

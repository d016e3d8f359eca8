"""The notation of one layer at its place in a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from math import prod
from typing import Self

from symconv.formulas import Entry, Formula, Index, Name, Partial
from symconv.notation.notation import Notation
from symconv.roles import Role


@dataclass(frozen=True)
class Place:
    """How an array is written at its place.

    Attributes
    ----------
    letter : its letter
    superscript : what stands above it: the number of its layer, where one is needed
    gradient : how ∂L/∂(the array) is written, if it has a letter of its own, such as δ
    """

    letter: str
    superscript: Index | None = None
    gradient: Entry | None = None

    @property
    def whole(self) -> Entry:
        """The whole array."""
        return Entry(self.letter, superscript=self.superscript)


@dataclass(frozen=True, repr=False)
class PlacedNotation(Notation):
    """A notation that writes the arrays of one layer as its network calls them.

    `places` says how, role by role; a role that it leaves out is written as elsewhere.
    """

    places: tuple[tuple[Role, Place], ...] = ()

    @classmethod
    def of(cls, notation: Notation, places: Mapping[Role, Place]) -> Self:
        """Give `notation` with these places."""
        values = {field.name: getattr(notation, field.name) for field in fields(Notation)}
        return cls(**values, places=tuple(places.items()))

    def place(self, role: Role) -> Place:
        """Give the place of an array."""
        for known, place in self.places:
            if known is role:
                return place
        return Place(super().letter(role), super().superscript(role))

    def letter(self, role: Role) -> str:
        """Give the letter of an array."""
        return self.place(role).letter

    def superscript(self, role: Role) -> Index | None:
        """Give the number of the array's layer, where one is needed."""
        return self.place(role).superscript

    def whole(self, role: Role) -> Entry:
        """Give the whole array."""
        return self.place(role).whole

    def numbered(self, role: Role, number: Name) -> Entry:
        """Give the entry that a letter numbers."""
        return replace(self.whole(role), indices=(number,))

    def gradient(self, role: Role, array: Formula) -> Formula:
        """Give ∂L/∂(an array, or an entry of it), or δ in its place."""
        written = self.place(role).gradient
        if written is None or not isinstance(array, Entry):
            return Partial(Name(self.loss), array)
        return replace(array, letter=written.letter, superscript=written.superscript)

    def _flat_indices(self, shape: tuple[int, ...], index: tuple[int, ...]) -> tuple[int, ...]:
        return () if prod(shape) == 1 else super()._flat_indices(shape, index)

    def resolved(self, shapes: Iterable[tuple[int, ...]]) -> Notation:
        """Give the notation itself: one style of indices goes through the whole network."""
        del shapes
        return self

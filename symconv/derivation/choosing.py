"""Which entries of a long derivation are printed, and how many are left out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from symconv.derivation.step import Step, StepKind
from symconv.errors import NotationError, shown
from symconv.formulas import Add, Equation, Formula, Grid, Partial
from symconv.formulas.walk import walk_paths
from symconv.notation.indexing import indices
from symconv.roles import Role
from symconv.suggestions import Meanings, did_you_mean
from symconv.symbolic import SymbolicLayer
from symconv.symbolic.alike import classes

MOST_PRINTED = 60
"""A section of more entries prints chosen ones."""
MOST_CHOSEN = 12
MOST_TERMS = 500
"""Steps with more terms are long, however few entries they have."""
MOST_LOCAL = 120
"""More local gradients are not printed, however few entries they belong to."""
LONGEST_ROW = 16
"""Matrices of more columns are left out where entries are chosen."""
MOST_MATRICES = 12
_FEW = 3

_ENTRYWISE = frozenset(
    {
        StepKind.FORWARD, StepKind.LOCAL, StepKind.EXPANDED, StepKind.SUBSTITUTED,
        StepKind.COLLECTED, StepKind.SIMPLIFIED, StepKind.WORKED,
    }
)  # fmt: skip

Chooser: TypeAlias = Callable[[Step], tuple[tuple[Equation, ...], str]]
"""Gives the equations that are printed of a step, and what is said of the others."""


class Place(StrEnum):
    """Where an entry lies: at an end of every spatial axis, of some, or of none."""

    CORNER = "corner"
    EDGE = "edge"
    INSIDE = "inside"


@dataclass(frozen=True)
class Entries:
    """Which entries are printed: all, or where they lie; chosen ones of long sections only."""

    everything: bool = False
    places: frozenset[Place] = frozenset()

    @classmethod
    def read(cls, text: object) -> Entries:
        """Read "chosen", "all", or places such as "corner,inside".

        Raises `NotationError` for anything else.
        """
        if text == "all":
            return cls(everything=True)
        if text == "chosen":
            return cls()
        try:
            words = [word.strip() for word in text.split(",")]  # type: ignore[attr-defined]
            return cls(places=frozenset(map(Place, words)))
        except (AttributeError, ValueError):
            raise NotationError(
                f"entries {shown(text)} is not 'chosen', 'all', or places among corner, edge and "
                f"inside, such as 'corner,inside'{_place_meant(text)}"
            ) from None


_PLACES: Meanings = {
    "inner": ["inside"],
    "interior": ["inside"],
    "middle": ["inside"],
    "center": ["inside"],
    "centre": ["inside"],
    "border": ["edge"],
    "boundary": ["edge"],
    "side": ["edge"],
    "everything": ["all"],
}


def _place_meant(text: object) -> str:
    """Ask for what a word that is no place may mean."""
    if not isinstance(text, str):
        return ""
    words = [word.strip() for word in text.split(",")]
    known = [*Place, *(["all", "chosen"] if len(words) == 1 else [])]
    wrong = next((word for word in words if word not in known), "")
    return did_you_mean(wrong, map(str, known), _PLACES)


def print_all(step: Step) -> tuple[tuple[Equation, ...], str]:
    """Choose every equation of a step."""
    return step.equations, ""


def layer_chooser(layer: SymbolicLayer, entries: Entries) -> Chooser:
    """Give what chooses the equations of a layer's steps."""
    return print_all if entries.everything else _LayerChooser(layer, entries)


def network_chooser(layers: Mapping[str, SymbolicLayer], entries: Entries) -> Chooser:
    """Give what chooses the equations of a network's steps, layer by layer."""
    choosers = {name: layer_chooser(layer, entries) for name, layer in layers.items()}
    return lambda step: choosers.get(step.layer, print_all)(step)


class _LayerChooser:
    """Chooses equations by the entries that they speak of."""

    def __init__(self, layer: SymbolicLayer, entries: Entries) -> None:
        self.layer = layer
        self.entries = entries
        self._arrays: dict[Role, _Array] = {}

    def __call__(self, step: Step) -> tuple[tuple[Equation, ...], str]:
        equations = step.equations
        if step.kind is StepKind.MATRIX:
            return _readable(equations)
        if step.kind not in _ENTRYWISE:
            return equations, ""
        array = self._array(step.role or Role.OUTPUT)
        if not self._too_long(step, array):
            return equations, ""
        kept = equations
        if len(array.formulas) > MOST_CHOSEN or self.entries.places:
            kept = tuple(e for e in equations if array.number_of(e) in array.chosen)
        if step.kind is StepKind.LOCAL and len(kept) > MOST_LOCAL:
            kept = tuple(_thinned(kept, array))
        if step.kind is StepKind.LOCAL and len(kept) < len(equations):
            kept = tuple(sorted(kept, key=lambda e: array.number_of(e) or 0))
        elif _terms(kept) > MOST_TERMS and len(kept) > _FEW and not self.entries.places:
            kept = (kept[0], kept[len(kept) // 2], kept[-1])
        if len(kept) == len(equations) or not kept:
            return equations, ""
        return kept, f"and likewise the other {len(equations) - len(kept):,}"

    def _array(self, role: Role) -> _Array:
        if role not in self._arrays:
            self._arrays[role] = _Array(self.layer, role, self.entries.places)
        return self._arrays[role]

    def _too_long(self, step: Step, array: _Array) -> bool:
        if self.entries.places:
            return True
        if step.kind is StepKind.LOCAL:
            return len(array.formulas) > MOST_PRINTED or len(step.equations) > MOST_LOCAL
        return len(array.formulas) > MOST_PRINTED or _terms(step.equations) > MOST_TERMS


class _Array:
    """The entries of one array of a layer, and which of them stand for the others."""

    def __init__(self, layer: SymbolicLayer, role: Role, places: frozenset[Place]) -> None:
        self.layer = layer
        self.role = role
        self.places = places

    @property
    def formulas(self) -> Sequence[Formula]:
        """The entries as they are written."""
        if self.role is Role.OUTPUT:
            return self.layer.output_entries
        return self.layer.wrt[self.role].formulas

    @cached_property
    def _numbers(self) -> dict[Formula, int]:
        """The row-major number of each entry, and of the gradient by it."""
        gradient = self.layer.notation.gradient
        numbers = {entry: number for number, entry in enumerate(self.formulas)}
        if self.role is Role.OUTPUT:
            return numbers
        return numbers | {
            gradient(self.role, entry): number for number, entry in enumerate(self.formulas)
        }

    def number_of(self, equation: Equation) -> int | None:
        """Give the number of the entry that an equation speaks of; None if of no one entry."""
        left = equation.left
        number = self._numbers.get(left)
        if number is None and isinstance(left, Partial):
            number = self._numbers.get(left.of if self.role is Role.OUTPUT else left.by)
        return number

    @cached_property
    def chosen(self) -> frozenset[int | None]:
        """The numbers of the entries that are printed; what speaks of no one entry always is."""
        return frozenset((None, *self._representatives()))

    def _representatives(self) -> Iterator[int]:
        count = len(self.formulas)
        alike = classes(self.layer.spec, self.role)
        if alike is None:
            yield from dict.fromkeys((0, count // 2, count - 1))
            return
        seen: set[Hashable] = set()
        for number in self._in_places():
            if alike[number] not in seen and len(seen) < MOST_CHOSEN:
                seen.add(alike[number])
                yield number

    def _in_places(self) -> Iterable[int]:
        spec = self.layer.spec
        shape = spec.output_shape if self.role is Role.OUTPUT else spec.input_shape
        for number, index in enumerate(indices(shape)):
            if not self.places or _place(index[1:], shape[1:]) in self.places:
                yield number


def _terms(equations: Sequence[Equation]) -> int:
    return sum(len(e.right.terms) for e in equations if isinstance(e.right, Add))


def _place(index: Sequence[int], size: Sequence[int]) -> Place:
    ends = [i in (0, length - 1) for i, length in zip(index, size, strict=True)]
    return Place.CORNER if all(ends) else Place.EDGE if any(ends) else Place.INSIDE


def _thinned(equations: Sequence[Equation], array: _Array) -> Iterator[Equation]:
    """Give the first, a middle and the last equation of each entry."""
    by_entry: dict[int | None, list[int]] = {}
    for at, equation in enumerate(equations):
        by_entry.setdefault(array.number_of(equation), []).append(at)
    kept = {at for places in by_entry.values() for at in (places[0], places[len(places) // 2],
                                                          places[-1])}  # fmt: skip
    yield from (equation for at, equation in enumerate(equations) if at in kept)


def _readable(equations: tuple[Equation, ...]) -> tuple[tuple[Equation, ...], str]:
    """Give matrices that can be read: few enough of them, and of few enough columns."""
    columns = max(
        (part.shape[-1] for e in equations[:1] for _, part in walk_paths(e)
         if isinstance(part, Grid)),
        default=0,
    )  # fmt: skip
    if columns > LONGEST_ROW:
        return (), f"The matrices have up to {columns} columns and are left out."
    if len(equations) <= MOST_MATRICES:
        return equations, ""
    kept = (equations[0], equations[len(equations) // 2], equations[-1])
    return kept, f"and likewise the other {len(equations) - len(kept):,}"

"""What letters stand for: arrays, where they end, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from symconv.errors import DerivationError
from symconv.formulas import Entry, Equation, Formula, Index, Name, Partial

Whole: TypeAlias = Formula
"""An array without its indices: `X`, `o` with its layer above it, or ∂L/∂O."""


@dataclass(frozen=True)
class Axis:
    """The inclusive limits of the indices along one axis."""

    lower: Formula
    upper: Formula


class Extension(StrEnum):
    """What an array is outside its limits. The names are those of padding modes."""

    ZEROS = "zeros"
    CIRCULAR = "circular"
    REFLECT = "reflect"
    REPLICATE = "replicate"


@dataclass(frozen=True)
class Given:
    """An array of independent numbers."""

    axes: tuple[Axis, ...]


@dataclass(frozen=True)
class Defined:
    """An array whose entries are a formula: the equation's right side, for its left side's indices.

    The left side's indices are names.
    """

    axes: tuple[Axis, ...]
    equation: Equation


@dataclass(frozen=True)
class Extended:
    """Another array, which goes on outside its limits along its `spatial` trailing axes.

    `sources` are, for an extension other than zeros, the functions that say which place of the
    array a place outside it repeats, one per spatial axis.
    """

    of: Whole
    axes: tuple[Axis, ...]
    spatial: int
    extension: Extension = Extension.ZEROS


@dataclass(frozen=True)
class Dilated:
    """Another array with `steps` - 1 zeros between neighbours along its trailing axes.

    It is zero outside, too. Indices along those axes count from zero.
    """

    of: Whole
    axes: tuple[Axis, ...]
    steps: tuple[Formula, ...]


@dataclass(frozen=True)
class Turned:
    """Another array turned by 180 degrees: flipped along each of its `spatial` trailing axes."""

    of: Whole
    axes: tuple[Axis, ...]
    spatial: int


@dataclass(frozen=True)
class Attained:
    """Where a maximum is attained: for each of its entries, the value of one bound index there.

    The first place in row-major order counts. `equation` is the maximum's definition; `number`
    says which of its bound indices. The array does not change with small changes of what the
    maximum is taken of, so its derivative is zero.
    """

    axes: tuple[Axis, ...]
    equation: Equation
    number: int


@dataclass(frozen=True)
class Named:
    """Another array, such as the gradient from above, under a letter of its own."""

    of: Whole
    axes: tuple[Axis, ...]


Declaration: TypeAlias = Given | Defined | Extended | Dilated | Turned | Attained | Named


def whole_of(entry: Formula) -> Whole | None:
    """Give the array that an entry, or the derivative by an entry, belongs to."""
    match entry:
        case Entry():
            return replace(entry, indices=(), arguments=())
        case Partial(Name(), Entry() as by):
            return replace(entry, by=replace(by, indices=(), arguments=()))
    return None


def places_of(entry: Formula) -> tuple[Index, ...]:
    """Give the indices of an entry, or of the entry that a derivative is by.

    Raises `DerivationError` for what is no entry.
    """
    inner = entry.by if isinstance(entry, Partial) else entry
    if not isinstance(inner, Entry):
        raise DerivationError(f"{entry} is not an entry of an array")
    return (*inner.indices, *inner.arguments)


def with_places(entry: Formula, places: tuple[Index, ...]) -> Formula:
    """Give an entry with other indices, as many below the letter as before.

    Raises `DerivationError` for what is no entry.
    """
    if isinstance(entry, Partial):
        return replace(entry, by=with_places(entry.by, places))
    if not isinstance(entry, Entry):
        raise DerivationError(f"{entry} is not an entry of an array")
    below = len(entry.indices)
    return replace(entry, indices=places[:below], arguments=places[below:])


def relabelled(entry: Formula, whole: Whole, places: tuple[Index, ...]) -> Entry:
    """Give the entry of another array, its indices placed as `entry` has them.

    Raises `DerivationError` for what is no entry, and for an array that has no letter.
    """
    inner = entry.by if isinstance(entry, Partial) else entry
    if not isinstance(inner, Entry) or not isinstance(whole, Entry):
        raise DerivationError(f"{whole} has no entries")
    below = len(inner.indices)
    return replace(whole, indices=places[:below], arguments=places[below:])


def entry_like(entry: Formula, whole: Whole, places: tuple[Index, ...]) -> Formula:
    """Give the entry of another array, or of a gradient, its indices placed as `entry` has them."""
    if isinstance(whole, Partial):
        return replace(whole, by=relabelled(entry, whole.by, places))
    return relabelled(entry, whole, places)

"""The letters of a claim: indices that are free, layers, where labels begin, what it counts."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.formulas import (
    Entry,
    Equation,
    Formula,
    Maximum,
    Name,
    Number,
    Range,
    Sum,
    children,
)
from symconv.verification.facts import Array
from symconv.verification.judging.linear import linear
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.placings import names_in
from symconv.verification.judging.worlds.places import Letter, letter_of, letters_in, placing
from symconv.verification.judging.worlds.stacks import Extents
from symconv.verification.judging.worlds.values import (
    UnjudgedError,
)


def free_index_names(formula: Formula, reading: Reading) -> tuple[str, ...]:
    """Give the letters in indices that no sum around them binds, in order."""
    letter = letter_of(formula, reading)
    if letter is not None:
        names = [name for index in letter.indices for name in sorted(names_in(index))]
        return tuple(dict.fromkeys(names))
    if isinstance(formula, Entry | Range):
        return ()
    bound = set()
    if isinstance(formula, Sum | Maximum):
        bound = {limits.index.letter for limits in formula.ranges}
    found = [
        name
        for part in children(formula)
        for name in free_index_names(part, reading)
        if name not in bound
    ]
    return tuple(dict.fromkeys(found))


def layer_letters(formula: Formula, reading: Reading) -> set[str]:
    """Give the letters that count layers: those in the superscripts of arrays."""
    if not reading.layered:
        return set()
    sides = (formula.left, formula.right) if isinstance(formula, Equation) else (formula,)
    return {
        name
        for side in sides
        for letter in letters_in(side, reading)
        if letter.layer is not None
        for name in names_in(letter.layer)
    }


def highest_layer(equation: Equation, reading: Reading) -> int:
    """Give what is added to the letter of layers at most, 1 for l + 1; 0 if nothing is."""
    return max((0, *_layer_offsets(equation, reading)))


def lowest_layer(equation: Equation, reading: Reading) -> int:
    """Give the least number for the letter of layers with which a claim may speak of a layer."""
    return 1 - highest_layer(equation, reading)


def _layer_offsets(equation: Equation, reading: Reading) -> Iterator[int]:
    if not reading.layered:
        return
    for side in (equation.left, equation.right):
        for letter in letters_in(side, reading):
            found = None if letter.layer is None else linear(letter.layer)
            if found is not None and len(set(found) - {""}) == 1:
                yield int(found.get("", 0))


def label_bases(equation: Equation, reading: Reading) -> dict[str, int]:
    """Give where labels begin: the lower limit of a sum over one, else the base of positions."""
    base = reading.bases.input
    found = {"n": base, "c": base, "k": base}
    for part in _sums(equation):
        for limits in part.ranges:
            if not isinstance(limits.lower, Number) or not isinstance(limits.lower.value, int):
                continue
            for letter in letters_in(part.body, reading):
                for at, index in enumerate(letter.indices):
                    if isinstance(index, Name) and index.letter == limits.index.letter:
                        _note(found, letter, at, limits.lower.value, reading)
    return found


def _note(found: dict[str, int], letter: Letter, at: int, lower: int, reading: Reading) -> None:
    try:
        axis = placing(reading, letter.part, len(letter.indices))[at]
    except UnjudgedError:
        return
    if axis == "c" and letter.part in (Array.OUTPUT, Array.GRADIENT):
        found["k"] = lower
    elif axis in found:
        found[axis] = lower


def _sums(formula: Formula) -> Iterator[Sum]:
    if isinstance(formula, Sum):
        yield formula
    for part in children(formula):
        yield from _sums(part)


def extents_of(equation: Equation, reading: Reading) -> Extents:
    """Tell which of channels, filters and examples an equation counts."""
    axes: set[str] = set()
    for side in (equation.left, equation.right):
        for letter in letters_in(side, reading):
            if not letter.indices:
                continue
            try:
                found = placing(reading, letter.part, len(letter.indices))
            except UnjudgedError:
                continue
            if letter.part in (Array.OUTPUT, Array.GRADIENT):
                found = found.replace("c", "k")
            axes |= set(found)
    return Extents("c" in axes, "k" in axes, "n" in axes)


def numbers_only(formula: Formula) -> bool:
    """Tell whether a formula holds no letter at all."""
    if isinstance(formula, Name | Entry):
        return False
    return all(numbers_only(part) for part in children(formula))

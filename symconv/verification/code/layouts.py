"""Orders of axes: between the arrays of somebody's function and ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symconv.errors import SymconvError
from symconv.verification.code.running.outcome import Array


class LayoutError(SymconvError, ValueError):
    """Letters that name no order of a layer's axes, and arrays that cannot be laid out so."""


@dataclass(frozen=True)
class Layout:
    """An order of axes; `own` letters are the axes of our arrays, `letters` those of theirs.

    Axes that theirs lack have one entry.

    >>> Layout("NHWC", "NCHW").theirs(np.zeros((2, 3, 4, 5))).shape
    (2, 4, 5, 3)
    """

    letters: str
    own: str

    def theirs(self, array: Array) -> Array:
        """Give one of our arrays as theirs has it."""
        missing = tuple(i for i, letter in enumerate(self.own) if letter not in self.letters)
        rest = [letter for letter in self.own if letter in self.letters]
        squeezed = np.squeeze(array, axis=missing)
        return np.ascontiguousarray(squeezed.transpose([rest.index(x) for x in self.letters]))

    def ours(self, array: Array) -> Array | None:
        """Give one of their arrays in our order, or None if it has other axes."""
        if array.ndim != len(self.letters):
            return None
        rest = [letter for letter in self.own if letter in self.letters]
        ordered = array.transpose([self.letters.index(letter) for letter in rest])
        missing = tuple(i for i, letter in enumerate(self.own) if letter not in self.letters)
        return np.expand_dims(ordered, missing)

    def shape(self, ours: Sequence[int]) -> tuple[int, ...]:
        """Give the shape of one of our arrays in theirs."""
        return tuple(ours[self.own.index(letter)] for letter in self.letters)


def axes_of(shape: Sequence[int]) -> str:
    """Give the letters of the axes of an example, channels first: CHW.

    >>> axes_of((3, 4, 5)), axes_of((7,))
    ('CHW', 'C')
    """
    return "C" + "DHW"[4 - len(shape) :] if len(shape) <= 4 else ""


def read_layout(option: str, letters: str, own: str, shape: Sequence[int]) -> Layout:
    """Read an order of axes; `shape` is that of our array, of one example.

    Raises `LayoutError` naming the option, its value and what it may be.
    """
    word = _usual(letters.strip().upper(), own)
    extents = dict(zip(own, shape, strict=True))
    unknown = [letter for letter in word if letter not in own]
    if unknown or len(set(word)) < len(word) or not word:
        raise LayoutError(
            f"{option} {letters!r} is no order of the axes {own}: write each letter once, "
            f"such as {own}"
        )
    for letter in own:
        if letter not in word and extents[letter] != 1:
            raise LayoutError(
                f"{option} {letters!r} has no axis {letter}, which has {extents[letter]} entries"
            )
    return Layout(word, own)


def _usual(word: str, own: str) -> str:
    """Give a word with our letters: L or T for the one axis of a sequence, K and C of filters."""
    if "H" not in own and "W" in own:
        word = word.replace("L", "W").replace("T", "W")
    if own.startswith(("OI", "IO")):
        word = (
            word.replace("K", "O").replace("C", "I").replace("F", "O") if "O" not in word else word
        )
    return word

"""How a document is read: what its letters are, how its indices count, which layer it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from symconv.formulas import Entry, Formula, Name, Number
from symconv.verification.facts import Array, Quantity

FLAT = -1
"""The axis of a size that counts all positions of an array."""


@dataclass(frozen=True)
class Meaning:
    """A size that a letter stands for, along an axis (None: every spatial axis; `FLAT`: all)."""

    quantity: Quantity
    axis: int | None = None


@dataclass(frozen=True)
class Bases:
    """Where the printed indices of arrays begin, and by how much the output's are moved.

    An output that is not moved to the origin keeps the indices with which a true convolution
    defines it: its first entry is at filter size - 1 (`unmoved`).
    """

    input: int = 0
    filter: int = 0
    output: int = 0
    unmoved: bool = False
    centred: bool = False
    """Whether an output's index is that of the input at the middle of its window."""

    @property
    def is_mixed(self) -> bool:
        """Whether arrays begin differently."""
        return not self.input == self.filter == self.output

    @property
    def words(self) -> str:
        """What is said of it: "0-based"."""
        if self.input == self.filter == self.output:
            return f"{self.input}-based"
        return f"X from {self.input}, F from {self.filter}, O from {self.output}"


@dataclass(frozen=True)
class Reading:
    """What a document's letters and indices mean.

    `letters` gives the part of each letter; `placings` say which axes an entry's indices are, by
    part and count of indices, as letters: n example, c channel (of maps), k filter, h and w (d, h
    and w) positions, f a flat number. `filter_shift` is what has to be added to a filter's
    superscript to give the layer that it makes.
    """

    letters: Mapping[str, Array] = field(default_factory=dict)
    placings: Mapping[tuple[Array, int], str] = field(default_factory=dict)
    sizes: Mapping[str, Meaning] = field(default_factory=dict)
    bases: Bases = Bases()
    rank: int = 2
    dense: bool = False
    """Whether the layer is dense: one position, one tap."""
    pointwise: bool = False
    """Whether filters have one tap."""
    depthwise: bool = False
    """Whether each channel has a filter of its own."""
    layered: bool = False
    activated: bool = False
    filter_shift: int = 0
    bias_shift: int = 0
    flip: bool = False
    bias_placed: bool = False
    """Whether the document writes a bias with positions."""
    turned: frozenset[str] = frozenset()
    """Letters that are another array turned by 180 degrees: K' beside K."""
    spread: Mapping[str, int | None] = field(default_factory=dict)
    """Letters that are another array with stride - 1 zeros between its entries, with the number
    from which their own indices count; None for that of the other array."""
    beyond: frozenset[str] = frozenset()
    """Letters of arrays that are said to be zero outside, each of itself."""
    told: frozenset[str] = frozenset()
    """The letters of which the document says how they are made of another array."""
    inward: Array = Array.OUTPUT
    """By what δ_in is the gradient: the output, from which it comes in, or the input."""
    indexed: frozenset[str] = frozenset()
    """The letters that are used with indices, or below a ∂, somewhere."""

    paired: frozenset[str] = frozenset()
    """The letters whose entries bear an index for each axis somewhere."""

    def part(self, letter: str) -> Array | None:
        """Give the part that a letter plays."""
        return self.letters.get(letter)


def without_bias(reading: Reading) -> Reading:
    """Give a reading without a letter for a bias: that of a layer that has none."""
    letters = {name: part for name, part in reading.letters.items() if part is not Array.BIAS}
    return replace(reading, letters=letters)


def size_key(formula: Formula) -> str | None:
    r"""Give the name under which a size is known: its letter with what stands below it.

    The layer above it is left out: k_1^{l-1} is "k_1".

    >>> size_key(Entry("k", (1,), Name("l"))), size_key(Name("S"))
    ('k_1', 'S')
    """
    match formula:
        case Name(letter):
            return letter
        case Entry(letter, indices, _, ()):
            return "_".join((letter, *map(_index_text, indices)))
    return None


def _index_text(index: int | Formula) -> str:
    match index:
        case int():
            return str(index)
        case Number(value):
            return str(value)
        case Name(letter):
            return letter
    return "?"

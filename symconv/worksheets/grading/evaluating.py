"""Formulas between whole arrays, worked out on arrays of random integers to compare them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from symconv.formulas import Entry, Formula, Number, Partial
from symconv.notation import Notation
from symconv.roles import Role
from symconv.worksheets.grading.arrays import ArrayTree, Node, mentions
from symconv.worksheets.grading.comparing import Equality

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_SIZES = ((2, 2), (3, 3), (4, 4), (5, 5), (2, 3), (4, 3), (3, 5))
"""Sizes that an array may have, along the first axes in turn."""
_UNITS = ((3, 4), (2, 5), (2, 2), (3, 1))
"""Outputs and inputs of a dense layer."""
_MOST_LETTERS = 3
_MOST_ENTRIES = 4_000
_MOST_STEP = 6
_LARGEST = 10**9
_OPERATIONS = ("+", "-", "·", "correlate", "rot", "pad", "spread")
_SPATIAL = ("correlate", "rot", "pad", "spread")
_OF_MATRICES = ("+", "-", "·", "transpose")

World: TypeAlias = Mapping[Formula, tuple[int, ...]]
"""The shape of each array."""


class _NoValueError(Exception):
    """A formula that has no value here."""


def compare_values(right: ArrayTree, given: ArrayTree, rank: int, notation: Notation) -> Equality:
    """Compare two formulas of arrays with `rank` spatial axes that are written differently.

    Both are worked out on random integers of nine digits, for many sizes of the arrays. They are
    equal where all entries agree for all sizes, by the rule that a polynomial that is not zero is
    zero at few points; different where they agree for none; undecided else, since a sheet does not
    tell its sizes, and where they hold other operations.

    >>> from symconv.formulas import Entry
    >>> x, f = Entry("X"), Entry("F")
    >>> twice = Node("rot", (Node("correlate", (Node("rot", (x,)), Node("rot", (f,)))),))
    >>> compare_values(Node("correlate", (x, f)), twice, 2, Notation())
    <Equality.EQUAL: 'equal'>
    """
    letters = sorted(set(_arrays(right)), key=str)
    known = all(_is_known(tree, _OPERATIONS) for tree in (right, given))
    if known and any(mentions(right, name) for name in _SPATIAL):
        worlds = list(_worlds(letters, rank))
    elif all(_is_known(tree, _OF_MATRICES) for tree in (right, given)):
        worlds = list(_dense_worlds(letters, notation))
    else:
        return Equality.UNDECIDED
    others = set(_arrays(given)) - set(letters)
    if others:
        own = {notation.letter(role) for role in Role} | {notation.upstream_letter}
        named = all(_letter(other) in own for other in others)
        return Equality.DIFFERENT if named else Equality.UNDECIDED
    agreed = set(_agreements(right, given, worlds))
    if len(agreed) != 1:
        return Equality.UNDECIDED
    return Equality.EQUAL if agreed == {True} else Equality.DIFFERENT


def _agreements(right: ArrayTree, given: ArrayTree, worlds: Sequence[World]) -> Iterator[bool]:
    """Tell for each world in which the right formula has a value whether the other has the same."""
    draw = random.Random(0)  # noqa: S311 - numbers to try
    for shapes in worlds:
        world = _World({letter: _drawn(shape, draw) for letter, shape in shapes.items()})
        try:
            one = world.value(right)
        except _NoValueError:
            continue
        try:
            other = world.value(given)
        except _NoValueError:
            yield False
        else:
            yield one.shape == other.shape and bool((one == other).all())


def _drawn(shape: tuple[int, ...], draw: random.Random) -> Array:
    import numpy as np

    found = np.zeros(shape, dtype=object)
    for place in np.ndindex(shape):
        found[place] = draw.randrange(1, _LARGEST)
    return found


def _worlds(letters: Sequence[Formula], rank: int) -> Iterator[World]:
    if len(letters) > _MOST_LETTERS:
        return
    shapes = sorted({tuple(size[axis % 2] for axis in range(rank)) for size in _SIZES})
    for chosen in product(shapes, repeat=len(letters)):
        yield dict(zip(letters, chosen, strict=True))


def _dense_worlds(letters: Sequence[Formula], notation: Notation) -> Iterator[World]:
    """Give the shapes that the arrays of a dense layer have; vectors stand as columns."""
    for outputs, inputs in _UNITS:
        shapes = {
            notation.input: (inputs, 1),
            notation.output: (outputs, 1),
            notation.bias: (outputs, 1),
            notation.upstream_letter: (outputs, 1),
            notation.weight: (outputs, inputs),
        }
        named = {letter: shapes.get(_letter(letter)) for letter in letters}
        found = {letter: shape for letter, shape in named.items() if shape is not None}
        if len(found) == len(named):
            yield found


def _letter(leaf: Formula) -> str:
    entry = leaf.by if isinstance(leaf, Partial) else leaf
    return entry.letter if isinstance(entry, Entry) else ""


def _is_known(tree: ArrayTree, operations: Sequence[str]) -> bool:
    if isinstance(tree, Node):
        parts = all(_is_known(part, operations) for part in tree.parts)
        turned_otherwise = tree.name == "rot" and tree.options != ""
        return tree.name in operations and parts and not turned_otherwise
    return isinstance(tree, Number) or _array_of(tree) is not None


def _array_of(leaf: Formula) -> Formula | None:
    """Give a whole array, or a gradient by one; None for anything else."""
    entry = leaf.by if isinstance(leaf, Partial) else leaf
    return leaf if isinstance(entry, Entry) and not (entry.indices or entry.arguments) else None


def _arrays(tree: ArrayTree) -> Iterator[Formula]:
    if isinstance(tree, Node):
        for part in tree.parts:
            yield from _arrays(part)
    elif _array_of(tree) is not None:
        yield tree


@dataclass(frozen=True)
class _World:
    """Arrays with numbers in them."""

    arrays: Mapping[Formula, Array]

    def value(self, tree: ArrayTree) -> Array:
        import numpy as np

        if isinstance(tree, Number):
            return np.array(tree.value, dtype=object)
        if not isinstance(tree, Node):
            return self.arrays[tree]
        parts = [self.value(part) for part in tree.parts]
        first = parts[0]
        match tree.name:
            case "correlate":
                return _correlate(first, parts[1], tree.options)
            case "rot":
                return np.flip(first)
            case "transpose":
                return first.T
            case "-":
                return np.array(-first, dtype=object)
            case "pad":
                return np.pad(first, _sides(tree.options, first.ndim))
            case "spread":
                return _spread(first, _steps(tree.options, first.ndim))
        return _joined(tree.name, parts)


def _joined(name: str, parts: list[Array]) -> Array:
    found = parts[0]
    for part in parts[1:]:
        if name == "+":
            if part.shape != found.shape:
                raise _NoValueError
            found = found + part
        elif part.ndim and found.ndim:
            if part.ndim != 2 or found.ndim != 2 or found.shape[1] != part.shape[0]:
                raise _NoValueError
            found = found @ part
        else:
            found = found * part
    return found


def _numbers(text: str, rank: int) -> list[str]:
    if not re.fullmatch(r"-?\d{1,4}(:-?\d{1,4})?(x-?\d{1,4}(:-?\d{1,4})?)*", text):
        raise _NoValueError
    axes = text.split("x")
    if len(axes) not in (1, rank):
        raise _NoValueError
    return axes * (rank if len(axes) == 1 else 1)


def _steps(text: str, rank: int) -> tuple[int, ...]:
    if ":" in text or "-" in text:
        raise _NoValueError
    steps = tuple(map(int, _numbers(text, rank)))
    if not all(1 <= step <= _MOST_STEP for step in steps):
        raise _NoValueError
    return steps


def _sides(text: str, rank: int) -> list[tuple[int, int]]:
    sides = []
    for axis in _numbers(text, rank):
        before, _, after = axis.partition(":")
        sides.append((int(before), int(after or before)))
    if not all(0 <= side <= _MOST_STEP for pair in sides for side in pair):
        raise _NoValueError
    return sides


def _spread(array: Array, steps: tuple[int, ...]) -> Array:
    import numpy as np

    if array.ndim != len(steps):
        raise _NoValueError
    shape = tuple((n - 1) * step + 1 for n, step in zip(array.shape, steps, strict=True))
    found = np.zeros(shape, dtype=object)
    found[tuple(slice(None, None, step) for step in steps)] = array
    return found


def _correlate(array: Array, weights: Array, options: str) -> Array:
    import numpy as np

    rank = array.ndim
    if not rank or weights.ndim != rank:
        raise _NoValueError
    told = dict.fromkeys(("stride", "dilation"), (1,) * rank)
    for option in filter(None, options.split(",")):
        word = option.rstrip("0123456789x")
        if word not in told:
            raise _NoValueError
        told[word] = _steps(option.removeprefix(word), rank)
    weights = _spread(weights, told["dilation"])
    shape = tuple(n - k + 1 for n, k in zip(array.shape, weights.shape, strict=True))
    if min(shape) < 1 or max(array.size, weights.size) > _MOST_ENTRIES:
        raise _NoValueError
    found = np.zeros(shape, dtype=object)
    for place in np.ndindex(weights.shape):
        if weights[place] != 0:
            window = tuple(slice(p, p + n) for p, n in zip(place, shape, strict=True))
            found = found + array[window] * weights[place]
    return found[tuple(slice(None, None, step) for step in told["stride"])]

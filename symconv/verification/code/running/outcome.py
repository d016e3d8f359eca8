"""What came of a call: arrays by their place in the result, or what went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from numpy import array as new_array
from numpy import asarray, generic, ndarray, number
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

MOST_RESULTS = 64
MOST_BYTES = 256_000_000
_MOST_DEPTH = 6
_MARK = "terms of "
_KINDS = "biufc"


class Trouble(StrEnum):
    """What may go wrong with a call."""

    NONE = ""
    CRASH = "crash"
    TIME_OUT = "time-out"
    ENDED = "ended"
    """The process ended within the call."""


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    Attributes
    ----------
    arrays : the arrays of the result by their place: "" is the result, "1.0" the first of its
        second part; "attribute dW" is an attribute, "update W" what an attribute changed by
    changed : the arguments that were changed
    trouble, words : what went wrong, and how that is said, with the file's line
    """

    arrays: Mapping[str, Array] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    trouble: Trouble = Trouble.NONE
    words: str = ""

    @property
    def results(self) -> dict[str, Array]:
        """The arrays of the result itself."""
        return {place: array for place, array in self.arrays.items() if " " not in place}


@dataclass(frozen=True)
class Inputs:
    """The arrays that a function is given, by word.

    With `symbols` they hold the numbers of variables from 0, and -1 for the number 0: the function
    is run on polynomials in them.
    """

    arrays: Mapping[str, Array]
    symbols: bool = False


def flatten(result: Any) -> dict[str, Array]:
    """Give the arrays of a result by their places; what is no array of numbers is left out."""
    found: dict[str, Array] = {}
    size = 0
    for place, array in _leaves(result, "", 0):
        size += array.nbytes
        if len(found) == MOST_RESULTS or size > MOST_BYTES:
            break
        found[place] = array
    return found


def _leaves(result: Any, place: str, depth: int) -> Iterator[tuple[str, Array]]:
    if isinstance(result, ndarray | generic | int | float | complex):
        yield place, asarray(result)
        return
    if result is None or depth == _MOST_DEPTH:
        return
    parts: list[tuple[str, Any]] = []
    if isinstance(result, dict):
        parts = [
            (str(key).replace(" ", "_").replace(".", "_"), part) for key, part in result.items()
        ]
    elif isinstance(result, list) and (whole := _as_numbers(result)) is not None:
        yield place, whole
        return
    elif isinstance(result, tuple | list):
        parts = [(str(number), part) for number, part in enumerate(result)]
    for name, part in parts[:MOST_RESULTS]:
        yield from _leaves(part, f"{place}.{name}" if place else name, depth + 1)


def _as_numbers(result: list[Any]) -> Array | None:
    """Give nested lists of numbers as an array; lists of arrays are several results."""
    first: Any = result
    while isinstance(first, list) and first:
        first = first[0]
    if not isinstance(first, int | float | number):
        return None
    try:
        array = asarray(result)
    except ValueError:
        return None
    return array if array.dtype.kind in _KINDS else None


def plain(array: Array) -> Array | None:
    """Give an array as one of NumPy's own class and numbers; None for anything else."""
    if array.dtype.kind not in _KINDS:
        return None
    return new_array(array, copy=True, subok=False, order="C")

"""Letters of sizes that a formula uses as indices: i for the input's size, and x_{i,j}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from symconv.formulas import Entry, Equation, Formula, Name, Range, children
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import letters_in

_COUNTING = frozenset("ijkmnpqrtuvxy")
"""Letters that count positions wherever they stand alone as an index."""


_INDEX = re.compile(r"(?:\\(?:hat|tilde|bar)\{)?[a-z]\}?'*")


def is_index_letter(name: str) -> bool:
    """Tell whether a letter is one that indices have: a small one, primes and accents aside.

    >>> is_index_letter("i'"), is_index_letter("X"), is_index_letter("phi")
    (True, False, False)
    """
    return _INDEX.fullmatch(name) is not None


def indexed_with(equations: Iterable[Equation]) -> frozenset[str]:
    """Give the small letters that stand alone as indices of entries."""
    return frozenset(
        name
        for equation in equations
        for side in (equation.left, equation.right)
        for name in _alone(side)
        if is_index_letter(name)
    )


def _alone(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Entry):
        for index in (*formula.indices, *formula.arguments):
            if isinstance(index, Name):
                yield index.letter
    for part in children(formula):
        yield from _alone(part)


def unshadowed(reading: Reading, equation: Equation) -> Reading:
    """Give a reading in which letters that an equation counts with are no sizes.

    A letter that stands in the limits of a sum is the size there: x_n at the end of a sum to n.
    """
    counting = _counting(equation, reading) & reading.sizes.keys() - _in_limits(equation)
    if not counting:
        return reading
    sizes = {name: size for name, size in reading.sizes.items() if name not in counting}
    return replace(reading, sizes=sizes)


def _counting(equation: Equation, reading: Reading) -> set[str]:
    return {
        index.letter
        for side in (equation.left, equation.right)
        for found in letters_in(side, reading)
        for index in found.indices
        if isinstance(index, Name) and index.letter in _COUNTING
    }


def _in_limits(formula: Formula, inside: bool = False) -> set[str]:
    """Give the names in the limits of sums."""
    if inside and isinstance(formula, Name):
        return {formula.letter}
    found: set[str] = set()
    for part in children(formula):
        limited = inside or (isinstance(formula, Range) and part is not formula.index)
        found |= _in_limits(part, limited)
    return found

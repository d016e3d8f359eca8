"""Reading the terms of a function of others on symbols: every entry as a polynomial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.specs import LayerSpec
from symconv.verification.code.result import Method
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array, Outcome
from symconv.verification.code.running.symbols import as_variables, decode
from symconv.verification.code.trials import Reduction, Trial, expected_of

SYMBOL_MAX_TERMS = 20_000
"""Up to so many terms a function is run on symbols: a second or two."""


@dataclass(frozen=True)
class Variables:
    """Arrays of the numbers of variables, by word, in our order of axes; -1 is the number 0."""

    numbers: Mapping[str, Array]
    names: Sequence[tuple[str, tuple[int, ...]]]
    """For each variable the word of its array and its index there."""


def number_entries(trial: Trial) -> Variables:
    """Number the entries of the arrays of a trial; a bias that the layer has not is 0."""
    numbers: dict[str, Array] = {}
    names: list[tuple[str, tuple[int, ...]]] = []
    for word, array in trial.arrays.items():
        if not array.any():
            numbers[word] = np.full(array.shape, -1, np.int64)
            continue
        numbers[word] = np.arange(len(names), len(names) + array.size).reshape(array.shape)
        names += [(word, index) for index in np.ndindex(array.shape)]
    return Variables(numbers, names)


def expected_polynomials(
    variables: Variables, part: FunctionRole, spec: LayerSpec, reduction: Reduction
) -> Array:
    """Give what the layer makes of the variables."""
    arrays = {word: as_variables(numbers) for word, numbers in variables.numbers.items()}
    return as_polynomials(expected_of(arrays, part, spec, reduction))


def as_polynomials(array: Array) -> Array:
    """Give an array of objects with every number a polynomial."""
    result = np.empty(array.shape, dtype=object)
    flat = result.reshape(-1)
    for place, value in enumerate(array.reshape(-1).tolist()):
        flat[place] = value if isinstance(value, Polynomial) else Polynomial.constant(value)
    return result


@dataclass(frozen=True)
class Reading:
    """The terms of every entry that a function gives, in theirs, as polynomials in variables."""

    method: Method
    variables: Variables
    parts: Mapping[FunctionRole, Array]


def read_symbols(
    outcome: Outcome, variables: Variables, places: Mapping[FunctionRole, str]
) -> Reading | None:
    """Read what came of a run on symbols; None if its code did not let them all through."""
    parts = {part: polynomials_at(outcome, place) for part, place in places.items()}
    read = {part: array for part, array in parts.items() if array is not None}
    return Reading(Method.SYMBOLS, variables, read) if len(read) == len(parts) else None


def polynomials_at(outcome: Outcome, place: str) -> Array | None:
    """Give an array of the result of symbols in theirs; None if it did not come through."""
    shape, terms = (outcome.arrays.get(f"{place}|{part}") for part in ("shape", "terms"))
    if shape is None or terms is None:
        return None
    try:
        return decode(shape, terms)
    except (ValueError, IndexError):
        return None

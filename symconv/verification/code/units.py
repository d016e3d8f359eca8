"""Reading the terms of a function of others off unit arrays.

A function that is bilinear in two arrays, and linear in others, is fixed by its values on arrays
with single entries. Several entries of the second array are read in one call, each with another
power of 128, since sums of them are exact in 64-bit floats. A function that is no such form shows
when what was read is evaluated at other numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TypeAlias

import numpy as np

from symconv.derivation.algebra.polynomial import Coefficient, Monomial, Polynomial
from symconv.kernels.certificates.sampling import multiple
from symconv.specs import LayerSpec
from symconv.verification.code.forms import Forms, as_inputs
from symconv.verification.code.reading import Reading, Variables, number_entries
from symconv.verification.code.result import Method
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array, Inputs, Outcome
from symconv.verification.code.running.plan import Plan
from symconv.verification.code.running.runner import Runner
from symconv.verification.code.trials import Numbers, Trial, draw_trial

Terms: TypeAlias = list[dict[Monomial, Coefficient]]

_BASE, _DIGITS = 128, 7
MOST_CALLS = 4_000
MOST_PRODUCTS = 3_000_000
"""Up to so many calls, and products in all of them, terms are read off unit arrays."""


@dataclass(frozen=True)
class _Probe:
    """Inputs with single entries, and the monomials that their results are read as."""

    words: tuple[str, ...]
    arrays: Mapping[str, Array]
    monomials: tuple[tuple[int, ...], ...]
    scale: int


def read_off_units(
    runner: Runner,
    plan: Plan,
    forms: Forms,
    spec: LayerSpec,
    places: Mapping[FunctionRole, str],
    batch: int,
) -> Reading | None:
    """Read the terms of each part off unit arrays; in theirs, or None.

    None where that takes too many calls, a call fails, or the function is no such form: what was
    read is compared with what it gives for other numbers.
    """
    variables = number_entries(draw_trial(spec, Numbers.INTEGERS, batch))
    probes = list(_probes(variables, spec, places, batch)) if spec.polynomial else []
    products = len(probes) * batch * spec.terms
    if not probes or len(probes) > MOST_CALLS or products > MOST_PRODUCTS:
        return None
    check = draw_trial(spec, Numbers.INTEGERS, batch, 7)
    inputs = [Inputs(as_inputs(forms, plan, arrays)) for arrays in
              [check.arrays, *(probe.arrays for probe in probes)]]  # fmt: skip
    checked, *outcomes = runner.run(plan, inputs)
    read: dict[FunctionRole, Array] = {}
    for part, place in places.items():
        own = (tuple(_factors(part, spec)), ("b",))
        terms = _collected(probes, outcomes, place, own)
        if terms is None or not _agrees(terms, variables, check, checked.arrays.get(place)):
            return None
        read[part] = terms
    return Reading(Method.UNITS, variables, read)


def _probes(
    variables: Variables, spec: LayerSpec, places: Mapping[FunctionRole, str], batch: int
) -> Iterator[_Probe]:
    """Give unit arrays for every pair of entries that parts are bilinear in, and for the rest."""
    zeros = {word: np.zeros(numbers.shape) for word, numbers in variables.numbers.items()}
    yield _Probe((), zeros, ((),), 1)
    scale = batch * (multiple(spec) or 1)  # which means divide by
    pairs = {tuple(_factors(part, spec)) for part in places}
    for words in sorted(pairs):
        for one in variables.numbers[words[0]].reshape(-1).tolist():
            yield from _with_one(variables, one, words, scale)
    if "b" in spec.functions["forward"]:
        yield from _alone(variables, "b", scale)


def _factors(part: FunctionRole, spec: LayerSpec) -> list[str]:
    return [word for word in spec.functions[part.value] if word != "b"]


def _with_one(
    variables: Variables, one: int, words: tuple[str, ...], scale: int
) -> Iterator[_Probe]:
    if len(words) == 1:
        yield _Probe(words, _units(variables, {words[0]: {one: scale}}), ((one,),), scale)
        return
    first, second = words
    others = [n for n in variables.numbers[second].reshape(-1).tolist() if n >= 0]
    for start in range(0, len(others), _DIGITS):
        taken = others[start : start + _DIGITS]
        powers = {number: _BASE**power for power, number in enumerate(taken)}
        arrays = _units(variables, {first: {one: scale}, second: powers})
        monomials = tuple(tuple(sorted((one, number))) for number in taken)
        yield _Probe(words, arrays, monomials, scale)


def _alone(variables: Variables, word: str, scale: int) -> Iterator[_Probe]:
    for number in variables.numbers[word].reshape(-1).tolist():
        yield _Probe((word,), _units(variables, {word: {number: scale}}), ((number,),), scale)


def _units(variables: Variables, values: Mapping[str, Mapping[int, int]]) -> dict[str, Array]:
    """Give arrays of zeros with some entries, by the numbers of their variables."""
    arrays = {}
    for word, numbers in variables.numbers.items():
        arrays[word] = np.zeros(numbers.shape)
        flat, first = arrays[word].reshape(-1), int(numbers.reshape(-1)[0]) if numbers.size else 0
        for number, value in values.get(word, {}).items():
            flat[number - first] = value
    return arrays


def _collected(
    probes: Sequence[_Probe],
    outcomes: Sequence[Outcome],
    place: str,
    own: tuple[tuple[str, ...], ...],
) -> Array | None:
    """Put the terms of the probes of `own` words together, entry by entry.

    The first probe is of zeros: what it gives is in all others.
    """
    arrays = [outcome.arrays.get(place) for outcome in outcomes]
    constant = arrays[0]
    if constant is None:
        return None
    shape = constant.shape
    terms: Terms = [{} for _ in range(constant.size)]
    for probe, array in zip(probes, arrays, strict=True):
        if array is None or array.shape != shape:
            return None
        values = array if not probe.words else array - constant
        is_own = not probe.words or probe.words in own
        if is_own and not _read(values.reshape(-1), probe, terms):
            return None
    result = np.empty(shape, dtype=object)
    flat = result.reshape(-1)
    for number, each in enumerate(terms):
        flat[number] = Polynomial(each)
    return result


def _read(values: Array, probe: _Probe, terms: Terms) -> bool:
    """Add the terms that a probe shows; False if it shows what are no such terms."""
    if values.dtype.kind not in "iuf" or not np.array_equal(values, np.round(values)):
        return False
    if np.abs(values).max(initial=0) >= 2**53:
        return False
    for entry in np.flatnonzero(values).tolist():
        rest = int(values[entry])
        for monomial in probe.monomials:
            digit = (rest + _BASE // 2) % _BASE - _BASE // 2
            if len(probe.monomials) == 1:
                digit = rest
            rest = (rest - digit) // _BASE
            if digit:
                value = Fraction(digit, probe.scale)
                terms[entry][monomial] = int(value) if value.denominator == 1 else value
        if rest and len(probe.monomials) > 1:
            return False
    return True


def _agrees(terms: Array, variables: Variables, trial: Trial, given: Array | None) -> bool:
    """Tell whether what was read gives the same at other numbers."""
    if given is None or given.shape != terms.shape:
        return False
    numbers = [trial.arrays[word][index] for word, index in variables.names]
    values = [
        sum(float(c) * prod(numbers[v] for v in monomial) for monomial, c in each.terms.items())
        for each in terms.reshape(-1)
    ]
    return bool(np.allclose(np.array(values).reshape(given.shape), given, rtol=1e-9, atol=1e-9))

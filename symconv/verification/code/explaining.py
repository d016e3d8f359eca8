"""Saying what is wrong with a part: the cause, the entries and their terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.verification.code.comparing import Diagnosis, Run, diagnose, differing
from symconv.verification.code.findings import Cause, Finding
from symconv.verification.code.question import Question
from symconv.verification.code.reading import Reading, expected_polynomials
from symconv.verification.code.result import Method
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array
from symconv.verification.code.terms import TermNames, Writer

MOST_ENTRIES = 8
"""So many wrong entries of a part are told."""


def explain(
    question: Question, part: FunctionRole, runs: Sequence[Run], reading: Reading | None
) -> Iterator[Finding]:
    """Give what is wrong with a part; nothing if all its runs agree."""
    wrong = [run for run in runs if not run.holds]
    if not wrong:
        yield from _of_symbols(question, part, runs, reading)
        return
    diagnosis = diagnose(runs)
    first = wrong[0]
    given = first.ours
    if given is None or given.shape != first.situation.expected.shape:
        yield _wrong_shape(part, first, diagnosis)
        return
    cause = diagnosis.miss.cause if diagnosis is not None else Cause.OTHER
    different = differing(given, first.situation.expected)
    terms = _Terms(question, part, first, reading)
    # of two entries that differ, one may have the right value by chance
    entries = sorted({*map(tuple, np.argwhere(different).tolist()), *terms.differing()})
    words = _words(part, diagnosis, len(entries), different.size)
    for index in entries[:MOST_ENTRIES]:
        yield terms.finding(cause, words, index, given)


def _words(part: FunctionRole, diagnosis: Diagnosis | None, wrong: int, entries: int) -> str:
    count = f"{wrong:,} of {entries:,} entries differ"
    if diagnosis is None:
        return f"{count}, by no mistake that is known"
    return f"{diagnosis.miss.cause.value}: it is {part.value} {diagnosis.miss.words}; {count}"


def _wrong_shape(part: FunctionRole, run: Run, diagnosis: Diagnosis | None) -> Finding:
    shape = run.situation.forms.shape(part, run.situation.batch)
    words = f"the shape is {run.given.shape}, expected {shape}"
    if diagnosis is None:
        return Finding(part, Cause.WRONG_SHAPE, words)
    miss = diagnosis.miss
    if diagnosis.likely:
        words += f"; likely cause: {miss.cause.value}, {part.value} {miss.words} has that shape"
        return Finding(part, Cause.WRONG_SHAPE, words)
    return Finding(
        part, miss.cause, f"{words}; {miss.cause.value}: it is {part.value} {miss.words}"
    )


def _of_symbols(
    question: Question, part: FunctionRole, runs: Sequence[Run], reading: Reading | None
) -> Iterator[Finding]:
    """Give what terms show that numbers did not."""
    if reading is None or not runs:
        return
    terms = _Terms(question, part, runs[0], reading)
    for index in terms.differing()[:MOST_ENTRIES]:
        words = f"terms differ, on {reading.method.value}, where numbers agree"
        yield terms.finding(Cause.OTHER, words, index, None)


class _Terms:
    """The terms of a part, given and expected, where they were read."""

    def __init__(
        self, question: Question, part: FunctionRole, run: Run, reading: Reading | None
    ) -> None:
        self._part, self._run = part, run
        self._writer = Writer.of(question.spec, question.notation)
        self._given: Array | None = None
        self._expected: Array | None = None
        if reading is None:
            return
        forms = run.situation.forms
        given = forms.ours(part, reading.parts[part])
        expected = expected_polynomials(reading.variables, part, question.spec, question.reduction)
        if given is not None and given.shape == expected.shape:
            self._given, self._expected = given, expected
            self._names = TermNames(self._writer, reading.variables.names)

    def differing(self) -> list[tuple[int, ...]]:
        """Give the indices of entries whose terms differ."""
        if self._given is None or self._expected is None:
            return []
        return [i for i in np.ndindex(self._given.shape) if self._given[i] != self._expected[i]]

    def _has(self, index: tuple[int, ...]) -> bool:
        """Tell whether an entry was read: it may be of a second example, and one was read."""
        return self._given is not None and index[0] < len(self._given)

    def finding(
        self, cause: Cause, words: str, index: tuple[int, ...], values: Array | None
    ) -> Finding:
        """Give the finding of one entry."""
        entry, example = self._writer.entry(self._part, index)
        given, expected = Polynomial({}), Polynomial({})
        if self._given is not None and self._expected is not None and self._has(index):
            given, expected = self._given[index], self._expected[index]
        terms = () if given == expected else self._names.differing(given, expected)
        number = None if values is None else float(np.real(values[index]))
        right = None if values is None else float(self._run.situation.expected[index])
        return Finding(
            self._part,
            cause,
            words,
            entry,
            example if self._run.situation.batch > 1 else None,
            tuple(term for term in terms if not term.given),
            tuple(term for term in terms if not term.expected),
            tuple(term for term in terms if term.given and term.expected),
            number,
            right,
        )


def was_read(reading: Reading | None) -> bool:
    """Tell whether terms were read on symbols."""
    return reading is not None and reading.method is Method.SYMBOLS

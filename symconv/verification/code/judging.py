"""Judging a function: it is run on numbers, compared, and what is wrong is read and explained."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from symconv.collector import collector_paused
from symconv.verification.code.comparing import runs_of
from symconv.verification.code.explaining import explain
from symconv.verification.code.findings import Cause, Finding
from symconv.verification.code.forms import Forms, as_inputs
from symconv.verification.code.near_misses.near_miss import Situation
from symconv.verification.code.picking import Picked, pick
from symconv.verification.code.question import Question
from symconv.verification.code.reading import (
    SYMBOL_MAX_TERMS,
    Reading,
    Variables,
    number_entries,
    read_symbols,
)
from symconv.verification.code.result import FunctionCertificate, Method
from symconv.verification.code.roles import FunctionRole, StyleError, parts_of
from symconv.verification.code.running.outcome import Array, Inputs, Outcome, Trouble
from symconv.verification.code.running.plan import Word
from symconv.verification.code.running.runner import Runner
from symconv.verification.code.smaller import smaller_question
from symconv.verification.code.statements import state
from symconv.verification.code.styles import Style, find_style
from symconv.verification.code.trials import Trial, draw_trials
from symconv.verification.code.units import read_off_units

_NARROW = np.dtype(np.float32)


@dataclass(frozen=True)
class _Ran:
    """What came of all trials, and of symbols, and the forms in which arrays were handed over."""

    forms: Forms
    trials: tuple[Trial, ...]
    outcomes: tuple[Outcome, ...]
    symbols: Outcome | None
    variables: Variables


def judge(runner: Runner, question: Question) -> FunctionCertificate:
    """Hold a function to its layer.

    Raises `StyleError` where it is not clear how the function is called, or what it gives.
    """
    with collector_paused():
        facts = runner.describe()
        style = find_style(
            facts, question.spec, question.role, question.forms.input, question.arguments
        )
        style, ran = _run(runner, question, style)
        told = _trouble(question, ran)
        if told is not None:
            return _certificate(runner, question, style, ran, None, (told,), None)
        first = ran.outcomes[0]
        picked = pick(
            first, question.spec, question.role, style, ran.forms, ran.trials[0].batch,
            question.returns,
        )  # fmt: skip
        reading = _read(runner, question, style, ran, picked)
        findings = _findings(question, ran, picked, reading)
        certificate = _certificate(runner, question, style, ran, picked, findings, reading)
    return replace(certificate, smaller=_on_smaller(runner, question, ran, certificate))


def _on_smaller(
    runner: Runner, question: Question, ran: _Ran, certificate: FunctionCertificate
) -> FunctionCertificate | None:
    """Give the certificate for a smaller layer if it has the terms that are wrong, and this none.

    It has to fail for the same causes, unless none was found for the larger layer.
    """
    unread = any(
        finding.entry is not None and not finding.terms for finding in certificate.findings
    )
    small = smaller_question(question, ran.forms)
    if not unread or small is None or not question.spec.polynomial:
        return None
    try:
        found = judge(runner, small)
    except StyleError:
        return None
    has_terms = any(finding.terms for finding in found.findings)
    same = found.causes == certificate.causes or certificate.causes == (Cause.OTHER,)
    return found if has_terms and same else None


def _run(runner: Runner, question: Question, style: Style) -> tuple[Style, _Ran]:
    """Run all trials, in the likeliest form, or if that crashes in the first that does not."""
    batches = (2, 1, 3) if question.forms.has_batch else (1,)
    trials = draw_trials(question.spec, batches)
    if _is_alone(question, style):
        trials = tuple(trial.without_upstream(question.reduction) for trial in trials)
    (first, forms), *others = _variants(question, style)
    ran = _run_in(runner, question, first, forms, trials)
    if ran.outcomes[0].trouble is not Trouble.CRASH:
        return first, ran
    for other, forms in others:
        inputs = Inputs(as_inputs(forms, other.plan, trials[0].arrays))
        if runner.run(other.plan, [inputs])[0].trouble is Trouble.NONE:
            return other, _run_in(runner, question, other, forms, trials)
    return first, ran


def _is_alone(question: Question, style: Style) -> bool:
    """Tell whether a function gives the gradient of a loss, with no gradient from above."""
    return question.spec.kind == "loss" and Word.GRAD_O not in style.plan.words


def _can_read(question: Question, style: Style) -> bool:
    """Tell whether terms are read: of a polynomial layer of moderate size."""
    spec = question.spec
    small = spec.polynomial and spec.terms <= SYMBOL_MAX_TERMS
    return small and not _is_alone(question, style)


def _variants(question: Question, style: Style) -> list[tuple[Style, Forms]]:
    """Give the forms of numbers and arrays that may be meant, the likeliest first."""
    styles = [style]
    pairs = style.plan.with_pairs()
    if pairs != style.plan:
        told = "numbers such as the stride are given for each axis"
        styles.append(replace(style, plan=pairs, assumed=(*style.assumed, told)))
    return [(each, forms) for each in styles for forms in question.forms.variants(each.plan)]


def _run_in(
    runner: Runner, question: Question, style: Style, forms: Forms, trials: tuple[Trial, ...]
) -> _Ran:
    """Run all trials, the first once more on narrow floats, and symbols where they may do."""
    inputs = [Inputs(as_inputs(forms, style.plan, trial.arrays)) for trial in trials]
    inputs.append(Inputs({w: a.astype(_NARROW) for w, a in inputs[0].arrays.items()}))
    variables = number_entries(trials[0])
    if _can_read(question, style):
        inputs.append(Inputs(as_inputs(forms, style.plan, variables.numbers), symbols=True))
    outcomes = runner.run(style.plan, inputs)
    on_symbols = outcomes.pop() if inputs[-1].symbols else None
    return _Ran(forms, (*trials, trials[0]), tuple(outcomes), on_symbols, variables)


_MISFIT = re.compile(r"broadcast|unpack|matmul|shapes|dimension|axis|indices for array|index")
"""What Python and NumPy say where an array has other axes than are expected."""


def _trouble(question: Question, ran: _Ran) -> Finding | None:
    """Give the first crash, time-out or end of the process."""
    part = parts_of(question.role, question.spec)[0]
    for number, outcome in enumerate(ran.outcomes):
        if outcome.trouble is Trouble.NONE:
            continue
        words = outcome.words
        if number:
            narrow = " of float32" if number == len(ran.outcomes) - 1 else ""
            words += f", given a batch of {ran.trials[number].batch}{narrow}"
        elif _MISFIT.search(words):
            words += (
                "; a function of other arrays is told with --layout (NHWC, CHW, HW ...) and "
                "--filter-layout (HWIO ...)"
            )
        return Finding(part, Cause.CRASH, words)
    return None


def _situations(question: Question, ran: _Ran, part: FunctionRole) -> list[Situation]:
    return [
        Situation(
            question.spec,
            part,
            trial.arrays,
            trial.expected(part, question.spec, question.reduction),
            question.reduction,
            ran.forms,
        )
        for trial in ran.trials
    ]


def _read(
    runner: Runner, question: Question, style: Style, ran: _Ran, picked: Picked
) -> Reading | None:
    """Read every term: on symbols where the code lets them through, else off unit arrays."""
    spec = question.spec
    if not _can_read(question, style):
        return None
    if ran.symbols is not None and ran.symbols.trouble is Trouble.NONE:
        reading = read_symbols(ran.symbols, ran.variables, picked.places)
        if reading is not None:
            return reading
    for batch in range(ran.trials[0].batch, 0, -1):  # one example takes a quarter of two
        reading = read_off_units(runner, style.plan, ran.forms, spec, picked.places, batch)
        if reading is not None:
            return reading
    return None


def _findings(
    question: Question, ran: _Ran, picked: Picked, reading: Reading | None
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    results: list[Mapping[str, Array]] = [outcome.arrays for outcome in ran.outcomes]
    results[-1] = {place: _narrowed(array) for place, array in results[-1].items()}
    for part, place in picked.places.items():
        runs = runs_of(part, place, results, _situations(question, ran, part))
        found += explain(question, part, runs, reading)
        if len(runs) < len(results):
            found.append(_missing(part, len(results) - len(runs)))
    changed = dict.fromkeys(word for outcome in ran.outcomes for word in outcome.changed)
    first = next(iter(picked.places))
    found += [
        Finding(first, Cause.ARGUMENTS_CHANGED, f"the function changes its argument {word}")
        for word in changed
    ]
    return tuple(found)


def _narrowed(array: Array) -> Array:
    """Give what came of narrow floats as such: it is as exact as they are."""
    return array.astype(_NARROW) if array.dtype.kind == "f" else array


def _missing(part: FunctionRole, count: int) -> Finding:
    return Finding(part, Cause.OTHER, f"there is no such result in {count} of the runs")


def _certificate(
    runner: Runner,
    question: Question,
    style: Style,
    ran: _Ran,
    picked: Picked | None,
    findings: Sequence[Finding],
    reading: Reading | None,
) -> FunctionCertificate:
    method = Method.NUMBERS if reading is None else reading.method
    parts = tuple(picked.places) if picked is not None else parts_of(question.role, question.spec)
    assumed = [*style.assumed, ran.forms.words()]
    if picked is not None and picked.assumed:
        assumed.append(picked.assumed)
    wide = tuple(dict.fromkeys(trial.batch for trial in ran.trials))
    certificate = FunctionCertificate(
        question.spec,
        style.plan.target.name,
        question.role,
        parts,
        method,
        tuple(findings),
        assumed=tuple(assumed),
        notation=question.notation,
        batches=wide if question.forms.has_batch else (),
        shapes={
            word: tuple(array.shape)
            for word, array in as_inputs(ran.forms, style.plan, ran.trials[0].arrays).items()
        },
        in_process=runner.in_process,
    )
    return replace(certificate, statement=state(certificate, ran.trials, question.reduction))

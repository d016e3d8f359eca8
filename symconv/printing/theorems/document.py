"""What a printed theorem consists of, before any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symconv.calculus import CheckedOn, Counterexample, Words
from symconv.calculus.arrays import whole_of
from symconv.formulas import Equation, Formula, Maximum, Number, Sum, walk_paths
from symconv.notation import Notation
from symconv.theorems import (
    Claim,
    Part,
    Theorem,
    Verdict,
    describe_array,
    describe_line,
)


@dataclass(frozen=True)
class PrintedLine:
    """A line of a derivation: its number, what was done, and the right side that results."""

    number: int
    words: Words
    right: Formula


@dataclass(frozen=True)
class PrintedPart:
    """A derivation: what is given, the left side, its lines, and what was proved and checked."""

    title: Words
    given: tuple[Words, ...]
    left: Formula
    lines: tuple[PrintedLine, ...]
    reading: tuple[Words, ...]
    proof: Words


@dataclass(frozen=True)
class PrintedClaim:
    """A formula that is false, and where."""

    words: Words
    equation: Equation
    fails: Words


@dataclass(frozen=True)
class TheoremDocument:
    """A theorem to print."""

    title: str
    given: tuple[Words, ...]
    claim: Words
    statements: tuple[tuple[Words, Equation], ...]
    """Each with a heading, if there are several."""
    where: tuple[Words, ...]
    verdict: Words
    source: str
    notation: Notation
    parts: tuple[PrintedPart, ...]
    refuted: tuple[PrintedClaim, ...]


def build_document(theorem: Theorem, checked: bool = True) -> TheoremDocument:
    """Give what is printed of a theorem; without `checked`, lines are proved but not checked."""
    alone = len(theorem.parts) == 1
    parts = tuple(_part(part, checked) for part in theorem.parts)
    return TheoremDocument(
        theorem.title,
        parts[0].given if alone else (),
        theorem.claim,
        tuple(_statements(theorem)),
        tuple(_where(theorem)) if alone else (),
        tuple(_verdict(theorem)),
        theorem.source,
        theorem.notation,
        tuple(replace(part, given=()) for part in parts) if alone else parts,
        tuple(map(_claim, theorem.refuted)),
    )


def _statements(theorem: Theorem) -> Iterator[tuple[Words, Equation]]:
    if theorem.stated is not None or len(theorem.parts) == 1:
        yield (), theorem.statement
        return
    for part in theorem.parts:
        yield (*part.title, ":"), part.derivation.equation


def _where(theorem: Theorem) -> Iterator[Words]:
    """Say what the arrays of the statement are that are made of others."""
    setting = theorem.derivation.final_setting
    wholes = {whole_of(part) for _, part in walk_paths(theorem.statement.right)}
    for whole, declared in setting.arrays.items():
        described = describe_array(whole, declared) if whole in wholes else None
        if described is not None:
            yield described


def _verdict(theorem: Theorem) -> Iterator[str | Formula]:
    if not theorem.proved:
        yield "NOT proved."
    elif theorem.verdict is Verdict.PROVED:
        yield "Proved: each line follows from the one before by the rule that is named."
    else:
        yield "Corrected: "
        yield from theorem.correction


def _part(part: Part, checked: bool) -> PrintedPart:
    derivation = part.derivation
    lines: list[PrintedLine] = []
    for number, line in enumerate(derivation.lines, start=1):
        words = line.note or describe_line(line)
        is_left = number == 1 and line.right == derivation.left
        if not is_left:
            lines.append(PrintedLine(len(lines) + 1, words, line.right))
    return PrintedPart(
        part.title,
        part.given,
        derivation.left,
        tuple(lines),
        part.reading,
        tuple(_proof(part, checked)),
    )


def _proof(part: Part, checked: bool) -> Iterator[str | Formula]:
    if part.derivation.proved:
        yield "Proved: every line was derived anew from the one before by its rule, with its side "
        yield "conditions. "
    else:
        yield "NOT proved. "
    if checked:
        yield from _checked(part)


def _checked(part: Part) -> Iterator[str | Formula]:
    check = part.checked_on
    if check.counterexample is not None:
        yield "A check CONTRADICTS it: "
        yield from describe_counterexample(check.counterexample)
        return
    if not check.settings:
        yield "It was not checked on numbers besides: at these sizes that would take too long."
        return
    numbers = "integers" if part.values is None else "exact numbers"
    yield (
        f"Checked besides with {numbers} put in for the arrays: every line equals the one before "
        f"at all {check.places} index values within the limits, for {check.settings} choices of "
        "the sizes"
    )
    for number, (letter, (low, high)) in enumerate(_spans(check)):
        yield " (" if number == 0 else ", "
        yield letter
        yield f" {low} to {high}" if low != high else f" {low}"
    yield ")." if check.spans else "."
    if check.outside:
        yield (
            " One step outside the limits, every step that does not use them was compared, too, "
            f"wherever both lines have a value ({check.outside} comparisons)."
        )


def _spans(check: CheckedOn) -> list[tuple[Formula, tuple[int, int]]]:
    return sorted(check.spans.items(), key=lambda item: repr(item[0]))


def _claim(claim: Claim) -> PrintedClaim:
    return PrintedClaim(
        claim.words, claim.equation, tuple(describe_counterexample(claim.counterexample))
    )


def describe_counterexample(found: Counterexample) -> Iterator[str | Formula]:
    """Say at which sizes and indices two sides differ, and what they are."""
    yield "This is false: for "
    places = [*sorted(found.sizes.items(), key=lambda item: repr(item[0])), *found.indices.items()]
    for number, (letter, value) in enumerate(places):
        if number:
            yield ", "
        yield Equation(letter, Number(value))
    if found.right is None:
        yield " the right side reads an array where it has no entry."
    else:
        yield f" and integers put in for the arrays, the left side is {found.left}, the right "
        yield f"side {found.right}."


def is_displayed(part: object) -> bool:
    """Tell a formula that stands on a line of its own: an equation with a sum in it."""
    return isinstance(part, Equation) and any(
        isinstance(inner, Sum | Maximum) for _, inner in walk_paths(part)
    )

"""What a printed theorem consists of, before any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.derivation.calculus import CheckedOn, Counterexample, Words
from symconv.derivation.calculus.arrays import whole_of
from symconv.derivation.general import (
    Claim,
    Part,
    Theorem,
    Verdict,
    describe_array,
    describe_line,
)
from symconv.formulas import Equation, Formula, Maximum, Number, Sum, walk_paths
from symconv.symbolic import Notation


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
    claim: Words
    statement: Equation
    where: tuple[Words, ...]
    verdict: Words
    source: str
    notation: Notation
    parts: tuple[PrintedPart, ...]
    refuted: tuple[PrintedClaim, ...]


def build_document(theorem: Theorem, checked: bool = True) -> TheoremDocument:
    """Give what is printed of a theorem; without `checked`, lines are proved but not checked."""
    return TheoremDocument(
        theorem.title,
        theorem.claim,
        theorem.statement,
        tuple(_where(theorem)),
        tuple(_verdict(theorem)),
        theorem.source,
        theorem.notation,
        tuple(_part(part, checked) for part in theorem.parts),
        tuple(map(_claim, theorem.refuted)),
    )


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
        yield "Proved, by rules alone."
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
    lines = len(part.derivation.lines) - 1
    if part.derivation.proved:
        steps = "the one step" if lines == 1 else f"each of the {lines} steps"
        yield f"Proved: {steps} was derived anew from the line before it"
        yield ", with its side conditions. " if lines else ". "
    else:
        yield "NOT proved. "
    if checked:
        yield from _checked(part.checked_on)


def _checked(check: CheckedOn) -> Iterator[str | Formula]:
    if check.counterexample is not None:
        yield "A check CONTRADICTS it: "
        yield from describe_counterexample(check.counterexample)
        return
    yield (
        f"Checked besides on exact integers: every line equals the one before at {check.places} "
        f"places within the limits and {check.outside} just outside them, for {check.settings} "
        "choices of the sizes"
    )
    for number, (letter, (low, high)) in enumerate(_spans(check)):
        yield " (" if number == 0 else ", "
        yield letter
        yield f" {low} to {high}" if low != high else f" {low}"
    yield ")." if check.spans else "."


def _spans(check: CheckedOn) -> list[tuple[Formula, tuple[int, int]]]:
    return sorted(check.spans.items(), key=lambda item: repr(item[0]))


def _claim(claim: Claim) -> PrintedClaim:
    return PrintedClaim(
        claim.words, claim.equation, tuple(describe_counterexample(claim.counterexample))
    )


def describe_counterexample(found: Counterexample) -> Iterator[str | Formula]:
    """Say at which sizes and indices two sides differ, and what they are."""
    yield "false for "
    places = [*sorted(found.sizes.items(), key=lambda item: repr(item[0])), *found.indices.items()]
    for number, (letter, value) in enumerate(places):
        if number:
            yield ", "
        yield Equation(letter, Number(value))
    if found.right is None:
        yield ": the right side reads an array where it has no entry."
    else:
        yield f": with integers put in for the arrays, {found.left} on the left, "
        yield f"{found.right} on the right."


def is_displayed(part: object) -> bool:
    """Tell a formula that stands on a line of its own: an equation with a sum in it."""
    return isinstance(part, Equation) and any(
        isinstance(inner, Sum | Maximum) for _, inner in walk_paths(part)
    )

"""A theorem as a document: what is given, stated and proved, its lines, and what is false."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from symconv.calculus import Counterexample
from symconv.calculus.arrays import whole_of
from symconv.calculus.duals import Scalar
from symconv.documents import (
    Bare,
    Block,
    Data,
    Display,
    Document,
    Outcome,
    Paragraph,
    Prose,
    Section,
    Text,
    Tree,
    Verdict,
)
from symconv.formulas import Equation, Formula, Grid, Maximum, Number, Sum, walk_paths
from symconv.theorems.record import counterexample_data, part_record
from symconv.theorems.words import describe_array, describe_line

_MOST_SHOWN = 60
"""Entries of an array that is shown."""

if TYPE_CHECKING:
    from symconv.theorems.theorem import Claim, Part, Theorem


def build_document(theorem: Theorem, checked: bool = True) -> Document:
    """Give what is shown of a theorem; without `checked`, lines are proved but not checked."""
    alone = len(theorem.parts) == 1
    source: list[Block] = []
    if theorem.source:
        source = [Paragraph((f"{theorem.source}.",), "Source:")]
    blocks: list[Block] = [
        *(_given(theorem.parts[0].given) if alone else ()),
        Paragraph(theorem.claim),
        *_statements(theorem),
        *(_where(theorem) if alone else ()),
        *source,
        Verdict(tuple(_verdict(theorem)), _outcome(theorem)),
        *(_part(part, checked, () if alone else part.given) for part in theorem.parts),
        *(block for claim in theorem.refuted for block in _refuted(claim)),
    ]
    return Document(theorem.title, theorem.notation, tuple(blocks), _head(theorem), "parts")


def _head(theorem: Theorem) -> dict[str, Data]:
    refuted: list[Data] = [
        {
            "claim": Prose(claim.words),
            "latex": Bare(claim.equation),
            "formula": Tree(claim.equation),
            "counterexample": counterexample_data(claim.counterexample),
        }
        for claim in theorem.refuted
    ]
    return {
        "name": theorem.name,
        "claim": Prose(theorem.claim),
        "source": theorem.source,
        "verdict": theorem.verdict.value,
        "correction": Prose(theorem.correction),
        "proved": theorem.proved,
        "statement": theorem.statement,
        "refuted": refuted,
    }


def _given(given: Iterable[Text]) -> Iterator[Block]:
    """Give sentences; an equation in them that has a sum in it stands on a line of its own."""
    for words in given:
        text = tuple(part for part in words if not _is_displayed(part))
        displayed = tuple(
            part for part in words if isinstance(part, Equation) and _is_displayed(part)
        )
        yield Paragraph(text)
        if displayed:
            yield Display(displayed)


def _is_displayed(part: object) -> bool:
    """Tell a formula that stands on a line of its own: an equation with a sum in it."""
    return isinstance(part, Equation) and any(
        isinstance(inner, Sum | Maximum) for _, inner in walk_paths(part)
    )


def _statements(theorem: Theorem) -> Iterator[Block]:
    if theorem.stated is not None or len(theorem.parts) == 1:
        yield Display((theorem.statement,))
        return
    for part in theorem.parts:
        yield Paragraph((*part.title, ":"))
        yield Display((part.derivation.equation,))


def _where(theorem: Theorem) -> Iterator[Block]:
    """Say what the arrays of the statement are that are made of others."""
    setting = theorem.derivation.final_setting
    wholes = {whole_of(part) for _, part in walk_paths(theorem.statement.right)}
    for whole, declared in setting.arrays.items():
        described = describe_array(whole, declared) if whole in wholes else None
        if described is not None:
            yield Paragraph(described)


def _outcome(theorem: Theorem) -> Outcome:
    if not theorem.proved:
        return Outcome.FAILS
    return Outcome.CORRECTED if theorem.is_corrected else Outcome.HOLDS


def _verdict(theorem: Theorem) -> Iterator[str | Formula]:
    if not theorem.proved:
        yield "NOT proved."
    elif not theorem.is_corrected:
        yield "Proved: each line follows from the one before by the rule that is named."
    else:
        yield "Corrected: "
        yield from theorem.correction


def _part(part: Part, checked: bool, given: Iterable[Text]) -> Section:
    blocks: list[Block] = list(_given(given))
    number = 0
    for place, line in enumerate(part.derivation.lines):
        if place == 0 and line.right == part.derivation.left:
            continue
        number += 1
        words = line.note or describe_line(line)
        if words:
            blocks.append(Paragraph(words, f"({number})"))
        equation = Equation(part.derivation.left, line.right)
        blocks.append(Display((equation,), continued=number > 1))
    blocks += [Paragraph(words) for words in part.reading]
    holds = part.derivation.proved and not (checked and part.checked_on.counterexample)
    blocks.append(Verdict(tuple(_proof(part, checked)), Outcome.HOLDS if holds else Outcome.FAILS))
    return Section(part.title, tuple(blocks), part_record(part, checked))


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
    for number, (letter, (low, high)) in enumerate(check.sorted_spans):
        yield " (" if number == 0 else ", "
        yield letter
        yield f" {low} to {high}" if low != high else f" {low}"
    yield ")." if check.spans else "."
    if check.outside:
        yield (
            " One step outside the limits, every step that does not use them was compared, too, "
            f"wherever both lines have a value ({check.outside} comparisons)."
        )


def _refuted(claim: Claim) -> Iterator[Block]:
    yield Paragraph((*claim.words, "."), "Not true:")
    yield Display((claim.equation,))
    yield Paragraph(tuple(describe_counterexample(claim.counterexample)))
    arrays = _arrays(claim.counterexample)
    if arrays:
        yield Display(arrays, beside=True)


def _arrays(found: Counterexample) -> tuple[Equation, ...]:
    """Write the arrays at which a claim is false."""
    return tuple(
        Equation(whole, Grid(array.shape, tuple(map(_number, array.entries))))
        for whole, array in found.arrays.items()
        if array.shape and prod(array.shape) <= _MOST_SHOWN
    )


def _number(value: Scalar) -> Number:
    if not isinstance(value, int | Fraction):
        raise TypeError(f"{value} is no exact number")
    return Number(value)


def describe_counterexample(found: Counterexample) -> Iterator[str | Formula]:
    """Say at which sizes and indices two sides differ, and what they are."""
    yield "This is false: for "
    places = [*sorted(found.sizes.items(), key=lambda item: repr(item[0])), *found.indices.items()]
    for number, (letter, value) in enumerate(places):
        if number:
            yield ", "
        yield Equation(letter, Number(value))
    if found.left is None or found.right is None:
        yield f" {_valueless(found)}."
        return
    numbers = "integers" if found.are_integers else "fractions"
    below = ", those below" if _arrays(found) else ""
    yield f" and {numbers} put in for the arrays{below}, the left side is "
    yield Number(found.left)
    yield ", the right side "
    yield Number(found.right)
    yield "."


def _valueless(found: Counterexample) -> str:
    if found.left is None and found.right is None:
        return "neither side has a value"
    side = "left" if found.left is None else "right"
    return f"the {side} side has no value, such as where an array is read outside"

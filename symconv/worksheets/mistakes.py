"""Mistakes that people make in a sum: what they write, and what to say of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.derivation import Derivation, derive
from symconv.derivation.sameness import same
from symconv.derivation.step import Step, StepKind
from symconv.errors import SymconvError
from symconv.formulas import Add, Entry, Equation, Formula, Partial
from symconv.formulas.walk import mentions, put_at, walk_paths
from symconv.specs import ConvSpec


@dataclass(frozen=True)
class Mistake:
    """A wrong right side, and the cause that it is chosen for."""

    formula: Formula
    feedback: str


def mistakes_in(
    derivation: Derivation, step: Step, equation: Equation, draw: random.Random
) -> Iterator[Mistake]:
    """Give wrong right sides of an equation, each of another cause; none is equal to the right one.

    First those of a layer that is misread (filter turned, stride, dilation or padding forgotten),
    then those of a sum that is miswritten.
    """
    found: list[Formula] = [equation.right]
    candidates = (*_of_misread_layers(derivation, step, equation), *_of_sums(equation, draw))
    for mistake in candidates:
        if not any(_may_be_same(mistake.formula, other) for other in found):
            found.append(mistake.formula)
            yield mistake


def _may_be_same(first: Formula, second: Formula) -> bool:
    """Tell whether two right sides are equal, or not shown to differ."""
    return first == second or not same(first, second).different


def _of_misread_layers(derivation: Derivation, step: Step, equation: Equation) -> Iterator[Mistake]:
    spec = derivation.spec
    if not isinstance(spec, ConvSpec):
        return
    known = set(_entries(derivation))
    for change, feedback in _MISREAD:
        other = _misread(spec, change)
        if other is None:
            continue
        wrong = _same_entry(derive(other, derivation.notation), step, equation)
        if wrong is not None and set(_atoms(wrong)) <= known:
            yield Mistake(wrong, feedback)


def _misread(spec: ConvSpec, change: Callable[[ConvSpec], ConvSpec]) -> ConvSpec | None:
    try:
        other = change(spec)
    except SymconvError:
        return None
    return other if other != spec else None


def _unpadded(spec: ConvSpec, by: int) -> ConvSpec:
    pads = [(max(before + by, 0), max(after + by, 0)) for before, after in spec.pads]
    return replace(spec, padding=tuple(pads))


def _once(spec: ConvSpec) -> tuple[int, ...]:
    return (1,) * spec.rank


_MISREAD: tuple[tuple[Callable[[ConvSpec], ConvSpec], str], ...] = (
    (lambda spec: replace(spec, flip_filter=not spec.flip_filter),
     "The filter is turned where it should not be."),
    (lambda spec: replace(spec, stride=_once(spec)), "The stride is left out."),
    (lambda spec: replace(spec, dilation=_once(spec)), "The dilation is left out."),
    (lambda spec: _unpadded(spec, 1), "The padding is too large by one."),
    (lambda spec: _unpadded(spec, -1), "The padding is too small by one."),
)  # fmt: skip


def _same_entry(derivation: Derivation, step: Step, equation: Equation) -> Formula | None:
    """Give what another layer has on the right for the same left side."""
    for other in derivation.steps:
        if (other.kind, other.role) == (step.kind, step.role):
            for each in other.equations:
                if each.left == equation.left:
                    return each.right
    return None


def _entries(derivation: Derivation) -> Iterator[Formula]:
    layer = derivation.layer
    for array in (*layer.wrt.values(), layer.upstream):
        yield from array.formulas
    yield from layer.output_entries


def _atoms(formula: Formula) -> Iterator[Formula]:
    for _, part in walk_paths(formula):
        if isinstance(part, Partial) or (isinstance(part, Entry) and not _within(formula, part)):
            yield part


def _within(formula: Formula, part: Formula) -> bool:
    """Tell whether an entry stands in a formula as part of a derivative only."""
    partials = [each for _, each in walk_paths(formula) if isinstance(each, Partial)]
    return any(mentions(each, part) for each in partials)


def _of_sums(equation: Equation, draw: random.Random) -> Iterator[Mistake]:
    right = equation.right
    if isinstance(right, Add) and len(right.terms) > 1:
        yield Mistake(right.terms[0], "Only one term is there: all that depend on it are added.")
        dropped = draw.randrange(len(right.terms))
        rest = right.terms[:dropped] + right.terms[dropped + 1 :]
        yield Mistake(rest[0] if len(rest) == 1 else Add(rest), "A term is missing from the sum.")
    yield from _of_indices(right, draw)


def _of_indices(right: Formula, draw: random.Random) -> Iterator[Mistake]:
    """Exchange the last two indices of an entry, or take a neighbour in place of one."""
    places = [
        (path, part)
        for path, part in walk_paths(right)
        if isinstance(part, Entry) and len(part.indices) > 1
    ]
    if not places:
        return
    path, entry = draw.choice(places)
    assert isinstance(entry, Entry)
    *first, row, column = entry.indices
    if row != column:
        turned = replace(entry, indices=(*first, column, row))
        yield Mistake(put_at(right, path, turned), "Row and column of an entry are exchanged.")


def swapped_entries(right: Formula, known: Mapping[str, tuple[Formula, ...]]) -> Iterator[Formula]:
    """Give a right side with one of its entries replaced by another of the same array."""
    for path, part in walk_paths(right):
        if isinstance(part, Entry) and part.letter in known:
            for other in known[part.letter]:
                if other != part:
                    yield put_at(right, path, other)


CHOOSABLE = (StepKind.SUBSTITUTED, StepKind.FORWARD)
"""Steps of whose equations a right side may be chosen, or hold a slip."""

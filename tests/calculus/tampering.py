"""What may be written wrong in a line: every way to change one part of a formula a little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from symconv.calculus import IndexDerivation, Line
from symconv.formulas import (
    Add,
    Entry,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Product,
    Range,
    Sum,
    put_at,
    substitute,
    walk_paths,
)
from tests.calculus.writing import D, S, plus, times


def tampered(derivation: IndexDerivation, number: int, line: Line) -> IndexDerivation:
    """Give a derivation with another line in the place of one."""
    lines = list(derivation.lines)
    lines[number] = line
    return replace(derivation, lines=tuple(lines))


def changes(derivation: IndexDerivation, number: int) -> Iterator[tuple[str, IndexDerivation]]:
    """Give a derivation with every small change of one of its lines, and what the change is."""
    line = derivation.lines[number]
    for what, right in _changes(line.right, derivation.setting.scales):
        yield what, tampered(derivation, number, replace(line, right=right))


def _changes(formula: Formula, scales: frozenset[Formula]) -> Iterator[tuple[str, Formula]]:
    for path, part in walk_paths(formula):
        for what, other in _changed(part):
            yield what, put_at(formula, path, other)
    swapped = substitute(formula, {S: D, D: S})
    if swapped != formula and {S, D} <= scales:
        yield "stride and dilation swapped", swapped


def _changed(part: Formula) -> Iterator[tuple[str, Formula]]:
    match part:
        case Range(_, lower, upper) if lower is not None and upper is not None:
            yield "upper limit too high", replace(part, upper=plus(upper, 1))
            yield "upper limit too low", replace(part, upper=plus(upper, -1))
            yield "lower limit too high", replace(part, lower=plus(lower, 1))
        case Entry(indices=indices):
            for at, index in enumerate(indices):
                for what, other in _changed_index(index):
                    yield what, replace(part, indices=(*indices[:at], other, *indices[at + 1 :]))
        case _:
            yield from _shorter(part)


def _shorter(part: Formula) -> Iterator[tuple[str, Formula]]:
    """Give a part of a formula with one thing left out."""
    match part:
        case Sum(body, ranges, conditions):
            for fewer in _without_one(conditions):
                yield "condition dropped", Sum(body, ranges, fewer)
        case Indicator(conditions):
            for fewer in _without_one(conditions):
                yield "delta forgotten", Indicator(fewer)
        case Product(factors) if len(factors) > 1 and not _is_index(part):
            for fewer in _without_one(factors):
                yield "factor forgotten", Product(fewer)
        case Add(terms) if not _is_index(part):
            for fewer in _without_one(terms):
                yield "term forgotten", Add(fewer)


def _without_one(parts: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for at in range(len(parts)):
        yield parts[:at] + parts[at + 1 :]


def _is_index(part: Formula) -> bool:
    return not any(isinstance(inner, Entry | Partial | Indicator) for _, inner in walk_paths(part))


def _changed_index(index: int | Formula) -> Iterator[tuple[str, int | Formula]]:
    if isinstance(index, int):
        yield "place off by one", index + 1
        return
    yield "place off by one", plus(index, 1)
    for path, inner in walk_paths(index):
        if isinstance(inner, Name) and len(path) < 3:
            yield f"sign of {inner.letter}", put_at(index, path, times(-1, inner))
            yield f"{inner.letter} forgotten", put_at(index, path, Number(0))

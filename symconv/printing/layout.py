"""How much of a step fits on a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TypeVar

from symconv.derivation import StepKind
from symconv.formulas import (
    Add,
    Apply,
    Cases,
    Entry,
    Equation,
    Formula,
    Grid,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
)
from symconv.formulas.walk import children
from symconv.notation.letters import letter_to_text

S = TypeVar("S", list[Equation], list[str], list[float], tuple[Formula, ...])
SHORT_KINDS = frozenset({StepKind.LOCAL})
"""Steps whose equations are short enough to stand several to a line."""

_MINUS_ONE = Number(-1)
_SMALL_LETTER = 0.6
SIGN_WIDTH = 2.0
COMMA_WIDTH = 0.8
_BRACE = 8.0
_INDENT = 3.0
_COLUMN_GAP = 1.8
_SAMPLES = 40


@dataclass(frozen=True, slots=True)
class StackedSum(Add):
    """A sum inside a formula, written over several lines, so many terms to each."""

    per_line: int = 1


@dataclass(frozen=True, slots=True)
class StackedApply(Apply):
    """A function whose arguments are written over several lines, so many to each."""

    per_line: int = 1


def width(formula: Formula) -> float:
    """Estimate how wide a formula is when typeset, in letters."""
    match formula:
        case Entry(letter, indices, superscript, arguments):
            digits = sum(len(str(index)) for index in indices if isinstance(index, int))
            script = max(digits + len(indices) / 2, 0 if superscript is None else 3)
            places = 1 + 1.2 * len(arguments) if arguments else 0
            return len(letter_to_text(letter)) + _SMALL_LETTER * script + places
        case Partial(of, by):
            return 1 + max(width(of), width(by))
        case Number():
            return 1
        case Name(letter):
            return len(letter_to_text(letter))
        case Add() | Apply() | Power():
            return _inner_width(formula)
        case Quotient(numerator, denominator):
            return max(width(numerator), width(denominator))
        case Cases(cases):
            return _BRACE + max(map(width, cases))
        case Grid(shape, entries):
            columns = shape[-1] * (shape[0] if len(shape) > 2 else 1)
            samples = entries[:: len(entries) // _SAMPLES + 1]
            return 2 + columns * (_COLUMN_GAP + max(map(width, samples)))
    return sum(width(child) + SIGN_WIDTH / 2 for child in children(formula))


def _inner_width(formula: Add | Apply | Power) -> float:
    """Estimate how wide a formula is that is written around others, or over several lines."""
    match formula:
        case StackedSum(terms, per_line):
            return max(run_width(run, SIGN_WIDTH) for run in evenly(terms, per_line))
        case StackedApply(function, arguments, per_line):
            runs = evenly(arguments, per_line)
            return _name_width(function) + max(run_width(run, COMMA_WIDTH) for run in runs)
        case Apply("abs", (argument,)):
            return width(argument) + SIGN_WIDTH / 2
        case Add(terms):
            return run_width(terms, SIGN_WIDTH)
        case Apply(function, arguments):
            return _name_width(function) + run_width(arguments, COMMA_WIDTH)
        case Power(base, exponent):
            return width(base) + SIGN_WIDTH / 2 + _SMALL_LETTER * width(exponent)
    raise TypeError(formula)


def run_width(formulas: Sequence[Formula], gap: float) -> float:
    """Estimate how wide formulas are that stand in a row, with so wide a sign between them."""
    return sum(map(width, formulas)) + gap * max(len(formulas) - 1, 0)


def most_in_run(formulas: Sequence[Formula], gap: float, room: float) -> int:
    """Give how many of the formulas, at least one, may stand in each run so that all runs fit."""
    widths = list(map(width, formulas))
    most = int((room + gap) / (sum(widths) / len(widths) + gap)) + 1
    while most > 1 and any(sum(run) + gap * (len(run) - 1) > room for run in evenly(widths, most)):
        most -= 1
    return max(most, 1)


def _name_width(function: str) -> float:
    return len(letter_to_text(function)) + SIGN_WIDTH / 2


def height(formula: Formula) -> int:
    """Give how many rows a formula has: those of its highest matrix."""
    if isinstance(formula, Grid):
        return formula.shape[-2] if len(formula.shape) > 1 else 1
    return max(map(height, children(formula)), default=1)


def terms_per_line(equations: Sequence[Equation], line: float) -> int:
    """Give how many terms of the sums in `equations` fit on a line of so many letters."""
    terms = [
        term
        for direction in (iter(equations), reversed(equations))
        for right in islice((e.right for e in direction if isinstance(e.right, Add)), 1)
        for term in (right.terms[0], right.terms[-1])
    ]
    if not terms:
        return 1
    left = width(equations[-1].left)
    return max(1, int((line - left - SIGN_WIDTH) / (max(map(width, terms)) + SIGN_WIDTH)))


def terms_that_fit(equation: Equation, per_line: int, line: float) -> int:
    """Give how many terms of an equation's sum, at most `per_line`, fit on each of its lines.

    Terms that are products of entries are about as wide as each other; others may differ much.
    """
    right = equation.right
    if not isinstance(right, Add) or all(map(is_short, right.terms)):
        return per_line
    room = line - width(equation.left) - SIGN_WIDTH - _INDENT
    return min(per_line, most_in_run(right.terms, SIGN_WIDTH, room))


def is_short(formula: Formula) -> bool:
    """Tell at once of the terms that most derivations have that they are short."""
    factors = formula.factors if isinstance(formula, Product) else (formula,)
    return all(isinstance(factor, Entry | Partial | Number) for factor in factors)


def split_sum(equation: Equation, per_line: int) -> list[tuple[Formula, ...]]:
    """Give the terms of the right side in runs of at most `per_line`, about equally long."""
    right = equation.right
    if not isinstance(right, Add) or len(right.terms) <= per_line:
        return [(right,)]
    return list(evenly(right.terms, per_line))


@dataclass(frozen=True)
class FactoredSum:
    """A product one of whose factors is a sum too long for a line: the sum in runs of terms."""

    before: tuple[Formula, ...]
    runs: tuple[tuple[Formula, ...], ...]
    after: tuple[Formula, ...]


def factored_sum(equation: Equation, line: float) -> FactoredSum | None:
    """Give the right side in parts if it is a product with a sum that is too long for a line."""
    right = equation.right
    room = line - width(equation.left) - SIGN_WIDTH
    if not isinstance(right, Product) or width(right) <= room or right.factors[0] == _MINUS_ONE:
        return None
    sums = [factor for factor in right.factors if isinstance(factor, Add)]
    if not sums:
        return None
    longest = max(sums, key=width)
    place = right.factors.index(longest)
    before, after = right.factors[:place], right.factors[place + 1 :]
    room -= sum(map(width, before + after)) + SIGN_WIDTH + _INDENT
    per_line = max(1, int(room / (max(map(width, longest.terms)) + SIGN_WIDTH)))
    runs = tuple(evenly(longest.terms, per_line))
    return FactoredSum(before, runs, after) if len(runs) > 1 else None


def short_rows(equations: Sequence[Equation], line: float) -> Iterator[Sequence[Equation]]:
    """Give short equations in rows that fit a line, a new row for each entry differentiated."""
    if not equations:
        return
    runs = [list(group) for _, group in groupby(equations, key=_subject)]
    if all(len(run) == 1 for run in runs):
        runs = [list(equations)]
    for run in runs:
        long = (equation for equation in run if not is_short(equation.right))
        widest = max(map(width, (*long, equations[-1])))
        yield from evenly(run, max(1, int(line / (widest + 3 * SIGN_WIDTH))))


def evenly(items: S, most: int) -> Iterator[S]:
    """Give runs of at most so many items, about equally long."""
    if not items:
        return
    runs = -(-len(items) // most)
    length = -(-len(items) // runs)
    for at in range(0, len(items), length):
        yield items[at : at + length]


def _subject(equation: Equation) -> int:
    left = equation.left
    return id(left.of if isinstance(left, Partial) else left)

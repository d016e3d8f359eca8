"""Which indices of one sum are which of another: guesses, which the rule `Recount` checks.

Two sums of the same terms read the same arrays. If a factor of one is an entry at places p and a
factor of the other an entry of the same array at places q, then p = q; these equations are solved
for the indices of the one, and for those of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import TypeAlias

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.calculus.rules.sums import factors_of
from symconv.calculus.rules.terms import Recount, as_sum
from symconv.calculus.setting import Setting
from symconv.calculus.steps import take_step
from symconv.formulas import Entry, Formula, Index, Name, children

Pairs: TypeAlias = list[tuple[Index, Index]]
Solved: TypeAlias = dict[Formula, IndexPolynomial]


def recounts(source: Formula, target: Formula, setting: Setting) -> Iterator[Recount]:
    """Give the ways in which the terms of one formula may be those of another, as rules."""
    old, new = as_sum(source), as_sum(target)
    if len(old.ranges) != len(new.ranges):
        return
    names = [limits.index for limits in old.ranges]
    wanted = [limits.index for limits in new.ranges]
    marks = [Name(f"{name.letter} of the source") for name in names]
    marked: Solved = {name: read_index(mark) for name, mark in zip(names, marks, strict=True)}
    unmarked: Solved = {mark: read_index(name) for name, mark in zip(names, marks, strict=True)}
    for pairs in _pairings(factors_of(old.body), factors_of(new.body)):
        equations = [read_index(p).substitute(marked) - read_index(q) for p, q in pairs]
        for values in _solutions(equations, marks, wanted):
            back = [read_index(mark) - values[mark] for mark in marks]
            inverse = _solve(back, wanted)
            if len(inverse) == len(wanted):
                write = setting.limit
                yield Recount(
                    tuple((n, write(values[m])) for n, m in zip(names, marks, strict=True)),
                    tuple((n, write(inverse[n].substitute(unmarked))) for n in wanted),
                    new.ranges,
                    new.conditions,
                )


def _pairings(source: Sequence[Formula], target: Sequence[Formula]) -> Iterator[Pairs]:
    """Pair every factor with one of the other formula, in every way; give the places paired."""
    take_step()
    if len(source) != len(target):
        return
    if not source:
        yield []
        return
    for at, other in enumerate(target):
        places = _places(source[0], other)
        if places is not None:
            rest = (*target[:at], *target[at + 1 :])
            for pairs in _pairings(source[1:], rest):
                yield places + pairs


def _places(left: Formula, right: Formula) -> Pairs | None:
    """Pair the places of two formulas that differ in nothing else; None if they do."""
    if type(left) is not type(right):
        return None
    if isinstance(left, Entry) and isinstance(right, Entry):
        same = (left.letter, left.superscript) == (right.letter, right.superscript)
        if not same or len(left.indices) != len(right.indices):
            return None
        ours, theirs = (*left.indices, *left.arguments), (*right.indices, *right.arguments)
        return list(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else None
    if isinstance(left, Name):
        return [(left, right)]
    parts, others = tuple(children(left)), tuple(children(right))
    if not parts or len(parts) != len(others):
        return [] if left == right else None
    pairs: Pairs = []
    for part, other in zip(parts, others, strict=True):
        found = _places(part, other)
        if found is None:
            return None
        pairs += found
    return pairs


def _solutions(
    equations: list[IndexPolynomial], unknown: list[Name], wanted: list[Name]
) -> Iterator[Solved]:
    """Solve equations for unknowns; those that they leave open are each one of the wanted."""
    solved = _solve(equations, unknown)
    left_open = [name for name in unknown if name not in solved]
    for guess in permutations(wanted, len(left_open)):
        guessed = [read_index(a) - read_index(b) for a, b in zip(left_open, guess, strict=True)]
        take_step()
        values = _solve([*equations, *guessed], unknown)
        if len(values) == len(unknown) and all(
            not equation.substitute(values).terms for equation in equations
        ):
            yield values


def _solve(equations: list[IndexPolynomial], unknown: Sequence[Formula]) -> Solved:
    """Solve equations "polynomial = 0" for as many unknowns as have the coefficient 1 or -1."""
    solved: Solved = {}
    while True:
        for equation in equations:
            found = _solved_for(equation, [name for name in unknown if name not in solved])
            if found is not None:
                break
        else:
            return solved
        equations = [equation.substitute(found) for equation in equations]
        solved = {name: value.substitute(found) for name, value in solved.items()} | found


def _solved_for(equation: IndexPolynomial, unknown: Sequence[Formula]) -> Solved | None:
    for name in unknown:
        try:
            coefficient = equation.coefficient_of(name)
        except RuleError:
            continue
        if coefficient.constant in (1, -1):
            return {name: coefficient * (coefficient * read_index(name) - equation)}
    return None

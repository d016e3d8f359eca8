"""Leaving parts of equations out: which parts may be, which are, and what they were."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from symconv.formulas import (
    Add,
    Apply,
    Blank,
    Correlate,
    CorrelatePairs,
    Entry,
    Equation,
    Formula,
    Grid,
    MatrixProduct,
    Number,
    Partial,
    Product,
    Sum,
)
from symconv.formulas.chains import Chain
from symconv.formulas.walk import Path, at_path, children, put_at, walk_paths
from symconv.notation import Notation
from symconv.printing.formulas import TextPrinter
from symconv.worksheets.options import Blanks, Unit

_ATOMS = (Entry, Partial)
_WIDEST = 60
"""Letters of the widest blank: that of a line."""
_INNER = (Add, Apply, Chain, Correlate, CorrelatePairs, Equation, Grid, MatrixProduct, Sum)


@dataclass(frozen=True)
class Taken:
    """A part that was left out: the number of its blank, and what it was."""

    number: int
    formula: Formula


@dataclass
class Numbering:
    """Numbers the blanks of a sheet, from 1, each as wide as what it stands for."""

    notation: Notation
    last: int = 0
    taken: list[Taken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._printer = TextPrinter(self.notation)

    def take_number(self) -> int:
        """Give the next number, for an answer that is not left out of a formula."""
        self.last += 1
        return self.last

    def blank(self, formula: Formula) -> Blank:
        """Give a blank for a part, and note what it was."""
        self.last += 1
        self.taken.append(Taken(self.last, formula))
        return Blank(self.last, min(len(self._printer.write(formula)), _WIDEST))


Statement = TypeVar("Statement", bound=Formula)


def leave_out(
    statements: Sequence[Statement], blanks: Blanks, draw: random.Random, numbering: Numbering
) -> tuple[Statement, ...]:
    """Give equations and chains with parts left out, all but of what stands on the left.

    At least one part is, unless there is none that can be. Parts that lie in each other are not
    both left out.
    """
    places = [
        (at, path)
        for at, statement in enumerate(statements)
        for path in statement_places(statement, blanks)
    ]
    chosen = set(_chosen(places, statements, blanks, draw))
    found = []
    for at, statement in enumerate(statements):
        left: Any = statement
        for path in sorted(path for number, path in chosen if number == at):
            left = put_at(left, path, numbering.blank(at_path(left, path)))
        found.append(left)
    return tuple(found)


def statement_places(statement: Formula, blanks: Blanks) -> Iterator[Path]:
    """Give the paths of what may be left out of an equation, or of each link of a chain."""
    match statement:
        case Equation(_, right):
            for path in candidates(right, blanks.unit):
                if path[: len(blanks.within)] == blanks.within:
                    yield (1, *path)
        case Chain(_, links):
            for place, link in enumerate(links, 1):
                for path in candidates(link.right, blanks.unit):
                    yield (place, 0, *path)


def _chosen(
    places: Sequence[tuple[int, Path]],
    statements: Sequence[Formula],
    blanks: Blanks,
    draw: random.Random,
) -> Iterable[tuple[int, Path]]:
    if blanks.name:
        return [(at, path) for at, path in places if _is_named(statements[at], path, blanks.name)]
    if blanks.every:
        return places[blanks.every - 1 :: blanks.every]
    if not places:
        return ()
    return draw.sample(places, max(1, round(len(places) * blanks.share)))


def _is_named(statement: Formula, path: Path, name: str) -> bool:
    part = at_path(statement, path)
    wanted = name.replace("{", "").replace("}", "").replace("[", "_").replace("]", "")
    return any(_written(each) == wanted for _, each in walk_paths(part)) or any(
        isinstance(each, Entry) and each.letter == wanted for _, each in walk_paths(part)
    )


def _written(formula: Formula) -> str:
    """Give an entry as a person types it: F_12, F_1,10."""
    if not isinstance(formula, Entry) or not formula.indices:
        return ""
    places = [str(place) for place in formula.indices]
    joined = "".join(places) if all(len(place) == 1 for place in places) else ",".join(places)
    return f"{formula.letter}_{joined}"


def candidates(right: Formula, unit: Unit) -> Iterator[Path]:
    """Give the paths of the parts of a right side that may be left out, none within another.

    >>> from symconv.formulas import Name
    >>> side = Add((Product((Name("a"), Name("b"))), Name("c")))
    >>> list(candidates(side, Unit.TERM)), list(candidates(side, Unit.FACTOR))
    ([(0,), (1,)], [(0, 0), (0, 1), (1,)])
    """
    if unit is Unit.SIDE or isinstance(right, Blank):
        yield ()
        return
    yield from _parts(right, (), unit)


def _parts(formula: Formula, path: Path, unit: Unit) -> Iterator[Path]:
    """Give the terms of sums, the factors of products, the entries of matrices, and what acts."""
    inner = unit is Unit.FACTOR and isinstance(formula, Product)
    if inner or isinstance(formula, _INNER):
        for place, child in enumerate(children(formula)):
            if isinstance(formula, Sum) and place > 0:
                return  # ranges
            if not _is_plain(child):
                yield from _parts(child, (*path, place), _unit_within(formula, unit))
        return
    yield path


def _unit_within(formula: Formula, unit: Unit) -> Unit:
    """Give what is left out of a part: what is summed over indices is one term, of factors."""
    return Unit.FACTOR if isinstance(formula, Sum) else unit


def _is_plain(formula: Formula) -> bool:
    """Tell what is not worth a blank: a zero of a matrix."""
    return formula == Number(0)

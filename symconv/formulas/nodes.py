"""Scalar formulas: entries of arrays, derivatives, sums, products, equations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from importlib import import_module
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Formula:
    """Base of every node; `str` gives it as it is read, on one line of plain text."""

    def __init_subclass__(cls) -> None:
        # A notebook takes this of the class whose repr it would take, which every node has.
        cls._repr_pretty_ = Formula._repr_pretty_  # type: ignore[method-assign]

    def __str__(self) -> str:
        return _written(self, "text", "TextPrinter")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show the formula as it is read where a notebook shows text."""
        printer.text("..." if cycle else str(self))

    def _repr_latex_(self) -> str:
        """Show the formula as a formula in a notebook."""
        return rf"$\displaystyle {_written(self, 'latex', 'LatexPrinter')}$"


def _written(formula: Formula, module: str, printer: str) -> str:
    """Write a formula in the usual notation, for a message or a notebook.

    The printers are asked by name: they stand above, and are needed only where somebody reads.
    """
    notation = import_module("symconv.notation").Notation()
    text: str = getattr(import_module(f"symconv.printing.formulas.{module}"), printer)(
        notation
    ).write(formula)
    return text


Index: TypeAlias = int | Formula


@dataclass(frozen=True, slots=True)
class Number(Formula):
    """An exact number; a whole one is an `int`, so that equal numbers are written alike."""

    value: int | Fraction

    def __post_init__(self) -> None:
        if isinstance(self.value, Fraction) and self.value.denominator == 1:
            object.__setattr__(self, "value", self.value.numerator)


@dataclass(frozen=True, slots=True)
class Blank(Formula):
    """A place that is left for an answer: its number, and how wide it is, in letters."""

    number: int
    width: int


@dataclass(frozen=True, slots=True)
class Name(Formula):
    """A scalar known by a letter: a loss, a size, a bound index."""

    letter: str


@dataclass(frozen=True, slots=True)
class Entry(Formula):
    """An entry of an array as it is written, or the whole array when nothing follows the letter.

    `indices` stand below the letter; `superscript` above it (a layer number); `arguments`
    in parentheses after it.
    """

    letter: str
    indices: tuple[Index, ...] = ()
    superscript: Index | None = None
    arguments: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Partial(Formula):
    """The partial derivative of one formula by another."""

    of: Formula
    by: Formula


@dataclass(frozen=True, slots=True)
class Product(Formula):
    """Factors in the order in which they are written."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Add(Formula):
    """Terms in the order in which they are written; no terms is zero."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Formula):
    """A fraction."""

    numerator: Formula
    denominator: Formula


@dataclass(frozen=True, slots=True)
class Power(Formula):
    """A base with its exponent."""

    base: Formula
    exponent: Formula


@dataclass(frozen=True, slots=True)
class Apply(Formula):
    """A named function of its arguments."""

    function: str
    arguments: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Floor(Formula):
    """The largest integer that does not exceed the body."""

    body: Formula


class Relation(StrEnum):
    """How the two sides of a condition compare."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    DIVIDES = "divides"


@dataclass(frozen=True, slots=True)
class Condition(Formula):
    """A relation between two formulas: it restricts a sum, or decides between cases."""

    left: Formula
    relation: Relation
    right: Formula


@dataclass(frozen=True, slots=True)
class Within(Formula):
    """A formula that lies between two others, both inclusive: a condition on where it is."""

    lower: Formula
    value: Formula
    upper: Formula


@dataclass(frozen=True, slots=True)
class ForEvery(Formula):
    """A condition that holds for every value of the bound indices."""

    condition: Condition | Within
    ranges: tuple[Range, ...]


Restriction: TypeAlias = Condition | Within | ForEvery


@dataclass(frozen=True, slots=True)
class Range(Formula):
    """A bound index with its inclusive limits; no limits means every value that makes sense."""

    index: Name
    lower: Formula | None = None
    upper: Formula | None = None


@dataclass(frozen=True, slots=True)
class Sum(Formula):
    """The sum of a body over bound indices that obey the conditions."""

    body: Formula
    ranges: tuple[Range, ...]
    conditions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True)
class Maximum(Formula):
    """The largest value of a body over bound indices that obey the conditions."""

    body: Formula
    ranges: tuple[Range, ...]
    conditions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator(Formula):
    """One where all the conditions hold, else zero."""

    conditions: tuple[Restriction, ...]


@dataclass(frozen=True, slots=True)
class Case(Formula):
    """A value and the condition under which it is taken; None is "otherwise"."""

    value: Formula
    condition: Condition | None = None
    further: tuple[Condition, ...] = ()
    """What has to hold besides."""


@dataclass(frozen=True, slots=True)
class Cases(Formula):
    """The value of the first case whose condition holds."""

    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Equation(Formula):
    """Two formulas said to be equal."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Assignment(Equation):
    """The left side takes the value of the right side, in which it still has its old value."""


@dataclass(frozen=True, slots=True)
class Renewed(Formula):
    """The value that a formula has after an update."""

    of: Formula


PRIME = "'"
"""Ends the name of an index that another index of the same letter made to give way."""
ZERO = Number(0)
ONE = Number(1)

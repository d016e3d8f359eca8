"""How wide formulas are: in letters when typeset, in characters as plain text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from symconv.formulas import (
    Add,
    Apply,
    Blank,
    Cases,
    Entry,
    Equation,
    Formula,
    Grid,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
)
from symconv.formulas.chains import Chain, Decimal, Held, Link, Rounded
from symconv.formulas.walk import children
from symconv.notation import Notation
from symconv.notation.letters import letter_to_text
from symconv.printing.formulas.blanks import letters_of
from symconv.printing.formulas.printer import Halved
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.stacked import StackedApply, StackedSum, evenly

_SMALL = 0.6
_SMALLER = 0.52
_BRACE = 8.0
_COLUMN_GAP = 1.8
_SAMPLES = 40
_LEAST_SIGN = 2.0


class Measure(ABC):
    """Gives the width of formulas.

    `sign` is that of a plus with its spaces, `times` of a sign between factors, `comma` of ", ",
    `bracket` of a parenthesis.
    """

    sign: float
    times: float
    comma: float
    bracket: float

    @abstractmethod
    def most_beside(self, widest: float, line: float) -> int:
        """Give how many equations of that width may stand side by side on a line."""

    @abstractmethod
    def width(self, formula: Formula) -> float:
        """Give how wide a formula is."""

    def of_row(self, formulas: Sequence[Formula], gap: float) -> float:
        """Give how wide formulas are that stand in a row, with so wide a sign between them."""
        return sum(map(self.width, formulas)) + gap * max(len(formulas) - 1, 0)

    def most_in_row(self, formulas: Sequence[Formula], gap: float, room: float) -> int:
        """Give how many of the formulas, at least one, may stand in each row so that all fit."""
        widths = list(map(self.width, formulas))
        most = int((room + gap) / (sum(widths) / len(widths) + gap)) + 1
        while most > 1 and any(
            sum(row) + gap * (len(row) - 1) > room for row in evenly(widths, most)
        ):
            most -= 1
        return max(most, 1)


class PlainMeasure(Measure):
    """Counts the characters of plain text."""

    sign = 3.0
    comma = 2.0
    bracket = 1.0

    def __init__(self, printer: TextPrinter) -> None:
        self.printer = printer
        self.times = len(printer.times)

    def most_beside(self, widest: float, line: float) -> int:
        """Give how many equations of that width may stand side by side on a line."""
        return int((line + self.sign) / (widest + self.sign))

    def width(self, formula: Formula) -> float:
        """Give the number of characters."""
        return len(self.printer.write(formula))


class TypesetMeasure(Measure):
    """Estimates, in letters, how wide a formula is when typeset."""

    sign = 2.0
    times = 2.0
    comma = 0.8
    bracket = 0.5

    def __init__(self, notation: Notation) -> None:
        self.plain = TextPrinter(notation)
        self._times = self.sign if notation.product == "*" else self.sign / 2
        self._known: dict[int, tuple[Formula, float]] = {}

    def most_beside(self, widest: float, line: float) -> int:
        """Give how many equations of that width may stand side by side on a line."""
        return int(line / (widest + 3 * self.sign))

    def width(self, formula: Formula) -> float:
        """Give the width in letters."""
        if type(formula) not in (Entry, Partial):
            return self._compound(formula)
        known = self._known.get(id(formula))
        if known is None:
            known = self._known[id(formula)] = (formula, self._simple(formula))
        return known[1]

    def _simple(self, formula: Formula) -> float:
        match formula:
            case Entry(letter, indices, superscript, arguments):
                if any(isinstance(place, Formula) for place in (*indices, *arguments)):
                    return self._at_places(formula)
                digits = sum(len(str(index)) for index in indices)
                script = max(digits + len(indices) / 2, 0 if superscript is None else 3)
                places = 1 + 1.2 * len(arguments) if arguments else 0
                return len(letter_to_text(letter)) + _SMALL * script + places
            case Partial(Sum() | Maximum() | Add() | Product() as of, by):
                return 2 + self.width(by) + self.width(of)
            case Partial(of, by):
                return 1 + max(self.width(of), self.width(by))
        raise TypeError(formula)

    def _at_places(self, entry: Entry) -> float:
        """Give the width of an entry whose places are formulas."""
        text = len(self.plain.write(entry))
        behind = sum(
            len(self.plain.write(place)) if isinstance(place, Formula) else 1
            for place in entry.arguments
        )
        return 1 + _SMALLER * (text - behind) + 0.9 * behind

    def _compound(self, formula: Formula) -> float:
        match formula:
            case Number() | Name() | Decimal() | Rounded() | Blank():
                return _atom(formula)
            case Product(factors):
                short = all(isinstance(factor, Entry | Partial) for factor in factors)
                times = self.sign / 2 if short else self._times
                return sum(map(self.width, factors)) + times * len(factors)
            case Add() | Apply() | Power():
                return self._around(formula)
            case Sum() | Maximum():
                return self.over(formula) + self.width(formula.body)
            case Quotient(numerator, denominator):
                return max(self.width(numerator), self.width(denominator))
            case Cases(cases):
                return _BRACE + max(map(self.width, cases))
            case Grid(shape, entries):
                columns = shape[-1] * (shape[0] if len(shape) > 2 else 1)
                samples = entries[:: len(entries) // _SAMPLES + 1]
                return 2 + columns * (_COLUMN_GAP + max(map(self.width, samples)))
            case Equation(left, right):
                return self.width(left) + self.sign + self.width(right)
            case Chain() | Link() | Held() | Indicator():
                return 1 + sum(self.width(child) + self.sign / 2 for child in children(formula))
        return sum(self.width(child) + self.sign / 2 for child in children(formula))

    def halves(self, formula: Halved) -> tuple[float, float]:
        """Give how wide a formula is before the sign between its arrays, and from there on."""
        first, second = map(self.width, children(formula))
        return first, self.sign + second

    def over(self, formula: Sum | Maximum) -> float:
        """Give the width of the sign of a sum, with what stands below it."""
        below: list[Formula] = [*formula.ranges, *formula.conditions]
        if len(below) == 1 and isinstance(formula, Sum) and not formula.conditions:
            below = [formula.ranges[0].index]
        return max([_LEAST_SIGN, *(_SMALLER * len(self.plain.write(part)) for part in below)])

    def _around(self, formula: Add | Apply | Power) -> float:
        """Estimate how wide a formula is that is written around others, or over several lines."""
        match formula:
            case StackedSum(terms, per_line):
                return max(self.of_row(row, self.sign) for row in evenly(terms, per_line))
            case StackedApply(function, arguments, per_line):
                rows = evenly(arguments, per_line)
                return self._name(function) + max(self.of_row(row, self.comma) for row in rows)
            case Apply("abs", (argument,)):
                return self.width(argument) + self.sign / 2
            case Add(terms):
                return self.of_row(terms, self.sign)
            case Apply(function, arguments):
                return self._name(function) + self.of_row(arguments, self.comma)
            case Power(base, exponent):
                return self.width(base) + self.sign / 2 + _SMALL * self.width(exponent)
        raise TypeError(formula)

    def _name(self, function: str) -> float:
        return len(letter_to_text(function)) + self.sign / 2


def _atom(formula: Number | Name | Decimal | Rounded | Blank) -> int:
    match formula:
        case Blank():
            return letters_of(formula) + 1
        case Number(value):
            return max(len(str(abs(value.numerator))), len(str(value.denominator)))
        case Name(letter):
            return len(letter_to_text(letter))
    return len(formula.digits)

"""Making formulas narrower by stacking: long sums and arguments go over several lines there.

A sum, or the arguments of a function, inside a term, a root, a fraction or an indicator is
written over several lines where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Condition,
    Entry,
    Floor,
    Formula,
    Indicator,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
)
from symconv.printing.measure import Measure
from symconv.printing.stacked import StackedApply, StackedSum

_LEAST_ROOM = 12.0


def is_short(formula: Formula) -> bool:
    """Tell at once of the terms that most derivations have that they are short."""
    factors = formula.factors if isinstance(formula, Product) else (formula,)
    return all(isinstance(factor, Entry | Partial | Number) for factor in factors)


def mean_as_product(formula: Formula) -> Formula:
    """Give a sum over a number as one over the number times the sum, else the formula."""
    match formula:
        case Quotient(Add(), Number()):
            return Product((Quotient(ONE, formula.denominator), formula.numerator))
    return formula


@dataclass(frozen=True)
class Narrower:
    """Narrows formulas, as a measure says that they are too wide.

    >>> from symconv.formulas import Name
    >>> from symconv.notation import Notation
    >>> from symconv.printing.measure import TypesetMeasure
    >>> longest = Apply("max", tuple(map(Name, "abcdefghijkl")))
    >>> Narrower(TypesetMeasure(Notation())).narrow(longest, 16).per_line
    8
    """

    measure: Measure

    def narrow(self, formula: Formula, room: float) -> Formula:
        """Give a formula no wider than the room if stacking can bring it about."""
        if is_short(formula) or self.measure.width(formula) <= room:
            return formula
        room = max(room, _LEAST_ROOM)
        match formula:
            case Add():
                return self._sum(formula, room)
            case Product(factors):
                widths = list(map(self.measure.width, factors))
                longest = widths.index(max(widths))
                inner = self._part(factors[longest], formula, room)
                return Product((*factors[:longest], inner, *factors[longest + 1 :]))
            case Quotient(Add(), Number()):
                return self.narrow(mean_as_product(formula), room)
            case Quotient(numerator, denominator):
                return Quotient(self.narrow(numerator, room), self.narrow(denominator, room))
            case Power(base, exponent):
                return Power(self._part(base, formula, room), exponent)
            case Floor(body):
                return Floor(self._part(body, formula, room))
            case Indicator((Condition(left, relation, right),)):
                inner = self._part(right, formula, room)
                return Indicator((Condition(left, relation, inner),))
            case Apply():
                return self._function(formula, room)
        return formula

    def _sum(self, formula: Add, room: float) -> Add:
        """Narrow the widest term if that is enough, as for a rounded quotient and one."""
        terms, width = formula.terms, self.measure.width
        widest = max(range(len(terms)), key=lambda place: width(terms[place]))
        inner = self._part(terms[widest], formula, room)
        narrowed = Add((*terms[:widest], inner, *terms[widest + 1 :]))
        if width(narrowed) <= room:
            return narrowed
        terms = tuple(self.narrow(term, room) for term in terms)
        return StackedSum(terms, self.measure.most_in_row(terms, self.measure.sign, room))

    def _function(self, formula: Apply, room: float) -> Apply:
        """Narrow the only argument of a function, or stack several."""
        function, arguments = formula.function, formula.arguments
        if len(arguments) == 1:
            return Apply(function, (self._part(arguments[0], formula, room),))
        measure = self.measure
        room -= measure.width(formula) - measure.of_row(arguments, measure.comma)
        most = measure.most_in_row(arguments, measure.comma, room)
        return StackedApply(function, arguments, most)

    def _part(self, part: Formula, formula: Formula, room: float) -> Formula:
        """Narrow a part of a formula to what the rest of the formula leaves of the room."""
        return self.narrow(part, room - (self.measure.width(formula) - self.measure.width(part)))

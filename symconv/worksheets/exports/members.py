"""Answers that are chains of equalities, each member of which is right."""

from __future__ import annotations

from fractions import Fraction

from symconv.formulas import Equation, Formula, Number, Product, Quotient
from symconv.formulas.chains import Chain, Decimal


def members_of(formula: Formula) -> tuple[Formula, ...]:
    """Give the members of a chain a = b = c, or the formula itself.

    >>> from symconv.formulas import Name
    >>> [str(each) for each in members_of(Equation(Name("a"), Equation(Name("b"), Number(3))))]
    ['a', 'b', '3']
    """
    match formula:
        case Equation(left, right):
            return (*members_of(left), *members_of(right))
        case Chain(left, links):
            return (left, *(link.right for link in links))
    return (formula,)


def number_of(formula: Formula) -> Fraction | None:
    """Give the number that an answer is, or ends in; None if it is no number.

    >>> number_of(Product((Number(-1), Quotient(Number(3), Number(2)))))
    Fraction(-3, 2)
    """
    match members_of(formula)[-1]:
        case Number(value) | Decimal(value):
            return Fraction(value)
        case Quotient(above, below):
            parts = number_of(above), number_of(below)
            return parts[0] / parts[1] if parts[0] is not None and parts[1] else None
        case Product((Number(-1), inner)):
            positive = number_of(inner)
            return None if positive is None else -positive
    return None

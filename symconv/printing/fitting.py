"""Making formulas fit on a line that are no sums of short terms: long parts are stacked.

A sum is broken between its terms, and a product with a long sum within that sum; what is long
inside a term, a root, a fraction, a function or an indicator is written over several lines there.
"""

from __future__ import annotations

from dataclasses import replace

from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Condition,
    Equation,
    Floor,
    Formula,
    Indicator,
    Number,
    Power,
    Product,
    Quotient,
)
from symconv.printing.layout import (
    COMMA_WIDTH,
    SIGN_WIDTH,
    StackedApply,
    StackedSum,
    is_short,
    most_in_run,
    run_width,
    width,
)

_LEAST_ROOM = 12.0


def fit(equation: Equation, line: float) -> Equation:
    """Give an equation with what is too long for a line of so many letters stacked."""
    right = _fit_right(equation.right, line - width(equation.left) - SIGN_WIDTH)
    return equation if right is equation.right else replace(equation, right=right)


def links(equation: Equation, line: float) -> tuple[Formula, ...]:
    """Give b and c, each fitted, of a = b = c that is too long for one line.

    Nothing is given if it fits on a line, and for an equation of two sides.
    """
    members, rest = [], equation.right
    while isinstance(rest, Equation):
        members.append(rest.left)
        rest = rest.right
    members.append(rest)
    room = line - width(equation.left) - SIGN_WIDTH
    if len(members) == 1 or run_width(members, SIGN_WIDTH) <= room:
        return ()
    return tuple(narrow(member, room) for member in members)


def _fit_right(right: Formula, room: float) -> Formula:
    """Fit a right side, which goes on over the next lines if it is a sum or has one as factor."""
    if isinstance(right, Add):
        terms = tuple(narrow(term, room - SIGN_WIDTH) for term in right.terms)
        same = all(new is old for new, old in zip(terms, right.terms, strict=True))
        return right if same else Add(terms)
    if is_short(right) or width(right) <= room:
        return right
    right = _mean(right)
    if isinstance(right, Product) and any(isinstance(factor, Add) for factor in right.factors):
        return right
    return narrow(right, room)


def _mean(formula: Formula) -> Formula:
    """Give a sum over a number as one over the number times the sum, else the formula."""
    match formula:
        case Quotient(Add(), Number()):
            return Product((Quotient(ONE, formula.denominator), formula.numerator))
    return formula


def narrow(formula: Formula, room: float) -> Formula:
    """Give a formula no wider than the room if stacking its sums and arguments can bring it about.

    >>> from symconv.formulas import Name
    >>> narrow(Apply("max", tuple(map(Name, "abcdefghijkl"))), 16).per_line
    8
    """
    if is_short(formula) or width(formula) <= room:
        return formula
    room = max(room, _LEAST_ROOM)
    match formula:
        case Add():
            return _narrow_sum(formula, room)
        case Product(factors):
            longest = max(range(len(factors)), key=lambda place: width(factors[place]))
            inner = _narrow_part(factors[longest], formula, room)
            return Product((*factors[:longest], inner, *factors[longest + 1 :]))
        case Quotient(Add(), Number()):
            return narrow(_mean(formula), room)
        case Quotient(numerator, denominator):
            return Quotient(narrow(numerator, room), narrow(denominator, room))
        case Power(base, exponent):
            return Power(_narrow_part(base, formula, room), exponent)
        case Floor(body):
            return Floor(_narrow_part(body, formula, room))
        case Indicator((Condition(left, relation, right),)):
            condition = Condition(left, relation, _narrow_part(right, formula, room))
            return Indicator((condition,))
        case Apply():
            return _narrow_function(formula, room)
    return formula


def _narrow_sum(formula: Add, room: float) -> Add:
    """Narrow the widest term if that is enough, as for a rounded quotient and one; else stack."""
    terms = formula.terms
    widest = max(range(len(terms)), key=lambda place: width(terms[place]))
    inner = _narrow_part(terms[widest], formula, room)
    narrowed = Add((*terms[:widest], inner, *terms[widest + 1 :]))
    if width(narrowed) <= room:
        return narrowed
    terms = tuple(narrow(term, room) for term in terms)
    return StackedSum(terms, most_in_run(terms, SIGN_WIDTH, room))


def _narrow_function(formula: Apply, room: float) -> Apply:
    """Narrow the only argument of a function, or stack several."""
    function, arguments = formula.function, formula.arguments
    if len(arguments) == 1:
        return Apply(function, (_narrow_part(arguments[0], formula, room),))
    room -= width(formula) - run_width(arguments, COMMA_WIDTH)
    return StackedApply(function, arguments, most_in_run(arguments, COMMA_WIDTH, room))


def _narrow_part(part: Formula, formula: Formula, room: float) -> Formula:
    """Narrow a part of a formula to what the rest of the formula leaves of the room."""
    return narrow(part, room - (width(formula) - width(part)))

"""What is known not to be zero, and what is known to be positive."""

from __future__ import annotations

from dataclasses import replace

from symconv.calculus.arrays import Defined, places_of
from symconv.calculus.errors import RuleError
from symconv.calculus.rule import Context
from symconv.calculus.setting import Setting, free_letters
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
)

_MINUS_ONE = Number(-1)


def require_nonzero(formula: Formula, context: Context) -> None:
    """Raise `RuleError` unless a formula that has a value is known not to be zero."""
    if isinstance(formula, Number) and formula.value != 0:
        return
    if isinstance(formula, Product):
        for factor in formula.factors:
            require_nonzero(factor, context)
        return
    if isinstance(formula, Power):
        require_nonzero(formula.base, context)
        return
    known = (
        Condition(formula, Relation.UNEQUAL, ZERO),
        Condition(ZERO, Relation.UNEQUAL, formula),
        Condition(formula, Relation.LESS, ZERO),
        Condition(formula, Relation.AT_MOST, _MINUS_ONE),
    )
    if not (is_positive(formula, context) or any(map(context.knows, known))):
        raise RuleError(f"{formula} is not known to be other than zero")


def is_positive(formula: Formula, context: Context) -> bool:
    """Tell whether a formula that has a value is known to be positive.

    Exponentials are, and sums, products, quotients and powers of what is.
    """
    match formula:
        case Number(value):
            return value > 0
        case Apply("exp", _):
            return True
        case Product(parts) | Add(parts) if parts and all(is_positive(p, context) for p in parts):
            return True
        case Quotient(above, below):
            return is_positive(above, context) and is_positive(below, context)
        case Power(base, _) if is_positive(base, context):
            return True
        case Entry() if _is_defined_positive(formula, context):
            return True
        case Sum(body, ranges, ()) if is_filled(ranges, context):
            inside = replace(context, facts=context.facts.and_ranges(ranges))
            return is_positive(body, inside)
    known = (
        Condition(ONE, Relation.AT_MOST, formula),
        Condition(ZERO, Relation.LESS, formula),
        Condition(formula, Relation.GREATER, ZERO),
    )
    return any(map(context.knows, known))


def _is_defined_positive(entry: Entry, context: Context) -> bool:
    """Tell whether the definition of an array makes every entry of it positive."""
    found = context.setting.entry(entry)
    if found is None or not isinstance(found[1], Defined):
        return False
    inside = within_definition(context.setting, found[1])
    return is_positive(found[1].equation.right, inside)


def within_definition(setting: Setting, declared: Defined) -> Context:
    """Give the context of a definition's right side: its own indices within the array's limits.

    What is assumed of free indices is not assumed of these, whatever their names are.
    """
    names, right = places_of(declared.equation.left), declared.equation.right
    of_sizes = tuple(c for c in setting.hypotheses if not free_letters(c) & setting.indices)
    domain = tuple(
        Within(axis.lower, setting.limit(name), axis.upper)
        for name, axis in zip(names, declared.axes, strict=True)
    )
    inside = replace(setting, domain=domain, hypotheses=of_sizes)
    return Context(inside, inside.facts, Equation(right, right))


def is_filled(ranges: tuple[Range, ...], context: Context) -> bool:
    """Tell whether ranges are known to have a value, each at every value of those before it."""
    integers = context.setting.integers
    for limits in ranges:
        lower, upper = limits.lower, limits.upper
        if lower is None or upper is None:
            return False
        if not (integers.include(lower) and integers.include(upper)):
            return False
        if not context.knows(Condition(lower, Relation.AT_MOST, upper)):
            return False
        context = replace(context, facts=context.facts.and_ranges((limits,)))
    return True

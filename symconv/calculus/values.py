"""Whether a formula has a value wherever it is asked for.

It has none where an array is read outside or at no integer, where something is divided by zero,
where a logarithm is of what is not positive, where a sum has no end or a maximum no entry, and
where a step is differentiated. A bracket guards what it is multiplied by, a sum's conditions its
terms: where they do not hold, nothing else is asked for. Functions whose names say nothing of
them, such as an activation a, are taken to have a value and a slope everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symconv.calculus.arrays import (
    Declaration,
    Defined,
    Dilated,
    Extended,
    Extension,
    places_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import read_index
from symconv.calculus.properties.finiteness import require_finite
from symconv.calculus.properties.integers import Integers
from symconv.calculus.properties.signs import (
    is_filled,
    is_positive,
    require_nonzero,
    within_definition,
)
from symconv.calculus.properties.smoothness import is_attained, require_derivative
from symconv.calculus.rule import Context
from symconv.calculus.setting import Setting
from symconv.formulas import (
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Floor,
    ForEvery,
    Formula,
    Index,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
    children,
)

LOGARITHMS = frozenset({"log", "ln"})
PARTIAL_FUNCTIONS = frozenset(
    {
        "sqrt", "tan", "cot", "sec", "csc", "arcsin", "arccos", "asin", "acos", "acosh", "atanh",
        "log2", "log10", "lg", "gamma", "inverse", "root",
    }
)  # fmt: skip
"""Functions known by name that have no value somewhere."""


def has_values(setting: Setting, formula: Formula) -> bool:
    """Tell whether a formula is known to have a value within the limits of the free indices.

    The definitions of the setting must have values, too, within their arrays, and the sizes that
    follow from others must be integers.
    """
    try:
        _require_definitions(setting)
        _require_derived(setting)
        require_value(formula, Context(setting, setting.facts, Equation(formula, formula)))
    except RuleError:
        return False
    return True


def _require_definitions(setting: Setting) -> None:
    for declared in setting.arrays.values():
        if isinstance(declared, Defined):
            require_value(declared.equation.right, within_definition(setting, declared))


def _require_derived(setting: Setting) -> None:
    context = Context(setting, setting.facts, Equation(ZERO, ZERO))
    for _, formula in setting.derived:
        require_integer(formula, context)


def require_value(formula: Formula, context: Context) -> None:
    """Raise `RuleError` unless a formula is known to have a value in a context."""
    match formula:
        case Number() | Name():
            return
        case Entry():
            _require_entry(formula, context)
        case Partial():
            require_derivative(formula, context, require_value)
        case Product(factors):
            _require_product(factors, context)
        case Indicator(conditions):
            require_conditions(conditions, context)
        case Sum(body, ranges, conditions):
            require_value(body, require_ranges(ranges, conditions, context))
        case Maximum():
            _require_maximum(formula, context)
        case _:
            for part in children(formula):
                require_value(part, context)
            _require_defined(formula, context)


def _require_product(factors: tuple[Formula, ...], context: Context) -> None:
    for factor in factors:
        if isinstance(factor, Indicator):
            context = require_conditions(factor.conditions, context)
    for factor in factors:
        if not isinstance(factor, Indicator):
            require_value(factor, context)


def _require_defined(formula: Formula, context: Context) -> None:
    """Check that there is a quotient, power or function of parts that have values."""
    match formula:
        case Add() | Floor():
            return
        case Quotient(_, below):
            require_nonzero(below, context)
        case Power(base, exponent):
            _require_power(base, exponent, context)
        case Apply(function, arguments):
            _require_applied(function, arguments, context)
        case _:
            raise RuleError(f"it is not known whether {formula} has a value")


def _require_power(base: Formula, exponent: Formula, context: Context) -> None:
    if not context.setting.integers.include(exponent):
        if not is_positive(base, context):
            raise RuleError(f"{base} is not known to be positive, nor {exponent} an integer")
    elif not context.knows(Condition(ZERO, Relation.AT_MOST, exponent)):
        require_nonzero(base, context)


def _require_applied(function: str, arguments: tuple[Formula, ...], context: Context) -> None:
    if function in {extension.value for extension in Extension}:
        _, lower, upper = arguments
        context.require(Condition(lower, Relation.AT_MOST, upper))
        return
    if len(arguments) != 1 or function in PARTIAL_FUNCTIONS:
        raise RuleError(f"it is not known where the function {function} has a value")
    if function in LOGARITHMS and not is_positive(arguments[0], context):
        raise RuleError(f"{arguments[0]} is not known to be positive")


def require_conditions(conditions: Iterable[Restriction], context: Context) -> Context:
    """Check that conditions have values, each where those before it hold; give what then holds."""
    for condition in conditions:
        _require_condition(condition, context)
        context = replace(context, facts=context.facts.and_conditions((condition,)))
    return context


def _require_condition(condition: Restriction, context: Context) -> None:
    match condition:
        case Within(lower, value, upper):
            for side in (lower, value, upper):
                require_value(side, context)
        case Condition(left, relation, right):
            require_value(left, context)
            require_value(right, context)
            if relation is Relation.DIVIDES:
                require_nonzero(left, context)
        case ForEvery(inner, ranges):
            _require_condition(inner, require_ranges(ranges, (), context))


def require_ranges(
    ranges: tuple[Range, ...], conditions: tuple[Restriction, ...], context: Context
) -> Context:
    """Check that bound indices have finitely many values; give what is known of them inside."""
    for limits in ranges:
        for end in (limits.lower, limits.upper):
            if end is not None:
                require_value(end, context)
        context = replace(context, facts=context.facts.and_ranges((limits,)))
    context = require_conditions(conditions, context)
    require_finite(ranges, conditions, context)
    return context


def _require_maximum(formula: Maximum, context: Context) -> None:
    inside = require_ranges(formula.ranges, formula.conditions, context)
    require_value(formula.body, inside)
    if is_attained(formula, context.setting):
        return
    if not is_filled(formula.ranges, context):
        raise RuleError(f"the range of {formula} may be empty")
    bare = replace(context, facts=context.facts.and_ranges(formula.ranges))
    for condition in formula.conditions:
        bare.require(condition)


def _require_entry(entry: Entry, context: Context) -> None:
    setting = context.setting
    if entry in setting.sizes | setting.scales or entry in dict(setting.derived):
        return
    found = setting.entry(entry)
    if found is None:
        raise RuleError(f"nothing says what {entry} is")
    for place in places_of(entry):
        require_integer(place, context)
    _require_inside(found[1], places_of(entry), context)


def require_integer(place: Index, context: Context) -> None:
    """Raise `RuleError` unless an index is known to be an integer, quotients by divisibility."""
    if isinstance(place, int):
        return
    require_value(place, context)
    integers = context.setting.integers
    for letter in read_index(place).letters:
        if isinstance(letter, Quotient) and _of_integers(letter, integers):
            context.require(Condition(letter.denominator, Relation.DIVIDES, letter.numerator))
        elif not integers.include(letter):
            raise RuleError(f"{place} need not be an integer")


def _of_integers(quotient: Quotient, integers: Integers) -> bool:
    return integers.include(quotient.numerator) and integers.include(quotient.denominator)


def _require_inside(declared: Declaration, places: tuple[Index, ...], context: Context) -> None:
    """Check that places lie where an array has entries; zeros that go on have no outside."""
    if isinstance(declared, Dilated):
        return
    first = len(places)
    if isinstance(declared, Extended):
        if declared.extension is Extension.ZEROS:
            return
        first -= declared.spatial
    for number, (axis, place) in enumerate(zip(declared.axes, places, strict=True)):
        lower, upper = axis.lower, axis.upper
        if number >= first:
            context.require(Condition(lower, Relation.AT_MOST, upper))
            if not isinstance(declared, Extended) or declared.extension is not Extension.REFLECT:
                continue
            ends, length = (lower, upper), read_index(upper) - read_index(lower)
            lower = context.setting.limit(read_index(ends[0]) - length)
            upper = context.setting.limit(read_index(ends[1]) + length)
        written = place if isinstance(place, Formula) else context.setting.limit(place)
        context.require(Within(lower, written, upper))

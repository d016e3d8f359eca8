"""SymPy as a view of index sums: `Sum`, `IndexedBase`, `KroneckerDelta`.

SymPy evaluates and reorders such sums on its own; so it checks lines and does not hold them.
"""

from __future__ import annotations

import sympy

from symconv.errors import DerivationError
from symconv.formulas.nodes import (
    Apply,
    Condition,
    Entry,
    Formula,
    Indicator,
    Name,
    Partial,
    Relation,
    Restriction,
    Sum,
)
from symconv.formulas.sympy_nodes import arithmetic_to_sympy, bracket_to_sympy


def to_sympy_sum(formula: Formula) -> sympy.Expr:
    """Give an index sum as a SymPy expression.

    Entries become elements of an `IndexedBase` named by the letter, derivatives of the loss
    elements of one named `d_<letter>`; deltas `KroneckerDelta`, other conditions a `Piecewise`.

    Raises
    ------
    DerivationError
        For a node that SymPy has no such view of.

    Examples
    --------
    >>> from symconv.formulas.nodes import Add, Number, Product, Range
    >>> i, u = Name("i"), Name("u")
    >>> total = Sum(Product((Entry("G", (i,)), Entry("X", (Add((i, u)),)))), (
    ...     Range(i, Number(0), Number(1)),))
    >>> to_sympy_sum(total).doit()
    G[0]*X[u] + G[1]*X[u + 1]
    """
    match formula:
        case Name(letter):
            return sympy.Symbol(letter, integer=True)
        case Entry():
            return _entry(formula, formula.letter)
        case Partial(Name(), Entry() as by):
            return _entry(by, f"d_{by.letter}")
        case Apply(function, arguments):
            return sympy.Function(function)(*map(to_sympy_sum, arguments))
        case Indicator(conditions):
            return sympy.Mul(*map(_indicator, conditions))
        case Sum():
            return _sum(formula)
    found = arithmetic_to_sympy(formula, to_sympy_sum)
    if found is None:
        raise DerivationError(f"{type(formula).__name__} has no SymPy view as an index sum")
    return found


def _entry(entry: Entry, letter: str) -> sympy.Expr:
    above = "" if entry.superscript is None else f"^{_plain(entry.superscript)}"
    places = [_index(place) for place in (*entry.indices, *entry.arguments)]
    name = f"{letter}{above}"
    return sympy.IndexedBase(name)[tuple(places)] if places else sympy.Symbol(name)


def _plain(index: int | Formula) -> str:
    return str(_index(index))


def _index(index: int | Formula) -> sympy.Expr:
    return sympy.Integer(index) if isinstance(index, int) else to_sympy_sum(index)


def _indicator(condition: Restriction) -> sympy.Expr:
    if isinstance(condition, Condition) and condition.relation is Relation.EQUAL:
        return sympy.KroneckerDelta(to_sympy_sum(condition.left), to_sympy_sum(condition.right))
    return bracket_to_sympy((condition,), to_sympy_sum)


def _sum(total: Sum) -> sympy.Expr:
    body = sympy.Mul(to_sympy_sum(total.body), *map(_indicator, total.conditions))
    limits = []
    for known in reversed(total.ranges):
        if known.lower is None or known.upper is None:
            raise DerivationError("a sum without limits has no SymPy view")
        index = to_sympy_sum(known.index)
        limits.append((index, to_sympy_sum(known.lower), to_sympy_sum(known.upper)))
    return sympy.Sum(body, *limits)

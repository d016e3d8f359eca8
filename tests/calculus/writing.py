"""Formulas written short, and derivations of one step: `Y = formula`, then what a rule makes of it.

`Y` is defined as the formula it starts from, so a check compares the rule's result with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from symconv.calculus import IndexDerivation, Rule, Setting, begin
from symconv.calculus.arrays import Axis, Declaration, Defined, Given, Whole
from symconv.calculus.rule import Application
from symconv.formulas import (
    ZERO,
    Add,
    Condition,
    Entry,
    Equation,
    Formula,
    Index,
    Name,
    Number,
    Partial,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
)
from symconv.formulas.walk import Path

I, J, T, U, V, W, X = map(Name, "ijtuvwx")  # noqa: E741  # the index i
K, M, N, S, D, P, Q = map(Name, "kmnsdpq")
LOSS = Name("L")
IMAGE, FILTER, OUTPUT, TABLE = Entry("X"), Entry("F"), Entry("O"), Entry("A")
UPSTREAM = Partial(LOSS, OUTPUT)


def number(value: int | Formula) -> Formula:
    return Number(value) if isinstance(value, int) else value


def plus(*terms: int | Formula) -> Add:
    return Add(tuple(map(number, terms)))


def times(*factors: int | Formula) -> Product:
    return Product(tuple(map(number, factors)))


def minus(left: int | Formula, *others: int | Formula) -> Add:
    taken = (-other if isinstance(other, int) else times(-1, other) for other in others)
    return plus(left, *taken)


def at(letter: str, *indices: Index) -> Entry:
    """Give an entry; a constant index is an int."""
    return Entry(letter, indices)


def upstream(*indices: Index) -> Partial:
    """Give an entry of the gradient from above."""
    return Partial(LOSS, Entry(OUTPUT.letter, indices))


def below(index: Name, size: int | Formula) -> Range:
    """Give the range of an index that counts `size` entries from zero."""
    return Range(index, ZERO, last(size))


def last(size: int | Formula) -> Formula:
    return Number(size - 1) if isinstance(size, int) else minus(size, 1)


def axis(size: int | Formula) -> Axis:
    return Axis(ZERO, last(size))


def inside(value: Formula, size: int | Formula) -> Within:
    return Within(ZERO, value, last(size))


def total(body: Formula, *ranges: Range, where: Iterable[Restriction] = ()) -> Sum:
    return Sum(body, ranges, tuple(where))


def at_most(left: int | Formula, right: int | Formula) -> Condition:
    return Condition(number(left), Relation.AT_MOST, number(right))


def equal(left: int | Formula, right: int | Formula) -> Condition:
    return Condition(number(left), Relation.EQUAL, number(right))


def divides(left: int | Formula, right: Formula) -> Condition:
    return Condition(number(left), Relation.DIVIDES, right)


def given(*sizes: int | Formula) -> Given:
    return Given(tuple(map(axis, sizes)))


CORRELATION = Equation(
    at("O", I), total(times(at("F", U), at("X", plus(I, U))), below(U, K))
)  # O_i = sum of F_u X_{i+u}
ARRAYS: Mapping[Whole, Declaration] = {
    IMAGE: given(N),
    FILTER: given(K),
    TABLE: given(N, K),
    OUTPUT: Defined((Axis(ZERO, minus(N, K)),), CORRELATION),
}
SIZES = frozenset({N, K, P, Q})
SETTING = Setting(
    ARRAYS,
    hypotheses=(
        *(at_most(1, size) for size in (N, K, S)),
        *(at_most(0, pad) for pad in (P, Q)),
        at_most(K, N),
    ),
    output=OUTPUT,
    scales=frozenset({S}),
    sizes=SIZES,
)
"""An image of n entries, a filter of k, their correlation O, and a table A of n by k."""


def free(*limits: tuple[Name, int | Formula]) -> tuple[Restriction, ...]:
    """Give the domain in which free indices count so many entries from zero."""
    return tuple(inside(name, size) for name, size in limits)


def started(
    formula: Formula, domain: tuple[Restriction, ...] = (), setting: Setting = SETTING
) -> IndexDerivation:
    """Start a derivation of `Y` at its free indices, which is the formula by definition."""
    limits = [within for within in domain if isinstance(within, Within)]
    left = Entry("Y", tuple(within.value for within in limits))
    declared = Defined(
        tuple(Axis(within.lower, within.upper) for within in limits), Equation(left, formula)
    )
    setting = replace(setting.with_array(Entry("Y"), declared), domain=domain)
    return begin(setting, left, formula)


def stepped(
    formula: Formula,
    rule: Rule,
    domain: tuple[Restriction, ...] = (),
    setting: Setting = SETTING,
    path: Path = (),
) -> IndexDerivation:
    """Give the derivation whose second line is what a rule makes of a formula."""
    return started(formula, domain, setting).then(Application(rule, path))

"""The tree itself: frozen, comparable, walked in the order in which it is written."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Correlate,
    Entry,
    Equation,
    Floor,
    Formula,
    Grid,
    Name,
    Number,
    Pad,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    children,
    mentions,
    put_at,
    rebuild,
    transform,
    walk_paths,
)

X, Y, Z = Entry("X", (1, 2)), Entry("Y", (Name("n"),)), Name("z")
ARRAY = Entry("F")

TREES: list[tuple[Formula, list[Formula]]] = [
    (Name("z"), []),
    (Number(3), []),
    (Entry("X", (1, 2), 3, (4,)), []),
    (
        Entry("X", (Name("i"), 2), Add((Name("l"), Number(-1))), (Name("x"),)),
        [Name("i"), Add((Name("l"), Number(-1))), Name("x")],
    ),
    (Partial(X, Y), [X, Y]),
    (Product((Y, X, Y)), [Y, X, Y]),
    (Add((Z, X)), [Z, X]),
    (Add(()), []),
    (Quotient(X, Y), [X, Y]),
    (Power(X, Number(2)), [X, Number(2)]),
    (Apply("exp", (X, Y)), [X, Y]),
    (Floor(X), [X]),
    (Condition(X, Relation.DIVIDES, Y), [X, Y]),
    (Range(Z, None, Y), [Z, Y]),
    (Sum(X, (Range(Z),), (Condition(Z, Relation.LESS, Y),)),
     [X, Range(Z), Condition(Z, Relation.LESS, Y)]),
    (Equation(X, Y), [X, Y]),
    (Grid((1, 2), (X, Y)), [X, Y]),
    (Pad(ARRAY, ((1, 2),), "zeros"), [ARRAY]),
    (Correlate(X, Y, (1, 1), (2, 2)), [X, Y]),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "below"), TREES, ids=lambda value: type(value).__name__)
def test_children_in_the_order_of_writing(formula: Formula, below: list[Formula]) -> None:
    assert list(children(formula)) == below


def test_order_is_kept_and_told_apart() -> None:
    assert Add((X, Y)) != Add((Y, X))
    assert Product((X, Y)) != Product((Y, X))
    assert Add((X, Add((Y, Z)))) != Add((X, Y, Z))
    assert Add((X, Y)) != Product((X, Y))
    assert {Add((X, Y)), Add((X, Y)), Add((Y, X))} == {Add((X, Y)), Add((Y, X))}


@pytest.mark.parametrize("formula", [formula for formula, _ in TREES], ids=repr)
def test_nodes_are_frozen(formula: Formula) -> None:
    with pytest.raises((FrozenInstanceError, TypeError)):
        formula.letter = "W"
    assert hash(formula) == hash(formula)


def test_mentions_looks_everywhere_below() -> None:
    deep = Equation(
        Partial(Name("L"), Entry("F", (1,))),
        Sum(
            Product((Quotient(X, Power(Apply("exp", (Floor(Y),)), Number(2))), Z)),
            (Range(Name("n"), Number(1), Name("N")),),
            (Condition(Name("k"), Relation.UNEQUAL, Number(7)),),
        ),
    )
    present = [deep, X, Y, Z, Name("L"), Name("n"), Name("N"), Name("k"), Number(7), Floor(Y)]
    assert all(mentions(deep, part) for part in present)
    absent = [Name("m"), Number(8), Entry("X", (2, 1)), Entry("X"), Product((Z, X))]
    assert not any(mentions(deep, part) for part in absent)
    assert mentions(Entry("X", (Add((Name("i"), Number(1))),)), Name("i"))


@pytest.mark.parametrize("formula", [formula for formula, _ in TREES], ids=repr)
def test_rebuilt_with_the_same_children_it_is_the_same_object(formula: Formula) -> None:
    assert rebuild(formula, children(formula)) is formula
    assert transform(formula, lambda part: None) is formula


@pytest.mark.parametrize(("formula", "below"), TREES, ids=lambda value: type(value).__name__)
def test_rebuilt_with_other_children_each_stands_in_its_place(
    formula: Formula, below: list[Formula]
) -> None:
    others = [Name(f"new{place}") for place in range(len(below))]
    rebuilt = rebuild(formula, others)
    assert type(rebuilt) is type(formula)
    assert list(children(rebuilt)) == others
    assert rebuild(rebuilt, below) == formula  # what is no formula stayed
    for place, other in enumerate(others):
        expected = [*below[:place], other, *below[place + 1 :]]
        assert list(children(put_at(formula, (place,), other))) == expected


def test_transformed_outermost_parts_first_and_not_what_is_put_in() -> None:
    sin = {Y: Apply("sin", (Y,)), Add((X, Y)): Z}
    assert transform(Product((Add((X, Y)), Y)), sin.get) == Product((Z, Apply("sin", (Y,))))
    asked = []
    transform(Add((X, Product((Y, Z)))), asked.append)
    assert asked == [part for _, part in walk_paths(Add((X, Product((Y, Z)))))]


def test_leaves_are_replaced_whole_or_not_at_all() -> None:
    index, value = Name("n"), {Name("n"): Number(2)}
    assert transform(Add((Y, index)), value.get) == Add((Entry("Y", (Number(2),)), Number(2)))
    assert transform(Add((Y, index)), value.get, leaves=(Entry,)) == Add((Y, Number(2)))
    assert transform(Y, {Y: Z, index: Number(2)}.get, leaves=(Entry,)) == Z

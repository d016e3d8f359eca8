"""True statements, and how they are made false: one or two small changes at any part.

Statements are published index sums, those of other tests, and drawn ones: a sum over arrays that
are read plainly, extended, dilated, turned, named or defined, and the same sum written in another
way. Nothing here asks a rule of the calculus.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from symconv.calculus import Setting
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Index,
    Indicator,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
    put_at,
    substitute,
    walk_paths,
)
from tests.sources.index_formulas import Letters, read_setting

TEXT = Letters()
SETTING = read_setting("""
    sizes n k
    scales s
    assume k <= n
    array X over 0..n-1
    array F over 0..k-1
    array A over 0..n-1, 0..k-1
    array Y[i] over 0..n-k is sum(X[i+u] * F[u], (u, 0, k-1))
    array G names d(L, Y)
    array Z extends X
    array H extends G
    array D dilates X by s
    array V turns X 1
    array W turns F 1
    free x in 0..n-1
    free v in 0..k-1
    output Y""")
N, K, S, X, V = map(Name, "nksxv")


@dataclass(frozen=True)
class Statement:
    """A true statement and what it stands for."""

    name: str
    setting: Setting
    claim: Equation


# -- drawn statements ------------------------------------------------------------------------------

TRUE = (
    """
d(L, F[v]) = sum(G[j] * X[v+j], (j, 0, n-k))
d(L, F[v]) = sum(X[j] * G[j-v], (j, v, v+n-k))
d(L, F[v]) = sum(X[n-1-j] * H[n-1-j-v], (j, 0, n-1))
d(L, F[v]) = sum(V[j] * H[n-1-j-v], (j, 0, n-1))
d(L, X[x]) = sum(W[k-1-u] * H[x-u], (u, 0, k-1))
d(L, X[x]) = sum(F[u] * G[x-u], (u, 0, k-1), 0 <= x-u <= n-k)
d(L, X[x]) = sum(F[x-j] * G[j], (j, 0, n-k), 0 <= x-j <= k-1)
d(Y[0], F[v]) = X[v]
d(sum(X[j] * X[j], (j, 0, n-1)), X[x]) = 2 * X[x]
sum(Y[i], (i, 0, n-k)) = sum(X[i+u] * F[u], (i, 0, n-k), (u, 0, k-1))
sum(D[j], (j, 0, s*(n-1))) = sum(X[i], (i, 0, n-1))
sum(D[s*j], (j, 0, n-1)) = sum(X[i], (i, 0, n-1))
sum(Z[j], (j, -3, n+3)) = sum(X[i], (i, 0, n-1))
sum(X[i], (i, 0, n-1), i == x) = X[x]
sum(X[i] * A[i, v], (i, 0, n-1), i == x) = A[x, v] * X[x]
sum(X[j], (j, 0, n-1), j < k) = sum(X[j], (j, 0, n-1), j+1 <= k)
sum(F[u] - A[i, u], (i, 0, n-1), (u, 0, k-1)) = sum(-A[t, r] + F[r], (r, 0, k-1), (t, 0, n-1))
sum(X[i] * sum(F[u], (u, 0, k-1)), (i, 0, n-1)) = sum(X[i] * F[u], (u, 0, k-1), (i, 0, n-1))
a(X[x]) * sum(F[u], (u, 0, k-1)) = sum(F[u] * a(X[x]), (u, 0, k-1))
d(a(X[x]), X[x]) * F[v] = F[v] * d(a(X[x]), X[x])
sum(F[w], (w, 0, k-1), sum(F[u]*X[w], (u, 0, k-1)) <= 3) = \
sum(F[t], (t, 0, k-1), sum(F[u]*X[t], (u, 0, k-1)) <= 3)
sum(sum(F[u], (u, 0, k-1), u == w), (w, 0, k-1), sum(F[r]*X[w], (r, 0, k-1)) <= 3) = \
sum(F[w], (w, 0, k-1), sum(F[u]*X[w], (u, 0, k-1)) <= 3)
sum(sum(F[u], (u, 0, k-1), u == w), (w, 0, k-1), sum(F[u]*X[w], (u, 0, k-1)) <= 3) = \
sum(F[w], (w, 0, k-1), sum(F[u]*X[w], (u, 0, k-1)) <= 3)
""".replace("\\\n", "")
    .strip()
    .splitlines()
)


def handmade() -> Iterator[Statement]:
    """Give the statements that are written out above."""
    for text in TRUE:
        yield Statement(text, SETTING, TEXT.equation(text))


INDICES = tuple(map(Name, ("i", "j", "t")))


def drawn(number: int) -> Statement:
    """Give a sum and the same sum written in another way; the same for the same number."""
    source = random.Random(f"statement {number}")
    terms = [_term(source) for _ in range(source.choice((1, 1, 2)))]
    others = [_another(term, source) for term in terms]
    source.shuffle(others)
    left, right = (
        each[0] if len(each) == 1 else Add(tuple(each)) for each in (terms, others)
    )  # fmt: skip
    return Statement(f"drawn {number}", SETTING, Equation(left, right))


def _term(source: random.Random) -> Sum:
    """Give a sum over one or two indices of one to three entries, read where they are."""
    ranges, factors = [], list[Formula]()
    for index in source.sample(INDICES, source.choice((1, 1, 2))):
        size = source.choice((N, N, K))
        ranges.append(Range(index, ZERO, Add((size, Number(-1)))))
        factors.append(_entry(index, size, source))
    for _ in range(source.choice((0, 1, 1))):
        factors.append(_beside(ranges, source))
    conditions = (_condition(ranges, source),) if source.random() < 0.4 else ()
    body = factors[0] if len(factors) == 1 else Product(tuple(factors))
    return Sum(body, tuple(ranges), conditions)


def _entry(index: Name, size: Name, source: random.Random) -> Formula:
    turned = Add((size, Number(-1), Product((Number(-1), index))))
    place: Index = source.choice((index, index, turned))
    if size == K:
        return source.choice((Entry("F", (place,)), Entry("W", (place,)), Entry("A", (X, place))))
    letter = source.choice("XXVZD")
    return Entry(letter, (Product((S, index)) if letter == "D" else place,))


def _beside(ranges: list[Range], source: random.Random) -> Formula:
    index = source.choice(ranges).index
    shift = source.choice((X, Product((Number(-1), X)), V, Number(1), Number(-2)))
    back = Add((X, Product((Number(-1), index))))
    return source.choice(
        (
            Entry("Z", (Add((index, shift)),)), Entry("H", (back,)),
            Entry("F", (V,)), Entry("X", (X,)), Number(source.choice((2, 3, -1))),
        )
    )  # fmt: skip


def _condition(ranges: list[Range], source: random.Random) -> Condition | Within:
    index = source.choice(ranges).index
    last = Add((K, Number(-1)))
    return source.choice(
        (
            Condition(index, Relation.LESS, X), Condition(X, Relation.AT_MOST, index),
            Condition(index, Relation.EQUAL, V), Within(ZERO, Add((index, V)), last),
            Condition(index, Relation.AT_MOST, Add((X, V))), Within(ONE, index, X),
        )
    )  # fmt: skip


def _another(term: Sum, source: random.Random) -> Formula:
    """Write a sum in another way: indices renamed, flipped or moved, factors in another order."""
    result = term
    for _ in range(source.choice((1, 2, 3))):
        result = source.choice((_renamed, _flipped, _moved, _shuffled, _bracketed))(result, source)
    return result


def _renamed(term: Sum, source: random.Random) -> Sum:
    old = source.choice(term.ranges).index
    new = Name(source.choice("abceghmpqr"))
    if any(limits.index == new for limits in term.ranges):
        return term
    return substitute(term, {old: new})  # type: ignore[return-value]


def _recounted(term: Sum, limits: Range, value: Formula, changed: Range) -> Sum:
    put = {limits.index: value}
    return Sum(
        substitute(term.body, put),
        tuple(changed if known == limits else known for known in term.ranges),
        tuple(substitute(condition, put) for condition in term.conditions),  # type: ignore[misc]
    )


def _flipped(term: Sum, source: random.Random) -> Sum:
    limits = source.choice(term.ranges)
    ends = (limits.lower or ZERO, limits.upper or ZERO)
    return _recounted(term, limits, Add((*ends, Product((Number(-1), limits.index)))), limits)


def _moved(term: Sum, source: random.Random) -> Sum:
    limits = source.choice(term.ranges)
    by = source.choice((Number(1), Number(-2), X, K))
    ends = (Add((end or ZERO, by)) for end in (limits.lower, limits.upper))
    value = Add((limits.index, Product((Number(-1), by))))
    return _recounted(term, limits, value, Range(limits.index, *ends))


def _shuffled(term: Sum, source: random.Random) -> Sum:
    if not isinstance(term.body, Product):
        return term
    factors = list(term.body.factors)
    source.shuffle(factors)
    return replace(term, body=Product(tuple(factors)))


def _bracketed(term: Sum, source: random.Random) -> Sum:
    """Write the conditions as a bracket in front of the factors."""
    del source
    if not term.conditions:
        return term
    return Sum(Product((Indicator(term.conditions), term.body)), term.ranges)


# -- what makes them false -------------------------------------------------------------------------

RELATIONS = (Relation.EQUAL, Relation.AT_MOST, Relation.LESS, Relation.UNEQUAL)


def falsified(statement: Statement, source: random.Random) -> Statement:
    """Give a statement with one or two changes somewhere, or with one factor more on each side."""
    claim = statement.claim
    if source.random() < 0.3:
        return replace(statement, claim=_multiplied(claim, statement.setting, source))
    for _ in range(source.choice((1, 1, 1, 2))):
        claim = _changed(claim, statement.setting, source)
    return replace(statement, claim=claim)


def _multiplied(claim: Equation, setting: Setting, source: random.Random) -> Equation:
    """Multiply both sides by what looks the same, but is not for every number or has no value."""
    number, index, most = _number(setting, source), Name("y"), Number(3)
    whole, declared = next(iter(setting.arrays.items()))
    assert isinstance(whole, Entry)
    outside = replace(whole, indices=tuple(Add((axis.upper, ONE)) for axis in declared.axes))

    def counted(condition: Condition) -> Sum:
        return Sum(ONE, (Range(index, ZERO, most),), (condition,))

    alike = (
        Quotient(ONE, number),
        Apply("log", (number,)),
        outside,
        Sum(ONE, (Range(index, ZERO),)),
    )
    pairs = (
        *((one, one) for one in alike),
        (
            counted(Condition(index, Relation.LESS, number)),
            counted(Condition(Add((index, ONE)), Relation.AT_MOST, number)),
        ),
        (
            counted(Condition(index, Relation.EQUAL, number)),
            Indicator((Within(ZERO, number, most),)),
        ),
    )
    one, other = source.choice(pairs)
    return Equation(Product((claim.left, one)), Product((claim.right, other)))


def _changed(claim: Equation, setting: Setting, source: random.Random) -> Equation:
    parts = list(walk_paths(claim))[1:]
    for _ in range(20):
        path, part = source.choice(parts)
        made = _change(part, setting, source)
        if made is not None and made != part:
            changed = put_at(claim, path, made)
            assert isinstance(changed, Equation)
            return changed
    return Equation(claim.left, Product((Number(2), claim.right)))


def _change(part: Formula, setting: Setting, source: random.Random) -> Formula | None:
    for kind, change in CHANGES.items():
        if isinstance(part, kind):
            return change(part, setting, source)
    return None


def _sum(part: Sum, setting: Setting, source: random.Random) -> Formula:
    index = source.choice(part.ranges).index if part.ranges else Name("j")
    number = _number(setting, source)
    more = source.choice(
        (
            Condition(index, Relation.LESS, number), Condition(index, Relation.EQUAL, number),
            Condition(Add((index, ONE)), Relation.AT_MOST, number),
            Condition(index, Relation.UNEQUAL, ONE), Condition(ONE, Relation.AT_MOST, index),
        )
    )  # fmt: skip
    return source.choice(
        (
            replace(part, conditions=part.conditions[1:]),
            replace(part, conditions=(*part.conditions, more)),
            replace(part, ranges=(*part.ranges, *part.ranges[:1])),
            replace(part, ranges=(*part.ranges, Range(Name("e"), ZERO, ONE))),
            replace(part, ranges=part.ranges[1:]),
            replace(part, body=Product((part.body, Quotient(ONE, number)))),
            replace(part, body=Product((part.body, number))),
            Product((Number(source.choice((-1, 2))), part)),
            Add((part, number)),
        )
    )


def _number(setting: Setting, source: random.Random) -> Formula:
    """Give an entry that may be any number, or something made of one."""
    ones = [Number(0)] * len(next(iter(setting.arrays.values())).axes)
    whole = next(iter(setting.arrays))
    assert isinstance(whole, Entry)
    entry = replace(whole, indices=tuple(one.value for one in ones))
    square, half = Product((entry, entry)), Quotient(entry, Number(2))
    return source.choice((entry, square, half, Apply("a", (entry,))))


def _range(part: Range, setting: Setting, source: random.Random) -> Formula:
    by = Number(source.choice((-1, 1, 1)))
    lower, upper = part.lower or ZERO, part.upper or ZERO
    return source.choice(
        (
            replace(part, lower=Add((lower, by))), replace(part, upper=Add((upper, by))),
            replace(part, upper=None), replace(part, lower=None),
            replace(part, upper=_number(setting, source)),
            replace(part, lower=upper, upper=lower),
        )
    )  # fmt: skip


def _entry_changed(part: Entry, setting: Setting, source: random.Random) -> Formula:
    places = list(part.indices)
    if not places:
        return part
    at = source.randrange(len(places))
    old = places[at] if isinstance(places[at], Formula) else Number(places[at])  # type: ignore[arg-type]
    others = [
        whole.letter
        for whole, declared in setting.arrays.items()
        if isinstance(whole, Entry) and len(declared.axes) == len(places)
    ]
    if source.random() < 0.3:
        return replace(part, letter=source.choice(others)) if others else part
    assert isinstance(old, Formula)
    number = _number(setting, source)
    places[at] = source.choice(
        (
            Add((old, ONE)), Add((old, Number(-1))), Product((Number(-1), old)), Number(0),
            Quotient(old, Number(2)), Product((Number(2), old)), Add((old, number)),
            *map(Name, "uwr"),  # another index that is bound somewhere
        )
    )  # fmt: skip
    return replace(part, indices=tuple(places))


def _condition_changed(part: Condition, setting: Setting, source: random.Random) -> Formula:
    return source.choice(
        (
            replace(part, relation=source.choice(RELATIONS)),
            replace(part, left=part.right, right=part.left),
            replace(part, right=_number(setting, source)),
            replace(part, right=Add((part.right, ONE))),
        )
    )


def _within_changed(part: Within, setting: Setting, source: random.Random) -> Formula:
    del setting
    by = Number(source.choice((-1, 1)))
    return source.choice(
        (
            replace(part, lower=Add((part.lower, by))), replace(part, upper=Add((part.upper, by))),
            Condition(part.lower, Relation.AT_MOST, part.value),
        )
    )  # fmt: skip


def _shorter(part: Add | Product, setting: Setting, source: random.Random) -> Formula:
    parts = part.terms if isinstance(part, Add) else part.factors
    if len(parts) < 2 or source.random() < 0.3:
        return Product((Number(2), part)) if isinstance(part, Add) else Add((part, ONE))
    at = source.randrange(len(parts))
    fewer = (*parts[:at], *parts[at + 1 :])
    return type(part)(fewer)


def _size(part: Name, setting: Setting, source: random.Random) -> Formula:
    sizes = sorted(setting.sizes | setting.scales, key=repr)
    return source.choice((*sizes, Add((part, ONE))))


def _numeral(part: Number, setting: Setting, source: random.Random) -> Formula:
    del setting
    return Number(part.value + source.choice((-1, 1)))


def _derivative(part: Partial, setting: Setting, source: random.Random) -> Formula:
    del setting
    return source.choice((part.of, Product((part, Number(2))), Partial(part, part.by)))


CHANGES: dict[type[Formula], Callable[..., Formula]] = {
    Sum: _sum, Range: _range, Entry: _entry_changed, Condition: _condition_changed,
    Within: _within_changed, Add: _shorter, Product: _shorter, Name: _size, Number: _numeral,
    Partial: _derivative,
}  # fmt: skip

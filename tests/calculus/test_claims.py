"""Claims that two index sums are equal: proved by rules, or not proved at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symconv.calculus import (
    Application,
    ProvedClaim,
    RuleError,
    begin,
    check_derivation,
    prove_equal,
    refute,
)
from symconv.calculus.rules import DropImpossible, Recount
from symconv.formulas import Name, Range, Sum
from tests.sources.index_formulas import Letters, read_setting

TEXT = Letters()
LAYER = """
    sizes n k
    scales s
    assume k <= n
    array X over 0..n-1
    array F over 0..k-1
    array Y[i] over 0..n-k is sum(X[i+u] * F[u], (u, 0, k-1))
    array G names d(L, Y)
    array Gz extends G
    array D dilates X by s
    array V turns F 1
    output Y"""
AT_X = "\n free x in 0..n-1"
AT_F = "\n free v in 0..k-1"


def prove(claim: str, free: str = "") -> ProvedClaim | None:
    return prove_equal(read_setting(LAYER + free), TEXT.equation(claim))


@pytest.mark.parametrize(
    ("claim", "free"),
    [
        ("d(L, F[v]) = sum(G[j] * X[v+j], (j, 0, n-k))", AT_F),
        ("d(L, F[v]) = sum(X[j] * G[j-v], (j, v, v+n-k))", AT_F),
        ("d(L, F[v]) = sum(X[n-1-j] * Gz[n-1-j-v], (j, 0, n-1))", AT_F),
        ("d(L, X[x]) = sum(V[k-1-u] * Gz[x-u], (u, 0, k-1))", AT_X),
        ("sum(D[j], (j, 0, s*(n-1))) = sum(X[i], (i, 0, n-1))", ""),
        ("sum(X[i], (i, 0, n-1)) = sum(X[i], (i, 0, n-1)) + sum(X[i], (i, 0, n-1), i+1 == 0)", ""),
        ("sum(X[i] + F[u], (i, 0, n-1), (u, 0, k-1)) = "
         "sum(F[r], (r, 0, k-1), (t, 0, n-1)) + sum(X[r], (r, 0, n-1), (t, 0, k-1))", ""),
    ],
)  # fmt: skip
def test_true_claims_are_proved(claim: str, free: str) -> None:
    found = prove(claim, free)
    assert found is not None
    assert found.proved
    for side in (found.left, found.right):
        assert check_derivation(side, cases=4, largest=3).holds
    assert refute(read_setting(LAYER + free), found.claim, cases=6, largest=4) is None


@pytest.mark.parametrize(
    ("claim", "free"),
    [
        ("sum(X[j], (j, 0, n-1)) = sum(X[j], (j, 1, n-1))", ""),
        ("sum(X[j], (j, 1, n-1)) = sum(X[j], (j, 0, n-1))", ""),
        ("sum(X[j], (j, 0, n-1)) = sum(X[j], (j, 0, n-1), 1 <= j)", ""),
        ("sum(X[j], (j, 0, n-1)) = 2 * sum(X[j], (j, 0, n-1))", ""),
        ("sum(X[j], (j, 0, n-1)) = sum(X[j], (j, 0, n-1)) + sum(X[j], (j, 0, n-1))", ""),
        ("sum(X[j], (j, 0, n-1)) = sum(X[j], (j, 0, n-1), (u, 0, k-1))", ""),
        ("sum(X[j] * X[j], (j, 0, n-1)) = sum(X[j] * X[i], (j, 0, n-1), (i, 0, n-1))", ""),
        ("d(L, F[v]) = sum(G[j] * X[v+j], (j, 0, n-k)) * F[v]", AT_F),
        ("sum(D[j], (j, 0, n-1)) = sum(X[i], (i, 0, n-1))", ""),
    ],
)  # fmt: skip
def test_false_claims_are_not_proved(claim: str, free: str) -> None:
    assert prove(claim, free) is None
    assert refute(read_setting(LAYER + free), TEXT.equation(claim), cases=20) is not None


def test_what_reads_outside_an_array_is_not_proved() -> None:
    assert prove("sum(X[j], (j, 0, n)) = sum(X[j], (j, 0, n))") is None
    assert prove("sum(X[j], (j, 0, n), 0 <= j <= n-1) = sum(X[j], (j, 0, n-1))") is not None


@pytest.mark.parametrize("name", ["x", "n", "s", "L"])
def test_a_bound_index_stands_for_nothing_else(name: str) -> None:
    with pytest.raises(RuleError, match=f"{name} is bound"):
        prove(f"X[x] = sum(X[{name}], ({name}, 0, k-1))", AT_X)


def test_a_proof_that_was_changed_is_none() -> None:
    found = prove("d(L, F[v]) = sum(G[j] * X[v+j], (j, 0, n-k))", AT_F)
    assert found is not None
    shorter = replace(found.right, lines=found.right.lines[:-1])
    assert not replace(found, right=shorter).proved
    other = TEXT.equation("d(L, F[v]) = sum(G[j] * X[v], (j, 0, n-k))")
    assert not replace(found, claim=other).proved


OLD, NEW = Name("i"), Name("r")


@pytest.mark.parametrize(
    ("value", "inverse"), [("2*r", "i"), ("r", "i+1"), ("r*r", "i"), ("-r", "i")]
)
def test_terms_are_counted_one_to_one(value: str, inverse: str) -> None:
    total = TEXT.read("sum(X[i], (i, 0, n-1))")
    assert isinstance(total, Sum)
    limits = Range(NEW, total.ranges[0].lower, total.ranges[0].upper)
    derivation = begin(read_setting(LAYER), total, total)
    good = Recount(((OLD, NEW),), ((NEW, OLD),), (limits,), ())
    assert derivation.then(Application(good)).proved
    bad = Recount(((OLD, TEXT.read(value)),), ((NEW, TEXT.read(inverse)),), (limits,), ())
    with pytest.raises(RuleError, match="one to one"):
        derivation.then(Application(bad))


@pytest.mark.parametrize(
    ("condition", "impossible"),
    [
        ("i == n", True), ("i == n-1", False), ("i+1 == 0", True), ("i == 0", False),
        ("n <= i <= n+k", True), ("n-1 <= i <= n+k", False), ("-1 <= i <= 0", False),
        ("-2 <= i <= -1", True), ("i != 0", False),
    ],
)  # fmt: skip
def test_only_what_never_holds_leaves_no_term(condition: str, impossible: bool) -> None:
    total = TEXT.read(f"sum(X[i], (i, 0, n-1)) + sum(X[i], (i, 0, n-1), {condition})")
    derivation = begin(read_setting(LAYER), total, total)
    rule = Application(DropImpossible(TEXT.condition(condition)), (1,))
    if impossible:
        assert check_derivation(derivation.then(rule), cases=6).holds
    else:
        with pytest.raises(RuleError, match="never holds"):
            derivation.then(rule)

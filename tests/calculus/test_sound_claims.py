"""Claims that look true and are not: numbers that are no integers, letters that mean two things,
values that are not there. None is proved, and what is true in their place still is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from symconv.calculus import Counterexample, RuleError, prove_equal, refute, refuting
from symconv.calculus.checking import fractions
from symconv.calculus.facts import Facts
from symconv.calculus.polynomials import read_index
from symconv.calculus.steps import steps_limited
from symconv.errors import SymconvError
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Entry,
    Equation,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
)
from tests.sources.index_formulas import Letters, read_setting

TEXT = Letters()
LAYER = """
    sizes n k
    scales s
    assume k <= n
    array X over 0..n-1
    array F over 0..k-1
    array Y[i] over 0..n-k is sum(X[i+u] * F[u], (u, 0, k-1))
    array Z extends X
    array D dilates X by s
    array V turns X 1
    array G names d(L, Y)
    output Y"""
FREE = "\n free x in 0..n-1"
FIRST = Entry("X", (0,))


def proved(claim: str | Equation, more: str = "") -> bool:
    equation = TEXT.equation(claim) if isinstance(claim, str) else claim
    found = prove_equal(read_setting(LAYER + more), equation)
    assert found is None or found.proved
    return found is not None


NUMBERS = ["X[0]", "X[0]*X[0]", "a(X[0])", "d(L, Y[0])", "V[0]", "D[0]", "Z[0]", "G[0]", "X[0]/2"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_not_rounded_to_the_next_index(number: str) -> None:
    """With X₀ = ½, one index is less than it, and none is at most X₀ - 1."""
    strict, rounded = f"j < {number}", f"j+1 <= {number}"
    assert not proved(f"sum(1, (j, 0, n-1), {strict}) = sum(1, (j, 0, n-1), {rounded})")
    assert not proved(f"sum(1, (j, 0, n-1), j == {number}) = sum(1, (j, 0, 0), {number} == j)")


@pytest.mark.parametrize("size", ["n", "k*s", "n//s", "n+k-1"])
def test_sizes_and_floors_are_integers_all_the_same(size: str) -> None:
    claim = f"sum(X[j], (j, 0, n-1), j < {size}) = sum(X[j], (j, 0, n-1), j+1 <= {size})"
    assert proved(claim)
    assert refute(read_setting(LAYER), TEXT.equation(claim), cases=8, largest=3) is None


def test_fractions_are_drawn_for_entries() -> None:
    claim = TEXT.equation("sum(1, (j, 0, n-1), j < X[0]) = sum(1, (j, 0, n-1), j+1 <= X[0])")
    found = refute(read_setting(LAYER), claim)
    assert found is not None
    assert found.left != found.right
    drawn = [fractions(seed)(Entry("X"), (0,)) for seed in range(60)]
    assert {0, Fraction(1, 2), Fraction(-1, 2), 1} <= set(drawn)
    assert all(type(number) is int for number in drawn if number == int(number))


def test_a_place_where_both_sides_have_values_is_preferred_among_fractions_too() -> None:
    """With n = 1 there is no X₁; integers alone show nothing else."""
    number = "F[0]+X[1]"
    claim = f"sum(1, (j, 0, n-1), j < {number}) = sum(1, (j, 0, n-1), j+1 <= {number})"
    found = refute(read_setting(LAYER), TEXT.equation(claim))
    assert found is not None
    assert None not in (found.left, found.right)
    assert not found.are_integers


def test_a_place_that_is_no_integer_is_no_place() -> None:
    assert not proved("Z[X[0]] = Z[X[0]]")
    assert not proved("D[X[0]] = D[X[0]]")
    assert proved("Z[n+k] = Z[k+n]")
    found = refute(read_setting(LAYER), TEXT.equation("Z[X[0]] = Z[X[0]]"))
    assert found is not None
    assert (found.left, found.right) == (None, None)


# -- scopes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("sum(X[i], (i, 0, n-1), (i, 0, n-1), i == 0) = X[0]", "one index twice"),
        ("sum(X[i] * sum(F[i], (i, 0, k-1)), (i, 0, n-1)) = 0", "i is bound here"),
        ("sum(X[i], (i, 0, j), (j, 0, n-1)) = 0", "bound later"),
        ("sum(X[i], (i, 0, i)) = 0", "bound later"),
        ("sum(X[j], (i, 0, n-1)) = X[j]", "nothing says what j is"),
        ("sum(Q[i], (i, 0, n-1)) = sum(Q[i], (i, 0, n-1))", "nothing says what"),
        ("sum(X[n], (n, 0, k-1)) = 0", "n is bound"),
    ],
)
def test_a_claim_whose_letters_mean_two_things_is_refused(claim: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        proved(claim)


def test_one_letter_may_be_bound_in_two_sums_beside_each_other() -> None:
    assert proved("sum(X[i], (i, 0, n-1)) + sum(F[i], (i, 0, k-1)) = "
                  "sum(F[u], (u, 0, k-1)) + sum(X[u], (u, 0, n-1))")  # fmt: skip


@pytest.mark.parametrize("letter", ["j", "x"])
def test_a_definition_says_what_its_letters_are(letter: str) -> None:
    """A letter that nothing declares would be captured by a claim's sum over it."""
    with pytest.raises(RuleError, match=f"nothing says what {letter} is"):
        read_setting(f"{LAYER}{FREE}\n array Q[i] over 0..n-1 is X[{letter}]")


# -- values ----------------------------------------------------------------------------------------


def twice(formula: Formula | str) -> Equation:
    """Give the claim that a formula is equal to itself: true wherever it has a value."""
    side = TEXT.read(formula) if isinstance(formula, str) else formula
    return Equation(side, side)


I, J = map(Name, "ij")  # noqa: E741  # the index i
LAST = TEXT.read("n-1")
VALUELESS: dict[str, Formula] = {
    "outside": TEXT.read("X[n]"),
    "outside, in a condition": TEXT.read("sum(X[i], (i, 0, n-1), X[i+1] <= 2)"),
    "outside, as a limit": TEXT.read("sum(F[0], (i, 0, X[n]))"),
    "outside a turned array": TEXT.read("V[n]"),
    "divided by an entry": TEXT.read("F[0] / X[0]"),
    "divided by zero": TEXT.read("F[0] / 0"),
    "divided by a size less one": TEXT.read("F[0] / (n - 1)"),
    "divided, beside zero": TEXT.read("0 * (F[0] / X[0])"),
    "divided in an index": TEXT.read("Z[(n + 1) / 2]"),
    "zero divides": Sum(ONE, (Range(I, ZERO, LAST),), (TEXT.condition("divides(n-1, i)"),)),
    "logarithm": TEXT.read("log(X[0])"),
    "logarithm of a sum that may be empty": TEXT.read("log(sum(exp(X[i]), (i, k, n-1)))"),
    "square root": TEXT.read("sqrt(X[0])"),
    "zero to a negative power": Power(FIRST, Number(-1)),
    "a power that is no integer": Power(FIRST, Number(Fraction(1, 2))),
    "without end": Sum(Entry("Z", (J,)), (Range(J),)),
    "without an upper end": Sum(ONE, (Range(J, ZERO),)),
    "without an end of two": Sum(ONE, (Range(I), Range(J)), (Condition(I, Relation.EQUAL, J),)),
    "maximum of nothing": Maximum(Entry("X", (J,)), (Range(J, Name("k"), LAST),)),
    "slope of a step": TEXT.read("d(sum(X[1-1], (j, 0, k-1), j <= X[0]), X[0])"),
    "slope of the place": TEXT.read("d(Z[X[0]], X[0])"),
    "derivative by what is outside": TEXT.read("d(Y[0], X[n])"),
    "derivative by what goes on outside": TEXT.read("d(Y[0], Z[0])"),
    "derivative of a derivative": TEXT.read("d(d(L, Y[0]), X[0])"),
    "derivative of a derivative by its letter": TEXT.read("d(G[0] * X[0], X[0])"),
}


@pytest.mark.parametrize("why", VALUELESS)
def test_what_has_no_value_is_not_equal_to_itself(why: str) -> None:
    assert not proved(twice(VALUELESS[why]))


VALUED = [
    ("sum(X[i], (i, 0, n-1), 0 <= i+1 <= n-1)", ""),
    ("sum(X[i+1], (i, 0, n-1), 0 <= i+1 <= n-1)", ""),
    ("F[0] / (n + k)", ""),
    ("F[0] / (n - 1)", "\n assume 2 <= n"),
    ("log(sum(exp(X[i]), (i, 0, n-1)))", ""),
    ("exp(X[0]) / sum(exp(X[i]), (i, 0, n-1))", ""),
    ("F[0] / X[0]", "\n assume X[0] != 0"),
    ("log(X[0])", "\n assume 0 < X[0]"),
    ("a(X[0])", ""),
    ("sum(X[i//s], (i, 0, n-1), 0 <= i//s <= n-1)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "more"), VALUED)
def test_what_has_a_value_is_equal_to_itself(formula: str, more: str) -> None:
    assert proved(twice(formula), more)


def test_bounds_by_conditions_end_a_sum() -> None:
    total = Sum(Entry("X", (J,)), (Range(J),), (TEXT.condition("0 <= j <= n-1"),))
    assert proved(Equation(total, TEXT.read("sum(X[j], (j, 0, n-1))")))
    scaled = Sum(ONE, (Range(J, ZERO),), (TEXT.condition("s*j + 1 <= n"),))
    assert proved(twice(scaled))


def test_a_bracket_guards_what_it_is_multiplied_by() -> None:
    inside = Indicator((TEXT.condition("x + 1 <= n-1"),))
    next_one = TEXT.read("X[x+1]")
    guarded = Product((inside, next_one))
    assert proved(twice(guarded), FREE)
    assert not proved(twice(Add((guarded, next_one))), FREE)
    assert not proved(twice(Quotient(ONE, inside)), FREE)


def test_a_proof_says_what_it_assumes() -> None:
    setting = read_setting(LAYER + FREE + "\n assume X[0] != 0")
    found = prove_equal(setting, TEXT.equation("a(F[0]) / X[0] = a(F[0]) / X[0]"))
    assert found is not None
    assert str(found).startswith("Proved: a(F₀)/X₀ = a(F₀)/X₀, assuming ")
    for assumed in ("1 ≤ n", "k ≤ n", "X₀ ≠ 0", "0 ≤ x ≤ n − 1", "a has a value and a slope"):
        assert assumed in str(found)
    assert found.hypotheses == (*setting.hypotheses, *setting.domain)
    without = replace(setting, hypotheses=setting.hypotheses[:-1])
    forged = replace(found, left=replace(found.left, setting=without))
    assert not forged.proved
    assert str(forged).startswith("NOT proved: ")


# -- what is too much ------------------------------------------------------------------------------


def nested(depth: int) -> Formula:
    formula: Formula = FIRST
    for _ in range(depth):
        formula = Quotient(formula, Number(2))
    return formula


BOTH = Add((FIRST, Entry("F", (0,)), ONE))
LINE = (Entry("X", (I,)),) * 10
ALL = Range(I, ZERO, LAST)
MUCH = {
    "expands": Equation(Product((BOTH,) * 14), ZERO),
    "pairings": Equation(
        Sum(Product((*LINE, FIRST)), (ALL,)), Sum(Product((*LINE, Entry("F", (0,)))), (ALL,))
    ),
    "deep": twice(nested(1500)),
    "deep within the limits": twice(nested(50)),
    "long": twice(Add((FIRST,) * 5000)),
    "long range": TEXT.equation("sum(1, (j, 0, 1000000000)) = 1000000001"),
    "longer range": Equation(Sum(ONE, (Range(J, ZERO, Number(10**30)),)), ONE),
    "power": Equation(Power(FIRST, Number(10**9)), ZERO),
    "powers": Equation(Power(Power(Power(FIRST, Number(999)), Number(999)), Number(999)), ZERO),
    "digits": twice(Number(10**5000)),
    "inexact": twice(Number(0.5)),  # type: ignore[arg-type]
    "not a number": twice(Number(float("nan"))),  # type: ignore[arg-type]
    "no range": twice(Sum(FIRST, ())),
    "an index that is text": twice(Entry("X", ("0",))),  # type: ignore[arg-type]
}


def outcome(act: Callable[[], object]) -> object:
    """Give what is returned, or what an error of the library says."""
    try:
        return act()
    except SymconvError as error:
        return str(error)


@pytest.mark.parametrize("what", MUCH)
def test_what_is_too_much_ends_soon_and_in_an_error_of_ours(what: str) -> None:
    """Work is counted in steps; what raises, raises one of the library's errors."""
    claim = MUCH[what]
    found = outcome(lambda: proved(claim))
    assert found is (what == "deep within the limits") or isinstance(found, str)
    refuted = outcome(lambda: refute(read_setting(LAYER), claim, cases=4, largest=3))
    assert isinstance(refuted, str | Counterexample | None)
    assert "\n" not in f"{found}{refuted}"


def test_a_size_may_be_huge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refuting, "MOST_STEPS", 10_000)
    setting = read_setting(LAYER + "\n assume 1000000000 <= n")
    claim = TEXT.equation("sum(X[i], (i, 0, n-1)) = sum(X[n-1-i], (i, 0, n-1))")
    assert prove_equal(setting, claim) is not None
    assert refute(setting, claim) is None


def test_steps_are_counted_only_within_their_limit() -> None:
    claim = TEXT.equation("sum(X[i], (i, 0, n-1)) = sum(X[n-1-i], (i, 0, n-1))")
    setting = read_setting(LAYER)
    with steps_limited(1):
        assert prove_equal(setting, claim) is not None  # it has a limit of its own


KNOWN = {
    "sqrt(4) = 2": "sqrt(4) = 3",
    "ln(1) = 0": "ln(1) = 1",
    "log(exp(X[0])) = X[0]": "log(exp(X[0])) = 2*X[0]",
    "exp(X[0])*exp(F[0]) = exp(X[0]+F[0])": "exp(X[0])*exp(F[0]) = exp(X[0]*F[0])",
    "abs(X[0])*abs(X[0]) = X[0]*X[0]": "abs(X[0]) = X[0]",
    "relu(2) = 2": "relu(X[0]) = X[0]",
    "ReLU(2) = 2": "ReLU(X[0]) = X[0]",
    "sign(0-3) = 0-1": "sign(X[0]) = 1",
    "sigmoid(0) = 1/2": "sigmoid(X[0]) = 1/2",
    "tanh(0) = 0": "tanh(X[0]) = 0",
    "sigmoid(X[0]) + sigmoid(0-X[0]) = 1": "sigmoid(X[0]) + sigmoid(X[0]) = 1",
    "tanh(X[0]) = 2*sigmoid(2*X[0]) - 1": "tanh(X[0]) = 2*sigmoid(X[0]) - 1",
}


@pytest.mark.parametrize("claim", KNOWN)
def test_a_function_known_by_name_is_that_function(claim: str) -> None:
    setting = read_setting(LAYER)
    assert refute(setting, TEXT.equation(claim)) is None
    assert refute(setting, TEXT.equation(KNOWN[claim])) is not None


@pytest.mark.parametrize(
    "claim",
    ["cos(0) = 1", "sin(X[0])*sin(X[0]) + cos(X[0])*cos(X[0]) = 1", "gelu(0) = 0", "max(3) = 3"],
)
def test_what_is_no_fraction_is_left_open(claim: str) -> None:
    assert refute(read_setting(LAYER), TEXT.equation(claim)) is None


def test_a_function_of_any_other_name_may_be_any_function() -> None:
    assert refute(read_setting(LAYER), TEXT.equation("a(X[0]) = X[0]")) is not None


EXPONENTIALS = "\n assume 3 <= k\n array E[i] over 0..k-1 is exp(i)"
SUMS_OF_TWO = [TEXT.read("sum(exp(1), (v, 0, 0), i == 0) + sum(5/2, (v, 0, 0), i == 1)")]


@pytest.mark.parametrize(
    "claim",
    [
        TEXT.equation("sum(1, (j, 0, 5), j < E[1]) = 3"),
        TEXT.equation("sum(1, (j, 0, 5), j < 2*E[1]) = 6"),
        TEXT.equation("E[2]//1 = 7"),
        Equation(Maximum(SUMS_OF_TWO[0], (Range(Name("i"), ZERO, ONE),)), TEXT.read("exp(1)")),
    ],
    ids=str,
)
def test_an_exponential_is_not_compared(claim: Equation) -> None:
    """All are true of e = 2.718, and none of the 2 that stands for it."""
    with pytest.raises(SymconvError, match="is no fraction, and cannot be compared exactly"):
        refute(read_setting(LAYER + EXPONENTIALS), claim)


@pytest.mark.parametrize("formula", ["n/2", "n//(k-1)", "n/k*k"])
def test_a_size_that_follows_from_others_must_be_an_integer(formula: str) -> None:
    claim = "sum(1, (j, 0, n), j < m) = sum(1, (j, 0, n), j+1 <= m)"
    assert not proved(claim, f"\n derived m is {formula}")


def test_a_size_that_is_an_integer_by_what_is_assumed() -> None:
    claim = "sum(1, (j, 0, n), j < m) = sum(1, (j, 0, n), j+1 <= m)"
    for more in ("derived m is n//2", "derived m is n*k", "assume 2 <= k\n derived m is n//(k-1)"):
        assert proved(claim, f"\n {more}")
    halves = read_setting(LAYER + "\n derived m is n/2")
    assert refute(halves, TEXT.equation("m = 2*m")) is not None
    assert refute(halves, TEXT.equation("m + m = n")) is None


def test_a_derivative_of_what_holds_the_loss_exists_where_that_of_the_loss_does() -> None:
    product_rule = "d(L*F[0], X[0]) = d(F[0]*L, X[0])"
    jumps = LAYER.replace("sum(X[i+u] * F[u], (u, 0, k-1))", "sum(1, (j, 0, k-1), j <= X[i])")
    assert prove_equal(read_setting(jumps), TEXT.equation(product_rule)) is None
    with pytest.raises(SymconvError, match="only derivatives of the loss L have a value here"):
        refute(read_setting(jumps), TEXT.equation(product_rule))


def test_a_whole_number_is_one_number_however_it_is_written() -> None:
    assert Number(Fraction(1)) == Number(1)
    assert repr(Number(Fraction(4, 2))) == "Number(value=2)"
    assert read_index(Number(7919.0)) == read_index(7919)  # type: ignore[arg-type]
    assert read_index(Number(7919)) == read_index(7919)
    for value in (0.5, float("inf"), float("nan")):
        assert read_index(Number(value)).constant is None  # type: ignore[arg-type]
    shifted = Condition(Number(Fraction(0)), Relation.AT_MOST, TEXT.read("n-1"))
    facts = Facts().and_conditions((shifted,))
    assert facts.prove(Condition(ONE, Relation.AT_MOST, Name("n")))


def test_a_node_of_a_class_of_ones_own_is_refused() -> None:
    class Other(Name):
        pass

    claim = Equation(Other("n"), Name("n"))
    with pytest.raises(RuleError, match="a Other is no part of an index formula"):
        prove_equal(read_setting(LAYER), claim)
    with pytest.raises(RuleError, match="a Other is no part of an index formula"):
        refute(read_setting(LAYER), claim)

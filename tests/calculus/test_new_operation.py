"""Operations that are not built in are derived too, and agree with SymPy's own derivatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import pytest
import sympy

from symconv.calculus import (
    IndexDerivation,
    Setting,
    check_derivation,
    derive_gradient,
)
from symconv.calculus.arrays import Axis, Defined, Extended, Given, Whole
from symconv.calculus.duals import CUBIC
from symconv.calculus.evaluation import Evaluator
from symconv.calculus.rules import (
    ContractDelta,
    DifferentiateFunction,
    DivideDelta,
    ProductRule,
)
from symconv.formulas import (
    ZERO,
    Add,
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Power,
    Restriction,
    Sum,
    Within,
    walk_paths,
)
from tests.calculus.writing import (
    D,
    I,
    K,
    M,
    N,
    P,
    S,
    U,
    V,
    X,
    at,
    at_most,
    axis,
    below,
    given,
    minus,
    plus,
    times,
    total,
)

C, F = Name("c"), Name("f")
CHANNELS, FILTERS = Name("C"), Name("K")
Place = tuple[int, ...]
Symbols = Callable[[str, Place], sympy.Symbol]
Sizes = dict[str, int]


@dataclass(frozen=True)
class Operation:
    """An operation: its setting, what it is differentiated by, and itself at small sizes.

    `output` writes one entry out with SymPy symbols, by loops of its own; a place where nothing
    is gives zero. `sizes` are the open sizes, and `shapes` the shape of every array at them.
    """

    arrays: Mapping[Whole, Given | Defined | Extended]
    by: tuple[Entry, ...]
    output: Callable[[Symbols, Sizes, Place], sympy.Expr]
    sizes: tuple[Sizes, ...]
    shapes: Callable[[Sizes], dict[str, Place]]
    hypotheses: tuple[Restriction, ...]

    def setting(self, by: Entry) -> Setting:
        declared = self.arrays[Entry(by.letter)]
        domain = tuple(
            Within(limits.lower, index, limits.upper)
            for limits, index in zip(declared.axes, by.indices, strict=True)
            if isinstance(index, Formula)
        )
        letters = {Name(letter) for letter in self.sizes[0]}
        scales = frozenset(letters & {S, D})
        least = tuple(at_most(0 if letter == P else 1, letter) for letter in letters)
        return Setting(
            self.arrays,
            (*least, *self.hypotheses),
            domain,
            output=Entry("O"),
            scales=scales,
            sizes=frozenset(letters) - scales,
        )

    def derived(self, by: Entry) -> IndexDerivation:
        return derive_gradient(self.setting(by), by)


def symbol(letter: str, place: Place) -> sympy.Symbol:
    return sympy.Symbol(f"{letter}_{'_'.join(map(str, place))}")


def defined(axes: tuple[Axis, ...], left: Entry, right: Formula) -> dict[Whole, Defined]:
    return {Entry(left.letter): Defined(axes, Equation(left, right))}


OUTPUTS = Axis(ZERO, minus(N, K))

# a correlation at stride s, its filter stored with the channels first, and squared
SQUARED = Operation(
    {
        Entry("X"): given(CHANNELS, N),
        Entry("F"): given(CHANNELS, FILTERS, K),
        **defined(
            (axis(FILTERS), axis(M)),
            at("O", F, I),
            Power(
                total(
                    times(at("F", C, F, U), at("X", C, plus(times(S, I), U))),
                    below(C, CHANNELS), below(U, K),
                ),
                Number(2),
            ),
        ),
    },
    (at("F", C, F, U), at("X", C, X)),
    lambda x, n, o: sum(
        x("F", (c, o[0], u)) * x("X", (c, n["s"] * o[1] + u))
        for c in range(n["C"]) for u in range(n["k"])
    ) ** 2,
    ({"C": 2, "K": 3, "n": 6, "k": 2, "m": 3, "s": 2}, {"C": 1, "K": 2, "n": 5, "k": 3, "m": 1,
                                                         "s": 4}),
    lambda n: {
        "X": (n["C"], n["n"]), "F": (n["C"], n["K"], n["k"]), "O": (n["K"], n["m"]),
    },
    (at_most(plus(times(S, minus(M, 1)), K), N),),
)  # fmt: skip

# a depthwise layer that multiplies two inputs, one of them dilated and padded by p zeros
TWO_INPUTS = Operation(
    {
        Entry("X"): given(CHANNELS, N),
        Entry("Xz"): Extended(Entry("X"), (axis(CHANNELS), axis(N)), 2),
        Entry("Y"): given(CHANNELS, N),
        Entry("F"): given(CHANNELS, K),
        **defined(
            (axis(CHANNELS), OUTPUTS),
            at("O", C, I),
            total(
                times(
                    at("F", C, U),
                    at("Xz", C, minus(plus(I, times(D, U)), P)),
                    at("Y", C, plus(I, U)),
                ),
                below(U, K),
            ),
        ),
    },
    (at("F", C, U), at("X", C, X), at("Y", C, X)),
    lambda x, n, o: sum(
        x("F", (o[0], u)) * x("X", (o[0], place)) * x("Y", (o[0], o[1] + u))
        for u in range(n["k"])
        if 0 <= (place := o[1] + n["d"] * u - n["p"]) < n["n"]
    ),
    ({"C": 2, "n": 5, "k": 3, "d": 2, "p": 1}, {"C": 1, "n": 4, "k": 2, "d": 3, "p": 0}),
    lambda n: {
        "X": (n["C"], n["n"]), "Y": (n["C"], n["n"]), "F": (n["C"], n["k"]),
        "O": (n["C"], n["n"] - n["k"] + 1),
    },
    (at_most(K, N),),
)  # fmt: skip

# every entry times those after it: the input is a factor twice
BILINEAR = Operation(
    {
        Entry("X"): given(N),
        Entry("W"): given(K),
        **defined(
            (OUTPUTS,),
            at("O", I),
            total(times(at("X", I), at("X", plus(I, U)), at("W", U)), below(U, K)),
        ),
    },
    (at("W", U), at("X", X)),
    lambda x, n, o: sum(
        x("X", o) * x("X", (o[0] + u,)) * x("W", (u,)) for u in range(n["k"])
    ),
    ({"n": 5, "k": 3}, {"n": 3, "k": 3}, {"n": 4, "k": 1}),
    lambda n: {"X": (n["n"],), "W": (n["k"],), "O": (n["n"] - n["k"] + 1,)},
    (at_most(K, N),),
)  # fmt: skip

# an activation of a sum and of a shifted one: the same bound index on both sides of a product
ACTIVATED = Operation(
    {
        Entry("X"): given(N),
        Entry("F"): given(K),
        **defined(
            (OUTPUTS,),
            at("O", I),
            times(
                Apply("a", (total(times(at("F", U), at("X", plus(I, U))), below(U, K)),)),
                plus(at("X", I), 3),
            ),
        ),
    },
    (at("F", V), at("X", X)),
    lambda x, n, o: CUBIC.value(
        sum(x("F", (u,)) * x("X", (o[0] + u,)) for u in range(n["k"]))
    ) * (x("X", o) + 3),
    ({"n": 4, "k": 2}, {"n": 3, "k": 3}),
    lambda n: {"X": (n["n"],), "F": (n["k"],), "O": (n["n"] - n["k"] + 1,)},
    (at_most(K, N),),
)  # fmt: skip

# a filter that is read from the other end, and a power
TURNED = Operation(
    {
        Entry("X"): given(N),
        Entry("F"): given(K),
        **defined(
            (OUTPUTS,),
            at("O", I),
            plus(
                times(2, total(times(at("F", minus(K, 1, U)), at("X", plus(I, U))),
                                            below(U, K))),
                times(-1, Power(at("X", I), Number(3))),
            ),
        ),
    },
    (at("F", V), at("X", X)),
    lambda x, n, o: 2 * sum(
        x("F", (n["k"] - 1 - u,)) * x("X", (o[0] + u,)) for u in range(n["k"])
    ) - x("X", o) ** 3,
    ({"n": 4, "k": 2}, {"n": 5, "k": 3}),
    lambda n: {"X": (n["n"],), "F": (n["k"],), "O": (n["n"] - n["k"] + 1,)},
    (at_most(K, N),),
)  # fmt: skip

OPERATIONS = {
    "squared": SQUARED,
    "two inputs": TWO_INPUTS,
    "bilinear": BILINEAR,
    "activated": ACTIVATED,
    "flipped, and a power": TURNED,
}
CASES = [
    pytest.param(operation, by, id=f"{name} by {by.letter}")
    for name, operation in OPERATIONS.items()
    for by in operation.by
]


def places(shape: Place) -> list[Place]:
    return list(product(*map(range, shape)))


def loss(operation: Operation, sizes: Sizes) -> sympy.Expr:
    """Write the loss out: every output entry times its gradient from above."""
    shape = operation.shapes(sizes)["O"]
    return sum(
        symbol("G", place) * operation.output(symbol, sizes, place) for place in places(shape)
    )


@pytest.mark.parametrize(("operation", "by"), CASES)
def test_it_is_derived_proved_and_checked(operation: Operation, by: Entry) -> None:
    derivation = operation.derived(by)
    assert derivation.proved
    checked = check_derivation(derivation, cases=8, largest=3)
    assert checked.counterexample is None
    assert checked.places > 8
    # nothing is left to differentiate but the gradient from above, and activations
    for part in partials(derivation.equation.right):
        assert part.of == Name("L") or isinstance(part.of, Apply)


def partials(formula: Formula) -> list[Partial]:
    return [part for _, part in walk_paths(formula) if isinstance(part, Partial)]


@pytest.mark.parametrize(("operation", "by"), CASES)
def test_the_result_is_sympys_derivative_at_small_sizes(operation: Operation, by: Entry) -> None:
    derivation = operation.derived(by)
    evaluator = Evaluator(derivation.final_setting)
    for sizes in operation.sizes:
        letters: dict[Formula, int] = {Name(letter): size for letter, size in sizes.items()}

        def value(whole: Whole, place: Place) -> sympy.Symbol:
            return symbol("G" if isinstance(whole, Partial) else whole.letter, place)

        evaluator.use(letters, value)
        written = loss(operation, sizes)
        found = 0
        for place in places(operation.shapes(sizes)[by.letter]):
            names = dict(zip(by.indices, place, strict=True))
            gradient = evaluator.value(derivation.equation.right, names)
            expected = sympy.diff(written, symbol(by.letter, place))
            assert sympy.expand(gradient - expected) == 0, (sizes, place)
            found += expected != 0
        assert found


def rules_of(derivation: IndexDerivation) -> set[type]:
    return {line.rule for line in derivation.lines if line.rule}


def test_the_product_rule_gives_two_terms_where_the_input_is_a_factor_twice() -> None:
    by_input = BILINEAR.derived(at("X", X))
    assert ProductRule in rules_of(by_input)
    right = by_input.equation.right
    assert isinstance(right, Add)
    assert len(right.terms) == 2
    by_weights = BILINEAR.derived(at("W", U)).equation.right
    assert isinstance(by_weights, Sum)


def test_the_place_that_a_tap_meets_is_solved_for_the_tap() -> None:
    """A delta s·i + u = x needs no division where the tap has no factor."""
    derivation = SQUARED.derived(at("X", C, X))
    assert {DifferentiateFunction, ContractDelta} <= rules_of(derivation)
    assert DivideDelta not in rules_of(derivation)


def test_what_is_known_decides_which_conditions_remain() -> None:
    """With the output's own limits the filter's gradient has none left."""
    right = TWO_INPUTS.derived(at("F", C, U)).equation.right
    assert isinstance(right, Sum)
    assert right.conditions == ()
    by_input = TWO_INPUTS.derived(at("Y", C, X)).equation.right
    assert isinstance(by_input, Sum)
    assert len(by_input.conditions) == 1


def test_no_name_is_captured() -> None:
    """An operation whose indices are called like those that the gradient is taken by."""
    for by in (at("F", U), at("F", I)):
        derivation = ACTIVATED.derived(by)
        assert derivation.proved
        assert check_derivation(derivation, cases=10, largest=4).holds
        assert derivation.left == Partial(Name("L"), by)

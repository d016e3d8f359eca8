"""The layers of [blog] (docs/sources.md) written out for a small case, in its own notation.

Two convolutions with several units, bias and activation, the squared error, and every δ. The
formulas of [blog] are put in at numbers here, sums and all, and compared with what is printed.
It stores a complete input c without the offset that its convolution makes ("moved to the
top left by N_w - 1"): c(x, y) here is what the definition calls c(x + N_w - 1, y + N_w - 1). That
is the reading under which [blog] eq. 12, 15, 16 and 18 are true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import pytest
import sympy

import symconv
from symconv.derivation import Step, StepKind
from symconv.formulas import (
    CorrelatePairs,
    Entry,
    Equation,
    Formula,
    Name,
    Partial,
    Rot180,
    to_sympy,
)
from symconv.notation import PRESETS
from symconv.printing.formulas import LatexPrinter
from symconv.roles import Role
from symconv.specs.network import NetworkSpec, layer

N_W = 2
UNITS = (2, 3, 2)
SIZES = ((3, 4), (2, 3), (1, 2))  # of o^0, of c^1 and o^1, of c^2 and o^2
NETWORK = NetworkSpec(
    (UNITS[0], *SIZES[0]),
    [
        layer("conv", filter_size=N_W, out_channels=UNITS[1], bias=True, flip_filter=True),
        layer("activation", function="sigmoid"),
        layer("conv", filter_size=N_W, out_channels=UNITS[2], bias=True, flip_filter=True),
        layer("activation", function="sigmoid"),
        layer("loss", function="squared_error"),
    ],
)
CONVOLUTIONS = {1: "conv1", 2: "conv2"}
ACTIVATIONS = {1: "activation1", 2: "activation2"}
LATEX = LatexPrinter(PRESETS["blog"])
OFFSET = N_W - 1


def name(letter: str, layer_number: int, units: str, *place: int) -> sympy.Symbol:
    """Give the symbol whose LaTeX is an entry of [blog], such as o_{0}^{1}(0, 2)."""
    places = f"({', '.join(map(str, place))})" if place else ""
    return sympy.Symbol(f"{letter}_{{{units}}}^{{{layer_number}}}{places}")


def o(number: int, n: int, x: int, y: int) -> sympy.Symbol:
    return name("o", number, f"{n}", x, y)


def c(number: int, m: int, x: int, y: int) -> sympy.Symbol:
    return name("c", number, f"{m}", x, y)


def delta(number: int, m: int, x: int, y: int) -> sympy.Expr:
    """Give δ, which is zero outside the complete input."""
    height, width = SIZES[number]
    inside = 0 <= x < height and 0 <= y < width
    return name(r"\delta", number, f"{m}", x, y) if inside else sympy.S.Zero


def w(number: int, n: int, m: int, x: int, y: int) -> sympy.Expr:
    """Give a weight, which is zero outside the kernel."""
    inside = 0 <= x < N_W and 0 <= y < N_W
    return name("w", number, f"{n},{m}", x, y) if inside else sympy.S.Zero


def b(number: int, m: int) -> sympy.Symbol:
    return name("b", number, f"{m}")


def partial(above: sympy.Symbol, below: sympy.Symbol) -> sympy.Symbol:
    return sympy.Symbol(rf"\frac{{\partial {above}}}{{\partial {below}}}")


def kernel() -> Iterator[tuple[int, int]]:
    return product(range(N_W), repeat=2)


def places(number: int) -> list[tuple[int, int]]:
    return list(product(*map(range, SIZES[number])))


class Names(Mapping[Formula, sympy.Expr]):
    """Gives every entry and derivative as the symbol of its LaTeX."""

    def __contains__(self, formula: object) -> bool:
        return isinstance(formula, Entry | Partial | Name)

    def __getitem__(self, formula: Formula) -> sympy.Expr:
        return sympy.Symbol(LATEX.write(formula))

    def __iter__(self) -> Iterator[Formula]:
        return iter(())

    def __len__(self) -> int:
        return 0


@cache
def derivation() -> symconv.NetworkDerivation:
    return symconv.derive(NETWORK, "blog")


@cache
def steps_of(layer_name: str, kind: StepKind, role: Role | None) -> tuple[Step, ...]:
    found = tuple(
        step
        for step in derivation().steps
        if (step.layer, step.kind, step.role) == (layer_name, kind, role)
    )
    assert found
    return found


@cache
def printed(layer_name: str, kind: StepKind, role: Role | None) -> dict[str, sympy.Expr]:
    """Give the right side of every equation of a step by the LaTeX of its left side."""
    *_, step = steps_of(layer_name, kind, role)
    return {LATEX.write(e.left): to_sympy(e.right, Names()) for e in step.equations}


def assert_written_out(found: Mapping[str, sympy.Expr], expected: Mapping[Any, sympy.Expr]) -> None:
    assert set(found) == set(map(str, expected))
    for left, right in expected.items():
        assert sympy.expand(found[str(left)] - right) == 0, left


@pytest.mark.parametrize("number", CONVOLUTIONS)
def test_row_7_the_complete_input(number: int) -> None:
    expected = {
        c(number, m, x, y): b(number, m) + sum(
            o(number - 1, n, x + OFFSET - i, y + OFFSET - j) * w(number, n, m, i, j)
            for n in range(UNITS[number - 1]) for i, j in kernel()
        )
        for m in range(UNITS[number]) for x, y in places(number)
    }  # fmt: skip
    assert_written_out(printed(CONVOLUTIONS[number], StepKind.FORWARD, None), expected)


@pytest.mark.parametrize("number", ACTIVATIONS)
def test_row_8_the_output_is_the_activation_of_each_pixel(number: int) -> None:
    (step,) = steps_of(ACTIVATIONS[number], StepKind.FORWARD, None)
    assert [LATEX.write(equation) for equation in step.equations] == [
        rf"{o(number, m, x, y)} = \sigma({c(number, m, x, y)})"
        for m in range(UNITS[number])
        for x, y in places(number)
    ]


def target(m: int, x: int, y: int) -> sympy.Symbol:
    return sympy.Symbol(f"t_{{{m}}}({x}, {y})")


def test_row_9_the_error_of_the_last_layer() -> None:
    expected = sum(
        (target(m, x, y) - o(2, m, x, y)) ** 2 / 2 for m in range(UNITS[2]) for x, y in places(2)
    )
    assert_written_out(printed("loss1", StepKind.FORWARD, None), {"E": expected})


def test_row_9_for_one_output() -> None:
    network = NetworkSpec((3,), [layer("dense", units=1), layer("loss", function="squared_error")])
    steps = symconv.derive(network, "blog").steps
    found = {LATEX.write(e) for step in steps for e in step.equations}
    assert r"E = \frac{1}{2} \cdot (t - c^{1})^{2}" in found


def weights(number: int) -> Iterator[tuple[int, int, int, int]]:
    return product(range(UNITS[number - 1]), range(UNITS[number]), range(N_W), range(N_W))


@pytest.mark.parametrize("number", CONVOLUTIONS)
def test_row_10_the_chain_rule_of_a_weight(number: int) -> None:
    expected = {
        partial(sympy.Symbol("E"), w(number, n, m, i, j)): sum(
            delta(number, m, x, y) * partial(c(number, m, x, y), w(number, n, m, i, j))
            for x, y in places(number)
        )
        for n, m, i, j in weights(number)
    }
    assert_written_out(printed(CONVOLUTIONS[number], StepKind.EXPANDED, Role.FILTER), expected)


@pytest.mark.parametrize("number", CONVOLUTIONS)
def test_row_11_the_derivative_of_a_complete_input_by_a_weight(number: int) -> None:
    expected = {
        partial(c(number, m, x, y), w(number, n, m, i, j)): o(
            number - 1, n, x + OFFSET - i, y + OFFSET - j
        )
        for n, m, i, j in weights(number)
        for x, y in places(number)
    }
    assert_written_out(printed(CONVOLUTIONS[number], StepKind.LOCAL, Role.FILTER), expected)


@pytest.mark.parametrize("number", CONVOLUTIONS)
def test_rows_12_and_13_the_gradient_of_a_weight(number: int) -> None:
    expected = {
        partial(sympy.Symbol("E"), w(number, n, m, i, j)): sum(
            o(number - 1, n, x + OFFSET - i, y + OFFSET - j) * delta(number, m, x, y)
            for x, y in places(number)
        )
        for n, m, i, j in weights(number)
    }
    found = printed(CONVOLUTIONS[number], StepKind.SUBSTITUTED, Role.FILTER)
    assert_written_out(found, expected)
    without_offset = [
        sum(o(number - 1, n, x - i, y - j) * delta(number, m, x, y) for x, y in places(number))
        for n, m, i, j in weights(number)
    ]
    assert all(
        wrong != right for wrong, right in zip(without_offset, expected.values(), strict=True)
    )


@pytest.mark.parametrize("number", CONVOLUTIONS)
def test_row_15_the_gradient_of_the_weights_is_a_rotated_cross_correlation(number: int) -> None:
    forms = derivation().layers[CONVOLUTIONS[number]].closed_forms
    (form,) = [form for form in forms if form.role is Role.FILTER]
    assert form.proved
    assert form.equation == Equation(
        Partial(Name("E"), Entry("w", superscript=number)),
        Rot180(
            CorrelatePairs(
                Entry("o", superscript=number - 1), Entry(r"\delta", superscript=number),
                (1, 1), (1, 1),
            ),
            2,
        ),
    )  # fmt: skip


def backpropagated(
    m: int, x: int, y: int, value: Callable[[int, int, int, int, int], sympy.Expr]
) -> sympy.Expr:
    """Give the sum over the units of layer 2 and the kernel of δ times a value."""
    return sum(
        delta(2, unit, x + i - OFFSET, y + j - OFFSET)
        * value(unit, x + i - OFFSET, y + j - OFFSET, i, j)
        for unit in range(UNITS[2])
        for i, j in kernel()
    )


def slope(number: int, m: int, x: int, y: int) -> sympy.Expr:
    """Give ∂a(c)/∂c of the sigmoid."""
    return o(number, m, x, y) * (1 - o(number, m, x, y))


def test_rows_16_and_17_the_chain_rule_of_delta() -> None:
    first, _ = steps_of("activation1", StepKind.THROUGH, Role.INPUT)
    (equation,) = first.equations
    expected = backpropagated(
        0, 0, 0, lambda unit, x, y, i, j: partial(c(2, unit, x, y), o(1, 0, 0, 0))
        * partial(o(1, 0, 0, 0), c(1, 0, 0, 0)),
    )  # fmt: skip
    found = {LATEX.write(equation.left): to_sympy(equation.right, Names())}
    assert_written_out(found, {delta(1, 0, 0, 0): expected})


def test_row_18_the_recursion_of_delta() -> None:
    entries = [(m, x, y) for m in range(UNITS[1]) for x, y in places(1)]
    expected = {
        delta(1, m, x, y): slope(1, m, x, y)
        * backpropagated(m, x, y, lambda unit, _x, _y, i, j, m=m: w(2, m, unit, i, j))
        for m, x, y in entries
    }
    found = printed("activation1", StepKind.THROUGH, Role.INPUT)
    assert_written_out(found, expected)


def test_row_17_as_it_stands_is_not_derived() -> None:
    """Its last line has w(x + x', y + y'), which depends on where δ is."""
    found = printed("activation1", StepKind.THROUGH, Role.INPUT)
    for m, x, y in [(0, 0, 1), (1, 1, 1), (2, 1, 2)]:
        wrong = slope(1, m, x, y) * backpropagated(
            m, x, y, lambda unit, _x, _y, i, j, m=m, x=x, y=y: w(2, m, unit, x + i, y + j)
        )
        assert sympy.expand(found[str(delta(1, m, x, y))] - wrong) != 0


def test_row_18_without_the_offset_is_not_derived() -> None:
    found = printed("activation1", StepKind.THROUGH, Role.INPUT)
    for m, x, y in [(0, 0, 0), (2, 0, 1)]:
        wrong = slope(1, m, x, y) * sum(
            delta(2, unit, x + i, y + j) * w(2, m, unit, i, j)
            for unit in range(UNITS[2])
            for i, j in kernel()
        )
        assert sympy.expand(found[str(delta(1, m, x, y))] - wrong) != 0


def test_delta_of_the_last_layer() -> None:
    expected = {
        delta(2, m, x, y): (o(2, m, x, y) - target(m, x, y)) * slope(2, m, x, y)
        for m in range(UNITS[2])
        for x, y in places(2)
    }
    assert_written_out(printed("activation2", StepKind.THROUGH, Role.INPUT), expected)


@pytest.mark.parametrize("number", CONVOLUTIONS)
def test_the_gradient_of_a_bias_is_the_sum_of_delta(number: int) -> None:
    expected = {
        partial(sympy.Symbol("E"), b(number, m)): sum(
            delta(number, m, x, y) for x, y in places(number)
        )
        for m in range(UNITS[number])
    }
    found = printed(CONVOLUTIONS[number], StepKind.SUBSTITUTED, Role.BIAS)
    assert_written_out(found, expected)

"""Worked cases: numbers in a derivation, of any kind of layer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from symconv import ConvSpec, DerivationError, PoolSpec, UnpoolSpec, derive
from symconv.derivation import Step, StepKind
from symconv.derivation.case_values import read_case_texts
from symconv.formulas import Equation, Formula, Number
from symconv.printing.formulas import TextPrinter
from symconv.specs import ActivationSpec, LossSpec
from tests.layer_arrays import integers, layer_arguments, run_reference
from tests.strategies import drawn_specs
from tests.strategies_pool import drawn_pools

CHAPTER = "input=x;output=y;upstream=differential"
GRID = [[1, 9, 2, 0], [3, 4, 5, 6], [7, 7, 0, 0], [1, 2, 0, 8]]


def lines(
    spec: Any, values: Any, notation: str = "matrix", digits: int | None = None
) -> dict[str, list[str]]:
    """Give the equations of a worked case by the titles of its steps."""
    derivation = derive(spec, notation)
    printer = TextPrinter(derivation.notation)
    return {
        "".join(part if isinstance(part, str) else printer.write(part) for part in step.title): [
            printer.write(equation) for equation in step.equations
        ]
        for step in derivation.worked_case(values, digits)
    }


def test_the_case_of_the_chapter() -> None:
    """2x2 max pooling of 4x4 with stride 2, x12 the maximum of its region."""
    case = lines(PoolSpec((4, 4), 2, stride=2), GRID, CHAPTER)
    assert case["Numbers"] == ["x = [[1 9 2 0] [3 4 5 6] [7 7 0 0] [1 2 0 8]]"]
    # 7 stands twice in the third region: the first counts
    assert case["Output of the worked case"] == [
        "y₁₁ = x₁₂ = 9", "y₁₂ = x₂₄ = 6", "y₂₁ = x₃₁ = 7", "y₂₂ = x₄₄ = 8",
    ]  # fmt: skip
    # [chapter] eq. 21, whose middle term is wrong there, and "other derivatives in the region"
    assert case["Local gradients of the worked case"][:4] == [
        "∂y₁₁/∂x₁₁ = ∂x₁₂/∂x₁₁ = 0",
        "∂y₁₁/∂x₁₂ = ∂x₁₂/∂x₁₂ = 1",
        "∂y₁₁/∂x₂₁ = ∂x₁₂/∂x₂₁ = 0",
        "∂y₁₁/∂x₂₂ = ∂x₁₂/∂x₂₂ = 0",
    ]
    # [chapter] eq. 22, whose left side is wrong there
    gradient = case["Gradient ∂L/∂x of the worked case"]
    assert gradient[1] == "∂L/∂x₁₂ = dy₁₁"
    assert [line for line in gradient if not line.endswith("= 0")] == [
        "∂L/∂x₁₂ = dy₁₁", "∂L/∂x₂₄ = dy₁₂", "∂L/∂x₃₁ = dy₂₁", "∂L/∂x₄₄ = dy₂₂",
    ]  # fmt: skip
    latex = derive(PoolSpec((4, 4), 2, stride=2), CHAPTER)
    assert r"\frac{\partial L}{\partial x_{12}} &= dy_{11} \\" in latex.to_latex(
        steps=latex.worked_case(GRID)
    )


def test_a_convolution_in_numbers() -> None:
    case = lines(ConvSpec(3, 2), {"x": [1, -2, 3], "f": ["1/2", "5"], "grad_o": [10, 100]})
    assert case == {
        "Numbers": ["X = [1 −2 3]", "F = [1/2 5]", "∂L/∂O = [10 100]"],
        "Output of the worked case": [
            "O₁ = X₁·F₁ + X₂·F₂ = 1·1/2 − 2·5 = −19/2",
            "O₂ = X₂·F₁ + X₃·F₂ = −2·1/2 + 3·5 = 14",
        ],
        "Local gradients of the worked case": [
            "∂O₁/∂X₁ = F₁ = 1/2", "∂O₁/∂X₂ = F₂ = 5", "∂O₂/∂X₂ = F₁ = 1/2", "∂O₂/∂X₃ = F₂ = 5",
        ],
        "Gradient ∂L/∂F of the worked case": [
            "∂L/∂F₁ = ∂L/∂O₁ + ∂L/∂O₂·(−2) = 10 + 100·(−2) = −190",
            "∂L/∂F₂ = ∂L/∂O₁·(−2) + ∂L/∂O₂·3 = 10·(−2) + 100·3 = 280",
        ],
        "Gradient ∂L/∂X of the worked case": [
            "∂L/∂X₁ = ∂L/∂O₁·1/2 = 10·1/2 = 5",
            "∂L/∂X₂ = ∂L/∂O₁·5 + ∂L/∂O₂·1/2 = 10·5 + 100·1/2 = 100",
            "∂L/∂X₃ = ∂L/∂O₂·5 = 100·5 = 500",
        ],
    }  # fmt: skip


def test_what_is_not_given_stays_a_letter() -> None:
    case = lines(ConvSpec(2, 2), {"f": [3, 0]})
    assert case["Output of the worked case"] == ["O₁ = X₁·F₁ + X₂·F₂ = X₁·3 + X₂·0 = 3·X₁"]
    assert case["Gradient ∂L/∂X of the worked case"] == ["∂L/∂X₁ = ∂L/∂O₁·3", "∂L/∂X₂ = 0"]
    above = lines(PoolSpec(2, 2), {"grad_o": [5]})
    assert above["Output of the worked case"] == ["O₁ = max(X₁, X₂)"]
    assert above["Gradient ∂L/∂X of the worked case"][0].endswith("= 5·1[X₁ = max(X₁, X₂)]")


def test_absolute_values_and_repeated_indices_are_written_as_what_they_are() -> None:
    norm = lines(PoolSpec(3, 3, operation="lp", power=1), [1, -3, 0])
    assert norm["Output of the worked case"] == ["O₁ = X₁ − X₂ = 1 − (−3) = 4"]
    assert norm["Gradient ∂L/∂X of the worked case"] == [
        "∂L/∂X₁ = ∂L/∂O₁", "∂L/∂X₂ = ∂L/∂O₁·(−1)", "∂L/∂X₃ = 0",
    ]  # fmt: skip
    unpool = lines(UnpoolSpec(2, 2), {"x": [7, 8], "i": [1, 1]})
    assert unpool["Output of the worked case"] == ["O₁ = 0", "O₂ = X₂ = 8"]
    assert unpool["Gradient ∂L/∂X of the worked case"] == ["∂L/∂X₁ = 0", "∂L/∂X₂ = ∂L/∂O₂"]


def test_what_other_kinds_of_layers_print() -> None:
    relu = lines(ActivationSpec((1, 2), "relu"), [3, -5])
    assert relu["Output of the worked case"] == [
        "O₁ = relu(X₁) = relu(3) = 3",
        "O₂ = relu(X₂) = relu(−5) = 0",
    ]
    assert relu["Gradient ∂L/∂X of the worked case"] == ["∂L/∂X₁ = ∂L/∂O₁", "∂L/∂X₂ = 0"]
    loss = lines(LossSpec(2, "squared_error"), {"x": [1, 2], "t": [3, 5]})
    assert loss["Gradient ∂L/∂X of the worked case"] == ["∂L/∂X₁ = −2", "∂L/∂X₂ = −3"]
    softmax = lines(ActivationSpec(2, "softmax"), [0, 0])
    assert softmax["Output of the worked case"] == ["O₁ = 1/2", "O₂ = 1/2"]


def last(formula: Formula) -> Any:
    while isinstance(formula, Equation):
        formula = formula.right
    assert isinstance(formula, Number), formula
    return formula.value


def gradients(steps: tuple[Step, ...]) -> dict[str, list[Any]]:
    return {
        step.role.value: [last(equation) for equation in step.equations]
        for step in steps
        if step.role is not None and step.title[0] == "Gradient "
    }


def test_cases_end_in_the_numbers_of_the_reference() -> None:
    pools = [spec for spec in drawn_pools(60, ranks=(1, 2)) if spec.operation.value != "lp"]
    specs = [*drawn_specs(25, 60), *pools]
    for seed, spec in enumerate(specs):
        if spec.terms > 200:
            continue
        arrays = layer_arguments(spec, 1, integers(seed))
        expected = run_reference(spec, arrays)
        steps = derive(spec).worked_case(arrays)
        assert {step.kind for step in steps} == {StepKind.WORKED}
        outputs = [last(equation) for equation in steps[1].equations]
        assert np.array_equal(np.array(outputs, float), expected["forward"].ravel()), spec
        for role, values in gradients(steps).items():
            assert np.allclose(np.array(values, float), expected[f"grad_{role}"].ravel(), 1e-15), (
                spec
            )


def test_numbers_are_exact_however_they_are_given() -> None:
    spec = PoolSpec(2, 2, operation="average")
    half = Fraction(1, 2)
    ways = (half, 0.5, Decimal("0.5"), "1/2", "0.5", sympy.Rational(1, 2), np.float64(0.5))
    for way in ways:
        assert lines(spec, [way, np.int8(3)])["Output of the worked case"][0].endswith("= 7/4")
    # a float is the decimal that is written for it
    assert lines(spec, [0.1, 0.2])["Output of the worked case"][0].endswith("= 3/20")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, 2], "values: x has 3 entries, given 2 numbers: PoolSpec((3,), (2,))"),
        ({"f": [1]}, "values: 'f' is not one of x, grad_o: PoolSpec((3,), (2,))"),
        ({}, "values: no number is given: PoolSpec((3,), (2,))"),
        ([1, 2, float("nan")], "values: x has nan, which is not an exact number"),
        ([1, 2, 1j], "values: x has 1j, which is not an exact number"),
        ([1, 2, True], "values: x has True, which is not an exact number"),
        (
            [1, 2, "1e9"],
            "values: x has '1e9', not a number of at most 18 digits such as 3, -2/5 or 0.5",
        ),
        (
            [1, 2, "1/0"],
            "values: x has '1/0', not a number of at most 18 digits such as 3, -2/5 or 0.5",
        ),
        (None, "values: x has None, which is not an exact number"),
    ],
)
def test_what_is_no_case_is_refused_in_one_line(values: Any, message: str) -> None:
    with pytest.raises(DerivationError) as caught:
        derive(PoolSpec(3, 2)).worked_case(values)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (-1, "values: i has the index -1, which is not from 0 to 11"),
        (12, "values: i has the index 12, which is not from 0 to 11"),
        ("9999999999", "values: i has the index 9999999999, which is not from 0 to 11"),
        (Fraction(1, 2), "values: i has 1/2, not a whole number"),
        ("2.5", "values: i has 5/2, not a whole number"),
    ],
)
def test_indices_of_a_case_name_entries(index: Any, message: str) -> None:
    spec = UnpoolSpec(2, 7, channels=2, index_size=6)
    derivation = derive(spec)
    with pytest.raises(DerivationError) as caught:
        derivation.worked_case({"x": [5, 6, 7, 8], "i": [0, 3, 11, index]})
    assert str(caught.value) == f"{message}: {spec}"
    outputs = lines(spec, {"x": [5, 6, 7, 8], "i": [0, 3, 11, "6.0"]})["Output of the worked case"]
    values = [line.rsplit(" = ", 1)[1] for line in outputs]
    assert values == ["5", "0", "0", "6", "0", "0", "0", "8", "0", "0", "0", "0", "7", "0"]


def test_cases_as_text() -> None:
    assert read_case_texts(["1,-5; 1/2 0.25", " grad_o = 7"]) == {
        "x": [1, -5, Fraction(1, 2), Fraction(1, 4)], "grad_o": [7],
    }  # fmt: skip
    for texts, message in (
        (["1", "x=2"], "x is given twice"),
        (["1;two"], "values: x has 'two', not a number"),
        (["f=__import__('os')"], "not a number"),
    ):
        with pytest.raises(DerivationError, match=message.replace("(", r"\(")):
            read_case_texts(texts)


def test_ties_of_the_numbers_are_told() -> None:
    def told(values: object) -> bool:
        steps = derive(PoolSpec((2, 2), 2)).worked_case(values)
        return any("Several entries of a window have its value here" in "".join(
            part for part in step.note if isinstance(part, str)
        ) for step in steps)  # fmt: skip

    assert told([[5, 5], [2, 3]])
    assert not told([[5, 4], [2, 2]])  # equal, but not the maximum


NORM = "Where every entry of a window is 0, its local gradients are taken to be 0."
SIGN = "At 0, where |x| has no derivative, sign is 0."
SHARED = "If several entries of a window have the value of its maximum,"


@pytest.mark.parametrize(
    ("spec", "values", "convention"),
    [
        (PoolSpec(3, 2, operation="lp"), [0, 0, 3], NORM),
        (PoolSpec(3, 2, operation="lp"), [1, 2, 3], ""),
        (PoolSpec(3, 2, operation="lp", power=1), [0, -2, 1], SIGN),
        (PoolSpec(3, 2, operation="lp", power=1), [3, -2, 1], ""),
        (PoolSpec(3, 2, ties="split"), [2, 2, 1], SHARED),
        (PoolSpec(3, 2, ties="split"), [2, 3, 1], ""),
        (PoolSpec(3, 2), [2, 2, 1], ""),  # the output says which of them counts
        (ConvSpec(3, 2), [0, 0, 0], ""),
    ],
)
def test_a_case_says_what_its_local_gradients_rest_on(
    spec: Any, values: list[int], convention: str
) -> None:
    steps = derive(spec).worked_case(values)
    said = [step.convention for step in steps if step.convention]
    assert [text.startswith(convention) for text in said] == [True] * bool(convention)


def test_decimals_on_request() -> None:
    """What ends is exact; what does not stands exactly, then rounded behind another sign."""
    values = {"x": ["1/3", 2, "1/8"], "f": ["1/2", 3], "grad_o": [1, "2/7"]}
    case = lines(ConvSpec(3, 2), values, digits=4)
    assert case["Numbers"] == ["X = [1/3 2 0.125]", "F = [0.5 3]", "∂L/∂O = [1 2/7]"]
    assert case["Output of the worked case"] == [
        "O₁ = X₁·F₁ + X₂·F₂ = 1/3·0.5 + 2·3 = 37/6 ≈ 6.167",
        "O₂ = X₂·F₁ + X₃·F₂ = 2·0.5 + 0.125·3 = 1.375",
    ]
    loss = lines(LossSpec(2, "cross_entropy"), {"x": [1, 0], "t": [0, 1]}, digits=3)
    assert [line.partition("≈ ")[2] for line in loss["Gradient ∂L/∂X of the worked case"]] == [
        "0.731", "−0.731",
    ]  # fmt: skip
    tiny = lines(PoolSpec(1, 1, operation="average", divisor=3), {"x": ["1/100000000"]}, digits=2)
    assert tiny["Output of the worked case"][0].endswith(" ≈ 3.3·10⁻⁹")
    derivation = derive(ConvSpec(3, 2))
    for format_, sign in (("text", "≈"), ("latex", r"\approx"), ("html", "<mo>≈</mo>")):
        text = derivation.to(format_, steps=derivation.worked_case(values, 4))
        assert f"{sign}6.167" in text.replace(" ", "").replace("<mn>", "").replace("</mn>", "")
        assert "are rounded to 4 significant digits." in text
    assert derivation.worked_case(values) == derivation.worked_case(values, None)
    whole = derivation.worked_case({"x": [1, 2, 3], "f": [1, 2]}, 4)
    assert whole == derivation.worked_case({"x": [1, 2, 3], "f": [1, 2]})


@pytest.mark.parametrize("digits", [0, 51, True, "4", 2.0])
def test_digits_that_are_none_are_refused(digits: Any) -> None:
    with pytest.raises(DerivationError, match="is not an integer from 1 to 50"):
        derive(ConvSpec(3, 2)).worked_case([1, 2, 3], digits)


@pytest.mark.parametrize(
    ("name", "notation", "argument"),
    [
        ("X", "matrix", "x"), ("F", "matrix", "f"), ("B", "matrix", "b"), ("A", "slides", "x"),
        ("W", "slides", "f"), ("∂L/∂O", "matrix", "grad_o"), ("∂L/∂Z", "slides", "grad_o"),
        ("dO", "matrix", "grad_o"), ("δ", "blog", "grad_o"), ("kernel", "matrix", "f"),
    ],
)  # fmt: skip
def test_letters_as_they_are_printed_are_asked_about(
    name: str, notation: str, argument: str
) -> None:
    spec = ConvSpec(3, 2, bias=True)
    given = read_case_texts([f"{name}=1,2"])
    assert given == {name: [1, 2]}
    with pytest.raises(DerivationError) as caught:
        derive(spec, notation).worked_case(given)
    assert str(caught.value) == (
        f"values: {name!r} is not one of x, f, b, grad_o (did you mean {argument!r}?): {spec}"
    )

"""What is drawn: numbers that are right, distractors that are wrong, slips that are found."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from unicodedata import normalize

import numpy as np
import pytest

import symconv
from symconv.formulas import Number
from symconv.worksheets import WorksheetOptions, build_worksheet
from symconv.worksheets.options import Topic
from symconv.worksheets.questions import Kind, letter
from symconv.worksheets.variants import Ranges, answers_of, build_variants, degenerate, stress
from tests.worksheets.layers import CONV, LAYERS, STRIDED, chapter

NUMBERS = WorksheetOptions(topics=(Topic.NUMBERS,))


def numbers_in(question, left: str):
    """Give the array of numbers that a question gives for a letter."""
    for block in question.blocks:
        for equation in getattr(block, "equations", ()):
            if str(equation.left) == left:
                grid = equation.right
                return np.array([entry.value for entry in grid.entries]).reshape(grid.shape)
    raise KeyError(left)


@pytest.mark.parametrize("name", ["conv", "strided"])
def test_results_are_those_of_the_reference(name) -> None:
    spec = LAYERS[name]
    for seed in range(5):
        sheet = build_worksheet(spec, options=WorksheetOptions(topics=(Topic.NUMBERS,), seed=seed))
        found = {question.name: question for question in sheet.questions}
        output, by_filter = found["numbers-output"], found["numbers-filter"]
        x, f = (numbers_in(output, a).reshape(1, 1, *s) for a, s in
                (("X", spec.input_size), ("F", spec.filter_size)))  # fmt: skip
        g = numbers_in(by_filter, "∂L/∂O").reshape(1, 1, *spec.output_size)
        wanted = symconv.reference.forward(spec, x, f).ravel()
        assert [answer.formula.value for answer in output.answers] == list(wanted)
        wanted = symconv.reference.grad_filter(spec, g, x).ravel()
        assert [answer.formula.value for answer in by_filter.answers] == list(wanted)


@pytest.mark.parametrize("name", ["pool", "average", "dense", "relu", "loss", "transposed"])
def test_other_layers_have_numbers_too(name) -> None:
    sheet = build_worksheet(LAYERS[name], options=NUMBERS)
    for question in sheet.questions:
        assert all(isinstance(answer.formula, Number) for answer in question.answers)


def test_a_network_is_worked_out_from_its_prediction_back() -> None:
    sheet = build_worksheet(*chapter(), NUMBERS)
    values = {
        normalize("NFC", str(equation.left)): answer.formula.value
        for question in sheet.questions
        for answer, equation in zip(question.answers, question.solution[0].equations, strict=True)
    }
    target = next(
        equation.right.value
        for equation in sheet.questions[0].blocks[1].equations
        if str(equation.left) == "y"
    )
    assert values["∂L/∂ŷ"] == values["ŷ"] - target
    assert values["L"] == Fraction((target - values["ŷ"]) ** 2, 2)
    assert values["∂L/∂v₁"] == values["z₁"] * values["∂L/∂ŷ"]


@pytest.mark.parametrize("name", ["conv", "strided", "channels", "line", "transposed"])
@pytest.mark.parametrize("seed", range(3))
def test_one_option_is_right_and_no_two_are_equal(name, seed) -> None:
    options = WorksheetOptions(topics=(Topic.CHOICE,), seed=seed)
    questions = build_worksheet(LAYERS[name], options=options).questions
    assert questions
    for question in questions:
        right = [at for at, one in enumerate(question.choices) if one.right]
        assert [letter(at) for at in right] == [question.answers[0].letter]
        assert all(one.feedback for one in question.choices if not one.right)
        for first, second in combinations(question.choices, 2):
            assert symconv.same(first.formula, second.formula).different


@pytest.mark.parametrize("spec", [CONV, STRIDED])
def test_a_judge_refutes_each_distractor(spec) -> None:
    from symconv.printing.formulas import LatexPrinter

    sheet = build_worksheet(spec, options=WorksheetOptions(topics=(Topic.CHOICE,)))
    write = LatexPrinter(sheet.notation).write
    for question in sheet.questions:
        left = write(question.title[1])
        for choice in question.choices:
            verdict = symconv.judge(f"{left} = {write(choice.formula)}", spec)
            assert (verdict.kind == "refuted") is not choice.right, verdict


@pytest.mark.parametrize("seed", range(3))
def test_a_judge_finds_and_mends_the_slip_alone(seed) -> None:
    options = WorksheetOptions(topics=(Topic.SLIP,), seed=seed)
    sheet = build_worksheet(CONV, options=options)
    report = symconv.verify(sheet.to_markdown(), CONV)
    kinds = [equation.verdict.kind for equation in report.equations]
    assert kinds.count("refuted") == len(sheet.questions)
    assert {"refuted", "proved"} <= set(kinds) <= {"refuted", "proved", "not_checkable"}
    assert all(
        equation.verdict.suggestion
        for equation in report.equations
        if equation.verdict.kind == "refuted"
    )


def test_variants_differ_in_their_answers() -> None:
    sheets = list(build_variants(CONV, 40, options=WorksheetOptions(topics=(Topic.FORWARD,))))
    assert len({answers_of(sheet) for sheet in sheets}) == 40
    assert len({sheet.identity for sheet in sheets}) == 40


def test_sizes_vary_within_their_ranges() -> None:
    ranges = Ranges({"stride": (1, 2), "padding": (0, 1)})
    sheets = list(build_variants(CONV, 12, ranges=ranges))
    assert len({sheet.subject for sheet in sheets}) == 4


def test_a_layer_with_too_few_variants_says_so() -> None:
    options = WorksheetOptions(topics=(Topic.PATTERN,))
    with pytest.raises(symconv.WorksheetError, match="of 500 variants differ"):
        list(build_variants(CONV, 500, options=options))


def test_a_stress_run_names_what_is_degenerate() -> None:
    assert not list(stress(build_variants(CONV, 60, options=NUMBERS)))
    zero = symconv.worksheets.questions.Answer
    sheet = build_worksheet(CONV, options=NUMBERS)
    question = sheet.questions[0]
    from dataclasses import replace

    flat = replace(question, answers=tuple(zero(n, Number(0)) for n in (1, 2, 3)))
    found = degenerate(replace(sheet, questions=(flat,)), 7)
    assert found is not None
    assert found.variant == 7
    assert "equal" in found.reason
    assert question.kind is Kind.FILL

"""Whole documents: chains, sides that are continued, settings that change, layers worked out."""

from __future__ import annotations

import pytest

import symconv
from symconv.formulas import Apply, Entry, Name, Partial, Product, Range, Sum
from symconv.verification.facts import Array
from symconv.verification.judging.claims.normal import normalised, without_link
from symconv.verification.judging.reading import Bases, Reading
from symconv.verification.judging.understanding.examples import find_examples, is_numeric
from symconv.verification.judging.worlds.names import free_index_names
from symconv.verification.judging.worlds.stacks import LayerSetting
from tests.verification.judging.stories import (
    context,
    equation,
    formula,
    kinds,
    reading,
    verdict,
    verdicts,
)

FORWARD = r"Y_{i,j} = \sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}"
DELTA = r"\frac{\partial L}{\partial W_{u,v}} = \sum_{i,j} \frac{\partial L}{\partial Y_{i,j}}"


# Chains


LOSSES = r"\sum_{i,j} \frac{\partial L}{\partial Y_{i,j}}"


def test_a_chain_is_as_good_as_its_worst_link() -> None:
    local = r"\frac{\partial Y_{i,j}}{\partial W_{u,v}}"
    chain = f"{DELTA} {local} = {LOSSES} "
    right, wrong = chain + "X_{i+u,j+v}", chain + "X_{i-u,j+v}"
    first, second = verdicts([FORWARD, right, wrong])[1:]
    assert [link.kind.value for link in first.links] == ["proved", "proved"]
    assert first.kind.value == "proved"
    assert [link.kind.value for link in second.links] == ["proved", "refuted"]
    assert second.kind.value == "refuted"
    assert second.links[1].left == f"{LOSSES} {local}"
    assert second.links[1].right.strip().endswith("X_{i-u,j+v}")


def test_a_chain_is_not_proved_past_what_cannot_be_judged() -> None:
    right, wrong = LOSSES + " X_{i+u,j+v}", LOSSES + " X_{i-u,j+v}"
    left = r"\frac{\partial L}{\partial W_{u,v}} = \sum_t \frac{\partial L}{\partial t} M_{u,v}"
    found = verdicts([FORWARD, f"{left} = {right}", f"{left} = {wrong}", left])[1:]
    assert [one.kind.value for one in found] == ["not_checkable", "refuted", "not_checkable"]


def test_several_equations_in_one_block_are_judged_each() -> None:
    block = (
        r"\begin{aligned} Y_{11} &= X_{11} W_{11} + X_{12} W_{12} \\"
        r" Y_{12} &= X_{12} W_{11} + X_{13} W_{12} \\"
        r" Y_{13} &= X_{13} W_{11} + X_{14} W_{11} \end{aligned}"
    )
    found = verdict(block, prose="The input is 1x4, the filter is 1x2.")
    assert [link.kind.value for link in found.links] == ["proved", "proved", "refuted"]
    assert found.kind.value == "refuted"


def test_a_right_side_is_continued_in_the_next_block() -> None:
    first = rf"{DELTA} \frac{{\partial Y_{{i,j}}}}{{\partial W_{{u,v}}}}"
    going_on = r"= \sum_{i,j} \frac{\partial L}{\partial Y_{i,j}} X_{i+u,j+v}"
    wrong = going_on.replace("i+u", "i-u")
    assert kinds([FORWARD, first, going_on]) == ["proved", "proved", "proved"]
    assert kinds([FORWARD, first, wrong])[2] == "refuted"
    assert kinds([FORWARD, first, "", going_on])[3] == "proved"
    assert kinds([going_on])[0] == "not_checkable"


# Settings


def markdown(first: str, second: str) -> str:
    return (
        "The input x, the filter w, the output y. Indices count from 0.\n\n"
        rf"$$ y_{{i,j}} = \sum_{{u,v}} x_{{i+u,j+v}} w_{{u,v}} $$"
        "\n\n"
        "## Stride 1\n\nThe stride is 1.\n\n"
        rf"$$ \frac{{\partial L}}{{\partial w_{{u,v}}}} = \sum_{{i,j}} dy_{{i,j}} {first} $$"
        "\n\n## Stride 2\n\nFrom here on the stride is 2.\n\n"
        rf"$$ \frac{{\partial L}}{{\partial w_{{u,v}}}} = \sum_{{i,j}} dy_{{i,j}} {second} $$"
        "\n"
    )


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("x_{i+u,j+v}", "x_{2i+u,2j+v}", ("proved", "proved")),
        ("x_{i+u,j+v}", "x_{i+u,j+v}", ("proved", "refuted")),
        ("x_{2i+u,2j+v}", "x_{2i+u,2j+v}", ("refuted", "proved")),
    ],
)
def test_a_setting_that_changes_at_a_heading_holds_from_there(
    first: str, second: str, said: tuple[str, str]
) -> None:
    report = symconv.verify(markdown(first, second))
    found = tuple(one.verdict.kind.value for one in report.equations)[1:]
    assert tuple("proved" if kind == "holds" else kind for kind in found) == said


def test_a_layer_that_is_given_overrules_the_document() -> None:
    text = "dW_{11} = dO_{11} X_{11} + dO_{12} X_{13}"
    around = "O_{11} = X_{11} W_{11} + X_{12} W_{12}"
    one = symconv.verify(f"$${around}$$\n\n$${text}$$", symconv.ConvSpec((1, 4), (1, 2), stride=2))
    two = symconv.verify(f"$${around}$$\n\n$${text}$$", symconv.ConvSpec((1, 4), (1, 2)))
    assert one.equations[1].verdict.kind.value == "proved"
    assert two.equations[1].verdict.kind.value == "refuted"


# Which letter is what


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (FORWARD, "Y output, X input, W filter"),
        (r"O_{i,j} = \sum_{m,n} I_{i+m,j+n} K_{m,n} + b", "O output, I input, K filter, b bias"),
        (r"X_{i,j} = \sum_{u,v} F_{i+u,j+v} W_{u,v}", "X output, F input, W filter"),
        (r"s_{t} = \sum_{a} q_{t+a} r_{a}", "s output, q input, r filter"),
        (r"z^{l}_{i} = \sum_k w^{l}_k a^{l-1}_{i+k}", "z output, w filter, a input"),
    ],
)
def test_a_forward_pass_tells_its_letters(text: str, parts: str) -> None:
    found = reading([text]).letters
    for word in parts.split(", "):
        name, part = word.split()
        assert found[name] is Array(part), (name, found)


def test_what_a_document_says_of_its_letters_counts_first() -> None:
    swapped = reading(
        [r"Y_{i,j} = \sum_{u,v} W_{i+u,j+v} X_{u,v}"], "W is the input image and X the filter."
    ).letters
    assert swapped["W"] is Array.INPUT
    assert swapped["X"] is Array.FILTER


def test_gradients_losses_and_activations() -> None:
    found = reading(
        [
            r"z_{i,j} = \sum_{u,v} x_{i+u,j+v} w_{u,v}",
            r"a_{i,j} = \sigma(z_{i,j})",
            r"\delta_{i,j} = \frac{\partial E}{\partial z_{i,j}}",
        ]
    )
    assert found.letters["E"] is Array.LOSS
    assert found.letters[r"\delta"] is Array.GRADIENT
    assert found.letters[r"\sigma"] is Array.ACTIVATION
    assert found.activated


# Conventions


@pytest.mark.parametrize(
    ("text", "flip", "bases"),
    [
        (FORWARD, False, Bases(0, 0, 0)),
        (r"Y_{i,j} = \sum_{u=1}^{R}\sum_{v=1}^{Q} X_{i+u-1,j+v-1} W_{u,v}", False, Bases(1, 1, 1)),
        (
            r"Y_{i,j} = \sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i-u,j-v} W_{u,v}",
            True, Bases(0, 0, 0, unmoved=True),
        ),
        (
            r"Y_{i,j} = \sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+R-1-u,j+Q-1-v} W_{u,v}",
            True, Bases(0, 0, 0),
        ),
    ],
)  # fmt: skip
def test_the_forward_pass_chooses_the_convention(text: str, flip: bool, bases: Bases) -> None:
    found = reading([text, r"\frac{\partial L}{\partial W_{u,v}} = G_{u,v}"])
    assert (found.flip, found.bases) == (flip, bases)


# Layers that are worked out


def example(lines: list[str]) -> tuple[int, int]:
    made = Reading(
        letters={"X": Array.INPUT, "W": Array.FILTER, "Y": Array.OUTPUT}, bases=Bases(1, 1, 1)
    )
    placed = [(equation(text), at) for at, text in enumerate(lines)]
    (found,) = find_examples(placed, made)
    return found.steps(None, LayerSetting(), 0)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Y_{12} = X_{12} W_{11} + X_{13} W_{12}", (1, 0)),
        ("Y_{12} = X_{13} W_{11} + X_{14} W_{12}", (2, 0)),
        ("Y_{12} = X_{14} W_{11} + X_{15} W_{12}", (3, 0)),
    ],
)
def test_entries_tell_the_stride(second: str, expected: tuple[int, int]) -> None:
    assert example(["Y_{11} = X_{11} W_{11} + X_{12} W_{12}", second]) == expected


def test_entries_tell_the_padding() -> None:
    lines = [
        "Y_{11} = X_{11} W_{22}",
        "Y_{22} = X_{11} W_{11} + X_{12} W_{12} + X_{21} W_{21} + X_{22} W_{22}",
    ]
    assert example(lines) == (1, 1)


def test_entries_tell_the_sizes() -> None:
    made = Reading(
        letters={"X": Array.INPUT, "W": Array.FILTER, "Y": Array.OUTPUT}, bases=Bases(1, 1, 1)
    )
    lines = ["Y_{11} = X_{11} W_{11} + X_{23} W_{23}", "Y_{34} = X_{34} W_{11} + X_{56} W_{33}"]
    (found,) = find_examples([(equation(text), at) for at, text in enumerate(lines)], made)
    assert found.extents[Array.OUTPUT] == (3, 4)
    assert found.extents[Array.FILTER] == (3, 3)
    assert found.extents[Array.INPUT] == (5, 6)
    assert found.letters == {"X", "W", "Y"}


def test_numbers_and_letters_are_told_apart() -> None:
    made = context([FORWARD]).understanding.reading
    assert is_numeric(equation("Y_{11} = X_{12} W_{21}"), made)
    assert not is_numeric(equation("Y_{1j} = X_{12} W_{21}"), made)
    assert free_index_names(equation(FORWARD), made) == ("i", "j")


# One form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"(\delta_k)_{i,j}", Entry(r"\delta", (Name("k"), Name("i"), Name("j")))),
        (r"\delta^{in}_{i}", Entry(r"\delta_{in}", (Name("i"),))),
        (r"W^{rot180}", Apply("rot180", (Name("W"),))),
        (r"\frac{\partial E_d}{\partial w}", Partial(Name("E_d"), Name("w"))),
        (r"\underbrace{X_{i}}_{input}", Entry("X", (Name("i"),))),
    ],
)  # fmt: skip
def test_formulas_are_brought_into_one_form(text: str, expected: object) -> None:
    assert normalised(formula(text)) == expected


def test_capitals_in_a_limit_are_one_name() -> None:
    found = normalised(formula(r"\sum_{i=0}^{KH} X_i"))
    assert isinstance(found, Sum)
    assert found.ranges[0] == Range(Name("i"), found.ranges[0].lower, Name("KH"))


def test_one_number_between_is_left_out() -> None:
    joined, found = without_link(
        formula(r"\frac{\partial L}{\partial u} \frac{\partial u}{\partial W_{i}}")
    )
    assert found
    assert joined == Partial(Name("L"), Entry("W", (Name("i"),)))
    kept = formula(r"\frac{\partial L}{\partial u} \frac{\partial q}{\partial W_{i}}")
    assert without_link(kept) == (kept, False)
    assert isinstance(kept, Product)

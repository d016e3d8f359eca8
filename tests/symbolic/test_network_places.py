"""What the arrays of a network are called."""

from __future__ import annotations

import pytest

from symconv import Notation
from symconv.formulas import Entry, Name, Partial
from symconv.notation import PRESETS, as_notation
from symconv.notation.entries import write_entry
from symconv.roles import Role
from symconv.specs.network import NetworkSpec, layer
from symconv.symbolic import place_layers, resolve_notation
from symconv.symbolic.forward import name_entry

NETWORK = NetworkSpec((2, 6, 7), [
    layer("conv", filter_size=3, out_channels=3, bias=True),
    layer("activation", function="relu"),
    layer("pool", pool_size=2, operation="max", stride=2),
    layer("flatten"),
    layer("dense", units=4, bias=True),
    layer("activation", function="tanh"),
    layer("loss", function="squared_error"),
])  # fmt: skip


def names(network: NetworkSpec, notation: str) -> list[str]:
    """Give what the network calls its input, and then what every layer gives."""
    placed = place_layers(network, as_notation(notation))
    first = [placed[0].notation.whole(Role.INPUT)]
    wholes = first + [at.notation.whole(Role.OUTPUT) for at in placed]
    return [write_entry(whole, placed[0].notation) for whole in wholes]


def gradients(network: NetworkSpec, notation: str) -> list[str]:
    """Give how the gradient of what every layer gives is written."""
    return [
        name_entry(at.notation.gradient(Role.OUTPUT, at.notation.whole(Role.OUTPUT)), at.notation)
        for at in place_layers(network, as_notation(notation))
    ]


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("blog", r"o^{0} c^{1} o^{1} c^{2} \vec{c}^{\,2} c^{3} o^{3} E"),
        ("chapter", r"a^{(0)} z^{(1)} a^{(1)} z^{(2)} z^{(2)} z^{(3)} \hat{y} L"),
        (
            "matrix",
            r"X^{(0)} O^{(1)} X^{(1)} O^{(2)} \vec{O} O^{(3)} X^{(3)} L",
        ),
        ("matrix;prediction=y", r"X^{(0)} O^{(1)} X^{(1)} O^{(2)} \vec{O} O^{(3)} y L"),
    ],
)
def test_letters_and_numbers(notation: str, expected: str) -> None:
    assert names(NETWORK, notation) == expected.split(" ")


def test_parameters_have_the_number_of_their_layer_where_it_is_needed() -> None:
    def of(notation: str) -> list[str]:
        return [
            write_entry(at.notation.whole(role), at.notation)
            for at in place_layers(NETWORK, as_notation(notation))
            for role in at.spec.parameter_shapes
        ]

    assert of("matrix") == ["F", "B^{(1)}", "W", "B^{(3)}"]
    assert of("chapter") == ["w^{(1)}", "b^{(1)}", "w^{(3)}", "b^{(3)}"]
    assert of("chapter;weight=v") == ["w", "b^{(1)}", "v", "b^{(3)}"]
    assert of("blog") == ["w^{1}", "b^{1}", "w^{3}", "b^{3}"]


def test_delta_stands_for_the_gradient_of_what_a_layer_gives_before_its_activation() -> None:
    assert gradients(NETWORK, "blog")[:6] == [
        r"\delta^{1}", r"\frac{\partial E}{\partial o^{1}}", r"\delta^{2}",
        r"\frac{\partial E}{\partial \vec{c}^{\,2}}", r"\delta^{3}",
        r"\frac{\partial E}{\partial o^{3}}",
    ]  # fmt: skip
    assert gradients(NETWORK, "matrix;upstream=differential")[:3] == [
        "dO^{(1)}", "dX^{(1)}", "dO^{(2)}"
    ]  # fmt: skip
    assert gradients(NETWORK, "matrix")[0] == r"\frac{\partial L}{\partial O^{(1)}}"


def test_delta_of_the_prediction_has_the_number_that_the_prediction_does_not_need() -> None:
    network = NetworkSpec(
        (3,), [layer("dense", units=2)] * 2 + [layer("loss", function="squared_error")]
    )
    assert gradients(network, "chapter;upstream=delta")[:2] == [r"\delta^{(1)}", r"\delta^{(2)}"]
    assert names(network, "chapter;upstream=delta") == ["a", "z", r"\hat{y}", "L"]


def test_one_delta_needs_no_number() -> None:
    network = NetworkSpec((3,), [layer("dense", units=2), layer("loss", function="squared_error")])
    assert gradients(network, "matrix;upstream=delta")[0] == r"\delta"


def test_a_softmax_within_the_loss_is_the_prediction_and_not_what_it_is_taken_of() -> None:
    network = NetworkSpec((3,), [layer("dense", units=2), layer("loss", function="cross_entropy")])
    assert names(network, "chapter") == ["a", "z", "L"]


def test_activations_in_a_row_have_numbers_of_their_own() -> None:
    network = NetworkSpec((3,), [layer("activation", function="relu")] * 2)
    assert names(network, "blog") == ["o^{0}", "o^{1}", "o^{2}"]


def test_flattening_what_is_flat_changes_no_name() -> None:
    network = NetworkSpec((3,), [layer("flatten"), layer("dense", units=2)])
    first, second = place_layers(network, Notation())
    assert not first.renames
    assert second.renames
    assert names(network, "matrix") == ["X", "X", "O"]


@pytest.mark.parametrize("notation", [r"input=\hat{x}", r"filter=\vec{X}", "input=x_in"])
def test_a_letter_that_cannot_carry_an_arrow_takes_a_number(notation: str) -> None:
    network = NetworkSpec((1, 2, 2), [layer("flatten"), layer("dense", units=2)])
    placed = place_layers(network, as_notation(notation))
    letter = as_notation(notation).input
    assert [at.notation.whole(Role.INPUT) for at in placed] == [
        Entry(letter, superscript=0), Entry(letter, superscript=1)
    ]  # fmt: skip


def test_digits_turn_to_commas_in_the_whole_network() -> None:
    network = NetworkSpec((1, 3, 3), [
        layer("conv", filter_size=2), layer("flatten"), layer("dense", units=10)
    ])  # fmt: skip
    assert resolve_notation(Notation(), network).index == "comma"
    placed = place_layers(network, Notation())
    assert {at.notation.index.value for at in placed} == {"comma"}
    entry = placed[0].notation.entry(Role.INPUT, (1, 3, 3), (0, 1, 2))
    assert write_entry(entry, placed[0].notation) == r"X_{2,3}"


def test_entries_and_numbered_entries_carry_the_number() -> None:
    first = place_layers(NETWORK, PRESETS["blog"])[0].notation
    assert write_entry(first.entry(Role.FILTER, (3, 2, 3, 3), (2, 1, 0, 1)), first) == (
        "w_{1,2}^{1}(0, 1)"
    )
    assert first.numbered(Role.OUTPUT, Name("k")) == Entry("c", (Name("k"),), 1)
    assert first.gradient(Role.OUTPUT, first.numbered(Role.OUTPUT, Name("k"))) == Entry(
        r"\delta", (Name("k"),), 1
    )
    assert first.gradient(Role.INPUT, Entry("o", (1,), 0)) == Partial(
        Name("E"), Entry("o", (1,), 0)
    )


def test_an_array_of_one_entry_has_no_number_in_flat_notation() -> None:
    network = NetworkSpec((1, 2, 2), [
        layer("pool", pool_size=2, operation="average"), layer("loss", function="squared_error")
    ])  # fmt: skip
    notation = place_layers(network, PRESETS["chapter"])[0].notation
    assert notation.entry(Role.OUTPUT, (1, 1, 1), (0, 0, 0)) == Entry(r"\hat{y}")

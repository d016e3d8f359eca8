"""The derivation of a network: named intermediates, and what they come to when put together."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy

import symconv
from symconv import SpecError, TooLargeError
from symconv.derivation import NetworkDerivation, derive_network
from symconv.formulas import Entry, Formula, Partial, children, mentions
from symconv.notation import PRESETS
from symconv.roles import Role
from symconv.specs import ConvSpec
from symconv.specs.network import NetworkSpec, layer
from tests.derivation.networks import (
    NETWORKS,
    POLYNOMIAL,
    RATIONAL,
    REAL,
    composed,
    evaluated,
    fractions_for,
    given_symbols,
    parameter_gradients,
)

LOSS = sympy.Symbol("L")
SMALL = POLYNOMIAL["conv and dense"]


@pytest.mark.parametrize("name", POLYNOMIAL)
def test_gradients_are_those_of_the_composed_loss_exactly(name: str) -> None:
    d = derive_network(POLYNOMIAL[name])
    values = composed(d)
    loss = values[LOSS]
    assert set(parameter_gradients(d)) < loss.free_symbols <= set(given_symbols(d))
    for symbol, gradient in parameter_gradients(d).items():
        difference = gradient.xreplace(values) - loss.diff(symbol)
        assert sympy.expand(difference) == 0, symbol


@pytest.mark.parametrize("name", RATIONAL)
def test_gradients_with_cases_are_those_of_the_composed_loss_at_fractions(name: str) -> None:
    d = derive_network(RATIONAL[name])
    loss = composed(d)[LOSS]
    for seed in range(2):
        numbers = fractions_for(given_symbols(d), seed)
        values = evaluated(d, numbers)
        assert all(value.is_Rational for value in values.values())
        found = {s: g.xreplace(values) for s, g in parameter_gradients(d).items()}
        assert sum(value != 0 for value in found.values()) > len(found) / 4
        for symbol, value in found.items():
            assert loss.diff(symbol).xreplace(numbers) == value, symbol


@pytest.mark.parametrize("name", REAL)
def test_gradients_of_real_functions_are_those_of_the_composed_loss(name: str) -> None:
    d = derive_network(REAL[name])
    loss = composed(d)[LOSS]
    numbers = fractions_for(given_symbols(d), 5)
    values = evaluated(d, numbers)
    for symbol, gradient in parameter_gradients(d).items():
        expected = loss.diff(symbol).xreplace(numbers).evalf(40)
        found = gradient.xreplace(values).evalf(40)
        assert abs(found - expected) <= sympy.Float("1e-30") * (1 + abs(expected)), symbol


@pytest.mark.parametrize("notation", PRESETS)
@pytest.mark.parametrize("name", ["relu and max", "up and down"])
def test_every_notation_says_the_same(name: str, notation: str) -> None:
    first, other = derive_network(NETWORKS[name]), derive_network(NETWORKS[name], notation)
    numbers = fractions_for(given_symbols(first), 1)
    renamed = dict(zip(given_symbols(other), numbers.values(), strict=True))
    assert len(renamed) == len(numbers)
    found = evaluated(first, numbers), evaluated(other, renamed)
    for (name_, role), gradients in first.gradients.items():
        pairs = zip(
            sympy.flatten(gradients), sympy.flatten(other.gradients[name_, role]), strict=True
        )
        for left, right in pairs:
            assert left.xreplace(found[0]) == right.xreplace(found[1])


def neighbours(d: NetworkDerivation) -> list[tuple[str, str]]:
    return list(zip(d.layers, list(d.layers)[1:], strict=False))


@pytest.mark.parametrize("notation", [*PRESETS, "matrix;upstream=delta", "upstream=differential"])
@pytest.mark.parametrize("name", NETWORKS)
def test_what_a_layer_takes_is_what_the_layer_before_it_gives(name: str, notation: str) -> None:
    d = derive_network(NETWORKS[name], notation)
    for before, after in neighbours(d):
        one, two = d.layers[before], d.layers[after]
        assert [str(s) for s in two.layer.wrt[Role.INPUT].symbols] == [
            symconv.symbolic.forward.name_entry(entry, one.notation)
            for entry in one.layer.output_entries
        ]
        gradients = [
            symconv.symbolic.forward.name_entry(
                two.notation.gradient(Role.INPUT, entry), two.notation
            )
            for entry in two.layer.wrt[Role.INPUT].formulas
        ]
        assert list(map(str, one.layer.upstream.symbols)) == gradients


@pytest.mark.parametrize("notation", [*PRESETS, "matrix;upstream=delta", "upstream=differential"])
@pytest.mark.parametrize("name", NETWORKS)
def test_no_name_stands_for_two_things(name: str, notation: str) -> None:
    d = derive_network(NETWORKS[name], notation)
    given = given_symbols(d)
    assert len(set(given)) == len(given)
    assert set(given).isdisjoint(d.definitions)
    known = set(given)
    for symbol, expression in d.definitions.items():
        assert expression.free_symbols <= known, symbol
        known.add(symbol)


SOFTMAXES = {
    "after an activation": NetworkSpec((2,), [
        layer("dense", units=2),
        layer("activation", function="tanh"),
        layer("dense", units=2),
        layer("activation", function="identity"),
        layer("activation", function="softmax"),
        layer("loss", function="mean_squared_error"),
    ]),
    "first": NetworkSpec((3, 2), [
        layer("activation", function="softmax", axis=1),
        layer("loss", function="squared_error"),
    ]),
    "after a dense layer": REAL["softmax"],
    "in the loss": REAL["cross-entropy"],
    "in the loss alone": NetworkSpec((3,), [layer("loss", function="cross_entropy")]),
}  # fmt: skip


@pytest.mark.parametrize("notation", PRESETS)
@pytest.mark.parametrize("name", SOFTMAXES)
def test_rules_of_a_softmax_tell_its_input_from_its_output(name: str, notation: str) -> None:
    d = derive_network(SOFTMAXES[name], notation)
    steps = [step for step in d.steps if step.title[0].startswith(("The softmax", "Derivatives"))]
    assert steps
    for step in steps:
        at = d.layers[step.layer]
        arrays = {at.notation.whole(Role.INPUT), *(named.whole for named in at.layer.named)}
        assert len(arrays) == 2
        entries = [part for line in step.equations for part in entries_of(line)]
        assert {replace(entry, indices=()) for entry in entries} == arrays
        for equation in step.equations:
            assert not mentions(equation.right, equation.left)
            assert not (isinstance(equation.left, Partial) and equation.left.of == equation.left.by)


def entries_of(formula: Formula) -> list[Entry]:
    """Give the entries with an index that occur in a formula."""
    found = [formula] if isinstance(formula, Entry) and formula.indices else []
    return found + [entry for child in children(formula) for entry in entries_of(child)]


def test_no_layer_is_expanded_into_the_next() -> None:
    d = derive_network(SMALL)
    dense = d.layers["dense1"]
    assert dense.grad_weight[1, 0] == dense.output_gradient[1] * dense.input[0]
    assert d.layers["conv1"].grad_filter[0, 0, 0, 0].free_symbols <= {
        *d.layers["conv1"].layer.upstream.symbols, *d.layers["conv1"].layer.wrt[Role.INPUT].symbols
    }  # fmt: skip


def test_a_network_without_a_loss_takes_its_output_gradient_from_above() -> None:
    network = NetworkSpec((1, 3, 3), [layer("conv", filter_size=2), layer("flatten")])
    d = derive_network(network)
    assert [str(s) for s in d.layers["flatten1"].layer.upstream.symbols] == [
        rf"\frac{{\partial L}}{{\partial \vec{{O}}_{{{n}}}}}" for n in range(1, 5)
    ]
    alone = derive_network(NetworkSpec((1, 3, 3), [layer("conv", filter_size=2)]))
    assert str(alone.gradients["conv1", Role.FILTER]) == str(
        symconv.derive(ConvSpec((3, 3), 2)).grad_filter
    )


def test_the_output_gradient_of_the_loss_is_one() -> None:
    d = derive_network(SMALL)
    loss = d.layers["loss1"]
    x, t = loss.input, loss.target
    assert sympy.expand(loss.grad_input[0] - (x[0] - t[0])) == 0
    assert loss.layer.upstream.symbols == (sympy.S.One,)


def test_the_limit_counts_all_layers_and_names_the_largest() -> None:
    network = SMALL
    needed = max(network.terms, network.entries)
    assert derive_network(network, max_terms=needed).network is network
    with pytest.raises(TooLargeError) as caught:
        derive_network(network, max_terms=needed - 1)
    message = str(caught.value)
    assert f"max_terms={needed} or --max-terms {needed}" in message
    largest = max(network.layers, key=lambda at: at.spec.terms)
    assert f"layer {largest.name} has the most" in message
    assert "\n" not in message


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(SpecError, match="is not a network specification"):
        derive_network(ConvSpec(3, 2))
    with pytest.raises(SpecError, match="is not a layer specification"):
        symconv.derive([ConvSpec(3, 2)])


def test_a_wrong_gradient_would_show() -> None:
    d = derive_network(SMALL)
    name, role = "conv1", Role.FILTER
    wrong = replace(
        d.layers[name], gradients={**d.layers[name].gradients, role: 2 * d.layers[name].grad_filter}
    )
    broken = replace(d, layers={**d.layers, name: wrong})
    values = composed(broken)
    symbol, gradient = next(iter(parameter_gradients(broken).items()))
    assert sympy.expand(gradient.xreplace(values) - values[LOSS].diff(symbol)) != 0

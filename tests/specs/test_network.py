"""Networks: layers sized by their place, and every way of getting one wrong."""

from __future__ import annotations

import pytest

import symconv
from symconv import ConvSpec, DenseSpec, FlattenSpec, SpecError
from symconv.roles import Role
from symconv.specs.network import LayerOptions, NamedLayer, NetworkSpec, layer
from symconv.specs.network_words import describe_network, describe_placed

LAYERS = [
    layer("conv", filter_size=(3, 2), out_channels=4, bias=True),
    layer("activation", function="relu"),
    layer("pool", pool_size=2, operation="max", stride=2),
    layer("flatten"),
    layer("dense", units=3, bias=True, name="head"),
    layer("loss", function="squared_error"),
]
NETWORK = NetworkSpec((2, 8, 9), LAYERS, "small")


def refusal(*arguments: object) -> str:
    with pytest.raises(SpecError) as caught:
        NetworkSpec(*arguments)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_every_layer_is_sized_by_what_the_one_before_it_gives() -> None:
    assert [(at.name, at.spec.output_shape) for at in NETWORK.layers] == [
        ("conv1", (4, 6, 8)), ("activation1", (4, 6, 8)), ("pool1", (4, 3, 4)),
        ("flatten1", (48,)), ("head", (3,)), ("loss1", ()),
    ]  # fmt: skip
    assert NETWORK.layers[0].spec == ConvSpec((8, 9), (3, 2), 2, 4, bias=True)
    assert NETWORK.output_shape == ()
    assert NETWORK.terms == sum(at.spec.terms for at in NETWORK.layers)
    assert NETWORK.entries == sum(at.spec.entries for at in NETWORK.layers)


def test_parameters_by_name_and_role() -> None:
    assert dict(NETWORK.parameter_shapes) == {
        ("conv1", Role.FILTER): (4, 2, 3, 2), ("conv1", Role.BIAS): (4,),
        ("head", Role.WEIGHT): (3, 48), ("head", Role.BIAS): (3,),
    }  # fmt: skip


def test_the_loss_and_what_is_before_it() -> None:
    assert NETWORK.loss == NETWORK.layers[-1]
    assert NETWORK.hidden == NETWORK.layers[:-1]
    without = NetworkSpec((2, 8, 9), LAYERS[:-1])
    assert without.loss is None
    assert without.hidden == without.layers
    assert without.output_shape == (3,)


def test_layers_may_be_given_whole() -> None:
    whole = NetworkSpec([1, 4, 5], [ConvSpec((4, 5), 2), FlattenSpec((1, 3, 4)), DenseSpec(12, 2)])
    assert whole == NetworkSpec(
        (1, 4, 5), [layer("conv", filter_size=2), layer("flatten"), layer("dense", units=2)]
    )
    assert hash(whole) == hash(NetworkSpec((1, 4, 5), whole.layers))


@pytest.mark.parametrize(
    "network",
    [
        NETWORK,
        NetworkSpec(
            (4,), [layer("dense", units=2, name="dense2"), layer("dense", units=2, name="b")]
        ),
    ],
)
def test_repr_can_be_pasted_back(network: NetworkSpec) -> None:
    names = {**vars(symconv), "NamedLayer": NamedLayer, "NetworkSpec": NetworkSpec}
    assert eval(repr(network), names) == network


def test_words() -> None:
    assert describe_network(NETWORK) == (
        "input 2×8×9; 6 layers; 199 parameters; output one number, the loss"
    )
    assert [describe_placed(at) for at in NETWORK.layers[3:5]] == [
        "flatten1: input 4×3×4 (channels first); output 48",
        "head: dense, 48 inputs; 3 units, bias; output 3",
    ]


@pytest.mark.parametrize(
    ("layers", "rule"),
    [
        (
            [layer("conv", filter_size=3), layer("dense", units=2)],
            "layer 2 (dense1), input (1, 2, 3): DenseSpec takes an input of shape (inputs,), "
            "not (1, 2, 3): flatten it first",
        ),
        (
            [layer("conv", filter_size=3), layer("pool", pool_size=(3, 2), operation="max")],
            "layer 2 (pool1), input (1, 2, 3): pool 3 exceeds",
        ),
        (
            [layer("flatten"), layer("conv", filter_size=2, name="late")],
            "layer 2 (late), input (20,): ConvSpec takes an input of shape (channels, *size)",
        ),
        (
            [layer("conv", filter_size=3), ConvSpec((2, 4), 2)],
            "layer 2 (conv2) takes an input of shape (1, 2, 4), but is given (1, 2, 3): ConvSpec",
        ),
        ([layer("conv", filter_sise=3)], "layer 1 (conv1), input (1, 4, 5): unknown key "),
        (
            [layer("conv", stride=2)],
            "layer 1 (conv1), input (1, 4, 5): key 'filter_size' is missing: layer('conv', stride",
        ),
        (
            [layer("conv", filter_size=2, input_size=3)],
            "layer 1 (conv1), input (1, 4, 5): key 'input_size' follows from its place: layer('con",
        ),
        ([layer("cone")], "layer 1: kind 'cone' is not one of conv, "),
        ([layer(["conv"])], "layer 1: kind ['conv'] is not one of conv, "),
        (["conv"], "layer 1: 'conv' is not a layer"),
        ([None], "layer 1: None is not a layer"),
        ([], "layers [] are not a list of layers"),
        ("conv", "layers 'conv' are not a list of layers"),
        (
            [layer("flatten", name="a"), layer("flatten", name="a")],
            "layer 2 (a): name 'a' is given to two layers",
        ),
        (
            [layer("conv", filter_size=2, name="conv2"), layer("conv", filter_size=2)],
            "layer 2 (conv2): name 'conv2' is given to layer 1, and layer 2, which is given none, "
            "is called so by its kind and number; give one of them another name",
        ),
        (
            [layer("flatten"), layer("conv", filter_size=2, name="flatten1")],
            "layer 2 (flatten1): name 'flatten1' is given to layer 2, and layer 1, which is given ",
        ),
        ([layer("flatten", name="")], "layer 1: name '' is not an identifier"),
        ([layer("flatten", name="a b")], "layer 1: name 'a b' is not an identifier"),
        ([layer("flatten", name="class")], "layer 1: name 'class' is not an identifier"),
        ([layer("flatten", name=3)], "layer 1: name 3 is not an identifier"),
        (
            [layer("loss", function="squared_error"), layer("flatten")],
            "layer 2 (flatten1): nothing can follow the loss loss1",
        ),
        (
            [
                layer("flatten"),
                layer("activation", function="softmax", name="last"),
                layer("loss", function="cross_entropy"),
            ],
            "layer 3 (loss1): a cross entropy takes the softmax itself, after that of last once "
            "more; leave last out",
        ),
    ],
)
def test_layers_that_do_not_fit_are_named(layers: object, rule: str) -> None:
    assert refusal((1, 4, 5), layers).startswith(rule)


SOFTMAX = layer("activation", function="softmax")
ENTROPY = layer("loss", function="cross_entropy")


@pytest.mark.parametrize(
    ("shape", "between"),
    [
        ((3,), []),
        ((3, 2, 2), []),
        ((3,), [layer("flatten")]),
        ((3, 1, 1), [layer("activation", function="identity"), layer("flatten")]),
    ],
)
def test_a_softmax_is_not_taken_twice(shape: tuple[int, ...], between: list[LayerOptions]) -> None:
    with pytest.raises(SpecError, match="a cross entropy takes the softmax itself"):
        NetworkSpec(shape, [SOFTMAX, *between, ENTROPY])


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ((3,), [SOFTMAX, layer("loss", function="squared_error")]),
        ((3,), [SOFTMAX, layer("dense", units=3), ENTROPY]),
        ((3,), [SOFTMAX, layer("activation", function="tanh"), ENTROPY]),
        ((3, 2), [layer("activation", function="softmax", axis=1), ENTROPY]),
        ((3, 2), [SOFTMAX, layer("flatten"), ENTROPY]),
        ((3,), [ENTROPY]),
        ((3,), [SOFTMAX, SOFTMAX]),
    ],
)
def test_a_softmax_of_other_entries_may_come_before(
    shape: tuple[int, ...], layers: list[LayerOptions]
) -> None:
    assert len(NetworkSpec(shape, layers).layers) == len(layers)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (5, "input_shape 5 is not a shape such as (1, 28, 28)"),
        ("1x4x5", "input_shape '1x4x5' is not a shape"),
        ((), "input_shape () has 0 axes; 1 to 4 are possible"),
        ((1, 2, 3, 4, 5), "input_shape (1, 2, 3, 4, 5) has 5 axes"),
        ((1, 0, 5), "input_shape 0 is smaller than 1"),
        ((1, 2.5), "input_shape 2.5 is not an integer"),
    ],
)
def test_input_shapes_that_no_network_has(shape: object, rule: str) -> None:
    assert refusal(shape, [layer("flatten")]).startswith(rule)


@pytest.mark.parametrize("name", ["", "2nd", "a-b", "for", None, "n" * 40])
def test_names_that_are_no_identifiers(name: object) -> None:
    assert refusal((3,), [layer("flatten")], name).startswith("network: name ")

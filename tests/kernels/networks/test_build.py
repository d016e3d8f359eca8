"""Networks as modules: what they compute, and the arrays that they take."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symconv import ConvSpec, NetworkSpec, TooLargeError, build_network, layer, reference
from symconv.errors import KernelError
from symconv.kernels import build_kernel
from tests.kernels.networks.examples import NETWORKS, arguments_of, network_of

Array = np.ndarray[Any, Any]


def functions_of(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def test_forward_and_gradients_by_hand() -> None:
    """o = w2 (w1 x), with one number each: the loss is half (t - o) squared, summed."""
    network = NetworkSpec((1,), [layer("dense", units=1), layer("dense", units=1), layer("loss")])
    kernel = build_network(network)
    parameters = {"dense1_w": np.array([[2.0]]), "dense2_w": np.array([[3.0]])}
    x, t = np.array([[1.0], [5.0]]), np.array([[4.0], [31.0]])
    assert kernel.forward(x, parameters).tolist() == [[6.0], [30.0]]
    assert kernel.loss(x, t, parameters) == 2.5  # (4 - 6)² / 2 + (31 - 30)² / 2
    loss, gradients = kernel.backward(x, t, parameters)
    assert loss == 2.5
    # ∂L/∂o is 2 and -1; by w2 times w1 x, by w1 times w2 x
    assert gradients["dense2_w"].tolist() == [[2 * 2 - 1 * 10.0]]
    assert gradients["dense1_w"].tolist() == [[2 * 3 - 1 * 15.0]]
    stepped = kernel.sgd_step(parameters, gradients, 0.5)
    assert {name: array.item() for name, array in stepped.items()} == {
        "dense1_w": 2 + 4.5, "dense2_w": 3 + 3.0,
    }  # fmt: skip


def test_what_backward_gives() -> None:
    """The loss if there is one, the gradients, and that by x where it is asked for or no loss."""
    for name, asked, count in (
        ("rational", False, 2), ("rational", True, 3), ("no loss", False, 2), ("no loss", True, 2),
    ):  # fmt: skip
        kernel = network_of(name, asked)
        given = kernel.backward(*arguments_of(kernel))
        assert len(given) == count
        gradients = given[1] if kernel.spec.loss else given[0]
        assert {key: a.shape for key, a in gradients.items()} == dict(kernel.parameter_shapes)
        assert list(gradients) == list(kernel.parameter_shapes)
        if kernel.gives_grad_x:
            assert given[-1].shape == (2, *kernel.spec.input_shape)


def test_the_loss_is_that_of_backward_and_a_sum_over_examples() -> None:
    kernel = network_of("real")
    x, t, parameters = arguments_of(kernel, batch=3)
    alone = [kernel.loss(x[i : i + 1], t[i : i + 1], parameters) for i in range(3)]
    assert kernel.loss(x, t, parameters) == pytest.approx(sum(alone), rel=1e-12)
    loss, gradients = kernel.backward(x, t, parameters)
    assert loss == kernel.loss(x, t, parameters)
    parts = [kernel.backward(x[i : i + 1], t[i : i + 1], parameters)[1] for i in range(3)]
    for name, array in gradients.items():
        np.testing.assert_allclose(array, sum(part[name] for part in parts), rtol=1e-10, atol=1e-12)


def test_a_network_of_one_layer_is_its_kernel() -> None:
    spec = ConvSpec((4, 5), 2, 2, 3, bias=True)
    kernel, single = build_network(NetworkSpec(spec.input_shape, [spec])), build_kernel(spec)
    x, grad_o, parameters = arguments_of(kernel)
    f, b = parameters["conv1_f"], parameters["conv1_b"]
    assert np.array_equal(kernel.forward(x, parameters), single.forward(x, f, b))
    gradients, grad_x = kernel.backward(x, grad_o, parameters)
    assert np.array_equal(grad_x, single.grad_input(grad_o, f))
    assert np.array_equal(gradients["conv1_f"], single.grad_filter(grad_o, x))
    assert np.array_equal(gradients["conv1_b"], single.grad_bias(grad_o))


def test_strategies_are_chosen_by_layer() -> None:
    network = NETWORKS["polynomial"]
    automatic = build_network(network)
    assert dict(automatic.strategies) == {"conv1": "im2col", "conv2": "im2col"}
    chosen = build_network(network, {"conv1": "explicit", "conv2": "auto"})
    assert dict(chosen.strategies) == {"conv1": "explicit", "conv2": "im2col"}
    assert "--strategy conv1=explicit\n" in chosen.source
    assert "--strategy" not in automatic.source
    x, grad_o, parameters = arguments_of(automatic)
    for left, right in zip(
        automatic.backward(x, grad_o, parameters)[0].values(),
        chosen.backward(x, grad_o, parameters)[0].values(),
        strict=True,
    ):
        np.testing.assert_allclose(left, right, rtol=1e-12)


@pytest.mark.parametrize(
    ("strategies", "message"),
    [
        ({"conv3": "taps"}, "a strategy is given for 'conv3'; the layers are conv1, conv2"),
        ({"conv2": "magic"}, "layer conv2: strategy 'magic' is not one of auto, "),
        ({"conv2": []}, r"layer conv2: strategy \[\] is not one of auto, "),
        ({"conv2": "direct"}, "layer conv2: strategy direct cannot compute a ConvSpec"),
    ],
)
def test_strategies_that_cannot_be_used_name_the_layer(strategies: Any, message: str) -> None:
    with pytest.raises(KernelError, match=f"^{message}"):
        build_network(NETWORKS["polynomial"], strategies)


def test_a_layer_too_large_for_its_strategy_is_named() -> None:
    network = NetworkSpec((1, 70, 70), [layer("conv", filter_size=3)])
    with pytest.raises(TooLargeError, match=r"^layer conv1: strategy explicit would write out"):
        build_network(network, {"conv1": "explicit"})


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(KernelError, match=r"^ConvSpec\(.*\) is not a network specification$"):
        build_network(ConvSpec(3, 2))


def test_only_what_is_called_is_emitted() -> None:
    """No gradient of the first layer's input, of a bias that is not there, no places of maxima."""
    found = functions_of(network_of("rational").source)
    assert "conv1_grad_input" not in found
    assert "conv1_grad_filter" in found
    assert "conv1_grad_bias" in found
    assert "conv2_grad_bias" not in found
    assert "pool1_grad_input" in found
    assert "pool1_indices" not in found
    assert "conv1_grad_input" in functions_of(network_of("rational", True).source)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_function_that_is_emitted_is_used(name: str) -> None:
    source = network_of(name).source
    public = {"initialise", "forward", "loss", "backward", "sgd_step"}
    for function in functions_of(source) - public:
        assert source.count(f"{function}(") > 1, function
    for constant in ("FILTER", "WEIGHT", "INPUT", "OUTPUT", "BIAS"):
        for line in source.splitlines():
            if line.startswith("CONV1_" + constant):
                assert source.count(line.partition(" ")[0]) > 1


@pytest.mark.parametrize("name", NETWORKS)
def test_arguments_are_never_modified(name: str) -> None:
    kernel = network_of(name)
    x, upstream, parameters = arguments_of(kernel)
    kept = [x.copy(), upstream.copy(), {key: array.copy() for key, array in parameters.items()}]
    *_, gradients = kernel.backward(x, upstream, parameters)[: 2 if kernel.spec.loss else 1]
    before = {key: array.copy() for key, array in gradients.items()}
    kernel.forward(x, parameters)
    stepped = kernel.sgd_step(parameters, gradients, 0.1)
    assert np.array_equal(x, kept[0])
    assert np.array_equal(upstream, kept[1])
    for key, array in parameters.items():
        assert np.array_equal(array, kept[2][key])
        assert np.array_equal(gradients[key], before[key])
        assert not np.shares_memory(stepped[key], array)


@pytest.mark.parametrize("held", [np.float32, np.float64, np.complex128])
def test_results_have_the_type_of_the_arguments(held: Any) -> None:
    kernel = network_of("polynomial")
    x, grad_o, parameters = arguments_of(kernel)
    parameters = {key: array.astype(held) for key, array in parameters.items()}
    gradients, grad_x = kernel.backward(x.astype(held), grad_o.astype(held), parameters)
    stepped = kernel.sgd_step(parameters, gradients, np.float64(0.5))
    results = [kernel.forward(x.astype(held), parameters), grad_x, *gradients.values()]
    assert {array.dtype for array in (*results, *stepped.values())} == {np.dtype(held)}


def test_integers_stay_integers_where_every_layer_gives_them() -> None:
    kernel = network_of("polynomial")
    x = np.arange(12).reshape(1, 1, 4, 3)
    ones = {name: np.ones(shape, int) for name, shape in kernel.parameter_shapes.items()}
    assert kernel.forward(x, ones).dtype == int
    mixed = network_of("rational")
    arguments = arguments_of(mixed)
    whole = [np.sign(array).astype(int) for array in arguments[:2]]
    parameters = {name: np.sign(array).astype(int) for name, array in arguments[2].items()}
    loss, gradients = mixed.backward(*whole, parameters)
    assert {loss.dtype, *(array.dtype for array in gradients.values())} == {np.dtype(float)}
    exact = reference_loss(mixed.spec, *whole, parameters)
    assert loss == pytest.approx(float(exact), rel=1e-12)


def reference_loss(network: NetworkSpec, x: Array, t: Array, parameters: dict[str, Array]) -> Any:
    """Give the loss of integers in fractions, layer by layer."""
    given = np.vectorize(Fraction, otypes=[object])(x)
    for at in network.layers:
        own = [parameters[f"{at.name}_{a}"] for a in at.spec.functions["forward"] if a in "fwb"]
        given = reference.forward(at.spec, given, *own, *([t] if at == network.loss else []))
    return given.sum()


def test_complex_numbers_are_refused_where_a_layer_compares() -> None:
    kernel = network_of("rational")
    x, _, parameters = arguments_of(kernel)
    with pytest.raises(TypeError, match=r"^x has dtype complex128, which does not hold real numb"):
        kernel.forward(x * 1j, parameters)


def test_initial_parameters() -> None:
    kernel = network_of("rational")
    first, again, other = (kernel.initialise(seed) for seed in (3, 3, 4))
    assert {name: array.shape for name, array in first.items()} == dict(kernel.parameter_shapes)
    for name, array in first.items():
        assert array.dtype == np.float64
        assert np.array_equal(array, again[name])
        if name.endswith("_b"):
            assert not array.any()
        else:
            assert not np.array_equal(array, other[name])
    # He where a ReLU follows, sqrt(6 / fan_in); the dense layer meets none: Glorot
    largest = {name: np.abs(array).max() for name, array in first.items()}
    assert 0.8 * np.sqrt(6 / 9) < largest["conv1_f"] <= np.sqrt(6 / 9)
    assert 0.8 * np.sqrt(6 / 18) < largest["conv2_f"] <= np.sqrt(6 / 18)
    assert 0.8 * np.sqrt(6 / (8 + 4)) < largest["dense1_w"] <= np.sqrt(6 / (8 + 4))
    assert {array.dtype for array in kernel.initialise(3, np.float32).values()} == {
        np.dtype(np.float32)
    }


def test_a_step_takes_any_number_and_nothing_else() -> None:
    kernel = network_of("one layer")
    parameters = {"dense1_w": np.arange(6.0).reshape(2, 3)}
    for rate in (2, 0.5, Fraction(1, 2), np.float32(0.5), np.array(0.5)):
        stepped = kernel.sgd_step(parameters, parameters, rate)["dense1_w"]
        assert np.array_equal(stepped, parameters["dense1_w"] * (1 - float(rate)))
    for rate in (None, "1", True, np.ones(2), [1], 1j, {}):
        with pytest.raises(TypeError, match=r"rate is not a number|unsupported operand"):
            kernel.sgd_step(parameters, parameters, rate)


@pytest.mark.parametrize("held", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("rate", [2, 0.5, Fraction(1, 2), np.float64(0.5), np.array(Fraction(2))])
def test_a_step_leaves_the_type_of_parameters(held: Any, rate: Any) -> None:
    kernel = network_of("one layer")
    parameters = {"dense1_w": np.arange(6).reshape(2, 3).astype(held)}
    stepped = kernel.sgd_step(parameters, parameters, rate)["dense1_w"]
    assert stepped.dtype == held
    number = rate.item() if isinstance(rate, np.ndarray) else rate
    assert np.array_equal(stepped, parameters["dense1_w"] * (1 - float(number)))


def test_a_step_of_fractions_is_exact() -> None:
    kernel = network_of("one layer")
    whole = np.arange(6).reshape(2, 3)
    parameters = {"dense1_w": np.vectorize(Fraction, otypes=[object])(whole)}
    stepped = kernel.sgd_step(parameters, parameters, Fraction(1, 3))["dense1_w"]
    assert stepped.tolist() == (whole * Fraction(2, 3)).tolist()
    assert {type(value) for value in stepped.ravel()} == {Fraction}


def test_refusals_are_one_clear_line() -> None:
    kernel = network_of("rational")
    x, t, parameters = arguments_of(kernel)
    short = {name: array for name, array in parameters.items() if name != "conv1_b"}
    cases = [
        (
            lambda: kernel.forward(x[:, :, 1:], parameters),
            "x has shape (2, 1, 4, 4), expected (N, 1, 5, 4): network rational",
        ),
        (lambda: kernel.forward(x, short), "parameters lacks 'conv1_b': network rational"),
        (
            lambda: kernel.loss(x, t, {**parameters, "conv9_f": x}),
            "parameters has an unknown 'conv9_f': network rational",
        ),
        (
            lambda: kernel.backward(x, t, {**parameters, "conv1_b": np.ones(4)}),
            "parameters['conv1_b'] has shape (4,), expected (2,): network rational",
        ),
        (
            lambda: kernel.backward(x, t[:1], parameters),
            "t has batch size 1, but x has 2: network rational",
        ),
        (
            lambda: kernel.sgd_step(parameters, short, 1),
            "gradients lacks 'conv1_b': network rational",
        ),
    ]
    for call, message in cases:
        with pytest.raises(ValueError) as caught:  # noqa: PT011 (the message is compared whole)
            call()
        assert str(caught.value) == message
    for call, message in (
        (lambda: kernel.forward(x.tolist(), parameters), "x is a list, not a NumPy array: network"),
        (lambda: kernel.forward(x, list(parameters)), "parameters is a list, not a dictionary: n"),
        (lambda: kernel.forward(x > 0, parameters), "x has dtype bool, which does not hold real"),
    ):
        with pytest.raises(TypeError) as refused:
            call()
        assert str(refused.value).startswith(message)


def test_attributes_are_functions_and_nothing_else() -> None:
    kernel = network_of("no loss")
    assert set(kernel.functions) == {"initialise", "forward", "backward", "sgd_step"}
    with pytest.raises(AttributeError, match=r"^network .* has no loss$"):
        _ = kernel.loss
    assert kernel.name == "block"

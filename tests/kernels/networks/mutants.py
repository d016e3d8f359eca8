"""Networks' modules with a fault planted in their text."""

from __future__ import annotations

from dataclasses import dataclass

from symconv import NetworkKernel
from symconv.kernels.networks.load import load_network_source
from tests.kernels.networks.examples import network_of


@dataclass(frozen=True)
class NetworkMutant:
    """A network, replacements in its module that break it, and what its certificate says.

    Each replacement is of all occurrences after the text `after`; a failure starts with `told`.
    """

    network: str
    told: str
    replacements: tuple[tuple[str, str], ...]
    after: str = "import numpy"
    input_gradient: bool = False

    def build(self) -> NetworkKernel:
        head, mark, rest = network_of(self.network, self.input_gradient).source.partition(
            self.after
        )
        for old, new in self.replacements:
            if old not in rest:
                raise AssertionError(f"the source has no {old!r} after {self.after!r}")
            rest = rest.replace(old, new)
        return load_network_source(head + mark + rest, "mutant")


def rational(
    told: str, *replacements: tuple[str, str], after: str = "import numpy"
) -> NetworkMutant:
    return NetworkMutant("rational", told, replacements, after)


PREDICT, BACKWARD, STEP = "def _predict", "def backward", "def sgd_step"

NETWORK_MUTANTS = {
    "swapped layers": rational(
        "forward",
        ("activation1_forward(conv1)", "relu2_forward(conv1)"),
        ("relu2_forward(conv2)", "activation1_forward(conv2)"),
        after=PREDICT,
    ),
    "swapped layers on the way to the gradients": rational(
        "backward's", ("relu2_forward(conv2)", "activation1_forward(conv2)"), after=BACKWARD
    ),
    "a layer left out": rational("forward", ("= relu2_forward(conv2)", "= conv2"), after=PREDICT),
    "a layer twice": rational(
        "forward", ("= relu2_forward(conv2)", "= activation1_forward(activation1_forward(conv2))"),
        after=PREDICT,
    ),
    "a wrong input": rational(
        "forward", ("conv2_forward(activation1,", "conv2_forward(conv1,"), after=PREDICT
    ),
    "forgotten gradient of an activation": rational(
        "backward's gradients['conv1_f']",
        ("activation1_grad_input(grad_activation1, conv1)", "grad_activation1"),
    ),
    "gradient of another activation": rational(
        "backward's gradients['conv1_f']",
        ("= activation1_grad_input(grad_", "= relu2_grad_input(grad_"),
        after=BACKWARD,
    ),
    "wrong intermediate": rational(
        "backward's gradients['conv2_f']",
        ("conv2_grad_filter(grad_conv2, activation1)", "conv2_grad_filter(grad_conv2, conv1)"),
    ),
    "wrong intermediate for an activation": rational(
        "backward's gradients['conv1_f']",
        ("activation1_grad_input(grad_activation1, conv1)",
         "activation1_grad_input(grad_activation1, conv2)"),
    ),
    "gradient of a wrong place": rational(
        "backward's gradients['conv2_f']",
        ("conv2_grad_filter(grad_conv2,", "conv2_grad_filter(grad_relu2,"),
    ),
    "a parameter's gradient missing": rational(
        "backward's gradients['conv1_b'] is missing", ('        "conv1_b": grad_conv1_b,\n', ""),
        after=BACKWARD,
    ),
    "a parameter's gradient too much": rational(
        "backward's gradients['more'] is too much",
        ("    gradients = {", '    gradients = {\n        "more": grad_conv1_b,'),
    ),
    "a parameter's gradient zero": rational(
        "backward's gradients['conv1_b']",
        ('"conv1_b": grad_conv1_b', '"conv1_b": 0 * grad_conv1_b'),
    ),
    "gradients exchanged": rational(
        "backward's gradients['conv1_b']", ('"conv1_b": grad_conv1_b', '"conv1_b": grad_dense1_b')
    ),
    "mean, not sum, of the loss": rational(
        "loss", ("loss1.sum(dtype=loss1.dtype)", "loss1.sum(dtype=loss1.dtype) / max(len(x), 1)")
    ),
    "mean of the gradients": rational(
        "backward's gradients", ("np.ones(loss1.shape, loss1.dtype)",
                                 "np.ones(loss1.shape, loss1.dtype) / max(len(x), 1)"),
    ),
    "target and prediction exchanged": rational(
        "backward's gradients", ("(grad_loss1, dense1, t)", "(grad_loss1, t, dense1)")
    ),
    "no loss from backward": rational(
        "backward gave a dict", ("    return loss1.sum(dtype=loss1.dtype), grad", "    return grad")
    ),
    "results exchanged": rational(
        "backward's loss", ("loss1.sum(dtype=loss1.dtype), gradients", "gradients, loss1.sum()")
    ),
    "wrong sign of a step": rational("sgd_step", ("- rate *", "+ rate *"), after=STEP),
    "a step without its rate": rational("sgd_step", ("- rate *", "- 1 *"), after=STEP),
    "a step that changes its arguments": rational(
        "sgd_step",
        ("    return {name: p[name] - rate * g[name] for",
         "    for name in p:\n        p[name] -= rate * g[name]\n    return {name: p[name] for"),
    ),
    "a step that forgets": rational(
        "sgd_step['dense1_b'] is missing",
        ("for name in PARAMETER_SHAPES}", "for name in [*PARAMETER_SHAPES][:-1]}"),
        after=STEP,
    ),
    "a layer's code": rational(
        "relu2_forward is not the code",
        ("def relu2_forward(x):", "def relu2_forward(x):\n    x = x + 0"),
    ),
    "a layer's helper": rational(
        "_conv2_columns is not the code", ("    windows =", "    x = x + 0\n    windows ="),
        after="def _conv2_columns",
    ),
    "a layer's constant": rational(
        "CONV1_OUTPUT_SHAPE is", ("CONV1_OUTPUT_SHAPE = (2,", "CONV1_OUTPUT_SHAPE = (-1,")
    ),
    "a layer's helper missing": rational(
        "_conv1_pad is missing", ("def _conv1_pad", "def _conv1_padded")
    ),
    "always floats": NetworkMutant(
        "polynomial", "forward has dtype float64",
        (("np.result_type(*p.values(), *arrays)", "np.dtype(np.float64)"),),
    ),
    "integers not made floats": rational(
        "backward's", ('dtype.kind in "iu"', 'dtype.kind in "u"'), after="def _in_common_type"
    ),
    "types not made common": NetworkMutant(
        "real", "backward raised", (("array.astype(dtype, copy=False) for name", "array for name"),)
    ),
    "an empty batch": rational(
        "forward raised ValueError",
        ("    return _predict(x, p)", "    x.max()\n    return _predict(x, p)"),
    ),
    "batches unchecked": rational(
        "backward with batches of 2 and 1", ("if len(value) != len(x)", "if 0")
    ),
    "shapes unchecked": rational("forward with x of shape", ("    if not fits:", "    if False:")),
    "arrays unchecked": rational(
        "forward with x as a list",
        ("if not isinstance(value, np.ndarray)", "value = np.asarray(value)\n    if 0"),
    ),
    "names unchecked": rational(
        "forward with unknown parameters", ("(*PARAMETER_SHAPES, *values)", "PARAMETER_SHAPES")
    ),
    "rates unchecked": rational(
        "sgd_step with the rate", ("rate is None or number.ndim > 0 or", "number.ndim > 9 and")
    ),
    "a bound too large": rational("initialise does not draw conv2_f", ("6 / 18", "6 / 9")),
    "biases drawn": rational(
        "initialise does not draw conv1_b", ("get(name, 0), b", "get(name, 1), b")
    ),
    "the same parameters for every seed": rational(
        "initialise does not draw conv1_f", ("default_rng(seed)", "default_rng(0 * seed)")
    ),
    "parameters of one type": rational(
        "initialise gives conv1_f in float64", ("shape).astype(dtype)", "shape)")
    ),
    "parameters missing at the start": rational(
        "initialise does not give every parameter",
        ("for name, shape in PARAMETER_SHAPES.items()", "for name, shape in PS.items()"),
        ("    return {\n", "    PS = dict([*PARAMETER_SHAPES.items()][:-1])\n    return {\n"),
        after="    bounds = {",
    ),
    "forgotten gradient by x": NetworkMutant(
        "rational", "backward's grad_x",
        (("grad_x = conv1_grad_input(", "grad_x = 0 * conv1_grad_input("),), input_gradient=True,
    ),
    "x in the place of its gradient": NetworkMutant(
        "no loss", "backward's grad_x", (("return gradients, grad_x", "return gradients, x"),)
    ),
    "forward instead of backward": NetworkMutant(
        "no loss", "backward's gradients", (("pool1_grad_input(grad_o, conv1)", "conv1"),)
    ),
    "softmax forgotten": NetworkMutant(
        "real", "backward's gradients",
        (("loss1_grad_input(grad_loss1, dense1, t)", "dense1 - t"),),
    ),
    "derivative of tanh at its value": NetworkMutant(
        "real", "backward's gradients",
        (("activation1_grad_input(grad_activation1, conv1)",
          "activation1_grad_input(grad_activation1, activation1)"),),
    ),
}  # fmt: skip

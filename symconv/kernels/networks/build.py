"""From a network to its module."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from symconv.errors import KernelError
from symconv.kernels.emission.header import MARKER
from symconv.kernels.emission.layout import INDENT, WIDTH, shape_text
from symconv.kernels.emission.templates import Data, render_template
from symconv.kernels.networks.code import NetworkCode
from symconv.kernels.networks.header import (
    about_lines,
    constant_lines,
    gives_logits,
    prediction_shape,
)
from symconv.kernels.networks.initial import bound_parameters
from symconv.kernels.networks.load import load_network_source
from symconv.kernels.networks.member import Member, build_members, choose_strategies
from symconv.kernels.networks.names import parameter_shapes
from symconv.kernels.networks.network import NetworkKernel
from symconv.roles import Role
from symconv.specs.layer import Arithmetic
from symconv.specs.network import NetworkSpec

_TEMPLATE = "kernels/network.py.jinja"


def build_network(
    spec: NetworkSpec,
    strategies: Mapping[str, str] | None = None,
    input_gradient: bool = False,
) -> NetworkKernel:
    """Generate the module of a network and load it.

    Its layers are computed by the same code as their kernels.

    Parameters
    ----------
    spec : the network
    strategies : by the name of a layer, the strategy that computes it; by rule, as `build_kernel`
        chooses, for a layer that is not named
    input_gradient : whether `backward` also gives the gradient by the network's input. Without a
        loss it always does: more layers may stand before

    Raises
    ------
    KernelError
        For what is no network, an unknown layer, and a strategy that cannot compute its layer.
    TooLargeError
        For a layer with more terms or entries than its strategy writes out.

    Examples
    --------
    >>> import numpy as np
    >>> from symconv.specs.network import layer
    >>> layers = [layer("conv", filter_size=2), layer("conv", filter_size=2)]
    >>> kernel = build_network(NetworkSpec((1, 3, 3), layers))
    >>> ones = {name: np.ones(shape, int) for name, shape in kernel.parameter_shapes.items()}
    >>> kernel.forward(np.arange(9).reshape(1, 1, 3, 3), ones)
    array([[[[64]]]])
    """
    if not isinstance(spec, NetworkSpec):
        raise KernelError(f"{spec!r} is not a network specification")
    gives_grad_x = bool(input_gradient) or spec.loss is None
    source = write_network(spec, choose_strategies(spec, strategies), gives_grad_x)
    return load_network_source(source, f"<{spec.name}>")


def write_network(spec: NetworkSpec, strategies: Mapping[str, str], gives_grad_x: bool) -> str:
    """Write the module of a network whose layers are computed by these strategies."""
    members = build_members(spec, strategies, gives_grad_x)
    return render_template(_TEMPLATE, network_data(spec, members, gives_grad_x))


def network_data(
    spec: NetworkSpec, members: Sequence[Member], gives_grad_x: bool
) -> dict[str, Data]:
    """Give the keys of the template."""
    code = NetworkCode(spec, members, gives_grad_x)
    loss = spec.loss
    arithmetics = {layer.spec.arithmetic for layer in spec.layers}
    takes_complex = all(layer.spec.takes_complex for layer in spec.layers)
    floats = "" if arithmetics == {Arithmetic.INTEGER} else "iu"
    floats += "O" * (Arithmetic.REAL in arithmetics)
    target = loss.spec.data_shapes[Role.TARGET] if loss else ()
    bounds = bound_parameters(spec)
    return {
        "marker": MARKER,
        "about": list(about_lines(spec, members, gives_grad_x)),
        "constants": list(constant_lines(spec, members, gives_grad_x)),
        "initial": list(_initial_lines(spec)),
        "bounds": [f'"{name}": {bound.code}' for name, bound in bounds.items()],
        "result": _result(spec),
        "result_words": " of which the loss takes the softmax," * gives_logits(spec),
        "input_shape": shape_text(("N", *spec.input_shape)),
        "output_shape": shape_text(("N", *prediction_shape(spec))),
        "target_shape": shape_text(("N", *target)),
        "has_loss": loss is not None,
        "loss": list(code.loss()) if loss else [],
        "upstream": "t" if loss else "grad_o",
        "upstream_constant": "TARGET_SHAPE" if loss else "OUTPUT_SHAPE",
        "given": _given(spec, gives_grad_x),
        "backward_details": list(_backward_details(spec)),
        "backward": list(code.backward()),
        "predict": list(code.predict()),
        "predict_arguments": "x, p" if parameter_shapes(spec) else "x",
        "predict_words": "x and the parameters p are checked, and of one type"
        if parameter_shapes(spec)
        else "x is checked",
        "sections": [list(_section(member)) for member in members],
        "made_floats": floats,
        "kinds": "iufcO" if takes_complex else "iufO",
        "numbers": "numbers" if takes_complex else "real numbers",
    }


def _result(spec: NetworkSpec) -> str:
    """Name what `forward` gives."""
    if gives_logits(spec):
        return "logits"
    return "output" if spec.loss is None else "prediction"


def _initial_lines(spec: NetworkSpec) -> list[str]:
    if not parameter_shapes(spec):
        return ["The network has none."]
    text = (
        "Filters and weights are drawn uniformly between -bound and bound: sqrt(6 / fan_in) where "
        "a ReLU follows (He et al., 2015), else sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, "
        "2010). Biases have no bound: they start at zero."
    )
    return _wrapped(text)


def _given(spec: NetworkSpec, gives_grad_x: bool) -> str:
    """Say in the first line of `backward` what it gives."""
    if spec.loss is None:
        return "the gradients of the loss by the parameters, and by x"
    return (
        "the loss, its gradients by the parameters, and by x"
        if gives_grad_x
        else ("the loss and its gradients by the parameters")
    )


def _backward_details(spec: NetworkSpec) -> list[str]:
    given = shape_text(("N", *spec.input_shape))
    if spec.loss is None:
        upstream = f"grad_o, the gradient by the output, {shape_text(('N', *spec.output_shape))}"
    else:
        target = shape_text(("N", *spec.loss.spec.data_shapes[Role.TARGET]))
        upstream = f"t {target}"
    text = (
        f"x has shape {given} and {upstream}. The gradients are a dictionary like "
        "PARAMETER_SHAPES, summed over the batch."
    )
    return _wrapped(text)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - len(INDENT), break_long_words=False)


def _section(member: Member) -> list[str]:
    """Write the functions of a layer below a comment that says what it is."""
    title = f"{member.names.layer.name}: {member.names.spec!r}, strategy {member.strategy}"
    comment = textwrap.wrap(
        title, WIDTH, initial_indent="# ", subsequent_indent=f"# {INDENT}",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    formula = ["#", *member.formula] if member.formula else []
    return [*comment, *formula, "", "", *member.text.splitlines()]

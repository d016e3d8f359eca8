"""What the module of a network starts with: what it is, its layers, its spec and its shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symconv.kernels.accumulate import computed_in
from symconv.kernels.build import choose_strategy
from symconv.kernels.emission.layout import (
    INDENT,
    WIDTH,
    assign_string,
    command_lines,
    shape_text,
)
from symconv.kernels.networks.member import Member
from symconv.kernels.networks.names import parameter_shapes
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.network import NetworkSpec

NETWORK_KIND = "network"
_GAP = "  "


def about_lines(network: NetworkSpec, members: Sequence[Member], gives_grad_x: bool) -> list[str]:
    """Write the docstring of the module: the layers with their shapes, and the command."""
    functions = "forward, loss, backward" if network.loss is not None else "forward, backward"
    return [
        f"Network {network.name}: {functions}, and a step of gradient descent.",
        "",
        *_table([("layer", "kind", "strategy", "gives", "parameters"), *_rows(network, members)]),
        "",
        "Gradients of parameters are sums over the batch of N examples, and so is the loss.",
        computed_in([layer.spec.arithmetic for layer in network.layers]),
        *(["The loss takes the softmax of what forward gives."] * gives_logits(network)),
        "",
        f"Regenerate from {network.name}.toml, or from this file in its place, with:",
        "",
        *command_lines(command(network, members, gives_grad_x)),
    ]


def command(network: NetworkSpec, members: Sequence[Member], gives_grad_x: bool) -> list[str]:
    """Give the command that generates the module; what is usual is left out."""
    chosen = [
        f"{member.names.layer.name}={member.strategy}"
        for member in members
        if member.strategy != choose_strategy(member.names.spec)
    ]
    words = ["symconv", "generate", "--network", f"{network.name}.toml"]
    words += ["--strategy", ",".join(chosen)] if chosen else []
    return words + ["--input-gradient"] * (gives_grad_x and network.loss is not None)


def constant_lines(
    network: NetworkSpec, members: Sequence[Member], gives_grad_x: bool
) -> list[str]:
    """Write the constants: those of the network, then those of its layers."""
    strategies = {member.names.layer.name: member.strategy for member in members}
    shapes = [f"{name} = {shape_text(shape)}" for name, shape in shape_constants(network).items()]
    parameters = {name: shape_text(at) for name, at in parameter_shapes(network).items()}
    return [
        *_spec_lines(network),
        *_dictionary("STRATEGIES", {name: f'"{value}"' for name, value in strategies.items()}),
        f"GIVES_GRAD_X = {gives_grad_x}",
        *shapes,
        *_dictionary("PARAMETER_SHAPES", parameters),
        *assign_string("NETWORK", f"network {network.name}"),
        *(line for member in members for line in member.constant_lines),
    ]


def shape_constants(network: NetworkSpec) -> dict[str, tuple[int, ...]]:
    """Give the shapes, of one example, that a network's module names."""
    shapes = {"INPUT_SHAPE": network.input_shape, "OUTPUT_SHAPE": prediction_shape(network)}
    if network.loss is not None:
        shapes["TARGET_SHAPE"] = network.loss.spec.data_shapes[Role.TARGET]
    return shapes


def prediction_shape(network: NetworkSpec) -> tuple[int, ...]:
    """Give the shape of what the last layer before the loss gives for one example."""
    return network.hidden[-1].spec.output_shape if network.hidden else network.input_shape


def gives_logits(network: NetworkSpec) -> bool:
    """Tell whether the loss takes the softmax of the prediction, which has had none."""
    return network.loss is not None and network.loss.spec.takes_softmax


def _rows(network: NetworkSpec, members: Sequence[Member]) -> Iterator[tuple[str, ...]]:
    yield ("x", "", "", shape_text(("N", *network.input_shape)), "")
    for member in members:
        spec = member.names.spec
        learned = [
            f"{member.names.parameter(name)} {shape_text(spec.arguments[name].shape)}"
            for name in member.use.parameters
        ]
        gives = shape_text(("N", *spec.output_shape))
        yield (member.names.layer.name, spec.kind, member.strategy, gives, ", ".join(learned))


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Align the columns of a table; a last column that does not fit goes below."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        line = INDENT + _GAP.join([*cells, row[-1]]).rstrip()
        if len(line) <= WIDTH:
            yield line
        else:
            yield INDENT + _GAP.join(cells).rstrip()
            yield from (INDENT * 2 + part for part in row[-1].replace("), ", "),\n").splitlines())


def _spec_lines(network: NetworkSpec) -> list[str]:
    layers = []
    for layer in network.layers:
        items = {"kind": layer.spec.kind, "name": layer.name, **needed_arguments(layer.spec)}
        layers += _nested([f'"{key}": {_literal(value)}' for key, value in items.items()])
    return [
        "SPEC = {",
        f'    "kind": "{NETWORK_KIND}",',
        f'    "name": "{network.name}",',
        f'    "input_shape": {shape_text(network.input_shape)},',
        '    "layers": [',
        *layers,
        "    ],",
        "}",
    ]


def needed_arguments(spec: LayerSpec) -> dict[str, Any]:
    """Give the arguments of a layer without those that it would have anyway.

    >>> from symconv.specs import ConvSpec
    >>> needed_arguments(ConvSpec((5, 6), (3, 3), stride=2))
    {'input_size': (5, 6), 'filter_size': (3, 3), 'stride': (2, 2)}
    """
    needed = dict(spec.literal())
    for name in spec.literal():
        others = {key: value for key, value in needed.items() if key != name}
        if _builds(spec, others):
            needed = others
    return needed


def _builds(spec: LayerSpec, arguments: Mapping[str, Any]) -> bool:
    try:
        built: LayerSpec = type(spec)(**arguments)
    except (TypeError, ValueError):
        return False
    return built == spec


def _literal(value: object) -> str:
    return repr(value).replace("'", '"')


def _nested(items: Sequence[str]) -> list[str]:
    """Write a dictionary in a list, on one line if it fits."""
    line = f"{INDENT * 2}{{{', '.join(items)}}},"
    if len(line) <= WIDTH:
        return [line]
    return [f"{INDENT * 2}{{", *(f"{INDENT * 3}{item}," for item in items), f"{INDENT * 2}}},"]


def _dictionary(name: str, items: Mapping[str, str]) -> list[str]:
    if not items:
        return [f"{name} = {{}}"]
    return [f"{name} = {{", *(f'{INDENT}"{key}": {value},' for key, value in items.items()), "}"]

"""How an emitted function begins: its signature, its docstring and the checks of its arguments."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from symconv.kernels.accumulate import Accumulate
from symconv.kernels.emission.layout import INDENT, WIDTH, in_brackets, shape_text
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import Argument, role_of, takes_bias

_OTHER_SUMMARIES = {
    "indices": "Give the place of each output entry in the flattened x",
}
"""What functions do that are neither forward nor a gradient."""


def standalone_head(
    spec: LayerSpec, function: str, accumulate: Accumulate | None = None
) -> list[str]:
    """Write a function's head from its arguments on, in a module that checks what it is given.

    With `accumulate`, integers of a single argument are cast too.
    """
    arguments = [spec.arguments[name] for name in spec.functions[function]]
    optional_bias = function == "forward" and takes_bias(spec)
    names = [argument.name for argument in arguments if argument.role is not Role.BIAS]
    signature = ", ".join(names + ["b=None"] * optional_bias)
    return [
        f"({signature}):",
        *_docstring(spec, function, arguments),
        *(INDENT + line for line in _checks(arguments, optional_bias)),
        *(INDENT + line for line in _common_type(arguments, accumulate)),
    ]


def member_head(spec: LayerSpec, function: str, layer: str) -> list[str]:
    """Write the same in the module of a network, whose layers trust each other."""
    names = ", ".join(spec.functions[function])
    summary = _summary(spec, function).replace("the output", f"the output of {layer}")
    return [f"({names}):", f'{INDENT}"""{summary}."""']


def batch_shape(argument: Argument) -> tuple[int | str, ...]:
    """Give the shape of an argument, N first where it is batched."""
    return ("N", *argument.shape) if argument.batched else argument.shape


def _docstring(spec: LayerSpec, function: str, arguments: Sequence[Argument]) -> list[str]:
    summary = _summary(spec, function)
    details = list(_details(spec, function, arguments))
    if not details:
        return [f'{INDENT}"""{summary}."""']
    return [f'{INDENT}"""{summary}.', "", *(INDENT + line for line in details), f'{INDENT}"""']


def _summary(spec: LayerSpec, function: str) -> str:
    role = role_of(function)
    if function == "forward":
        return f"Give the output, shape {shape_text(('N', *spec.output_shape))}"
    if role is None:
        shape = shape_text(("N", *spec.output_shape))
        return f"{_OTHER_SUMMARIES[function]}, shape {shape}"
    if role is Role.INPUT:
        shape = shape_text(("N", *spec.input_shape))
        return f"Give the gradient of the loss by x, shape {shape}"
    argument = _parameter(spec, role)
    shape = shape_text(argument.shape)
    return f"Give the gradient of the loss by {argument.name}, summed over N, shape {shape}"


def _parameter(spec: LayerSpec, role: Role) -> Argument:
    """Give the argument of a role; that of a bias which the layer has not, too."""
    for argument in spec.arguments.values():
        if argument.role is role:
            return argument
    return Argument("b", role, spec.output_shape[:1], batched=False)


def _details(spec: LayerSpec, function: str, arguments: Sequence[Argument]) -> Iterator[str]:
    if function == "grad_input":
        shape = shape_text(("N", *spec.output_shape))
        yield f"grad_o, the gradient by the output, has shape {shape}."
    if function != "forward":
        return
    shapes = {a.name: shape_text(batch_shape(a)) for a in arguments if a.role is not Role.BIAS}
    first, *others = shapes.items()
    told = " and ".join([f"{first[0]} has shape {first[1]}", *(f"{n} {s}" for n, s in others)])
    if not takes_bias(spec):
        yield f"{told}."
        return
    bias = spec.parameter_shapes.get(Role.BIAS)
    last = "the layer has no bias b" if bias is None else f"b has shape {shape_text(bias)}"
    yield from textwrap.wrap(f"{told}; {last}.", WIDTH - len(INDENT))


def _checks(arguments: Sequence[Argument], optional_bias: bool) -> Iterator[str]:
    bias = next((argument for argument in arguments if argument.role is Role.BIAS), None)
    for argument in arguments:
        if argument is not bias:
            yield check_line(argument)
    if bias is not None:
        yield "if b is None:"
        yield f'{INDENT}raise ValueError(f"b is missing, expected shape {{BIAS_SHAPE}}: {{LAYER}}")'
        yield check_line(bias)
    elif optional_bias:
        yield "if b is not None:"
        yield f'{INDENT}raise ValueError(f"b is given, but the layer has no bias: {{LAYER}}")'
    yield from _batch_checks([argument.name for argument in arguments if argument.batched])


def _common_type(arguments: Sequence[Argument], accumulate: Accumulate | None) -> Iterator[str]:
    numbers = [argument.name for argument in arguments if argument.role is not Role.INDICES]
    if len(numbers) > 1:
        yield f"{', '.join(numbers)} = _in_common_type({', '.join(numbers)})"
    elif accumulate:
        yield f"({numbers[0]},) = _in_common_type({numbers[0]})"


def check_line(argument: Argument) -> str:
    """Write the check of one argument, which names the constant of its shape."""
    constant = f"{argument.role.name}_SHAPE"
    expected = f'("N", *{constant})' if argument.batched else constant
    integers = ", integers=True" if argument.role is Role.INDICES else ""
    return f'{argument.name} = _checked("{argument.name}", {argument.name}, {expected}{integers})'


def _batch_checks(names: Sequence[str]) -> Iterator[str]:
    for other in names[1:]:
        first = names[0]
        message = f'f"{first} has batch size {{len({first})}}, but {other} has {{len({other})}}'
        yield f"if len({first}) != len({other}):"
        yield from in_brackets("raise ValueError(", [f'{message}: {{LAYER}}"'], ")", INDENT)

"""The options that describe a layer, shared by every command that takes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symconv.cli.completions import complete_notation
from symconv.errors import NotationError
from symconv.specs import ConvSpec, PaddingMode
from symconv.specs.flags import LayerFlags, describe, read_flags
from symconv.specs.listing import ListedLayer, read_listed_layer

if TYPE_CHECKING:
    from symconv.symbolic import Notation

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--layer", metavar="FILE.toml[#NAME]", help="Take the layer from a spec list."),
    click.option(
        "--input", "input_", metavar="SIZE", help="Input size: 3x3, or 3x32x32 with channels first."
    ),
    click.option(
        "--filter", "filter_", metavar="SIZE", help="Filter size; its count of numbers is the rank."
    ),
    click.option("--filters", type=int, help="Number of filters (output channels).  [default: 1]"),
    click.option("--stride", metavar="S", help="Stride: 2 or 2x1.  [default: 1]"),
    click.option(
        "--padding",
        metavar="P",
        help="1, 1x2, 0:1x2:0 (before:after per axis), valid, same or same_lower.  [default: 0]",
    ),
    click.option("--dilation", metavar="D", help="Dilation: 2 or 2x1.  [default: 1]"),
    click.option("--groups", type=int, help="Number of channel groups.  [default: 1]"),
    click.option("--bias", is_flag=True, default=None, help="Add a bias per filter."),
    click.option(
        "--padding-mode",
        metavar="MODE",
        help=f"{', '.join(PaddingMode)}.  [default: zeros]",
        shell_complete=lambda _c, _p, text: [m.value for m in PaddingMode if m.startswith(text)],
    ),
    click.option(
        "--flip-filter", is_flag=True, default=None, help="True convolution: the filter is flipped."
    ),
    click.option(
        "--notation",
        metavar="NAME",
        shell_complete=complete_notation,
        help="How formulas are written (see symconv notations), or changes: 'slides;base=0'. "
        "Kernels do not depend on it.",
    ),
)


@dataclass(frozen=True)
class LayerChoice:
    """The layer that the options describe, with what a spec list says besides.

    Commands echo it once nothing about it can be refused any more.
    """

    listed: ListedLayer

    @property
    def spec(self) -> ConvSpec:
        """The layer's specification."""
        return self.listed.spec

    def take_notation(self, given: str | None) -> Notation:
        """Give the notation chosen by the option, or else by the spec list."""
        from symconv.symbolic import as_notation

        try:
            return as_notation(self.listed.notation if given is None else given)
        except NotationError as error:
            if given is None:
                raise self.listed.key_error("notation", error) from None
            raise NotationError(f"{error}: {self.spec}") from None

    def echo(self) -> None:
        """Say on standard error how the layer was read."""
        click.echo(describe(self.spec), err=True)


def layer_options(command: Command) -> Command:
    """Add the options of a layer to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_layer(options: dict[str, Any]) -> LayerChoice | None:
    """Take the layer's options out of `options`; None if none of them was given."""
    names = [*(f"{name}_" for name in ("input", "filter")), *_FLAG_NAMES]
    given = {name: options.pop(name) for name in names}
    given = {name.rstrip("_"): value for name, value in given.items() if value is not None}
    reference = options.pop("layer")
    if reference is not None:
        if given:
            flag = f"--{next(iter(given)).replace('_', '-')}"
            raise click.UsageError(f"--layer already describes the layer; leave out {flag}")
        return LayerChoice(read_listed_layer(reference))
    if not given:
        return None
    for name in ("input", "filter"):
        if name not in given:
            raise click.UsageError(f"--{name} is missing (for example --{name} 3x3)")
    return LayerChoice(ListedLayer("layer", read_flags(LayerFlags(**given))))


def require_layer(options: dict[str, Any]) -> LayerChoice:
    """Take the layer's options out of `options`, and refuse if there are none."""
    choice = take_layer(options)
    if choice is None:
        raise click.UsageError("no layer: give --input and --filter, or --layer FILE.toml#NAME")
    return choice


_FLAG_NAMES = (
    "filters", "stride", "padding", "dilation", "groups", "bias", "padding_mode", "flip_filter",
)  # fmt: skip

"""The options that describe a layer, shared by every command that takes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symconv.cli.completions import complete_notation
from symconv.errors import NotationError
from symconv.specs import LayerSpec, PaddingMode
from symconv.specs.command_line.record import flag_of
from symconv.specs.flags import FLAG_NAMES, LayerFlags, describe, read_flags
from symconv.specs.kinds import KINDS
from symconv.specs.listing import ListedLayer, read_listed_layer

if TYPE_CHECKING:
    from symconv.notation import Notation

Command = TypeVar("Command", bound=Callable[..., Any])


class Count(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions only
    """A number, or for a derivation of any size the letter that stands for it."""

    name = "integer"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give an int, or a letter as it is."""
        if isinstance(value, str) and value.isalpha() and len(value) == 1:
            return value
        return click.INT.convert(value, param, ctx)


COUNT = Count()
_OPTIONS = (
    click.option("--layer", metavar="FILE.toml[#NAME]", help="Take the layer from a spec list."),
    click.option(
        "--kind",
        metavar="KIND",
        help=f"{', '.join(KINDS)}.  [default: conv]",
        shell_complete=lambda _c, _p, text: [kind for kind in KINDS if kind.startswith(text)],
    ),
    click.option(
        "--input", "input_", metavar="SIZE", help="Input size: 3x3, or 3x32x32 with channels first."
    ),
    click.option(
        "--filter", "filter_", metavar="SIZE", help="Filter size; its count of numbers is the rank."
    ),
    click.option(
        "--filters", type=COUNT, help="Number of filters (output channels).  [default: 1]"
    ),
    click.option("--stride", metavar="S", help="Stride: 2 or 2x1.  [default: 1]"),
    click.option(
        "--padding",
        metavar="P",
        help="1, 1x2, 0:1x2:0 (before:after per axis), valid, same or same_lower.  [default: 0]",
    ),
    click.option("--dilation", metavar="D", help="Dilation: 2 or 2x1.  [default: 1]"),
    click.option("--groups", type=COUNT, help="Number of channel groups.  [default: 1]"),
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
        "--output-padding", metavar="P", help="conv_transpose: entries added after each axis."
    ),
    click.option(
        "--output-size", metavar="SIZE", help="conv_transpose, unpool: the output's size."
    ),
    click.option(
        "--index-size",
        metavar="SIZE",
        help="unpool: the size that indices count on.  [default: the output's]",
    ),
    click.option(
        "--pool",
        metavar="SIZE",
        help="pool: the window's size; or global, with channels first in --input, as in 1x28x28.",
    ),
    click.option("--operation", metavar="NAME", help="pool: max, min, average or lp."),
    click.option("--power", type=int, help="pool: the p of an lp pool.  [default: 2]"),
    click.option(
        "--ceil-mode", is_flag=True, default=None, help="pool: keep a last, partial window."
    ),
    click.option(
        "--count-include-pad", is_flag=True, default=None, help="pool: an average counts padding."
    ),
    click.option(
        "--storage-order", type=int, help="pool: 1 counts indices column by column.  [default: 0]"
    ),
    click.option("--function", metavar="NAME", help="activation, loss: which function."),
    click.option("--slope", metavar="S", help="activation: of a leaky ReLU.  [default: 0.01]"),
    click.option("--axis", type=int, help="activation: the axis of a softmax.  [default: 0]"),
    click.option("--units", type=int, help="dense: number of outputs."),
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
    def spec(self) -> LayerSpec:
        """The layer's specification."""
        return self.listed.spec

    def take_notation(self, given: str | None) -> Notation:
        """Give the notation chosen by the option, or else by the spec list."""
        from symconv.notation import as_notation

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
    taken = {name: options.pop(_OPTION_NAMES.get(name, name)) for name in FLAG_NAMES}
    given = {name: value for name, value in taken.items() if value is not None}
    reference = options.pop("layer")
    if reference is not None:
        if given:
            raise click.UsageError(
                f"--layer already describes the layer; leave out {flag_of(next(iter(given)))}"
            )
        return LayerChoice(read_listed_layer(reference))
    if not given:
        return None
    return LayerChoice(ListedLayer("layer", read_flags(LayerFlags(**given))))


def require_layer(options: dict[str, Any]) -> LayerChoice:
    """Take the layer's options out of `options`, and refuse if there are none."""
    choice = take_layer(options)
    if choice is None:
        raise click.UsageError("no layer: give --input and --filter, or --layer FILE.toml#NAME")
    return choice


_OPTION_NAMES = {"input": "input_", "filter": "filter_"}
"""What click calls the options that are named after Python's own functions."""

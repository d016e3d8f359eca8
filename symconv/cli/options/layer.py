"""The options that describe a layer, shared by every command that takes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symconv.cli.options.completions import complete_accumulate, complete_notation
from symconv.cli.options.words import WHOLE
from symconv.errors import KernelError, NotationError, TooLargeError
from symconv.specs import LayerSpec
from symconv.specs.answers.doubts import doubt_of_flags
from symconv.specs.flags import (
    FLAGS,
    USUAL_KIND,
    SharedFlag,
    flag_of,
    layer_flags,
    read_flags,
)
from symconv.specs.kinds import KINDS
from symconv.specs.listing import ListedLayer, read_listed_layer
from symconv.specs.options.values import FlagValue

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
        return WHOLE.convert(value, param, ctx)


COUNT = Count()

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def _complete(words: Iterable[str]) -> Complete:
    """Give what offers those of some words that start with what is typed."""
    return lambda _context, _parameter, text: [word for word in words if word.startswith(text)]


def _option(flag: SharedFlag) -> Callable[[Command], Command]:
    """Give the option of a flag, from its declaration."""
    name, value = flag_of(flag.name), flag.option.value
    parameter = f"{flag.name}_" if flag.name in _OF_PYTHON else flag.name
    if value.is_switch:
        return click.option(name, parameter, is_flag=True, default=None, help=flag.help())
    number = COUNT if flag.may_stay_open else WHOLE
    return click.option(
        name,
        parameter,
        metavar=value.metavar,
        type=number if value.is_integer else click.STRING,
        help=flag.help(),
        shell_complete=_complete(flag.choices),
    )


_OF_PYTHON = ("input", "filter")
"""Flags that are named after functions of Python: their parameters end in an underscore."""

_OPTIONS = (
    click.option("--layer", metavar="FILE.toml[#NAME]", help="Take the layer from a spec list."),
    click.option(
        "--kind",
        metavar="KIND",
        help=f"{', '.join(KINDS)}.  [default: {USUAL_KIND}]",
        shell_complete=_complete(KINDS),
    ),
    *map(_option, FLAGS.values()),
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
    doubt: str = ""

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

    def take_accumulate(self, given: str | None) -> str | None:
        """Give the type in which integers are summed, by the option or else by the spec list.

        Raises `SpecFileError` for one of the list that cannot be.
        """
        from symconv.kernels.accumulate import as_accumulate

        if given is not None:
            return given
        try:
            return as_accumulate(self.listed.accumulate, self.spec)
        except KernelError as error:
            raise self.listed.key_error("accumulate", error) from None

    def echo(self, printed: bool = False) -> None:
        """Say on standard error how the layer was read, unless what is printed says so."""
        if not printed:
            click.echo(self.spec.describe(), err=True)
        if self.doubt:
            click.echo(self.doubt, err=True)


@contextmanager
def asking(doubt: str) -> Iterator[None]:
    """Ask whether sizes were meant otherwise in the error for a layer that is too large."""
    try:
        yield
    except TooLargeError as error:
        raise TooLargeError(f"{error}; {doubt}" if doubt else f"{error}") from None


accumulate_option = click.option(
    "--accumulate",
    metavar="TYPE",
    shell_complete=complete_accumulate,
    help="int32 or int64: the type in which integers are summed, and of results of integers.  "
    "[default: that of the arguments]",
)


def layer_options(command: Command) -> Command:
    """Add the options of a layer to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_flags(options: dict[str, Any]) -> dict[str, FlagValue]:
    """Take the flags of a layer, the kind aside, out of `options`; those given, by name."""
    names = {name: f"{name}_" if name in _OF_PYTHON else name for name in FLAGS}
    taken = {name: options.pop(parameter) for name, parameter in names.items()}
    return {name: value for name, value in taken.items() if value is not None}


def take_layer(options: dict[str, Any]) -> LayerChoice | None:
    """Take the layer's options out of `options`; None if none of them was given."""
    given = take_flags(options)
    kind = options.pop("kind")
    reference = options.pop("layer")
    if reference is not None:
        told = [*given, *(["kind"] if kind is not None else [])]
        if told:
            raise click.UsageError(
                f"--layer already describes the layer; leave out {flag_of(told[0])}"
            )
        return LayerChoice(read_listed_layer(reference))
    if not given and kind is None:
        return None
    flags = layer_flags(USUAL_KIND if kind is None else kind, **given)
    spec = read_flags(flags)
    return LayerChoice(ListedLayer("layer", spec), doubt_of_flags(flags.kind, flags.given))


def require_layer(options: dict[str, Any]) -> LayerChoice:
    """Take the layer's options out of `options`, and refuse if there are none."""
    choice = take_layer(options)
    if choice is None:
        raise click.UsageError("no layer: give --input and --filter, or --layer FILE.toml#NAME")
    return choice

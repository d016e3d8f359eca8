"""`symconv generate --network`: its options, and what a network gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from symconv.cli.generating.produced import Produced
from symconv.cli.options.network import echo_doubt
from symconv.errors import shown

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--network", type=click.Path(path_type=Path), metavar="FILE.toml",
        help="Generate the module of a network (or anew from a module, FILE.py).",
    ),
    click.option(
        "--input-gradient", is_flag=True,
        help="With --network: backward gives the gradient by the network's input too.",
    ),
)  # fmt: skip


def network_options(command: Command) -> Command:
    """Add the options for a network to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_network_usage(options: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    if options["network"] is None and options["input_gradient"]:
        raise click.UsageError("--input-gradient goes with --network")


def from_network(options: dict[str, Any]) -> Produced:
    """Give what is certified for a network, with its name, and the files that it gives.

    Its echo says what was read.
    """
    from symconv.derivation import DEFAULT_MAX_TERMS
    from symconv.generation.network import produce_network, read_network_source
    from symconv.specs.network_words import describe_network

    path: Path = options["network"]
    source = read_network_source(path)
    source = replace(
        source,
        strategies={**source.strategies, **read_strategies(options["strategy"])},
        input_gradient=source.input_gradient or options["input_gradient"],
    )
    kernels, files = produce_network(source, options["max_terms"] or DEFAULT_MAX_TERMS)
    names = {file.text: file.name for file in files}

    def echo() -> None:
        click.echo(describe_network(source.listed.spec), err=True)
        echo_doubt(source.listed.spec)

    named = [(names[kernel.source], kernel) for kernel in kernels]
    return Produced(named, files, path.parent, echo)


def read_strategies(text: str | None) -> Mapping[str, str]:
    """Read LAYER=NAME,LAYER=NAME.

    >>> read_strategies("conv1=taps,conv2=im2col")
    {'conv1': 'taps', 'conv2': 'im2col'}
    """
    strategies: dict[str, str] = {}
    for part in text.split(",") if text else ():
        layer, equals, name = part.partition("=")
        if not equals or not layer or not name or layer in strategies:
            raise click.UsageError(
                f"--strategy {shown(text)} is not LAYER=NAME,..., as in conv1=taps,conv2=im2col"
            )
        strategies[layer] = name
    return strategies

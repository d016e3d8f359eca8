"""What a sheet is about: a layer, a network, or the page of another derivation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import LayerChoice, require_layer, take_layer
from symconv.cli.options.network import NetworkChoice, read_network

if TYPE_CHECKING:
    from symconv.notation import Notation
    from symconv.printing.shown import Shown
    from symconv.specs import LayerSpec
    from symconv.specs.network import NetworkSpec


@dataclass(frozen=True)
class Source:
    """What a sheet is about, its notation, and what says on standard error how it was read."""

    of: LayerSpec | NetworkSpec | Shown
    notation: str | Notation = "matrix"
    echo: Callable[[bool], None] | None = None


_OPTIONS = (
    click.option("--compare", is_flag=True, help="About correlation beside true convolution."),
    click.option("--general", is_flag=True, help="About the derivation for any size (see derive)."),
    click.option("--rank", type=int, metavar="R", help="--general: number of spatial axes."),
    click.option("--graph", metavar="ASSIGNMENTS", help="About a scalar graph (see graph)."),
    click.option("--at", multiple=True, metavar="NAME=NUMBER", help="--graph: numbers of inputs."),
)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what a sheet is about, besides those of a layer."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_source(options: dict[str, Any]) -> Source:
    """Take what a sheet is about out of the options."""
    chosen = [name for name in ("compare", "general", "graph", "network") if options[name]]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} does not go with --{chosen[1]}")
    graph, general, compared = (options.pop(name) for name in ("graph", "general", "compare"))
    rank, at, network = (options.pop(name) for name in ("rank", "at", "network"))
    if rank is not None and not general:
        raise click.UsageError("--rank goes with --general")
    if at and graph is None:
        raise click.UsageError("--at goes with --graph")
    if general:
        from symconv.cli.general import derive_for_any_size

        return Source(derive_for_any_size({**options, "rank": rank}))
    choice: LayerChoice | NetworkChoice
    if graph is not None or network is not None:
        if take_layer(options) is not None:
            raise click.UsageError(f"--{chosen[0]} does not go with a layer; leave out its options")
        if network is None:
            return Source(_graph(graph, at))
        choice = read_network(network)
    else:
        choice = require_layer(options)
    notation = choice.take_notation(options["notation"])
    if compared:
        from symconv.derivation.comparison import compare

        return Source(compare(choice.spec, notation), notation, choice.echo)  # type: ignore[arg-type]
    return Source(choice.spec, notation, choice.echo)


def _graph(text: str, at: tuple[str, ...]) -> Shown:
    from symconv.cli.graph import read_numbers
    from symconv.graphs import derive_graph

    return derive_graph(text, read_numbers(at))

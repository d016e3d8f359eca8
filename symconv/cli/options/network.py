"""The network that a command is about, from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symconv.errors import NotationError, cut
from symconv.specs.answers.doubts import doubt_of_shape
from symconv.specs.network import NetworkSpec
from symconv.specs.network_file import ListedNetwork, read_network_file
from symconv.specs.network_words import describe_network, describe_placed
from symconv.suggestions import did_you_mean

if TYPE_CHECKING:
    from symconv.notation import Notation

network_option = click.option(
    "--network", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.toml",
    help="A network instead of a layer: [network] and [[network.layer]] tables.",
)  # fmt: skip


@dataclass(frozen=True)
class NetworkChoice:
    """The network that a file describes, with what the file says besides."""

    listed: ListedNetwork

    @property
    def spec(self) -> NetworkSpec:
        """The network's specification."""
        return self.listed.spec

    def take_notation(self, given: str | None) -> Notation:
        """Give the notation chosen by the option, or else by the file."""
        from symconv.notation import as_notation

        try:
            return as_notation(self.listed.notation if given is None else given)
        except NotationError as error:
            if given is None:
                raise self.listed.key_error("notation", error) from None
            raise NotationError(f"{error}: network {self.listed.name}") from None

    def echo(self, printed: bool = False) -> None:
        """Say on standard error how the network was read, unless what is printed says so.

        There is a line for each layer.
        """
        if not printed:
            click.echo(f"{self.listed.name}: {describe_network(self.spec)}", err=True)
            for at in self.spec.layers:
                click.echo(f"  {describe_placed(at)}", err=True)
        echo_doubt(self.spec)

    def require_layer_name(self, name: str) -> str:
        """Give the name of a layer, or refuse one that the network does not have."""
        names = [at.name for at in self.spec.layers]
        if name not in names:
            raise click.UsageError(
                f"--layer-name {cut(name)}: {self.listed.name} has no such layer; "
                f"its layers are {', '.join(names)}{did_you_mean(name, names)}"
            )
        return name


def echo_doubt(network: NetworkSpec) -> None:
    """Ask on standard error for channels that seem to stand last."""
    doubt = doubt_of_shape("input_shape", network.input_shape)
    if doubt:
        click.echo(doubt, err=True)


def read_network(path: Path) -> NetworkChoice:
    """Read the file that `--network` names."""
    return NetworkChoice(read_network_file(path))

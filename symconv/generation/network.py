"""What files a network gives, in memory."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from symconv.derivation import DEFAULT_MAX_TERMS, derive
from symconv.errors import KernelError, SymconvError
from symconv.generation.files import MARKER, GeneratedFile
from symconv.kernels import NetworkKernel, build_network
from symconv.kernels.load import read_text
from symconv.kernels.networks.load import read_origin
from symconv.notation import as_notation
from symconv.specs.network_file import ListedNetwork, NetworkOutput, read_network_file


@dataclass(frozen=True)
class NetworkSource:
    """A network and what to make of it: from a network file, or from a module made before."""

    listed: ListedNetwork
    strategies: Mapping[str, str] = field(default_factory=dict)
    input_gradient: bool = False


def read_network_source(path: Path) -> NetworkSource:
    """Read a network file, or what the module of a network (`.py`) is made from.

    Raises `SpecFileError` for a network file, `KernelError` for a module, naming the file.
    """
    if path.suffix != ".py":
        return NetworkSource(read_network_file(path))
    try:
        origin = read_origin(read_text(path))
    except KernelError as error:
        message = str(error)
        raise KernelError(message if str(path) in message else f"network {path} {error}") from None
    listed = ListedNetwork(origin.spec, where=str(path))
    return NetworkSource(listed, origin.strategies, origin.gives_grad_x)


def produce_network(
    source: NetworkSource, max_terms: int = DEFAULT_MAX_TERMS
) -> tuple[list[NetworkKernel], list[GeneratedFile]]:
    """Give the module and the files that a network asks for; `max_terms` limits its derivation.

    Raises `SpecFileError` naming the file and the key that cannot be used, and `KernelError`
    naming the layer that a strategy cannot compute.
    """
    listed = source.listed
    kernels, files = [], []
    try:
        as_notation(listed.notation)
    except SymconvError as error:
        raise listed.key_error("notation", error) from None
    if NetworkOutput.MODULE in listed.outputs:
        kernel = build_network(listed.spec, source.strategies, source.input_gradient)
        kernels.append(kernel)
        files.append(GeneratedFile(f"{listed.name}.py", kernel.source))
    if NetworkOutput.DERIVATION in listed.outputs:
        files.append(_derivation(listed, max_terms))
    return kernels, files


def _derivation(listed: ListedNetwork, max_terms: int) -> GeneratedFile:
    try:
        derivation = derive(listed.spec, listed.notation, max_terms)
    except SymconvError as error:
        raise listed.key_error("outputs", error) from None
    flags = ["--network", f"{listed.name}.toml", "--notation", listed.notation]
    command = shlex.join(["symconv", "derive", *flags, "--format", "latex", "--standalone"])
    text = f"% {MARKER}\n% {command}\n{derivation.to_latex(standalone=True)}"
    return GeneratedFile(f"{listed.name}.tex", text)

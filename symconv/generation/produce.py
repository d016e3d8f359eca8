"""What files a layer or a spec list gives, in memory."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from symconv.derivation import DEFAULT_MAX_TERMS, derive
from symconv.errors import KernelError, NotationError, SpecFileError, SymconvError
from symconv.generation.files import MARKER, GeneratedFile
from symconv.kernels import Kernel, build_kernel
from symconv.kernels.accumulate import as_accumulate
from symconv.notation import Notation, as_notation
from symconv.specs import LayerSpec
from symconv.specs.flags import to_flags
from symconv.specs.listing import ListedLayer, OutputKind


def produce_kernel(
    spec: LayerSpec, strategy: str, accumulate: str | None = None
) -> tuple[Kernel, GeneratedFile]:
    """Give the kernel of a layer and its file, named after spec, strategy and accumulate."""
    kernel = build_kernel(spec, strategy, accumulate=accumulate)
    return kernel, GeneratedFile(f"{kernel.name}.py", kernel.source)


def produce_list(
    layers: Iterable[ListedLayer], max_terms: int = DEFAULT_MAX_TERMS
) -> tuple[list[Kernel], list[GeneratedFile]]:
    """Give every kernel and file that a spec list asks for, in its order.

    `max_terms` limits the derivations.

    Raises `SpecFileError` naming the file, and the layer and key that cannot be used.
    """
    kernels: list[Kernel] = []
    files: list[GeneratedFile] = []
    for layer in layers:
        notation = _notation(layer)
        if OutputKind.KERNEL in layer.outputs:
            for kernel, file in _kernels(layer):
                _add(files, file, layer)
                kernels.append(kernel)
        if OutputKind.DERIVATION in layer.outputs:
            _add(files, _derivation(layer, notation, max_terms), layer)
    return kernels, files


def _add(files: list[GeneratedFile], file: GeneratedFile, layer: ListedLayer) -> None:
    if any(file.name.casefold() == other.name.casefold() for other in files):
        raise SpecFileError(f"{layer.where}: two outputs would be written to {file.name}")
    files.append(file)


def _kernels(layer: ListedLayer) -> Iterator[tuple[Kernel, GeneratedFile]]:
    done = set()
    try:
        as_accumulate(layer.accumulate, layer.spec)
    except KernelError as error:
        raise layer.key_error("accumulate", error) from None
    for strategy in layer.strategies:
        try:
            kernel = build_kernel(layer.spec, strategy, accumulate=layer.accumulate)
        except SymconvError as error:
            raise layer.key_error("strategies", error) from None
        if kernel.strategy not in done:
            done.add(kernel.strategy)
            yield kernel, GeneratedFile(f"{layer.name}_{kernel.strategy}.py", kernel.source)


def _notation(layer: ListedLayer) -> Notation:
    try:
        return as_notation(layer.notation)
    except NotationError as error:
        raise layer.key_error("notation", error) from None


def _derivation(layer: ListedLayer, notation: Notation, max_terms: int) -> GeneratedFile:
    try:
        derivation = derive(layer.spec, notation, max_terms)
    except SymconvError as error:
        raise layer.key_error("outputs", error) from None
    flags = [*to_flags(layer.spec), "--notation", layer.notation]
    command = shlex.join(["symconv", "derive", *flags, "--format", "latex", "--standalone"])
    text = f"% {MARKER}\n% {command}\n{derivation.to_latex(standalone=True)}"
    return GeneratedFile(f"{layer.name}.tex", text)

"""What files a layer or a spec list gives, in memory."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from symconv.api import derive
from symconv.errors import NotationError, SpecFileError, SymconvError
from symconv.generation.files import MARKER, GeneratedFile
from symconv.kernels import Kernel, build_kernel
from symconv.specs import ConvSpec
from symconv.specs.flags import to_flags
from symconv.specs.listing import ListedLayer, OutputKind
from symconv.symbolic import as_notation


def produce_kernel(spec: ConvSpec, strategy: str) -> tuple[Kernel, GeneratedFile]:
    """Give the kernel of a layer and its file, named after spec and strategy."""
    kernel = build_kernel(spec, strategy)
    return kernel, GeneratedFile(f"{kernel.name}.py", kernel.source)


def produce_list(
    layers: Iterable[ListedLayer],
) -> tuple[list[Kernel], list[GeneratedFile]]:
    """Give every kernel and file that a spec list asks for, in its order.

    Raises `SpecFileError` naming the file, and the layer and key that cannot be used.
    """
    kernels: list[Kernel] = []
    files: list[GeneratedFile] = []
    for layer in layers:
        if OutputKind.KERNEL in layer.outputs:
            for kernel, file in _kernels(layer):
                _add(files, file, layer)
                kernels.append(kernel)
        if OutputKind.DERIVATION in layer.outputs:
            _add(files, _derivation(layer), layer)
    return kernels, files


def _add(files: list[GeneratedFile], file: GeneratedFile, layer: ListedLayer) -> None:
    if any(file.name.casefold() == other.name.casefold() for other in files):
        raise SpecFileError(f"{layer.where}: two outputs would be written to {file.name}")
    files.append(file)


def _kernels(layer: ListedLayer) -> Iterator[tuple[Kernel, GeneratedFile]]:
    done = set()
    for strategy in layer.strategies:
        try:
            kernel = build_kernel(layer.spec, strategy)
        except SymconvError as error:
            raise layer.key_error("strategies", error) from None
        if kernel.strategy not in done:
            done.add(kernel.strategy)
            yield kernel, GeneratedFile(f"{layer.name}_{kernel.strategy}.py", kernel.source)


def _derivation(layer: ListedLayer) -> GeneratedFile:
    try:
        notation = as_notation(layer.notation)
    except NotationError as error:
        raise layer.key_error("notation", error) from None
    try:
        derivation = derive(layer.spec, notation)
    except SymconvError as error:
        raise layer.key_error("outputs", error) from None
    flags = [*to_flags(layer.spec), "--notation", layer.notation]
    command = shlex.join(["symconv", "derive", *flags, "--format", "latex", "--standalone"])
    text = f"% {MARKER}\n% {command}\n{derivation.to_latex(standalone=True)}"
    return GeneratedFile(f"{layer.name}.tex", text)

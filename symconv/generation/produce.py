"""What files a layer or a spec list gives, in memory."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from symconv.api import derive
from symconv.errors import SpecFileError, SymconvError
from symconv.generation.files import MARKER, GeneratedFile
from symconv.kernels import Kernel, build_kernel
from symconv.specs import ConvSpec
from symconv.specs.flags import to_flags
from symconv.specs.listing import ListedLayer, OutputKind


def produce_kernel(spec: ConvSpec, strategy: str) -> tuple[Kernel, GeneratedFile]:
    """Give the kernel of a layer and its file, named after spec and strategy."""
    kernel = build_kernel(spec, strategy)
    return kernel, GeneratedFile(f"{kernel.name}.py", kernel.source)


def produce_list(
    layers: Iterable[ListedLayer],
) -> tuple[list[Kernel], list[GeneratedFile]]:
    """Give every kernel and file that a spec list asks for, in its order.

    Raises `SpecFileError` naming the layer whose strategy or notation is unknown or cannot be
    used for it.
    """
    kernels: list[Kernel] = []
    files: list[GeneratedFile] = []
    for layer in layers:
        try:
            for kernel, file in _kernels(layer):
                kernels.append(kernel)
                files.append(file)
            if OutputKind.DERIVATION in layer.outputs:
                files.append(_derivation(layer))
        except SymconvError as error:
            raise SpecFileError(f"layer {layer.name}: {error}") from None
    names = [file.name for file in files]
    for name in names:
        if names.count(name) > 1:
            raise SpecFileError(f"two outputs of the list would be written to {name}")
    return kernels, files


def _kernels(layer: ListedLayer) -> Iterator[tuple[Kernel, GeneratedFile]]:
    if OutputKind.KERNEL not in layer.outputs:
        return
    done = set()
    for strategy in layer.strategies:
        kernel = build_kernel(layer.spec, strategy)
        if kernel.strategy not in done:
            done.add(kernel.strategy)
            yield kernel, GeneratedFile(f"{layer.name}_{kernel.strategy}.py", kernel.source)


def _derivation(layer: ListedLayer) -> GeneratedFile:
    derivation = derive(layer.spec, layer.notation)
    flags = [*to_flags(layer.spec), "--notation", layer.notation]
    command = shlex.join(["symconv", "derive", *flags, "--format", "latex", "--standalone"])
    text = f"% {MARKER}\n% {command}\n{derivation.to_latex(standalone=True)}"
    return GeneratedFile(f"{layer.name}.tex", text)

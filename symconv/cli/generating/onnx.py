"""`symconv generate --onnx`: its options, and what a model gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symconv.cli.generating.produced import Produced
from symconv.cli.printing.printable import printable
from symconv.errors import OnnxError, TooLargeError, shown
from symconv.specs.normalise import counted
from symconv.specs.options.texts import read_axes

if TYPE_CHECKING:
    from symconv.generation.onnx_model import Certifying, ModelKernel
    from symconv.onnx_models import OnnxModel

Command = TypeVar("Command", bound=Callable[..., Any])

_SIZE = re.compile(r"[0-9]+(x[0-9]+)*", re.ASCII)

LONG_TERMS = 50_000_000
"""Terms of large layers whose certificates take more than about five seconds."""

_OPTIONS = (
    click.option(
        "--onnx", type=click.Path(path_type=Path), metavar="MODEL.onnx",
        help="Generate a kernel for every convolution and pool of an ONNX model, and a manifest "
        "of all its nodes. Needs -o.",
    ),
    click.option(
        "--onnx-input", multiple=True, metavar="NAME=SIZE",
        help="With --onnx: the shape of an input that the model leaves open, as "
        "image=1x3x224x224; may be repeated.",
    ),
    click.option(
        "--stand-ins", is_flag=True,
        help="With --onnx: certify large layers at a smaller input size, pools with fewer channels "
        "too; the manifest says which.",
    ),
)  # fmt: skip


def onnx_options(command: Command) -> Command:
    """Add the options for a model to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_onnx_usage(options: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    if options["onnx"] is None:
        for name in ("onnx_input", "stand_ins"):
            if options[name]:
                raise click.UsageError(f"--{name.replace('_', '-')} goes with --onnx")
        return
    if options["output"] is None:
        raise click.UsageError("--onnx needs -o DIR, the folder for its kernels")
    if options["stand_ins"] and options["no_certify"]:
        raise click.UsageError("--stand-ins and --no-certify exclude each other")


def from_model(options: dict[str, Any]) -> Produced:
    """Give what is certified for a model, each with its name, and the files that it gives.

    Its echo says what was read, and which nodes were not.

    Raises `OnnxError` for a model that cannot be read.
    """
    from symconv.generation.onnx_model import Certifying, produce_model
    from symconv.onnx_models import read_model

    model = read_model(options["onnx"], _input_shapes(options["onnx_input"]))
    folder: Path = options["output"]
    if not model.layers:
        raise OnnxError(f"{options['onnx']}: {_why_none(model)}")
    certifying = Certifying.STAND_INS if options["stand_ins"] else Certifying.FULL
    if options["no_certify"]:
        certifying = Certifying.NONE
    try:
        kernels, files = produce_model(model, options["strategy"] or "auto", certifying)
    except TooLargeError as error:
        raise TooLargeError(f"{error}{_way_out(model, certifying)}") from None
    named = [
        (f"{kernel.file.name} (stand-in {kernel.trial.spec})", kernel.trial)
        if kernel.has_stand_in
        else (kernel.file.name, kernel.trial)
        for kernel in kernels
        if kernel.trial is not None
    ]
    full = certifying is Certifying.FULL and not options["check"]
    return Produced(named, files, folder, partial(_echo, model, kernels if full else ()))


def _way_out(model: OnnxModel, certifying: Certifying) -> str:
    """Say what can be done about a layer that is too large to be certified."""
    from symconv.generation.onnx_model import Certifying
    from symconv.generation.stand_in import can_certify, choose_stand_in

    if certifying is Certifying.NONE:
        return ""
    smaller = map(choose_stand_in, model.specs)
    if certifying is Certifying.FULL and all(map(can_certify, smaller)):
        return "; --stand-ins certifies smaller layers, --no-certify writes kernels unproved"
    return "; --no-certify writes kernels unproved"


def _input_shapes(texts: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Read the shapes of inputs by name, each of which has one."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name, shape in map(_input_shape, texts):
        if name in shapes:
            raise click.UsageError(f"--onnx-input gives {shown(name)} two shapes")
        shapes[name] = shape
    return shapes


def _input_shape(text: str) -> tuple[str, tuple[int, ...]]:
    """Read NAME=SIZE; a name may hold any character, `=` too."""
    name, equals, size = text.rpartition("=")
    if not equals or not name or not _SIZE.fullmatch(size):
        raise click.UsageError(
            f"--onnx-input {shown(text)} is not NAME=SIZE, as in image=1x3x224x224"
        )
    return name, read_axes(f"--onnx-input {shown(name)}", size)


def _why_none(model: OnnxModel) -> str:
    """Say why a model gives no kernel: every operator with its number of nodes."""
    words = ["no kernel can be made of a node"]
    if model.skipped:
        first = model.skipped[0]
        words.append(
            f"{len(model.skipped)} skipped ({_counts(_skipped(model))}), the first of them "
            f"{first.place}: {first.reason}"
        )
    return printable("; ".join([*words, *_others(model)]))


def _echo(model: OnnxModel, at_full_size: Iterable[ModelKernel]) -> None:
    """Say how the model was read: every operator with its nodes, and every node skipped.

    Of kernels that are certified at full size, say too if that will take long.
    """
    layers = counted(len(model.layers), "layer")
    made = _counts(Counter(layer.place.operator for layer in model.layers))
    line = f"opset {model.opset}; {layers}, {len(model.specs)} different: {made}"
    click.echo(printable(line), err=True)
    for node in model.skipped:
        click.echo(f"skipped: {printable(f'{node.place}: {node.reason}')}", err=True)
    for words in _others(model):
        click.echo(printable(words), err=True)
    _mention_stand_ins(at_full_size)


def _others(model: OnnxModel) -> Iterator[str]:
    """Say which operators are layers all the same, and which are none."""
    ours = [
        f"{entry.operator} ({len(entry.places)}, kind {entry.kind})"
        for entry in model.unknown
        if entry.kind
    ]
    if ours:
        yield (f"layers too, made by --kind and not from a model: {', '.join(ours)}")
    rest = {entry.operator: len(entry.places) for entry in model.unknown if not entry.kind}
    if rest:
        yield f"no layers here: {_counts(rest)}"


def _skipped(model: OnnxModel) -> Mapping[str, int]:
    return Counter(node.place.operator for node in model.skipped)


def _counts(operators: Mapping[str, int]) -> str:
    return ", ".join(f"{operator} ({count})" for operator, count in operators.items())


def _mention_stand_ins(kernels: Iterable[ModelKernel]) -> None:
    """Say how certificates are had sooner, where they will take long."""
    from symconv.generation.stand_in import choose_stand_in

    specs = [kernel.kernel.spec for kernel in kernels]
    large = [spec for spec in specs if choose_stand_in(spec) != spec]
    if sum(spec.terms for spec in large) > LONG_TERMS:
        click.echo(
            f"certificates will take long: {counted(len(large), 'large layer')}; --stand-ins "
            "certifies smaller ones in their place",
            err=True,
        )

"""`symconv certify`: prove that kernels equal the derivation."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.certify_function import certify_function, function_options, take_function
from symconv.cli.options.completions import complete_strategy
from symconv.cli.options.layer import LayerChoice, accumulate_option, layer_options, take_layer
from symconv.cli.options.words import Command, Word
from symconv.cli.printing.printable import printable
from symconv.specs.normalise import counted

if TYPE_CHECKING:
    from symconv.cli.printing.verdicts import Named, Unable
    from symconv.kernels import Kernel, NetworkKernel

FINDINGS = 1
BAD_INPUT = 2
_FORMATS = ("text", "json")


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv certify kernels
  symconv certify networks/lenet.py kernels/*.py
  symconv certify kernels --format json
  symconv certify --input 3x3 --filter 2x2 --strategy explicit
  symconv certify my_conv.py:conv_backward --input 3x8x8 --filter 3x3 --as backward

A kernel file is Python code, and its functions are run: certify only files that you trust. Of a
folder, and those in it, every generated Python file is taken, and no other is run.
The file of FILE.py:FUNCTION is imported and run whatever it holds, in a process of its own with an
empty folder and limits of time and memory. This is no sandbox: it has all of your rights.
Exit status 1 means that a certificate failed, 2 that a kernel of several is too large to be
certified: the others are, that a file cannot be imported, or that it is not clear how a function is
called.""",
)
@click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE.py[:FUNCTION]|DIR..."
)
@layer_options
@click.option(
    "--strategy", metavar="NAME", shell_complete=complete_strategy,
    help="With a layer: the strategy to build.  [default: auto]",
)  # fmt: skip
@accumulate_option
@function_options
@click.option(
    "--format", "format_", type=Word(_FORMATS), default="text", show_default=True,
    help="What to print: a line for each and a table at the end, or JSON at the end.",
)  # fmt: skip
def certify(files: tuple[Path, ...], **options: Any) -> int:
    """Certify emitted kernels and networks, the kernel of a layer, or a function of your own.

    Kernels are proved equal to the derivation, or tried on numbers where no proof is to be had; so
    is what a network makes of its layers.
    """
    function = take_function(files, options)
    choice = take_layer(options)
    if function is not None:
        if choice is None:
            raise click.UsageError(f"{function[1]} of which layer? give --input and --filter")
        _refuse_kernel_options(options)
        return certify_function(*function, choice, options)
    if bool(files) == (choice is not None):
        raise click.UsageError("give either kernel files or a layer")
    if files and options["notation"] is not None:
        raise click.UsageError("--notation goes with a layer; a file has its own")
    for name in ("strategy", "accumulate"):
        if files and options[name] is not None:
            raise click.UsageError(f"--{name} goes with a layer; a file has its own")
    if choice is not None:
        return _certified(_from_layer(choice, options), options["format_"])
    named = _from_files(files)
    if len(named) == 1:
        return _certified(named, options["format_"])
    from symconv.cli.printing.verdicts import Unable

    unable = Unable()
    status = _certified(named, options["format_"], unable)
    unable.tell()
    return BAD_INPUT if unable.reasons else status


def _refuse_kernel_options(options: dict[str, Any]) -> None:
    for name in ("strategy", "accumulate"):
        if options[name] is not None:
            raise click.UsageError(f"--{name} goes with a kernel of ours, not with a function")


def _certified(named: Named, format_: str, unable: Unable | None = None) -> int:
    """Certify and print; gives the exit status."""
    from symconv.cli.printing.summary import certificates_as_json
    from symconv.cli.printing.verdicts import certified, certify_all

    if format_ == "text":
        return 0 if certify_all(named, unable) else FINDINGS
    with redirect_stdout(sys.stderr):  # what a kernel prints is no JSON
        found = list(certified(named, unable))
    click.echo(certificates_as_json(found), nl=False)
    return 0 if all(certificate.holds for _, certificate in found) else FINDINGS


def _from_files(paths: tuple[Path, ...]) -> list[tuple[str, Kernel | NetworkKernel]]:
    """Load the files, and those of folders that are ours; each once."""
    from symconv.generation.emitted import find_emitted
    from symconv.kernels import load_module

    files: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            files[path] = None
            continue
        emitted = find_emitted(path)
        files |= dict.fromkeys(emitted.files)
        if emitted.others:
            others = counted(emitted.others, "other Python file")
            click.echo(f"{click.format_filename(path)}: {others} left out", err=True)
    return [(printable(click.format_filename(path)), load_module(path)) for path in files]


def _from_layer(choice: LayerChoice, options: dict[str, Any]) -> Named:
    """Build the kernel of the layer."""
    from symconv.kernels import build_kernel

    strategy = "auto" if options["strategy"] is None else options["strategy"]
    choice.take_notation(options["notation"])
    accumulate = choice.take_accumulate(options["accumulate"])
    kernel = build_kernel(choice.spec, strategy, accumulate=accumulate)
    choice.echo()
    return [(kernel.name, kernel)]

"""`symconv certify`: prove that kernels equal the derivation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from symconv.cli.completions import complete_strategy
from symconv.cli.layer import accumulate_option, layer_options, take_layer

FINDINGS = 1


@click.command(
    epilog="""\b
Examples:
  symconv certify kernels/*.py
  symconv certify networks/lenet.py
  symconv certify --input 3x3 --filter 2x2 --strategy explicit

A kernel file is Python code and is run: certify only files that you trust.
Exit status 1 means that a certificate failed."""
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE.py...")
@layer_options
@click.option(
    "--strategy", metavar="NAME", shell_complete=complete_strategy,
    help="With a layer: the strategy to build.  [default: auto]",
)  # fmt: skip
@accumulate_option
def certify(files: tuple[Path, ...], **options: Any) -> int:
    """Certify emitted kernels and networks, or the kernel of a layer.

    Kernels are proved equal to the derivation, or tried on numbers where no proof is to be had; so
    is what a network makes of its layers.
    """
    choice = take_layer(options)
    if bool(files) == (choice is not None):
        raise click.UsageError("give either kernel files or a layer")
    if files and options["notation"] is not None:
        raise click.UsageError("--notation goes with a layer; a file has its own")
    for name in ("strategy", "accumulate"):
        if files and options[name] is not None:
            raise click.UsageError(f"--{name} goes with a layer; a file has its own")
    from symconv.cli.verdicts import certify_all
    from symconv.kernels import Kernel, NetworkKernel, build_kernel, load_module

    if choice is not None:
        strategy = "auto" if options["strategy"] is None else options["strategy"]
        choice.take_notation(options["notation"])
        accumulate = choice.take_accumulate(options["accumulate"])
        kernel = build_kernel(choice.spec, strategy, accumulate=accumulate)
        choice.echo()
        named: list[tuple[str, Kernel | NetworkKernel]] = [(kernel.name, kernel)]
    else:
        named = [(click.format_filename(path), load_module(path)) for path in files]
    return 0 if certify_all(named) else FINDINGS

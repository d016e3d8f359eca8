"""`symconv generate`: write kernels (and derivations), or find where they have drifted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.completions import complete_strategy
from symconv.cli.layer import layer_options, take_layer

if TYPE_CHECKING:
    from symconv.generation import GeneratedFile
    from symconv.kernels import Kernel

FINDINGS = 1


@click.command(
    epilog="""\b
Examples:
  symconv generate --input 3x3 --filter 2x2 -o kernels
  symconv generate --input 16x56x56 --filter 3x3 --filters 16 --padding 1 --strategy im2col
  symconv generate --specs generated/specs.toml
  symconv generate --specs generated/specs.toml --check --diff

Kernels are certified before anything is written; exit status 1 means that a certificate failed,
or with --check that a file is drifted, missing or stale."""
)
@layer_options
@click.option(
    "--specs", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.toml",
    help="Generate everything that a spec list asks for.",
)  # fmt: skip
@click.option(
    "--strategy", metavar="NAME", shell_complete=complete_strategy,
    help="A strategy's name (see symconv strategies).  [default: auto]",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(file_okay=True, path_type=Path), metavar="DIR",
    help="Where to write.  [default: the folder of the spec list, or this folder]",
)  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; report files that are not up to date.")
@click.option("--diff", is_flag=True, help="With --check: show how they differ.")
@click.option("--no-certify", is_flag=True, help="Write without proving first.")
def generate(**options: Any) -> int:
    """Generate NumPy kernels from a layer or a spec list, each certified before it is written."""
    choice = take_layer(options)
    if (choice is None) == (options["specs"] is None):
        raise click.UsageError("give either a layer (--input and --filter, or --layer) or --specs")
    if options["diff"] and not options["check"]:
        raise click.UsageError("--diff goes with --check")
    from symconv.generation import produce_kernel, produce_list
    from symconv.specs.listing import read_spec_list

    if choice is not None:
        choice.echo()
        kernel, file = produce_kernel(choice.spec, options["strategy"] or "auto")
        kernels, files = [kernel], [file]
        folder = options["output"] or Path()
    else:
        if options["strategy"] is not None:
            raise click.UsageError("--strategy goes with a layer; a spec list names its own")
        kernels, files = produce_list(read_spec_list(options["specs"]))
        folder = options["output"] or options["specs"].parent
    if options["check"]:
        return _check(folder, files, options["diff"], look_for_stale=choice is None)
    return _write(folder, kernels, files, certified=not options["no_certify"])


def _write(
    folder: Path, kernels: Sequence[Kernel], files: Sequence[GeneratedFile], certified: bool
) -> int:
    from symconv.cli.verdicts import certify_all
    from symconv.generation import find_drift, write_files
    from symconv.generation.drift import DriftKind

    if certified and not certify_all((kernel.name, kernel) for kernel in kernels):
        click.echo("nothing was written", err=True)
        return FINDINGS
    stale = [drift for drift in find_drift(folder, files) if drift.kind is DriftKind.STALE]
    for path in write_files(folder, files):
        click.echo(f"wrote {path}")
    if len(files) > 1:
        for drift in stale:
            click.echo(f"stale: {drift.path} is generated, but not in the list", err=True)
    return 0


def _check(folder: Path, files: Iterable[GeneratedFile], diff: bool, look_for_stale: bool) -> int:
    from symconv.generation import find_drift

    drifts = list(find_drift(folder, files, look_for_stale))
    for drift in drifts:
        click.echo(f"{drift.kind.value}: {drift.path}")
        if diff:
            click.echo(drift.diff(), nl=False)
    return FINDINGS if drifts else 0

"""`symconv generate`: write kernels (and derivations), or find where they have drifted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.generating.network_module import check_network_usage, from_network, network_options
from symconv.cli.generating.onnx import check_onnx_usage, from_model, onnx_options
from symconv.cli.generating.produced import Produced
from symconv.cli.options.completions import complete_strategy
from symconv.cli.options.layer import LayerChoice, accumulate_option, layer_options, take_layer
from symconv.cli.options.words import Command, WholeRange
from symconv.errors import TooLargeError

if TYPE_CHECKING:
    from symconv.cli.printing.verdicts import Named
    from symconv.generation import ClaimedFolder, Drift, GeneratedFile


FINDINGS = 1


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv generate --input 3x3 --filter 2x2 -o kernels
  symconv generate --input 16x56x56 --filter 3x3 --filters 16 --padding 1 --strategy im2col
  symconv generate --specs generated/specs.toml
  symconv generate --specs generated/specs.toml --check --diff
  symconv generate --network lenet.toml -o networks
  symconv generate --onnx model.onnx -o kernels

Kernels are certified before anything is written, and no file that is not generated is replaced
unless --force is given. Exit status 1 means that a certificate failed,
or with --check that a file is drifted, missing or stale.""",
)
@layer_options
@click.option(
    "--specs", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.toml",
    help="Generate everything that a spec list asks for.",
)  # fmt: skip
@network_options
@onnx_options
@click.option(
    "--strategy", metavar="NAME", shell_complete=complete_strategy,
    help="A strategy's name (see symconv strategies); with --network those of single layers, as "
    "conv1=taps,conv2=im2col.  [default: auto]",
)  # fmt: skip
@accumulate_option
@click.option(
    "-o", "--output", type=click.Path(file_okay=True, path_type=Path), metavar="DIR",
    help="Where to write.  [default: the folder of the spec list or network, or this folder]",
)  # fmt: skip
@click.option(
    "--max-terms", type=WholeRange(min=1), metavar="N",
    help="The largest number of terms to derive for a spec list or network.  [default: 200000]",
)  # fmt: skip
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; report files that are not up to date, and with --specs or --onnx stale "
    "ones.",
)
@click.option("--diff", is_flag=True, help="With --check: show how they differ.")
@click.option("--no-certify", is_flag=True, help="Write without proving first.")
@click.option("--force", is_flag=True, help="Replace files that are not generated, too.")
def generate(**options: Any) -> int:
    """Generate NumPy kernels from a layer, a spec list, a network or an ONNX model.

    Each is certified before it is written.
    """
    choice = take_layer(options)
    _check_usage(choice, options)
    produced = _produce(choice, options)
    folder = options["output"] or produced.folder
    several = choice is None and options["network"] is None
    from symconv.generation import find_drift

    if options["check"]:
        drifts = list(find_drift(folder, produced.files, look_for_stale=several))
        produced.echo()
        return _report(drifts, options["diff"])
    return _make(produced, folder, several, options)


def _make(produced: Produced, folder: Path, several: bool, options: dict[str, Any]) -> int:
    """Certify and write; no other run writes into the folder meanwhile."""
    from symconv.generation import claim_folder, find_drift

    with claim_folder(folder) as claimed:
        if not options["force"]:
            claimed.check(produced.files)
        drifts = list(find_drift(folder, produced.files, look_for_stale=several))
        produced.echo()
        if not options["no_certify"] and not _certified(produced.named):
            click.echo("nothing was written", err=True)
            return FINDINGS
        return _write(claimed, produced.files, drifts, options["force"])


def _check_usage(choice: LayerChoice | None, options: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    if [choice, options["specs"], options["network"], options["onnx"]].count(None) != 3:
        raise click.UsageError(
            "give either a layer (--input and --filter, or --layer) or --specs, --network or --onnx"
        )
    check_network_usage(options)
    check_onnx_usage(options)
    _check_folder(options)
    if options["diff"] and not options["check"]:
        raise click.UsageError("--diff goes with --check")
    if options["force"] and options["check"]:
        raise click.UsageError("--check writes nothing; leave out --force")
    if options["max_terms"] is not None and not (options["specs"] or options["network"]):
        raise click.UsageError(
            "--max-terms goes with --specs and --network: it limits what they derive"
        )
    if choice is None and options["notation"] is not None:
        raise click.UsageError("--notation goes with a layer; a list or network names its own")
    if choice is not None:
        choice.take_notation(options["notation"])
    if options["specs"] is not None and options["strategy"] is not None:
        raise click.UsageError("--strategy goes with a layer; a spec list names its own")
    if choice is None and options["accumulate"] is not None:
        raise click.UsageError(f"--accumulate goes with a layer; {_other_accumulate(options)}")


def _check_folder(options: dict[str, Any]) -> None:
    """Refuse to write beside what is no file."""
    for name in ("specs", "network"):
        if options[name] is not None and options["output"] is None and _is_stream(options[name]):
            raise click.UsageError(
                f"--{name} {click.format_filename(options[name])} stands in no folder of yours; "
                "give -o DIR"
            )


def _is_stream(path: Path) -> bool:
    """Tell a stream such as /dev/stdin or a pipe from a file, beside which others can stand.

    What a stream was opened from does not matter: /dev/stdin may be a link to a file.
    """
    where = path.absolute()
    of_system = any(folder in where.parents for folder in map(Path, ("/dev", "/proc")))
    return of_system or (path.exists() and not (path.is_file() or path.is_dir()))


def _other_accumulate(options: dict[str, Any]) -> str:
    """Say how integers are summed in another type where the option does not go."""
    if options["specs"] is not None:
        return "a spec list names its own"
    return "give the kernels of a model or a network arrays of the type in which they should sum"


def _produce(choice: LayerChoice | None, options: dict[str, Any]) -> Produced:
    """Give what is certified, the files, and where they go by default."""
    if choice is not None:
        return _from_layer(choice, options["strategy"], options["accumulate"])
    if options["network"] is not None:
        return from_network(options)
    if options["onnx"] is not None:
        return from_model(options)
    return _from_list(options["specs"], options["max_terms"])


def _certified(kernels: Named) -> bool:
    from symconv.cli.printing.verdicts import certify_all

    try:
        return certify_all(kernels)
    except TooLargeError as error:
        raise TooLargeError(f"{error}; --no-certify writes it unproved") from None


def _from_layer(choice: LayerChoice, strategy: str | None, accumulate: str | None) -> Produced:
    from symconv.generation import produce_kernel

    accumulate = choice.take_accumulate(accumulate)
    kernel, file = produce_kernel(choice.spec, "auto" if strategy is None else strategy, accumulate)
    return Produced([(file.name, kernel)], [file], Path(), choice.echo)


def _from_list(specs: Path, max_terms: int | None) -> Produced:
    from symconv.derivation import DEFAULT_MAX_TERMS
    from symconv.generation import produce_list
    from symconv.specs.listing import read_spec_list

    kernels, files = produce_list(read_spec_list(specs), max_terms or DEFAULT_MAX_TERMS)
    names = {file.text: file.name for file in files}
    named = [(names[kernel.source], kernel) for kernel in kernels]
    return Produced(named, files, specs.parent)


def _write(
    folder: ClaimedFolder, files: Sequence[GeneratedFile], drifts: Iterable[Drift], force: bool
) -> int:
    from symconv.generation import DriftKind

    for path in folder.write(files, force):
        click.echo(f"wrote {click.format_filename(path)}")
    for drift in drifts:
        if drift.kind is DriftKind.STALE:
            click.echo(
                f"stale: {click.format_filename(drift.path)} is generated, but not in the list",
                err=True,
            )
    return 0


def _report(drifts: Sequence[Drift], diff: bool) -> int:
    for drift in drifts:
        click.echo(f"{drift.kind.value}: {click.format_filename(drift.path)}")
        if diff:
            click.echo(drift.diff(), nl=False)
    return FINDINGS if drifts else 0

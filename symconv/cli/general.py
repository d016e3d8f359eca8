"""`symconv derive --general` and `symconv theorems`: what holds for any size."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layer import take_flags
from symconv.errors import shown
from symconv.specs.flags import USUAL_KIND, flag_of
from symconv.specs.kinds import KINDS, Kind
from symconv.specs.options import InputSize
from symconv.specs.options.values import FlagValue

if TYPE_CHECKING:
    from symconv.general import GeneralDerivation, PrintedTheorem

FINDINGS = 1
_WITHOUT = ("layer", "only", "entry", "values", "max_terms", "network", "layer_name")


class GeneralOperation(StrEnum):
    """What of a convolution is derived for any size."""

    FORWARD = "forward"
    GRAD_FILTER = "grad-filter"
    GRAD_INPUT = "grad-input"
    GRAD_BIAS = "grad-bias"


def derive_for_any_size(options: dict[str, Any]) -> GeneralDerivation:
    """Derive what the options describe; sizes may be numbers, letters, or left out."""
    for name in _WITHOUT:
        if options.get(name) not in (None, ()):
            raise click.UsageError(f"{flag_of(name)} does not go with --general")
    operation = options["operation"] or GeneralOperation.GRAD_INPUT
    given = {name: value for name, value in take_flags(options).items() if name != "operation"}
    kind = _general_kind(options["kind"])
    for name in given:
        if name not in kind.flags:
            raise click.UsageError(f"{flag_of(name)} does not go with --general")
    from symconv.general import derive_general

    rank = _rank(options["rank"], given)
    return derive_general(
        operation, rank, notation=options["notation"] or "index", **_sizes(kind, given, rank)
    )


def _general_kind(name: str | None) -> Kind:
    """Give the kind of layer, which must have a derivation for any size."""
    general = [kind for kind, row in KINDS.items() if row.has_general_derivation]
    if name is not None and name not in general:
        raise click.UsageError(
            f"--kind {name} does not go with --general: for any size there is no theorem that "
            f"derives it, but of {', '.join(general)}"
        )
    return KINDS[name or USUAL_KIND]


def _rank(rank: int | None, given: Mapping[str, FlagValue]) -> int:
    """Give the rank: as said, or the count of sizes in --filter, or 2."""
    if rank is not None:
        return rank
    return str(given["filter"]).count("x") + 1 if "filter" in given else 2


def _sizes(kind: Kind, given: Mapping[str, FlagValue], rank: int) -> dict[str, Any]:
    """Give the arguments that the flags say, with letters where sizes may be letters."""
    arguments: dict[str, Any] = {}
    for name, value in given.items():
        option = kind.flags[name]
        read = option.value.read_open(name, value, rank)
        if isinstance(option.value, InputSize):
            arguments[option.value.channels], read = read
        arguments[option.name] = read
    return arguments


class Printing(StrEnum):
    """What a theorem is printed as."""

    TEXT = "text"
    LATEX = "latex"
    MARKDOWN = "markdown"
    JSON = "json"


def print_theorem(
    theorem: PrintedTheorem, format_: str, standalone: bool, checked: bool = True
) -> str:
    """Give a theorem in a format."""
    match Printing(format_):
        case Printing.LATEX:
            return theorem.to_latex(standalone, checked)
        case Printing.MARKDOWN:
            return theorem.to_markdown(checked)
        case Printing.JSON:
            return theorem.to_json(checked)
        case Printing.TEXT:
            return theorem.to_text(checked)


@click.command(
    epilog="""\b
Examples:
  symconv theorems
  symconv theorems input-gradient
  symconv theorems --list
  symconv theorems weight-gradient-storage --format latex --standalone -o storage.tex

docs/sources.md says what [slides], [blog] and [chapter] are.
Exit status 1 means that a theorem was not proved, or that a check contradicts it."""
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "list_", is_flag=True, help="Only list names, claims and verdicts.")
@click.option(
    "--format", "format_", type=click.Choice(list(map(str, Printing))), default="text",
    show_default=True, help="What to print.",
)  # fmt: skip
@click.option("--standalone", is_flag=True, help="LaTeX that compiles by itself.")
@click.option("--notation", metavar="NAME", help="How formulas are written (see notations).")
@click.option("--no-check", is_flag=True, help="Prove, but do not check on integers besides.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."
)
def theorems(
    names: tuple[str, ...],
    list_: bool,
    format_: str,
    standalone: bool,
    notation: str | None,
    no_check: bool,
    output: Path | None,
) -> int:
    """Print the general claims of the sources, each proved for any size, or corrected."""
    if standalone and format_ != Printing.LATEX:
        raise click.UsageError("--standalone goes with --format latex")
    if list_ and (format_ != Printing.TEXT or output is not None):
        raise click.UsageError("--list prints a list, without --format and -o")
    from symconv.general import theorems as all_theorems

    chosen = _chosen(all_theorems(notation), names)
    checked = not no_check
    text = _listed(chosen) if list_ else _printed(chosen, format_, standalone, checked)
    if output is not None:
        from symconv.generation.files import write_text

        write_text(output, text)
    else:
        click.echo(text, nl=False)
    return 0 if all(t.holds if checked and not list_ else t.proved for t in chosen) else FINDINGS


def _chosen(
    known: tuple[PrintedTheorem, ...], names: tuple[str, ...]
) -> tuple[PrintedTheorem, ...]:
    by_name = {theorem.name: theorem for theorem in known}
    for name in names:
        if name not in by_name:
            raise click.UsageError(
                f"there is no theorem {shown(name)}; there are {', '.join(by_name)}"
            )
    return tuple(by_name[name] for name in names) if names else known


def _listed(theorems: tuple[PrintedTheorem, ...]) -> str:
    lines = []
    for theorem in theorems:
        verdict = theorem.verdict.value if theorem.proved else "NOT proved"
        source = f" ({theorem.source})" if theorem.source else ""
        lines.append(f"{theorem.name}\t{verdict}\t{theorem.title}{source}")
    return "".join(f"{line}\n" for line in lines)


def _printed(
    theorems: tuple[PrintedTheorem, ...], format_: str, standalone: bool, checked: bool
) -> str:
    if format_ == Printing.JSON:
        texts = [theorem.to_json(checked).rstrip("\n") for theorem in theorems]
        return "[\n" + ",\n".join(texts) + "\n]\n"
    if format_ == Printing.LATEX:
        from symconv.printing.theorems import build_document, render_documents_latex

        documents = [build_document(theorem, checked) for theorem in theorems]
        return render_documents_latex(documents, standalone)
    return "\n\n".join(print_theorem(theorem, format_, False, checked) for theorem in theorems)

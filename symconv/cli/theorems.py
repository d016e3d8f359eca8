"""`symconv theorems`: what holds for any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.words import Command
from symconv.cli.printing.output import check_output_usage, output_options, write_out
from symconv.errors import shown
from symconv.printing.formats import Format
from symconv.suggestions import did_you_mean

if TYPE_CHECKING:
    from symconv.theorems import Theorem

FINDINGS = 1


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv theorems
  symconv theorems input-gradient
  symconv theorems --list
  symconv theorems weight-gradient-storage --format latex --standalone -o storage.tex

docs/sources.md says what [slides], [blog] and [chapter] are.
Exit status 1 means that a theorem was not proved, or that a check contradicts it.""",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "list_", is_flag=True, help="Only list names, claims and verdicts.")
@click.option("--notation", metavar="NAME", help="How formulas are written (see notations).")
@click.option("--no-check", is_flag=True, help="Prove, but do not check on integers besides.")
@output_options()
def theorems(**options: Any) -> int:
    """Print the general claims of the sources, each proved for any size, or corrected."""
    check_output_usage(options)
    listed, checked = options["list_"], not options["no_check"]
    if listed and (options["format_"] != Format.TEXT or options["output"] is not None):
        raise click.UsageError("--list prints a list, without --format and -o")
    from symconv.theorems import theorems as all_theorems

    chosen = _chosen(all_theorems(options["notation"]), options["names"])
    if listed:
        click.echo(_listed(chosen), nl=False)
        return 0 if all(theorem.proved for theorem in chosen) else FINDINGS
    write_out([theorem.document(checked) for theorem in chosen], options)
    return 0 if all(t.holds if checked else t.proved for t in chosen) else FINDINGS


def _chosen(known: tuple[Theorem, ...], names: tuple[str, ...]) -> tuple[Theorem, ...]:
    by_name = {theorem.name: theorem for theorem in known}
    for name in names:
        if name not in by_name:
            raise click.UsageError(
                f"there is no theorem {shown(name)}{did_you_mean(name, by_name)}; there are "
                f"{', '.join(by_name)}"
            )
    return tuple(by_name[name] for name in names) if names else known


def _listed(theorems: tuple[Theorem, ...]) -> str:
    lines = []
    for theorem in theorems:
        source = f" ({theorem.source})" if theorem.source else ""
        lines.append(f"{theorem.name}\t{theorem.found}\t{theorem.title}{source}")
    return "".join(f"{line}\n" for line in lines)

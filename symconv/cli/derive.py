"""`symconv derive`: print the derivation of a layer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layer import layer_options, require_layer

if TYPE_CHECKING:
    from symconv.api import Derivation
    from symconv.derivation import Step


class Format(StrEnum):
    """What a derivation is printed as."""

    TEXT = "text"
    LATEX = "latex"
    MARKDOWN = "markdown"
    JSON = "json"


class Part(StrEnum):
    """The part of a derivation to print."""

    OUTPUT = "output"
    LOCAL = "local"
    GRAD_FILTER = "grad-filter"
    GRAD_INPUT = "grad-input"
    GRAD_BIAS = "grad-bias"


@click.command(
    epilog="""\b
Examples:
  symconv derive --input 3x3 --filter 2x2
  symconv derive --input 5x5 --filter 3x3 --stride 2 --notation chapter --only grad-filter
  symconv derive --input 3x3 --filter 2x2 --entry "X[2,2]"
  symconv derive --input 4x4 --filter 2x2 --notation "slides;base=0" --format markdown
  symconv derive --input 3x5x5 --filter 3x3 --filters 2 --format latex --standalone -o conv.tex"""
)
@layer_options
@click.option(
    "--format", "format_", type=click.Choice(list(map(str, Format))), default="text",
    show_default=True, help="What to print.",
)  # fmt: skip
@click.option("--only", type=click.Choice(list(map(str, Part))), help="Print only this part.")
@click.option("--entry", metavar="ENTRY", help="Print only one entry's equations, such as F[1,2].")
@click.option("--standalone", is_flag=True, help="LaTeX that compiles by itself.")
@click.option(
    "--max-terms", type=click.IntRange(min=1), metavar="N",
    help="The largest number of terms to derive.  [default: 200000]",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."
)
def derive(**options: Any) -> int:
    """Derive a layer's gradients by the chain rule and print every step."""
    choice = require_layer(options)
    if options["standalone"] and options["format_"] != Format.LATEX:
        raise click.UsageError("--standalone goes with --format latex")
    from symconv.api import derive as derive_spec
    from symconv.derivation import DEFAULT_MAX_TERMS

    derivation = derive_spec(
        choice.spec,
        choice.take_notation(options["notation"]),
        options["max_terms"] or DEFAULT_MAX_TERMS,
    )
    steps = _chosen_steps(derivation, options["only"], options["entry"])
    text = _render(derivation, Format(options["format_"]), steps, options["standalone"])
    if options["output"] is not None:
        from symconv.generation.files import write_text

        write_text(options["output"], text)
    choice.echo()
    if options["output"] is None:
        click.echo(text, nl=False)
    return 0


def _chosen_steps(derivation: Derivation, only: str | None, entry: str | None) -> tuple[Step, ...]:
    from symconv.printing.selection import select_entry, select_part

    steps = derivation.steps
    if only is not None:
        steps = select_part(steps, only)
        if not steps:
            raise click.UsageError(
                f"--only {only}: this layer has no such part ({derivation.spec})"
            )
    if entry is not None:
        steps = select_entry(steps, entry)
        if not steps:
            raise click.UsageError(
                f"--entry {entry}: nothing printed is an equation for it; entries are written like "
                f"{derivation.example_entry()} here ({derivation.spec})"
            )
    return steps


def _render(
    derivation: Derivation, format_: Format, steps: tuple[Step, ...], standalone: bool
) -> str:
    match format_:
        case Format.LATEX:
            return derivation.to_latex(standalone, steps)
        case Format.MARKDOWN:
            return derivation.to_markdown(steps)
        case Format.JSON:
            return derivation.to_json(steps)
        case Format.TEXT:
            return derivation.to_text(steps)

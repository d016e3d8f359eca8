"""`symconv derive`: print the derivation of a layer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layer import LayerChoice, layer_options, require_layer, take_layer
from symconv.cli.network import NetworkChoice, network_option, read_network
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.derivation import Derivation, NetworkDerivation, Step


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
    GRAD_WEIGHT = "grad-weight"
    GRAD_INPUT = "grad-input"
    GRAD_BIAS = "grad-bias"
    WORKED_CASE = "worked-case"
    OVERVIEW = "overview"
    UPDATE = "update"


@click.command(
    epilog="""\b
Examples:
  symconv derive --input 3x3 --filter 2x2
  symconv derive --input 5x5 --filter 3x3 --stride 2 --notation chapter --only grad-filter
  symconv derive --input 3x3 --filter 2x2 --entry "X[2,2]"
  symconv derive --input 4x4 --filter 2x2 --notation "slides;base=0" --format markdown
  symconv derive --kind pool --input 2x2 --pool 2x2 --values "1,5; 2,3"
  symconv derive --network network.toml --notation blog --layer-name conv1
  symconv derive --general --operation grad-input --stride s --padding p
  symconv derive --general --operation grad-filter --filter kxk --stride 2 --dilation 1 --padding 0
  symconv derive --input 3x5x5 --filter 3x3 --filters 2 --format latex --standalone -o conv.tex"""
)
@layer_options
@network_option
@click.option(
    "--general", is_flag=True,
    help="Derive a convolution for any size: sizes are left open, or are numbers or letters; "
    "--operation is forward, grad-filter, grad-input (the default) or grad-bias.",
)  # fmt: skip
@click.option(
    "--rank", type=click.IntRange(0, 3), metavar="R",
    help="--general: number of spatial axes; 0 is a dense layer.  [default: of --filter, or 2]",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="--general: do not check on integers besides.")
@click.option("--layer-name", metavar="NAME", help="Print only this layer of a network.")
@click.option(
    "--format", "format_", type=click.Choice(list(map(str, Format))), default="text",
    show_default=True, help="What to print.",
)  # fmt: skip
@click.option("--only", type=click.Choice(list(map(str, Part))), help="Print only this part.")
@click.option("--entry", metavar="ENTRY", help="Print only one entry's equations, such as F[1,2].")
@click.option(
    "--values",
    multiple=True,
    metavar="[NAME=]NUMBERS",
    help="Work a case: numbers for the input, row by row, or for another argument (f=1,2/3).",
)
@click.option("--standalone", is_flag=True, help="LaTeX that compiles by itself.")
@click.option(
    "--max-terms", type=click.IntRange(min=1), metavar="N",
    help="The largest number of terms to derive.  [default: 200000]",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."
)
def derive(**options: Any) -> int:
    """Derive a layer's or a network's gradients by the chain rule and print every step."""
    if options["general"]:
        return _derive_general(options)
    for name, given in (("--rank", options.pop("rank")), ("--no-check", options.pop("no_check"))):
        if given not in (None, False):
            raise click.UsageError(f"{name} goes with --general")
    choice = _take_choice(options)
    if options["standalone"] and options["format_"] != Format.LATEX:
        raise click.UsageError("--standalone goes with --format latex")
    from symconv.derivation import DEFAULT_MAX_TERMS
    from symconv.derivation import derive as derive_spec

    derivation = derive_spec(
        choice.spec,
        choice.take_notation(options["notation"]),
        options["max_terms"] or DEFAULT_MAX_TERMS,
    )
    steps = derivation.steps + _worked_case(derivation, options["values"])
    if options["layer_name"] is not None:
        steps = tuple(step for step in steps if step.layer == options["layer_name"])
    steps = _chosen_steps(derivation, steps, options["only"], options["entry"])
    text = _render(derivation, Format(options["format_"]), steps, options["standalone"])
    if options["output"] is not None:
        from symconv.generation.files import write_text

        write_text(options["output"], text)
    choice.echo()
    if options["output"] is None:
        click.echo(text, nl=False)
    return 0


def _derive_general(options: dict[str, Any]) -> int:
    from symconv.cli.general import derive_for_any_size, print_theorem

    if options["standalone"] and options["format_"] != Format.LATEX:
        raise click.UsageError("--standalone goes with --format latex")
    theorem = derive_for_any_size(options)
    checked = not options["no_check"]
    text = print_theorem(theorem, options["format_"], options["standalone"], checked)
    if options["output"] is not None:
        from symconv.generation.files import write_text

        write_text(options["output"], text)
    else:
        click.echo(text, nl=False)
    return 0 if (theorem.holds if checked else theorem.proved) else 1


def _take_choice(options: dict[str, Any]) -> LayerChoice | NetworkChoice:
    """Give the layer or the network that the options describe."""
    path = options.pop("network")
    if path is None:
        if options["layer_name"] is not None:
            raise click.UsageError("--layer-name goes with --network")
        return require_layer(options)
    if _describes_layer(options):
        raise click.UsageError("--network already describes the layers; leave out their options")
    if options["values"]:
        raise click.UsageError("--values goes with a layer, not with --network")
    choice = read_network(path)
    if options["layer_name"] is not None:
        choice.require_layer_name(options["layer_name"])
    return choice


def _describes_layer(options: dict[str, Any]) -> bool:
    """Take the layer's options out of `options`, and tell whether there were any."""
    try:
        return take_layer(options) is not None
    except (SymconvError, click.UsageError):
        return True


def _worked_case(
    derivation: Derivation | NetworkDerivation, texts: tuple[str, ...]
) -> tuple[Step, ...]:
    """Give the steps of the case that the texts describe; none without texts."""
    from symconv.derivation import Derivation
    from symconv.derivation.case_values import read_case_texts

    if not texts or not isinstance(derivation, Derivation):
        return ()
    return derivation.worked_case(read_case_texts(texts))


def _chosen_steps(
    derivation: Derivation | NetworkDerivation,
    steps: tuple[Step, ...],
    only: str | None,
    entry: str | None,
) -> tuple[Step, ...]:
    from symconv.derivation.selection import select_entry, select_part

    if only == Part.WORKED_CASE and not any(step.kind == only for step in steps):
        raise click.UsageError(f"--only {only} goes with --values")
    if only is not None:
        steps = select_part(steps, only)
        if not steps:
            raise click.UsageError(f"--only {only}: there is no such part ({derivation.subject})")
    if entry is not None:
        steps = select_entry(steps, entry)
        if not steps:
            raise click.UsageError(
                f"--entry {entry}: nothing printed is an equation for it; entries are written like "
                f"{derivation.example_entry()} here ({derivation.subject})"
            )
    return steps


def _render(
    derivation: Derivation | NetworkDerivation,
    format_: Format,
    steps: tuple[Step, ...],
    standalone: bool,
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

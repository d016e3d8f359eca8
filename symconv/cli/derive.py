"""`symconv derive`: print the derivation of a layer."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.entries import entries_option, take_entries
from symconv.cli.options.layer import LayerChoice, asking, layer_options, require_layer, take_layer
from symconv.cli.options.network import NetworkChoice, network_option, read_network
from symconv.cli.options.words import Command, WholeRange, check_words
from symconv.cli.printing.output import check_output_usage, output_options, write_out
from symconv.errors import SymconvError, cut
from symconv.printing.formats import Format
from symconv.specs.answers.foreign import PARTS

if TYPE_CHECKING:
    from symconv.derivation import Derivation, NetworkDerivation, Step
    from symconv.documents import Document
    from symconv.notation import Notation


_DIGITS = 6
"""Significant digits of rounded numbers."""


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
    cls=Command,
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
  symconv derive --input 3x5x5 --filter 3x3 --filters 2 --format latex --standalone -o conv.tex""",
)
@layer_options
@network_option
@click.option(
    "--general", is_flag=True,
    help="Derive a convolution for any size: sizes are left open, or are numbers or letters; "
    "--operation is forward, grad-filter, grad-input (the default) or grad-bias.",
)  # fmt: skip
@click.option(
    "--rank", type=WholeRange(0, 3), metavar="R",
    help="--general: number of spatial axes; 0 is a dense layer.  [default: of --filter, or 2]",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="--general: do not check on integers besides.")
@click.option("--layer-name", metavar="NAME", help="Print only this layer of a network.")
@click.option(
    "--only", multiple=True, metavar="PART",
    help=f"Print only a part: {', '.join(map(str, Part))}. May be repeated, or joined by commas.",
)  # fmt: skip
@click.option(
    "--entry", multiple=True, metavar="ENTRY",
    help="Print only the equations of an entry, such as F[1,2] or as printed, F₁₂ or F_{12}, or "
    "of a gradient, ∂L/∂F₁₂. May be repeated, or joined.",
)  # fmt: skip
@entries_option
@click.option(
    "--values",
    multiple=True,
    metavar="[NAME=]NUMBERS",
    help="Work a case: numbers for the input, row by row, or for another argument (f=1,2/3).",
)
@click.option(
    "--decimals", is_flag=True,
    help="With --values: write fractions as decimals, rounded after ≈ where those do not end.",
)  # fmt: skip
@click.option(
    "--max-terms", type=WholeRange(min=1), metavar="N",
    help="The largest number of terms to derive.  [default: 200000]",
)  # fmt: skip
@output_options()
def derive(**options: Any) -> int:
    """Derive a layer's or a network's gradients by the chain rule and print every step."""
    check_output_usage(options)
    if options["general"]:
        return _derive_general(options)
    for name, given in (("--rank", options.pop("rank")), ("--no-check", options.pop("no_check"))):
        if given not in (None, False):
            raise click.UsageError(f"{name} goes with --general")
    parts, entries = _parts(options["only"]), _entries(options)
    if options["network"] is not None:
        _refuse_worked_case(options, parts, "--network, which has no worked case")
    if options["decimals"] and not options["values"]:
        raise click.UsageError("--decimals goes with --values")
    choice = _take_choice(options)
    from symconv.derivation import DEFAULT_MAX_TERMS
    from symconv.derivation import derive as derive_spec

    which = "all" if entries else take_entries(options)
    notation = choice.take_notation(options["notation"])
    max_terms = options["max_terms"] or DEFAULT_MAX_TERMS
    with asking(choice.doubt if isinstance(choice, LayerChoice) else ""):
        document = _document_of_entries(choice, entries, notation, max_terms, parts, options)
        if document is not None:
            write_out([document], options, choice.echo)
            return 0
        derivation = derive_spec(choice.spec, notation, max_terms)
    steps = derivation.steps + _worked_case(derivation, options)
    if options["layer_name"] is not None:
        steps = tuple(step for step in steps if step.layer == options["layer_name"])
    steps = _chosen_steps(derivation, steps, parts, entries)
    write_out([derivation.document(steps, which)], options, choice.echo)
    return 0


def _derive_general(options: dict[str, Any]) -> int:
    from symconv.cli.general import derive_for_any_size

    if options["entries"]:
        raise click.UsageError("--entries goes with a layer of fixed sizes, not with --general")
    theorem = derive_for_any_size(options)
    checked = not options["no_check"]
    write_out([theorem.document(checked)], options)
    return 0 if (theorem.holds if checked else theorem.proved) else 1


def _document_of_entries(
    choice: LayerChoice | NetworkChoice,
    entries: Sequence[str],
    notation: str | Notation,
    max_terms: int,
    parts: Sequence[Part],
    options: dict[str, Any],
) -> Document | None:
    """Give the document of single entries of a layer where it needs no more than these.

    Data says besides which closed forms are proved; numbers, and what is not there, need all.
    """
    from symconv.derivation.single_entries import derive_entries

    whole = not entries or Format(options["format_"]).is_data or options["values"]
    if whole or isinstance(choice, NetworkChoice):
        return None
    return derive_entries(choice.spec, entries, notation, max_terms, parts)


def _parts(given: tuple[str, ...]) -> list[Part]:
    """Read the parts of --only."""
    words = [word.strip() for text in given for word in text.split(",")]
    check_words("--only", words, map(str, Part), PARTS)
    return list(map(Part, words))


def _entries(options: dict[str, Any]) -> list[str]:
    """Read the entries of --entry."""
    if not options["entry"]:
        return []
    if options["entries"]:
        raise click.UsageError("--entry names the entries to print; it does not go with --entries")
    from symconv.reading.entries import split_entries

    return [entry for text in options["entry"] for entry in split_entries(text)]


def _take_choice(options: dict[str, Any]) -> LayerChoice | NetworkChoice:
    """Give the layer or the network that the options describe."""
    path = options.pop("network")
    if path is None:
        if options["layer_name"] is not None:
            raise click.UsageError("--layer-name goes with --network")
        return require_layer(options)
    if _describes_layer(options):
        raise click.UsageError("--network already describes the layers; leave out their options")
    choice = read_network(path)
    if options["layer_name"] is not None:
        choice.require_layer_name(options["layer_name"])
    return choice


def _refuse_worked_case(options: dict[str, Any], parts: Sequence[Part], where: str) -> None:
    """Refuse what is of a worked case; `where` says what has none."""
    for name, given in (
        ("--values", options["values"]),
        (f"--only {Part.WORKED_CASE}", Part.WORKED_CASE in parts),
        ("--decimals", options["decimals"]),
    ):
        if given:
            raise click.UsageError(f"{name} goes with a layer, not with {where}")


def _describes_layer(options: dict[str, Any]) -> bool:
    """Take the layer's options out of `options`, and tell whether there were any."""
    try:
        return take_layer(options) is not None
    except (SymconvError, click.UsageError):
        return True


def _worked_case(
    derivation: Derivation | NetworkDerivation, options: dict[str, Any]
) -> tuple[Step, ...]:
    """Give the steps of the case that --values describes; none without it."""
    from symconv.derivation import Derivation
    from symconv.derivation.case_values import read_case_texts

    if not options["values"] or not isinstance(derivation, Derivation):
        return ()
    digits = _DIGITS if options["decimals"] else None
    return derivation.worked_case(read_case_texts(options["values"]), digits)


def _chosen_steps(
    derivation: Derivation | NetworkDerivation,
    steps: tuple[Step, ...],
    parts: Sequence[Part],
    entries: Sequence[str],
) -> tuple[Step, ...]:
    """Give the steps of the parts, with the equations of the entries, each of which there is."""
    from symconv.derivation.selection import select_entries, select_part

    if Part.WORKED_CASE in parts and not select_part(steps, Part.WORKED_CASE):
        raise click.UsageError(f"--only {Part.WORKED_CASE} goes with --values")
    if parts:
        found = {part: select_part(steps, part) for part in parts}
        there = [part for part in Part if select_part(steps, part)]
        for part, own in found.items():
            if not own:
                raise click.UsageError(
                    f"--only {part}: there is no such part; there are {', '.join(there)} "
                    f"({derivation.subject})"
                )
        kept = {id(step) for own in found.values() for step in own}
        steps = tuple(step for step in steps if id(step) in kept)
    for entry in entries:
        if not select_entries(steps, [entry], derivation.notation):
            if select_entries(derivation.steps, [entry], derivation.notation):
                raise click.UsageError(
                    f"--entry {cut(entry)}: --only {','.join(parts)} leaves out its equations; "
                    "name their part too, or leave out --only"
                )
            raise click.UsageError(
                f"--entry {cut(entry)}: nothing printed is an equation for it; entries are written "
                f"like {', '.join(derivation.last_entries)} here, the last of their arrays "
                f"({derivation.subject})"
            )
    return select_entries(steps, entries, derivation.notation) if entries else steps

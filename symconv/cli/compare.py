"""`symconv compare`: print correlation and true convolution side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.entries import entries_option, take_entries
from symconv.cli.options.layer import layer_options, require_layer
from symconv.cli.options.words import Command, WholeRange, Word
from symconv.cli.printing.output import check_output_usage, output_options, write_out
from symconv.specs.answers.foreign import PARTS

if TYPE_CHECKING:
    from symconv.derivation.comparison import Comparison

FINDINGS = 1
_ROLES = {
    "output": "output",
    "grad-filter": "filter",
    "grad-input": "input",
    "grad-bias": "bias",
}


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv compare --input 3x3 --filter 2x2
  symconv compare --input 5x5 --filter 3x3 --stride 2 --notation chapter --only grad-input
  symconv compare --input 3x4x4 --filter 3x3 --padding 1 --bias --format markdown
  symconv compare --input 3x3 --filter 2x2 --format latex --standalone -o flip.tex

Both layers are printed, whether --flip-filter is given or not. Exit status 1 means that a claim
was not proved.""",
)
@layer_options
@click.option(
    "--only", type=Word(_ROLES, PARTS), multiple=True,
    help="Print only this part; may be repeated.",
)  # fmt: skip
@entries_option
@click.option(
    "--max-terms", type=WholeRange(min=1), metavar="N",
    help="The largest number of terms to derive.  [default: 200000]",
)  # fmt: skip
@output_options()
def compare(**options: Any) -> int:
    """Compare correlation and true convolution: the same filter, as it is and flipped.

    Output and gradients stand side by side, entry by entry; what the flip does to each is stated
    as a formula and proved.
    """
    check_output_usage(options)
    choice = require_layer(options)
    from symconv.derivation import DEFAULT_MAX_TERMS
    from symconv.derivation.comparison import compare as compare_spec

    entries = take_entries(options)
    comparison = compare_spec(
        choice.spec,  # type: ignore[arg-type]  # anything else is refused
        choice.take_notation(options["notation"]),
        options["max_terms"] or DEFAULT_MAX_TERMS,
    )
    roles = _chosen_roles(comparison, options["only"])
    write_out([comparison.document(roles, entries)], options, choice.echo)
    return 0 if comparison.proved else FINDINGS


def _chosen_roles(comparison: Comparison, only: tuple[str, ...]) -> set[str] | None:
    """Give the roles of the parts to print; None for all."""
    there = {part.role.value for part in comparison.parts}
    for name in only:
        if _ROLES[name] not in there:
            raise click.UsageError(
                f"--only {name}: this layer has no such part ({comparison.spec})"
            )
    return {_ROLES[name] for name in only} or None

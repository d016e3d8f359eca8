"""`symconv notations` and `symconv strategies`: what there is to choose from."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from symconv.cli.printing.progress import is_terminal


@click.command(
    epilog="""\b
Examples:
  symconv notations
  symconv derive --input 3x3 --filter 2x2 --notation chapter
  symconv derive --input 3x3 --filter 2x2 --notation "slides;input=I;base=0"

docs/sources.md says what [slides], [blog] and [chapter] are."""
)
def notations() -> int:
    """List the notations, each with an example."""
    from symconv.derivation import derive
    from symconv.notation import PRESETS
    from symconv.notation.presets import PRESET_SOURCES
    from symconv.printing.formulas import TextPrinter
    from symconv.specs import ConvSpec

    rows = []
    for name, notation in PRESETS.items():
        steps = derive(ConvSpec((3, 3), (2, 2)), notation).steps
        printer = TextPrinter(notation)
        example = "\n".join(printer.write(steps[at].equations[0]) for at in (0, 4))
        rows.append((name, example, PRESET_SOURCES[name]))
    _print_table(("name", "example", "as in"), rows)
    return 0


@click.command(
    epilog="""\b
Examples:
  symconv strategies
  symconv generate --input 3x3 --filter 2x2 --strategy taps"""
)
def strategies() -> int:
    """List the strategies, each with what it is for."""
    from symconv.kernels import AUTO_DESCRIPTION, STRATEGIES

    _print_table(("name", "what it does"), [("auto", AUTO_DESCRIPTION), *STRATEGIES.items()])
    return 0


def _print_table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table: drawn on a terminal, tab-separated lines for a pipe."""
    if not is_terminal(sys.stdout):
        for row in rows:
            click.echo("\t".join(cell.replace("\n", "; ") for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*header, show_lines=True)
    for row in rows:
        table.add_row(*row)
    Console(color_system=None if os.environ.get("NO_COLOR") else "auto").print(table)

"""`symconv worksheet`: make a worksheet of a layer or a network, and its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import LayerChoice, layer_options, require_layer
from symconv.cli.options.network import NetworkChoice, network_option, read_network
from symconv.cli.options.words import Command
from symconv.cli.printing.exports import WORDS, key_options, take_format, write_sheet
from symconv.cli.printing.output import output_options

if TYPE_CHECKING:
    from symconv.worksheets import WorksheetOptions


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv worksheet --input 5x5 --filter 3x3 --stride 2 -o sheet.html
  symconv worksheet --input 3x3 --filter 2x2 --blanks "factor 30%" --key key.json -o sheet.tex
  symconv worksheet --input 3x3 --filter 2x2 --format moodle -o bank.xml
  symconv worksheet --network net.toml --topics forward,substituted --seed 7""",
)
@layer_options
@network_option
@click.option("--topics", metavar="LIST", help="What is asked, such as forward,pattern; or all.")
@click.option(
    "--blanks", metavar="WHICH",
    help="What is left out: 30%, 1/3, every 2 or F_{12}, with factor, term or side before it."
    "  [default: term 1/3]",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Draws blanks and numbers.")
@click.option("--entries", metavar="WHICH", help="Which entries: all, or corner,edge,inside.")
@click.option("--title", default="", metavar="TEXT", help="The sheet's title.")
@click.option("--course", default="", metavar="TEXT", help="The course, below the title.")
@click.option("--self-study", is_flag=True, help="Put the solutions on the sheet.")
@click.option("--no-hints", is_flag=True, help="Leave the hints out.")
@click.option(
    "--key", "key", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write the key; its ending chooses the format, .json the one that grade takes.",
)  # fmt: skip
@output_options(*WORDS)
def worksheet(**options: Any) -> int:
    """Make a worksheet: a derivation with blanks, whose key comes from the same derivation."""
    key_path = options.pop("key")
    take_format(options)
    key = None if key_path is None else key_options(options, key_path)
    network = options.pop("network")
    chosen = _worksheet_options(options)
    choice: LayerChoice | NetworkChoice
    choice = require_layer(options) if network is None else read_network(network)
    from symconv.worksheets import build_worksheet

    notation = choice.take_notation(options["notation"])
    sheet = build_worksheet(choice.spec, notation, chosen)
    write_sheet(sheet, options, choice.echo)
    if key is not None:
        write_sheet(sheet.key, key)
    return 0


def _worksheet_options(options: dict[str, Any]) -> WorksheetOptions:
    """Take what an author chooses out of the options."""
    from symconv.derivation.choosing import Entries
    from symconv.worksheets.options import USUAL_TOPICS, Blanks, Topic, WorksheetOptions

    topics, blanks = options.pop("topics"), options.pop("blanks")
    return WorksheetOptions(
        USUAL_TOPICS if topics is None else Topic.read(topics),
        Blanks() if blanks is None else Blanks.read(blanks),
        options.pop("seed"),
        Entries.read(options.pop("entries") or "chosen"),
        options.pop("title"),
        options.pop("course"),
        options.pop("self_study"),
        not options.pop("no_hints"),
    )

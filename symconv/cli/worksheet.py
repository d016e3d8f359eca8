"""`symconv worksheet`: make a worksheet of a layer or a network, and its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import LayerChoice, layer_options, require_layer
from symconv.cli.options.network import NetworkChoice, network_option, read_network
from symconv.cli.options.words import Command
from symconv.cli.printing.output import Echo, check_output_usage, output_options, write_out
from symconv.cli.printing.paper import ENDING, PDF, check_paper, is_paper, write_paper
from symconv.errors import SymconvError
from symconv.printing.formats import Format

if TYPE_CHECKING:
    from symconv.worksheets import Key, Worksheet, WorksheetOptions


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv worksheet --input 5x5 --filter 3x3 --stride 2 -o sheet.html
  symconv worksheet --input 3x3 --filter 2x2 --blanks "factor 30%" --key key.json -o sheet.tex
  symconv worksheet --input 3x3 --filter 2x2 --key key.pdf -o sheet.pdf
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
@output_options(PDF)
def worksheet(**options: Any) -> int:
    """Make a worksheet: a derivation with blanks, whose key comes from the same derivation."""
    key_path = options.pop("key")
    _take_format(options)
    check_output_usage(options)
    check_paper(options)
    network = options.pop("network")
    chosen = _worksheet_options(options)
    choice: LayerChoice | NetworkChoice
    choice = require_layer(options) if network is None else read_network(network)
    from symconv.worksheets import build_worksheet

    notation = choice.take_notation(options["notation"])
    sheet = build_worksheet(choice.spec, notation, chosen)
    _write(sheet, options, choice.echo)
    if key_path is not None:
        key = {**options, "output": key_path, "format_": _format_of(key_path), "standalone": False}
        _write(sheet.key, key)
    return 0


def _write(shown: Worksheet | Key, options: dict[str, Any], echo: Echo | None = None) -> None:
    if is_paper(options):
        write_paper(shown, options, echo)
    else:
        write_out([shown.document()], options, echo)


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


def _take_format(options: dict[str, Any]) -> None:
    """Choose the format by the name of the file where none is given."""
    output = options["output"]
    context = click.get_current_context()
    source = context.get_parameter_source("format_")
    if output is not None and source is click.core.ParameterSource.DEFAULT:
        options["format_"] = str(_format_of(output))


def _format_of(path: Path) -> str:
    """Give the format whose files end like a path."""
    if path.suffix.lower() == ENDING:
        return PDF
    for row in Format:
        if path.suffix.lower() in row.suffixes:
            return row
    known = ", ".join([ENDING, *(suffix for row in Format for suffix in row.suffixes)])
    raise SymconvError(f"{path}: no format has files that end so; name it with one of {known}")

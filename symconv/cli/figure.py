"""`symconv figure`: draw which entries of a layer meet, step by step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import LayerChoice, layer_options, require_layer
from symconv.cli.options.network import NetworkChoice, network_option, read_network
from symconv.cli.options.words import Command, WholeRange, Word
from symconv.cli.printing.output import write_text_out
from symconv.printing.formats import Format

if TYPE_CHECKING:
    from symconv.worksheets.figures import LayerFigure

_OF = ("forward", "grad-input", "grad-filter", "scatter")
_MEANT = {
    "pool": ["forward"],
    "window": ["forward"],
    "routing": ["grad-input"],
    "gradinput": ["grad-input"],
    "gradfilter": ["grad-filter"],
    "weight": ["grad-filter"],
}
_SVG, _GIF = ".svg", ".gif"
_PAGES = Format.HTML.suffixes
_TEXTS = {
    suffix: row for row in (Format.LATEX, Format.MARKDOWN, Format.TEXT) for suffix in row.suffixes
}
_KNOWN = (_SVG, _GIF, *_PAGES, *_TEXTS)


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv figure --input 5x5 --filter 3x3 --stride 2 --padding 1 -o window.svg
  symconv figure --input 5x5 --filter 3x3 --of grad-input -o steps.html
  symconv figure --input 4x4 --filter 3x3 --strip -o strip.svg
  symconv figure --kind pool --input 4x4 --pool 2x2 --stride 2 --of grad-input -o pool.gif
  symconv figure --network net.toml -o net.svg

An .html page and a .gif show all steps, any other file the first, unless you say otherwise.""",
)
@layer_options
@network_option
@click.option(
    "--of", type=Word(_OF, _MEANT), default="forward", show_default=True,
    help="What is made: output entries (forward), gradients, or where one entry goes (scatter).",
)  # fmt: skip
@click.option("--step", type=WholeRange(1), metavar="K", help="The step that is drawn, from 1.")
@click.option("--all", "all_", is_flag=True, help="All steps, one drawing after the other.")
@click.option("--strip", is_flag=True, help="All steps beside each other in one drawing.")
@click.option(
    "--places-only", is_flag=True,
    help="Say neither how large the output is nor which entries are multiplied.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=f"Write to a file, which is replaced; its ending chooses the format: {', '.join(_KNOWN)}.",
)  # fmt: skip
def figure(**options: Any) -> int:
    """Draw a layer: what is padded, where the window lies, and what it makes.

    Without -o the drawing is printed in letters.
    """
    output: Path | None = options["output"]
    suffix = _suffix(output)
    step = _step(options, suffix)
    network = options.pop("network")
    choice: LayerChoice | NetworkChoice
    choice = require_layer(options) if network is None else read_network(network)
    from symconv.worksheets.figures import layer_figure

    notation = choice.take_notation(options["notation"])
    drawn = layer_figure(
        choice.spec, notation, options["of"], step, tells=not options["places_only"]
    )
    if options["strip"]:
        drawn = drawn.strip()
    if suffix == _GIF and output is not None:
        from symconv.generation.files import write_bytes

        write_bytes(output, drawn.to_gif())
        choice.echo(False)
        return 0
    write_text_out(_text(drawn, suffix), output, choice.echo)
    return 0


def _suffix(output: Path | None) -> str:
    """Give the ending that says the format; refuses an unknown one."""
    if output is None:
        return ""
    suffix = output.suffix.lower()
    if suffix not in _KNOWN:
        raise click.UsageError(
            f"-o {output}: no figure ends so; name it with one of {', '.join(_KNOWN)}"
        )
    return suffix


def _step(options: dict[str, Any], suffix: str) -> int | None:
    """Give the step that is drawn, or None for all of them."""
    chosen = [flag for flag in ("step", "all_", "strip") if options[flag]]
    if len(chosen) > 1:
        raise click.UsageError("--step, --all and --strip exclude each other; give one of them")
    if suffix == _SVG and options["all_"]:
        raise click.UsageError("an .svg file holds one drawing; give --step K or --strip")
    moves = suffix == _GIF or suffix in _PAGES
    if chosen in (["all_"], ["strip"]) or (moves and not chosen and options["network"] is None):
        return None
    return options["step"] or 1


def _text(drawn: LayerFigure, suffix: str) -> str:
    """Give a figure in the format of an ending."""
    if suffix in _PAGES:
        return drawn.to_page() if len(drawn.frames) > 1 else drawn.to_html(standalone=True)
    if suffix in _TEXTS:
        row = _TEXTS[suffix]
        return drawn.to(row, standalone=row is Format.LATEX)
    write: Callable[[], str] = drawn.to_svg if suffix == _SVG else drawn.to_text
    return write()

"""`symconv graph`: the chain rule on a small computation, printed and drawn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from symconv.cli.options.words import Command, WholeRange, Word
from symconv.cli.printing.output import (
    check_output_usage,
    output_options,
    write_out,
    write_text_out,
)
from symconv.errors import GraphError, shown

SVG = "svg"
"""A format of the drawing alone."""
_MOST_BYTES = 100_000
_STANDARD_INPUT = "-"
_PRODUCTS = {"dot": ["cdot"], "x": ["times"], "cross": ["times"], "star": ["*"]}


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv graph "q = x + y; f = q z" --at x=-2 --at y=5 --at z=-4
  symconv graph "q = x + y; f = q z" --format svg -o graph.svg
  symconv graph "f = sigmoid(w0*x0 + w1*x1 + w2)" --split --at "w0=2,x0=-1,w1=-3,x1=-2,w2=-3"
  symconv graph "r = relu(a b + c); L = (r - t)^2 / 2" --of r --format latex --standalone -o r.tex
  symconv graph --file assignments.txt --digits 12""",
)
@click.argument("text", metavar="ASSIGNMENTS", required=False)
@click.option(
    "--file", "file_", type=click.Path(path_type=Path), metavar="FILE",
    help="Read the assignments from a file.",
)  # fmt: skip
@click.option(
    "--at", multiple=True, metavar="NAME=NUMBER",
    help="The number of an input: -2, 0.5, 3/4. Give one for every input, or none.",
)  # fmt: skip
@click.option("--of", metavar="NAME", help="What is differentiated.  [default: assigned last]")
@click.option("--split", is_flag=True, help="Make every operation a node of its own.")
@click.option(
    "--digits", type=WholeRange(1, 50), default=6, show_default=True, metavar="N",
    help="Significant digits of rounded numbers.",
)  # fmt: skip
@click.option(
    "--product", type=Word(["*", "times", "cdot"], _PRODUCTS), default="*", show_default=True,
    help="The product sign.",
)  # fmt: skip
@click.option(
    "--decimals", is_flag=True,
    help="Write fractions as decimals, rounded where those do not end.",
)  # fmt: skip
@click.option("--no-drawing", is_flag=True, help="Leave the drawing out.")
@output_options(SVG)
def graph(**options: Any) -> int:
    """Derive the gradients of a small computation, node by node, by the chain rule.

    ASSIGNMENTS are such as "q = x + y; f = q z": names, numbers, + - * / ^, parentheses, and
    exp, log, ln, sin, cos, tan, tanh, sqrt, abs, sigmoid, relu, max, min. A space between names is
    a product; "-" reads standard input. Names that are not assigned are inputs.
    """
    check_output_usage(options)
    if options["no_drawing"] and options["format_"] == SVG:
        raise click.UsageError("--format svg is the drawing; leave out --no-drawing")
    at = read_numbers(options["at"])
    text = _take_text(options["text"], options["file_"])
    from symconv.graphs import derive_graph

    derivation = derive_graph(
        text, at, options["of"], options["split"], options["digits"], options["product"],
        options["decimals"],
    )  # fmt: skip

    def echo(_printed: bool) -> None:
        if derivation.graph.unused:
            unused = ", ".join(derivation.graph.unused)
            click.echo(f"not used by {derivation.graph.output}: {unused}", err=True)

    if options["format_"] == SVG:
        write_text_out(derivation.to_svg(), options["output"], echo)
    else:
        write_out([derivation.document(not options["no_drawing"])], options, echo)
    return 0


def read_numbers(given: tuple[str, ...]) -> dict[str, str] | None:
    """Give the numbers of --at by name; several may stand in one, between commas."""
    numbers: dict[str, str] = {}
    for item in (part for text in given for part in text.split(",")):
        name, equals, number = (piece.strip() for piece in item.partition("="))
        if not equals or not name or not number:
            raise click.UsageError(f"--at {shown(item.strip())} is not NAME=NUMBER, such as x=-2")
        if name in numbers:
            raise click.UsageError(f"--at gives {shown(name)} two numbers")
        numbers[name] = number
    return numbers or None


def _take_text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise click.UsageError(
            'give either assignments (such as "q = x + y; f = q z"), "-" or --file'
        )
    if text is not None and text != _STANDARD_INPUT:
        return text
    if file is None:
        return _read_standard_input()
    try:
        with file.open("rb") as stream:
            return _read(click.format_filename(file), stream)
    except OSError as error:
        raise GraphError(
            f"cannot read {click.format_filename(file)}: {error.strerror or error}"
        ) from None


def _read_standard_input() -> str:
    """Read assignments from standard input, which may be closed, or open for writing alone."""
    if sys.stdin is None:
        raise GraphError("cannot read standard input: it is closed")
    try:
        return _read("standard input", sys.stdin.buffer)
    except OSError as error:
        raise GraphError(f"cannot read standard input: {error.strerror or error}") from None


def _read(name: str, stream: BinaryIO) -> str:
    """Read assignments, though never more than could be any."""
    data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise GraphError(f"{name} is longer than {_MOST_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GraphError(f"{name} is not UTF-8 text: byte {error.start} is wrong") from None

"""What the options of `symconv worksheet` say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.words import WholeRange
from symconv.errors import WorksheetError

if TYPE_CHECKING:
    from symconv.worksheets.options import WorksheetOptions
    from symconv.worksheets.variants import Ranges

_OPTIONS = (
    click.option(
        "--topics", metavar="LIST",
        help="What is asked, such as forward,pattern; short, usual or all.  [default: usual]",
    ),
    click.option(
        "--blanks", metavar="WHICH",
        help="What is left out: 30%, 1/3, every 2 or F_{12}, with factor, term or side before it."
        "  [default: term 1/3]",
    ),
    click.option("--numeric", is_flag=True, help="Ask for numbers, too, drawn small."),
    click.option("--seed", type=int, help="Draws blanks and numbers.  [default: 0]"),
    click.option("--entries", metavar="WHICH", help="Which entries: all, or corner,edge,inside."),
    click.option("--title", metavar="TEXT", help="The sheet's title."),
    click.option("--course", metavar="TEXT", help="The course, below the title."),
    click.option("--self-study", is_flag=True, help="Put the solutions on the sheet."),
    click.option("--no-hints", is_flag=True, help="Leave the hints out."),
    click.option(
        "--variants", type=WholeRange(min=1), metavar="N",
        help="Write N sheets with other answers: sheet.html becomes sheet-01.html and so on.",
    ),
    click.option(
        "--vary", multiple=True, metavar="NAME=VALUES",
        help="What differs among variants besides, such as stride=1,2 or padding=0,1.",
    ),
    click.option(
        "--stress", type=WholeRange(min=1), metavar="N",
        help="Write nothing: draw N variants and name those with zero, equal or huge answers.",
    ),
    click.option(
        "--key", "key", type=click.Path(path_type=Path), metavar="FILE",
        help="Write the key; its ending chooses the format, .json the one that grade takes. Of a "
        "course, the folder for its keys.",
    ),
)  # fmt: skip
_NAMES = ("topics", "blanks", "seed", "entries", "title", "course", "self_study", "numeric")


def sheet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a sheet to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_options(options: dict[str, Any]) -> WorksheetOptions:
    """Take what an author chooses out of the options."""
    from symconv.worksheets.options import WorksheetOptions

    given = {name: options.pop(name) for name in _NAMES}
    chosen = {name: value for name, value in given.items() if value not in (None, False)}
    return WorksheetOptions.of(**chosen, hints=not options.pop("no_hints"))


def take_ranges(options: dict[str, Any]) -> Ranges:
    """Take what varies out of the options: whole numbers by the names of a spec's arguments."""
    from symconv.worksheets.variants import Ranges

    found: dict[str, list[int]] = {}
    for text in options.pop("vary"):
        name, sign, values = text.partition("=")
        words = values.split(",")
        if not sign or not all(word.strip().isdecimal() for word in words):
            raise WorksheetError(f"--vary {text!r}: write a name and numbers, such as stride=1,2")
        found[name.strip().replace("-", "_")] = [int(word) for word in words]
    return Ranges(found)

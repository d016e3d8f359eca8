"""The formats of worksheets: those of documents, and those of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.printing.output import Echo, check_output_usage, write_out, write_text_out
from symconv.cli.printing.paper import ENDING, PDF, check_paper, is_paper, write_paper
from symconv.errors import SymconvError
from symconv.printing.formats import Format

if TYPE_CHECKING:
    from symconv.worksheets import Key, Worksheet

SHORT = {"tex": "latex", "md": "markdown"}
"""Formats by how their files end."""
EXPORTS = {
    "myst": ".md", "ipynb": ".ipynb", "jupyterquiz": ".json", "moodle": ".xml", "text2qti": ".txt",
}  # fmt: skip
"""Formats of other programs (`symconv.worksheets.Export`), and how their files end."""
WORDS = (PDF, *SHORT, *EXPORTS)
_TOLD = {".json": "json or jupyterquiz", ".xml": "moodle"}
"""Endings that do not say what a file holds."""


def take_format(options: dict[str, Any]) -> None:
    """Choose the format by the name of the file where none is given; refuse what does not fit."""
    output, format_ = options["output"], options["format_"]
    source = click.get_current_context().get_parameter_source("format_")
    chosen = source is not click.core.ParameterSource.DEFAULT or format_ != "text"
    if output is not None and not chosen:
        ending = output.suffix.lower()
        if ending in _TOLD:
            raise click.UsageError(f"{output}: say what it holds with --format {_TOLD[ending]}")
        format_ = format_of(output)
    options["format_"] = SHORT.get(format_, format_)
    _check_usage(options)


def ending_of(format_: str) -> str:
    """Give how the files of a format end.

    >>> ending_of("moodle"), ending_of("md")
    ('.xml', '.md')
    """
    if format_ == PDF:
        return ENDING
    return EXPORTS.get(format_) or Format.read(SHORT.get(format_, format_)).suffixes[0]


def _check_usage(options: dict[str, Any]) -> None:
    check_paper(options)
    if options["format_"] not in EXPORTS or options["output"] is None:
        check_output_usage(options)
        return
    check_output_usage({**options, "output": None, "force": False})
    if not options["force"]:
        from symconv.generation.ownership import check_replaceable

        check_replaceable(options["output"], (EXPORTS[options["format_"]],))


def format_of(path: Path, like: str = "") -> str:
    """Give the format whose files end like a path, `like` first; raises `SymconvError`."""
    ending = path.suffix.lower()
    if EXPORTS.get(like) == ending:
        return like
    endings = {suffix: row.value for row in Format for suffix in row.suffixes}
    endings |= {suffix: name for name, suffix in EXPORTS.items() if name == "ipynb"}
    endings[ENDING] = PDF
    if ending in endings:
        return endings[ending]
    known = ", ".join(endings)
    raise SymconvError(f"{path}: no format has files that end so; name it with one of {known}")


def key_options(options: dict[str, Any], path: Path) -> dict[str, Any]:
    """Give the options for writing the key to a file, whose ending chooses the format.

    Refuses the sheet's own file, and one that is there and does not look like a key.
    """
    if path == options["output"]:
        raise click.UsageError(f"{path}: the sheet and its key cannot be one file")
    like = options["format_"] if options["format_"] == "myst" else ""
    key = {**options, "output": path, "format_": format_of(path, like), "standalone": False}
    _check_usage({**key, "fragment": False})
    return key


def write_sheet(shown: Worksheet | Key, options: dict[str, Any], echo: Echo | None = None) -> None:
    """Write a sheet or a key in the format and to the place that the options say."""
    from symconv.collector import collector_paused
    from symconv.worksheets import Worksheet, write_export

    if options["format_"] == Format.HTML and not options["fragment"] and type(shown) is Worksheet:
        # A whole page is filled in on the screen.
        write_text_out(shown.to_html(standalone=True), options["output"], echo, True)
        return
    if is_paper(options):
        write_paper(shown, options, echo)
        return
    if options["format_"] not in EXPORTS:
        write_out([shown.document()], options, echo)
        return

    with collector_paused():
        text = write_export(shown, options["format_"])
    write_text_out(text, options["output"], echo)

"""What every command that prints shares: the format, where it goes, and how long it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from symconv.cli.options.words import Word
from symconv.printing.formats import FOREIGN, FRAMED, Format, Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symconv.documents import Document

Command: TypeAlias = Callable[..., Any]
Echo: TypeAlias = Callable[[bool], None]
"""Tells on standard error how the input was read; True where what is printed says so already."""

MOST_PAGES = 50
"""A result of more pages is said before it is written."""
_MOST_EQUATIONS = 60


def output_options(*others: str) -> Callable[[Command], Command]:
    """Give a decorator for the options of what a command prints; `others` are more formats."""
    formats = [*map(str, Format), *others]

    def add(command: Command) -> Command:
        for option in reversed(_options(formats)):
            command = option(command)
        return command

    return add


def _options(formats: Sequence[str]) -> list[Callable[[Command], Command]]:
    return [
        click.option(
            "--format", "format_", type=Word(formats, FOREIGN), default="text", show_default=True,
            help="What to print; html is a page that works offline, unless --fragment is given.",
        ),
        click.option(
            "--standalone", is_flag=True, help="A whole file: LaTeX that compiles, or an HTML page."
        ),
        click.option("--fragment", is_flag=True, help="HTML for a page of your own."),
        click.option(
            "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
            help="Write to a file; one that is there is replaced if its name ends as the format's "
            "do (such as .tex), or with --force.",
        ),
        click.option("--force", is_flag=True, help="With -o: replace a file of any name."),
    ]  # fmt: skip


def check_output_usage(options: dict[str, Any]) -> None:
    """Refuse frames that a format does not have."""
    format_ = options["format_"]
    if options["standalone"] and format_ not in FRAMED:
        raise click.UsageError(f"--standalone goes with --format {' or '.join(FRAMED)}")
    usual = [row for row in FRAMED if row.frame is Frame.USUAL]
    if options["fragment"] and format_ not in usual:
        raise click.UsageError(f"--fragment goes with --format {' or '.join(usual)}")
    if options["fragment"] and options["standalone"]:
        raise click.UsageError("--fragment is the opposite of --standalone")
    _check_output(options["output"], options["force"], format_)


def _check_output(output: Path | None, force: bool, format_: str) -> None:
    """Refuse a place where nothing is to be written, before any work is done for it."""
    if output is None:
        if force:
            raise click.UsageError("--force goes with -o FILE")
        return
    if output == Path():
        raise click.UsageError("-o takes the name of a file")
    if not force:
        from symconv.generation.ownership import check_replaceable

        known = {row.value: row.suffixes for row in Format}
        check_replaceable(output, known.get(format_, (f".{format_}",)))


def write_out(
    documents: Sequence[Document], options: dict[str, Any], echo: Echo | None = None
) -> None:
    """Write documents in the format and to the place that the options say.

    `echo` tells how the input was read, once nothing can be refused any more; pages that are
    printed say so themselves, data does not.
    """
    from symconv.collector import collector_paused
    from symconv.printing.formats import write_documents

    format_ = Format(options["format_"])
    _announce(documents, format_, bool(options.get("entries")))
    framed = options["standalone"] or (format_.frame is Frame.USUAL and not options["fragment"])
    with collector_paused():
        text = write_documents(documents, format_, standalone=framed)
    write_text_out(text, options["output"], echo, says_itself=not format_.is_data)


def write_text_out(
    text: str, output: Path | None, echo: Echo | None = None, says_itself: bool = False
) -> None:
    """Write a text to a file, or print it; `says_itself` of a text that tells what was read."""
    if output is not None:
        from symconv.generation.files import write_text

        write_text(output, text)
    if echo is not None:
        echo(says_itself and output is None)
    if output is None:
        click.echo(text, nl=False)


def _announce(documents: Sequence[Document], format_: Format, chosen: bool) -> None:
    """Say on standard error how much comes, if it is much, or data that has more than `chosen`."""
    from symconv.documents.size import bytes_in_records, equations_in_records, pages

    if format_.is_data:
        count = sum(map(equations_in_records, documents))
        if count > _MOST_EQUATIONS or chosen:
            size = sum(map(bytes_in_records, documents)) // 1_000_000
            long = f", about {size:,} MB" if size else ""
            click.echo(f"JSON has every entry: {count:,} equations{long}", err=True)
        return
    count = sum(map(pages, documents))
    if count > MOST_PAGES:
        click.echo(f"this is long: about {count:,} pages", err=True)

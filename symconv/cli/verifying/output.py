"""Printing a report: in a format, or on a terminal as a table and coloured verdicts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.printing.output import write_out, write_text_out
from symconv.cli.printing.progress import is_terminal
from symconv.printing.formats import Format

if TYPE_CHECKING:
    from symconv.documents import Document
    from symconv.verification.report import Judgement, Report

_SARIF = "sarif"
_COLOURS = {"✓": "green", "✗": "bold red", "!": "bold yellow", "~": "yellow", "?": "magenta"}
"""By the mark that begins a verdict; its word says the same."""


def print_report(report: Report, options: dict[str, Any]) -> None:
    """Print a report in the format and to the place that the options say."""
    format_ = options["format_"]
    if _is_data(format_):
        _write_data(report, options)
        return
    everything = options["everything"] or format_ != Format.TEXT
    if format_ == Format.TEXT and options["output"] is None and is_terminal(sys.stdout):
        _print_on_terminal(report, everything)
        return
    write_out([report.document(everything)], options)


def print_verdict(judgement: Judgement, report: Report, options: dict[str, Any]) -> None:
    """Print the verdict on one formula; as data it is a report on a document that has it alone."""
    format_ = options["format_"]
    if _is_data(format_):
        _write_data(report, options)
    elif format_ == Format.TEXT and options["output"] is None and is_terminal(sys.stdout):
        _print_lines(judgement.document())
    else:
        write_out([judgement.document()], options)


def _is_data(format_: str) -> bool:
    return format_ in (Format.JSON, _SARIF)


def _write_data(report: Report, options: dict[str, Any]) -> None:
    choices = {"strict": options["strict"]} if options["format_"] == _SARIF else {}
    write_text_out(report.to(options["format_"], **choices), options["output"])
    for document in report.documents:
        if not document.equations and not document.error:
            click.echo(f"{document.path}: no formula was found", err=True)


def _print_on_terminal(report: Report, everything: bool) -> None:
    """Print the table of verdicts as a drawing, and below it what is said of formulas."""
    from dataclasses import replace

    from rich.table import Table
    from rich.text import Text

    from symconv.documents import Section
    from symconv.verification.reporting.document import summary_line, table_rows

    console = _console()
    heads, *rows = table_rows(report.documents)
    table = Table(*heads)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    document = report.document(everything)
    sections = tuple(block for block in document.blocks if isinstance(block, Section))
    _print_lines(replace(document, title=summary_line(report.documents), blocks=sections))


def _print_lines(document: Document) -> None:
    """Print a document, each line coloured by the mark, or the sign of a patch, before it."""
    from rich.text import Text

    from symconv.printing.formats import write_documents

    console = _console()
    for line in write_documents([document], Format.TEXT).splitlines():
        colour = _COLOURS.get(line[:1], "") if line[1:2] == " " else ""
        if line.startswith("    - "):
            colour = "red"
        elif line.startswith("    + "):
            colour = "green"
        console.print(Text(line, style=colour), soft_wrap=True)


def _console() -> Any:
    from rich.console import Console

    coloured = not os.environ.get("NO_COLOR")
    return Console(color_system="auto" if coloured else None, highlight=False)

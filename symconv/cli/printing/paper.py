"""Results on paper: PDF, and files that a typesetter makes pages of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symconv.cli.printing.output import Echo, write_text_out
from symconv.printing.formats import Format

if TYPE_CHECKING:
    from symconv.printing.shown import Shown

PDF = "pdf"
ENDING = ".pdf"
_TYPESET = (Format.LATEX, Format.TYPST)


def is_paper(options: dict[str, Any]) -> bool:
    """Tell whether pages are wanted: PDF, or a whole file that a typesetter takes.

    A file of LaTeX or typst is whole, so that it can be set as it is; what is printed is a
    fragment unless it is to stand alone.
    """
    format_ = options["format_"]
    whole = options["standalone"] or options["output"] is not None
    return format_ == PDF or (format_ in _TYPESET and whole)


def check_paper(options: dict[str, Any]) -> None:
    """Refuse a PDF that would go to a terminal, before any work is done for it."""
    if options["format_"] == PDF and options["output"] is None:
        raise click.UsageError(f"--format {PDF} needs a file to write to: -o FILE{ENDING}")


def write_paper(shown: Shown, options: dict[str, Any], echo: Echo | None = None) -> None:
    """Write pages to the place that the options say; of a PDF it is told what set it."""
    output = options["output"]
    if options["format_"] != PDF:
        text = shown.to(options["format_"], standalone=True)
        write_text_out(text, output, echo, says_itself=True)
        return
    from symconv.generation.files import write_bytes
    from symconv.worksheets.pdf import to_pdf

    pdf = to_pdf(shown)
    write_bytes(output, pdf.data)
    if echo is not None:
        echo(False)
    click.echo(f"{output}: PDF by {pdf.engine.words}", err=True)

"""`symconv grade`: mark what students wrote by the key of their sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.words import Command
from symconv.cli.printing.output import (
    check_output_usage,
    output_options,
    write_out,
    write_text_out,
)
from symconv.cli.printing.progress import clear_progress, with_progress

if TYPE_CHECKING:
    from symconv.worksheets.grading.answers import Submission
    from symconv.worksheets.grading.marking import MarkedSheet, Marker

CSV = "csv"


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv worksheet --input 3x3 --filter 2x2 --key key.json -o sheet.html
  symconv grade key.json ada.json
  symconv grade key.json class/ --format csv -o marks.csv

Answers are the JSON that a sheet's page exports, CSV of two columns (number, answer) with rows
"name" and "sheet", or CSV with a row per student. Wrong answers are no error: exit status 2 means
that the key or the answers could not be read at all.""",
)
@click.argument("key", type=click.Path(path_type=Path), metavar="KEY")
@click.argument("answers", type=click.Path(path_type=Path), metavar="ANSWERS|DIR")
@output_options(CSV)
def grade(key: Path, answers: Path, **options: Any) -> int:
    """Mark students' answers: right in any equivalent form, or which term is missing or wrong."""
    check_output_usage(options)
    from symconv.worksheets.grading.entrance import graded, key_of, submissions
    from symconv.worksheets.grading.marking import Marker

    marker = Marker(key_of(key))
    found = graded(marker.key, _marked(marker, submissions(answers)))
    if options["format_"] == CSV:
        write_text_out(found.to_csv(), options["output"])
    else:
        write_out([found.document()], options)
    return 0


def _marked(marker: Marker, submissions: list[Submission]) -> Iterator[MarkedSheet]:
    """Mark sheets in order, with progress on a terminal."""
    listed = [(f"{each.name} ({each.file})", each) for each in submissions]
    try:
        for _, submission in with_progress("marking", listed):
            yield marker.mark(submission)
    finally:
        clear_progress()

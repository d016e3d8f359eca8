"""Where sheets and keys are written, and in which formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.errors import WorksheetError
from symconv.printing.formats import Format, Frame

if TYPE_CHECKING:
    from symconv.printing.shown import Shown
    from symconv.worksheets import Worksheet


def numbered(path: Path, number: int, count: int) -> Path:
    """Give the path of one of several files: sheet-07.html."""
    return path.with_name(f"{path.stem}-{number:0{len(str(count))}d}{path.suffix}")


def take_format(options: dict[str, Any]) -> None:
    """Choose the format by the name of the file where none is given."""
    output = options["output"]
    source = click.get_current_context().get_parameter_source("format_")
    if output is not None and source is click.core.ParameterSource.DEFAULT:
        options["format_"] = str(format_of(output))


def format_of(path: Path) -> Format:
    """Give the format whose files end like a path. Raises `WorksheetError` if there is none."""
    for row in Format:
        if path.suffix.lower() in row.suffixes:
            return row
    known = ", ".join(suffix for row in Format for suffix in row.suffixes)
    raise WorksheetError(f"{path}: no format has files that end so; name it with one of {known}")


def write_sheet(sheet: Worksheet, options: dict[str, Any], path: Path, key: Path | None) -> None:
    """Write a sheet to a file, and its key to another."""
    write_one(sheet, Format(options["format_"]), path, fragment=options["fragment"])
    if key is not None:
        write_one(sheet.key, format_of(key), key)


def write_one(shown: Shown, format_: Format, path: Path, *, fragment: bool = False) -> None:
    """Write a sheet or a key to a file, which stands alone unless a fragment is wanted."""
    from symconv.generation.files import write_text

    alone = format_.frame is not Frame.NONE and not fragment
    write_text(path, shown.to(format_, standalone=alone))

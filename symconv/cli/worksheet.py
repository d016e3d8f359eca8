"""`symconv worksheet`: make worksheets of a layer, a network or a course, and their keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import layer_options, take_layer
from symconv.cli.options.network import network_option
from symconv.cli.options.words import Command
from symconv.cli.printing.exports import (
    WORDS,
    ending_of,
    key_options,
    take_format,
    write_sheet,
)
from symconv.cli.printing.output import output_options
from symconv.cli.printing.progress import with_progress
from symconv.cli.worksheets.choices import sheet_options, take_options, take_ranges
from symconv.cli.worksheets.sources import Source, source_options, take_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symconv.worksheets import Worksheet
    from symconv.worksheets.courses import PlannedSheet


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv worksheet --input 5x5 --filter 3x3 --stride 2 -o sheet.html
  symconv worksheet --input 3x3 --filter 2x2 --blanks "factor 30%" --key key.json -o sheet.pdf
  symconv worksheet --input 4x4 --filter 2x2 --numeric --variants 30 --vary stride=1,2 -o sheet.html
  symconv worksheet --general --operation grad-input --rank 1 --topics usual,choice
  symconv worksheet --graph "q = x + y; f = q z" --at x=-2,y=5,z=-4
  symconv worksheet --network net.toml --topics forward,substituted --seed 7
  symconv worksheet course.toml -o sheets --key keys --format html""",
)
@click.argument(
    "course_file", required=False, type=click.Path(path_type=Path), metavar="[FILE.toml]"
)
@layer_options
@network_option
@source_options
@sheet_options
@output_options(*WORDS)
def worksheet(course_file: Path | None, **options: Any) -> int:
    """Make a worksheet: a derivation with blanks, whose key comes from the same derivation.

    FILE.toml describes a course: many sheets, with what they share.
    """
    if course_file is not None:
        return _write_course(course_file, options)
    take_format(options)
    chosen, ranges = take_options(options), take_ranges(options)
    key_path, count, stressed = (options.pop(name) for name in ("key", "variants", "stress"))
    key = None if key_path is None else key_options(options, key_path)
    source = take_source(options)
    from symconv.worksheets import build_worksheet
    from symconv.worksheets.variants import build_variants, stress

    if stressed is not None:
        sheets = build_variants(source.of, stressed, source.notation, chosen, ranges)
        return _report(stressed, list(stress(sheets)))
    if count is not None:
        if options["output"] is None:
            raise click.UsageError("--variants goes with -o FILE, after which the files are named")
        sheets = build_variants(source.of, count, source.notation, chosen, ranges)
        _write_variants(sheets, count, options, key)
        _echo(source)
        return 0
    if ranges.names:
        raise click.UsageError("--vary goes with --variants or --stress")
    sheet = build_worksheet(source.of, source.notation, chosen)
    write_sheet(sheet, options, source.echo)
    if key is not None:
        write_sheet(sheet.key, key)
    return 0


def _echo(source: Source) -> None:
    if source.echo is not None:
        source.echo(False)


def _write_variants(
    sheets: Iterator[Worksheet], count: int, options: dict[str, Any], key: dict[str, Any] | None
) -> None:
    numbers = ((f"sheet {number}", number) for number in range(1, count + 1))
    for _, number in with_progress("Writing", numbers):
        sheet = next(sheets)
        write_sheet(sheet, _numbered(options, number, count))
        if key is not None:
            write_sheet(sheet.key, _numbered(key, number, count))


def _numbered(options: dict[str, Any], number: int, count: int) -> dict[str, Any]:
    """Give the options for one of several files: sheet-07.html."""
    path = options["output"]
    name = f"{path.stem}-{number:0{len(str(count))}d}{path.suffix}"
    return {**options, "output": path.with_name(name)}


def _write_course(path: Path, options: dict[str, Any]) -> int:
    """Write the sheets of a course into a folder, and their keys into another."""
    from symconv.worksheets.courses import read_course

    folder, keys = options["output"], options["key"]
    if folder is None:
        raise click.UsageError("a course goes with -o FOLDER")
    if take_layer(options) is not None or options["network"] is not None:
        raise click.UsageError("a course describes its layers; leave out their options")
    sheets = read_course(path)
    if _is_default("format_"):
        options["format_"] = "html"
    for each in (folder, keys):
        if each is not None:
            each.mkdir(parents=True, exist_ok=True)
    for planned in sheets:
        own = {**options, "output": folder / f"{planned.name}{ending_of(options['format_'])}"}
        take_format(own)
        key = None if keys is None else key_options(own, keys / f"{planned.name}.json")
        _write_planned(planned, own, key)
    return 0


def _write_planned(
    planned: PlannedSheet, options: dict[str, Any], key: dict[str, Any] | None
) -> None:
    from symconv.worksheets import build_worksheet
    from symconv.worksheets.variants import build_variants

    if planned.variants:
        sheets = build_variants(
            planned.spec, planned.variants, planned.notation, planned.options, planned.ranges
        )
        _write_variants(sheets, planned.variants, options, key)
        return
    sheet = build_worksheet(planned.spec, planned.notation, planned.options)
    write_sheet(sheet, options)
    if key is not None:
        write_sheet(sheet.key, key)


def _is_default(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.DEFAULT


def _report(count: int, found: list[Any]) -> int:
    """Print what a stress run found; exit 1 where a variant is degenerate."""
    for one in found:
        click.echo(f"variant {one.variant} (sheet {one.identity}): {one.reason}")
    click.echo(f"{count} variants drawn, {len(found)} degenerate")
    return 1 if found else 0

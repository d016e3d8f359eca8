"""`symconv worksheet`: make worksheets of a layer, a network or a course, and their keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import layer_options, take_layer
from symconv.cli.options.network import network_option
from symconv.cli.options.words import Command
from symconv.cli.printing.output import (
    check_output_usage,
    output_options,
    write_out,
    write_text_out,
)
from symconv.cli.printing.progress import with_progress
from symconv.cli.worksheets.choices import sheet_options, take_options, take_ranges
from symconv.cli.worksheets.sources import Source, source_options, take_source
from symconv.cli.worksheets.writing import (
    format_of,
    numbered,
    take_format,
    write_one,
    write_sheet,
)
from symconv.printing.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symconv.worksheets import Worksheet
    from symconv.worksheets.courses import PlannedSheet


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv worksheet --input 5x5 --filter 3x3 --stride 2 -o sheet.html
  symconv worksheet --input 3x3 --filter 2x2 --blanks "factor 30%" --key key.json -o sheet.tex
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
@output_options()
def worksheet(course_file: Path | None, **options: Any) -> int:
    """Make a worksheet: a derivation with blanks, whose key comes from the same derivation.

    FILE.toml describes a course: many sheets, with what they share.
    """
    if course_file is not None:
        return _write_course(course_file, options)
    take_format(options)
    check_output_usage(options)
    chosen, ranges = take_options(options), take_ranges(options)
    key, count, stressed = options.pop("key"), options.pop("variants"), options.pop("stress")
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
        _write_variants(sheets, count, options, options["output"], key)
        _echo(source)
        return 0
    if ranges.names:
        raise click.UsageError("--vary goes with --variants or --stress")
    sheet = build_worksheet(source.of, source.notation, chosen)
    if options["output"] is None and _is_page(options):
        write_text_out(sheet.to_html(standalone=True), None, source.echo, says_itself=True)
    elif options["output"] is None:
        write_out([sheet.document()], options, source.echo)
    else:
        write_sheet(sheet, options, options["output"], None)
        _echo(source)
    if key is not None:
        write_one(sheet.key, format_of(key), key)
    return 0


def _is_page(options: dict[str, Any]) -> bool:
    """Tell whether a whole page of HTML is wanted, which is filled in on the screen."""
    return Format(options["format_"]) is Format.HTML and not options["fragment"]


def _echo(source: Source) -> None:
    if source.echo is not None:
        source.echo(False)


def _write_variants(
    sheets: Iterator[Worksheet], count: int, options: dict[str, Any], path: Path, key: Path | None
) -> None:
    numbers = ((f"sheet {number}", number) for number in range(1, count + 1))
    for _, number in with_progress("Writing", numbers):
        own = None if key is None else numbered(key, number, count)
        write_sheet(next(sheets), options, numbered(path, number, count), own)


def _write_course(path: Path, options: dict[str, Any]) -> int:
    """Write the sheets of a course into a folder, and their keys into another."""
    from symconv.worksheets.courses import read_course

    folder, keys = options["output"], options["key"]
    if folder is None:
        raise click.UsageError("a course goes with -o FOLDER")
    if take_layer(options) is not None or options["network"] is not None:
        raise click.UsageError("a course describes its layers; leave out their options")
    sheets = read_course(path)
    format_ = Format("html" if _is_default("format_") else options["format_"])
    options["format_"] = str(format_)
    for each in (folder, keys):
        if each is not None:
            each.mkdir(parents=True, exist_ok=True)
    for planned in sheets:
        name = folder / f"{planned.name}{format_.suffixes[0]}"
        key = None if keys is None else keys / f"{planned.name}.json"
        _write_planned(planned, options, name, key)
    return 0


def _write_planned(
    planned: PlannedSheet, options: dict[str, Any], path: Path, key: Path | None
) -> None:
    from symconv.worksheets import build_worksheet
    from symconv.worksheets.variants import build_variants

    if not planned.variants:
        sheet = build_worksheet(planned.spec, planned.notation, planned.options)
        write_sheet(sheet, options, path, key)
        return
    sheets = build_variants(
        planned.spec, planned.variants, planned.notation, planned.options, planned.ranges
    )
    _write_variants(sheets, planned.variants, options, path, key)


def _is_default(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.DEFAULT


def _report(count: int, found: list[Any]) -> int:
    """Print what a stress run found; exit 1 where a variant is degenerate."""
    for one in found:
        click.echo(f"variant {one.variant} (sheet {one.identity}): {one.reason}")
    click.echo(f"{count} variants drawn, {len(found)} degenerate")
    return 1 if found else 0

"""`symconv verify`: judge the formulas that somebody wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import layer_options, take_layer
from symconv.cli.options.words import Command, WholeRange
from symconv.cli.printing.output import check_output_usage, output_options
from symconv.specs.listing import ListedLayer

if TYPE_CHECKING:
    from symconv.verification.options import SettingOptions

_SARIF = "sarif"
_PATCHES = ("diff", "fix")


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  symconv verify chapter.md
  symconv verify docs notes/backprop.ipynb --format html -o report.html
  symconv verify chapter.tex --diff > repairs.patch
  symconv verify --formula "dL/dX_{12} = dL/dO_{12} F_{12}" --input 3x3 --filter 2x2

Read are Markdown, LaTeX, Jupyter notebooks, HTML, reStructuredText and plain text; - is standard
input. No code in them is run. What a document says of its layer holds, unless options say more.
Exit status 1 means that a formula is refuted or damaged, or with --fix that a file was changed; 2
that a document could not be judged: the others are.""",
)
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path), metavar="DOCUMENT|DIR|-...")
@click.option("--formula", metavar="TEXT", help="Judge this formula, LaTeX or plain.")
@layer_options
@output_options(_SARIF)
@click.option("--all", "everything", is_flag=True, help="In text: show every formula.")
@click.option("--diff", is_flag=True, help="Print the suggested repairs as a patch.")
@click.option(
    "--fix", is_flag=True,
    help="Write repairs into the files: of damaged formulas, and of refuted ones where one token "
    "is wrong.",
)  # fmt: skip
@click.option(
    "--strict", is_flag=True,
    help="A formula that is not understood, or a document without formulas, is a finding, too.",
)  # fmt: skip
@click.option("--jobs", type=WholeRange(min=1), metavar="N", help="Judge documents on N processes.")
def verify(documents: tuple[Path, ...], formula: str | None, **options: Any) -> int:
    """Judge every formula of documents: proved, refuted, damaged, or no claim, and why.

    Refuted ones come with a counterexample and, where one is found, the repair.
    """
    _check_usage(documents, formula, options)
    setting = _setting(options)
    if formula is not None:
        from symconv.cli.verifying.documents import judge_one

        return judge_one(formula, setting, options)
    from symconv.cli.verifying.documents import verify_documents

    return verify_documents(documents, setting, options)


def _check_usage(documents: tuple[Path, ...], formula: str | None, options: dict[str, Any]) -> None:
    check_output_usage(options)
    if bool(documents) == (formula is not None):
        raise click.UsageError("give documents, or --formula")
    given = [name for name in _PATCHES if options[name]]
    if len(given) > 1:
        raise click.UsageError("--diff and --fix exclude each other: print a patch, or write it")
    for name in given:
        if formula is not None:
            raise click.UsageError(f"--{name} goes with documents")
        if Path("-") in documents:
            raise click.UsageError(f"--{name} goes with files: standard input has no name")
    if formula is not None and options["jobs"] is not None:
        raise click.UsageError("--jobs goes with documents")
    if options["diff"] and options["format_"] != "text":
        raise click.UsageError("--diff prints a patch, without --format")


def _setting(options: dict[str, Any]) -> SettingOptions:
    """Take what the options say of the layer out of them."""
    from symconv.notation import as_notation
    from symconv.verification.options import SettingOptions

    choice, given = take_layer(options), options.pop("notation")
    if choice is None:
        return SettingOptions(None, None if given is None else as_notation(given))
    told = given is not None or choice.listed.notation != ListedLayer.notation
    notation = choice.take_notation(given) if told else None
    choice.echo()
    return SettingOptions(choice.spec, notation)

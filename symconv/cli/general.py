"""`symconv derive --general` and `symconv theorems`: what holds for any size."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.errors import SpecError, shown
from symconv.specs.command_line.record import flag_of

if TYPE_CHECKING:
    from symconv.general import GeneralDerivation, PrintedTheorem

FINDINGS = 1
_TAKEN = (
    "input", "filter", "filters", "stride", "padding", "dilation", "groups", "bias",
    "padding_mode", "flip_filter",
)  # fmt: skip


_WITHOUT = (
    "layer", "kind", "only", "entry", "values", "max_terms", "network", "layer_name",
)  # fmt: skip


class GeneralOperation(StrEnum):
    """What of a convolution is derived for any size."""

    FORWARD = "forward"
    GRAD_FILTER = "grad-filter"
    GRAD_INPUT = "grad-input"
    GRAD_BIAS = "grad-bias"


def derive_for_any_size(options: dict[str, Any]) -> GeneralDerivation:
    """Derive what the options describe; sizes may be numbers, letters, or left out."""
    for name in _WITHOUT:
        if options.get(name) not in (None, ()):
            raise click.UsageError(f"{flag_of(name)} does not go with --general")
    given = {name: options.get({"input": "input_", "filter": "filter_"}.get(name, name))
             for name in _TAKEN}  # fmt: skip
    for name, value in options.items():
        if value is not None and name.rstrip("_") in _OTHER_LAYERS:
            raise click.UsageError(f"{flag_of(name)} does not go with --general")
    from symconv.general import derive_general

    rank = _rank(options["rank"], given)
    channels, size = _input(given["input"], rank)
    return derive_general(
        options["operation"] or GeneralOperation.GRAD_INPUT,
        rank,
        input_size=size,
        filter_size=_axes(given["filter"], rank, "filter"),
        in_channels=channels,
        out_channels=given["filters"],
        groups=1 if given["groups"] is None else given["groups"],
        stride=_axes(given["stride"], rank, "stride"),
        dilation=_axes(given["dilation"], rank, "dilation"),
        padding=_pads(given["padding"], rank),
        padding_mode=given["padding_mode"] or "zeros",
        bias=bool(given["bias"]),
        flip_filter=bool(given["flip_filter"]),
        notation=options["notation"] or "index",
    )


_OTHER_LAYERS = frozenset(
    {
        "output_padding", "output_size", "index_size", "pool", "power", "ceil_mode",
        "count_include_pad", "storage_order", "function", "slope", "axis", "units",
    }
)  # fmt: skip


def _rank(rank: int | None, given: dict[str, Any]) -> int:
    """Give the rank: as said, or the count of sizes in --filter, or 2."""
    if rank is not None:
        return rank
    if given["filter"] is not None:
        return str(given["filter"]).count("x") + 1
    return 2


def _value(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _axes(text: str | None, rank: int, name: str) -> object:
    """Read sizes such as 3, s, 2x1 or s_1xs_2."""
    if text is None:
        return None
    parts = [_value(part) for part in text.split("x")]
    if "" in parts:
        raise SpecError(
            f"{name} {shown(text)} lacks a size; x stands between sizes, and is no size"
        )
    if len(parts) == 1:
        return parts[0]
    if len(parts) != rank:
        raise SpecError(f"{name} {shown(text)} has {len(parts)} sizes for rank {rank}")
    return tuple(parts)


def _input(text: str | None, rank: int) -> tuple[object, object]:
    """Read the input's size: one number or letter per axis, or channels first."""
    if text is None:
        return None, None
    parts = [_value(part) for part in text.split("x")]
    if len(parts) == rank:
        return None, tuple(parts)
    if len(parts) == rank + 1:
        return parts[0], tuple(parts[1:])
    raise SpecError(f"input {shown(text)} has {len(parts)} sizes for rank {rank}")


def _pads(text: str | None, rank: int) -> object:
    """Read pads such as 1, p, 1x2, or before:after per axis as in 0:1xp:q."""
    if text is None:
        return None
    if text == "valid":
        return 0
    pairs = [tuple(map(_value, part.split(":"))) for part in text.split("x")]
    if any(len(pair) > 2 for pair in pairs) or len(pairs) not in (1, rank):
        raise SpecError(f"padding {shown(text)} is no size per axis, or before:after per axis")
    both = [(pair[0], pair[-1]) for pair in pairs]
    return tuple(both * rank if len(both) == 1 else both)


class Printing(StrEnum):
    """What a theorem is printed as."""

    TEXT = "text"
    LATEX = "latex"
    MARKDOWN = "markdown"
    JSON = "json"


def print_theorem(
    theorem: PrintedTheorem, format_: str, standalone: bool, checked: bool = True
) -> str:
    """Give a theorem in a format."""
    match Printing(format_):
        case Printing.LATEX:
            return theorem.to_latex(standalone, checked)
        case Printing.MARKDOWN:
            return theorem.to_markdown(checked)
        case Printing.JSON:
            return theorem.to_json(checked)
        case Printing.TEXT:
            return theorem.to_text(checked)


@click.command(
    epilog="""\b
Examples:
  symconv theorems
  symconv theorems input-gradient
  symconv theorems --list
  symconv theorems weight-gradient-storage --format latex --standalone -o storage.tex

docs/sources.md says what [slides], [blog] and [chapter] are.
Exit status 1 means that a theorem was not proved, or that a check contradicts it."""
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "list_", is_flag=True, help="Only list names, claims and verdicts.")
@click.option(
    "--format", "format_", type=click.Choice(list(map(str, Printing))), default="text",
    show_default=True, help="What to print.",
)  # fmt: skip
@click.option("--standalone", is_flag=True, help="LaTeX that compiles by itself.")
@click.option("--notation", metavar="NAME", help="How formulas are written (see notations).")
@click.option("--no-check", is_flag=True, help="Prove, but do not check on integers besides.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."
)
def theorems(
    names: tuple[str, ...],
    list_: bool,
    format_: str,
    standalone: bool,
    notation: str | None,
    no_check: bool,
    output: Path | None,
) -> int:
    """Print the general claims of the sources, each proved for any size, or corrected."""
    if standalone and format_ != Printing.LATEX:
        raise click.UsageError("--standalone goes with --format latex")
    if list_ and (format_ != Printing.TEXT or output is not None):
        raise click.UsageError("--list prints a list, without --format and -o")
    from symconv.general import theorems as all_theorems

    chosen = _chosen(all_theorems(notation), names)
    checked = not no_check
    text = _listed(chosen) if list_ else _printed(chosen, format_, standalone, checked)
    if output is not None:
        from symconv.generation.files import write_text

        write_text(output, text)
    else:
        click.echo(text, nl=False)
    return 0 if all(t.holds if checked and not list_ else t.proved for t in chosen) else FINDINGS


def _chosen(
    known: tuple[PrintedTheorem, ...], names: tuple[str, ...]
) -> tuple[PrintedTheorem, ...]:
    by_name = {theorem.name: theorem for theorem in known}
    for name in names:
        if name not in by_name:
            raise click.UsageError(
                f"there is no theorem {shown(name)}; there are {', '.join(by_name)}"
            )
    return tuple(by_name[name] for name in names) if names else known


def _listed(theorems: tuple[PrintedTheorem, ...]) -> str:
    lines = []
    for theorem in theorems:
        verdict = theorem.verdict.value if theorem.proved else "NOT proved"
        source = f" ({theorem.source})" if theorem.source else ""
        lines.append(f"{theorem.name}\t{verdict}\t{theorem.title}{source}")
    return "".join(f"{line}\n" for line in lines)


def _printed(
    theorems: tuple[PrintedTheorem, ...], format_: str, standalone: bool, checked: bool
) -> str:
    if format_ == Printing.JSON:
        texts = [theorem.to_json(checked).rstrip("\n") for theorem in theorems]
        return "[\n" + ",\n".join(texts) + "\n]\n"
    if format_ == Printing.LATEX:
        from symconv.printing.theorems import build_document, render_documents_latex

        documents = [build_document(theorem, checked) for theorem in theorems]
        return render_documents_latex(documents, standalone)
    return "\n\n".join(print_theorem(theorem, format_, False, checked) for theorem in theorems)

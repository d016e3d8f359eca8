"""Python text as a careful person lays it out: at most 100 columns, long things broken evenly."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 100
INDENT = "    "


def shape_text(shape: Iterable[int | str]) -> str:
    """Give a shape the way Python writes a tuple, names included: (N, 3, 5)."""
    items = [str(size) for size in shape]
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def assign_string(name: str, text: str) -> list[str]:
    """Write `name = "text"`, broken at spaces into pieces when it is long.

    `text` is printable ASCII without double quotes or backslashes, as the `repr` of a spec is.
    """
    line = f'{name} = "{text}"'
    if len(line) <= WIDTH:
        return [line]
    pieces = textwrap.wrap(
        text, WIDTH - 8, break_long_words=False, break_on_hyphens=False, drop_whitespace=False
    )
    return [f"{name} = (", *(f'{INDENT}"{piece}"' for piece in pieces), ")"]


def assign_sum(target: str, terms: Sequence[str], indent: str = INDENT) -> list[str]:
    """Write `target = a + b + ...`, one term a line when it is long.

    Terms that start with a minus sign are subtracted.
    """
    signed = [term if number == 0 else _signed(term) for number, term in enumerate(terms)]
    line = f"{indent}{target} = {' '.join(signed)}"
    if len(line) <= WIDTH or len(terms) == 1:
        return [line]
    return [f"{indent}{target} = (", *(f"{indent}{INDENT}{term}" for term in signed), f"{indent})"]


def command_lines(words: Sequence[str], indent: str = INDENT) -> list[str]:
    """Write a shell command, continued with backslashes when it is long."""
    lines = textwrap.wrap(
        " ".join(words), WIDTH - len(indent) - 2 - len(INDENT),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    first, *rest = lines
    lines = [indent + first, *(indent + INDENT + line for line in rest)]
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def _signed(term: str) -> str:
    return f"- {term[1:]}" if term.startswith("-") else f"+ {term}"

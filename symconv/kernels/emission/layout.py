"""Python text as a careful person lays it out: at most 100 columns, long things broken evenly."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

WIDTH = 100
INDENT = "    "
LONGEST_SUM = 500


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
    whole = f'{INDENT}"{text}"'
    if len(whole) <= WIDTH:
        return [f"{name} = (", whole, ")"]
    *pieces, last = textwrap.wrap(
        text, WIDTH - len(INDENT) - 3, break_long_words=False, break_on_hyphens=False
    )
    return [f"{name} = (", *(f'{INDENT}"{piece} "' for piece in pieces), f'{INDENT}"{last}"', ")"]


def assign_sum(target: str, terms: Sequence[str], indent: str = INDENT) -> list[str]:
    """Write `target = a + b + ...`, in parentheses when it is long, then one term a line.

    Sums of more terms than a compiler likes to nest become several statements.
    """
    lines = []
    for first in range(0, len(terms), LONGEST_SUM):
        operator = "+=" if first else "="
        lines += _statement(f"{indent}{target} {operator}", terms[first : first + LONGEST_SUM])
    return lines


def _statement(start: str, terms: Sequence[str]) -> list[str]:
    """Write one assignment of a sum; terms that start with a minus sign are subtracted."""
    indent = " " * (len(start) - len(start.lstrip()))
    signed = [term if number == 0 else _signed(term) for number, term in enumerate(terms)]
    line = f"{start} {' '.join(signed)}"
    if len(line) <= WIDTH or len(terms) == 1:
        return [line]
    inside = f"{indent}{INDENT}{' '.join(signed)}"
    lines = [inside] if len(inside) <= WIDTH else [f"{indent}{INDENT}{term}" for term in signed]
    return [f"{start} (", *lines, f"{indent})"]


def in_brackets(
    opening: str, items: Sequence[str], closing: str, indent: str = INDENT
) -> list[str]:
    """Write comma-separated items in brackets, on one line, or three, or one line each."""
    line = f"{indent}{opening}{', '.join(items)}{closing}"
    if len(line) <= WIDTH:
        return [line]
    inside = f"{indent}{INDENT}{', '.join(items)}"
    if len(inside) <= WIDTH:
        return [indent + opening, inside, indent + closing]
    return [indent + opening, *(f"{indent}{INDENT}{item}," for item in items), indent + closing]


def break_line(line: str) -> list[str]:
    """Break a line that is too long at its last brackets outside others before which it fits.

    >>> break_line("    windows = view(x, axis=(2, 3))")
    ['    windows = view(x, axis=(2, 3))']
    """
    if len(line) <= WIDTH:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    for opening, closing in _outer_brackets(line):
        inside = f"{indent}{INDENT}{line[opening + 1 : closing]}"
        parts = [line[: opening + 1], inside, indent + line[closing:]]
        if inside.strip() and max(map(len, parts)) <= WIDTH:
            return parts
    return [line]


def _outer_brackets(line: str) -> Iterator[tuple[int, int]]:
    """Give the places of brackets that stand in no others, the last first."""
    depth, closing = 0, 0
    for place in range(len(line) - 1, -1, -1):
        if line[place] in ")]}":
            closing = closing if depth else place
            depth += 1
        elif line[place] in "([{":
            depth -= 1
            if depth == 0:
                yield place, closing


def command_lines(words: Sequence[str], indent: str = INDENT) -> list[str]:
    """Write a shell command, continued with backslashes when it is long."""
    lines = textwrap.wrap(
        " ".join(words), WIDTH - len(indent) - 2 - len(INDENT),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    first, *rest = lines
    lines = [indent + first, *(indent + INDENT + line for line in rest)]
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def title_of(name: str) -> str:
    """Write the name of a function as a title: Leaky ReLU."""
    return name.replace("_", " ").capitalize().replace("relu", "ReLU")


def _signed(term: str) -> str:
    return f"- {term[1:]}" if term.startswith("-") else f"+ {term}"

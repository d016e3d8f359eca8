"""Python text in pieces: what each piece defines and uses, and giving names of its own anew."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symconv.errors import KernelError
from symconv.kernels.emission.layout import INDENT, WIDTH

_NEVER_OURS = frozenset(dir(builtins)) | {"np"}
_FIELD = re.compile(r"(?<![{\\])((?:\{\{)*\{)([A-Za-z_][A-Za-z0-9_]*)")


Place: TypeAlias = tuple[int, int]
"""A line of a piece's text and a column in it, both from 0."""


@dataclass(frozen=True)
class Piece:
    """A function, or an assignment, of a module: the name it defines and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class ReadPiece(Piece):
    """A piece, and where the names of its module stand in its text, its own among them."""

    places: tuple[tuple[Place, str], ...]

    @property
    def uses(self) -> frozenset[str]:
        """The names of its module that it reads or defines."""
        return frozenset(name for _, name in self.places)


def read_pieces(text: str) -> tuple[ReadPiece, ...]:
    """Take Python text apart, in its order; comments belong to the piece that follows them.

    Raises `KernelError` if something stands there that is no function and no assignment.
    """
    lines = text.splitlines()
    pieces, start = [], 0
    for node in ast.parse(text).body:
        end = node.end_lineno or node.lineno
        while not lines[start].strip():
            start += 1
        places = tuple(sorted(_global_places(node, lines, start)))
        pieces.append(ReadPiece(_defined(node), "\n".join(lines[start:end]), places))
        start = end
    return tuple(pieces)


def reachable(pieces: Sequence[ReadPiece], wanted: Iterable[str]) -> tuple[ReadPiece, ...]:
    """Give, in their order, the pieces with these names and all that they use."""
    by_name = {piece.name: piece for piece in pieces}
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in found:
            found.add(name)
            waiting += by_name[name].uses
    return tuple(piece for piece in pieces if piece.name in found)


def rename(piece: ReadPiece, names: Container[str], new: Callable[[str], str]) -> Piece:
    """Give a piece in which these names of its module are new ones.

    Local names, attributes and texts stay as they are; an f-string's fields are read as code.
    """
    lines = piece.text.splitlines()
    for (line, column), name in reversed(piece.places):
        if name in names:
            text = lines[line]
            lines[line] = text[:column] + new(name) + text[column + len(name) :]
    text = "\n".join(part for line in lines for part in break_line(line))
    return Piece(new(piece.name) if piece.name in names else piece.name, text)


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


def _defined(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.Assign([ast.Name(name)]):
            return name
    raise KernelError(f"line {node.lineno} is no function and no assignment of one name")


def _global_places(node: ast.stmt, lines: Sequence[str], start: int) -> Iterator[tuple[Place, str]]:
    """Give the place, counted from line `start` on, and the name of every name of the module."""
    parts = list(_parts(node))
    local = {part.arg for part in parts if isinstance(part, ast.arg)}
    names = [part for part in parts if isinstance(part, ast.Name)]
    if isinstance(node, ast.FunctionDef):
        yield (node.lineno - 1 - start, node.col_offset + len("def ")), node.name
        local |= {part.id for part in names if not isinstance(part.ctx, ast.Load)}
    hidden = _NEVER_OURS | local
    for part in names:
        if part.id not in hidden:
            yield (part.lineno - 1 - start, part.col_offset), part.id
    for text in (part for part in parts if isinstance(part, ast.JoinedStr)):
        for (line, column), name in _fields(text, lines):
            if name not in hidden:
                yield (line - start, column), name


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Give every node below one, but none inside an f-string."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.JoinedStr):
            yield from _parts(child)


def _fields(text: ast.JoinedStr, lines: Sequence[str]) -> Iterator[tuple[Place, str]]:
    """Give the place and name of each name at the start of an f-string's fields.

    Read by hand: before Python 3.12 the nodes inside an f-string do not say where they are.
    """
    first, last = text.lineno - 1, (text.end_lineno or text.lineno) - 1
    for number in range(first, last + 1):
        start = text.col_offset if number == first else 0
        end = text.end_col_offset if number == last else None
        for found in _FIELD.finditer(lines[number], start, end or len(lines[number])):
            yield (number, found.start(2)), found[2]

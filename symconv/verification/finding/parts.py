"""What a document of somebody else holds, as plain data: prose, formulas, settings in comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from symconv.errors import SymconvError


class DocumentError(SymconvError, ValueError):
    """A document that cannot be read: names the file, the reason and what is read instead."""


class Format(StrEnum):
    """How a document is written."""

    MARKDOWN = "markdown"
    LATEX = "latex"
    NOTEBOOK = "notebook"
    HTML = "html"
    RST = "rst"
    TEXT = "text"


@dataclass(frozen=True)
class Prose:
    """A paragraph, list item, table row or caption, or a heading where `heading` is its level.

    Inline mathematics stands in `text` as `$...$`; the cells of a row are joined by " | ". `line`
    counts from 1, in a notebook within the cell.
    """

    text: str
    line: int
    heading: int | None = None
    cell: int | None = None


@dataclass(frozen=True)
class Found:
    """A formula and its place.

    `latex` is what a reader of TeX should see, `source` the same as it stands in the file, without
    its delimiters, beginning at character `start` (in a notebook, of the cell's source). Where it
    does not stand there verbatim, `start` is None and `source` is `latex`. `offsets` gives for each
    character of `latex` its place in `source`, None where the two are equal. `line` and `column`
    count from 1 and say where `source` begins; `number` runs through the document, from 1.
    `ignored` is the reason given in a `symconv-ignore` comment.
    """

    latex: str
    source: str
    start: int | None
    line: int
    column: int
    number: int
    display: bool
    cell: int | None = None
    ignored: str | None = None
    offsets: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Directive:
    """What follows `symconv:` in a comment: options that set the layer from here on."""

    text: str
    line: int
    cell: int | None = None


Part = Prose | Found | Directive


@dataclass(frozen=True)
class Macro:
    """What a command of the document stands for: `#1` in `body` is its first argument."""

    arguments: int
    body: str


@dataclass(frozen=True)
class Encoding:
    r"""How the characters of a file stand in it, for whoever writes it again.

    `newline` is the line end that occurs most; a file of one line has "\n".
    """

    name: str = "utf-8"
    bom: bool = False
    newline: str = "\n"


@dataclass(frozen=True)
class SourceDocument:
    """A document: its text, and its parts in the order in which they stand."""

    format: Format
    text: str
    parts: tuple[Part, ...]
    macros: Mapping[str, Macro] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    encoding: Encoding = field(default_factory=Encoding)

    @property
    def formulas(self) -> tuple[Found, ...]:
        """Its formulas, displayed and inline."""
        return tuple(part for part in self.parts if isinstance(part, Found))

    @property
    def settings(self) -> tuple[str, ...]:
        """The options given in `symconv:` comments."""
        return tuple(part.text for part in self.parts if isinstance(part, Directive))

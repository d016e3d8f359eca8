"""The formats that documents are written in: one row and one writer for each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from symconv.errors import NotationError
from symconv.suggestions import Meanings, not_one_of

if TYPE_CHECKING:
    from symconv.documents import Document


FOREIGN: Meanings = {
    "tex": ["latex"],
    "pdflatex": ["latex"],
    "pdf": ["latex", "typst"],
    "typ": ["typst"],
    "md": ["markdown"],
    "mathml": ["html"],
    "web": ["html"],
    "txt": ["text"],
    "plain": ["text"],
    "ascii": ["text"],
    "unicode": ["text"],
    "terminal": ["text"],
    "ipynb": ["html"],
}
"""Words of others for formats, and ours."""


class Frame(Enum):
    """Whether a format has a frame, with which a fragment of it stands alone."""

    NONE = "none"
    ON_DEMAND = "on demand"
    USUAL = "usual"
    """A command writes it with its frame, unless a fragment is asked for."""


class Format(StrEnum):
    """What a document is written as: its name, how files of it end, its frame, whether it is data.

    Data has all entries of a document, whatever is chosen to be shown.
    """

    suffixes: tuple[str, ...]
    frame: Frame
    is_data: bool

    def __new__(
        cls,
        name: str,
        suffixes: tuple[str, ...] = (),
        frame: Frame = Frame.NONE,
        is_data: bool = False,
    ) -> Format:
        """Make a row of the table."""
        row = str.__new__(cls, name)
        row._value_ = name
        row.suffixes = suffixes
        row.frame = frame
        row.is_data = is_data
        return row

    TEXT = "text", (".txt",)
    LATEX = "latex", (".tex",), Frame.ON_DEMAND
    MARKDOWN = "markdown", (".md", ".markdown")
    HTML = "html", (".html", ".htm"), Frame.USUAL
    TYPST = "typst", (".typ",), Frame.ON_DEMAND
    JSON = "json", (".json",), Frame.NONE, True

    @classmethod
    def read(cls, name: object) -> Format:
        """Give the format of a name; raises `NotationError` for an unknown one."""
        try:
            return cls(str(name))
        except ValueError:
            raise NotationError(not_one_of("format", name, map(str, cls), FOREIGN)) from None


FRAMED = tuple(format_ for format_ in Format if format_.frame is not Frame.NONE)
"""The formats in which a document can stand alone."""


def write_documents(
    documents: Sequence[Document], format_: str | Format, *, standalone: bool = False
) -> str:
    """Give documents one after another in a format.

    `standalone` puts the frame around them that a LaTeX, typst or HTML file needs.

    Raises `NotationError` for an unknown format, or one that has no frame to stand alone in.
    """
    row = Format.read(format_)
    if standalone and row not in FRAMED:
        raise NotationError(
            f"standalone goes with {' and '.join(FRAMED)}: {row} is whole without a frame"
        )
    module = import_module(f"symconv.printing.writers.{row}")
    text: str = module.write_documents(documents, standalone=standalone)
    return text

"""The formats that documents are written in: one row and one writer for each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symconv.documents import Document


class Format(StrEnum):
    """What a document is written as."""

    TEXT = "text"
    LATEX = "latex"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"

    @property
    def has_frame(self) -> bool:
        """Whether a document can stand alone, with a frame around what is else a fragment."""
        return self in (Format.LATEX, Format.HTML)


def write_documents(
    documents: Sequence[Document], format_: str | Format, *, standalone: bool = False
) -> str:
    """Give documents one after another in a format.

    `standalone` puts the frame around them that a LaTeX or HTML file needs.
    """
    module = import_module(f"symconv.printing.writers.{Format(format_).value}")
    text: str = module.write_documents(documents, standalone=standalone)
    return text

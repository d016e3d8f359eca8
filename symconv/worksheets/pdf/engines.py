"""What sets pages, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Engine(StrEnum):
    """A program that sets pages; `words` says it to a person."""

    words: str

    def __new__(cls, name: str, words: str) -> Engine:
        """Make an engine of its name and its words."""
        engine = str.__new__(cls, name)
        engine._value_ = name
        engine.words = words
        return engine

    PDFLATEX = "pdflatex", "LaTeX (pdflatex)"
    LUALATEX = "lualatex", "LaTeX (lualatex)"
    TYPST = "typst", "typst"


@dataclass(frozen=True)
class Pdf:
    """Pages as a PDF file, and what set them."""

    data: bytes = field(repr=False)
    engine: Engine

"""Finds the formulas of documents that somebody wrote, and the words around them, with places."""

from symconv.verification.finding.files import decode_document, read_document
from symconv.verification.finding.formats import find_formulas, guess_format
from symconv.verification.finding.parts import (
    Directive,
    DocumentError,
    Encoding,
    Format,
    Found,
    Macro,
    Part,
    Prose,
    SourceDocument,
)

__all__ = [
    "Directive",
    "DocumentError",
    "Encoding",
    "Format",
    "Found",
    "Macro",
    "Part",
    "Prose",
    "SourceDocument",
    "decode_document",
    "find_formulas",
    "guess_format",
    "read_document",
]

"""From documents to text: formulas in several ways of writing, and one writer for each format."""

from symconv.printing.formats import Format, write_documents
from symconv.printing.formulas import LatexPrinter, TextPrinter

__all__ = ["Format", "LatexPrinter", "TextPrinter", "write_documents"]

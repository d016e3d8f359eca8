"""From documents to text: formulas in several ways of writing, and one writer for each format."""

from symconv.printing.formats import Format, write_documents

__all__ = ["Format", "write_documents"]

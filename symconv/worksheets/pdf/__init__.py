"""PDF, by LaTeX where it is installed, and else by typst."""

from symconv.worksheets.pdf.engines import Engine, Pdf
from symconv.worksheets.pdf.make import to_pdf

__all__ = ["Engine", "Pdf", "to_pdf"]

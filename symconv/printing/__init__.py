"""Formulas and derivations as LaTeX, Markdown, plain Unicode text and JSON. Computes nothing."""

from symconv.printing.document import Document, Section
from symconv.printing.json_format import render_json
from symconv.printing.latex import LatexPrinter
from symconv.printing.latex_document import render_latex
from symconv.printing.markdown import render_markdown
from symconv.printing.text import TextPrinter
from symconv.printing.text_document import render_text

__all__ = [
    "Document",
    "LatexPrinter",
    "Section",
    "TextPrinter",
    "render_json",
    "render_latex",
    "render_markdown",
    "render_text",
]

"""Theorems and their derivations, line by line, in every format."""

from symconv.printing.theorems.document import TheoremDocument, build_document
from symconv.printing.theorems.json_format import render_theorem_json
from symconv.printing.theorems.latex import render_documents_latex, render_theorem_latex
from symconv.printing.theorems.markdown import render_theorem_markdown
from symconv.printing.theorems.text import render_theorem_text

__all__ = [
    "TheoremDocument",
    "build_document",
    "render_documents_latex",
    "render_theorem_json",
    "render_theorem_latex",
    "render_theorem_markdown",
    "render_theorem_text",
]

"""Two layers side by side, as LaTeX, Markdown, plain Unicode text and JSON."""

from symconv.printing.columns.document import ColumnsDocument, ColumnsPart, Row
from symconv.printing.columns.json_format import render_columns_json
from symconv.printing.columns.latex import render_columns_latex
from symconv.printing.columns.markdown import render_columns_markdown
from symconv.printing.columns.text import render_columns_text

__all__ = [
    "ColumnsDocument",
    "ColumnsPart",
    "Row",
    "render_columns_json",
    "render_columns_latex",
    "render_columns_markdown",
    "render_columns_text",
]

"""A graph's derivation as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.graphs.document import TITLE, GraphDocument
from symconv.graphs.latex_document import LatexWriter
from symconv.graphs.notes import Text
from symconv.printing.layout import evenly
from symconv.printing.markdown import escape_markdown

_LINES_PER_DISPLAY = 40


def render_markdown(document: GraphDocument) -> str:
    """Give a derivation as Markdown, with a table of values and gradients at its end."""
    latex = LatexWriter(document, shrink=False)

    def prose(text: Text) -> str:
        return "".join(
            escape_markdown(part) if isinstance(part, str) else f"${latex.printer.write(part)}$"
            for part in text
        )

    lines = [f"# {TITLE}", "", " ".join(map(prose, document.about)), ""]
    for step in document.steps:
        lines += [f"## {prose(step.title)}", "", " ".join(map(prose, step.notes)), ""]
        for display in evenly(list(latex.rows(step)), _LINES_PER_DISPLAY):
            lines += ["$$\n\\begin{aligned}", " \\\\\n".join(display), "\\end{aligned}\n$$\n"]
    lines += _table(document, latex)
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(document: GraphDocument, latex: LatexWriter) -> Iterator[str]:
    if not document.rows:
        return
    output = latex.printer.write(document.writer.output.written)
    yield "## Values and gradients\n"
    yield f"| name | value | gradient of ${output}$ |"
    yield "|:--|--:|--:|"
    for row in document.rows:
        cells = (row.name, row.value, row.gradient)
        yield f"| {' | '.join(f'${latex.printer.write(cell)}$' for cell in cells)} |"

"""Choosing what sets the pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symconv.documents import Document
from symconv.errors import WorksheetError
from symconv.printing.shown import Shown
from symconv.suggestions import not_one_of
from symconv.worksheets.pdf.engines import Engine, Pdf
from symconv.worksheets.pdf.latex import has_latex, latex_pdf
from symconv.worksheets.pdf.scripts import foreign_letters, refusal
from symconv.worksheets.pdf.system_fonts import fonts_for
from symconv.worksheets.pdf.typst import has_typst, typst_pdf

AUTO, LATEX = "auto", "latex"
CHOICES = (AUTO, LATEX, Engine.TYPST.value)
_NONE = (
    "neither LaTeX (pdflatex) nor typst is installed, one of which sets the pages of a PDF; "
    "pip install 'symconv[pdf]' brings typst"
)


def to_pdf(subject: Shown | Document | Sequence[Document], engine: str = AUTO) -> Pdf:
    """Give a result, a document or several as PDF.

    Parameters
    ----------
    subject : a worksheet, its key, any other result that shows itself, or documents
    engine : "latex", "typst", or "auto": LaTeX where it is installed and can print the text's
        letters, and else typst

    Raises
    ------
    WorksheetError
        If there is no such engine, if no font has a letter of the text, or if the pages take too
        long.
    """
    if engine not in CHOICES:
        raise WorksheetError(not_one_of("engine", engine, CHOICES))
    documents = _documents(subject)
    foreign = foreign_letters(documents)
    chosen = _choose(engine, foreign)
    if chosen is Engine.TYPST:
        return typst_pdf(documents, foreign)
    return latex_pdf(documents, foreign, chosen)


def _documents(subject: Shown | Document | Sequence[Document]) -> Sequence[Document]:
    if isinstance(subject, Document):
        return [subject]
    return subject.written_documents() if isinstance(subject, Shown) else subject


def _choose(engine: str, foreign: Collection[str]) -> Engine:
    """Give what can set text with these letters."""
    if engine == Engine.TYPST:
        return Engine.TYPST
    if not foreign and has_latex(Engine.PDFLATEX):
        return Engine.PDFLATEX
    if foreign and has_latex(Engine.LUALATEX) and fonts_for(foreign) is not None:
        return Engine.LUALATEX
    if engine == LATEX:
        if not foreign:
            raise WorksheetError("LaTeX (pdflatex) is not installed; engine typst needs no LaTeX")
        raise refusal(foreign)
    if not has_typst():
        raise refusal(foreign) if foreign and has_latex(Engine.PDFLATEX) else WorksheetError(_NONE)
    return Engine.TYPST

r"""Documents as LaTeX: a fragment, or a document that compiles by itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Comment,
    Display,
    Document,
    Exercise,
    Figure,
    GridFigure,
    Lines,
    Matrices,
    Option,
    Paragraph,
    Section,
    Source,
    Table,
    Verdict,
)
from symconv.documents.size import height
from symconv.formulas import Add, Blank, Equation, Formula
from symconv.printing.breaking import Breaker, fits_beside
from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.lines import Beside, Line, Row
from symconv.printing.measure import TypesetMeasure
from symconv.printing.stacked import evenly
from symconv.printing.typeset.commands import LETTERS
from symconv.printing.writers import grid_tikz, tikz
from symconv.printing.writers.array_rows import ArrayRow, array_rows
from symconv.printing.writers.blanked import fields_of_their_own, has_blanks
from symconv.printing.writers.writer import Writer

LINE = 62.0
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "…": r"\dots ",
    "×": r"$\times$", "⋆": r"$\star$", "⊙": r"$\odot$", "∂": r"$\partial$", "−": "$-$", "–": "--",
    "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "≤": r"$\leq$", "≈": r"$\approx$", "≠": r"$\neq$",
    "δ": r"$\delta$", "Σ": r"$\Sigma$", "✓": r"$\surd$", "✗": r"$\times$", "·": r"$\cdot$",
}  # fmt: skip
_CONTROLS = {chr(code) for code in (*range(32), 127)} - set("\t\n\r")
_GREEK = {letter: name for name, letter in LETTERS.items() if letter.isalpha()}
_LATIN_ENDS = 0x180
_PUNCTUATION = "‘’“”‚„—•†‡€™\N{NO-BREAK SPACE}"
_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath}
\usepackage{graphicx}
"""
_LAYOUT = r"""\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\emergencystretch}{3em}
\begin{document}
"""
_LINES_PER_DISPLAY = 24
_ROWS_PER_TABLE = 36
_BREAK = r" \\ "
_HEADINGS = ("section", "subsection", "subsubsection")
_MARK = r"$\neq$"
_NEW_PAGE_IF_SHORT = r"\par\ifdim\dimexpr\pagegoal-\pagetotal\relax<65mm\vfil\break\fi"
"""A heading, its note and the first rows of columns after it stay together."""
_NEW_PAGE_BEFORE_QUESTION = r"\par\vskip 0pt plus 40mm\penalty-250\vskip 0pt plus -40mm"
"""So do the heading of a question, its task and the first rows of what it shows."""
_GAP_TO_WRITE = "14pt"
_TO_LINE = r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{$\displaystyle %s$}"
_SHRUNK = (
    r"\resizebox{\ifdim\width>0.8\linewidth0.8\linewidth\else\width\fi}{!}"
    r"{$\displaystyle FORMULA$}"
)


def escape_latex(text: str) -> str:
    r"""Give plain text as LaTeX that prints it.

    A character that pdfLaTeX has no letter for stands as its number.

    >>> escape_latex("50% of é₁γ"), escape_latex("中")
    ('50\\% of é$_{1}$$\\gamma$', 'U+4E2D')
    """
    return "".join(map(_escaped, text))


def is_printed(character: str) -> bool:
    """Tell whether pdfLaTeX has a letter for a character.

    >>> is_printed("é"), is_printed("中")
    (True, False)
    """
    return not _escaped(character).startswith("U+")


def _escaped(character: str) -> str:
    if character in _CONTROLS:  # TeX refuses them
        return f"U+{ord(character):04X}"
    if character in _ESCAPES or character.isascii():
        return _ESCAPES.get(character, character)
    if "GREEK SMALL LETTER" in unicodedata.name(character, ""):
        name = _GREEK.get(character)
        return f"U+{ord(character):04X}" if name is None else rf"$\{name}$"
    kind, _, code = unicodedata.decomposition(character).partition("> ")
    script = {"<sub": "_", "<super": "^"}.get(kind)
    if script is not None:
        return f"${script}{{{escape_latex(chr(int(code.split()[0], 16)))}}}$"
    known = ord(character) < _LATIN_ENDS or character in _PUNCTUATION
    return character if known else f"U+{ord(character):04X}"


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    r"""Give documents as LaTeX.

    The fragment needs amsmath and graphicx, for figures TikZ and its library arrows.meta, and
    allows page breaks within long displays; `standalone` adds a preamble, so that it compiles.
    """
    body = "".join(
        f"{line}\n" for document in documents for line in LatexWriter(document).lines(document)
    )
    return frame(body, documents) if standalone else body


def frame(body: str, documents: Sequence[Document], *, switches: str = "", needed: str = "") -> str:
    """Put the preamble around what was written of documents.

    `switches` are commands to be changed by hand, `needed` those that load what else is needed.
    """
    drawn = any(_has_figure(document.blocks) for document in documents)
    needs = _PREAMBLE + (tikz.PREAMBLE if drawn else "") + needed
    return f"% Compile with pdflatex.\n{switches}{needs}{_LAYOUT}{body}\\end{{document}}\n"


def _has_figure(blocks: Iterable[Block]) -> bool:
    return any(map(_is_drawn, blocks))


def _is_drawn(block: Block) -> bool:
    """Tell whether a block is a figure, or one stands within it."""
    match block:
        case Section():
            return _has_figure(block.blocks)
        case Exercise():
            return _has_figure((*block.blocks, *block.solution))
    return isinstance(block, Figure | GridFigure)


class LatexWriter(Writer):
    """Lays blocks out as headings, paragraphs, displays and tables."""

    printer: LatexPrinter

    def __init__(self, document: Document, shrinks: bool = True) -> None:
        super().__init__(LatexPrinter(document.notation))
        self.measure = TypesetMeasure(document.notation)
        self.breaker = Breaker(self.measure, LINE)
        self.shrinks = shrinks

    def lines(self, document: Document) -> Iterator[str]:
        """Give the lines of a document, its title as a heading if it has one."""
        if document.title:
            yield rf"\section*{{{self.escape(document.title)}}}"
        yield from self.write(document.blocks, 1)

    def escape(self, text: str) -> str:
        """Give plain text as LaTeX that prints it."""
        return escape_latex(text)

    def inline(self, formula: Formula) -> str:
        """Give a formula in prose."""
        return f"${self.printer.write(formula)}$"

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        """Give a heading and what stands below it."""
        del following
        if level == 1 and any(isinstance(inner, Columns) for inner in block.blocks):
            yield _NEW_PAGE_IF_SHORT
        yield rf"\{_HEADINGS[min(level, len(_HEADINGS)) - 1]}*{{{self.prose(block.title)}}}"
        yield from self.write(block.blocks, level + 1)

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        """Give a paragraph; what it leads to stays on its page."""
        label = rf"\textbf{{{self.escape(block.label)}}} " if block.label else ""
        keep = r"\nopagebreak" if label and isinstance(following, Display) else ""
        keep = r"\par\nopagebreak\vspace{4pt}" if isinstance(following, Columns) else keep
        yield f"{label}{self.prose(block.text)}{keep}"
        if _ends_paragraph(level, following):
            yield ""

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        """Give a verdict, in italics."""
        del level, following
        mark = f"{self.escape(block.mark)} " if block.mark else ""
        yield rf"{mark}\emph{{{self.prose(block.text)}}}" + "\n"

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        """Give lines in typewriter letters, never as commands."""
        del level, following
        yield r"\begin{quote}\ttfamily\raggedright"
        yield from (rf"{self.escape(line) or '~'}\\" for line in block.lines)
        yield r"\end{quote}"

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        """Give a list."""
        del level, following
        yield r"\begin{itemize}"
        yield from (rf"\item {self.prose(item)}" for item in block.items)
        yield r"\end{itemize}"

    def display(self, block: Display, level: int, following: Block | None) -> Iterator[str]:
        """Give equations as rows of one alignment, pages broken between them.

        Where parts are left out, the rows are far enough apart to write between them.
        """
        del level, following
        gap = _GAP_TO_WRITE if any(map(has_blanks, block.equations)) else "6pt"
        yield rf"\begingroup\allowdisplaybreaks\jot={gap}\begin{{align*}}"
        yield " \\\\\n".join(self.rows(block))
        yield r"\end{align*}\endgroup"

    def rows(self, block: Display) -> Iterator[str]:
        """Give the rows of a display."""
        return map(self.row, self.breaker.rows(block))

    def row(self, row: Row) -> str:
        """Give a row of an aligned display."""
        if isinstance(row, Beside) and row.aligned:
            return " & ".join(map(self._aligned, row.equations))
        if isinstance(row, Beside):
            return "& " + r" \qquad ".join(map(self.printer.write, row.equations))
        return self.line(row)

    def _aligned(self, equation: Formula) -> str:
        if not isinstance(equation, Equation):
            raise TypeError(f"{type(equation).__name__} is no equation")
        left, right = self.printer.write(equation.left), self.printer.write(equation.right)
        return f"{left} &{self.printer.sign(equation)} {right}"

    def line(self, line: Line) -> str:
        """Give a line of an equation; what stays too wide is shrunk."""
        text = self.printer.parts(line.parts)
        if self.shrinks and line.only is not None:
            width = self.breaker.measure.width(line.only)
            text = _SHRUNK.replace("FORMULA", text) if width > 1.25 * LINE else text
        left = " " if line.left is None else f"{self.printer.write(line.left)} "
        if line.sign is not None:
            return f"{left}&{self.printer.signs[line.sign]} {text}"
        if line.left is not None:
            return f"{left}&{text}"
        return rf"&\{'q' * line.depth}uad {text}"

    def equation_lines(self, equation: Equation, per_line: int) -> list[str]:
        """Give an equation as aligned rows, its sum broken every `per_line` terms."""
        return list(map(self.line, self.breaker.equation(equation, per_line)))

    def matrices(self, block: Matrices, level: int, following: Block | None) -> Iterator[str]:
        """Give equations between matrices."""
        del level, following
        for equation in block.equations:
            yield from self._matrices(equation)

    def _matrices(self, equation: Equation) -> Iterator[str]:
        """Give an equation between matrices, shrunk to the line if it would be wider.

        A sum that is higher than a page goes on in another display.
        """
        rows = list(array_rows(equation, self.printer, self.measure, LINE))
        terms = equation.right.terms if isinstance(equation.right, Add) else (equation.right,)
        most = max(1, _LINES_PER_DISPLAY // max(map(height, terms)))
        stretch = "2" if has_blanks(equation) else "1.5"
        for run in evenly(rows, most):
            display = _BREAK.join(map(_array_row, run))
            display = rf"\begin{{aligned}} {display} \end{{aligned}}"
            if max(row.width for row in run) > LINE:
                display = _TO_LINE % display
            yield rf"\[\renewcommand{{\arraystretch}}{{{stretch}}} {display}\]"

    def matrix_rows(self, equation: Equation) -> list[str]:
        """Give an equation between matrices as aligned rows, a term to each."""
        terms = equation.right.terms if isinstance(equation.right, Add) else (equation.right,)
        rows = [f"{self.printer.write(equation.left)} &= {self.printer.write(terms[0])}"]
        return rows + [rf"&\quad + {self.printer.write(term)}" for term in terms[1:]]

    def columns(self, block: Columns, level: int, following: Block | None) -> Iterator[str]:
        """Give equations in columns, or below each other."""
        del level, following
        yield from _ColumnsWriter(self, block).lines()

    def table(self, block: Table, level: int, following: Block | None) -> Iterator[str]:
        """Give a table, in parts that fit a page."""
        del level, following
        aligns = "".join("r" if align is Align.RIGHT else "l" for align in block.aligns)
        heads = " & ".join(map(self.prose, block.heads))
        lines = [" & ".join(map(self.prose, row)) for row in block.rows]
        for part in evenly(lines, _ROWS_PER_TABLE):
            yield rf"\begin{{center}}\begin{{tabular}}{{{aligns}}}"
            yield rf"{heads} \\ \hline"
            yield from (rf"{line} \\" for line in part)
            yield r"\end{tabular}\end{center}"

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        """Give lines to write on, side by side."""
        del level, following
        share = f"{1 / len(block.labels) - 0.03:.2f}"
        boxes = (
            rf"\makebox[{share}\linewidth]{{{self.escape(label)} \hrulefill}}"
            for label in block.labels
        )
        row = r"\hfill ".join(boxes)
        yield rf"\par\vspace{{10pt}}\noindent {row}\par\medskip"

    def comment(self, block: Comment, level: int, following: Block | None) -> Iterator[str]:
        """Give what only programs read, as a comment."""
        del level, following
        yield f"% {' '.join(block.text.split())}"

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Give a question, with its options; then what a key says besides."""
        del following
        yield from self.asked(block, level)
        yield from self.options(block)
        yield from self.hints(block)
        yield from self.solved(block, level)

    def asked(self, block: Exercise, level: int) -> Iterator[str]:
        """Give what is to be done; a heading does not end a page."""
        heading = _HEADINGS[min(level, len(_HEADINGS)) - 1]
        title = f"Exercise {block.number}: {self.prose(block.title)}"
        yield _NEW_PAGE_BEFORE_QUESTION
        yield rf"\{heading}*{{{title} {{\normalfont\small ({block.worth})}}}}"
        first = block.blocks[0] if block.blocks else None
        yield from self.paragraph(Paragraph(block.task), level + 1, first)
        yield from self.write(block.blocks, level + 1)

    def options(self, block: Exercise) -> Iterator[str]:
        """Give what may be chosen, and lines for answers that no formula has a place for."""
        if block.options:
            yield r"\begin{enumerate}\renewcommand{\labelenumi}{\Alph{enumi}.}\itemsep=6pt"
            for option in block.options:
                yield "% symconv-ignore: an option"
                yield rf"\item {self.prose(option.text)}{self.judged(option)}"
            yield r"\end{enumerate}"
        for field in fields_of_their_own(block):
            line = self.inline(Blank(field.number, field.width))
            yield rf"\par\vspace{{6pt}}\noindent Answer: {line}\par\vspace{{6pt}}"

    def judged(self, option: Option) -> str:
        """Give whether an option is right, and why, where that is told."""
        if option.right is None:
            return ""
        mark = self.escape("✓" if option.right else "✗")
        return f" {mark}" + (rf" \emph{{{self.prose(option.feedback)}}}" if option.feedback else "")

    def hints(self, block: Exercise) -> Iterator[str]:
        """Give the hints of a question."""
        for number, hint in enumerate(block.hints, 1):
            yield rf"\emph{{Hint {number}:}} {self.prose(hint)}" + "\n"

    def solved(self, block: Exercise, level: int) -> Iterator[str]:
        """Give the solution of a question, where there is one."""
        if block.solution:
            yield r"\par\medskip\noindent\textbf{Solution}\nopagebreak" + "\n"
            yield from self.write(block.solution, level + 1)

    def figure(self, block: Figure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing with its caption."""
        del level, following
        yield from tikz.draw(block, self.printer)
        yield f"{self.prose(block.caption)}\n"

    def grid(self, block: GridFigure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing of grids with its caption."""
        del level, following
        yield from grid_tikz.draw_grid(block, self.printer, self.escape)
        yield f"{self.prose(block.caption)}\n"


def _array_row(row: ArrayRow) -> str:
    if row.left:
        return f"{row.left} &= {row.text}"
    return rf"&\quad + {row.text}" if row.plus else rf"&\quad {row.text}"


def _ends_paragraph(level: int, following: Block | None) -> bool:
    """Tell whether a paragraph ends; what it leads to, a display or a heading, goes on with it."""
    leads = isinstance(following, Display | Matrices | Columns | Section) or following is None
    return level == 1 or not leads


COLUMN = 0.54 * LINE
BENEATH = 0.84 * LINE
_MARK_WIDTH, _HEAD_WIDTH, _HALF = "0.04", "0.13", "0.48"
"""Widths of the boxes of a row, as shares of the line."""
_ROWS_PER_HEAD = 16
_ROW_GAP = r"\par\vspace{4pt}"
_HEAD_GAP = r"\strut\par\nopagebreak\hrule\nopagebreak\vspace{6pt}"


class _ColumnsWriter:
    """Lays columns out in boxes, between whose rows pages may break."""

    def __init__(self, writer: LatexWriter, block: Columns) -> None:
        self.writer = writer
        self.block = block
        self.heads = [rf"\textbf{{{writer.escape(head)}}}" for head in block.heads]

    def lines(self) -> Iterator[str]:
        """Give the rows, with the names of the columns above them where there are columns."""
        breaker = self.writer.breaker
        per_line = breaker.terms_in_columns(self.block, COLUMN)
        if self.block.beneath or not fits_beside(self.block, per_line):
            per_line = max(1, breaker.terms_in_columns(self.block, BENEATH))
            for row in self.block.rows:
                yield from self._beneath(row, per_line)
            return
        for rows in evenly(self.block.rows, _ROWS_PER_HEAD):
            yield _boxes("", self.heads) + _HEAD_GAP
            for row in rows:
                cells = (self._cell(equation, per_line) for equation in row.cells)
                yield _boxes(_MARK if row.marked else "", cells) + _ROW_GAP

    def _beneath(self, row: ColumnsRow, per_line: int) -> Iterator[str]:
        """Give the cells of a row below each other, all on one page."""
        for place, (head, equation) in enumerate(zip(self.block.heads, row.cells, strict=True)):
            mark = _box(_MARK_WIDTH, _MARK if row.marked and not place else "")
            name = _box(_HEAD_WIDTH, self.writer.escape(head))
            last = place == len(row.cells) - 1
            gap = _ROW_GAP if last else r"\par\nopagebreak"
            yield rf"\noindent{mark}{name}{self._cell(equation, per_line)}{gap}"

    def _cell(self, equation: Equation, per_line: int) -> str:
        body = " \\\\\n".join(self.writer.equation_lines(equation, per_line))
        return rf"$\begin{{aligned}}[t] {body} \end{{aligned}}$"


def _boxes(mark: str, cells: Iterable[str]) -> str:
    """Give the boxes of a row."""
    boxes = "".join(_box(_HALF, cell) for cell in cells)
    return rf"\noindent{_box(_MARK_WIDTH, mark)}{boxes}"


def _box(share: str, text: str) -> str:
    r"""Give a box of fixed width; unlike \makebox, LaTeX reports it if the text is wider."""
    return rf"\hbox to {share}\linewidth{{{text}\hfil}}"

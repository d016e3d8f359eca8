"""Documents as plain Unicode text, matrices drawn over several lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Display,
    Document,
    Exercise,
    Figure,
    GridFigure,
    Lines,
    Matrices,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import (
    Add,
    Correlate,
    Equation,
    Fold,
    Formula,
    Grid,
    KeepFirst,
    MatrixProduct,
    Rot180,
)
from symconv.printing.breaking import Breaker, fits_beside
from symconv.printing.formulas.axes import per_axis
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.formulas.text_arrays import pad_name, star
from symconv.printing.lines import Beside, Line, Row
from symconv.printing.measure import PlainMeasure
from symconv.printing.writers.grid_text import grid_lines, plain_prose
from symconv.printing.writers.writer import Writer

LINE = 100
_INDENT = "  "
_NO_BREAK = "\N{NO-BREAK SPACE}"
_RULE = 20
_UNDERLINES = ("=", "-")
_MARK = "≠"
_MARGIN = 4
_GAP = 4


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    """Give documents as plain text, which has no frame."""
    del standalone
    return "\n\n".join(
        "\n".join(line.rstrip() for line in _TextWriter(document).lines(document)) + "\n"
        for document in documents
    )


class _TextWriter(Writer):
    def __init__(self, document: Document) -> None:
        self.text = TextPrinter(document.notation)
        super().__init__(self.text)
        self.breaker = Breaker(PlainMeasure(self.text), LINE - len(_INDENT), stacks=False)

    def lines(self, document: Document) -> Iterator[str]:
        if document.title:
            yield from self._title(document.title, 0)
        yield from self.write(document.blocks, 1)

    def escape(self, text: str) -> str:
        return text

    def inline(self, formula: Formula) -> str:
        return self.printer.write(formula).replace(" ", _NO_BREAK)

    def _title(self, title: str, level: int) -> Iterator[str]:
        plain = title.replace(_NO_BREAK, " ")
        yield plain
        if level < len(_UNDERLINES):
            yield _UNDERLINES[level] * len(plain)

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        """Give a heading; a low one stands before its first paragraph, on the same line."""
        del following
        yield ""
        title = self.prose(block.title)
        if level < len(_UNDERLINES):
            yield from self._title(title, level)
            yield from self.write(block.blocks, level + 1)
            return
        first = block.blocks[0] if block.blocks else None
        if isinstance(first, Paragraph) and not first.label:
            yield from self._wrapped((f"{title}: ", *first.text))
            yield from self.write(block.blocks[1:], level + 1)
            return
        yield title.replace(_NO_BREAK, " ")
        yield from self.write(block.blocks, level + 1)

    def _wrapped(self, text: Text, indent: str = "") -> Iterator[str]:
        """Give a text in lines, which do not break within formulas."""
        lines = wrap(
            self.prose(text), LINE, subsequent_indent=indent, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        yield from (line.replace(_NO_BREAK, " ") for line in lines)

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        if block.label:
            yield ""
        label = f"{block.label} " if block.label else ""
        yield from self._wrapped((label, *block.text))

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        mark = f"{block.mark} " if block.mark else ""
        yield from self._wrapped((mark, *block.text))

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        yield from (f"{_INDENT * 2}{line}" for line in block.lines)

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        for item in block.items:
            yield from self._wrapped(("- ", *item), _INDENT)

    def display(self, block: Display, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        rows = list(self.breaker.rows(block))
        beside = [row for row in rows if isinstance(row, Beside)]
        texts = {id(row): list(map(self.printer.write, row.equations)) for row in beside}
        cell = max((len(text) for row in texts.values() for text in row), default=0)
        most = max(map(len, texts.values()), default=0)
        if most * (cell + 3) > LINE:  # columns as wide as the widest would not fit
            cell = 0
        yield from (_INDENT + line for line in self._rows(rows, texts, cell))

    def _rows(self, rows: Sequence[Row], texts: dict[int, list[str]], cell: int) -> Iterator[str]:
        start = ""
        for row in rows:
            if isinstance(row, Beside):
                yield "   ".join(text.ljust(cell) for text in texts[id(row)])
                continue
            start, text = self._line(row, start)
            yield text

    def _line(self, line: Line, start: str) -> tuple[str, str]:
        """Give what stands left of the sign in this line and those after it, and the line."""
        text = self.printer.parts(line.parts)
        if line.left is not None:
            start = f"{self.printer.write(line.left)} "
        if line.sign is not None or line.left is not None:
            left = start if line.left is not None else " " * len(start)
            sign = "" if line.sign is None else f"{self.printer.signs[line.sign]} "
            return start, f"{left}{sign}{text}"
        return start, f"{' ' * len(start)}{text}" if _has_sign(text) else (
            f"{' ' * len(start)}  {text}"
        )

    def matrices(self, block: Matrices, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        for equation in block.equations:
            left, right = self._block(equation.left), self._block(equation.right)
            yield ""
            yield from (_INDENT + line for line in _beside(left, [" = "], right))

    def _block(self, formula: Formula) -> list[str]:
        match formula:
            case Grid(shape, entries):
                return _matrix(list(map(self.printer.write, entries)), shape)
            case Add(terms):
                blocks = [self._block(term) for term in terms]
                joined = blocks[0]
                for block in blocks[1:]:
                    joined = _beside(joined, [" + "], block)
                return joined
            case Correlate(array, weights):
                return _beside(self._block(array), [f" {star(formula)} "], self._block(weights))
            case MatrixProduct(left, right):
                return _beside(self._block(left), [" "], self._block(right))
            case Rot180(array):
                return _beside(["rot180("], self._block(array), [")"])
            case KeepFirst(array, sizes):
                return _beside([f"first[{per_axis(sizes, '×')}]("], self._block(array), [")"])
            case Fold(array):
                return _beside([f"{pad_name(formula)}("], self._block(array), [")"])
        return [self.printer.write(formula)]

    def columns(self, block: Columns, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        column = (LINE - _MARGIN - _GAP * (len(block.heads) - 1)) // len(block.heads)
        per_line = self.breaker.terms_in_columns(block, column)
        yield ""
        if not block.beneath and fits_beside(block, per_line):
            yield " " * _MARGIN + _cells(block.heads, column)
            for row in block.rows:
                yield from self._beside(row, column, per_line)
            return
        name = max(map(len, block.heads)) + 2
        per_line = max(1, self.breaker.terms_in_columns(block, LINE - _MARGIN - name))
        for row in block.rows:
            yield from self._beneath(row, block.heads, name, per_line)

    def _beside(self, row: ColumnsRow, column: int, per_line: int) -> Iterator[str]:
        cells = [self._cell(equation, per_line) for equation in row.cells]
        for number, lines in enumerate(zip_longest(*cells, fillvalue="")):
            yield _margin(row, number) + _cells(lines, column)

    def _beneath(
        self, row: ColumnsRow, heads: Sequence[str], name: int, per_line: int
    ) -> Iterator[str]:
        for place, (head, equation) in enumerate(zip(heads, row.cells, strict=True)):
            for number, line in enumerate(self._cell(equation, per_line)):
                yield _margin(row, place + number) + ("" if number else head).ljust(name) + line

    def _cell(self, equation: Equation, per_line: int) -> list[str]:
        return list(self._rows(list(self.breaker.equation(equation, per_line)), {}, 0))

    def table(self, block: Table, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        plain = [[self.prose(cell).replace(_NO_BREAK, " ") for cell in row]
                 for row in (block.heads, *block.rows)]  # fmt: skip
        widths = [max(map(len, column)) for column in zip(*plain, strict=True)]
        for place, row in enumerate(plain):
            cells = zip(row, widths, block.aligns, strict=True)
            yield _INDENT + "  ".join(
                cell.ljust(width) if align is Align.LEFT else cell.rjust(width)
                for cell, width, align in cells
            )
            if place == 0:
                yield _INDENT + "  ".join("-" * width for width in widths)

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        yield "   ".join(f"{label} {'_' * _RULE}" for label in block.labels)

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        del following
        title = self.prose((f"Exercise {block.number}: ", *block.title, f" ({block.worth})"))
        yield ""
        yield from self._title(title, min(level, len(_UNDERLINES) - 1))
        yield from self._wrapped(block.task)
        yield from self.write(block.blocks, level + 1)
        for option in block.options:
            mark = "" if option.right is None else " ✓ " if option.right else " ✗ "
            yield from self._wrapped(
                (f"{option.letter}. ", *option.text, mark, *option.feedback), _INDENT
            )
        for number, hint in enumerate(block.hints, 1):
            yield from self._wrapped((f"Hint {number}: ", *hint))
        if block.solution:
            yield from ("", "Solution")
            yield from self.write(block.solution, level + 1)

    def figure(self, block: Figure, level: int, following: Block | None) -> Iterator[str]:
        yield ""
        yield from self.table(block.as_table(), level, following)

    def grid(self, block: GridFigure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing of grids in letters, and what it shows in words."""
        del level, following
        yield ""
        plain = self.text.write
        lines = grid_lines(block, plain, lambda text: plain_prose(text, plain))
        yield from (f"{_INDENT}{line}" for line in lines)
        yield ""
        yield from self._wrapped(block.caption)
        yield from self._wrapped(block.alternative)


def _has_sign(text: str) -> bool:
    return text.startswith(("+", "−", "·", "*", "×"))


def _cells(texts: Sequence[str], column: int) -> str:
    return (" " * _GAP).join(text.ljust(column) for text in texts)


def _margin(row: ColumnsRow, line: int) -> str:
    """Give what stands before a line of a row: the mark, on the first."""
    return (_MARK if row.marked and not line else "").ljust(_MARGIN)


def _matrix(texts: list[str], shape: tuple[int, ...]) -> list[str]:
    """Draw an array: columns aligned, slices of a third axis below each other."""
    columns = shape[-1]
    rows = [texts[at : at + columns] for at in range(0, len(texts), columns)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    height = shape[-2] if len(shape) > 1 else 1
    lines = []
    for number, row in enumerate(rows):
        if number and number % height == 0:
            lines.append("")
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"[ {cells} ]")
    return lines


def _beside(*blocks: list[str]) -> list[str]:
    """Put blocks of lines beside each other, centred on the tallest."""
    height = max(map(len, blocks))
    padded = []
    for block in blocks:
        above = (height - len(block)) // 2
        width = max(map(len, block))
        lines = [""] * above + block
        padded.append(
            [line.ljust(width) for line, _ in zip_longest(lines, range(height), fillvalue="")]
        )
    return ["".join(row) for row in zip(*padded, strict=True)]

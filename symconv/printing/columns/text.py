"""A comparison as plain Unicode text: two columns, or one below the other where they are wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from symconv.derivation import Text
from symconv.formulas import Equation
from symconv.printing.columns.document import (
    CLAIM_TITLE,
    FORMS_TITLE,
    MARK,
    ColumnsDocument,
    ColumnsPart,
    Row,
    fits_columns,
    terms_in_line,
)
from symconv.printing.layout import split_sum
from symconv.printing.variants import VariantTextPrinter

LINE_WIDTH = 100
_MARGIN = 4
_GAP = 4
_COLUMN = (LINE_WIDTH - _MARGIN - _GAP) // 2


def render_columns_text(document: ColumnsDocument) -> str:
    """Give a comparison as plain text, at most 100 characters wide wherever a line can be split."""
    writer = _ColumnsTextWriter(VariantTextPrinter(document.notation), document.heads)
    lines = [document.title, "=" * len(document.title), document.layer, ""]
    lines += writer.paragraph(document.introduction)
    for part in document.parts:
        lines += writer.part(part)
    lines += ["", document.summary_title, "-" * len(document.summary_title)]
    for number, text in enumerate(document.summary):
        lines += [""] * bool(number) + writer.paragraph(text)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _ColumnsTextWriter:
    def __init__(self, printer: VariantTextPrinter, heads: tuple[str, str]) -> None:
        self.printer = printer
        self.heads = heads

    def prose(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self.printer.write(part) for part in text)

    def paragraph(self, text: Text) -> list[str]:
        return wrap(self.prose(text), LINE_WIDTH, break_long_words=False, break_on_hyphens=False)

    def part(self, part: ColumnsPart) -> Iterator[str]:
        title = self.prose(part.title)
        yield from ("", title, "-" * len(title))
        yield from self.paragraph(part.note)
        yield ""
        yield from self._entries(part)
        yield ""
        yield from self.paragraph((f"{FORMS_TITLE}. ", *part.forms_note))
        yield from self._stacked(part.forms, 0)
        yield ""
        yield from self.paragraph((f"{CLAIM_TITLE}. ", *part.claim_note))
        yield " " * _MARGIN + self.printer.write(part.claim)

    def _entries(self, part: ColumnsPart) -> Iterator[str]:
        per_line = self._terms_in_line(part.equations, _COLUMN)
        if fits_columns(part.equations, per_line):
            left, right = self.heads
            yield " " * _MARGIN + left.ljust(_COLUMN + _GAP) + right
            for row in part.rows:
                yield from self._beside(row, per_line)
            return
        label = max(map(len, self.heads)) + 2
        per_line = self._terms_in_line(part.equations, LINE_WIDTH - _MARGIN - label)
        for row in part.rows:
            yield from self._stacked(row, max(1, per_line))

    def _beside(self, row: Row, per_line: int) -> Iterator[str]:
        """Give the lines of a row in two columns."""
        left, right = (self._lines(equation, per_line) for equation in row.sides)
        height = max(len(left), len(right))
        for column in (left, right):
            column += [""] * (height - len(column))
        for number, (first, second) in enumerate(zip(left, right, strict=True)):
            yield _margin(row, number) + first.ljust(_COLUMN + _GAP) + second

    def _stacked(self, row: Row, per_line: int) -> Iterator[str]:
        """Give the lines of a row, one layer below the other."""
        label = max(map(len, self.heads)) + 2
        for place, (head, equation) in enumerate(zip(self.heads, row.sides, strict=True)):
            for number, line in enumerate(self._lines(equation, per_line)):
                name = "" if number else head
                yield _margin(row, place + number) + name.ljust(label) + line

    def _lines(self, equation: Equation, per_line: int) -> list[str]:
        """Give an equation, its sum broken every `per_line` terms; 0 breaks nothing."""
        start = f"{self.printer.write(equation.left)} = "
        if not per_line:
            return [start + self.printer.write(equation.right)]
        first, *rest = map(self.printer.write_sum, split_sum(equation, per_line))
        indent = " " * (len(start) - 2)
        return [start + first] + [
            indent + ("" if text.startswith("-") else "+ ") + text for text in rest
        ]

    def _terms_in_line(self, equations: Sequence[Equation], line: int) -> int:
        return terms_in_line(
            equations, line, lambda part: len(self.printer.write(part)), len(" + ")
        )


def _margin(row: Row, line: int) -> str:
    """Give what stands before a line of a row: the mark, on the first."""
    return (MARK if row.differs and not line else "").ljust(_MARGIN)

"""A derivation as plain Unicode text, matrices drawn over several lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from symconv.derivation import Step, StepKind, Text
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
from symconv.printing.axes import per_axis
from symconv.printing.document import Document
from symconv.printing.layout import (
    SHORT_KINDS,
    FactoredSum,
    factored_sum,
    short_rows,
    split_sum,
    terms_per_line,
)
from symconv.printing.text import TextPrinter, pad_name, star

LINE_WIDTH = 62.0
_INDENT = "  "


def render_text(document: Document) -> str:
    """Give a derivation as plain text."""
    writer = _TextWriter(TextPrinter(document.notation))
    lines = [document.title, "=" * len(document.title), document.layer]
    for section in document.sections:
        title = writer.prose(section.title)
        lines += ["", title, "-" * len(title)]
        for step in section.steps:
            lines += writer.step(step)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _TextWriter:
    def __init__(self, printer: TextPrinter) -> None:
        self.printer = printer

    def prose(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self.printer.write(part) for part in text)

    def step(self, step: Step) -> Iterator[str]:
        note = f": {self.prose(step.note)}" if step.note else ""
        yield from ("", self.prose(step.title) + note)
        if step.kind in SHORT_KINDS:
            yield from self._short(step.equations)
            return
        if step.kind is not StepKind.MATRIX:
            yield from self._rows(step)
            return
        for equation in step.equations:
            yield from ("", *(_INDENT + line for line in self._matrices(equation)))

    def _short(self, equations: Sequence[Equation]) -> Iterator[str]:
        rows = [list(map(self.printer.write, row)) for row in short_rows(equations, LINE_WIDTH)]
        cell = max((len(text) for row in rows for text in row), default=0)
        for row in rows:
            yield _INDENT + "   ".join(text.ljust(cell) for text in row)

    def _rows(self, step: Step) -> Iterator[str]:
        per_line = terms_per_line(step.equations, LINE_WIDTH)
        for equation in step.equations:
            product = factored_sum(equation, LINE_WIDTH)
            if product is not None:
                yield from self._factored(equation, product)
                continue
            runs = split_sum(equation, per_line)
            sign = self.printer.sign(equation)
            start = f"{_INDENT}{self.printer.write(equation.left)} {sign} "
            yield start + self.printer.write_sum(runs[0])
            for run in runs[1:]:
                text = self.printer.write_sum(run)
                sign = "" if text.startswith("-") else "+ "
                yield " " * (len(start) - 2) + sign + text

    def _factored(self, equation: Equation, product: FactoredSum) -> Iterator[str]:
        printer = self.printer
        before = "".join(printer.write_factor(factor) + printer.times for factor in product.before)
        after = "".join(printer.times + printer.write_factor(factor) for factor in product.after)
        start = f"{_INDENT}{printer.write(equation.left)} {printer.sign(equation)} {before}("
        first, *middle, last = map(printer.write_sum, product.runs)
        yield start + first
        for text in [*middle, f"{last}){after}"]:
            yield " " * (len(start) - 2) + ("" if text.startswith("-") else "+ ") + text

    def _matrices(self, equation: Equation) -> list[str]:
        return _beside(self._block(equation.left), [" = "], self._block(equation.right))

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

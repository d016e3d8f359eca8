"""A graph's derivation as plain Unicode text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from symconv.formulas.chains import Chain, Link
from symconv.graphs.breaking import Join, chain_lines, grouped, pieces
from symconv.graphs.document import (
    LINE_WIDTH,
    TITLE,
    GraphDocument,
)
from symconv.graphs.notes import Text
from symconv.graphs.printers import GraphTextPrinter
from symconv.graphs.steps import GraphStep, GraphStepKind

_INDENT = "  "
_NO_BREAK = "\N{NO-BREAK SPACE}"


def render_text(document: GraphDocument) -> str:
    """Give a derivation as plain text, with a table of values and gradients at its end."""
    writer = _TextWriter(document.text_printer)
    lines = [TITLE, "=" * len(TITLE), *map(writer.prose, document.about)]
    for step in document.steps:
        lines += ["", *writer.step(step)]
    if document.rows:
        lines += ["", *writer.table(document)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _TextWriter:
    def __init__(self, printer: GraphTextPrinter) -> None:
        self.printer = printer

    def prose(self, text: Text) -> str:
        """Give a text in lines, which do not break within formulas."""
        words = "".join(
            part if isinstance(part, str) else self.printer.write(part).replace(" ", _NO_BREAK)
            for part in text
        )
        lines = wrap(words, LINE_WIDTH, break_long_words=False, break_on_hyphens=False)
        return "\n".join(lines).replace(_NO_BREAK, " ")

    def step(self, step: GraphStep) -> Iterator[str]:
        title = self.prose(step.title)
        yield from (title, "-" * len(title))
        yield from map(self.prose, step.notes)
        for group in step.groups:
            if step.kind is GraphStepKind.LOCAL:
                yield from self._side_by_side(group)
            else:
                for chain in group:
                    yield from self._chain(chain)

    def _side_by_side(self, group: tuple[Chain, ...]) -> Iterator[str]:
        for row in grouped(group, self.printer, LINE_WIDTH):
            if len(row) == 1:
                yield from self._chain(row[0])
            else:
                yield _INDENT + "   ".join(map(self.printer.write, row))

    def _chain(self, chain: Chain) -> Iterator[str]:
        left = self.printer.write(chain.left)
        start = f"{_INDENT}{left} "
        for links in chain_lines(chain, self.printer, LINE_WIDTH):
            yield from self._links(start, links)
            start = " " * len(start)

    def _links(self, start: str, links: Sequence[Link]) -> Iterator[str]:
        if len(links) != 1:
            yield start + " ".join(map(self.printer.write, links))
            return
        (link,) = links
        first, *others = pieces(link.right, self.printer, LINE_WIDTH - len(start))
        yield f"{start}{link.sign.value} {first.write(self.printer)}"
        for piece in others:
            text = piece.write(self.printer)
            sign = self.printer.product_sign if piece.join is Join.TIMES else "+"
            if piece.join is Join.PLUS and text.startswith("-"):
                sign, text = "-", text[1:]
            yield f"{' ' * len(start)}  {sign} {text}"

    def table(self, document: GraphDocument) -> Iterator[str]:
        output = document.writer.output.text
        rows = [("name", "value", f"gradient of {output}")]
        write = self.printer.write
        rows += [(write(row.name), write(row.value), write(row.gradient)) for row in document.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for place, (name, value, gradient) in enumerate(rows):
            yield _INDENT + "  ".join(
                (name.ljust(widths[0]), value.rjust(widths[1]), gradient.rjust(widths[2]))
            )
            if place == 0:
                yield _INDENT + "  ".join("-" * width for width in widths)

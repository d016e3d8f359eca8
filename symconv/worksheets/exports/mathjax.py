r"""Blocks as HTML whose formulas are LaTeX in \( \) and \[ \], for pages that have MathJax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Document,
    Exercise,
    Lines,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import Formula
from symconv.notation import Notation
from symconv.printing.markup import escape_markup
from symconv.printing.writers.markdown import MarkdownWriter


class MathJaxWriter(MarkdownWriter):
    """Writes the blocks of questions; what stands on a page around them is not its business."""

    def __init__(self, notation: Notation) -> None:
        super().__init__(Document("", notation, ()))

    def html(self, blocks: Sequence[Block]) -> str:
        """Give blocks as HTML."""
        return "\n".join(self.write(blocks, 1)).strip()

    def said(self, text: Text) -> str:
        """Give a text as a paragraph."""
        return f"<p>{self.prose(text)}</p>"

    def escape(self, text: str) -> str:
        r"""Give plain text as HTML in which MathJax finds no formula.

        >>> from symconv.notation import Notation
        >>> MathJaxWriter(Notation()).escape(r"<b> $x$ \(y\) [z](w)")
        '&lt;b&gt; &#36;x&#36; &#92;(y&#92;) [z]&#8203;(w)'
        """
        escaped = escape_markup(text).replace("$", "&#36;").replace("\\", "&#92;")
        return escaped.replace("](", "]&#8203;(").replace("@@", "@&#8203;@")

    def inline(self, formula: Formula) -> str:
        """Give a formula between signs that mark it."""
        return rf"\({self.mathematics(self.printer.write(formula))}\)"

    def mathematics(self, latex: str) -> str:
        """Give LaTeX as HTML; a space keeps readers of Markdown links away from brackets."""
        return escape_markup(latex).replace("](", "] (")

    def displayed(self, lines: Iterable[str]) -> Iterator[str]:
        """Give one display."""
        yield rf"<p>\[{self.mathematics(' '.join(lines))}\]</p>"

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        """Give a titled run of blocks."""
        del following
        yield f"<p><strong>{self.prose(block.title)}</strong></p>"
        yield from self.write(block.blocks, level + 1)

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        """Give a paragraph."""
        del level, following
        label = f"<strong>{self.escape(block.label)}</strong> " if block.label else ""
        yield f"<p>{label}{self.prose(block.text)}</p>"

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        """Give what was found, behind its mark."""
        del level, following
        yield f"<p>{self.escape(block.mark)} <em>{self.prose(block.text)}</em></p>"

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        """Give lines of somebody else's writing as they are."""
        del level, following
        yield "<pre>" + "\n".join(map(self.escape, block.lines)) + "</pre>"

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        """Give a list."""
        del level, following
        yield "<ul>" + "".join(f"<li>{self.prose(item)}</li>" for item in block.items) + "</ul>"

    def table(self, block: Table, level: int, following: Block | None) -> Iterator[str]:
        """Give a table."""
        del level, following
        sides = ["left" if align is Align.LEFT else "right" for align in block.aligns]
        yield "<table><thead>" + self._row("th", block.heads, sides) + "</thead><tbody>"
        yield from (self._row("td", row, sides) for row in block.rows)
        yield "</tbody></table>"

    def _row(self, tag: str, cells: Sequence[Text], sides: Sequence[str]) -> str:
        told = (
            f'<{tag} style="text-align: {side}">{self.prose(cell)}</{tag}>'
            for cell, side in zip(cells, sides, strict=True)
        )
        return f"<tr>{''.join(told)}</tr>"

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        """Give lines to write on."""
        del level, following
        yield f"<p>{' '.join(map(self.escape, block.labels))}</p>"

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Refuse an exercise: a question has its blocks."""
        del block, level, following
        raise TypeError("an exercise is asked about, blank by blank")

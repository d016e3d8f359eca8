"""Formulas as LaTeX on a page: what is too long for a line stands over several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from symconv.formulas import Apply, Formula
from symconv.printing.latex import LatexPrinter
from symconv.printing.layout import StackedApply, StackedSum, evenly


class PageLatexPrinter(LatexPrinter):
    r"""Writes formulas as LaTeX, stacked ones included.

    >>> from symconv.formulas import Name
    >>> from symconv.symbolic import Notation
    >>> a, b, c = map(Name, "abc")
    >>> PageLatexPrinter(Notation()).write(StackedSum((a, b, c), 2))
    '\\begin{aligned} &a + b \\\\ &+ c \\end{aligned}'
    """

    def stackedsum(self, node: StackedSum) -> str:
        """Write a sum over several lines, a sign at the start of each but the first."""
        first, *others = map(self.write_sum, evenly(node.terms, node.per_line))
        signed = (text if text.startswith("-") else f"+ {text}" for text in others)
        return _stack([first, *signed])

    def stackedapply(self, node: StackedApply) -> str:
        """Write a function of arguments over several lines, a comma at the end of each."""
        name = self.apply(Apply(node.function, ())).removesuffix("()")
        runs = evenly(node.arguments, node.per_line)
        *rows, last = [", ".join(map(self.write, run)) for run in runs]
        return rf"{name}\left({_stack([*(f'{row},' for row in rows), last])}\right)"

    def parenthesise(self, text: str) -> str:
        """Put a text in parentheses that grow with it."""
        return rf"\left({text}\right)" if "aligned" in text else super().parenthesise(text)

    rules: ClassVar[dict[type[Formula], Callable[[Any, Any], str]]] = {
        **LatexPrinter.rules,
        StackedSum: stackedsum,
        StackedApply: stackedapply,
    }


def _stack(rows: Iterable[str]) -> str:
    body = r" \\ ".join(f"&{row}" for row in rows)
    return rf"\begin{{aligned}} {body} \end{{aligned}}"

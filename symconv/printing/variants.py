"""Printers that also write formulas of compared layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from symconv.formulas import Entry, Formula
from symconv.formulas.variants import Variant
from symconv.notation.letters import letter_to_latex
from symconv.printing.latex import LatexPrinter
from symconv.printing.printer import Printer
from symconv.printing.text import TextPrinter

Rules: TypeAlias = dict[type[Formula], Callable[[Any, Any], str]]


class VariantLatexPrinter(LatexPrinter):
    r"""Writes formulas as LaTeX, those of compared layers included.

    >>> from symconv.symbolic import Notation
    >>> output = Variant(Entry("O"), "conv", (Entry("X"), Entry("F")))
    >>> VariantLatexPrinter(Notation()).write(output)
    'O_{\\mathrm{conv}}(X, F)'
    """

    def variant(self, node: Variant) -> str:
        r"""Write O_{\mathrm{conv}}(X, F)."""
        arguments = self.parenthesise(", ".join(map(self.write, node.arguments)))
        return f"{_body(self, node)}_{{{letter_to_latex(node.name)}}}{arguments}"

    rules: ClassVar[Rules] = {**LatexPrinter.rules, Variant: variant}


class VariantTextPrinter(TextPrinter):
    """Writes formulas as plain Unicode, those of compared layers included.

    >>> from symconv.symbolic import Notation
    >>> output = Variant(Entry("O"), "conv", (Entry("X"), Entry("F")))
    >>> VariantTextPrinter(Notation()).write(output)
    'O_conv(X, F)'
    """

    def variant(self, node: Variant) -> str:
        """Write O_conv(X, F)."""
        return f"{_body(self, node)}_{node.name}({', '.join(map(self.write, node.arguments))})"

    rules: ClassVar[Rules] = {**TextPrinter.rules, Variant: variant}


def _body(printer: Printer, node: Variant) -> str:
    """Write what is a variant: a letter, or a derivative in parentheses."""
    text = printer.write(node.formula)
    return text if isinstance(node.formula, Entry) else printer.parenthesise(text)

"""Entries of arrays as MathML: their indices, layers and places."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symconv.formulas import Add, Entry, Floor, Index, Number, Product, Quotient
from symconv.notation.entries import is_bracketed
from symconv.notation.letters import letter_has_arrow
from symconv.notation.styles import IndexStyle
from symconv.printing.formulas.mathml_elements import (
    A_LITTLE,
    APPLY,
    COMMA,
    TIMES,
    enclose,
    parenthesise,
    row,
)
from symconv.printing.formulas.mathml_letters import letter_to_mathml
from symconv.printing.formulas.printer import Printer

_CLOSE = 'lspace="0" rspace="0"'
"""Signs of indices stand close to what they join, unlike those of a line."""
_INDEX_COMMA = '<mo rspace="0">,</mo>'
_INDEX_PLUS, _INDEX_LESS = f"<mo {_CLOSE}>+</mo>", f"<mo {_CLOSE}>−</mo>"
_SLASH = f"<mo {_CLOSE}>/</mo>"


class MathmlEntryPrinter(Printer):
    """The rule of entries."""

    def entry(self, node: Entry) -> str:
        """Write X with its indices below, its layer above, its places behind."""
        letter = letter_to_mathml(node.letter)
        below, above = self._below(node.indices), self._above(node)
        if below and above:
            text = f"<msubsup>{letter}{below}{above}</msubsup>"
        elif below:
            text = f"<msub>{letter}{below}</msub>"
        else:
            text = f"<msup>{letter}{above}</msup>" if above else letter
        if node.arguments:
            text += APPLY + self.parenthesise(COMMA.join(map(self._index, node.arguments)))
        return text

    def _below(self, indices: Sequence[Index]) -> str:
        """Give indices as one element."""
        if not indices:
            return ""
        digits = [str(index) for index in indices if isinstance(index, int)]
        if len(digits) == len(indices) and self.notation.index is IndexStyle.DIGITS:
            return f"<mn>{''.join(digits)}</mn>"
        compound = any(isinstance(index, Add | Product | Quotient) for index in indices)
        comma = COMMA if compound else _INDEX_COMMA
        texts = list(map(self._index, indices))
        return row(comma.join(texts))

    def _above(self, node: Entry) -> str:
        """Give what stands above an entry as one element."""
        if node.superscript is None:
            return ""
        text = self._index(node.superscript)
        if is_bracketed(node.superscript, self.notation):
            return row(parenthesise(text))
        text = A_LITTLE + text if letter_has_arrow(node.letter) else text
        return row(text)

    def _index(self, index: Index) -> str:
        """Write what stands below or above a letter: on one line, and close together."""
        match index:
            case int():
                return self.write(Number(index))
            case Add(terms):
                text = _INDEX_PLUS.join(map(self._index, terms))
                return text.replace(_INDEX_PLUS + self.minus, _INDEX_LESS)
            case Product(factors):
                negative = factors[0] == Number(-1) and len(factors) > 1
                text = TIMES.join(map(self._index_part, factors[negative:]))
                return self.minus + text if negative else text
            case Quotient(numerator, denominator):
                return _SLASH.join(map(self._index_part, (numerator, denominator)))
            case Number(Fraction() as value) if value.denominator != 1:
                above, below = Number(value.numerator), Number(value.denominator)
                return self._index(Quotient(above, below))
            case Floor(body):
                return enclose("⌊", self._index(body), "⌋")
        return self.write(index)

    def _index_part(self, index: Index) -> str:
        text = self._index(index)
        if isinstance(index, Add) or text.startswith(self.minus):
            return parenthesise(text)
        return text

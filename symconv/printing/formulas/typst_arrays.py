"""Entries and whole arrays as typst's mathematics."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symconv.formulas import (
    ONE,
    Add,
    Correlate,
    CorrelatePairs,
    Entry,
    Entrywise,
    Filled,
    Floor,
    Fold,
    Formula,
    Grid,
    Index,
    KeepFirst,
    MatrixProduct,
    Name,
    Number,
    Pad,
    Product,
    Quotient,
    Reshape,
    Rot180,
    Spread,
    SumAlong,
    SumPositions,
    SwapChannels,
    Transpose,
)
from symconv.notation.entries import is_bracketed
from symconv.notation.letters import letter_has_arrow
from symconv.notation.styles import IndexStyle
from symconv.printing.formulas.axes import per_axis, per_side, steps_in_words, without_first_ones
from symconv.printing.formulas.printer import Halved, Printer
from symconv.printing.formulas.typst_elements import (
    COMMA,
    DOT_IN_CIRCLE,
    SLASH,
    STAR,
    attached,
    enclose,
    letter_to_typst,
    matrix,
    string,
)
from symconv.printing.stacked import evenly

_TIMES = "×"


class TypstArrayPrinter(Printer):
    """The rules of entries and of arrays; the printer of other nodes derives from it."""

    def entry(self, node: Entry) -> str:
        """Write X with its indices below, its layer above, its places behind."""
        text = attached(letter_to_typst(node.letter), self._below(node), self._above(node))
        if node.arguments:
            text += f" ({COMMA.join(map(self.index, node.arguments))})"
        return text

    def _below(self, node: Entry) -> str:
        indices = node.indices
        whole = all(isinstance(index, int) for index in indices)
        digits = whole and self.notation.index is IndexStyle.DIGITS
        if any(isinstance(index, Add | Product | Quotient) for index in indices):
            return r"\, thin ".join(map(self.index, indices))
        return ("" if digits else COMMA).join(map(self.index, indices))

    def _above(self, node: Entry) -> str:
        if node.superscript is None:
            return ""
        text = self.index(node.superscript)
        if is_bracketed(node.superscript, self.notation):
            return f"({text})"
        return f"thin {text}" if letter_has_arrow(node.letter) else text

    def index(self, index: Index) -> str:
        """Write an index, signs of multiplication left out and quotients on one line."""
        match index:
            case int():
                return str(index)
            case Number(Fraction() as value) if value.denominator != 1:
                return f"{value.numerator}{SLASH}{value.denominator}"
            case Add(terms):
                text = self.plus.join(map(self.index, terms))
                return text.replace(self.plus + self.minus, self.less)
            case Product(factors):
                negative = factors[0] == Number(-1) and len(factors) > 1
                text = " ".join(map(self._index_part, factors[negative:]))
                return self.minus + text if negative else text
            case Quotient(numerator, denominator):
                return SLASH.join(map(self._index_part, (numerator, denominator)))
            case Floor(body):
                return enclose("⌊", self.index(body), "⌋")
        return self.write(index)

    def _index_part(self, index: Index) -> str:
        text = self.index(index)
        loose = isinstance(index, Add) or text.startswith(self.minus)
        return f"({text})" if loose else text

    def grid(self, node: Grid) -> str:
        """Write an array out: a row, a matrix, or a list of matrices."""
        return self._grid(list(map(self.write, node.entries)), node.shape)

    def _grid(self, texts: Sequence[str], shape: tuple[int, ...]) -> str:
        if len(shape) > 2:
            slices = evenly(texts, len(texts) // shape[0])
            return enclose("(", COMMA.join(self._grid(part, shape[1:]) for part in slices), ")")
        return matrix(evenly(texts, shape[-1]), "[")

    def correlate(self, node: Correlate | CorrelatePairs) -> str:
        """Write A ⋆ B with stride and dilation where they are not 1."""
        return f"{self.write(node.array)} {self._by_weights(node)}"

    def halves(self, node: Halved) -> tuple[str, str]:
        """Give what stands before a sign between arrays, and the sign with what follows it."""
        if isinstance(node, MatrixProduct):
            return self.write_factor(node.left), f"⋅ {self.write_factor(node.right)}"
        return self.write(node.array), self._by_weights(node)

    def _by_weights(self, node: Correlate | CorrelatePairs) -> str:
        notes = steps_in_words(node.stride, node.dilation)
        star = attached(STAR, string(notes) if notes else "")
        return f"{star} {self.write(node.weights)}"

    def _operator(self, name: str, below: str, array: Formula, above: str = "") -> str:
        low, high = (string(text) if text else "" for text in (below, above))
        operator = attached(f'op("{name}")', low, high)
        return f"{operator} {self.parenthesise(self.write(array))}"

    def filled(self, node: Filled) -> str:
        """Write a number and ones of a shape."""
        shape = _TIMES.join(map(str, without_first_ones(node.shape)))
        ones = attached("bold(1)", string(shape))
        return ones if node.value == ONE else f"{self.write(node.value)} ⋅ {ones}"

    def pad(self, node: Pad) -> str:
        """Write pad with its amounts and mode."""
        mode = "" if node.mode == "zeros" else node.mode
        return self._operator("pad", _signed(per_side(node.pads, _TIMES)), node.array, mode)

    def fold(self, node: Fold) -> str:
        """Write the adjoint of padding."""
        return self._operator("fold", _signed(per_side(node.pads, _TIMES)), node.array, node.mode)

    def spread(self, node: Spread) -> str:
        """Write spread with its steps."""
        return self._operator("spread", per_axis(node.steps, _TIMES), node.array)

    def rot180(self, node: Rot180) -> str:
        """Write rot with 180 below."""
        return self._operator("rot", "180", node.array)

    def swapchannels(self, node: SwapChannels) -> str:
        """Write swap."""
        return self._operator("swap", "", node.array)

    def keepfirst(self, node: KeepFirst) -> str:
        """Write first with the sizes kept."""
        return self._operator("first", per_axis(node.sizes, _TIMES), node.array)

    def sumpositions(self, node: SumPositions) -> str:
        """Write the sum over positions."""
        return self._operator("sum", "", node.array)

    def sumalong(self, node: SumAlong) -> str:
        """Write sum with its axis."""
        return self._operator("sum", f"axis {node.axis}", node.array)

    def reshape(self, node: Reshape) -> str:
        """Write reshape with its sizes."""
        return self._operator("reshape", _TIMES.join(map(str, node.shape)), node.array)

    def transpose(self, node: Transpose) -> str:
        """Write W with a T above it."""
        text = self.write(node.array)
        raised = isinstance(node.array, Entry) and node.array.superscript is not None
        if raised or not isinstance(node.array, Entry | Name | Grid):
            text = self.parenthesise(text)
        return attached(text, above="upright(sans(T))")

    def matrixproduct(self, node: MatrixProduct) -> str:
        """Write two matrices side by side."""
        return f"{self.write_factor(node.left)} thin {self.write_factor(node.right)}"

    def entrywise(self, node: Entrywise) -> str:
        """Write A ⊙ B."""
        return f" {DOT_IN_CIRCLE} ".join(map(self.write_factor, node.factors))


def _signed(sizes: str) -> str:
    """Give sizes in words with minus signs, which text else has hyphens for."""
    return sizes.replace("-", "−")

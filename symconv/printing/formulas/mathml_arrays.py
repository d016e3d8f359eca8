"""Formulas of whole arrays as MathML."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.formulas import (
    ONE,
    Correlate,
    CorrelatePairs,
    Entry,
    Entrywise,
    Filled,
    Fold,
    Formula,
    Grid,
    KeepFirst,
    MatrixProduct,
    Name,
    Pad,
    Reshape,
    Rot180,
    Spread,
    SumAlong,
    SumPositions,
    SwapChannels,
    Transpose,
)
from symconv.printing.formulas.axes import per_axis, per_side, steps_in_words, without_first_ones
from symconv.printing.formulas.mathml_elements import (
    APPLY,
    COMMA,
    DOT_IN_CIRCLE,
    STAR,
    TIMES_APART,
    row,
    table,
)
from symconv.printing.formulas.printer import Printer
from symconv.printing.markup import escape_markup
from symconv.printing.stacked import evenly


class MathmlArrayPrinter(Printer):
    """The rules of arrays; words and sizes stand below the names of operations."""

    def grid(self, node: Grid) -> str:
        """Write an array out: a row, a matrix, or a list of matrices."""
        return self._grid(list(map(self.write, node.entries)), node.shape)

    def _grid(self, texts: Sequence[str], shape: tuple[int, ...]) -> str:
        if len(shape) > 2:
            slices = evenly(texts, len(texts) // shape[0])
            inside = COMMA.join(self._grid(part, shape[1:]) for part in slices)
            return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"
        return f"<mrow><mo>[</mo>{table(evenly(texts, shape[-1]), 'grid')}<mo>]</mo></mrow>"

    def correlate(self, node: Correlate | CorrelatePairs) -> str:
        """Write A ⋆ B with stride and dilation where they are not 1."""
        notes = steps_in_words(node.stride, node.dilation)
        star = f"<msub>{STAR}<mtext>{notes}</mtext></msub>" if notes else STAR
        return f"{self.write(node.array)}{star}{self.write(node.weights)}"

    def _operator(self, name: str, below: str, array: Formula, above: str = "") -> str:
        base, low, high = f"<mi>{name}</mi>", f"<mtext>{below}</mtext>", f"<mi>{above}</mi>"
        if below and above:
            base = f"<msubsup>{base}{low}{high}</msubsup>"
        elif below:
            base = f"<msub>{base}{low}</msub>"
        return base + APPLY + self.parenthesise(self.write(array))

    def filled(self, node: Filled) -> str:
        """Write a number and ones of a shape."""
        shape = "×".join(map(str, without_first_ones(node.shape)))
        ones = f"<msub><mn>𝟏</mn><mtext>{shape}</mtext></msub>"
        return ones if node.value == ONE else f"{self.write(node.value)}<mo>⋅</mo>{ones}"

    def pad(self, node: Pad) -> str:
        """Write pad with its amounts and mode."""
        mode = "" if node.mode == "zeros" else escape_markup(node.mode)
        return self._operator("pad", _signed(per_side(node.pads, "×")), node.array, mode)

    def fold(self, node: Fold) -> str:
        """Write the adjoint of padding."""
        return self._operator(
            "fold", _signed(per_side(node.pads, "×")), node.array, escape_markup(node.mode)
        )

    def spread(self, node: Spread) -> str:
        """Write spread with its steps."""
        return self._operator("spread", per_axis(node.steps, "×"), node.array)

    def rot180(self, node: Rot180) -> str:
        """Write rot with 180 below."""
        return self._operator("rot", "180", node.array)

    def swapchannels(self, node: SwapChannels) -> str:
        """Write swap."""
        return self._operator("swap", "", node.array)

    def keepfirst(self, node: KeepFirst) -> str:
        """Write first with the sizes kept."""
        return self._operator("first", per_axis(node.sizes, "×"), node.array)

    def sumpositions(self, node: SumPositions) -> str:
        """Write the sum over positions."""
        return self._operator("sum", "", node.array)

    def sumalong(self, node: SumAlong) -> str:
        """Write sum with its axis."""
        return self._operator("sum", f"axis {node.axis}", node.array)

    def reshape(self, node: Reshape) -> str:
        """Write reshape with its sizes."""
        return self._operator("reshape", "×".join(map(str, node.shape)), node.array)

    def transpose(self, node: Transpose) -> str:
        """Write W with a T above it."""
        text = self.write(node.array)
        raised = isinstance(node.array, Entry) and node.array.superscript is not None
        if raised or not isinstance(node.array, Entry | Name | Grid):
            text = self.parenthesise(text)
        return f"<msup>{row(text)}<mi>𝖳</mi></msup>"

    def matrixproduct(self, node: MatrixProduct) -> str:
        """Write two matrices side by side."""
        return TIMES_APART.join(map(self.write_factor, (node.left, node.right)))

    def entrywise(self, node: Entrywise) -> str:
        """Write A ⊙ B."""
        return DOT_IN_CIRCLE.join(map(self.write_factor, node.factors))


def _signed(sizes: str) -> str:
    """Give sizes in words with minus signs, which text else has hyphens for."""
    return sizes.replace("-", "−")

"""Operations on whole arrays as one line of plain Unicode."""

from __future__ import annotations

from symconv.formulas import (
    ONE,
    Correlate,
    CorrelatePairs,
    Entrywise,
    Filled,
    Fold,
    Grid,
    KeepFirst,
    MatrixProduct,
    Pad,
    Reshape,
    Rot180,
    Spread,
    SumAlong,
    SumPositions,
    SwapChannels,
)
from symconv.printing.formulas.axes import per_axis, per_side, steps_in_words, without_first_ones
from symconv.printing.formulas.printer import Printer


class TextArrayPrinter(Printer):
    """Writes operations on whole arrays; the printer of other nodes derives from it."""

    def grid(self, node: Grid) -> str:
        """Write an array on one line, rows in brackets."""
        texts = list(map(self.write, node.entries))
        for length in reversed(node.shape):
            texts = [
                f"[{' '.join(texts[at : at + length])}]" for at in range(0, len(texts), length)
            ]
        return texts[0]

    def correlate(self, node: Correlate | CorrelatePairs) -> str:
        """Write A ⋆ B with stride and dilation where they are not 1."""
        return f"{self.write(node.array)} {star(node)} {self.write(node.weights)}"

    def filled(self, node: Filled) -> str:
        """Write 1/4·1[2×2]."""
        ones = f"1[{'×'.join(map(str, without_first_ones(node.shape)))}]"
        return ones if node.value == ONE else f"{self.write(node.value)}·{ones}"

    def pad(self, node: Pad) -> str:
        """Write pad with its amounts and mode."""
        return f"{pad_name(node)}({self.write(node.array)})"

    def fold(self, node: Fold) -> str:
        """Write the adjoint of padding."""
        return f"{pad_name(node)}({self.write(node.array)})"

    def spread(self, node: Spread) -> str:
        """Write spread with its steps."""
        return f"spread[{per_axis(node.steps, '×')}]({self.write(node.array)})"

    def rot180(self, node: Rot180) -> str:
        """Write rot180."""
        return f"rot180({self.write(node.array)})"

    def swapchannels(self, node: SwapChannels) -> str:
        """Write swap."""
        return f"swap({self.write(node.array)})"

    def keepfirst(self, node: KeepFirst) -> str:
        """Write first with the sizes kept."""
        return f"first[{per_axis(node.sizes, '×')}]({self.write(node.array)})"

    def sumpositions(self, node: SumPositions) -> str:
        """Write the sum over positions."""
        return f"sum({self.write(node.array)})"

    def matrixproduct(self, node: MatrixProduct) -> str:
        """Write two matrices side by side."""
        return f"{self.write_factor(node.left)} {self.write_factor(node.right)}"

    def entrywise(self, node: Entrywise) -> str:
        """Write A ⊙ B."""
        return " ⊙ ".join(map(self.write_factor, node.factors))

    def sumalong(self, node: SumAlong) -> str:
        """Write sum with its axis."""
        return f"sum[axis {node.axis}]({self.write(node.array)})"

    def reshape(self, node: Reshape) -> str:
        """Write reshape with its sizes."""
        return f"reshape[{'×'.join(map(str, node.shape))}]({self.write(node.array)})"


def star(node: Correlate | CorrelatePairs) -> str:
    """Give the correlation sign with stride and dilation where they are not 1."""
    notes = steps_in_words(node.stride, node.dilation)
    return f"⋆[{notes}]" if notes else "⋆"


def pad_name(node: Pad | Fold) -> str:
    """Give pad or fold with its amounts, and its mode where it is not zeros."""
    name = "pad" if isinstance(node, Pad) else "fold"
    mode = "" if node.mode == "zeros" else f", {node.mode}"
    return f"{name}[{per_side(node.pads, '×').replace('-', '−')}{mode}]"

r"""Operations on whole arrays as LaTeX."""

from __future__ import annotations

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
from symconv.printing.formulas.axes import per_axis, per_side, without_first_ones
from symconv.printing.formulas.printer import Halved, Printer

_TIMES = r"\times "


class LatexArrayPrinter(Printer):
    """Writes operations on whole arrays as LaTeX; the printer of other nodes derives from it."""

    def correlate(self, node: Correlate | CorrelatePairs) -> str:
        """Write A ⋆ B with stride and dilation where they are not 1."""
        return f"{self.write(node.array)} {self._by_weights(node)}"

    def halves(self, node: Halved) -> tuple[str, str]:
        """Give what stands before a sign between arrays, and the sign with what follows it."""
        if isinstance(node, MatrixProduct):
            return self.write_factor(node.left), rf"\cdot {self.write_factor(node.right)}"
        return self.write(node.array), self._by_weights(node)

    def _by_weights(self, node: Correlate | CorrelatePairs) -> str:
        notes = [
            rf"{word}\,{per_axis(values, _TIMES)}"
            for word, values in (
                (r"\text{stride}", node.stride),
                (r"\text{dilation}", node.dilation),
            )
            if set(values) != {1}
        ]
        below = r",\,".join(notes)
        star = rf"\mathbin{{\star_{{{below}}}}}" if notes else r"\star"
        return f"{star} {self.write(node.weights)}"

    def _operator(self, name: str, below: str, array: Formula, above: str = "") -> str:
        below = f"_{{{below}}}" if below else ""
        above = f"^{{{above}}}" if above else ""
        return rf"\operatorname{{{name}}}{below}{above}" + rf"\left({self.write(array)}\right)"

    def filled(self, node: Filled) -> str:
        r"""Write \frac{1}{4} \cdot \mathbf{1}_{2 \times 2}."""
        ones = rf"\mathbf{{1}}_{{{_TIMES.join(map(str, without_first_ones(node.shape)))}}}"
        return ones if node.value == ONE else rf"{self.write(node.value)} \cdot {ones}"

    def pad(self, node: Pad) -> str:
        """Write pad with its amounts and mode."""
        mode = "" if node.mode == "zeros" else rf"\mathrm{{{node.mode}}}"
        return self._operator("pad", per_side(node.pads, _TIMES), node.array, mode)

    def fold(self, node: Fold) -> str:
        """Write the adjoint of padding."""
        return self._operator(
            "fold", per_side(node.pads, _TIMES), node.array, rf"\mathrm{{{node.mode}}}"
        )

    def spread(self, node: Spread) -> str:
        """Write spread with its steps."""
        return self._operator("spread", per_axis(node.steps, _TIMES), node.array)

    def rot180(self, node: Rot180) -> str:
        """Write rot_180."""
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

    def transpose(self, node: Transpose) -> str:
        r"""Write W^{\mathsf{T}}."""
        text = self.write(node.array)
        raised = isinstance(node.array, Entry) and node.array.superscript is not None
        if raised or not isinstance(node.array, Entry | Name | Grid):
            text = self.parenthesise(text)
        return rf"{text}^{{\mathsf{{T}}}}"

    def matrixproduct(self, node: MatrixProduct) -> str:
        """Write two matrices side by side."""
        return rf"{self.write_factor(node.left)} \, {self.write_factor(node.right)}"

    def entrywise(self, node: Entrywise) -> str:
        r"""Write A \odot B."""
        return r" \odot ".join(map(self.write_factor, node.factors))

    def sumalong(self, node: SumAlong) -> str:
        """Write sum with its axis."""
        return self._operator("sum", rf"\text{{axis }}{node.axis}", node.array)

    def reshape(self, node: Reshape) -> str:
        """Write reshape with its sizes."""
        return self._operator("reshape", _TIMES.join(map(str, node.shape)), node.array)

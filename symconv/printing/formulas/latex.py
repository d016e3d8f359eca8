r"""Formulas as LaTeX (amsmath)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from symconv.formulas import (
    Add,
    Apply,
    Assignment,
    Blank,
    Case,
    Cases,
    Condition,
    Correlate,
    CorrelatePairs,
    Entry,
    Entrywise,
    Equation,
    Filled,
    Floor,
    Fold,
    ForEvery,
    Formula,
    Grid,
    Indicator,
    KeepFirst,
    MatrixProduct,
    Maximum,
    Name,
    Number,
    Pad,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Renewed,
    Reshape,
    Rot180,
    Spread,
    Sum,
    SumAlong,
    SumPositions,
    SwapChannels,
    Transpose,
    Within,
)
from symconv.formulas.chains import Approximation, Chain, Decimal, Held, Link, Rounded, Sign
from symconv.formulas.variants import Variant
from symconv.notation.entries import write_entry
from symconv.notation.letters import letter_to_latex
from symconv.printing.formulas.blanks import width_of
from symconv.printing.formulas.latex_arrays import LatexArrayPrinter
from symconv.printing.formulas.printer import is_long, is_raised_as_is, root_degree
from symconv.printing.stacked import StackedApply, StackedSum, evenly

_BREAK = r" \\ "
_NEXT_SLICE = r",\; "
_TIMES = r"\times "
_A_LITTLE = r" \, "
_KNOWN_FUNCTIONS = frozenset(
    {"exp", "log", "ln", "sin", "cos", "tan", "tanh", "cosh", "sinh", "max", "min"}
)
_RELATIONS = {
    Relation.EQUAL: "=",
    Relation.UNEQUAL: r"\neq",
    Relation.LESS: "<",
    Relation.AT_MOST: r"\leq",
    Relation.GREATER: ">",
    Relation.AT_LEAST: r"\geq",
    Relation.DIVIDES: r"\mid",
}


class LatexPrinter(LatexArrayPrinter):
    r"""Writes formulas as LaTeX; needs amsmath.

    >>> from symconv.notation import Notation
    >>> LatexPrinter(Notation()).write(Partial(Name("L"), Entry("F", (1, 2))))
    '\\frac{\\partial L}{\\partial F_{12}}'
    """

    signs: ClassVar[Mapping[Sign, str]] = {
        Sign.EQUAL: "=",
        Sign.NEARLY: r"\approx",
        Sign.BECOMES: r"\leftarrow",
    }
    brackets = (r"\Bigl(", r"\Bigr)")

    def entry(self, node: Entry) -> str:
        """Write X_{12}."""
        return write_entry(node, self.notation)

    def name(self, node: Name) -> str:
        """Write a letter."""
        return letter_to_latex(node.letter)

    def blank(self, node: Blank) -> str:
        """Write a line to write on, with its number below."""
        return rf"\underline{{\hspace{{{width_of(node)}}}}}_{{({node.number})}}"

    def number(self, node: Number) -> str:
        """Write an exact number."""
        value = Fraction(node.value)
        if value.denominator == 1:
            return str(value.numerator)
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"

    def decimal(self, node: Decimal | Rounded) -> str:
        """Write a decimal, or a rounded number."""
        digits, _, exponent = node.digits.partition("e")
        return rf"{digits} \cdot 10^{{{exponent}}}" if exponent else digits

    def held(self, node: Held) -> str:
        """Write a derivative with what is held fixed below a bar."""
        partial = self.write(Partial(node.of, node.by))
        return rf"\left.{partial}\right|_{{{', '.join(map(self.write, node.fixed))}}}"

    def variant(self, node: Variant) -> str:
        r"""Write O_{\mathrm{conv}}(X, F)."""
        arguments = self.parenthesise(", ".join(map(self.write, node.arguments)))
        return f"{self.variant_body(node)}_{{{letter_to_latex(node.name)}}}{arguments}"

    def partial(self, node: Partial) -> str:
        """Write a derivative as a fraction, or as an operator before what is long."""
        if isinstance(node.of, Sum | Maximum | Add | Product):
            return f"{self.over(node)} {self.parenthesise(self.write(node.of))}"
        return rf"\frac{{\partial {self.write(node.of)}}}{{\partial {self.write(node.by)}}}"

    def product(self, node: Product) -> str:
        """Write factors with the notation's sign between them, long ones a little apart."""
        apart = not self.notation.product and any(map(is_long, node.factors))
        return self.write_factors(node, _A_LITTLE if apart else self.times)

    @property
    def times_at_start(self) -> str:
        """The notation's sign between factors, or a dot where it has none."""
        return self.notation.product or r"\cdot"

    @property
    def times(self) -> str:
        """The notation's sign between factors, with its spaces."""
        sign = self.notation.product
        return f" {sign} " if sign else " "

    @property
    def times_shown(self) -> str:
        """The notation's sign between factors, or a dot where it has none, with its spaces."""
        return f" {self.times_at_start} "

    def add(self, node: Add) -> str:
        """Write a sum."""
        return self.write_sum(node.terms) if node.terms else "0"

    def quotient(self, node: Quotient) -> str:
        """Write a fraction."""
        return rf"\frac{{{self.write(node.numerator)}}}{{{self.write(node.denominator)}}}"

    def power(self, node: Power) -> str:
        """Write a base with its exponent, or the root that 1/n stands for."""
        base = self.write(node.base)
        degree = root_degree(node)
        if degree:
            return rf"\sqrt{'' if degree == 2 else f'[{degree}]'}{{{base}}}"
        if not is_raised_as_is(node.base) or base.startswith(("-", r"\frac")):
            base = self.parenthesise(base)
        return f"{base}^{{{self.write(node.exponent)}}}"

    def apply(self, node: Apply) -> str:
        """Write a function of its arguments."""
        if node.function == "abs":
            return rf"\left|{self.write(node.arguments[0])}\right|"
        if node.function == "sqrt":
            return rf"\sqrt{{{self.write(node.arguments[0])}}}"
        return self._function(node.function) + self.parenthesise(
            ", ".join(map(self.write, node.arguments))
        )

    def _function(self, function: str) -> str:
        if function in _KNOWN_FUNCTIONS:
            return rf"\{function}"
        letter = letter_to_latex(function)
        return letter.replace(r"\mathrm{", r"\operatorname{") if len(function) > 1 else letter

    def stackedsum(self, node: StackedSum) -> str:
        """Write a sum over several lines, a sign at the start of each but the first."""
        first, *others = map(self.write_sum, evenly(node.terms, node.per_line))
        signed = (text if text.startswith("-") else f"+ {text}" for text in others)
        return _stack([first, *signed])

    def stackedapply(self, node: StackedApply) -> str:
        """Write a function of arguments over several lines, a comma at the end of each."""
        runs = evenly(node.arguments, node.per_line)
        *rows, last = [", ".join(map(self.write, run)) for run in runs]
        stack = _stack([*(f"{row}," for row in rows), last])
        return rf"{self._function(node.function)}\left({stack}\right)"

    def floor(self, node: Floor) -> str:
        """Write floor brackets."""
        return rf"\left\lfloor {self.write(node.body)} \right\rfloor"

    def sum(self, node: Sum) -> str:
        """Write a sum with limits, or with conditions below it."""
        return self._over(node, r"\sum")

    def maximum(self, node: Maximum) -> str:
        """Write a maximum with its ranges below it."""
        return self._over(node, r"\max")

    def _over(self, node: Sum | Maximum, sign: str) -> str:
        body = self.write(node.body)
        if isinstance(node.body, Add):
            body = self.parenthesise(body)
        return f"{self._limits(node, sign)} {body}"

    def over(self, node: Formula) -> str:
        """Give the sign of a sum without its body, or of a derivative without what it is of."""
        match node:
            case Partial(by=by):
                return rf"\frac{{\partial}}{{\partial {self.write(by)}}}"
            case Sum():
                return self._limits(node, r"\sum")
            case Maximum():
                return self._limits(node, r"\max")
        raise TypeError(f"{type(node).__name__} has no sign of its own")

    def _limits(self, node: Sum | Maximum, sign: str) -> str:
        if isinstance(node, Sum) and len(node.ranges) == 1 and not node.conditions:
            only = node.ranges[0]
            if only.upper is not None:
                return rf"{sign}_{{{self._from(only)}}}^{{{self.write(only.upper)}}}"
        if not node.conditions and all(limits.upper is None for limits in node.ranges):
            return rf"{sign}_{{{', '.join(self.write(limits.index) for limits in node.ranges)}}}"
        below = [*map(self.write, node.ranges), *map(self.write, node.conditions)]
        return rf"{sign}_{{\substack{{{_BREAK.join(below)}}}}}"

    def range(self, node: Range) -> str:
        r"""Write 0 \leq k \leq n."""
        lower = "" if node.lower is None else rf"{self.write(node.lower)} \leq "
        upper = "" if node.upper is None else rf" \leq {self.write(node.upper)}"
        return lower + self.write(node.index) + upper

    def _from(self, node: Range) -> str:
        lower = "" if node.lower is None else f"={self.write(node.lower)}"
        return self.write(node.index) + lower

    def condition(self, node: Condition) -> str:
        """Write a relation."""
        right = self.write(node.right)
        if node.relation is Relation.DIVIDES and isinstance(node.right, Add):
            right = self.parenthesise(right)
        return f"{self.write(node.left)} {_RELATIONS[node.relation]} {right}"

    def within(self, node: Within) -> str:
        r"""Write 0 \leq x \leq n."""
        return r" \leq ".join(map(self._inline, (node.lower, node.value, node.upper)))

    def _inline(self, formula: Formula) -> str:
        """Write a condition's side, quotients on one line: it may stand below a sum."""
        if isinstance(formula, Quotient):
            above = self.write(formula.numerator)
            above = f"({above})" if isinstance(formula.numerator, Add) else above
            below = self.write(formula.denominator)
            below = f"({below})" if isinstance(formula.denominator, Add | Product) else below
            return f"{above}/{below}"
        if isinstance(formula, Add):
            return " + ".join(map(self._inline, formula.terms)).replace("+ -", "- ")
        return self.write(formula)

    def forevery(self, node: ForEvery) -> str:
        """Write a condition and the indices for which it holds."""
        ranges = r",\, ".join(map(self.write, node.ranges))
        return rf"{self.write(node.condition)} \text{{ for all }} {ranges}"

    def indicator(self, node: Indicator) -> str:
        r"""Write \mathbf{1}[a > b]."""
        conditions = r",\; ".join(map(self.write, node.conditions))
        return rf"\mathbf{{1}}\left[{conditions}\right]"

    def cases(self, node: Cases) -> str:
        """Write a brace with a line per case."""
        return rf"\begin{{cases}} {_BREAK.join(map(self.write, node.cases))} \end{{cases}}"

    def case(self, node: Case) -> str:
        """Write a value and when it is taken."""
        if node.condition is None:
            return rf"{self.write(node.value)} & \text{{otherwise}}"
        return rf"{self.write(node.value)} & \text{{if }} {self.write(node.condition)}"

    def renewed(self, node: Renewed) -> str:
        r"""Write \mathrm{new}\,w."""
        return rf"\mathrm{{new}}\,{self.write(node.of)}"

    def parenthesise(self, text: str) -> str:
        """Put a text in parentheses that grow with it."""
        if r"\substack" in text:  # limits below a sum do not make parentheses grow
            return rf"\Bigl({text}\Bigr)"
        tall = any(sign in text for sign in (r"\frac", r"\sum", "array", "aligned"))
        return rf"\left({text}\right)" if tall else f"({text})"

    def grid(self, node: Grid) -> str:
        """Write an array out: a row, a matrix, or a list of matrices."""
        texts = list(map(self.write, node.entries))
        return self._grid(texts, node.shape)

    def _grid(self, texts: Sequence[str], shape: tuple[int, ...]) -> str:
        if len(shape) > 2:
            size = len(texts) // shape[0]
            slices = [
                self._grid(texts[at : at + size], shape[1:]) for at in range(0, len(texts), size)
            ]
            return rf"\left({_NEXT_SLICE.join(slices)}\right)"
        columns = shape[-1]
        rows = [" & ".join(texts[at : at + columns]) for at in range(0, len(texts), columns)]
        body = _BREAK.join(rows)
        return rf"\left[\begin{{array}}{{*{{{columns}}}{{c}}}} {body} \end{{array}}\right]"


def _stack(rows: Iterable[str]) -> str:
    body = _BREAK.join(f"&{row}" for row in rows)
    return rf"\begin{{aligned}} {body} \end{{aligned}}"


LatexPrinter.rules = {
    Entry: LatexPrinter.entry,
    Name: LatexPrinter.name,
    Blank: LatexPrinter.blank,
    Number: LatexPrinter.number,
    Partial: LatexPrinter.partial,
    Product: LatexPrinter.product,
    Add: LatexPrinter.add,
    Quotient: LatexPrinter.quotient,
    Power: LatexPrinter.power,
    Apply: LatexPrinter.apply,
    Floor: LatexPrinter.floor,
    Sum: LatexPrinter.sum,
    Maximum: LatexPrinter.maximum,
    Within: LatexPrinter.within,
    ForEvery: LatexPrinter.forevery,
    Range: LatexPrinter.range,
    Condition: LatexPrinter.condition,
    Indicator: LatexPrinter.indicator,
    Cases: LatexPrinter.cases,
    Case: LatexPrinter.case,
    Equation: LatexPrinter.equation,
    Assignment: LatexPrinter.equation,
    Approximation: LatexPrinter.equation,
    Chain: LatexPrinter.chain,
    Link: LatexPrinter.link,
    Decimal: LatexPrinter.decimal,
    Rounded: LatexPrinter.decimal,
    Held: LatexPrinter.held,
    Variant: LatexPrinter.variant,
    StackedSum: LatexPrinter.stackedsum,
    StackedApply: LatexPrinter.stackedapply,
    Renewed: LatexPrinter.renewed,
    Grid: LatexPrinter.grid,
    Filled: LatexPrinter.filled,
    Correlate: LatexPrinter.correlate,
    CorrelatePairs: LatexPrinter.correlate,
    Pad: LatexPrinter.pad,
    Fold: LatexPrinter.fold,
    Spread: LatexPrinter.spread,
    Rot180: LatexPrinter.rot180,
    SwapChannels: LatexPrinter.swapchannels,
    KeepFirst: LatexPrinter.keepfirst,
    SumPositions: LatexPrinter.sumpositions,
    Transpose: LatexPrinter.transpose,
    MatrixProduct: LatexPrinter.matrixproduct,
    Reshape: LatexPrinter.reshape,
    Entrywise: LatexPrinter.entrywise,
    SumAlong: LatexPrinter.sumalong,
}

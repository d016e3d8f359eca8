"""Formulas as one line of plain Unicode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Index,
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
from symconv.notation import IndexStyle
from symconv.notation.entries import is_bracketed
from symconv.notation.letters import letter_to_text
from symconv.printing.formulas.printer import root_degree
from symconv.printing.formulas.text_arrays import TextArrayPrinter

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789+-−l()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ˡ⁽⁾")
_SIGNS = {"": "·", "*": " * ", r"\times": " × ", r"\cdot": " · "}
_RELATIONS = {
    Relation.EQUAL: "=",
    Relation.UNEQUAL: "≠",
    Relation.LESS: "<",
    Relation.AT_MOST: "≤",
    Relation.GREATER: ">",
    Relation.AT_LEAST: "≥",
    Relation.DIVIDES: "|",
}


class TextPrinter(TextArrayPrinter):
    """Writes formulas as plain Unicode.

    >>> from symconv.notation import Notation
    >>> TextPrinter(Notation()).write(Partial(Name("L"), Entry("F", (1, 2))))
    '∂L/∂F₁₂'
    >>> TextPrinter(Notation(index="comma")).write(Entry("F", (1, 12)))
    'F[1,12]'
    """

    signs: ClassVar[Mapping[Sign, str]] = {sign: sign.value for sign in Sign}
    brackets = ("(", ")")
    minus = "−"
    less = " − "

    def _subtracted(self, text: str, *, at_start: bool) -> str:
        if at_start:
            return self.less.lstrip() + text.removeprefix(self.minus)
        return super()._subtracted(text, at_start=False)

    def entry(self, node: Entry) -> str:
        """Write X₁₂, X[1,12], a₇ or oₙ^(l-1)(x,y)."""
        text = letter_to_text(node.letter)
        if node.indices:
            text += self._indices(node.indices)
        if node.superscript is not None:
            above = self._index(node.superscript)
            if is_bracketed(node.superscript, self.notation):
                above = f"({above})"
            text += above.translate(_SUPERSCRIPTS)
        if node.arguments:
            text += f"({','.join(map(self._index, node.arguments))})"
        return text

    def _indices(self, indices: Sequence[Index]) -> str:
        texts = list(map(self._index, indices))
        if len(indices) == 1 and isinstance(indices[0], Name):
            return f"_{texts[0]}"
        if self.notation.index is not IndexStyle.COMMA and all(map(str.isdigit, texts)):
            separator = "" if self.notation.index is IndexStyle.DIGITS else ","
            return separator.join(texts).translate(_SUBSCRIPTS)
        return f"[{','.join(texts)}]"

    def _index(self, index: Index) -> str:
        text = self._signed(str(index)) if isinstance(index, int) else self.write(index)
        return text.replace(" ", "")

    def name(self, node: Name) -> str:
        """Write a letter."""
        return letter_to_text(node.letter)

    def blank(self, node: Blank) -> str:
        """Write a line to write on, behind its number."""
        return f"[{node.number}]" + "_" * (node.width + 2)

    def number(self, node: Number) -> str:
        """Write an exact number."""
        return self._signed(str(node.value))

    def decimal(self, node: Decimal | Rounded) -> str:
        """Write a decimal, or a rounded number."""
        digits, _, exponent = node.digits.partition("e")
        power = f"·10{exponent.translate(_SUPERSCRIPTS)}" if exponent else ""
        return self._signed(digits) + power

    def _signed(self, digits: str) -> str:
        return digits.replace("-", self.minus)

    def held(self, node: Held) -> str:
        """Write a derivative with what is held fixed after a bar."""
        return f"{self.write(Partial(node.of, node.by))}|{','.join(map(self.write, node.fixed))}"

    def variant(self, node: Variant) -> str:
        """Write O_conv(X, F)."""
        arguments = ", ".join(map(self.write, node.arguments))
        return f"{self.variant_body(node)}_{node.name}({arguments})"

    def partial(self, node: Partial) -> str:
        """Write ∂L/∂X, or ∂/∂X (…) before what is long."""
        if isinstance(node.of, Sum | Maximum | Add | Product):
            return f"{self.over(node)} ({self.write(node.of)})"
        return f"∂{self.write(node.of)}/∂{self.write(node.by)}"

    def product(self, node: Product) -> str:
        """Write factors with the notation's sign, or a dot where it has none."""
        return self.write_factors(node, self.times)

    @property
    def times(self) -> str:
        """The notation's sign between factors, or a dot where it has none."""
        return _SIGNS[self.notation.product]

    @property
    def times_at_start(self) -> str:
        """The sign between factors at the start of a line."""
        return self.times.strip()

    def add(self, node: Add) -> str:
        """Write a sum."""
        return self.write_sum(node.terms) if node.terms else "0"

    def quotient(self, node: Quotient) -> str:
        """Write a quotient on one line."""
        return f"{self._side(node.numerator)}/{self._side(node.denominator)}"

    def _side(self, formula: Formula) -> str:
        """Write one side of a quotient; a power binds closer and needs no parentheses."""
        return self.write(formula) if isinstance(formula, Power) else self._atom(formula)

    def power(self, node: Power) -> str:
        """Write a base with its exponent, or a square root."""
        if root_degree(node) == 2:
            return f"√({self.write(node.base)})"
        exponent = self.write(node.exponent)
        if isinstance(node.exponent, Name | Entry):
            return f"{self._atom(node.base)}^{exponent}"
        raised = exponent.translate(_SUPERSCRIPTS) if exponent.isdecimal() else f"^({exponent})"
        return self._atom(node.base) + raised

    def _atom(self, formula: Formula) -> str:
        text = self.write(formula)
        plain = isinstance(formula, Entry | Name | Apply | Indicator)
        return text if plain or text.replace(".", "", 1).isdecimal() else f"({text})"

    def apply(self, node: Apply) -> str:
        """Write a function of its arguments."""
        if node.function == "abs":
            return f"|{self.write(node.arguments[0])}|"
        name = letter_to_text(node.function)
        return f"{name}({', '.join(map(self.write, node.arguments))})"

    def floor(self, node: Floor) -> str:
        """Write floor brackets."""
        return f"⌊{self.write(node.body)}⌋"

    def sum(self, node: Sum) -> str:
        """Write a sum with its ranges and conditions in braces."""
        return self._over(node, "Σ")

    def maximum(self, node: Maximum) -> str:
        """Write a maximum with its ranges and conditions in braces."""
        return self._over(node, "max")

    def _over(self, node: Sum | Maximum, sign: str) -> str:
        return f"{self._limits(node, sign)} {self.write_factor(node.body)}"

    def _limits(self, node: Sum | Maximum, sign: str) -> str:
        return f"{sign}{{{', '.join(map(self.write, (*node.ranges, *node.conditions)))}}}"

    def over(self, node: Formula) -> str:
        """Give the sign of a sum without its body, or of a derivative without what it is of."""
        match node:
            case Partial(by=by):
                return f"∂/∂{self.write(by)}"
            case Sum():
                return self._limits(node, "Σ")
            case Maximum():
                return self._limits(node, "max")
        raise TypeError(f"{type(node).__name__} has no sign of its own")

    def range(self, node: Range) -> str:
        """Write k=1..M."""
        if node.upper is None:
            least = "" if node.lower is None else f" ≥ {self.write(node.lower)}"
            return self.write(node.index) + least
        if node.lower is None:
            return f"{self.write(node.index)} ≤ {self.write(node.upper)}"
        upper = self.write(node.upper).replace(" ", "")
        return f"{self.write(node.index)}={self.write(node.lower)}..{upper}"

    def condition(self, node: Condition) -> str:
        """Write a relation."""
        right = self.write(node.right)
        if node.relation is Relation.DIVIDES and isinstance(node.right, Add):
            right = self.parenthesise(right)
        return f"{self.write(node.left)} {_RELATIONS[node.relation]} {right}"

    def within(self, node: Within) -> str:
        """Write 0 ≤ x ≤ n."""
        return " ≤ ".join(map(self.write, (node.lower, node.value, node.upper)))

    def forevery(self, node: ForEvery) -> str:
        """Write a condition and the indices for which it holds."""
        return f"{self.write(node.condition)} for all {', '.join(map(self.write, node.ranges))}"

    def indicator(self, node: Indicator) -> str:
        """Write 1[a > b]."""
        return f"1[{', '.join(map(self.write, node.conditions))}]"

    def cases(self, node: Cases) -> str:
        """Write {x if x > 0; 0 otherwise}."""
        return f"{{{'; '.join(map(self.write, node.cases))}}}"

    def case(self, node: Case) -> str:
        """Write a value and when it is taken."""
        value = self.write(node.value)
        if node.condition is None:
            return f"{value} otherwise"
        return f"{value} if {self.write(node.condition)}"

    def renewed(self, node: Renewed) -> str:
        """Write new w."""
        return f"new {self.write(node.of)}"

    def transpose(self, node: Transpose) -> str:
        """Write Wᵀ."""
        if isinstance(node.array, Entry) and node.array.superscript is not None:
            return f"({self.write(node.array)})ᵀ"
        return f"{self._atom(node.array)}ᵀ"


TextPrinter.rules = {
    Entry: TextPrinter.entry,
    Name: TextPrinter.name,
    Blank: TextPrinter.blank,
    Number: TextPrinter.number,
    Partial: TextPrinter.partial,
    Product: TextPrinter.product,
    Add: TextPrinter.add,
    Quotient: TextPrinter.quotient,
    Power: TextPrinter.power,
    Apply: TextPrinter.apply,
    Floor: TextPrinter.floor,
    Sum: TextPrinter.sum,
    Maximum: TextPrinter.maximum,
    Within: TextPrinter.within,
    ForEvery: TextPrinter.forevery,
    Range: TextPrinter.range,
    Condition: TextPrinter.condition,
    Indicator: TextPrinter.indicator,
    Cases: TextPrinter.cases,
    Case: TextPrinter.case,
    Equation: TextPrinter.equation,
    Assignment: TextPrinter.equation,
    Approximation: TextPrinter.equation,
    Chain: TextPrinter.chain,
    Link: TextPrinter.link,
    Decimal: TextPrinter.decimal,
    Rounded: TextPrinter.decimal,
    Held: TextPrinter.held,
    Variant: TextPrinter.variant,
    Renewed: TextPrinter.renewed,
    Grid: TextPrinter.grid,
    Filled: TextPrinter.filled,
    Correlate: TextPrinter.correlate,
    CorrelatePairs: TextPrinter.correlate,
    Pad: TextPrinter.pad,
    Fold: TextPrinter.fold,
    Spread: TextPrinter.spread,
    Rot180: TextPrinter.rot180,
    SwapChannels: TextPrinter.swapchannels,
    KeepFirst: TextPrinter.keepfirst,
    SumPositions: TextPrinter.sumpositions,
    Transpose: TextPrinter.transpose,
    MatrixProduct: TextPrinter.matrixproduct,
    Reshape: TextPrinter.reshape,
    Entrywise: TextPrinter.entrywise,
    SumAlong: TextPrinter.sumalong,
}

"""What printers of formulas share: dispatch on the node, and remembering short texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from symconv.formulas import (
    Add,
    Assignment,
    Entry,
    Equation,
    Formula,
    Maximum,
    Number,
    Partial,
    Power,
    Product,
    Sum,
)
from symconv.formulas.chains import Chain, Link, Sign
from symconv.formulas.variants import Variant
from symconv.notation import Notation
from symconv.printing.lines import Factor, Mark, Over, Part, Terms


class Printer:
    """Writes formulas in a notation; a subclass per format gives the rules.

    A rule is a method named after the node it writes, in lower case. Texts of entries and
    derivatives, which recur, are remembered for as long as the printer lives, along with the
    node, so that a node's identity is not used again.
    """

    rules: ClassVar[dict[type[Formula], Callable[[Any, Any], str]]]
    remembered: ClassVar[frozenset[type[Formula]]] = frozenset({Entry, Partial})
    signs: ClassVar[Mapping[Sign, str]]
    brackets: ClassVar[tuple[str, str]]
    """Parentheses around what goes over several lines."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation
        self._texts: dict[int, tuple[Formula, str]] = {}

    def write(self, formula: Formula) -> str:
        """Give `formula` as text."""
        known = self._texts.get(id(formula))
        if known is not None:
            return known[1]
        kind = type(formula)
        text = self.rules[kind](self, formula)
        if kind in self.remembered:
            self._texts[id(formula)] = (formula, text)
        return text

    def sign(self, equation: Equation) -> str:
        """Give what stands between the sides of an equation, or of an assignment."""
        return self.signs[Sign.BECOMES if isinstance(equation, Assignment) else Sign.EQUAL]

    @property
    def times(self) -> str:
        """The sign between factors, with its spaces."""
        raise NotImplementedError

    def over(self, node: Any) -> str:
        """Give the sign of a sum without its body, or of a derivative without what it is of."""
        raise NotImplementedError

    def equation(self, node: Equation) -> str:
        """Write left = right, or left ← right."""
        return f"{self.write(node.left)} {self.sign(node)} {self.write(node.right)}"

    def link(self, node: Link) -> str:
        """Write a sign and what follows it."""
        return f"{self.signs[node.sign]} {self.write(node.right)}"

    def chain(self, node: Chain) -> str:
        """Write left = a = b."""
        return " ".join(map(self.write, (node.left, *node.links)))

    def variant_body(self, node: Variant) -> str:
        """Write what is a variant: a letter, or a derivative in parentheses."""
        text = self.write(node.formula)
        return text if isinstance(node.formula, Entry) else self.parenthesise(text)

    def parts(self, parts: Sequence[Part]) -> str:
        """Give the parts of a line; at its start a sign stands a little apart."""
        text, joined = "", ""
        for part in parts:
            if part is Mark.PLUS or part is Mark.TIMES:
                joined = self._joint(part, at_start=not text)
                continue
            own = self._part(part)
            if part is Mark.CLOSE:
                joined = ""
            if joined.strip() == "+" and own.startswith("-"):
                joined = " " if text else ""
            text += joined + own
            joined = "" if part in (Mark.OPEN, Mark.MINUS) else " "
        return text

    def _joint(self, mark: Mark, *, at_start: bool) -> str:
        if mark is Mark.PLUS:
            return "+ " if at_start else " + "
        return f"{self.times_at_start} " if at_start else self.times

    @property
    def times_at_start(self) -> str:
        """The sign between factors at the start of a line, where there has to be one."""
        raise NotImplementedError

    def _part(self, part: Part) -> str:
        match part:
            case Terms(terms):
                return self.write_sum(terms)
            case Factor(formula):
                return self.write_factor(formula)
            case Over(formula):
                return self.over(formula)
            case Mark.OPEN:
                return self.brackets[0]
            case Mark.CLOSE:
                return self.brackets[1]
            case Mark():
                return str(part.value)
        return self.write(part)

    def write_sum(self, terms: tuple[Formula, ...]) -> str:
        """Give terms joined by plus, or minus where a term starts with one."""
        return " + ".join(map(self.write, terms)).replace("+ -", "- ")

    def write_factor(self, formula: Formula, others: bool = True) -> str:
        """Give a formula as a factor: a sum among others stands in parentheses."""
        text = self.write(formula)
        if others and (isinstance(formula, Add) or text.startswith("-")):
            return self.parenthesise(text)
        return text

    def parenthesise(self, text: str) -> str:
        """Put a text in parentheses."""
        return f"({text})"

    def write_factors(self, product: Product, sign: str) -> str:
        """Give factors joined by the sign; a leading -1 becomes a minus."""
        factors = product.factors
        if len(factors) == 2:
            first, second = factors
            if type(first) in self.remembered and type(second) in self.remembered:
                return self.write(first) + sign + self.write(second)
        minus = ""
        if factors and getattr(factors[0], "value", None) == -1 and len(factors) > 1:
            minus, factors = "-", factors[1:]
        first_text = self.write(factors[0]) if factors else "1"
        others = bool(minus) or len(factors) > 1
        is_sum = bool(factors) and isinstance(factors[0], Add)
        if (is_sum and others) or (minus and first_text.startswith("-")):
            first_text = self.parenthesise(first_text)
        rest = [self.write_factor(factor) for factor in factors[1:]]
        texts = [first_text, *rest]
        for at, factor in enumerate(factors[:-1]):
            if isinstance(factor, Sum | Maximum):  # what follows would seem to be summed, too
                texts[at] = self.parenthesise(texts[at])
        return minus + sign.join(texts)


def root_degree(power: Power) -> int:
    """Give the n of a power with exponent 1/n, n at least 2; 0 for any other."""
    exponent = power.exponent.value if isinstance(power.exponent, Number) else 1
    return exponent.denominator if exponent.numerator == 1 != exponent.denominator else 0

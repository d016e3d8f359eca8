"""Formulas as typst's mathematics.

Signs stand as their characters, whose names differ between versions of typst; commas, colons and
slashes are escaped, as typst gives them a meaning of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from symconv.formulas import (
    Add,
    Apply,
    Blank,
    Case,
    Cases,
    Condition,
    Floor,
    ForEvery,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Renewed,
    Sum,
    Within,
)
from symconv.formulas.chains import Decimal, Held, Rounded, Sign
from symconv.formulas.variants import Variant
from symconv.printing.formulas.blanks import width_of
from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.formulas.printer import is_long, is_raised_as_is, root_degree
from symconv.printing.formulas.typst_arrays import TypstArrayPrinter
from symconv.printing.formulas.typst_elements import (
    COMMA,
    SLASH,
    attached,
    big,
    enclose,
    letter_to_typst,
    stack,
    string,
)
from symconv.printing.lines import Mark
from symconv.printing.stacked import StackedApply, StackedSum, evenly

_A_LITTLE = " thin "
_BEHIND_SIGN = " med "
"""Space behind a sign that begins a line, where typst leaves none."""
_NEXT_ROW = r" \ "
_PRODUCT_SIGNS = {"": "", "*": "∗", r"\times": "×", r"\cdot": "⋅"}
_RELATIONS = {
    Relation.EQUAL: "=",
    Relation.UNEQUAL: "≠",
    Relation.LESS: "<",
    Relation.AT_MOST: "≤",
    Relation.GREATER: ">",
    Relation.AT_LEAST: "≥",
    Relation.DIVIDES: "∣",
}


class TypstPrinter(TypstArrayPrinter):
    """Writes formulas as what stands between dollars.

    >>> from symconv.formulas import Entry
    >>> from symconv.notation import Notation
    >>> TypstPrinter(Notation()).write(Partial(Name("L"), Entry("F", (1, 2))))
    'frac(∂ L, ∂ F_(12))'
    """

    signs: ClassVar[Mapping[Sign, str]] = {
        Sign.EQUAL: "=",
        Sign.NEARLY: "≈",
        Sign.BECOMES: "←",
    }
    brackets = (big("sym.paren.l", "opening"), big("sym.paren.r", "closing"))

    def name(self, node: Name) -> str:
        """Write a letter."""
        return letter_to_typst(node.letter)

    def blank(self, node: Blank) -> str:
        """Write a line to write on, with its number below."""
        line = f'class("normal", underline(#box(width: {width_of(node)}, height: 0.7em)))'
        return attached(line, f"({node.number})")

    def number(self, node: Number) -> str:
        """Write an exact number."""
        value = Fraction(node.value)
        if value.denominator == 1:
            return str(value.numerator)
        minus = self.minus if value < 0 else ""
        return f"{minus}frac({abs(value.numerator)}, {value.denominator})"

    def decimal(self, node: Decimal | Rounded) -> str:
        """Write a decimal, or a rounded number."""
        digits, _, exponent = node.digits.partition("e")
        return f"{digits} ⋅ 10^({exponent.removeprefix('+')})" if exponent else digits

    def held(self, node: Held) -> str:
        """Write a derivative with what is held fixed below a bar."""
        bar = enclose("", self.write(Partial(node.of, node.by)), "|")
        return attached(bar, COMMA.join(map(self.write, node.fixed)))

    def variant(self, node: Variant) -> str:
        """Write O with a word below it, and its arguments."""
        arguments = self.parenthesise(COMMA.join(map(self.write, node.arguments)))
        return f"{attached(self.variant_body(node), letter_to_typst(node.name))} {arguments}"

    def partial(self, node: Partial) -> str:
        """Write a derivative as a fraction, or as an operator before what is long."""
        if isinstance(node.of, Sum | Maximum | Add | Product):
            return f"{self.over(node)} {self.parenthesise(self.write(node.of))}"
        return f"frac(∂ {self.write(node.of)}, ∂ {self.write(node.by)})"

    def product(self, node: Product) -> str:
        """Write factors with the notation's sign between them, long ones a little apart."""
        apart = not self.notation.product and any(map(is_long, node.factors))
        return self.write_factors(node, _A_LITTLE if apart else self.times)

    @property
    def times_at_start(self) -> str:
        """The notation's sign between factors, or a dot where it has none."""
        return _PRODUCT_SIGNS[self.notation.product or r"\cdot"]

    @property
    def times(self) -> str:
        """The notation's sign between factors, with its spaces."""
        sign = _PRODUCT_SIGNS[self.notation.product]
        return f" {sign} " if sign else " "

    @property
    def times_shown(self) -> str:
        """The notation's sign between factors, or a dot where it has none, with its spaces."""
        return f" {self.times_at_start} "

    def _joint(self, mark: Mark, *, at_start: bool) -> str:
        if not at_start:
            return super()._joint(mark, at_start=False)
        sign = "+" if mark is Mark.PLUS else self.times_at_start
        return sign + _BEHIND_SIGN

    def _subtracted(self, text: str, *, at_start: bool) -> str:
        if not at_start:
            return super()._subtracted(text, at_start=False)
        return self.minus + _BEHIND_SIGN + text.removeprefix(self.minus)

    def add(self, node: Add) -> str:
        """Write a sum."""
        return self.write_sum(node.terms) if node.terms else "0"

    def quotient(self, node: Quotient) -> str:
        """Write a fraction."""
        return f"frac({self.write(node.numerator)}, {self.write(node.denominator)})"

    def power(self, node: Power) -> str:
        """Write a base with its exponent, or the root that 1/n stands for."""
        base = self.write(node.base)
        degree = root_degree(node)
        if degree:
            return f"sqrt({base})" if degree == 2 else f"root({degree}, {base})"
        if not is_raised_as_is(node.base) or base.startswith((self.minus, "frac(")):
            base = self.parenthesise(base)
        return attached(base, above=self.write(node.exponent))

    def apply(self, node: Apply) -> str:
        """Write a function of its arguments."""
        if node.function == "abs":
            return enclose("|", self.write(node.arguments[0]), "|")
        if node.function == "sqrt":
            return f"sqrt({self.write(node.arguments[0])})"
        inside = COMMA.join(map(self.write, node.arguments))
        return f"{self._function(node.function)} {self.parenthesise(inside)}"

    def _function(self, function: str) -> str:
        letter = letter_to_typst(function)
        return f"op({letter})" if letter.startswith('"') else letter

    def stackedsum(self, node: StackedSum) -> str:
        """Write a sum over several lines, a sign at the start of each but the first."""
        first, *others = map(self.write_sum, evenly(node.terms, node.per_line))
        return stack([first, *map(self._continued, others)])

    def _continued(self, text: str) -> str:
        """Write a sign at the start of terms that a sum goes on with on another line."""
        if text.startswith(self.minus):
            return self._subtracted(text, at_start=True)
        return self._joint(Mark.PLUS, at_start=True) + text

    def stackedapply(self, node: StackedApply) -> str:
        """Write a function of arguments over several lines, a comma at the end of each."""
        runs = evenly(node.arguments, node.per_line)
        *rows, last = [COMMA.join(map(self.write, run)) for run in runs]
        inside = stack([*(row + COMMA for row in rows), last])
        return f"{self._function(node.function)} {enclose('(', inside, ')')}"

    def floor(self, node: Floor) -> str:
        """Write floor brackets."""
        return enclose("⌊", self.write(node.body), "⌋")

    def sum(self, node: Sum) -> str:
        """Write a sum with limits, or with conditions below it."""
        return self._over(node)

    def maximum(self, node: Maximum) -> str:
        """Write a maximum with its ranges below it."""
        return self._over(node)

    def _over(self, node: Sum | Maximum) -> str:
        body = self.write(node.body)
        if isinstance(node.body, Add):
            body = self.parenthesise(body)
        return f"{self._limits(node)} {body}"

    def over(self, node: Formula) -> str:
        """Give the sign of a sum without its body, or of a derivative without what it is of."""
        match node:
            case Partial(by=by):
                return f"frac(∂, ∂ {self.write(by)})"
            case Sum() | Maximum():
                return self._limits(node)
        raise TypeError(f"{type(node).__name__} has no sign of its own")

    def _limits(self, node: Sum | Maximum) -> str:
        is_sum = isinstance(node, Sum)
        sign = "∑" if is_sum else 'op("max", limits: #true)'
        if is_sum and len(node.ranges) == 1 and not node.conditions:
            only = node.ranges[0]
            if only.upper is not None:
                lower = "" if only.lower is None else f" = {self.index(only.lower)}"
                return attached(sign, self.write(only.index) + lower, self.index(only.upper))
        if not node.conditions and all(limits.upper is None for limits in node.ranges):
            return attached(sign, COMMA.join(self.write(limits.index) for limits in node.ranges))
        below = [*map(self.write, node.ranges), *map(self.write, node.conditions)]
        return attached(sign, _NEXT_ROW.join(below))

    def range(self, node: Range) -> str:
        """Write 0 ≤ k ≤ n."""
        lower = "" if node.lower is None else f"{self._inline(node.lower)} ≤ "
        upper = "" if node.upper is None else f" ≤ {self._inline(node.upper)}"
        return lower + self.write(node.index) + upper

    def condition(self, node: Condition) -> str:
        """Write a relation."""
        right = self.write(node.right)
        if node.relation is Relation.DIVIDES and isinstance(node.right, Add):
            right = self.parenthesise(right)
        return f"{self.write(node.left)} {_RELATIONS[node.relation]} {right}"

    def within(self, node: Within) -> str:
        """Write 0 ≤ x ≤ n."""
        return " ≤ ".join(map(self._inline, (node.lower, node.value, node.upper)))

    def _inline(self, formula: Formula) -> str:
        """Write a condition's side, quotients on one line: it may stand below a sum."""
        if isinstance(formula, Quotient):
            above = self.write(formula.numerator)
            above = f"({above})" if isinstance(formula.numerator, Add) else above
            below = self.write(formula.denominator)
            below = f"({below})" if isinstance(formula.denominator, Add | Product) else below
            return f"{above}{SLASH}{below}"
        if isinstance(formula, Add):
            text = self.plus.join(map(self._inline, formula.terms))
            return text.replace(self.plus + self.minus, self.less)
        return self.write(formula)

    def forevery(self, node: ForEvery) -> str:
        """Write a condition and the indices for which it holds."""
        ranges = r"\, thin ".join(map(self.write, node.ranges))
        return f"{self.write(node.condition)} {string(' for all ')} {ranges}"

    def indicator(self, node: Indicator) -> str:
        """Write a bold 1 and its conditions in brackets."""
        conditions = COMMA.join(map(self.write, node.conditions))
        return f"bold(1) {enclose('[', conditions, ']')}"

    def cases(self, node: Cases) -> str:
        """Write a brace with a line per case."""
        rows = (f"{self.write(case.value)} & {self._when(case)}" for case in node.cases)
        return f"cases({', '.join(rows)})"

    def case(self, node: Case) -> str:
        """Write a value and when it is taken."""
        return f"{self.write(node.value)} quad {self._when(node)}"

    def _when(self, case: Case) -> str:
        if case.condition is None:
            return string("otherwise")
        return f"{string('if ')} {self.write(case.condition)}"

    def renewed(self, node: Renewed) -> str:
        """Write new w."""
        return f'"new" thin {self.write(node.of)}'

    def parenthesise(self, text: str) -> str:
        """Put a text in parentheses that grow with it, but for limits below a sum."""
        if _NEXT_ROW in text:
            return " ".join((self.brackets[0], text, self.brackets[1]))
        return f"({text})"


TypstPrinter.rules = {
    kind: getattr(TypstPrinter, rule.__name__) for kind, rule in LatexPrinter.rules.items()
}

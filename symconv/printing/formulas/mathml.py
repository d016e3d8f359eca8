"""Formulas as MathML Core, the part of MathML that browsers show alike.

A formula becomes elements that stand side by side; where one element is due, several are put
into a row.
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
    Entry,
    Floor,
    ForEvery,
    Formula,
    Grid,
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
from symconv.notation.letters import styled_letter
from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.formulas.mathml_arrays import MathmlArrayPrinter
from symconv.printing.formulas.mathml_elements import (
    A_LITTLE,
    APPLY,
    BIG_BRACKETS,
    COMMA,
    MINUS,
    SPACE,
    TIMES,
    TIMES_APART,
    enclose,
    parenthesise,
    row,
    stack,
    table,
)
from symconv.printing.formulas.mathml_entries import MathmlEntryPrinter
from symconv.printing.formulas.mathml_letters import letter_to_mathml
from symconv.printing.formulas.printer import is_long, is_raised_as_is, root_degree
from symconv.printing.lines import Mark
from symconv.printing.markup import escape_markup
from symconv.printing.stacked import StackedApply, StackedSum, evenly

_PRODUCT_SIGNS = {"": TIMES, "*": "<mo>*</mo>", r"\times": "<mo>×</mo>", r"\cdot": "<mo>⋅</mo>"}
_CLOSE = 'lspace="0" rspace="0"'
"""Signs of indices stand close to what they join, unlike those of a line."""
_SLASH, _FROM = f"<mo {_CLOSE}>/</mo>", f"<mo {_CLOSE}>=</mo>"
_RELATIONS = {
    Relation.EQUAL: "<mo>=</mo>",
    Relation.UNEQUAL: "<mo>≠</mo>",
    Relation.LESS: "<mo>&lt;</mo>",
    Relation.AT_MOST: "<mo>≤</mo>",
    Relation.GREATER: "<mo>&gt;</mo>",
    Relation.AT_LEAST: "<mo>≥</mo>",
    Relation.DIVIDES: '<mo stretchy="false" lspace=".28em" rspace=".28em">∣</mo>',
}
_SINGLE = (Name, Quotient, Power, Grid, Cases, Held)


class MathmlPrinter(MathmlEntryPrinter, MathmlArrayPrinter):
    """Writes formulas as the content of a `math` element.

    Tables have classes, as what they line up is a matter of style: `symconv-stack` those of
    formulas over several lines, `symconv-below` those below a sum, `symconv-cases`.

    >>> from symconv.notation import Notation
    >>> MathmlPrinter(Notation()).write(Entry("X", (1, 2)))
    '<msub><mi>X</mi><mn>12</mn></msub>'
    """

    signs: ClassVar[Mapping[Sign, str]] = {sign: f"<mo>{sign.value}</mo>" for sign in Sign}
    brackets = BIG_BRACKETS
    gap = ""
    plus = "<mo>+</mo>"
    minus = MINUS
    less = "<mo>−</mo>"
    _plus_at_start = '<mo form="infix">+</mo>'
    _less_at_start = '<mo form="infix">−</mo>'

    def name(self, node: Name) -> str:
        """Write a letter."""
        return letter_to_mathml(node.letter)

    def blank(self, node: Blank) -> str:
        """Write a box to write in, with its number below."""
        space = SPACE * (node.width + 2)
        line = f'<mtext class="symconv-blank" role="img" aria-label="blank">{space}</mtext>'
        return f"<msub>{line}<mtext>({node.number})</mtext></msub>"

    def number(self, node: Number) -> str:
        """Write an exact number."""
        value = Fraction(node.value)
        text = f"<mn>{abs(value.numerator)}</mn>"
        if value.denominator != 1:
            text = f"<mfrac>{text}<mn>{value.denominator}</mn></mfrac>"
        return self.minus + text if value < 0 else text

    def decimal(self, node: Decimal | Rounded) -> str:
        """Write a decimal, or a rounded number."""
        digits, _, exponent = node.digits.partition("e")
        text = self._signed(digits)
        if exponent:
            power = self._signed(exponent.removeprefix("+"))
            text += f"<mo>⋅</mo><msup><mn>10</mn>{row(power)}</msup>"
        return text

    def _signed(self, digits: str) -> str:
        minus = self.minus if digits.startswith("-") else ""
        return f"{minus}<mn>{escape_markup(digits.removeprefix('-'))}</mn>"

    def held(self, node: Held) -> str:
        """Write a derivative with what is held fixed below a bar."""
        partial = self.write(Partial(node.of, node.by))
        fixed = row(COMMA.join(map(self.write, node.fixed)))
        return f'<msub><mrow>{partial}<mo form="postfix">|</mo></mrow>{fixed}</msub>'

    def variant(self, node: Variant) -> str:
        """Write O with a word below it, and its arguments."""
        arguments = self.parenthesise(COMMA.join(map(self.write, node.arguments)))
        body = row(self.variant_body(node))
        return f"<msub>{body}{letter_to_mathml(node.name)}</msub>{APPLY}{arguments}"

    def partial(self, node: Partial) -> str:
        """Write a derivative as a fraction, or as an operator before what is long."""
        if isinstance(node.of, Sum | Maximum | Add | Product):
            return f"{self.over(node)}{A_LITTLE}{self.parenthesise(self.write(node.of))}"
        above, below = self.write(node.of), self.write(node.by)
        return f"<mfrac>{row(f'<mi>∂</mi>{above}')}{row(f'<mi>∂</mi>{below}')}</mfrac>"

    def product(self, node: Product) -> str:
        """Write factors with the notation's sign between them, long ones a little apart."""
        apart = not self.notation.product and any(map(_needs_room, node.factors))
        return self.write_factors(node, TIMES_APART if apart else self.times)

    @property
    def times(self) -> str:
        """The notation's sign between factors, invisible where it has none."""
        return _PRODUCT_SIGNS[self.notation.product]

    @property
    def times_at_start(self) -> str:
        """The notation's sign between factors, or a dot where it has none."""
        return _PRODUCT_SIGNS[self.notation.product or r"\cdot"]

    @property
    def times_shown(self) -> str:
        """The notation's sign between factors, or a dot where it has none."""
        return self.times_at_start

    def _joint(self, mark: Mark, *, at_start: bool) -> str:
        if mark is Mark.PLUS:
            return self._plus_at_start if at_start else self.plus
        return self.times_at_start if at_start or self.notation.product else TIMES_APART

    def _subtracted(self, text: str, *, at_start: bool) -> str:
        less = self._less_at_start if at_start else self.less
        return less + text.removeprefix(self.minus)

    def add(self, node: Add) -> str:
        """Write a sum."""
        return self.write_sum(node.terms) if node.terms else "<mn>0</mn>"

    def quotient(self, node: Quotient) -> str:
        """Write a fraction."""
        return f"<mfrac>{self._one(node.numerator)}{self._one(node.denominator)}</mfrac>"

    def power(self, node: Power) -> str:
        """Write a base with its exponent, or the root that 1/n stands for."""
        degree = root_degree(node)
        if degree == 2:
            return f"<msqrt>{self.write(node.base)}</msqrt>"
        if degree:
            return f"<mroot>{self._one(node.base)}<mn>{degree}</mn></mroot>"
        base = self.write(node.base)
        if not is_raised_as_is(node.base) or base.startswith((self.minus, "<mfrac")):
            base = self.parenthesise(base)
        return f"<msup>{row(base)}{self._one(node.exponent)}</msup>"

    def apply(self, node: Apply) -> str:
        """Write a function of its arguments."""
        if node.function == "abs":
            return row(enclose("|", self.write(node.arguments[0]), "|"))
        if node.function == "sqrt":
            return f"<msqrt>{self.write(node.arguments[0])}</msqrt>"
        inside = self.parenthesise(COMMA.join(map(self.write, node.arguments)))
        return letter_to_mathml(node.function) + APPLY + inside

    def stackedsum(self, node: StackedSum) -> str:
        """Write a sum over several lines, a sign at the start of each but the first."""
        first, *others = map(self.write_sum, evenly(node.terms, node.per_line))
        return stack([first, *map(self.continued, others)])

    def continued(self, text: str) -> str:
        """Write a sign at the start of terms that a sum goes on with on another line."""
        if text.startswith(self.minus):
            return self._subtracted(text, at_start=True)
        return self._plus_at_start + text

    def stackedapply(self, node: StackedApply) -> str:
        """Write a function of arguments over several lines, a comma at the end of each."""
        runs = evenly(node.arguments, node.per_line)
        *rows, last = [COMMA.join(map(self.write, run)) for run in runs]
        inside = self.parenthesise(stack([*(line + COMMA for line in rows), last]))
        return letter_to_mathml(node.function) + APPLY + inside

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
        return self._limits(node) + body

    def over(self, node: Formula) -> str:
        """Give the sign of a sum without its body, or of a derivative without what it is of."""
        match node:
            case Partial(by=by):
                return f"<mfrac><mi>∂</mi>{row(f'<mi>∂</mi>{self.write(by)}')}</mfrac>"
            case Sum() | Maximum():
                return self._limits(node)
        raise TypeError(f"{type(node).__name__} has no sign of its own")

    def _limits(self, node: Sum | Maximum) -> str:
        is_sum = isinstance(node, Sum)
        sign = "<mo>∑</mo>" if is_sum else '<mo movablelimits="true" rspace=".2em">max</mo>'
        if is_sum and len(node.ranges) == 1 and not node.conditions:
            only = node.ranges[0]
            if only.upper is not None:
                lower = "" if only.lower is None else _FROM + self._index(only.lower)
                below, above = row(self.write(only.index) + lower), row(self._index(only.upper))
                return f"<munderover>{sign}{below}{above}</munderover>"
        if not node.conditions and all(limits.upper is None for limits in node.ranges):
            indices = COMMA.join(self.write(limits.index) for limits in node.ranges)
            return f"<munder>{sign}{row(indices)}</munder>"
        rows = list(map(self.write, (*node.ranges, *node.conditions)))
        below = row(rows[0]) if len(rows) == 1 else table(((row,) for row in rows), "below")
        return f"<munder>{sign}{below}</munder>"

    def range(self, node: Range) -> str:
        """Write 0 ≤ k ≤ n."""
        lower = "" if node.lower is None else f"{self._inline(node.lower)}<mo>≤</mo>"
        upper = "" if node.upper is None else f"<mo>≤</mo>{self._inline(node.upper)}"
        return lower + self.write(node.index) + upper

    def condition(self, node: Condition) -> str:
        """Write a relation."""
        right = self.write(node.right)
        if node.relation is Relation.DIVIDES and isinstance(node.right, Add):
            right = self.parenthesise(right)
        return f"{self.write(node.left)}{_RELATIONS[node.relation]}{right}"

    def within(self, node: Within) -> str:
        """Write 0 ≤ x ≤ n."""
        return "<mo>≤</mo>".join(map(self._inline, (node.lower, node.value, node.upper)))

    def _inline(self, formula: Formula) -> str:
        """Write a condition's side, quotients on one line: it may stand below a sum."""
        if isinstance(formula, Quotient):
            above = self.write(formula.numerator)
            above = self.parenthesise(above) if isinstance(formula.numerator, Add) else above
            below = self.write(formula.denominator)
            if isinstance(formula.denominator, Add | Product):
                below = self.parenthesise(below)
            return f"{above}{_SLASH}{below}"
        if isinstance(formula, Add):
            text = self.plus.join(map(self._inline, formula.terms))
            return text.replace(self.plus + self.minus, self.less)
        return self.write(formula)

    def forevery(self, node: ForEvery) -> str:
        """Write a condition and the indices for which it holds."""
        ranges = COMMA.join(map(self.write, node.ranges))
        return f"{self.write(node.condition)}<mtext>{SPACE}for all{SPACE}</mtext>{ranges}"

    def indicator(self, node: Indicator) -> str:
        """Write 𝟏[a > b]."""
        conditions = COMMA.join(map(self.write, node.conditions))
        return "<mn>𝟏</mn>" + enclose("[", conditions, "]")

    def cases(self, node: Cases) -> str:
        """Write a brace with a line per case."""
        rows = ((self.write(case.value), self._when(case)) for case in node.cases)
        return f'<mrow><mo form="prefix">{{</mo>{table(rows, "cases")}</mrow>'

    def case(self, node: Case) -> str:
        """Write a value and when it is taken."""
        return f"{self.write(node.value)}{A_LITTLE}{self._when(node)}"

    def _when(self, case: Case) -> str:
        if case.condition is None:
            return "<mtext>otherwise</mtext>"
        return f"<mtext>if{SPACE}</mtext>{self.write(case.condition)}"

    def renewed(self, node: Renewed) -> str:
        """Write new w."""
        return f"<mi>new</mi>{A_LITTLE}{self.write(node.of)}"

    def parenthesise(self, text: str) -> str:
        """Put elements in parentheses that are as high as a fraction or a table among them."""
        return parenthesise(text)

    def _one(self, formula: Formula) -> str:
        """Write a formula as one element."""
        text = self.write(formula)
        if isinstance(formula, Entry) and not formula.arguments:
            return text
        if isinstance(formula, Number) and not text.startswith(self.minus):
            return text
        return text if isinstance(formula, _SINGLE) else row(text)


def _needs_room(factor: Formula) -> bool:
    """Tell a factor that would run into the next: a fraction, a word, or what is long."""
    match factor:
        case Name(word) | Entry(word):
            return len(styled_letter(word).plain) > 1 or is_long(factor)
        case Apply(word):
            return len(word) > 1
    return isinstance(factor, Partial | Quotient) or is_long(factor)


MathmlPrinter.rules = {
    kind: getattr(MathmlPrinter, rule.__name__) for kind, rule in LatexPrinter.rules.items()
}

"""What printers of formulas share: dispatch on the node, and remembering short texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Correlate,
    CorrelatePairs,
    Entry,
    Equation,
    Filled,
    Floor,
    Formula,
    Indicator,
    MatrixProduct,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
)
from symconv.formulas.chains import Chain, Decimal, Link, Rounded, Sign, sign_between
from symconv.formulas.variants import Variant
from symconv.formulas.walk import children
from symconv.formulas.written import Operation, Relate
from symconv.notation import Notation
from symconv.printing.lines import Factor, Mark, Over, Part, Terms

_COMPOUND = (Add, Product, Quotient, Floor)
_ONES = (Indicator, Filled)
"""What is written as a 1."""
_LOOSE = (Add, Operation, Relate)
Halved: TypeAlias = Correlate | CorrelatePairs | MatrixProduct
"""What may go on over a second line after its sign, where its arrays are wide."""


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
    gap: ClassVar[str] = " "
    """What stands between parts that nothing else parts."""
    plus: ClassVar[str] = " + "
    minus: ClassVar[str] = "-"
    """What a negative number starts with."""
    less: ClassVar[str] = " - "
    """What plus and minus become."""

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
        return self.signs[sign_between(equation)]

    @property
    def times(self) -> str:
        """The sign between factors, with its spaces."""
        raise NotImplementedError

    @property
    def times_shown(self) -> str:
        """The sign between factors that would else be read as one number, with its spaces."""
        return self.times

    def over(self, node: Any) -> str:
        """Give the sign of a sum without its body, or of a derivative without what it is of."""
        raise NotImplementedError

    def equation(self, node: Equation) -> str:
        """Write left = right, or left ← right."""
        return self.gap.join((self.write(node.left), self.sign(node), self.write(node.right)))

    def link(self, node: Link) -> str:
        """Write a sign and what follows it."""
        return f"{self.signs[node.sign]}{self.gap}{self.write(node.right)}"

    def chain(self, node: Chain) -> str:
        """Write left = a = b."""
        return self.gap.join(map(self.write, (node.left, *node.links)))

    def variant_body(self, node: Variant) -> str:
        """Write what is a variant: a letter, or a derivative in parentheses."""
        text = self.write(node.formula)
        return text if isinstance(node.formula, Entry) else self.parenthesise(text)

    def parts(self, parts: Sequence[Part]) -> str:
        """Give the parts of a line; at its start a sign stands a little apart."""
        text, joined, after_plus = "", "", False
        for place, part in enumerate(parts):
            if part is Mark.PLUS or part is Mark.TIMES:
                joined, after_plus = self._joint(part, at_start=not text), part is Mark.PLUS
                if part is Mark.TIMES and text and place and _runs_into(parts[place - 1 :]):
                    joined = self.times_shown
                continue
            own = self._part(part)
            if part is Mark.CLOSE:
                joined = ""
            if after_plus and own.startswith(self.minus):
                joined, own = "", self._subtracted(own, at_start=not text)
            text += joined + own
            joined = "" if part in (Mark.OPEN, Mark.MINUS) else self.gap
            after_plus = False
        return text

    def _joint(self, mark: Mark, *, at_start: bool) -> str:
        if mark is Mark.PLUS:
            return self.plus.lstrip() if at_start else self.plus
        return f"{self.times_at_start}{self.gap}" if at_start else self.times

    def _subtracted(self, text: str, *, at_start: bool) -> str:
        """Give a text that starts with a minus and goes on with a sum."""
        return text if at_start else self.less + text.removeprefix(self.minus)

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
                return self.minus
        return self.write(part)

    def write_sum(self, terms: tuple[Formula, ...]) -> str:
        """Give terms joined by plus, or minus where a term starts with one."""
        return self.plus.join(map(self.write, terms)).replace(self.plus + self.minus, self.less)

    def write_factor(self, formula: Formula, others: bool = True) -> str:
        """Give a formula as a factor: a sum among others stands in parentheses."""
        text = self.write(formula)
        if others and (isinstance(formula, _LOOSE) or text.startswith(self.minus)):
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
            minus, factors = self.minus, factors[1:]
        first_text = self.write(factors[0]) if factors else self.write(ONE)
        others = bool(minus) or len(factors) > 1
        is_sum = bool(factors) and isinstance(factors[0], _LOOSE)
        if (is_sum and others) or (minus and first_text.startswith(self.minus)):
            first_text = self.parenthesise(first_text)
        rest = [self.write_factor(factor) for factor in factors[1:]]
        texts = [first_text, *rest]
        for at, factor in enumerate(factors[:-1]):
            if isinstance(factor, Sum | Maximum):  # what follows would seem to be summed, too
                texts[at] = self.parenthesise(texts[at])
        return minus + self._joined(factors, texts, sign)

    def _joined(self, factors: Sequence[Formula], texts: Sequence[str], sign: str) -> str:
        """Join the texts of factors, by a sign that is seen where numbers meet."""
        if sign == self.times_shown or len(texts) < 2:
            return sign.join(texts)
        joined = texts[0]
        for before, factor, text in zip(factors, factors[1:], texts[1:], strict=False):
            joined += (self.times_shown if needs_sign(before, factor) else sign) + text
        return joined


def needs_sign(before: Formula, factor: Formula) -> bool:
    """Tell whether a factor after another would be read as part of it without a sign between.

    A number never follows another factor without one, nor do a function of numbers and an
    indicator, whose sign is a 1, follow a number.
    """
    if opens_with_digit(factor):
        return True
    return is_numeric(before) and (isinstance(factor, _ONES) or is_numeric(factor))


def opens_with_digit(formula: Formula) -> bool:
    """Tell whether what is written of a factor begins with a digit.

    >>> opens_with_digit(Power(Number(3), Number(2))), opens_with_digit(Number(-3))
    (True, False)
    """
    match formula:
        case Number(value):
            return value >= 0
        case Decimal() | Rounded():
            return not formula.digits.startswith("-")
        case Power(base):
            return not root_degree(formula) and is_raised_as_is(base) and opens_with_digit(base)
        case Quotient(numerator):
            return opens_with_digit(numerator)
        case Product((first, *_)):
            return opens_with_digit(first)
    return False


def is_numeric(formula: Formula) -> bool:
    """Tell whether nothing but numbers stands in a formula.

    >>> is_numeric(Add((Number(1), Number(2)))), is_numeric(Name("x"))
    (True, False)
    """
    if isinstance(formula, Number | Decimal | Rounded):
        return True
    parts = () if isinstance(formula, Entry | Name) else tuple(children(formula))
    return bool(parts) and all(map(is_numeric, parts))


def _runs_into(parts: Sequence[Part]) -> bool:
    """Tell whether a part, a sign between factors and the part after it need that sign."""
    before, _, *after = parts
    if not after:
        return False
    first, second = (part.formula if isinstance(part, Factor) else part
                     for part in (before, after[0]))  # fmt: skip
    if not isinstance(second, Formula):
        return False
    return needs_sign(first if isinstance(first, Formula) else Name("x"), second)


def root_degree(power: Power) -> int:
    """Give the n of a power with exponent 1/n, n at least 2; 0 for any other."""
    exponent = power.exponent.value if isinstance(power.exponent, Number) else 1
    return exponent.denominator if exponent.numerator == 1 != exponent.denominator else 0


def is_raised_as_is(base: Formula) -> bool:
    """Tell a base that needs no parentheses: nothing stands above it yet."""
    if isinstance(base, Entry):
        return base.superscript is None and not base.arguments
    return isinstance(base, Apply | Name | Number | Decimal)


def is_long(factor: Formula) -> bool:
    """Tell a factor that would run into the next: its places are sums or products."""
    if type(factor) is not Entry or (factor.indices and type(factor.indices[-1]) is int):
        return False
    return any(isinstance(place, _COMPOUND) for place in (*factor.indices, *factor.arguments))

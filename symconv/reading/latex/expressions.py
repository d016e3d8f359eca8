"""Sums, products, and relations between them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symconv.formulas import (
    Add,
    Apply,
    Equation,
    Floor,
    Formula,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Within,
)  # fmt: skip
from symconv.formulas.written import (
    Differential,
    Ellipsis,
    Marked,
    Operation,
    Relate,
    Words,
)
from symconv.reading.latex import lexicon as lex
from symconv.reading.latex.operators import OperatorReader
from symconv.reading.latex.tokens import Kind
from symconv.reading.written import FlawKind

OPERATION_SIGNS = ("*", "⋆", "⊗", "⊛", "⊙", "∘", "•")
RELATION_SIGNS = ("→", "∈", "≠", "<", "≤", ">", "≥", "⇒", "∉", "⊂", "⊆", "∝", "∼", "≅", "⇔")
_OPENERS = ("(", "[", "{", r"\{", "⌊", "⌈", "⟨", "Σ", "Π", "∂", "∇", "𝟙", "∞", "√", "½", "'")
_COMMANDS = (
    frozenset({"sqrt", "underbrace", "overbrace", "overset", "underset", "stackrel"})
    | lex.FRACTIONS
    | frozenset(lex.ACCENTS)
)  # fmt: skip
_CONSTANTS: dict[str, Formula] = {"∞": Name(r"\infty"), "½": Number(Fraction(1, 2))}
_EXTREMES = frozenset({"max", "min", "argmax", "argmin", "arg"})


class ExpressionReader(OperatorReader):
    """Reads whole expressions."""

    def relation(self) -> Formula:
        """Read an expression, or expressions with relations between them."""
        left = self.expression()
        chain = [left]
        signs: list[str] = []
        while self.sees(*RELATION_SIGNS, "=", "≈", "≡", "|"):
            if self.sees("|") and not (self.bars and self.in_index):
                break
            signs.append(self.take().text)
            chain.append(self.expression())
        if signs == ["≤", "≤"]:
            return Within(chain[0], chain[1], chain[2])
        for sign, right in zip(signs, chain[1:], strict=True):
            left = Equation(left, right) if sign == "=" else Relate(left, sign, right)
        return left

    def expression(self) -> Formula:
        """Read terms joined by signs."""
        terms: list[Formula] = [self._first_term()]
        while True:
            if self.sees("quad") and self.ahead().text in ("+", "-", "±"):
                self.take()
            if self.sees("+", "-"):
                terms.append(self._signed_term())
            elif self.sees("…"):
                terms.append(self.dots())
                if self.starts_factor():  # the plus signs around the dots are left out
                    terms.append(self.term())
            elif isinstance(terms[-1], Ellipsis) and self.starts_factor():
                terms.append(self.term())
            else:
                break
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def _first_term(self) -> Formula:
        self.skip("quad", "&")
        return self._signed_term() if self.sees("+", "-") else self.term()

    def _signed_term(self) -> Formula:
        first = self.take()
        negative = first.text == "-"
        self.skip("quad", "&")
        before = first
        while self.sees("+", "-"):
            if before.text == self.token.text == "+":
                self.flaw(FlawKind.DOUBLE_SIGN, before.start, self.token.stop, "+")
            before = self.take()
            negative ^= before.text == "-"
            self.skip("quad", "&")
        term = self.term()
        return negated(term) if negative else term

    def term(self) -> Formula:
        """Read factors and operations, which join them from left to right."""
        left = self._product()
        while True:
            if self.sees("quad") and self.ahead().text in (*OPERATION_SIGNS, "×", "·"):
                self.take()
            if self.sees(*OPERATION_SIGNS):
                left = self._operation(left)
            elif self.sees("×"):
                self.take()
                left = _times(left, self._operand())
            else:
                return left

    def _operation(self, left: Formula) -> Formula:
        """Read a sign and what follows; what stands below the sign marks the whole."""
        sign = self.take().text
        below: tuple[Formula, ...] = ()
        if self.accept("_"):
            below = (Words(self.sign_words()),)
        operation = Operation(sign, left, self._operand())
        return Marked(operation, below=below) if below else operation

    def _operand(self) -> Formula:
        self.skip("quad", "&")
        if self.sees("-"):
            self.take()
            return negated(self._product())
        return self._product()

    def _product(self) -> Formula:
        """Read factors side by side or with a dot between them, and quotients of them."""
        factors: list[Formula] = []
        self._append(factors)
        while True:
            if self.accept("·") or self._accept_point():
                self.skip("quad", "&")
                self._append_signed(factors)
            elif self.sees("/", "//"):
                self._divide(factors)
            elif self.sees_kind(Kind.WORD) and self.token.text in ("mod", "bmod"):
                self.take()
                factors = [Apply("mod", (_product_of(factors), self.factor()))]
            elif self.starts_factor() and not self._begins_remark():
                self._append(factors)
            else:
                return _product_of(factors)

    def _accept_point(self) -> bool:
        """Go past a full stop that is a product's sign: a.b or a . b, no sentence's end."""
        token, after = self.token, self.ahead()
        if token.text != "." or token.kind is not Kind.SIGN or token.spaced is not after.spaced:
            return False
        self.take()
        if self.starts_factor() and self.token.kind is not Kind.TEXT:
            return True
        self.at -= 1
        return False

    def _append(self, factors: list[Formula]) -> None:
        if self.sees("…"):
            factors.append(self.dots())
            return
        factor = self.factor()
        if isinstance(factor, Product) and not factors:
            factors += factor.factors
        else:
            factors.append(factor)

    def _append_signed(self, factors: list[Formula]) -> None:
        if self.accept("-"):
            factors.append(negated(self.factor()))
        else:
            self._append(factors)

    def _divide(self, factors: list[Formula]) -> None:
        """Read what follows a slash: a quotient, a derivative, or a floored quotient."""
        floored = self.take().text == "//"
        left = factors[-1]
        if isinstance(left, Differential) and not floored:
            below = self._differential_below(left)
            if below is not None:
                factors[-1] = Partial(left.of, below)
                return
        below = negated(self.factor()) if self.accept("-") else self.factor()
        if floored:
            factors[:] = [Floor(Quotient(_product_of(factors), below))]
        else:
            factors[-1] = _quotient(left, below)

    def _differential_below(self, left: Differential) -> Formula | None:
        if left.sign == "∂":
            if not self.accept("∂"):
                return None
            with self.nested():
                return self.factor()
        if self.token.text == "d" and self.ahead().kind in (Kind.LETTER, Kind.COMMAND):
            self.take()
            with self.nested():
                return self.letter_or_accent()
        return None

    def starts_factor(self) -> bool:
        """Tell whether a factor begins here."""
        token = self.token
        if token.kind in (Kind.LETTER, Kind.DIGIT, Kind.BEGIN):
            return True
        if token.kind is Kind.WORD:
            return token.text.lower() not in lex.SEPARATORS
        if token.kind is Kind.TEXT:
            return not self._begins_remark()
        if token.kind is Kind.COMMAND:
            return token.text in _COMMANDS
        if token.text in ("|", "‖"):
            return not self.bars
        return token.kind is Kind.SIGN and token.text in _OPENERS

    def _begins_remark(self) -> bool:
        token = self.token
        if token.kind is not Kind.TEXT:
            return False
        first = token.text.split()[0].strip(",.:;()").lower() if token.text.split() else ""
        return first in lex.SEPARATORS or not token.text.isascii()

    def factor(self) -> Formula:
        """Read one factor."""
        with self.nested():
            token = self.token
            if token.kind is Kind.SIGN:
                return self._sign_factor()
            if token.kind is Kind.LETTER:
                return self.letter()
            if token.kind is Kind.DIGIT:
                return self.number()
            if token.kind is Kind.WORD:
                return self.extreme() if token.text.lower() in _EXTREMES else self._named()
            if token.kind is Kind.TEXT:
                return self.text()
            if token.kind is Kind.COMMAND:
                return self._command()
            if token.kind is Kind.BEGIN:
                return self.environment()
            raise self.unexpected("a formula")

    def _named(self) -> Formula:
        return self.big_sum() if self.token.text == "sum" else self.word()

    def _sign_factor(self) -> Formula:
        text = self.token.text
        if text == "{":
            return self._braces()
        if text in ("(", "[", r"\{"):
            return self.parenthesis()
        readers = {
            "⌊": self.rounded, "⌈": self.rounded, "|": self.absolute, "‖": self.absolute,
            "⟨": self.inner, "Σ": self.big_sum, "Π": self.big_sum, "∂": self.partial,
            "∇": self.nabla, "'": self.quoted, "…": self.dots, "√": self._root,
        }  # fmt: skip
        if text in readers:
            return readers[text]()
        if text in _CONSTANTS:
            self.take()
            return _CONSTANTS[text]
        if text == "𝟙":
            self.take()
            return self.indicator()
        raise self.unexpected("a formula")

    def _root(self) -> Formula:
        self.take()
        return Apply("sqrt", (self.factor(),))

    def _braces(self) -> Formula:
        r"""Read a group in braces: with \over, with scripts, or braces that print nothing."""
        close = self.close_of()
        if close is None:
            self.fail("a brace that is not closed")
        assert close is not None
        inside = self.inside()
        if any(token.text == "over" for token in inside):
            return self.over()
        if self.tokens[close + 1].text in ("_", "^") and inside:
            return self._scripted_group(len(inside))
        self.make_transparent()
        if not inside and self.starts_factor():
            return self.factor()
        if not self.starts_factor() and not self.sees("…"):
            if self.sees("+", "-"):
                self._transparent -= {self.at - 1, close}
                self.at -= 1
                return self.group_or_one()
            raise self.unexpected("a formula")
        return self.factor()

    def _scripted_group(self, size: int) -> Formula:
        if size == 1 and self.ahead().kind is Kind.LETTER:
            self.make_transparent()
            return self.factor()
        return self.marked(self.group_or_one())

    def _command(self) -> Formula:
        name = self.token.text
        if name in lex.FRACTIONS:
            return self.fraction()
        if name in lex.ACCENTS:
            return self.accent()
        if name in ("underbrace", "overbrace"):
            return self.labelled()
        if name == "sqrt":
            self.take()
            return self.marked(Apply("sqrt", (self.group_or_one(),)))
        if name in ("overset", "underset", "stackrel"):
            self.take()
            self.at = (self.close_of() or self.at) + 1
            return self.group_or_one()
        self.fail(rf"the command \{name} is not understood")
        raise AssertionError


def negated(term: Formula) -> Formula:
    """Give the negative of a term, as the project writes it.

    >>> negated(Product((Number(2), Name("x")))).factors[0]
    Number(value=-2)
    """
    if isinstance(term, Number):
        return Number(-term.value)
    if isinstance(term, Product):
        first, *rest = term.factors
        if isinstance(first, Number):
            return Product((Number(-first.value), *rest))
        return Product((Number(-1), *term.factors))
    if isinstance(term, Operation) and _leads_with_number(term):
        return replace(term, left=negated(term.left))
    return Product((Number(-1), term))


def _leads_with_number(term: Formula) -> bool:
    while isinstance(term, Operation):
        term = term.left
    return isinstance(term, Number)


def _product_of(factors: list[Formula]) -> Formula:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _quotient(left: Formula, right: Formula) -> Formula:
    if isinstance(left, Number) and isinstance(right, Number) and right.value:
        return Number(Fraction(left.value) / Fraction(right.value))
    return Quotient(left, right)


def _times(left: Formula, right: Formula) -> Formula:
    """Read ×: a product where a number stands beside it, else a sign whose meaning is open."""
    if not (_is_numeric(left) or isinstance(right, Number)):
        return Operation("×", left, right)
    factors = left.factors if isinstance(left, Product) else (left,)
    return Product((*factors, right))


def _is_numeric(formula: Formula) -> bool:
    if isinstance(formula, Product):
        return all(map(_is_numeric, formula.factors))
    return isinstance(formula, Number)

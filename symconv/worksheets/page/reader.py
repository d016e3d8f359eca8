"""From tokens to trees: a small recursive descent, with limits on length and depth.

A sum is of products, a product is of factors between signs or side by side, and a correlation
binds less than a product: X ⋆ 1/4·1[2×2] correlates with a quarter of ones.
"""

from __future__ import annotations

from symconv.worksheets.page.atoms import AtomReader
from symconv.worksheets.page.lexer import Lexeme, Token, prepared
from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.vocabulary import Vocabulary

_MINUS_ONE = Node(Kind.NUMBER, "-1")


def read_answer(text: str, vocabulary: Vocabulary) -> Node:
    """Read what a student typed; raises `UnreadError` with the place where it is not understood.

    >>> read_answer("2 X_12", Vocabulary(("X",))).parts[1].label
    'X[1,2]'
    """
    return Reader(prepared(text), vocabulary).answer()


class Reader(AtomReader):
    """Reads one answer."""

    def answer(self) -> Node:
        """Read the whole text."""
        found = self.sum()
        if self.is_sign("="):
            raise UnreadError(self.token.at, "write what belongs in the blank alone, without =")
        if self.token.kind is not Token.END:
            raise UnreadError(self.token.at, f"{self.shown()} is not expected here")
        return found

    def sum(self) -> Node:
        """Read terms between + and -."""
        at = self.token.at
        self._deeper(at)
        terms = [self._signed(self.take().text if self.is_sign("+", "-") else "+", at)]
        while self.is_sign("+", "-"):
            sign = self.take()
            terms.append(self._signed(sign.text, sign.at))
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self._from(at, Kind.SUM, "", *terms)

    def _signed(self, sign: str, at: int) -> Node:
        term = self.correlation()
        if sign == "+":
            return term
        return self._from(at, Kind.PRODUCT, "", _MINUS_ONE, term)

    def correlation(self) -> Node:
        """Read products between correlation signs."""
        at = self.token.at
        found = self.product()
        while self.is_sign("⋆"):
            self.take()
            label = self._options()
            found = self._from(at, Kind.STAR, label, found, self.product())
        return found

    def product(self) -> Node:
        """Read factors with or without signs between them."""
        at = self.token.at
        found, divided = self.signed_factor(), False
        while True:
            if self.is_sign("*", "⊙"):
                kind = Kind.PRODUCT if self.take().text == "*" else Kind.ENTRYWISE
                found, divided = self._joined(at, kind, found, self.signed_factor()), False
            elif self.is_sign("/"):
                self.take()
                found, divided = (
                    self._from(at, Kind.QUOTIENT, "", found, self.signed_factor()),
                    True,
                )
            elif self._begins_factor():
                self._check_beside(divided)
                found = self._joined(at, Kind.PRODUCT, found, self.factor())
            else:
                return found

    def _joined(self, at: int, kind: Kind, left: Node, right: Node) -> Node:
        """Give a product; three factors are one product and no two."""
        if left.kind is kind and left.label == "" and left.at == at:
            return self._from(at, kind, "", *left.parts, right)
        return self._from(at, kind, "", left, right)

    def _check_beside(self, divided: bool) -> None:
        if divided:
            raise UnreadError(self.token.at, "behind / write * or brackets before the next factor")
        if self.token.kind is Token.NUMBER and not self._is_one_of():
            raise UnreadError(self.token.at, "write * before a number")

    def _begins_factor(self) -> bool:
        kind = self.token.kind
        if kind is Token.SIGN:
            bar = self.token.text == "|" and not self.inside_bars
            return bar or self.token.text in ("(", "[", "{", "∂", "√", "⌊", "Σ", "frac")
        if kind is Token.WORD:
            return self.token.text not in ("if", "otherwise")
        return kind in (Token.NUMBER, Token.NAME)

    def signed_factor(self) -> Node:
        """Read a factor that may have a minus."""
        at = self.token.at
        if self.is_sign("-", "+"):
            sign = self.take().text
            self._deeper(at)
            factor = self.signed_factor()
            self.depth -= 1
            return factor if sign == "+" else self._from(at, Kind.PRODUCT, "-", _MINUS_ONE, factor)
        return self.factor()

    def factor(self) -> Node:
        """Read an atom with what stands above it."""
        at = self.token.at
        found = self.atom()
        while self.token.kind in (Token.SUP, Token.TRANSPOSE):
            raised = self.take()
            if raised.kind is Token.TRANSPOSE:
                found = self._from(at, Kind.TRANSPOSE, "", found)
            else:
                found = self._from(at, Kind.POWER, "", found, self.within(raised))
        return found

    def within(self, raised: Lexeme) -> Node:
        """Read what stands above."""
        if not raised.text:
            raise UnreadError(raised.at, "nothing stands above")
        try:
            inner = Reader(raised.text, self.vocabulary)
            inner.depth = self.depth + 1
            return inner.answer()
        except UnreadError as error:
            raise UnreadError(raised.at, str(error)) from None

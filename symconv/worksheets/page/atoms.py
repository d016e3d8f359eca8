"""What is one factor of an answer: entries, functions, brackets, conditions, arrays."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar

from symconv.worksheets.page import tables
from symconv.worksheets.page.brackets import BracketReader
from symconv.worksheets.page.lexer import Lexeme, Token, cleaned
from symconv.worksheets.page.nodes import Kind, Node, UnreadError

_SIZES = re.compile(r"[0-9]+(?:×[0-9]+)*", re.ASCII)
_E = "e"


class AtomReader(BracketReader):
    """Reads factors; what stands in them is read by the methods that a reader adds."""

    rules: ClassVar[Mapping[str, Callable[[AtomReader], Node]]] = {}

    @abstractmethod
    def product(self) -> Node:
        """Read factors with or without signs between them."""

    @abstractmethod
    def factor(self) -> Node:
        """Read an atom with what stands above it."""

    @abstractmethod
    def within(self, raised: Lexeme) -> Node:
        """Read what stands above."""

    def atom(self) -> Node:
        """Read what is one thing."""
        token = self.token
        self._deeper(token.at)
        found = self._atom(token)
        self.depth -= 1
        return found

    def _atom(self, token: Lexeme) -> Node:
        if token.kind is Token.NUMBER:
            return self._number()
        if token.kind is Token.NAME:
            return self._name()
        if token.kind is Token.WORD:
            return self._word()
        if token.kind is Token.SIGN and token.text in self.rules:
            return self.rules[token.text](self)
        raise UnreadError(token.at, f"a formula is expected, not {self.shown()}")

    def _number(self) -> Node:
        one = self._is_one_of()
        token = self.take()
        if not one:
            return self._from(token.at, Kind.NUMBER, token.text)
        if self.token.kind is Token.SUB:
            return self._from(token.at, Kind.SYMBOL, f"ones[{self.take().text}]")
        sizes = cleaned(self._raw("[", peek=True))
        if _SIZES.fullmatch(sizes):
            self._raw("[")
            return self._from(token.at, Kind.SYMBOL, f"ones[{sizes}]")
        self.expect("[")
        relations = self._relations()
        self.expect("]")
        return relations

    def _is_one_of(self) -> bool:
        """Tell whether a 1 comes next that says of something whether it holds: 1[X > 0]."""
        behind = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        opens = behind.kind is Token.SUB or (behind.kind is Token.SIGN and behind.text == "[")
        return self.token.text == "1" and opens

    def _name(self) -> Node:
        """Read an entry, a call of σ, the number e with a power, or a derivative."""
        token = self.take()
        if token.text == "d" and "d" not in self.vocabulary.letters:
            self.place -= 1
            return self._derivative()
        if token.text == "sigma" and self.is_sign("("):
            return self._call(token, "sigmoid")
        if token.text == _E and self._is_exponential():
            return self._from(token.at, Kind.CALL, "exp", self.within(self.take()))
        self.place -= 1
        return self.symbol()

    def _is_exponential(self) -> bool:
        return self.token.kind is Token.SUP and _E not in self.vocabulary.letters

    def _word(self) -> Node:
        """Read a function of its arguments."""
        token = self.take()
        name = token.text
        if name == "rot" and self.token.kind is Token.SUB and self.token.text == "180":
            self.take()
            name = "rot180"
        if name in ("sum", "max") and self._has_ranges():
            return self._over(token, "Σ" if name == "sum" else "max")
        if name == "new":
            return self._from(token.at, Kind.CALL, name, self.factor())
        if name not in tables.FUNCTIONS:
            raise UnreadError(token.at, f"{name} is not expected here")
        return self._call(token, "log" if name == "ln" else name)

    def _has_ranges(self) -> bool:
        below = self.token.kind is Token.SUB and not self.token.text.startswith("axis")
        return below or self.is_sign("{")

    def _call(self, token: Lexeme, name: str) -> Node:
        raised = self.take() if self.token.kind is Token.SUP and name not in tables.LINEAR else None
        options = self._options()
        if name == "sqrt" and self.is_sign("{"):
            arguments = [self._group()]
        else:
            arguments = self._arguments(name)
        label = f"{name}[{options}]" if options else name
        found = self._from(token.at, Kind.CALL, label, *arguments)
        if raised is None:
            return found
        return self._from(token.at, Kind.POWER, "", found, self.within(raised))

    def _arguments(self, name: str) -> list[Node]:
        if not self.is_sign("("):
            raise UnreadError(self.token.at, f"( is expected behind {name}, not {self.shown()}")
        self.take()
        arguments = [self.sum()]
        while self.is_sign(","):
            self.take()
            arguments.append(self.sum())
        self.expect(")")
        return arguments

    def _over_sum(self) -> Node:
        return self._over(self.take(), "Σ")

    def _over(self, token: Lexeme, name: str) -> Node:
        r"""Read a sum or a maximum over indices: Σ{k=1..M} or \\sum_{k=1}^{M}, then a product."""
        lower, upper = "", ""
        while self.token.kind in (Token.SUB, Token.SUP):
            taken = self.take()
            if taken.kind is Token.SUB:
                lower = taken.text
            else:
                upper = f"..{cleaned(taken.text)}"
        if not lower and self.is_sign("{"):
            lower = cleaned(self._raw("{"))
        if not lower:
            raise UnreadError(token.at, f"{name} has no index, such as Σ{{k=1..M}}")
        return self._from(token.at, Kind.OVER, f"{name}{{{lower}{upper}}}", self.product())

    def _fraction(self) -> Node:
        r"""Read \frac{…}{…}: a derivative, or a quotient."""
        at = self.take().at
        before = self.place
        try:
            above, below = self._differential(), self._differential()
            return self._from(at, Kind.PARTIAL, "", above, below)
        except UnreadError:
            self.place = before
        parts = [self._group(), self._group()]
        return self._from(at, Kind.QUOTIENT, "", *parts)

    def _group(self) -> Node:
        if not self.is_sign("{"):
            return self.atom()  # \frac12
        self.take()
        found = self.sum()
        self.expect("}")
        return found

    def _root(self) -> Node:
        at = self.take().at
        return self._from(
            at, Kind.CALL, "sqrt", self._group() if self.is_sign("{") else self.atom()
        )

    def _floor(self) -> Node:
        at = self.take().at
        inner = self.sum()
        self.expect("⌋")
        return self._from(at, Kind.CALL, "floor", inner)


AtomReader.rules = {
    "(": AtomReader._brackets, "[": AtomReader._brackets, "{": AtomReader._brackets,
    "|": AtomReader._bars, "∂": AtomReader._derivative, "√": AtomReader._root,
    "⌊": AtomReader._floor, "Σ": AtomReader._over_sum, "frac": AtomReader._fraction,
}  # fmt: skip

"""The tokens of an answer, one after another."""

from __future__ import annotations

from symconv.worksheets.page import tables
from symconv.worksheets.page.lexer import Lexeme, Lexer, Token, cleaned
from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.vocabulary import Vocabulary

CLOSING = {"(": ")", "[": "]", "{": "}"}


class Stream:
    """Gives the tokens of one text, and makes nodes that know where they stand."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.tokens = Lexer(text, vocabulary).tokens()
        self.place = 0
        self.depth = 0
        self.inside_bars = False

    @property
    def token(self) -> Lexeme:
        """The token that comes next."""
        return self.tokens[self.place]

    def shown(self) -> str:
        """Give the next token as it was typed."""
        return self.text[self.token.at : self.token.end] or "the end"

    def is_kind(self, *kinds: Token) -> bool:
        """Tell whether a token of one of these kinds comes next."""
        return self.token.kind in kinds

    def is_sign(self, *signs: str) -> bool:
        """Tell whether one of the signs comes next."""
        return self.token.kind is Token.SIGN and self.token.text in signs

    def is_word(self, word: str) -> bool:
        """Tell whether a word comes next."""
        return self.token.kind is Token.WORD and self.token.text == word

    def _next_is(self, sign: str) -> bool:
        behind = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        return behind.kind is Token.SIGN and behind.text == sign

    def take(self) -> Lexeme:
        """Take the next token."""
        token = self.token
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def expect(self, sign: str) -> Lexeme:
        """Take a sign that must come."""
        if not self.is_sign(sign):
            raise UnreadError(self.token.at, f"{sign} is expected, not {self.shown()}")
        return self.take()

    def _deeper(self, at: int) -> None:
        self.depth += 1
        if self.depth > tables.MOST_DEPTH:
            raise UnreadError(at, "brackets are nested too deep")

    def _from(self, at: int, kind: Kind, label: str, *parts: Node) -> Node:
        found = Node(kind, label, parts, at, self.tokens[max(self.place - 1, 0)].end)
        if found.height > tables.MOST_HEIGHT:
            raise UnreadError(at, "signs are nested too deep")
        return found

    def _raw(self, opened: str, *, peek: bool = False) -> str:
        """Take a bracket with all that is in it, as it was typed."""
        before, depth = self.place, 0
        start = self.token.end
        while True:
            token = self.take()
            if token.kind is Token.END:
                raise UnreadError(start - 1, f"{opened} is never closed")
            if token.kind is Token.SIGN:
                depth += (token.text == opened) - (token.text == CLOSING[opened])
            if depth == 0:
                break
        if peek:
            self.place = before
        return self.text[start : token.at]

    def _options(self) -> str:
        """Take what a function says below itself or in square brackets: dilation 2."""
        said = []
        while self.token.kind in (Token.SUB, Token.SUP) or (
            self.is_sign("[") and not self._next_is("[")
        ):
            said.append(cleaned(self._raw("[") if self.is_sign("[") else self.take().text))
        return ",".join(said)

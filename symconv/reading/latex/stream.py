"""What every part of the reader leans on: the tokens, the place in them, and what was noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from symconv.formulas import Formula
from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.latex.uses import LetterUse
from symconv.reading.written import Flaw, FlawKind, ReadingError, Span, Style

MAX_DEPTH = 45
"""How deep formulas may be nested."""
MAX_FLAWS = 100
"""How many damages of one line are noted."""
_OPENING = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", "⌊": "⌋", "⌈": "⌉", "⟨": "⟩"}
_CLOSING = frozenset(_OPENING.values())


class Stream:
    """Tokens and a place in them; the parts of the reader are built on it, one on the other.

    Attributes
    ----------
    tokens : the tokens, with one that ends them
    style : how the document writes
    plain : whether the text is no LaTeX, so that a subscript goes on without braces
    flaws : the damages that were noticed
    uses : the letters that were read, by the place where they stand
    """

    def __init__(self, tokens: Sequence[Token], style: Style, plain: bool) -> None:
        stop = tokens[-1].stop if tokens else 0
        self.tokens = [*tokens, Token(Kind.END, "", stop, stop)]
        self.style = style
        self.plain = plain
        self.flaws: list[Flaw] = []
        self.uses: dict[int, LetterUse] = {}
        self.at = 0
        self.depth = 0
        self.bars = 0
        self.in_index = 0
        self.in_script = 0
        self._transparent: set[int] = set()
        self._match = _matches(self.tokens)

    # What the later parts of the reader add; the earlier ones ask for it.

    def expression(self) -> Formula:
        """Read a sum of terms."""
        raise NotImplementedError

    def relation(self) -> Formula:
        """Read an expression, or two with a relation between them."""
        raise NotImplementedError

    def term(self) -> Formula:
        """Read what stands between plus signs."""
        raise NotImplementedError

    def factor(self) -> Formula:
        """Read one factor."""
        raise NotImplementedError

    def starts_factor(self) -> bool:
        """Tell whether a factor begins here."""
        raise NotImplementedError

    @property
    def token(self) -> Token:
        """The token at this place."""
        while self.at in self._transparent:
            self.at += 1
        return self.tokens[self.at]

    def ahead(self, steps: int = 1) -> Token:
        """Give a token further on."""
        here = self.token
        place = self.at + steps
        return self.tokens[place] if place < len(self.tokens) else here

    def take(self) -> Token:
        """Give the token at this place and go on."""
        token = self.token
        if token.kind is not Kind.END:
            self.at += 1
        return token

    def sees(self, *texts: str) -> bool:
        """Tell whether one of these signs is here."""
        token = self.token
        return token.kind is Kind.SIGN and token.text in texts

    def sees_kind(self, *kinds: Kind) -> bool:
        """Tell whether a token of one of these kinds is here."""
        return self.token.kind in kinds

    def accept(self, *texts: str) -> bool:
        """Go on if one of these signs is here, and tell whether it is."""
        found = self.sees(*texts)
        if found:
            self.take()
        return found

    def expect(self, text: str, opened: Token) -> None:
        """Go on after a closing sign; `ReadingError` if it is missing."""
        if not self.accept(text):
            self.fail(f"{_shown(opened)} is not closed by {_bare(text)}")

    def fail(self, what: str, at: Token | None = None) -> None:
        """Raise `ReadingError` at this place, or at a token."""
        raise ReadingError((at or self.token).start, what)

    def unexpected(self, wanted: str) -> ReadingError:
        """Give the error of something that is not understood here."""
        token = self.token
        if token.kind is Kind.END:
            return ReadingError(token.start, f"the formula ends where {wanted} is expected")
        return ReadingError(token.start, f"{_shown(token)} stands where {wanted} is expected")

    def flaw(self, kind: FlawKind, start: int, stop: int, repair: str | None = None) -> None:
        """Note a damage."""
        found = Flaw(kind, Span(start, stop), repair)
        if len(self.flaws) < MAX_FLAWS and found not in self.flaws:
            self.flaws.append(found)

    def skip(self, *texts: str) -> None:
        """Go past signs that mean nothing here."""
        while self.accept(*texts):
            pass

    def close_of(self, place: int | None = None) -> int | None:
        """Give the place of the bracket that closes the one at a place, None without one."""
        here = self.token  # moves past braces that print nothing
        del here
        return self._match.get(self.at if place is None else place)

    def make_transparent(self) -> None:
        """Leave out the braces of the group that begins here: they print nothing."""
        close = self.close_of()
        if close is None:
            self.fail("a brace that is not closed")
        else:
            self._transparent |= {self.at, close}

    def inside(self, place: int | None = None) -> list[Token]:
        """Give the tokens between the bracket at a place and the one that closes it."""
        close = self.close_of(place)
        start = self.at if place is None else place
        return self.tokens[start + 1 : close] if close is not None else []

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Go one level deeper; `ReadingError` where that is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"the formula is nested more than {MAX_DEPTH} levels deep")
        yield
        self.depth -= 1

    def last_stop(self) -> int:
        """Give where the last token that was read ends."""
        return self.tokens[self.at - 1].stop if self.at else 0


def _matches(tokens: Sequence[Token]) -> dict[int, int]:
    """Give the place of the closing bracket for each opening one; braces bind strongest."""
    found: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    for place, token in enumerate(tokens):
        if token.kind is not Kind.SIGN:
            continue
        if token.text in _OPENING:
            waiting.append((token.text, place))
        elif token.text in _CLOSING:
            _close(token.text, place, waiting, found)
    return found


def _close(text: str, place: int, waiting: list[tuple[str, int]], found: dict[int, int]) -> None:
    """Match a closing bracket; an interval's brackets need not be of one kind."""
    if text == "}":
        while waiting and waiting[-1][0] != "{":
            waiting.pop()
    if waiting and (_OPENING[waiting[-1][0]] == text or _is_interval(waiting[-1][0], text)):
        found[waiting.pop()[1]] = place


def _is_interval(opening: str, closing: str) -> bool:
    return opening in "([" and closing in ")]"


def depth_change(token: Token) -> int:
    """Give 1 for an opening bracket, -1 for a closing one, else 0."""
    if token.kind is Kind.SIGN:
        return (token.text in _OPENING) - (token.text in _CLOSING)
    return (token.kind is Kind.BEGIN) - (token.kind is Kind.FINISH)


def _bare(text: str) -> str:
    return repr(text.lstrip("\\"))


def _shown(token: Token) -> str:
    if token.kind is Kind.COMMAND:
        return f"the command \\{token.text}"
    if token.kind is Kind.BEGIN:
        return f"the environment {token.text}"
    names = {"row": "a line's end", "quad": "a wide space", "over": "\\over"}
    return names.get(token.text, _bare(token.text))

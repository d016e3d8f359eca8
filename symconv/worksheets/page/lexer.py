"""From what was typed to tokens: plain text with or without Unicode, or LaTeX."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from symconv.worksheets.page import tables
from symconv.worksheets.page.nodes import UnreadError
from symconv.worksheets.page.vocabulary import Vocabulary


class Token(StrEnum):
    """The kinds of tokens."""

    NUMBER = "number"
    NAME = "name"
    WORD = "word"
    SUB = "sub"
    SUP = "sup"
    TRANSPOSE = "transpose"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Lexeme:
    """A token: its kind, what it says, and where it stands."""

    kind: Token
    text: str
    at: int
    end: int


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+", re.ASCII)
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.ASCII | re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end) ?\{cases\}", re.ASCII)
_SCRIPT = re.compile(r"-?[0-9]+|[A-Za-z]|\\[A-Za-z]+(?:\{[A-Za-z]*\})?|⊤", re.ASCII)
_TWO_DIGITS = re.compile(r" ?([0-9]) ?([0-9])(?![0-9])", re.ASCII)
_LAYER = re.compile(r"l[-−]1", re.ASCII)
_LAYERS = re.compile(r"l(?:-[0-9])?", re.ASCII)
_LOW_RUN = re.compile(f"[{''.join(tables.LOW)}](?:[{''.join(tables.LOW)},]*"
                      f"[{''.join(tables.LOW)}])?")  # fmt: skip
_HIGH_RUN = re.compile(f"[{''.join(tables.HIGH)}]+")
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathsf|mathit|operatorname) ?\{([^{}]*)\}", re.ASCII)
_UNSEEN = re.compile(r"\\(?:left|right)(?![A-Za-z])|\\[,;:! ]|[ \t\n\r\f\v{}]", re.ASCII)
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff]")
_TRANSPOSED = ("T", r"\top", "⊤", r"\intercal")
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_TRANSPOSE = "ᵀ"


def prepared(text: str) -> str:
    """Give a text as its places are counted: accents behind their letters, and letters plain."""
    plain = _MATHEMATICAL.sub(lambda match: unicodedata.normalize("NFKD", match[0]), text)
    return unicodedata.normalize("NFD", plain)


def cleaned(text: str) -> str:
    r"""Give what stands below, above or in brackets as one word.

    >>> cleaned(r"\text{dilation}\,2"), cleaned("1, 10"), cleaned(r"2\times 2")
    ('dilation2', '1,10', '2×2')
    """
    text = _WRAPPED.sub(lambda match: match[1], text).replace(r"\times", "×")
    text = _UNSEEN.sub("", text).replace("−", "-")
    return re.sub(r"(?<=[0-9])[x*](?=[0-9])", "×", text, flags=re.ASCII)


def group_end(text: str, at: int) -> int:
    """Give where the bracket at a place closes; raises `UnreadError` if it never does."""
    opened, closed, depth = text[at], _CLOSING[text[at]], 0
    for place in range(at, len(text)):
        depth += (text[place] == opened) - (text[place] == closed)
        if depth == 0:
            return place
    raise UnreadError(at, f"{opened} is never closed")


class Lexer:
    """Cuts one text into tokens."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        self.text = text
        self.vocabulary = words
        self.found: list[Lexeme] = []

    def tokens(self) -> list[Lexeme]:
        """Give the tokens, the last of which is the end; raises `UnreadError`."""
        if len(self.text) > tables.MOST_CHARACTERS:
            raise UnreadError(
                tables.MOST_CHARACTERS, f"more than {tables.MOST_CHARACTERS} characters"
            )
        self._run(0, len(self.text))
        self._add(Token.END, "", len(self.text), len(self.text))
        return self.found

    def _add(self, kind: Token, text: str, at: int, end: int) -> int:
        if len(self.found) >= tables.MOST_TOKENS:
            raise UnreadError(at, f"more than {tables.MOST_TOKENS} signs")
        self.found.append(Lexeme(kind, text, at, end))
        return end

    def _run(self, at: int, end: int) -> None:
        while at < end:
            at = self._next(at)

    def _next(self, at: int) -> int:
        """Take one token, and give where the next begins."""
        sign = self.text[at]
        if sign in tables.SPACES:
            return at + 1
        if sign == "\\":
            return self._command(at)
        if number := _NUMBER.match(self.text, at):
            return self._number(number[0], at)
        if low := _LOW_RUN.match(self.text, at):
            return self._add(Token.SUB, "".join(map(_low, low[0])), at, low.end())
        if high := _HIGH_RUN.match(self.text, at):
            return self._raised(high[0], at)
        if sign == _TRANSPOSE:
            return self._add(Token.TRANSPOSE, "T", at, at + 1)
        return self._letter_or_sign(at)

    def _raised(self, run: str, at: int) -> int:
        """Take small signs above; of a layer and a power, as in c₀ˡ², one after the other."""
        raised = "".join(tables.HIGH[each] for each in run)
        layer = _LAYERS.match(raised) if self.vocabulary.layered else None
        if layer and layer.end() < len(raised):
            at = self._add(Token.SUP, layer[0], at, at + layer.end())
            raised = raised[layer.end() :]
        return self._add(Token.SUP, raised.strip("()"), at, at + len(raised))

    def _letter_or_sign(self, at: int) -> int:
        sign = self.text[at]
        for text, meaning in tables.LONG_SIGNS.items():
            if self.text.startswith(text, at):
                if meaning == "^":
                    return self._script(at, len(text))
                return self._add(Token.SIGN, meaning, at, at + len(text))
        if sign in "_^":
            return self._script(at, 1)
        if sign in tables.SIGNS:
            return self._add(Token.SIGN, tables.SIGNS[sign], at, at + 1)
        if sign in tables.LETTERS:
            return self._name(tables.LETTERS[sign], at, at + 1)
        if sign.isascii() and sign.isalpha():
            return self._word(at)
        raise UnreadError(at, f"{sign} is not understood")

    def _number(self, text: str, at: int) -> int:
        """Take a number; digits right behind a letter are its indices."""
        if len(text) > tables.MOST_DIGITS:
            raise UnreadError(at, f"a number of more than {tables.MOST_DIGITS} digits")
        last = self.found[-1] if self.found else None
        below = last is not None and last.kind is Token.NAME and last.end == at and text.isdigit()
        return self._add(Token.SUB if below else Token.NUMBER, text, at, at + len(text))

    def _word(self, at: int) -> int:
        """Take the longest word of the sheet that begins here, or else one letter."""
        words = self.vocabulary.words
        word = next((word for word in words if self.text.startswith(word, at)), self.text[at])
        name = words.get(word, word)
        known = word not in self.vocabulary.letters and name == word
        if known and word in (*tables.FUNCTIONS, *tables.RESERVED):
            return self._reserved(word, at, at + len(word))
        return self._name(name, at, at + len(word))

    def _reserved(self, word: str, at: int, end: int) -> int:
        signs = {"star": "⋆", "partial": "∂"}
        if word in signs:
            return self._add(Token.SIGN, signs[word], at, end)
        return self._add(Token.WORD, word, at, end)

    def _name(self, name: str, at: int, end: int) -> int:
        """Take a letter, with the accents and primes behind it."""
        while end < len(self.text) and self.text[end] in tables.ACCENTS:
            name = f"{tables.ACCENTS[self.text[end]]}({name})"
            end += 1
        while end < len(self.text) and self.text[end] in "'′":
            name += "'"
            end += 1
        return self._add(Token.NAME, name, at, end)

    def _script(self, at: int, length: int) -> int:
        """Take what stands below or above."""
        kind = Token.SUB if self.text[at] == "_" else Token.SUP
        start = at + length
        while self.text.startswith(" ", start):
            start += 1
        if start < len(self.text) and self.text[start] in _CLOSING:
            close = group_end(self.text, start)
            content, end = self.text[start + 1 : close], close + 1
        else:
            layered = kind is Token.SUP and bool(self.vocabulary.layered)
            match = (_LAYER.match(self.text, start) if layered else None) or _SCRIPT.match(
                self.text, start
            )
            if match is None:
                raise UnreadError(at, f"nothing stands behind {self.text[at]}")
            content, end = match[0], match.end()
        if kind is Token.SUP and cleaned(content) in _TRANSPOSED:
            return self._add(Token.TRANSPOSE, "T", at, end)
        told = cleaned(content) if kind is Token.SUB else content.strip(" ")
        return self._add(kind, told, at, end)

    def _command(self, at: int) -> int:
        """Take a command of LaTeX."""
        if environment := _ENVIRONMENT.match(self.text, at):
            sign = "{" if environment[1] == "begin" else "}"
            return self._add(Token.SIGN, sign, at, environment.end())
        match = _COMMAND.match(self.text, at)
        if match is None:
            raise UnreadError(at, "\\ stands alone")
        name, end = match[1], match.end()
        if name in tables.SKIPPED or name in ",;:! ":
            return end
        if name in tables.WRAPPERS or name in (*tables.ACCENTS.values(), "widehat"):
            return self._dressed(name, at, end)
        return self._named(name, at, end)

    def _named(self, name: str, at: int, end: int) -> int:
        signs = {"\\": ";", "{": "{", "}": "}", "|": "|", **tables.COMMANDS}
        if name in signs:
            self._add(Token.SIGN, signs[name], at, end)
            digits = _TWO_DIGITS.match(self.text, end) if signs[name] == "frac" else None
            return self._digits(digits) if digits else end
        letter = tables.NAMED.get(name, name)
        if letter in (*tables.GREEK, *tables.CAPITAL, "ell"):
            return self._name(letter, at, end)
        if name in tables.FUNCTIONS:
            return self._reserved(name, at, end)
        raise UnreadError(at, f"\\{name} is not understood")

    def _digits(self, match: re.Match[str]) -> int:
        r"""Take the two digits of \frac12."""
        for place in (1, 2):
            self._add(Token.NUMBER, match[place], match.start(place), match.end(place))
        return match.end()

    def _dressed(self, name: str, at: int, end: int) -> int:
        r"""Take what a command like \mathrm or \hat stands around."""
        while self.text.startswith(" ", end):
            end += 1
        if self.text.startswith("{", end):
            first, last = end + 1, group_end(self.text, end)
            after = last + 1
        else:
            first, last, after = end, end + 1, end + 1
        if name in tables.WRAPPERS:
            word = self.text[first:last].replace(r"\_", "_")
            if word in self.vocabulary.words:
                return self._whole(word, at, after)
            self._run(first, last)
            return after
        inner = self.text[first:last].strip().removeprefix("\\")
        accent = "hat" if name == "widehat" else name
        return self._add(Token.NAME, f"{accent}({tables.LETTERS.get(inner, inner)})", at, after)

    def _whole(self, word: str, at: int, end: int) -> int:
        """Take a word that is known as a whole."""
        name = self.vocabulary.words[word]
        if word in self.vocabulary.letters or name != word:
            return self._add(Token.NAME, name, at, end)
        if word in (*tables.FUNCTIONS, *tables.RESERVED):
            return self._reserved(word, at, end)
        return self._add(Token.NAME, name, at, end)


def _low(sign: str) -> str:
    return tables.LOW.get(sign, sign)

"""A formula's text as tokens, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from symconv.reading.latex import lexicon as lex
from symconv.reading.written import ReadingError

MAX_CHARACTERS = 20_000
"""The longest formula that is read."""


class Kind(Enum):
    """What a token is."""

    LETTER = auto()
    DIGIT = auto()
    WORD = auto()
    TEXT = auto()
    COMMAND = auto()
    BEGIN = auto()
    FINISH = auto()
    SIGN = auto()
    MACRO = auto()
    PARAMETER = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    r"""A token: `text` is a letter or sign as it is kept (`\delta`, "·"), `spaced` whether a space
    stands before it.
    """

    kind: Kind
    text: str
    start: int
    stop: int
    spaced: bool = False

    def at(self, start: int, stop: int) -> Token:
        """Give the token at another place: that of the macro that stands for it."""
        return Token(self.kind, self.text, start, stop, self.spaced)


_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_RUN = re.compile(r"[A-Za-z]+(?:\\_[A-Za-z]+)+|[A-Za-z]+", re.ASCII)
_NUMBERED_WORD = re.compile(r"[A-Za-z0-9]*[A-Za-z][0-9]+[A-Za-z]?", re.ASCII)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_SUCH_THAT = re.compile(r"s\.\s?t\b\.?")
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
_DOTS = re.compile(r"\.\s?\.\s?\.")
_BRACKET = re.compile(r"\s*\[[^\]\n]{0,20}\]")
_JOINTS = (":=", "+=", "<-", "->", "<=", ">=", "!=", "==", "//", "..")
_JOINED = {"<-": "←", "->": "→", "<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_MIN_SPOKEN = 4
_NUMBER_BEHIND = re.compile(
    r"(?:\\[ ,;:!]\s*|\\q?quad\s*|~\s*){2,}\(\s*\d+(?:[.-]\d+)*\s*\)\s*(?=$|\\\\|\\end\b|\\tag\b)"
)
"""The number of an equation behind wide spaces: it is no factor."""


class Lexer:
    """Gives the tokens of a text; names in `macros` are left for their expansion."""

    def __init__(self, text: str, macros: Collection[str] = ()) -> None:
        if len(text) > MAX_CHARACTERS:
            raise ReadingError(
                MAX_CHARACTERS, f"the formula has more than {MAX_CHARACTERS} characters"
            )
        self.text = text
        self.macros = macros
        self.place = 0
        self.spaced = False

    def tokens(self) -> Iterator[Token]:
        """Give the tokens in their order."""
        while self.place < len(self.text):
            before = self.place
            found = list(self._next())
            if not found and self.place > before:
                self.spaced = True
                continue
            yield from found
            self.spaced = False

    def _make(self, kind: Kind, text: str, stop: int) -> Token:
        token = Token(kind, text, self.place, stop, self.spaced)
        self.place = stop
        return token

    def _next(self) -> Iterator[Token]:
        character = self.text[self.place]
        if character.isspace() or character in "~$\u200b\ufeff":
            self.place += 1
        elif character == "\\":
            numbered = _NUMBER_BEHIND.match(self.text, self.place)
            if numbered:
                self.place = numbered.end()
            else:
                yield from self._command()
        elif character == "#" and self.text[self.place + 1 : self.place + 2].isdigit():
            yield self._make(Kind.PARAMETER, self.text[self.place + 1], self.place + 2)
        elif character.isascii() and character.isdigit():
            yield self._digit()
        elif character.isascii() and character.isalpha():
            yield from self._letters()
        else:
            yield from self._sign(character)

    def _digit(self) -> Token:
        return self._make(Kind.DIGIT, self.text[self.place], self.place + 1)

    def _letters(self) -> Iterator[Token]:
        such_that = _SUCH_THAT.match(self.text, self.place)
        if such_that:
            yield self._make(Kind.TEXT, "such that", such_that.end())
            return
        numbered = _NUMBERED_WORD.match(self.text, self.place)
        if numbered and numbered[0].lower() in lex.KNOWN_WORDS:
            yield self._make(Kind.WORD, numbered[0], numbered.end())
            return
        run = _RUN.match(self.text, self.place)
        assert run is not None
        word = run[0]
        if "\\" in word or is_word(word):
            yield self._make(Kind.WORD, word.replace("\\", ""), run.end())
            return
        letter = self.text[self.place]
        accent = lex.COMBINING.get(self.text[self.place + 1 : self.place + 2])
        if accent:
            yield self._make(Kind.LETTER, rf"\{accent}{{{letter}}}", self.place + 2)
        else:  # the letters of a run that is no word stand for themselves, one by one
            for at in range(self.place, run.end()):
                yield self._make(Kind.LETTER, self.text[at], at + 1)
                self.spaced = False

    def _sign(self, character: str) -> Iterator[Token]:
        dots = _DOTS.match(self.text, self.place)
        if dots:
            yield self._make(Kind.SIGN, "…", dots.end())
            return
        two = self.text[self.place : self.place + 2]
        if two in _JOINTS:
            yield self._make(Kind.SIGN, _JOINED.get(two, two), self.place + 2)
        elif character in lex.SUBSCRIPT_CHARACTERS:
            yield from self._raised("_", lex.SUBSCRIPT_CHARACTERS)
        elif character in lex.SUPERSCRIPT_CHARACTERS:
            yield from self._raised("^", lex.SUPERSCRIPT_CHARACTERS)
        elif character in lex.SIGN_OF_CHARACTER:
            yield self._make(Kind.SIGN, lex.SIGN_OF_CHARACTER[character], self.place + 1)
        else:
            yield self._other_letter(character)

    def _raised(self, sign: str, characters: dict[str, str]) -> Iterator[Token]:
        """Give characters that stand below or above by themselves as a group in braces."""
        place = self.place
        yield Token(Kind.SIGN, sign, place, place)
        yield Token(Kind.SIGN, "{", place, place)
        while self.text[self.place : self.place + 1] in characters and self.place < len(self.text):
            own = characters[self.text[self.place]]
            kind = Kind.DIGIT if own.isdigit() else Kind.LETTER if own.isalpha() else Kind.SIGN
            yield self._make(kind, own, self.place + 1)
            while own == "(" and self.text[self.place : self.place + 1] not in characters:
                if self.place >= len(self.text):
                    break
                yield from self._next()  # a letter that has no small form of its own
            after = self.text[self.place + 1 : self.place + 2]
            if self.text.startswith(",", self.place) and after and after in characters:
                yield self._make(Kind.SIGN, ",", self.place + 1)
        yield Token(Kind.SIGN, "}", self.place, self.place)

    def _other_letter(self, character: str) -> Token:
        letter = lex.LETTER_OF_CHARACTER.get(character)
        if letter:
            return self._make(Kind.LETTER, letter, self.place + 1)
        plain = unicodedata.normalize("NFKC", character)
        if len(plain) == 1 and plain in lex.LETTER_OF_CHARACTER:
            return self._make(Kind.LETTER, lex.LETTER_OF_CHARACTER[plain], self.place + 1)
        if len(plain) == 1 and plain.isascii() and plain.isalnum():
            kind = Kind.DIGIT if plain.isdigit() else Kind.LETTER
            return self._make(kind, plain, self.place + 1)
        base, *marks = list(unicodedata.normalize("NFD", character))
        if len(marks) == 1 and marks[0] in lex.COMBINING and base.isascii():
            accented = rf"\{lex.COMBINING[marks[0]]}{{{base}}}"
            return self._make(Kind.LETTER, accented, self.place + 1)
        if character.isalpha():
            return self._words()
        raise ReadingError(self.place, f"the character {character!r} is not understood")

    def _words(self) -> Token:
        stop = self.place + 1
        while stop < len(self.text) and self.text[stop].isalpha() and not self.text[stop].isascii():
            stop += 1
        return self._make(Kind.TEXT, self.text[self.place : stop], stop)

    def _command(self) -> Iterator[Token]:
        match = _COMMAND.match(self.text, self.place)
        if match is None:
            self.place += 1
            return
        name, stop = match[1], match.end()
        if name.rstrip("*") in self.macros:
            name = name.rstrip("*")
            yield self._make(Kind.MACRO, name, self.place + 1 + len(name))
        elif name[0].isalpha():
            yield from self._named(name, stop)
        else:
            yield from self._escaped(name, stop)

    def _escaped(self, name: str, stop: int) -> Iterator[Token]:
        if name == "\\":
            while self.text.startswith("\\\\", stop):
                stop += 2
            gap = re.compile(r"\*?(?:\s*\[\s*-?[0-9.]+\s*[a-z]{2}\s*\])?").match(self.text, stop)
            yield self._make(Kind.SIGN, "row", gap.end() if gap else stop)
        elif name in "{}":
            yield self._make(Kind.SIGN, "\\" + name, stop)
        elif name in "_&%#$|":
            text = {"|": "‖", "_": r"\_"}.get(name, name)
            yield self._make(Kind.SIGN, text, stop)
        else:  # spaces, and brackets of the formula itself
            self.place = stop

    def _named(self, name: str, stop: int) -> Iterator[Token]:
        bare = name.rstrip("*")
        if name not in lex.UPRIGHT and name not in lex.STACKS and bare != name:
            name, stop = bare, stop - 1
        if name in lex.LETTER_COMMANDS:
            yield self._make(Kind.LETTER, rf"\{name}", stop)
        elif name in lex.SIGN_OF_COMMAND:
            yield self._make(Kind.SIGN, lex.SIGN_OF_COMMAND[name], stop)
        elif name in lex.UPRIGHT:
            yield from self._upright(name, stop)
        elif name in lex.FUNCTIONS:
            yield self._make(Kind.WORD, name, stop)
        elif name in ("begin", "end"):
            yield self._environment(name, stop)
        elif name in ("mathbb", "Bbb"):
            yield from self._blackboard(stop)
        else:
            yield from self._left_out(name, stop)

    def _left_out(self, name: str, stop: int) -> Iterator[Token]:
        if name in lex.IGNORED_WITH_ARGUMENT:
            bracket = _BRACKET.match(self.text, stop)
            self.place = self._argument(bracket.end() if bracket else stop)[1]
        elif name in lex.IGNORED or name in lex.FONTS:
            self.place = stop
            if name in ("left", "right", "middle"):
                dot = re.compile(r"\s*\.(?!\d)").match(self.text, stop)
                self.place = dot.end() if dot else stop
        else:
            yield self._make(Kind.COMMAND, name, stop)

    def _argument(self, at: int) -> tuple[str, int]:
        """Give the argument of a command and where it ends: a group, or one character."""
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        if not self.text.startswith("{", at):
            return self.text[at : at + 1], min(at + 1, len(self.text))
        depth = 0
        for stop in range(at, len(self.text)):
            if self.text[stop] in "{}" and self.text[stop - 1] != "\\":
                depth += 1 if self.text[stop] == "{" else -1
            if depth == 0:
                return self.text[at + 1 : stop], stop + 1
        raise ReadingError(at, "a brace that is not closed")

    def _upright(self, name: str, stop: int) -> Iterator[Token]:
        content, end = self._argument(stop)
        plain = re.sub(r"\\[ ,;:!]|[~$]", " ", content).replace(r"\_", "_").strip()
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            yield self._make(Kind.LETTER, plain, end)
        elif _WORD.fullmatch(plain):
            yield self._make(Kind.WORD, plain, end)
        elif name in ("mathrm", "mathit") or plain.isdigit():
            self.place = stop  # mathematics in another font
        else:
            text = re.sub(r"\s+", " ", re.sub(r"[\\{}]", "", plain)).strip()
            is_gap = text in ("", ",", ";", ".")
            yield self._make(*(Kind.SIGN, "quad") if is_gap else (Kind.TEXT, text), end)

    def _environment(self, name: str, stop: int) -> Token:
        content, end = self._argument(stop)
        kind = Kind.BEGIN if name == "begin" else Kind.FINISH
        return self._make(kind, content.strip(), end)

    def _blackboard(self, stop: int) -> Iterator[Token]:
        content, end = self._argument(stop)
        if content.strip() in ("1", "I"):
            yield self._make(Kind.SIGN, "𝟙", end)
        else:
            self.place = stop


_MOST_INDICES = 5
_INDICES = re.compile("ij|uv|hw|pq")
"""Pairs of indices that no short word holds."""


def is_word(run: str) -> bool:
    """Tell a run of letters that spells a word from a product of letters.

    >>> is_word("stride"), is_word("relu"), is_word("dL"), is_word("abc")
    (True, True, False, False)
    >>> is_word("nkij")
    False
    """
    if run.lower() in lex.KNOWN_WORDS:
        return True
    if len(run) <= _MOST_INDICES and _INDICES.search(run):
        return False
    spoken = len(run) >= _MIN_SPOKEN and _VOWEL.search(run) is not None
    return spoken and (run[1:].islower() or run.isupper()) and len(set(run)) > 2

"""Items of prose: words by what they mean, letters, numbers, sizes and signs."""

from __future__ import annotations

import re

from symconv.verification.stating.concepts import Concept, Item
from symconv.verification.stating.letters import ACCENTS, FONTS, letter_of
from symconv.verification.stating.lexicon import lexicon
from symconv.verification.stating.numbers import NUMBER_WORDS
from symconv.verification.stating.tokens import Token, TokenKind, tokens_of

_SIGNS = {
    "*": "*", "∗": "*", r"\ast": "*", "⋆": "⋆", "★": "⋆", "☆": "⋆", r"\star": "⋆", "⊗": "⊗",
    r"\otimes": "⊗", "⊛": "⊛", "⊙": "⊙", r"\circledast": "⊛", r"\odot": "⊙", "∘": "∘",
    r"\circ": "∘", r"\bullet": "•", "•": "•",
}  # fmt: skip
_POINTS = {
    "=": Concept.EQUALS, ":": Concept.COLON, "：": Concept.COLON, ",": Concept.COMMA,
    "，": Concept.COMMA, "、": Concept.COMMA, "،": Concept.COMMA, "(": Concept.OPEN,
    "（": Concept.OPEN, ")": Concept.CLOSE, "）": Concept.CLOSE, "[": Concept.OPEN,
    "]": Concept.CLOSE, "|": Concept.BAR, "∈": Concept.MEMBER, r"\in": Concept.MEMBER,
    "×": Concept.TIMES, r"\times": Concept.TIMES, "✕": Concept.TIMES, "х": Concept.TIMES,
    "–": Concept.DASH, "—": Concept.DASH, "−": Concept.ARITHMETIC, "+": Concept.ARITHMETIC,
    "/": Concept.ARITHMETIC, "<": Concept.ARITHMETIC, ">": Concept.ARITHMETIC,
    "≥": Concept.ARITHMETIC, "≤": Concept.ARITHMETIC, "^": Concept.ARITHMETIC,
    r"\geq": Concept.ARITHMETIC, r"\leq": Concept.ARITHMETIC, r"\ge": Concept.ARITHMETIC,
    r"\le": Concept.ARITHMETIC, r"\neq": Concept.ARITHMETIC, "≠": Concept.ARITHMETIC,
    r"\cdot": Concept.ARITHMETIC, "·": Concept.ARITHMETIC, "…": Concept.DOTS,
    r"\dots": Concept.DOTS, r"\ldots": Concept.DOTS, r"\cdots": Concept.DOTS,
    ";": Concept.STOP, "；": Concept.STOP, "。": Concept.STOP, "!": Concept.STOP,
    "！": Concept.STOP, "?": Concept.QUESTION, "？": Concept.QUESTION, "؟": Concept.QUESTION,
    "؛": Concept.STOP, "।": Concept.STOP,
}  # fmt: skip
_DEFINING = frozenset(
    (Concept.IS, Concept.EQUALS, Concept.COLON, Concept.DENOTES, Concept.EMPTY, Concept.BY,
     Concept.DASH, Concept.OPERATION)
)  # fmt: skip
"""What follows a sign whose meaning is told."""
_ABBREVIATIONS = {"e": Concept.HEDGE, "z": Concept.HEDGE, "v": Concept.CONTRAST}
_NO_LETTERS = frozenset(
    [
        "CNN",
        "RGB",
        "GPU",
        "MLP",
        "RNN",
        "NN",
        "FC",
        "SGD",
        "MSE",
        "AI",
        "DL",
        "TF",
        "ML",
        "CPU",
        "DNN",
        "BP",
        "FFT",
        "MAC",
        "API",
        "US",
        "UK",
        "IT",
        "IS",
    ]
)
_NAMED = re.compile(r"d(?:[A-Z]|out|[xyzw])|[A-Z]{2,3}")
_GREEK = re.compile(r"[α-ωΑ-Ωϵϕ]")
_SAME_LETTER = re.compile(r"([a-zA-Z])[x×]\1")
_ROUNDS = {"₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7",
           "₈": "8", "₉": "9"}  # fmt: skip
_LONGEST_INDEX = 16
_WEAK = frozenset("aAIyoeuоиOà")


def items_of(text: str) -> list[Item]:
    """Give the items of a piece of prose in its order, sizes not yet put together.

    >>> [item.concept.value for item in items_of("the filter $W$ of size 3")]
    ['article', 'filter', 'letter', 'of', 'size', 'number']
    """
    return _Lexer(text).items()


class _Lexer:
    """Goes over the tokens of a text once."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens_of(text)
        self._at = 0
        self._items: list[Item] = []

    def items(self) -> list[Item]:
        while self._at < len(self._tokens):
            self._one()
        return self._items[1:] if self._is_bullet() else self._items

    def _is_bullet(self) -> bool:
        """Tell whether the text begins with a list's * rather than with a sign that is defined."""
        items = self._items
        if len(items) < 2 or items[0].concept is not Concept.SIGN or items[0].math:
            return False
        return items[0].value in "*•" and items[1].concept not in _DEFINING

    def _peek(self, ahead: int = 0) -> Token | None:
        index = self._at + ahead
        return self._tokens[index] if 0 <= index < len(self._tokens) else None

    def _text(self, ahead: int) -> str:
        token = self._peek(ahead)
        return token.text if token else ""

    def _give(self, concept: Concept, value: str, tokens: int = 1, *, weak: bool = False) -> None:
        first, last = self._tokens[self._at], self._tokens[self._at + tokens - 1]
        self._items.append(Item(concept, value, first.first, last.stop, weak=weak, math=first.math))
        self._at += tokens

    def _one(self) -> None:
        token = self._tokens[self._at]
        match token.kind:
            case TokenKind.SPACE:
                self._space(token)
            case TokenKind.OPAQUE:
                self._give(Concept.MATH, token.text)
            case TokenKind.NUMBER:
                self._number(token)
            case TokenKind.ABBREVIATION:
                self._give(_ABBREVIATIONS.get(token.text[0].lower(), Concept.EMPTY), "")
            case TokenKind.RUN:
                self._run(token)
            case TokenKind.WORD:
                self._word(token)
            case _:
                self._other(token)

    def _space(self, token: Token) -> None:
        ahead = self._text(1)
        listed = "\n" in token.text and ahead in ("-", "*", "•", "|", "+", "–", "#", ">")
        if token.text.count("\n") > 1 or listed:
            self._give(Concept.STOP, "")
            if listed and ahead != "|":
                self._at += 1
        else:
            self._at += 1

    def _number(self, token: Token) -> None:
        if "." in token.text or len(token.text) > 6:
            self._give(Concept.WORD, token.text)
        elif self._text(1) in ("D", "d") and not token.math:
            self._give(Concept.EMPTY, "", 2)
        elif self._text(1) == "-" and self._text(2) in ("D", "d"):
            self._give(Concept.EMPTY, "", 3)
        else:
            self._give(Concept.NUMBER, str(int(token.text)))

    def _run(self, token: Token) -> None:
        at = 0
        while at < len(token.text):
            found = lexicon().run(token.text, at, len(token.text))
            concept, length = found or (Concept.WORD, 1)
            value = token.text[at : at + length]
            if not found and value in NUMBER_WORDS:
                concept, value = Concept.NUMBER, str(NUMBER_WORDS[value])
            first = token.first + at
            self._items.append(Item(concept, value, first, first + length, math=token.math))
            at += length
        self._at += 1

    def _word(self, token: Token) -> None:
        if token.text == "R" and self._text(1) == "^" and self._is_member():
            self._at += 2
            return
        if self._letter(token) or self._phrase(token):
            return
        word = token.text.lower()
        if (match := _SAME_LETTER.fullmatch(token.text)) and len(token.text) == 3:
            self._give(Concept.SHAPE, f"{match[1]} x {match[1]}")
        elif word in NUMBER_WORDS:
            self._give(Concept.NUMBER, str(NUMBER_WORDS[word]))
        elif token.math and (letter := letter_of(token.text)):
            self._give(Concept.LETTER, letter)
        else:
            self._give(Concept.WORD, word)

    def _is_member(self) -> bool:
        return bool(self._items) and self._items[-1].concept is Concept.MEMBER

    def _phrase(self, token: Token) -> bool:
        """Take the longest phrase that begins here; hyphens inside count as spaces."""
        words: list[str] = []
        ends: list[int] = []
        at = self._at
        while at < len(self._tokens) and len(words) < 8:
            each = self._tokens[at]
            if each.kind in (TokenKind.WORD, TokenKind.NUMBER):
                words.append(_plain(each.text))
                ends.append(at)
            elif not (each.kind is TokenKind.SPACE or each.text in "-‐‑"):
                break
            at += 1
        found = lexicon().longest(tuple(words))
        if not found:
            return False
        concept, length = found
        self._give(concept, _plain(token.text), ends[length - 1] - self._at + 1)
        return True

    def _letter(self, token: Token) -> bool:
        """Take a letter with its subscript, its superscript passed over."""
        below, length = self._below(1)
        name = token.text
        single = token.kind is TokenKind.COMMAND or (
            len(name) == 1 and (name.isascii() or _GREEK.match(name))
        )
        attached = self._peek(1)
        digits = ""
        if attached and attached.kind is TokenKind.NUMBER and len(name) <= 2 and not token.math:
            before = self._peek(-1)
            if attached.text.isdigit() and not (before and before.kind is TokenKind.NUMBER):
                digits, length = attached.text, 1
        if not (single or below or digits or self._is_name(token)):
            return False
        differential = name[0] == "d" and len(name) == 2
        known = not (single or differential or below) and lexicon().longest((name.lower(),))
        if known:
            return False
        return self._give_letter(token, name, digits, below, 1 + length)

    def _give_letter(self, token: Token, name: str, digits: str, below: str, length: int) -> bool:
        letter = letter_of(name + digits)
        if letter is None:
            return False
        weak = name in _WEAK and not token.math and not digits and not below
        length += self._above(length)
        primed = self._text(length) in ("'", "′", "’") or self._text(length) == r"\prime"
        if primed:
            self._give(Concept.MATH, letter, length + 1)
        else:
            self._give(Concept.LETTER, letter + (f"_{below}" if below else ""), length, weak=weak)
        return True

    def _is_name(self, token: Token) -> bool:
        return bool(_NAMED.fullmatch(token.text)) and token.text not in _NO_LETTERS

    def _below(self, ahead: int) -> tuple[str, int]:
        """Give the subscript that begins `ahead` tokens on, and how many tokens it takes."""
        if self._text(ahead) in _ROUNDS:
            return _ROUNDS[self._text(ahead)], 1
        if self._text(ahead) != "_":
            return "", 0
        text, length = self._group(ahead + 1)
        return (text, 1 + length) if text else ("", 0)

    def _above(self, ahead: int) -> int:
        if self._text(ahead) != "^":
            return 0
        return 1 + self._group(ahead + 1)[1]

    def _group(self, ahead: int) -> tuple[str, int]:
        """Give the text in the braces that begin here, or the one token, and its tokens."""
        if self._text(ahead) not in ("{", "(", "["):
            token = self._peek(ahead)
            plain = token and token.kind in (TokenKind.WORD, TokenKind.NUMBER)
            return (self._text(ahead), 1) if plain else ("", 0)
        parts: list[str] = []
        depth = 0
        for length in range(_LONGEST_INDEX):
            text = self._text(ahead + length)
            depth += (text in ("{", "(", "[")) - (text in ("}", ")", "]"))
            if depth == 0:
                return "".join(parts).strip(), length + 1
            if text not in ("{", "(", "[", "}") and text not in FONTS | {r"\text"}:
                parts.append(text.strip())
        return "", 0

    def _other(self, token: Token) -> None:
        text = token.text
        if text == "\\" and (self._text(1) == "\\" or "\n" in self._text(1)):
            self._give(Concept.STOP, "")
        elif text in ("-", "."):
            self._stroke(token)
        elif token.kind is TokenKind.COMMAND:
            self._command(token)
        elif text in _POINTS:
            self._give(_POINTS[text], text)
            if _POINTS[text] is Concept.QUESTION:
                self._items.append(Item(Concept.STOP, "", token.stop, token.stop))
        elif text in _SIGNS:
            self._sign(token)
        elif text in ("ℝ", "\\") or text in "{}\"'“”‘’«»_":
            self._at += 1 + (text == "ℝ" and self._text(1) == "^")
        elif letter := letter_of(text):
            self._give(Concept.LETTER, letter)
        else:
            self._give(Concept.WORD, text)

    def _stroke(self, token: Token) -> None:
        """Take a hyphen, a dash, a minus or a full stop."""
        ahead, behind = self._peek(1), self._peek(-1)
        spaced = not ahead or ahead.kind is TokenKind.SPACE
        if token.text == ".":
            if self._text(1) == ".":
                dots = 3 if self._text(2) == "." else 2
                self._give(Concept.DOTS, "", dots)
            elif spaced and not self._text(2)[:1].islower():
                self._give(Concept.STOP, "")
            else:
                self._at += 1
        elif spaced and (not behind or behind.kind is TokenKind.SPACE) and not token.math:
            self._give(Concept.DASH, "-")
        elif ahead and ahead.kind in (TokenKind.WORD, TokenKind.RUN) and not token.math:
            self._at += 1 if len(ahead.text) > 1 or not ahead.text.isascii() else 0
            if len(ahead.text) == 1 and ahead.text.isascii():
                self._give(Concept.ARITHMETIC, "-")
        elif behind and behind.text.lower() in ("stride", "pad", "padding", "size"):
            self._at += 1
        else:
            self._give(Concept.ARITHMETIC, "-")

    def _command(self, token: Token) -> None:
        text = token.text
        following = self._text(1)
        if text in _SIGNS:
            self._give(Concept.SIGN, _SIGNS[text])
        elif text in _POINTS:
            self._give(_POINTS[text], "×" if text == r"\times" else text)
        elif text in (r"\mathbb", r"\R", r"\Re", r"\mathbf") and self._is_space(text):
            return
        elif text in ACCENTS and following == "{" and self._text(3) == "}":
            dressed = f"{text}{{{self._text(2)}}}"
            if not self._accented(token, dressed):
                self._at += 1
        elif text in FONTS or text in (r"\text", r"\quad", r"\qquad", r"\mathrm"):
            self._at += 1
        elif not self._letter(token):
            self._give(Concept.MATH, text)

    def _is_space(self, text: str) -> bool:
        r"""Pass over ℝ^ before sizes: \mathbb{R}^{3 \times 3}."""
        name = 1 if text in (r"\R", r"\Re") else 4 if self._text(1) == "{" else 2
        if (name == 1 or "R" in (self._text(1), self._text(2))) and self._text(name) == "^":
            self._at += name + 1
            return True
        return False

    def _accented(self, token: Token, dressed: str) -> bool:
        letter = letter_of(dressed)
        if letter is None:
            return False
        below, length = self._below(4)
        length += 4
        length += self._above(length)
        self._items.append(
            Item(
                Concept.LETTER,
                letter + (f"_{below}" if below else ""),
                token.first,
                self._tokens[self._at + length - 1].stop,
                math=True,
            )
        )
        self._at += length
        return True

    def _sign(self, token: Token) -> None:
        ahead, behind = self._peek(1), self._peek(-1)
        alone = not ahead or ahead.kind is TokenKind.SPACE or ahead.text in "\"'”’)"
        begins = not behind or behind.kind is TokenKind.SPACE or behind.text in "\"'“‘("
        numbers = ahead and behind and ahead.kind is TokenKind.NUMBER is behind.kind
        if numbers:
            self._give(Concept.TIMES, "*")
        elif token.math or token.text != "*" or (alone and begins):
            self._give(Concept.SIGN, _SIGNS[token.text])
        else:
            self._at += 1


def _plain(word: str) -> str:
    """Give a word in small letters, without a possessive's end."""
    return word.lower().replace("’", "'").removesuffix("'s").rstrip("'")

"""From tokens to trees: a small recursive descent, with limits on length and depth.

A sum is of products, a product is of factors between signs or side by side, and a correlation
binds less than a product: X ⋆ 1/4·1[2×2] correlates with a quarter of ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from symconv.worksheets.page import tables
from symconv.worksheets.page.lexer import Lexeme, Lexer, Token, cleaned, prepared
from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.vocabulary import Vocabulary

_RELATIONS = ("=", "≠", "<", ">", "≤", "≥")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_INDEX = r"[A-Za-z0-9+\-]+'*"
_INDICES = re.compile(rf"{_INDEX}(?:,{_INDEX})*", re.ASCII)
_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_SIZES = re.compile(r"[0-9]+(?:×[0-9]+)*", re.ASCII)
_MINUS_ONE = Node(Kind.NUMBER, "-1")
_E = "e"


def read_answer(text: str, vocabulary: Vocabulary) -> Node:
    """Read what a student typed; raises `UnreadError` with the place where it is not understood.

    >>> read_answer("2 X_12", Vocabulary(("X",))).parts[1].label
    'X[1,2]'
    """
    return Reader(prepared(text), vocabulary).answer()


class Reader:
    """Reads one answer."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.tokens = Lexer(text, vocabulary).tokens()
        self.place = 0
        self.depth = 0

    def answer(self) -> Node:
        """Read the whole text."""
        found = self.sum()
        if self.is_sign("="):
            raise UnreadError(self.token.at, "write what belongs in the blank alone, without =")
        if self.token.kind is not Token.END:
            raise UnreadError(self.token.at, f"{self.shown()} is not expected here")
        return found

    @property
    def token(self) -> Lexeme:
        """The token that comes next."""
        return self.tokens[self.place]

    def shown(self) -> str:
        """Give the next token as it was typed."""
        return self.text[self.token.at : self.token.end] or "the end"

    def is_sign(self, *signs: str) -> bool:
        """Tell whether one of the signs comes next."""
        return self.token.kind is Token.SIGN and self.token.text in signs

    def is_word(self, word: str) -> bool:
        """Tell whether a word comes next."""
        return self.token.kind is Token.WORD and self.token.text == word

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

    def _from(self, at: int, kind: Kind, label: str, *parts: Node) -> Node:
        return Node(kind, label, parts, at, self.tokens[max(self.place - 1, 0)].end)

    def sum(self) -> Node:
        """Read terms between + and -."""
        self.depth += 1
        if self.depth > tables.MOST_DEPTH:
            raise UnreadError(self.token.at, "brackets are nested too deep")
        at = self.token.at
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
                found, divided = self._from(at, Kind.QUOTIENT, "", found, self.signed_factor()), True
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

    def _is_one_of(self) -> bool:
        """Tell whether a 1 comes next that says of something whether it holds: 1[X > 0]."""
        behind = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        opens = behind.kind is Token.SUB or (behind.kind is Token.SIGN and behind.text == "[")
        return self.token.text == "1" and opens

    def _begins_factor(self) -> bool:
        kind = self.token.kind
        if kind is Token.SIGN:
            bar = self.token.text == "|" and not self.inside_bars
            return bar or self.token.text in ("(", "[", "{", "∂", "√", "⌊", "Σ", "frac")
        if kind is Token.WORD:
            return self.token.text not in ("if", "otherwise")
        return kind in (Token.NUMBER, Token.NAME)

    inside_bars = False

    def signed_factor(self) -> Node:
        """Read a factor that may have a minus."""
        at = self.token.at
        if self.is_sign("-", "+"):
            sign = self.take().text
            self.depth += 1
            if self.depth > tables.MOST_DEPTH:
                raise UnreadError(at, "brackets are nested too deep")
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
        inner = Reader(raised.text, self.vocabulary)
        inner.depth = self.depth + 1
        try:
            return inner.answer()
        except UnreadError as error:
            raise UnreadError(raised.at, str(error)) from None

    def atom(self) -> Node:
        """Read what is one thing."""
        token = self.token
        if token.kind is Token.NUMBER:
            return self._number()
        if token.kind is Token.NAME:
            return self._name()
        if token.kind is Token.WORD:
            return self._word()
        rules: dict[str, Callable[[], Node]] = {
            "(": self._brackets, "[": self._brackets, "{": self._brackets, "|": self._bars,
            "∂": self._derivative, "√": self._root, "⌊": self._floor, "Σ": self._over_sum,
            "frac": self._fraction,
        }  # fmt: skip
        if token.kind is Token.SIGN and token.text in rules:
            return rules[token.text]()
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

    def _raw(self, opened: str, *, peek: bool = False) -> str:
        """Take a bracket with all that is in it, as it was typed."""
        before, depth = self.place, 0
        start = self.token.end
        while True:
            token = self.take()
            if token.kind is Token.END:
                raise UnreadError(start - 1, f"{opened} is never closed")
            if token.kind is Token.SIGN:
                depth += (token.text == opened) - (token.text == _CLOSING[opened])
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
            said.append(cleaned(self._raw("[")) if self.is_sign("[") else self.take().text)
        return ",".join(said)

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

    def symbol(self) -> Node:
        """Read a letter with its indices and its layer."""
        if self.token.kind is not Token.NAME:
            raise UnreadError(self.token.at, f"a letter is expected, not {self.shown()}")
        token = self.take()
        indices, layer, called = "", "", ""
        while True:
            layered = token.text in self.vocabulary.layered and not layer
            if self.token.kind is Token.SUB and not indices:
                indices = self._split(self.take().text)
            elif self.token.kind is Token.SUP and layered:
                layer = self.take().text.strip("()")
            elif self.is_sign("(", "[") and not called and self._holds_indices(token.text, indices):
                called = cleaned(self._raw(self.token.text))
            else:
                break
        places = ";".join(part for part in (indices, called) if part)
        label = token.text + (f"[{places}]" if places else "") + (f"^{layer}" if layer else "")
        return self._from(token.at, Kind.SYMBOL, label)

    def _split(self, below: str) -> str:
        bare = below.strip("()[]")
        return ",".join(bare) if self.vocabulary.split and _WHOLE.fullmatch(bare) else bare

    def _holds_indices(self, letter: str, below: str) -> bool:
        """Tell whether the bracket that comes next holds indices and no factor."""
        if below and letter not in self.vocabulary.called:
            return False
        opened = self.token.text
        inside = cleaned(self._raw(opened, peek=True))
        if not _INDICES.fullmatch(inside):
            return False
        if opened == "[" or letter in self.vocabulary.called:
            return True
        return "," in inside and all(map(_WHOLE.fullmatch, inside.split(",")))

    def _derivative(self) -> Node:
        """Read ∂L/∂O_11 or dL/dO_11."""
        token = self.token
        before = self.place
        try:
            self._take_d()
            above = self.symbol()
            self.expect("/")
            self._take_d()
            below = self.symbol()
        except UnreadError as error:
            self.place = before
            if token.text == "∂":
                raise UnreadError(error.at, "a derivative is written like ∂L/∂O_11") from None
            return self.symbol()
        return self._from(token.at, Kind.PARTIAL, "", above, below)

    def _take_d(self) -> None:
        if self.is_sign("∂") or (self.token.kind is Token.NAME and self.token.text == "d"):
            self.take()
            return
        raise UnreadError(self.token.at, f"∂ is expected, not {self.shown()}")

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

    def _differential(self) -> Node:
        self.expect("{")
        self._take_d()
        found = self.symbol()
        self.expect("}")
        return found

    def _group(self) -> Node:
        if not self.is_sign("{"):
            return self.atom()  # \frac12
        self.take()
        found = self.sum()
        self.expect("}")
        return found

    def _word(self) -> Node:
        """Read a function of its arguments."""
        token = self.take()
        name = token.text
        if name == "rot" and self.token.kind is Token.SUB and self.token.text == "180":
            self.take()
            name = "rot180"
        if name in ("sum", "max") and self._has_ranges():
            return self._over(token, "Σ" if name == "sum" else "max")
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

    def _root(self) -> Node:
        at = self.take().at
        return self._from(at, Kind.CALL, "sqrt", self._group() if self.is_sign("{") else self.atom())

    def _floor(self) -> Node:
        at = self.take().at
        inner = self.sum()
        self.expect("⌋")
        return self._from(at, Kind.CALL, "floor", inner)

    def _bars(self) -> Node:
        at = self.take().at
        outside, self.inside_bars = self.inside_bars, True
        inner = self.sum()
        self.inside_bars = outside
        self.expect("|")
        return self._from(at, Kind.CALL, "abs", inner)

    def _over_sum(self) -> Node:
        return self._over(self.take(), "Σ")

    def _over(self, token: Lexeme, name: str) -> Node:
        """Read a sum or a maximum over indices: Σ{k=1..M} or \\sum_{k=1}^{M}, then a product."""
        lower, upper = "", ""
        while self.token.kind in (Token.SUB, Token.SUP):
            taken = self.take()
            if taken.kind is Token.SUB:
                lower = taken.text
            else:
                upper = f"..{taken.text}"
        if not lower and self.is_sign("{"):
            lower = cleaned(self._raw("{"))
        if not lower:
            raise UnreadError(token.at, f"{name} has no index, such as Σ{{k=1..M}}")
        return self._from(token.at, Kind.OVER, f"{name}{{{lower}{upper}}}", self.product())

    def _brackets(self) -> Node:
        """Read what stands in brackets: a formula, a condition that counts as 1, or cases."""
        if self.is_sign("[") and self._next_is("["):
            return self._grid()
        opened = self.take()
        at, closing = opened.at, _CLOSING[opened.text]
        outside, self.inside_bars = self.inside_bars, False
        found = self.sum()
        if self.is_sign(*_RELATIONS):
            found = self._relations(found)
        elif opened.text == "{" and self.is_word("if"):
            found = self._cases(found)
        self.inside_bars = outside
        self.expect(closing)
        return replace(found, at=at, end=self.tokens[self.place - 1].end)

    def _next_is(self, sign: str) -> bool:
        behind = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        return behind.kind is Token.SIGN and behind.text == sign

    def _grid(self) -> Node:
        """Read an array written out, row by row: [[a, b], [c, d]], or with spaces for commas."""
        at = self.expect("[").at
        rows = [self._row()]
        while not self.is_sign("]"):
            if self.is_sign(","):
                self.take()
            rows.append(self._row())
        self.expect("]")
        if len(set(map(len, rows))) != 1:
            raise UnreadError(at, "the rows of an array are of one length")
        entries = [entry for row in rows for entry in row]
        return self._from(at, Kind.GRID, f"{len(rows)}×{len(rows[0])}", *entries)

    def _row(self) -> list[Node]:
        commas = self._has_commas()
        self.expect("[")
        entries = [self.sum() if commas else self._entry()]
        while not self.is_sign("]"):
            if commas:
                self.expect(",")
            entries.append(self.sum() if commas else self._entry())
        self.expect("]")
        return entries

    def _has_commas(self) -> bool:
        """Tell whether a comma stands in the row that comes next, outside its brackets."""
        depth = 0
        for token in self.tokens[self.place :]:
            if token.kind is Token.SIGN and token.text in "([{)]}":
                depth += 1 if token.text in "([{" else -1
            if depth == 0:
                return False
            if depth == 1 and token.kind is Token.SIGN and token.text == ",":
                return True
        return False

    def _entry(self) -> Node:
        """Read an entry that a space ends."""
        at = self.token.at
        found = self.signed_factor()
        while self.is_sign("*", "/"):
            kind = Kind.PRODUCT if self.take().text == "*" else Kind.QUOTIENT
            found = self._from(at, kind, "", found, self.signed_factor())
        return found

    def _relations(self, first: Node | None = None) -> Node:
        """Read a > b, or several with commas or in a row: 1 if all hold."""
        at = self.token.at
        found = []
        left = self.sum() if first is None else first
        while True:
            if not self.is_sign(*_RELATIONS):
                raise UnreadError(self.token.at, f"a condition such as X > 0 is expected, "
                                                 f"not {self.shown()}")  # fmt: skip
            relation = self.take().text
            right = self.sum()
            found.append(self._from(at, Kind.RELATION, relation, left, right))
            left = right
            if self.is_sign(","):
                self.take()
                left = self.sum()
            elif not self.is_sign(*_RELATIONS):
                break
        return found[0] if len(found) == 1 else self._from(at, Kind.PRODUCT, "all", *found)

    def _cases(self, first: Node) -> Node:
        """Read value if condition; value otherwise."""
        at, parts = first.at, [first]
        while self.is_word("if"):
            self.take()
            parts.append(self._relations())
            self.expect(";")
            parts.append(self.sum())
        if not self.is_word("otherwise"):
            raise UnreadError(self.token.at, f"if or otherwise is expected, not {self.shown()}")
        self.take()
        return self._from(at, Kind.CASES, "", *parts)

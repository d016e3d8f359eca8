"""Brackets, numbers, words, matrices and cases."""

from __future__ import annotations

from fractions import Fraction

from symconv.formulas import (
    Apply,
    Case,
    Cases,
    Condition,
    Equation,
    Floor,
    Formula,
    Indicator,
    Name,
    Number,
    Quotient,
    Relation,
    Renewed,
)  # fmt: skip
from symconv.formulas.written import (
    Bundle,
    Ceiling,
    Ellipsis,
    Labelled,
    Marked,
    Matrix,
    Operation,
    Relate,
    Words,
)  # fmt: skip
from symconv.reading.latex import lexicon as lex
from symconv.reading.latex.letters import LetterReader, Written
from symconv.reading.latex.places import looks_like_places
from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.limits import MAX_DIGITS
from symconv.reading.written import FlawKind

_RELATIONS = {
    "=": Relation.EQUAL, "≠": Relation.UNEQUAL, "<": Relation.LESS, "≤": Relation.AT_MOST,
    ">": Relation.GREATER, "≥": Relation.AT_LEAST, "|": Relation.DIVIDES,
}  # fmt: skip
_MAX_NAME_WORDS = 3


class GroupReader(LetterReader):
    """Reads what stands between brackets, numbers and words."""

    def number(self) -> Formula:
        """Read an exact number."""
        first = self.token
        digits = self._digits()
        if self.sees(".") and self.ahead().kind is Kind.DIGIT and self._touches():
            self.take()
            digits += "." + self._digits()
        if len(digits) > MAX_DIGITS:
            self.fail(f"a number of more than {MAX_DIGITS} digits", first)
        value = Fraction(digits)
        number = Number(value.numerator if value.denominator == 1 else value)
        if digits == "1" and self._opens_indicator():
            return self.indicator()
        return self.marked(number) if self.sees("_", "^") else number

    def _digits(self) -> str:
        digits = self.take().text
        while self.sees_kind(Kind.DIGIT) and self._touches() and not self.token.spaced:
            digits += self.take().text
        return digits

    def _touches(self) -> bool:
        return self.token.start == self.last_stop() or self.tokens[self.at - 1].start == (
            self.token.start
        )

    def _opens_indicator(self) -> bool:
        if self.sees(r"\{", "[", "("):
            return any(token.text in _RELATIONS or token.text == "∈" for token in self.inside())
        return self.sees("_") and any(t.text in _RELATIONS for t in self.inside(self.at + 1))

    def indicator(self) -> Formula:
        """Read the conditions of a one that stands where they hold."""
        self.accept("_")
        if not self.sees("{", r"\{", "[", "("):
            raise self.unexpected("a condition")
        return Indicator(tuple(map(as_condition, self.arguments())))  # type: ignore[arg-type]

    def parenthesis(self) -> Formula:
        """Read what stands in brackets, with what stands below and above it."""
        opened = self.token
        parts = self._bracketed()
        closing = self.tokens[self.at - 1].text
        brackets = (opened.text + closing).replace("\\", "")
        lone = parts[0] if len(parts) == 1 else None
        if isinstance(lone, Name) and brackets == "()" and self.sees("_", "^"):
            return self.dressed(Written(lone.letter, opened.start))
        if lone is None or (brackets == "[]" and isinstance(lone, Quotient)) or brackets == "{}":
            return self.marked(Bundle(tuple(parts), brackets))
        if isinstance(lone, Operation | Apply) and self.sees("(") and self._has_places():
            return self.raised(Marked(lone, below=tuple(self.arguments())), [])
        return self.marked(lone)

    def _bracketed(self) -> list[Formula]:
        opened = self.token
        close = self.close_of()
        if close is None:
            self.fail(f"the bracket {opened.text.lstrip(chr(92))!r} is not closed")
        assert close is not None
        self.take()
        bars, self.bars = self.bars, 0
        parts = []
        with self.nested():
            while self.at < close:
                parts.append(self.relation())
                self.skip("quad")
                if self.at < close and not self.accept(",", ";", ":", "|"):
                    raise self.unexpected("the end of the bracket")
                self.skip("quad")
        self.take()
        self.bars = bars
        return parts

    def rounded(self) -> Formula:
        """Read floor and ceiling brackets."""
        opened = self.take()
        with self.nested():
            body = self.expression()
        self.expect("⌋" if opened.text == "⌊" else "⌉", opened)
        return self.marked(Floor(body) if opened.text == "⌊" else Ceiling(body))

    def absolute(self) -> Formula:
        """Read |x| and ‖x‖."""
        opened = self.take()
        self.bars += 1
        with self.nested():
            body = self.expression()
        self.bars -= 1
        self.expect(opened.text, opened)
        return self.marked(Apply("abs" if opened.text == "|" else "norm", (body,)))

    def inner(self) -> Formula:
        """Read an inner product in angle brackets."""
        opened = self.take()
        parts = []
        with self.nested():
            parts.append(self.expression())
            while self.accept(",", "|"):
                parts.append(self.expression())
        self.expect("⟩", opened)
        return self.marked(Apply("inner", tuple(parts)))

    def word(self) -> Formula:
        """Read a word: a function of what follows, or a name."""
        token = self.take()
        if token.text == "new" and (self.accept(r"\_") or self.starts_factor()):
            return Renewed(self.factor())
        name = self._rotation(token)
        if name in lex.FLOORS and self.sees("(", "["):
            body = self._bracketed()
            return Floor(body[0]) if lex.FLOORS[name] == "floor" else Ceiling(body[0])
        primes = ""
        while self.accept("'"):
            primes += "'"
        name += primes
        name += self._dotted()
        if self.sees("_") and name in _OPERATORS:
            self.take()
            name += f"_{self.sign_words()}"
        if self.sees("(") and name.lower() not in lex.KNOWN_WORDS and self._has_places():
            return self.dressed(Written(name, token.start))
        if self.sees("("):
            return self.marked(Apply(name, tuple(self.arguments())))
        if name in _OPERATORS or name.lower().startswith("rot"):
            if self.starts_factor():
                return Apply(name, (self.factor(),))
            return Name(name)
        while self.sees_kind(Kind.WORD) and self.token.text.lower() not in lex.SEPARATORS:
            name += f" {self.take().text}"
        return self.dressed(Written(name, token.start))

    def sign_words(self) -> str:
        """Read what stands below a sign as words: its stride, which convolution it is."""
        if not self.sees("{"):
            return self.take().text
        words = " ".join(token.text for token in self.inside())
        self.at = (self.close_of() or self.at) + 1
        return words

    def _dotted(self) -> str:
        """Read what follows a word and a dot at once, as in out.L."""
        if not (self.sees(".") and self.token.start == self.last_stop()):
            return ""
        after = self.ahead()
        if after.kind not in (Kind.LETTER, Kind.WORD) or after.start != self.token.stop:
            return ""
        self.take()
        return f".{self.take().text}"

    def _has_places(self) -> bool:
        inside = self.inside()
        return any(token.text == "," for token in inside) and looks_like_places(inside)

    def _rotation(self, token: Token) -> str:
        r"""Give the name of a word operator, the angle below it included: \text{rot}_{180}."""
        name = token.text
        if name.lower() == "rot" and self.sees("_"):
            self.take()
            inside = self.inside() if self.sees("{") else [self.token]
            name += "".join(t.text for t in inside if t.kind is Kind.DIGIT)
            if self.sees("{"):
                self.at = (self.close_of() or self.at) + 1
            else:
                while self.sees_kind(Kind.DIGIT):
                    name += self.take().text if len(name) > 3 and name[-1] != "0" else ""
        return name

    def quoted(self) -> Formula:
        """Read a word in quotation marks: 'full'."""
        opened = self.take()
        text = ""
        while not self.sees("'") and self.token.kind is not Kind.END:
            text += self.take().text
        self.expect("'", opened)
        if not text:
            self.fail("nothing stands between the quotation marks", opened)
        return Words(text)

    def text(self) -> Formula:
        """Read text: a name of a few words, or words."""
        token = self.take()
        words = token.text.split()
        short = 0 < len(words) <= _MAX_NAME_WORDS and all(map(_is_word, words))
        named = short and token.text.isascii() and words[0].lower() not in lex.SEPARATORS
        if named:
            return self.dressed(Written(" ".join(words), token.start))
        return Words(token.text)

    def labelled(self) -> Formula:
        """Read a formula with a brace and what names it."""
        self.take()
        of = self.group_or_one()
        if not self.accept("_", "^"):
            return of
        if self.sees("{") and not self._readable():
            text = " ".join(token.text for token in self.inside())
            self.at = (self.close_of() or self.at) + 1
            return Labelled(of, Words(text))
        return Labelled(of, self.group_or_one())

    def _readable(self) -> bool:
        """Tell whether a label is a formula rather than words."""
        return not any(token.kind in (Kind.TEXT, Kind.WORD) for token in self.inside())

    def environment(self) -> Formula:
        """Read a matrix, cases, or rows that stand in brackets."""
        begin = self.take()
        if begin.text in lex.MATRICES or begin.text in lex.STACKS:
            if begin.text == "array":
                self._column_types(begin)
            return self.marked(Matrix.of_rows(self._rows(begin)))
        if begin.text in ("cases", "dcases", "rcases", "cases*"):
            return self._cases(self._rows(begin))
        self.fail(f"the environment {begin.text} is not understood", begin)
        raise AssertionError

    def _column_types(self, begin: Token) -> None:
        if self.sees("{"):
            self.at = (self.close_of() or self.at) + 1
        else:
            self.flaw(FlawKind.BROKEN_COMMAND, begin.start, begin.stop, r"\begin{array}{c}")
            self.take()

    def _rows(self, begin: Token) -> list[list[Formula]]:
        rows: list[list[Formula]] = [[]]
        with self.nested():
            while not self.sees_kind(Kind.FINISH):
                if self.sees_kind(Kind.END):
                    self.fail(f"the environment {begin.text} is not ended", begin)
                if self.accept("row"):
                    rows.append([])
                elif not self.accept("&", "quad"):
                    rows[-1].append(self._cell())
        self.take()
        return [row for row in rows if row]

    def _cell(self) -> Formula:
        if self.sees(".", ","):
            raise self.unexpected("an entry")
        words = self._separating_words()
        if (words and self.sees("row", "&", ".", ",")) or self.sees_kind(Kind.FINISH):
            self.skip(",", ";", ".", "quad")
            return Words(words)
        formula = self.relation()
        self._separating_words()
        self.skip(",", ";", ".", "quad")
        return formula

    def _separating_words(self) -> str:
        """Read words that are no part of a formula: if, otherwise."""
        words = []
        while self.sees_kind(Kind.WORD, Kind.TEXT) and not self.starts_factor():
            words.append(self.take().text)
        return " ".join(words)

    def _cases(self, rows: list[list[Formula]]) -> Formula:
        if all(len(row) == 1 for row in rows):
            return Bundle(tuple(row[0] for row in rows), "{}")
        cases = []
        for row in rows:
            conditions = [part for part in row[1:] if not isinstance(part, Words | Name)]
            first, *further = map(as_condition, conditions) if conditions else (None,)
            cases.append(Case(row[0], first, tuple(further)))  # type: ignore[arg-type]
        return Cases(tuple(cases))

    def dots(self) -> Formula:
        """Read dots."""
        self.take()
        return Ellipsis()


_OPERATORS = frozenset({
    "upsample", "pad", "flip", "fliplr", "flipud", "transpose", "relu", "ReLU", "sigmoid", "tanh",
    "exp", "log", "ln", "sin", "cos", "conv", "softmax", "dilate", "spread",
    "fold", "swap", "first", "reshape",
})  # fmt: skip


def as_condition(formula: Formula) -> Formula:
    """Give a relation as a condition, where it is one of those that conditions have."""
    if isinstance(formula, Equation):
        return Condition(formula.left, Relation.EQUAL, formula.right)
    if isinstance(formula, Relate) and formula.sign in _RELATIONS:
        return Condition(formula.left, _RELATIONS[formula.sign], formula.right)
    return formula


def _is_word(word: str) -> bool:
    """Tell whether letters, and hyphens between them, make up a word."""
    return all(part.isalpha() for part in word.split("-"))

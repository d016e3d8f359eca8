"""Letters with all that stands around them: accents, primes, scripts, places, arguments."""

from __future__ import annotations

from dataclasses import dataclass, field

from symconv.formulas import Apply, Entry, Formula, Index, Name, Number, Power
from symconv.formulas.written import Differential, Marked
from symconv.reading.latex.indices import IndexReader, Subscript, Superscript, as_index
from symconv.reading.latex.lexicon import ACCENTS
from symconv.reading.latex.places import looks_like_places, outermost
from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.latex.uses import FUNCTION_LETTERS, LetterUse
from symconv.reading.written import FlawKind, ReadingError

_OPERANDS = frozenset("abfgoswxyzABCDEFGIJKLOPQRSUVWXYZ") | {
    r"\delta", r"\theta", r"\gamma", r"\beta", r"\phi",
}  # fmt: skip
"""Letters before which a d is the sign of a differential; before others it is a factor."""


@dataclass
class Written:
    """A letter and what was found around it so far."""

    letter: str
    start: int
    indices: list[Index] = field(default_factory=list)
    above: list[Superscript] = field(default_factory=list)
    arguments: list[Index] = field(default_factory=list)
    run: list[Token] = field(default_factory=list)
    brackets: str = ""
    places: bool = False


class LetterReader(IndexReader):
    """Reads a letter or word that stands for a number, an array, an entry or a function."""

    def letter(self) -> Formula:
        """Read a letter with all that belongs to it."""
        token = self.take()
        if self._is_differential(token):
            with self.nested():
                return Differential(self.letter_or_accent())
        return self.dressed(Written(token.text + self._digits_at_once(token), token.start))

    def _digits_at_once(self, letter: Token) -> str:
        """Read the digits of a numbered letter, W1; in a script they are indices."""
        digits, stop = "", letter.stop
        numbered = letter.text.isalpha() and not self.in_script
        while numbered and self.sees_kind(Kind.DIGIT) and self.token.start == stop:
            digits, stop = digits + self.token.text, self.take().stop
        return digits

    def letter_or_accent(self) -> Formula:
        """Read a letter that may have an accent."""
        if self.sees_kind(Kind.COMMAND) and self.token.text in ACCENTS:
            return self.accent()
        return self.dressed(Written(self.take().text, self.tokens[self.at - 1].start))

    def _is_differential(self, token: Token) -> bool:
        r"""Tell whether the d that was just read begins dX, and is no letter of its own."""
        after = self.token
        if token.text != "d" or self.in_index or (self.plain and after.spaced):
            return False
        if after.kind is Kind.COMMAND:
            return after.text in ACCENTS
        if self.style.has_d and after.text.islower():
            return False
        return after.kind is Kind.LETTER and after.text in _OPERANDS

    def accent(self) -> Formula:
        r"""Read \hat{y}, also over another accent, or over a letter with its indices."""
        command = self.take()
        accent = ACCENTS[command.text]
        with self.nested():
            self.in_index += 1
            of = self.group_or_one()
            self.in_index -= 1
        if isinstance(of, Name):
            return self.dressed(Written(rf"\{accent}{{{of.letter}}}", command.start))
        if isinstance(of, Entry):
            letter = rf"\{accent}{{{of.letter}}}"
            return Entry(letter, of.indices, of.superscript, of.arguments)
        return Apply(accent, (of,))

    def group_or_one(self) -> Formula:
        """Read the argument of a command: a group, or the one thing that follows."""
        if not self.sees("{"):
            if self.sees_kind(Kind.DIGIT):
                return Number(int(self.take().text))
            if self.sees_kind(Kind.LETTER):
                return Name(self.take().text)
            return self.factor()
        opened = self.take()
        with self.nested():
            formula = self.relation()
        self.expect("}", opened)
        return formula

    def dressed(self, written: Written) -> Formula:
        """Read what stands around a letter, and give the whole."""
        self._primes(written)
        for _ in range(2):
            while self._script(written):
                pass
            self._places(written)
        while self._script(written):
            pass
        self._record(written)
        return self._finished(written)

    def _primes(self, written: Written) -> None:
        while self.accept("'"):
            written.letter += "'"

    def _script(self, written: Written) -> bool:
        """Read one subscript, superscript or prime; tell whether there was one."""
        if self.accept("'"):
            written.letter += "'"
        elif self.sees("_") or self._lost_underscore():
            self.take()
            self._below(written)
        elif self.accept("^"):
            above = self.superscript()
            written.letter += "'" * above.primes
            if above.parts or above.mark:
                written.above.append(above)
            if above.transposed:
                written.above.append(Superscript(mark="T"))
            self._check_run(written, "^")
        else:
            return False
        return True

    def _below(self, written: Written) -> None:
        grouped = self.sees("{")
        below: Subscript = self.subscript(written.letter)
        for word in below.words:
            written.letter = rf"{written.letter}_{{{word}}}"
        lone = below.indices[0] if len(below.indices) == 1 and not below.words else None
        if isinstance(lone, Name) and "_{" in lone.letter and grouped:
            written.letter = rf"{written.letter}_{{{lone.letter}}}"
        else:
            written.indices += below.indices
            written.run = below.run
        if not grouped and not self.plain:
            self._check_run(written, "_")

    def _check_run(self, written: Written, sign: str) -> None:
        last = self.tokens[self.at - 1]
        if not self.plain and last.kind is Kind.DIGIT and self.sees_kind(Kind.DIGIT):
            self.lost_braces(written.start, f"{written.letter}{sign}")

    def _lost_underscore(self) -> bool:
        """Tell a `*` that Markdown made of a `_`: X*{12}."""
        here, after = self.token, self.ahead()
        if not self.sees("*", "⋆") or after.text != "{" or here.spaced or after.spaced:
            return False
        if self.tokens[self.at - 1].stop != here.start or here.stop != after.start:
            return False
        content = self.inside(self.at + 1)
        lost = bool(content) and all(
            token.kind in (Kind.LETTER, Kind.DIGIT) or token.text == "," for token in content
        )
        if lost:
            self.flaw(FlawKind.BROKEN_COMMAND, here.start, here.stop, "_")
        return lost

    def _places(self, written: Written) -> None:
        """Read X[i][j], X[k, i, j] and x(i, j)."""
        while self.sees("[") and self._is_places("]"):
            self._arguments(written, "[]")
        if not self.sees("(") or written.brackets == "()":
            return
        if self.is_applied(written, places=True):
            if written.brackets == "[]":  # X[n, m](x, y): those in square brackets stand below
                written.indices += written.arguments
                written.arguments = []
            self._arguments(written, "()")

    def _arguments(self, written: Written, brackets: str) -> None:
        opened = self.take()
        written.brackets = brackets
        self.in_index += 1
        with self.nested():
            while not self.sees(brackets[1]):
                written.arguments.append(as_index(self.expression()))
                self.skip("quad")
                if not self.accept(",", ";"):
                    break
                self.skip("quad")
        self.in_index -= 1
        self.expect(brackets[1], opened)

    def _is_places(self, closing: str) -> bool:
        """Tell whether the bracket here holds indices of the letter before it."""
        close = self.close_of()
        if close is None or self.tokens[close].text != closing or self.token.spaced:
            return False
        return looks_like_places(self.inside())

    def is_applied(self, written: Written, places: bool) -> bool:
        """Tell whether the parenthesis here holds places of the letter (or else, arguments)."""
        inside = self.inside()
        close = self.close_of()
        if not inside or close is None or self.tokens[close].text != ")":
            return False
        letter = written.letter
        several = any(token.text in (",", ";") for token in outermost(inside))
        indexlike = looks_like_places(inside)
        lone = len(inside) == 1 and not _is_function(letter)
        scripted = (self.tokens[close + 1].text == "_" or lone) and not self.plain
        if letter in self.style.placed:
            return places
        if letter in self.style.functions or (letter.endswith("'") and not several):
            named = letter in self.style.functions or not indexlike or _is_function(letter)
            return named and not places
        if letter in self.style.scalars and not scripted:
            return False
        if several or scripted:
            return places is (indexlike and not any(token.text == ";" for token in inside))
        return _is_function(letter) and not written.indices and not places

    def _record(self, written: Written) -> None:
        """Remember how the letter was used."""
        brackets, count, places = written.brackets, len(written.arguments), True
        lone = count == 1 and isinstance(written.arguments[0], int | Name)
        if not brackets and self.sees("(") and self.close_of() is not None:
            inside = self.inside()
            brackets, places = "()", looks_like_places(inside)
            lone = len(inside) == 1
            count = 1 + sum(token.text == "," for token in outermost(inside))
        self.uses[written.start] = LetterUse(
            written.letter,
            parts=1 if written.run else len(written.indices),
            run=len(written.run),
            digits=bool(written.run) and all(t.kind is Kind.DIGIT for t in written.run),
            number="".join(t.text for t in written.run),
            arguments=count,
            brackets=brackets,
            places=bool(brackets) and places,
            lone=lone,
            superscript=bool(written.above),
        )

    def _finished(self, written: Written) -> Formula:
        applied = self.sees("(") and not written.brackets
        if applied and self.is_applied(written, places=False) and not self._is_factor(written):
            return self._applied(written)
        base, others = self._entry(written)
        return self.raised(base, others)

    def _is_factor(self, written: Written) -> bool:
        """Tell a factor before a bracket by its marks, W^T(...), or those behind: a(...)^T."""
        _, others = self._entry(written)
        if others:
            return True
        close = self.close_of()
        marked = close is not None and self.tokens[close + 1].text == "^"
        return marked and bool(written.above) and not _is_function(written.letter)

    def _applied(self, written: Written) -> Formula:
        """Give a function of its arguments; with indices it is a formula of its own."""
        arguments = tuple(self.arguments())
        if not written.indices and not written.above:
            return self.marked(Apply(written.letter, arguments))
        base, others = self._entry(written)
        if not isinstance(base, Entry) or others:
            raise ReadingError(written.start, f"{written.letter} is a function with marks on it")
        return Entry(base.letter, base.indices, base.superscript, tuple(map(as_index, arguments)))

    def arguments(self) -> list[Formula]:
        """Read arguments in the bracket that is here."""
        opened = self.take()
        closing = {"(": ")", "[": "]", "{": "}", r"\{": r"\}"}[opened.text]
        found: list[Formula] = []
        bars, self.bars = self.bars, 0
        with self.nested():
            while not self.sees(closing):
                found.append(self.relation())
                self.skip("quad")
                if not self.accept(",", ";"):
                    break
                self.skip("quad")
        self.bars = bars
        self.expect(closing, opened)
        return found

    def _entry(self, written: Written) -> tuple[Formula, list[Superscript]]:
        """Give the entry, and the superscripts that are no layer of it."""
        superscript: Index | None = None
        others = []
        for above in written.above:
            if superscript is None and self._is_layer(written, above):
                superscript = as_index(above.parts[0])
            else:
                others.append(above)
        if not written.indices and superscript is None and not written.arguments:
            return Name(written.letter), others
        entry = Entry(written.letter, tuple(written.indices), superscript, tuple(written.arguments))
        return entry, others

    def _is_layer(self, written: Written, above: Superscript) -> bool:
        if len(above.parts) != 1 or above.mark:
            return False
        part = above.parts[0]
        if isinstance(part, Number) and not above.bracketed:
            positive = isinstance(part.value, int) and part.value >= 0
            return positive and bool(written.indices or written.arguments)
        return True

    def raised(self, base: Formula, above: list[Superscript]) -> Formula:
        """Put superscripts on a formula: a power, or marks."""
        for script in above:
            if script.mark == "∘":
                continue
            if script.mark:
                base = Marked(base, above=(Name(script.mark.replace("⊤", "T")),))
            elif len(script.parts) == 1 and not script.bracketed:
                base = Power(base, script.parts[0])
            elif script.parts:
                base = Marked(base, above=tuple(script.parts))
        return base

    def marked(self, base: Formula) -> Formula:
        """Read the scripts of a formula that is no letter: (I * K)_{ij}, (t - o)^2."""
        below: tuple[Formula, ...] = ()
        above: list[Superscript] = []
        while True:
            if self.accept("_"):
                read = self.subscript("")
                parts = [*map(_formula, read.indices), *read.restrictions]
                below += (*parts, *map(Name, read.words))
            elif self.accept("^"):
                above.append(self.superscript())
            elif self.sees("[") and self._is_places("]"):
                below += tuple(self.arguments())
            else:
                break
        if below:
            base = Marked(base, below=below)
        return self.raised(base, above)


def _formula(index: Index) -> Formula:
    return Number(index) if isinstance(index, int) else index


def _is_function(letter: str) -> bool:
    return letter.rstrip("'") in FUNCTION_LETTERS

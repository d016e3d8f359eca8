"""What stands below and above a letter."""

from __future__ import annotations

from dataclasses import dataclass, field

from symconv.formulas import Formula, Index, Name, Number, Product
from symconv.reading.latex.lexicon import SUBSCRIPT_WORDS
from symconv.reading.latex.stream import Stream
from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.written import FlawKind, Subscripts

_ENDS_PART = frozenset({",", ";", "}"})


@dataclass
class Subscript:
    """A subscript: its words, which belong to the letter, and its indices."""

    words: list[str] = field(default_factory=list)
    indices: list[Index] = field(default_factory=list)
    run: list[Token] = field(default_factory=list)
    """A single part of digits and letters without a sign between them."""
    restrictions: list[Formula] = field(default_factory=list)


@dataclass
class Superscript:
    """A superscript: its parts, and whether they stand in brackets."""

    parts: list[Formula] = field(default_factory=list)
    bracketed: bool = False
    primes: int = 0
    mark: str = ""
    """A sign or word that stands above: T, *, flip."""
    transposed: bool = False
    """Whether a T follows the layer: [l-1] T."""


class IndexReader(Stream):
    """Reads subscripts and superscripts."""

    def subscript(self, letter: str) -> Subscript:
        """Read what follows a `_`; `letter` tells how many indices it has."""
        found = Subscript()
        self.in_index += 1
        self.in_script += 1
        with self.nested():
            if self.sees("{"):
                self._grouped_subscript(found)
            else:
                self._single_subscript(found)
        self.in_index -= 1
        self.in_script -= 1
        if found.run:
            found.indices += self._split(letter, found.run)
        return found

    def _grouped_subscript(self, found: Subscript) -> None:
        opened = self.take()
        start = opened.start
        run = self._run()
        if run:
            found.run = run
        else:
            while not self.sees("}") and self.token.kind is not Kind.END:
                self._part(found, start)
        self.expect("}", opened)

    def _part(self, found: Subscript, start: int) -> None:
        """Read one subscript and the comma after it."""
        if self.sees(","):
            self.flaw(FlawKind.EMPTY_SUBSCRIPT, start, self.token.stop)
        else:
            word = self._word()
            if word:
                found.words.append(word)
            else:
                self._index_part(found)
        if self.accept(",", ";", "quad"):
            self.skip("quad")
            if self.sees("}"):
                self.flaw(FlawKind.EMPTY_SUBSCRIPT, start, self.token.stop)
        elif not self.sees("}"):
            raise self.unexpected("the end of a subscript")

    def _index_part(self, found: Subscript) -> None:
        place = self.at
        run = self._run()
        if len(run) > 1 and found.words:
            found.indices += [_index_of(token) for token in run]
            return
        self.at = place
        grouped = self.sees("(") and self.tokens[place - 1].text == "{"
        formula = self.relation()
        if isinstance(formula, Product) and grouped and self.sees("}"):
            found.indices += map(as_index, formula.factors)  # x_{(i+a)(j+b)} needs no comma
            return
        if isinstance(formula, Name | Number | Product) or not _is_restriction(formula):
            found.indices.append(as_index(formula))
        else:
            found.restrictions.append(formula)

    def _run(self) -> list[Token]:
        """Read digits and letters up to the end of a part; nothing if anything else is there."""
        place, run = self.at, []
        while self.sees_kind(Kind.LETTER, Kind.DIGIT):
            token = self.take()
            if self.sees("'") and token.kind is Kind.LETTER:
                primes = ""
                while self.accept("'"):
                    primes += "'"
                token = Token(token.kind, token.text + primes, token.start, self.last_stop())
            run.append(token)
        text = "".join(token.text for token in run)
        decimal = all(token.kind is Kind.DIGIT for token in run)
        if not (self.sees("}", ",") and run) or (text in SUBSCRIPT_WORDS and not decimal):
            self.at = place
            return []
        if self.sees(",") and self.tokens[place - 1].text in ("{", ","):
            self.at = place
            return []
        return run

    def _word(self) -> str:
        """Read a word that belongs to the letter above it; "" if none is here."""
        if self.sees_kind(Kind.WORD, Kind.TEXT):
            words = [self.take().text]
            while self.sees_kind(Kind.WORD, Kind.TEXT, Kind.DIGIT):
                words.append(self.take().text)
            return " ".join(words)
        place, text = self.at, ""
        while self.sees_kind(Kind.LETTER, Kind.WORD) and len(text) < 12:
            text += self.take().text
        if text in SUBSCRIPT_WORDS and self.sees(*_ENDS_PART):
            return text
        self.at = place
        return ""

    def _single_subscript(self, found: Subscript) -> None:
        token = self.token
        if token.kind in (Kind.WORD, Kind.TEXT):
            self.take()
            found.words.append(token.text)
        elif token.kind in (Kind.LETTER, Kind.DIGIT):
            found.run = self._bare_run() if self.plain else [self._one()]
        elif token.kind is Kind.COMMAND:
            found.indices.append(as_index(self.factor()))
        else:
            raise self.unexpected("a subscript")

    def _one(self) -> Token:
        """Read the one sign that stands below without braces; digits that follow are a damage."""
        token = self.take()
        if token.kind is Kind.LETTER and self.sees("'") and token.stop == self.token.start:
            self.take()
            return Token(token.kind, token.text + "'", token.start, token.stop + 1)
        return token

    def lost_braces(self, start: int, sign: str) -> None:
        """Note digits that run on after a subscript or superscript of one digit: a_11."""
        last = self.tokens[self.at - 1]
        digits, stop = last.text, last.stop
        place = self.at
        while place < len(self.tokens) and self.tokens[place].kind is Kind.DIGIT:
            if self.tokens[place].start != stop:
                break
            digits, stop = digits + self.tokens[place].text, self.tokens[place].stop
            place += 1
        if len(digits) > 1 and last.kind is Kind.DIGIT:
            self.flaw(FlawKind.LOST_BRACES, start, stop, f"{sign}{{{digits}}}")

    def _bare_run(self) -> list[Token]:
        """Read a subscript of plain text: the digits, or the letters, that follow it at once."""
        run = [self.take()]
        while self.token.kind is run[-1].kind and self.token.start == run[-1].stop:
            if run[-1].kind is Kind.LETTER and self.ahead().text in ("_", "^", "("):
                break
            run.append(self.take())
        return run

    def _split(self, letter: str, run: list[Token]) -> list[Index]:
        """Give a run of digits and letters as indices, as the document writes them."""
        rank = self.style.ranks.get(letter)
        digits = all(token.kind is Kind.DIGIT for token in run)
        count = len(run)
        if digits and rank and count != rank and count % rank == 0 and rank > 1:
            size = count // rank
            return [_number(run[at : at + size]) for at in range(0, count, size)]
        whole = rank == 1 if rank in (1, count) else self.style.subscripts is Subscripts.WHOLE
        if digits and whole:
            return [_number(run)]
        return [_index_of(token) for token in run]

    def superscript(self) -> Superscript:
        """Read what follows a `^`."""
        found = Superscript()
        self.in_index += 1
        self.in_script += 1
        with self.nested():
            if self.sees("{"):
                opened = self.take()
                self._superscript_parts(found)
                self.expect("}", opened)
            else:
                self._superscript_sign(found)
        self.in_index -= 1
        self.in_script -= 1
        return found

    def _superscript_parts(self, found: Superscript) -> None:
        while self.sees("'"):
            self.take()
            found.primes += 1
        opened = self.token
        close = self.close_of()
        after = self.tokens[close + 1].text if close is not None else ""
        if self.sees("(", "[") and close is not None and after in ("}", "T", "⊤"):
            self.take()
            found.bracketed = True
            self._list(found, self.tokens[close].text)
            self.expect(self.tokens[close].text, opened)
            if self.token.text in ("T", "⊤"):
                found.transposed = bool(self.take())
        elif not self.sees("}"):
            self._superscript_list(found)

    def _superscript_list(self, found: Superscript) -> None:
        lone = self.ahead().text == "}"
        if (lone and self.sees("*", "⊤", "†", "∘", "+", "-", "⋆")) or (
            lone and self.token.text == "T"
        ):
            found.mark = self.take().text
        else:
            found.mark = self._word()
            if not found.mark:
                self._list(found, "}")

    def _list(self, found: Superscript, close: str) -> None:
        found.parts.append(self.expression())
        while self.accept(",", ";"):
            self.skip("quad")
            if not self.sees(close):
                found.parts.append(self.expression())

    def _superscript_sign(self, found: Superscript) -> None:
        token = self.token
        if token.text in ("*", "⊤", "†", "∘", "T", "⋆") or token.kind is Kind.WORD:
            found.mark = self.take().text
        elif self.accept("'"):
            found.primes = 1
        elif token.kind is Kind.DIGIT:
            self.take()
            digits = token.text
            found.parts.append(Number(int(digits)))
        elif token.kind is Kind.LETTER:
            self.take()
            found.parts.append(Name(token.text))
        elif self.plain and self.sees("("):
            opened = self.take()
            found.bracketed = True
            self._list(found, ")")
            self.expect(")", opened)
        elif token.kind is Kind.COMMAND:
            found.parts.append(self.factor())
        else:
            raise self.unexpected("a superscript")


def as_index(formula: Formula) -> Index:
    """Give a formula as an index: a whole number as an `int`."""
    if isinstance(formula, Number) and isinstance(formula.value, int):
        return formula.value
    return formula


def _index_of(token: Token) -> Index:
    return int(token.text) if token.kind is Kind.DIGIT else Name(token.text)


def _number(run: list[Token]) -> int:
    return int("".join(token.text for token in run))


def _is_restriction(formula: Formula) -> bool:
    return type(formula).__name__ in ("Relate", "Within", "Condition", "Equation")

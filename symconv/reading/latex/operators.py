"""Sums, maxima, fractions and derivatives."""

from __future__ import annotations

from fractions import Fraction

from symconv.formulas import (
    Apply,
    Entry,
    Formula,
    Maximum,
    Name,
    Number,
    Partial,
    Quotient,
    Sum,
)  # fmt: skip
from symconv.formulas.written import Best, Bundle, Differential, Marked
from symconv.reading.latex import lexicon as lex
from symconv.reading.latex.groups import GroupReader
from symconv.reading.latex.limits import UNNAMED, Limits, limits_of
from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.written import FlawKind


class OperatorReader(GroupReader):
    """Reads what acts on all that follows it, and fractions."""

    def big_sum(self) -> Formula:
        """Read a sum: its body runs to the next plus or minus outside brackets."""
        sign = self.take()
        limits = self._limits()
        if not self.starts_factor():
            raise self.unexpected("what is summed")
        with self.nested():
            body = self.term()
        if sign.text == "Π":
            self.fail("products over an index are not understood", sign)
        conditions = tuple(limits.conditions)
        return Sum(body, tuple(limits.ranges), conditions)  # type: ignore[arg-type]

    def extreme(self) -> Formula:
        r"""Read \max, \min, \arg\max and their like, over indices or of arguments."""
        word = self.take().text.lower()
        if word == "arg" and self.token.text in ("max", "min"):
            word += self.take().text
        if not self.sees("_", "^"):
            if self.sees("(", r"\{") and not word.startswith("arg"):
                return self.marked(Apply(word, tuple(self.arguments())))
            if not self.starts_factor():
                return Name(word)
            with self.nested():
                body = self.term()
            return Best(word, body) if word.startswith("arg") else Apply(word, (body,))
        limits = self._limits()
        with self.nested():
            body = self.term()
        return _extreme(word, body, limits)

    def _limits(self) -> Limits:
        below: list[Formula] = []
        above: list[Formula] = []
        self.in_index += 1
        for _ in range(2):
            if self.accept("_"):
                below = self._limit_parts()
            elif self.accept("^"):
                above = self._limit_parts()
        runs = self.plain or any(token.text == ".." for token in self.inside())
        if not below and not above and self.sees("{") and runs:
            below = self._limit_parts()
        self.in_index -= 1
        try:
            return limits_of(below, above)
        except ValueError as error:
            self.fail(str(error))
            raise

    def _limit_parts(self) -> list[Formula]:
        """Read what stands below or above: parts between commas or on lines."""
        if not self.sees("{"):
            return [self._bare_limit()]
        opened = self.take()
        parts: list[Formula] = []
        bars, self.bars = self.bars, 1  # a bar says "divides" here
        with self.nested():
            while not self.sees("}"):
                if self.sees_kind(Kind.COMMAND) and self.token.text in ("substack", "scriptstyle"):
                    self.take()
                    self.make_transparent()
                if self.sees_kind(Kind.BEGIN, Kind.FINISH):
                    self.take()
                    continue
                if self.sees("}"):
                    break
                parts.append(self._limit())
                while self.accept(",", "row", "quad", "&", ";", ":") or self._such_that():
                    pass
        self.bars = bars
        self.expect("}", opened)
        return parts

    def _such_that(self) -> bool:
        found = self.sees_kind(Kind.TEXT, Kind.WORD) and not self.starts_factor()
        if found:
            self.take()
        return found

    def _limit(self) -> Formula:
        formula = self.relation()
        if self.accept(".."):
            return Bundle((formula, self.expression()), "..")
        return formula

    def _bare_limit(self) -> Formula:
        token = self.take()
        if token.kind is Kind.DIGIT:
            return Number(int(token.text))
        if token.kind in (Kind.LETTER, Kind.WORD):
            return Name(token.text)
        if token.text == "∞":
            return Name(r"\infty")
        self.fail("a limit is expected", token)
        raise AssertionError

    def fraction(self) -> Formula:
        r"""Read \frac{a}{b}; a fraction of two differentials is a derivative."""
        command = self.take()
        above = self._fraction_part(command)
        start = self.token.start
        below = self._fraction_part(command)
        return self.marked(self._over(above, below, start))

    def _fraction_part(self, command: Token) -> Formula | None:
        if not (self.starts_factor() or self.sees("-", "*")):
            self.fail(rf"\{command.text} needs two arguments", command)
        if not self.sees("{"):
            return self.group_or_one()
        opened = self.take()
        if self.accept("}"):
            self.fail(rf"\{command.text} has an empty argument", command)
        with self.nested():
            formula = self._part_of_fraction()
        self.expect("}", opened)
        return formula

    def _part_of_fraction(self) -> Formula | None:
        self._open_braces()
        place = self.token
        if place.text in ("∂", "d") and self.ahead().text in ("}", "over"):
            self.take()
            return None
        if place.text == "d" and place.kind is Kind.LETTER and self._goes_on_with_letter():
            self.take()
            return Differential(self._all_that_follows())
        if place.text == "∂":
            self.take()
            if self.sees("^"):
                self.fail("derivatives of a higher order are not understood")
            return Differential(self._all_that_follows(), "∂")
        return self.relation()

    def _open_braces(self) -> None:
        while self.sees("{") and self.tokens[(self.close_of() or 0) + 1].text not in ("_", "^"):
            if any(token.text == "over" for token in self.inside()):
                return
            self.make_transparent()
            self.take() if self.sees("{") else None

    def _goes_on_with_letter(self) -> bool:
        after = self.ahead()
        fits = after.kind is Kind.LETTER or after.text in lex.ACCENTS or after.kind is Kind.WORD
        return (fits or after.text == "{") and not (self.plain and after.spaced)

    def _all_that_follows(self) -> Formula:
        return self.expression()

    def _over(self, above: Formula | None, below: Formula | None, start: int) -> Formula:
        r"""Give a fraction, or the derivative that it is; None stands for a lone ∂."""
        if below is None:
            self.fail("a derivative without a variable")
        assert below is not None
        if above is None:
            if not isinstance(below, Differential):
                self.fail("a lone ∂ stands over what is no differential")
            with self.nested():
                of = self.factor() if self.starts_factor() else UNNAMED
            assert isinstance(below, Differential)
            return Partial(of, below.of)
        if isinstance(above, Differential) and isinstance(below, Differential):
            return Partial(above.of, below.of)
        if isinstance(above, Differential) and isinstance(below, Name | Entry):
            stop = self.last_stop()
            first = self.tokens[self.at - 1]
            inner = stop - (first.text == "}")
            start += first.text == "}"
            self.flaw(FlawKind.LOST_PARTIAL, start, start, r"\partial ")
            return Partial(above.of, below) if inner >= start else above
        if isinstance(above, Number) and isinstance(below, Number) and below.value:
            return Number(Fraction(above.value) / Fraction(below.value))
        return Quotient(above, below)

    def over(self) -> Formula:
        r"""Read {a \over b}."""
        opened = self.take()
        with self.nested():
            above = self._part_of_fraction()
            if not self.accept("over"):
                raise self.unexpected(r"\over")
            start = self.token.start
            below = self._part_of_fraction()
        self.expect("}", opened)
        return self.marked(self._over(above, below, start))

    def partial(self) -> Formula:
        """Read ∂L, which a slash and ∂X may follow."""
        self.take()
        if self.sees("/"):
            self.take()
            if not self.accept("∂"):
                raise self.unexpected("∂")
            by = self.factor()
            with self.nested():
                return Partial(self.factor(), by)
        with self.nested():
            return Differential(self.factor(), "∂")

    def nabla(self) -> Formula:
        """Read the gradient of what follows by what stands below."""
        self.take()
        if not self.accept("_"):
            with self.nested():
                of = self.factor()
            if isinstance(of, Entry) and of.indices:  # the loss's gradient by an entry
                return Differential(of)
            return Apply(r"\nabla", (of,))
        by = self.group_or_one()
        if not self.starts_factor():
            return Marked(Name(r"\nabla"), below=(by,))
        with self.nested():
            return Partial(self.factor(), by)


def _extreme(word: str, body: Formula, limits: Limits) -> Formula:
    names = tuple(limits_range.index for limits_range in limits.ranges)
    conditions = tuple(limits.conditions)
    if word.startswith("arg"):
        return Best(word, body, names)
    if word == "max":
        return Maximum(body, tuple(limits.ranges), conditions)  # type: ignore[arg-type]
    return Marked(Apply(word, (body,)), below=(*limits.ranges, *conditions))

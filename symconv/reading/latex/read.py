"""A formula's text read as statements: equations, chains of them, and what stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.formulas import Entry, Equation, Formula, Name, Partial, Range, children, walk_paths
from symconv.formulas.written import Relate, Words
from symconv.reading.latex.expressions import RELATION_SIGNS, ExpressionReader
from symconv.reading.latex.macros import Macros, tokens_of
from symconv.reading.latex.rows import JOINTS, lines_of
from symconv.reading.latex.tokens import Kind
from symconv.reading.latex.uses import LetterUse
from symconv.reading.written import FlawKind, Joint, Member, ReadingError, Span, Statement, Style

MAX_TREE_DEPTH = 120
"""The most levels that a formula's tree has: walking it must not exhaust the stack."""
_ENDS = (",", ";", "quad", ".", "&", ":")


class StatementReader(ExpressionReader):
    """Reads the statements of one line."""

    def statements(self) -> list[Statement]:
        """Read all that stands on the line."""
        found: list[Statement] = []
        while True:
            self._pass_ends()
            if self.sees_kind(Kind.END):
                return found
            noticed = len(self.flaws)
            statement = self._statement()
            statement = replace(statement, flaws=tuple(self.flaws[noticed:]))
            if found and _is_remark(statement, found[-1]):
                remark = statement.members[0].formula
                found[-1] = replace(found[-1], remarks=(*found[-1].remarks, remark))
            else:
                found.append(statement)

    def _pass_ends(self) -> None:
        self.skip(*_ENDS, "∀", "⇒")
        while self.sees(")", "]", "}", r"\}"):
            token = self.take()
            self.flaw(FlawKind.STRAY_BRACKET, token.start, token.stop, "")
            self.skip(*_ENDS)

    def _statement(self) -> Statement:
        start = self.token.start
        continues = self._joint() is not None
        members: list[Member] = []
        while True:
            joint = self._joint()
            if joint is None and members:
                break
            if joint:
                self.take()
            members.append(self._member(joint))
            self._pass_to_joint()
        if len(members) == 1 and not continues:
            ranged = self._dotted_range(members[0].formula)
            if ranged is not None:
                members = [replace(members[0], formula=ranged)]
        elif len(members) == 2 and not continues and isinstance(members[0].formula, Name):
            both = Equation(members[0].formula, members[1].formula)
            ranged = self._dotted_range(both)
            if ranged is not None:
                span = Span(start, self.last_stop())
                members = [Member(ranged, span)]
        return Statement(tuple(members), Span(start, self.last_stop()), continues)

    def _pass_to_joint(self) -> None:
        place = self.at
        self.skip("quad", "&")
        if self._joint() is None:
            self.at = place

    def _joint(self) -> Joint | None:
        token = self.token
        is_joint = token.kind is Kind.SIGN and token.text in JOINTS
        return Joint(token.text) if is_joint else None

    def _member(self, joint: Joint | None) -> Member:
        self.skip("quad", "&")
        start = self.token.start
        formula: Formula
        if self.sees_kind(Kind.TEXT) or self._is_separator():
            formula = self._words()
            if isinstance(formula, Words):
                return Member(formula, Span(start, self.last_stop()), joint)
        else:
            formula = self.expression()
            while self.sees(*RELATION_SIGNS):
                sign = self.take().text
                formula = Relate(formula, sign, self.expression())
        self._check_end()
        if depth_of(formula) > MAX_TREE_DEPTH:
            raise ReadingError(start, "the formula is a chain of too many operations")
        return Member(formula, Span(start, self.last_stop()), joint)

    def _is_separator(self) -> bool:
        return self.sees_kind(Kind.WORD) and not self.starts_factor()

    def _words(self) -> Formula:
        if self.sees_kind(Kind.TEXT) and self.starts_factor():
            return self.expression()
        words = []
        while self.sees_kind(Kind.TEXT, Kind.WORD):
            words.append(self.take().text)
        return Words(" ".join(words))

    def _check_end(self) -> None:
        ended = self.sees_kind(Kind.END, Kind.TEXT) or self._is_separator()
        if not (ended or self.sees(*_ENDS, ")", "]", "}", r"\}", "∀", "⇒", *JOINTS)):
            raise self.unexpected("the end of the formula")

    def _dotted_range(self, formula: Formula) -> Range | None:
        """Read on after `i = 0` where dots and a last value follow."""
        if not (isinstance(formula, Equation) and isinstance(formula.left, Name | Entry)):
            return None
        place = self.at
        if isinstance(formula.left, Name) and self._dots_follow():
            upper = self.expression()
            return Range(formula.left, formula.right, upper)
        self.at = place
        return None

    def _dots_follow(self) -> bool:
        if self.accept(".."):
            return True
        for _ in range(6):
            self.skip(",", "quad")
            if self.accept("…"):
                self.skip(",", "quad")
                return self.starts_factor()
            if not self.sees_kind(Kind.DIGIT, Kind.LETTER):
                return False
            self.take()
        return False


def depth_of(formula: Formula) -> int:
    """Give how many levels a formula has.

    >>> depth_of(Equation(Name("a"), Name("b")))
    2
    """
    depth, level = 0, [formula]
    while level:
        depth += 1
        level = [part for one in level for part in children(one)]
    return depth


def _is_remark(statement: Statement, before: Statement) -> bool:
    if len(statement.members) != 1 or statement.continues:
        return False
    formula = statement.members[0].formula
    return len(before.members) > 1 or isinstance(formula, Words | Range | Relate)


def is_plain(text: str) -> bool:
    """Tell a text that is no LaTeX: neither commands nor braces are in it."""
    return not any(sign in text for sign in "\\{}")


_ANY_STYLE = Style()


def read_statements(
    text: str, style: Style = _ANY_STYLE, macros: Macros = (), plain: bool | None = None
) -> tuple[Statement, ...]:
    r"""Read every statement of a formula's text, LaTeX or plain text.

    Parameters
    ----------
    text : what stands between dollar signs, in an environment, or on a line
    style : how the document writes
    macros : the document's own commands: name -> (number of arguments, body)
    plain : whether the text is no LaTeX, where X_12 has the subscript 12; None to see by the text

    Bare letters are `Name`; spans are positions in `text`. A member is an `Equation` only inside
    brackets, limits and conditions. Raises `ReadingError` with the position of the first thing
    that is not understood.

    >>> [str(m.formula) for m in read_statements(r"y_{11} = x_{11} w_{11} + b")[0].members]
    ['y₁₁', 'x₁₁·w₁₁ + b']
    """
    reader_plain = is_plain(text) if plain is None else plain
    block = lines_of(tokens_of(text, macros))
    found: list[Statement] = []
    for line in block.lines:
        found += StatementReader(line, style, reader_plain).statements()
    if not found:
        raise ReadingError(0, "there is no formula in the text")
    return tuple(_with_flaws(statement, block.flaws) for statement in found)


def _with_flaws(statement: Statement, flaws: Sequence[object]) -> Statement:
    from symconv.reading.written import Flaw

    own = [
        flaw
        for flaw in flaws
        if isinstance(flaw, Flaw) and statement.span.start <= flaw.span.start <= statement.span.stop
    ]
    return replace(statement, flaws=(*own, *statement.flaws)) if own else statement


def survey(text: str, macros: Macros = (), plain: bool | None = None) -> tuple[LetterUse, ...]:
    """Give each use of a letter in a formula's text, as far as it can be read.

    Raises `ReadingError` only for a text too long or a macro that is expanded without end.
    """
    reader_plain = is_plain(text) if plain is None else plain
    uses: list[LetterUse] = []
    for line in lines_of(tokens_of(text, macros)).lines:
        reader = StatementReader(line, Style(), reader_plain)
        differentiated: set[str] = set()
        try:
            for statement in reader.statements():
                differentiated |= _differentiated(statement)
        except ReadingError:
            pass
        for _, use in sorted(reader.uses.items()):
            uses.append(replace(use, differentiated=use.letter in differentiated))
    return tuple(uses)


def _differentiated(statement: Statement) -> set[str]:
    found = set()
    for member in statement.members:
        for _, part in walk_paths(member.formula):
            if isinstance(part, Partial) and isinstance(part.by, Entry | Name):
                found.add(part.by.letter)
    return found

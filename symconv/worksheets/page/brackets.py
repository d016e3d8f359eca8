"""Brackets: around formulas, conditions, cases, and the rows of an array."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from symconv.worksheets.page.entries import EntryReader
from symconv.worksheets.page.lexer import Token
from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.stream import CLOSING

_RELATIONS = ("=", "≠", "<", ">", "≤", "≥")


class BracketReader(EntryReader, ABC):
    """Reads what stands in brackets, by methods that a reader adds."""

    @abstractmethod
    def sum(self) -> Node:
        """Read terms between + and -."""

    @abstractmethod
    def signed_factor(self) -> Node:
        """Read a factor that may have a minus."""

    def _bars(self) -> Node:
        at = self.take().at
        outside, self.inside_bars = self.inside_bars, True
        inner = self.sum()
        self.inside_bars = outside
        self.expect("|")
        return self._from(at, Kind.CALL, "abs", inner)

    def _brackets(self) -> Node:
        """Read what stands in brackets: a formula, a condition that counts as 1, or cases."""
        if self.is_sign("[") and self._next_is("["):
            return self._grid()
        opened = self.take()
        at, closing = opened.at, CLOSING[opened.text]
        outside, self.inside_bars = self.inside_bars, False
        found = self.sum()
        if self.is_sign(*_RELATIONS):
            found = self._relations(found)
        elif opened.text == "{" and self.is_word("if"):
            found = self._cases(found)
        self.inside_bars = outside
        self.expect(closing)
        return replace(found, at=at, end=self.tokens[self.place - 1].end)

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

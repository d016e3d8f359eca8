"""Entries of arrays, and derivatives of one by another."""

from __future__ import annotations

import re

from symconv.worksheets.page.lexer import Token, cleaned
from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.stream import Stream

_INDEX = r"[A-Za-z0-9+\-]+'*"
_INDICES = re.compile(rf"{_INDEX}(?:,{_INDEX})*", re.ASCII)
_WHOLE = re.compile(r"[0-9]+", re.ASCII)


class EntryReader(Stream):
    """Reads X_12, X[1,2], o^(l-1)(0,0), ∂L/∂O_11."""

    def symbol(self) -> Node:
        """Read a letter with its indices and its layer."""
        if self.token.kind is not Token.NAME:
            raise UnreadError(self.token.at, f"a letter is expected, not {self.shown()}")
        token = self.take()
        indices, layer, called = "", "", ""
        while True:
            layered = token.text in self.vocabulary.layered and not layer
            if self.is_kind(Token.SUB) and not indices:
                indices = self._split(self.take().text)
            elif self.is_kind(Token.SUP) and layered:
                layer = cleaned(self.take().text).strip("()")
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

    def _differential(self) -> Node:
        self.expect("{")
        self._take_d()
        found = self.symbol()
        self.expect("}")
        return found

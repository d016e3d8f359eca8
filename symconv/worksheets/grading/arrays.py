"""Formulas between whole arrays as students and the key write them: X ⋆ ∂L/∂O, rot180(F), Wᵀ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from symconv.formulas import Formula
from symconv.reading.written import ReadingError

MOST_TOKENS = 4_000
MOST_LEVELS = 40
_WORDS = {
    "pad": "pad", "padded": "pad", "zeropad": "pad", "zero_pad": "pad", "padding": "pad",
    "rot180": "rot", "rot": "rot", "rotate180": "rot", "rotate": "rot", "flip": "rot",
    "turn": "rot", "spread": "spread", "dilate": "spread", "dilated": "spread",
    "fold": "fold", "swap": "swap", "first": "first", "keep": "first", "sum": "sum",
    "reshape": "reshape", "transpose": "transpose", "corr": "correlate",
    "correlate": "correlate", "conv": "correlate", "convolve": "correlate",
    "cross_correlate": "correlate", "xcorr": "correlate",
}  # fmt: skip
"""The functions of arrays, as they are spelled and as they are kept."""
_STARS = "⋆*∗★☆⊛⊗"
_RAISED_T = "ᵀ"
_PLAIN: tuple[tuple[str, str], ...] = (
    (r"\\(?:left|right|big|Big|bigl|bigr)(?![A-Za-z])", ""),
    (r"\\[,;:!]|\\q?quad(?![A-Za-z])|~", " "),
    (r"\\(?:operatorname|mathrm|mathbf|text|mathbin|mathsf)\s*\*?\s*\{([^{}]*)\}", r"\1"),
    (r"\\mathbin\s*\{(\\star_\{[^{}]*\})\}", r"\1"),
    (r"\\(?:star|ast|circledast|otimes)(?![A-Za-z])", "⋆"),
    (r"@", "·"),
    (r"\\(?:odot|circ)(?![A-Za-z])", "⊙"),
    (r"\\cdot(?![A-Za-z])", "·"),
    (r"\\times(?![A-Za-z])", "×"),
    (r"\^\s*(?:\{\s*(?:T|\\top|\\intercal)\s*\}|\\top(?![A-Za-z])|T(?![A-Za-z]))", _RAISED_T),
    (r"\.T(?![A-Za-z])", _RAISED_T),
    (r"\\partial\s*", "∂"),
    (r"\s*/\s*", "/"),
)
_MATRIX = re.compile(
    r"(?:\[\s*)?\\begin\{([a-z]*matrix|array)\}(?:\{(?:[^{}]|\{[^{}]*\})*\})?"
    r"(.*?)\\end\{\1\}(?:\s*\])?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Node:
    """An operation on arrays: its name, what stands with it (a stride), and its parts."""

    name: str
    parts: tuple[ArrayTree, ...]
    options: str = ""


ArrayTree: TypeAlias = Node | Formula
Leaf: TypeAlias = Callable[[str], Formula]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    options: str = ""


_SPACE = re.compile(r"\s+")
_WORD = re.compile(
    rf"({'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    r"((?:_\{[^{}]*\}|_\d+|\[[^\[\]]*\]|\^\{[^{}]*\}|\d+)*)\s*(?=\()",
    re.IGNORECASE,
)
_STAR = re.compile(rf"([{re.escape(_STARS)}])((?:_\{{[^{{}}]*\}}|\[[^\[\]]*\])?)")
_PLACES = re.compile(r"\(\s*\d+(?:\s*,\s*\d+)*\s*\)|(?<=[₀-₉]),(?=[₀-₉])")
"""Indices behind a letter: o(0,1); and the comma in X₁,₂."""
_ALONE = "+-−()[],;·⊙×" + _RAISED_T


def read_array(text: str, leaf: Leaf) -> ArrayTree:
    """Read a formula between arrays; `leaf` reads what is none.

    Raises `ReadingError` with the position of what is not understood.
    """
    plain = _last_member(text.strip().strip("$"))
    for pattern, put in _PLAIN:
        plain = re.sub(pattern, put, plain)
    plain = _MATRIX.sub(_rows, plain)
    tokens = list(_tokens(plain))
    return normal(_Reader(tokens, leaf).whole())


def _last_member(text: str) -> str:
    """Give what stands behind the last equals sign that is in no brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "=" and depth == 0:
            start = place + 1
    return text[start:]


def _rows(found: re.Match[str]) -> str:
    rows = [row for row in found[2].split(r"\\") if row.strip()]
    return f"[{', '.join('[' + ', '.join(row.split('&')) + ']' for row in rows)}]"


def _tokens(text: str) -> Iterator[_Token]:
    at, count = 0, 0
    while at < len(text):
        count += 1
        if count > MOST_TOKENS:
            raise ReadingError(at, "the formula is too long")
        found = _SPACE.match(text, at)
        if found is None:
            token, at = _token(text, at)
            yield token
        else:
            at = found.end()
            yield _Token("space", " ", at)
    yield _Token("end", "", len(text))


def _token(text: str, at: int) -> tuple[_Token, int]:
    word = _WORD.match(text, at)
    if word:
        name = _WORDS[word[1].lower()]
        options = _options(word[2])
        if name == "rot":
            options = "" if options in ("", "180") or "180" in word[1] else options
        return _Token("word", name, at, options), word.end()
    star = _STAR.match(text, at)
    if star:
        return _Token("star", "⋆", at, _options(star[2])), star.end()
    if text[at] in _ALONE:
        return _Token(text[at].replace("−", "-"), text[at], at), at + 1
    stop = _leaf_end(text, at)
    return _Token("leaf", text[at:stop], at), stop


def _leaf_end(text: str, at: int) -> int:
    """Give where a leaf ends; brackets at once behind it are its: X[1,2]."""
    depth, place = 0, at
    while place < len(text):
        sign = text[place]
        places = _PLACES.match(text, place) if place > at else None
        if places:
            place = places.end()
            continue
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            if depth == 0 and sign == "]":
                break
            depth -= 1
        elif depth <= 0 and (sign.isspace() or sign in _ALONE or sign in _STARS):
            break
        place += 1
    return max(place, at + 1)


def _options(text: str) -> str:
    r"""Give what stands with an operation in one way: "stride 2", "1", "0:1x2:2".

    >>> _options(r"_{stride 2×2}"), _options("[stride=2]"), _options("[1:1×1:1]")
    ('stride2', 'stride2', '1')
    """
    parts = sorted(
        re.split(r"[,;]", re.sub(r"[\s=_{}\[\]\\]", "", text.replace("−", "-").replace("^", ",")))
    )
    return ",".join(filter(None, map(_shortest, parts)))


def _shortest(text: str) -> str:
    found = re.fullmatch(r"([a-z]*)([-\d:x×]*)([a-z]*)", text)
    if found is None:
        return text
    axes = [_side(axis) for axis in re.split("[x×]", found[2])]
    return found[1] + ("x".join(axes) if len(set(axes)) > 1 else axes[0]) + found[3]


def _side(axis: str) -> str:
    before, _, after = axis.partition(":")
    return before if after in ("", before) else axis


class _Reader:
    """Reads sums of products of factors."""

    def __init__(self, tokens: list[_Token], leaf: Leaf) -> None:
        self.tokens = tokens
        self.leaf = leaf
        self.at = 0
        self.level = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.token
        self.at += token.kind != "end"
        return token

    def skip(self) -> None:
        while self.token.kind == "space":
            self.at += 1

    def whole(self) -> ArrayTree:
        found = self.total()
        if self.token.kind != "end":
            raise self.unexpected()
        return found

    def unexpected(self) -> ReadingError:
        what = f"{self.token.text!r}" if self.token.text else "its end"
        return ReadingError(self.token.start, f"{what} is not understood here")

    def total(self) -> ArrayTree:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise ReadingError(self.token.start, "it is nested too deeply")
        self.skip()
        terms = [self.signed()]
        while self.token.kind in "+-":
            terms.append(self.signed())
        self.level -= 1
        return terms[0] if len(terms) == 1 else Node("+", tuple(terms))

    def signed(self) -> ArrayTree:
        turned = False
        while self.token.kind in ("+", "-", "space"):
            turned ^= self.take().kind == "-"
        found = self.product()
        return Node("-", (found,)) if turned else found

    def product(self) -> ArrayTree:
        found = self.factor()
        while True:
            self.skip()
            kind = self.token.kind
            if kind == "star":
                options = self.take().options
                found = Node("correlate", (found, self.factor()), options)
            elif kind == "⊙":
                self.take()
                found = Node("⊙", (found, self.factor()))
            elif kind in ("·", "×"):
                self.take()
                found = Node("·", (found, self.factor()))
            elif kind in ("leaf", "word", "(", "["):
                found = Node("·", (found, self.factor()))
            else:
                return found

    def factor(self) -> ArrayTree:
        self.skip()
        token = self.token
        found: ArrayTree
        if token.kind == "word":
            found = self.function()
        elif token.kind == "(":
            self.take()
            found = self.total()
            self.expect(")")
        elif token.kind == "[":
            found = self.grid()
        elif token.kind == "leaf":
            found = self.read_leaf()
        else:
            raise self.unexpected()
        while self.token.kind == _RAISED_T:
            self.take()
            found = Node("transpose", (found,))
        return found

    def read_leaf(self) -> Formula:
        token = self.take()
        try:
            return self.leaf(token.text)
        except ReadingError as error:
            raise ReadingError(token.start + error.position, error.found) from None

    def function(self) -> ArrayTree:
        token = self.take()
        self.expect("(")
        parts, options = [self.total()], token.options
        while self.token.kind in (",", ";"):
            self.take()
            self.skip()
            if self.token.kind == "leaf" and re.match(r"[a-z]*=?[\d:x×]+$", self.token.text):
                options = _options(f"{options},{self.take().text}")
                self.skip()
            else:
                parts.append(self.total())
        self.expect(")")
        return Node(token.text, tuple(parts), options)

    def grid(self) -> ArrayTree:
        """Read [[a b] [c d]], also with commas between entries."""
        self.take()
        self.level += 1
        if self.level > MOST_LEVELS:
            raise ReadingError(self.token.start, "it is nested too deeply")
        entries: list[ArrayTree] = []
        while self.token.kind not in ("]", "end"):
            if self.token.kind in (",", ";", "space"):
                self.take()
            else:
                entries.append(self.entry())
        self.expect("]")
        self.level -= 1
        return Node("grid", tuple(entries))

    def entry(self) -> ArrayTree:
        """Read an entry of a grid: it ends at a space that no sign stands beside."""
        start = self.at
        if self.token.kind == "[":
            return self.grid()
        depth = 0
        while self.token.kind != "end":
            kind = self.token.kind
            if depth == 0 and (
                kind in ("]", ",", ";") or (kind == "space" and self.parts_entries())
            ):
                break
            depth += (kind in "([") - (kind in ")]")
            self.take()
        text = "".join(token.text for token in self.tokens[start : self.at])
        try:
            return self.leaf(text)
        except ReadingError as error:
            where = self.tokens[start].start + error.position
            raise ReadingError(where, error.found) from None

    def parts_entries(self) -> bool:
        signs = "+-·×"
        before, after = self.tokens[self.at - 1].kind, self.tokens[self.at + 1].kind
        return before not in signs and (
            after not in signs or self.tokens[self.at + 2].kind != "space"
        )

    def expect(self, kind: str) -> None:
        self.skip()
        if self.token.kind != kind:
            raise self.unexpected()
        self.take()


def normal(tree: ArrayTree) -> ArrayTree:
    """Give a tree in one form: what cancels is left out, and sums are in order."""
    if not isinstance(tree, Node):
        return tree
    parts = tuple(map(normal, tree.parts))
    first = parts[0] if parts else None
    if tree.name in ("transpose", "rot", "-") and isinstance(first, Node):
        if first.name == tree.name:
            return first.parts[0]
        if tree.name == "transpose" and first.name == "·":
            turned = tuple(normal(Node("transpose", (part,))) for part in reversed(first.parts))
            return normal(Node("·", turned))
    if tree.name == "grid" and len(parts) == 1 and isinstance(first, Node) and first.name == "grid":
        return first  # a single row, as a line is written in LaTeX
    if tree.name in ("·", "+", "⊙"):
        parts = tuple(
            inner
            for part in parts
            for inner in (
                part.parts if isinstance(part, Node) and part.name == tree.name else (part,)
            )
        )
    if tree.name in ("+", "⊙"):
        parts = tuple(sorted(parts, key=repr))
    return Node(tree.name, parts, tree.options)


def without(tree: ArrayTree, name: str) -> ArrayTree:
    """Give a tree in which one operation is forgotten."""
    if not isinstance(tree, Node):
        return tree
    if tree.name == name:
        return without(tree.parts[0], name)
    return Node(tree.name, tuple(without(part, name) for part in tree.parts), tree.options)


def plain_products(tree: ArrayTree) -> ArrayTree:
    """Give a tree in which stars are products of matrices, as where nothing is correlated."""
    if not isinstance(tree, Node):
        return tree
    parts = tuple(map(plain_products, tree.parts))
    is_star = tree.name == "correlate" and not tree.options
    return normal(Node("·" if is_star else tree.name, parts, tree.options))


def mentions(tree: ArrayTree, name: str) -> bool:
    """Tell whether an operation occurs in a tree."""
    return isinstance(tree, Node) and (
        tree.name == name or any(mentions(part, name) for part in tree.parts)
    )


def bare(tree: ArrayTree, name: str) -> ArrayTree:
    """Give a tree without what stands with an operation: the width of a padding, the steps."""
    if not isinstance(tree, Node):
        return tree
    parts = tuple(bare(part, name) for part in tree.parts)
    return Node(tree.name, parts, "" if tree.name == name else tree.options)

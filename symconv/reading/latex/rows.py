"""A block's lines, put together to the statements that go over several of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.reading.latex.lexicon import STACKS
from symconv.reading.latex.stream import depth_change
from symconv.reading.latex.tidied import tidied
from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.written import Flaw, FlawKind, Span

JOINTS = ("=", ":=", "≡", "≈", "+=", "←")
_BINARY = ("+", "-", "*", "·", "×", "⋆", "⊗", "⊙", "∘", "⊛", "•", "/", "±")


@dataclass
class Block:
    """The lines of a text, each a statement or several, and what was lost between lines."""

    lines: list[list[Token]]
    flaws: list[Flaw]


def lines_of(tokens: Sequence[Token]) -> Block:
    """Split tokens at line ends, and join the lines that go on with the statement above."""
    block = Block([], [])
    for row in _rows(_without_stacks(tidied(tokens))):
        row = _stripped(row)
        if row:
            _add(row, block)
    return block


def _without_stacks(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the environments around lines of statements; those inside brackets stay."""
    found: list[Token] = []
    depth, opened, skip = 0, [0], False
    for place, token in enumerate(tokens):
        stacked = token.text in STACKS or (token.text == "array" and lists_equations(tokens))
        if token.kind is Kind.BEGIN and stacked and depth == opened[-1]:
            opened.append(depth)
            counted = "alignat" in token.text or token.text == "array"
            skip = counted and tokens[place + 1 : place + 2] != []
            continue
        if token.kind is Kind.FINISH and stacked and depth == opened[-1]:
            if len(opened) > 1:
                opened.pop()
            continue
        if skip and (token.text in ("{", "}", "|") or token.kind in (Kind.DIGIT, Kind.LETTER)
                     or token.kind is Kind.WORD):  # fmt: skip
            skip = token.text != "}"
            continue
        depth += depth_change(token)
        found.append(token)
    return found


def lists_equations(tokens: Sequence[Token]) -> bool:
    """Tell whether all is one array whose columns are the sides and signs of equations: & = &."""
    whole = tokens[0].kind is Kind.BEGIN and tokens[-1].kind is Kind.FINISH if tokens else False
    signs = [
        place
        for place, token in enumerate(tokens[1:-1], 1)
        if token.text == "=" and tokens[place - 1].text == tokens[place + 1].text == "&"
    ]
    return whole and tokens[0].text == "array" and bool(signs)


def _rows(tokens: list[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = [[]]
    depth = 0
    for token in _unbroken(tokens):
        depth = max(depth + depth_change(token), 0)
        if token.kind is Kind.SIGN and token.text in _APART and depth == 0:
            rows.append([])
        elif token.text != "row" or depth:
            rows[-1].append(token)
    return rows


_APART = ("row", "⇒", "⇔")
"""What stands between statements, outside of brackets."""


def _unbroken(tokens: list[Token]) -> list[Token]:
    """Leave out line ends within a bracket, and what stands after one before the line goes on."""
    found: list[Token] = []
    opened: list[str] = []
    broken = False
    for token in tokens:
        change = depth_change(token)
        if change > 0:
            opened.append(token.text)
        elif change < 0 and opened:
            opened.pop()
        inside = bool(opened) and opened[-1] in _BRACKETS
        ends = token.kind is Kind.SIGN and token.text == "row"
        broken = inside and (ends or (broken and token.text in ("&", "quad")))
        if not broken:
            found.append(token)
    return found


_BRACKETS = ("(", "[", r"\{")


def _stripped(row: list[Token]) -> list[Token]:
    """Leave out marks of alignment and wide spaces at the ends, and single marks inside."""
    idle = ("&", "quad", ".", ",", ";")
    while row and row[0].kind is Kind.SIGN and row[0].text in idle:
        row = row[1:]
    while row and row[-1].kind is Kind.SIGN and row[-1].text in idle:
        row = row[:-1]
    return row


def _add(row: list[Token], block: Block) -> None:
    if not block.lines:
        block.lines.append(row)
        return
    above = block.lines[-1]
    first = next((token for token in row if token.text not in ("&", "quad")), row[0])
    goes_on = first.kind is Kind.SIGN and first.text in (*JOINTS, *_BINARY)
    open_end = above[-1].kind is Kind.SIGN and above[-1].text in (*JOINTS, *_BINARY)
    if open_end and goes_on and above[-1].text == first.text == "=":
        above = above[:-1]  # a line ends with = and the next begins with it
    if goes_on or open_end:
        block.lines[-1] = above + row
    elif _has_joint(row) or not _has_joint(above) or _is_remark(first):
        block.lines.append(row)
    else:
        start = row[0].start
        block.flaws.append(Flaw(FlawKind.LOST_SIGN, Span(start, start), "+ "))
        block.lines[-1] = [*above, Token(Kind.SIGN, "+", start, start), *row]


def _is_remark(token: Token) -> bool:
    return token.kind in (Kind.TEXT, Kind.WORD) or token.text == "∀"


def _has_joint(row: list[Token]) -> bool:
    depth = 0
    for token in row:
        depth += depth_change(token)
        if depth <= 0 and token.kind is Kind.SIGN and token.text in (*JOINTS, "∈", "→"):
            return True
    return False

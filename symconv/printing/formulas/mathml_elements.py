"""Elements of MathML Core that formulas are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

APPLY = "<mo>\N{FUNCTION APPLICATION}</mo>"
TIMES = "<mo>\N{INVISIBLE TIMES}</mo>"
TIMES_APART = '<mo lspace=".2em">\N{INVISIBLE TIMES}</mo>'
COMMA = "<mo>,</mo>"
STAR, DOT_IN_CIRCLE = (f'<mo lspace=".25em" rspace=".25em">{sign}</mo>' for sign in "⋆⊙")
A_LITTLE = '<mspace width=".2em"/>'
SPACE = "\N{NO-BREAK SPACE}"
MINUS = '<mo form="prefix">−</mo>'
"""What a negative number starts with, told from the minus between two terms."""
_TALL = ("<mfrac", "<mtable", "<msqrt", "<mroot")
_BIG = 'minsize="2em" maxsize="2em"'
BIG_BRACKETS = (f"<mo {_BIG}>(</mo>", f"<mo {_BIG}>)</mo>")
"""Parentheses around a sum over indices, which else grow with what stands below it."""


def row(text: str) -> str:
    """Give elements as one element.

    >>> row("<mi>k</mi>"), row("<mi>d</mi><mi>k</mi>")
    ('<mi>k</mi>', '<mrow><mi>d</mi><mi>k</mi></mrow>')
    """
    return text if text.count("<") == 2 else f"<mrow>{text}</mrow>"


def parenthesise(text: str) -> str:
    """Put elements in parentheses that are as high as a fraction or a table among them."""
    if "<munder" in text:
        return f"<mrow>{BIG_BRACKETS[0]}{text}{BIG_BRACKETS[1]}</mrow>"
    return enclose("(", text, ")")


def enclose(opening: str, text: str, closing: str) -> str:
    """Put elements in brackets; around a line they do not grow: they would stand too far away."""
    if any(tag in text for tag in _TALL):
        return f"<mrow><mo>{opening}</mo>{text}<mo>{closing}</mo></mrow>"
    return f'<mo stretchy="false">{opening}</mo>{text}<mo stretchy="false">{closing}</mo>'


def table(rows: Iterable[Sequence[str]], kind: str, attributes: str = "") -> str:
    """Give rows of cells; what lines up is said in the style of the class `symconv-KIND`."""
    lines = ("".join(map(_cell, cells)) for cells in rows)
    body = "".join(f"<mtr>{line}</mtr>" for line in lines)
    return f'<mtable class="symconv-{kind}"{attributes}>{body}</mtable>'


def _cell(text: str) -> str:
    return f"<mtd>{text}</mtd>" if text else "<mtd/>"


def stack(rows: Iterable[str]) -> str:
    """Give the lines of a formula that goes over several, in the style of a display."""
    return table(((line,) for line in rows), "stack", ' displaystyle="true"')


def unseen(text: str) -> str:
    """Give elements that take their width, and are neither seen nor heard nor high."""
    phantom = f"<mphantom>{text}</mphantom>"
    return f'<mpadded aria-hidden="true" height="0" depth="0">{phantom}</mpadded>'

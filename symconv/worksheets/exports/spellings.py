"""How people type a short formula: every usual spelling, for programs that compare letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symconv.formulas import Entry, Formula, Name, Partial
from symconv.notation.letters import letter_to_text

_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def spellings(formula: Formula) -> tuple[str, ...]:
    r"""Give all usual spellings of an entry, a letter or a derivative by one; none of others.

    >>> spellings(Entry("X", (1, 2)))
    ('X_12', 'X_{12}', 'X12', 'X₁₂', 'X_1,2', 'X_{1,2}', 'X[1,2]', 'X(1,2)')
    >>> spellings(Partial(Name("L"), Entry("b")))
    ('dL/db', '∂L/∂b', '\\partial L/\\partial b')
    """
    match formula:
        case Entry() | Name():
            return tuple(dict.fromkeys(_atom(formula)))
        case Partial(Entry() | Name() as of, Entry() | Name() as by):
            tops, bottoms = list(_atom(of)), list(_atom(by))
            if not tops or not bottoms:
                return ()
            alike = len(tops) == len(bottoms)
            pairs = list(zip(tops, bottoms, strict=True) if alike else product(tops, bottoms))
            signs = ("d", "∂", r"\partial ")
            told = (f"{sign}{above}/{sign}{below}" for sign in signs for above, below in pairs)
            return tuple(dict.fromkeys(told))
    return ()


def _atom(formula: Entry | Name) -> Iterator[str]:
    letter = letter_to_text(formula.letter)
    if len(letter) != 1 or not letter.isascii():
        return
    if isinstance(formula, Name) or not formula.indices:
        if isinstance(formula, Name) or (formula.superscript is None and not formula.arguments):
            yield letter
        return
    if formula.superscript is not None or formula.arguments:
        return
    if not all(isinstance(index, int) for index in formula.indices):
        return
    places = [str(index) for index in formula.indices]
    if all(len(place) == 1 for place in places) or len(places) == 1:
        joined = "".join(places)
        yield from (f"{letter}_{joined}", f"{letter}_{{{joined}}}", f"{letter}{joined}")
        yield f"{letter}{joined.translate(_SMALL)}"
    among = ",".join(places)
    yield from (f"{letter}_{among}", f"{letter}_{{{among}}}", f"{letter}[{among}]")
    yield f"{letter}({among})"

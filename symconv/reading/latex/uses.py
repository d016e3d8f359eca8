"""How a document uses its letters, and the style that follows from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symconv.reading.written import Style, Subscripts

FUNCTION_LETTERS = frozenset({"f", "g", r"\sigma", r"\phi", r"\varphi", r"\psi", "J"})
"""Letters that are read as functions where the document's style does not say otherwise."""


@dataclass(frozen=True, slots=True)
class LetterUse:
    """One use of a letter.

    Attributes
    ----------
    letter : as formulas keep it
    parts : the number of subscripts between commas
    run : the length of a single subscript that is a run of digits or letters, else 0
    digits : whether that run is of digits alone
    number : the run itself
    arguments : the number of arguments between commas in brackets after it
    brackets : "()" or "[]" after it, "" for none
    places : whether the arguments look like indices: names and numbers, sums of them
    lone : whether the only argument is one letter or number
    superscript : whether something stands above it
    differentiated : whether the text differentiates by the letter
    """

    letter: str
    parts: int = 0
    run: int = 0
    digits: bool = False
    number: str = ""
    arguments: int = 0
    brackets: str = ""
    places: bool = False
    lone: bool = False
    superscript: bool = False
    differentiated: bool = False


def infer_style(uses: Iterable[LetterUse]) -> Style:
    """Tell how a document writes from how it uses its letters.

    >>> infer_style([LetterUse("a", 1, 1, True), LetterUse("a", 1, 2, True)]).ranks["a"]
    1
    >>> infer_style([LetterUse("x", arguments=2, brackets="()", places=True)]).placed
    frozenset({'x'})
    """
    by_letter: dict[str, list[LetterUse]] = defaultdict(list)
    for use in uses:
        by_letter[use.letter].append(use)
    ranks = _ranks(by_letter)
    flat = sum(rank == 1 for rank in ranks.values())
    placed, functions, scalars = _applied(by_letter)
    return Style(
        subscripts=Subscripts.WHOLE if flat > len(ranks) - flat else Subscripts.SPLIT,
        ranks=ranks,
        functions=functions,
        placed=placed,
        scalars=scalars,
        has_d=any(not use.brackets for use in by_letter.get("d", ())),
    )


def _ranks(by_letter: Mapping[str, list[LetterUse]]) -> dict[str, int]:
    """Give the number of indices of the letters whose digits tell it."""
    ranks = {}
    for letter, uses in by_letter.items():
        runs = {use.run for use in uses if use.digits}
        if {1, 2} <= runs:
            ranks[letter] = 2 if _are_pairs({use.number for use in uses if use.digits}) else 1
        elif len(runs) == 1 and max(runs) > 1:
            ranks[letter] = max(runs)
    return ranks


def _are_pairs(numbers: set[str]) -> bool:
    """Tell runs of two digits from numbers above nine by what stands beside them.

    Entries that are numbered through have most numbers below ten, too, and ten itself.
    """
    pairs = {number for number in numbers if len(number) == 2}
    return len(numbers - pairs) <= _FEW and len(pairs) > _FEW and "10" not in pairs


_FEW = 2


def _applied(
    by_letter: Mapping[str, list[LetterUse]],
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Give the letters whose parentheses hold indices, values, and factors."""
    placed: set[str] = set()
    functions: set[str] = set()
    scalars: set[str] = set()
    for letter, uses in by_letter.items():
        applied = [use for use in uses if use.brackets == "()"]
        if not applied:
            continue
        bare = len(uses) - len(applied)
        named = letter.endswith("'") or letter in FUNCTION_LETTERS
        if any(use.arguments > 1 and use.places for use in applied):
            placed.add(letter)
        elif (named and not bare) or not any(use.places for use in applied):
            functions.add(letter)
        elif any(use.lone for use in applied):
            placed.add(letter)
        elif all(use.places for use in applied):
            (placed if not bare and len(applied) > 1 else scalars).add(letter)
    alike = {letter for letter in scalars if placed and _is_placed_too(by_letter[letter])}
    alike |= {letter for letter in scalars if _ACCENTED.sub(r"\1", letter) in placed}
    return frozenset(placed | alike), frozenset(functions), frozenset(scalars - alike)


_ACCENTED = re.compile(r"\\[a-z]+\{(.+)\}")


def _is_placed_too(uses: list[LetterUse]) -> bool:
    """Tell whether a letter with indices has positions mostly, in a document that writes so."""
    entries = [use for use in uses if use.parts]
    applied = sum(use.brackets == "()" for use in entries)
    return applied > 1 and applied * 2 > len(entries)

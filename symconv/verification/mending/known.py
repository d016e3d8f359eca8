"""What the search for slips has to know of a document: how it writes its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from symconv.verification.facts import Array


@dataclass(frozen=True)
class Letters:
    """The letters of a document, as it writes them.

    `arrays` gives the part of each array's letter, `counts` how many indices it has, `uses` how
    often it stands in the document, `extents` the sizes of an example's arrays by part, counted
    from `base`. `sizes` are letters of numbers of entries, `texts` all formulas with
    their lines, `others` the same as `plain`
    writes them. `turns` are ways in which the document writes a turned array, "{}" in the place of
    the array. `right` gives the terms of the derivation for a left side, where they can be written
    down, `sums` right sides for a left side with letters as indices.
    """

    arrays: Mapping[str, Array] = field(default_factory=dict)
    counts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    uses: Mapping[str, int] = field(default_factory=dict)
    extents: Mapping[Array, tuple[int, ...]] = field(default_factory=dict)
    base: int = 1
    sizes: tuple[str, ...] = ()
    strides: tuple[str, ...] = ()
    dilations: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    texts: tuple[tuple[str, int], ...] = ()
    others: frozenset[str] = frozenset()
    right: Callable[[str], tuple[str, ...] | None] | None = None
    sums: Callable[[str], Iterator[str]] | None = None

    def letters_of(self, part: Array) -> tuple[str, ...]:
        """Give the letters that play a part."""
        return tuple(letter for letter, found in self.arrays.items() if found is part)


def plain(text: str) -> str:
    r"""Give a formula without what does not print: what is the same on paper is the same.

    >>> plain(r"X_{12} &= \, F_1\tag{3}")
    'X_{12}=F_{1}'
    """
    from symconv.verification.mending.lexemes import Sort, lexemes

    typeset = "{" in text or "\\" in text
    kept = [
        x
        for x in lexemes(text)
        if x.sort not in (Sort.SPACE, Sort.ALIGN, Sort.ROW) and not x.text.startswith(r"\tag")
    ]
    parts: list[str] = []
    for before, lexeme in zip((None, *kept), kept, strict=False):
        single = before is not None and before.sort is Sort.SCRIPT and lexeme.text != "{"
        first = 1 if typeset and lexeme.sort is Sort.NUMBER else len(lexeme.text)
        written = "{" + lexeme.text[:first] + "}" + lexeme.text[first:]
        parts.append(written if single else lexeme.text)
    return "".join(parts)

"""Blanks whose answers may change places: terms of one sum, factors of one product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.documents import Block, Columns, Display, Matrices, Section
from symconv.formulas import Add, Blank, Formula, Product
from symconv.formulas.walk import children


def swappable(blocks: Sequence[Block]) -> tuple[frozenset[int], ...]:
    """Give the sets of blanks that stand beside each other in a sum or a product of numbers.

    In O = (1) + X F + (2), both answers are right in either blank.

    >>> from symconv.formulas import Equation, Name
    >>> side = Add((Blank(1, 4), Name("a"), Blank(2, 4)))
    >>> [sorted(each) for each in swappable([Display((Equation(Name("O"), side),))])]
    [[1, 2]]
    """
    return tuple(
        group for formula in formulas_of(blocks) for group in _groups(formula) if len(group) > 1
    )


def formulas_of(blocks: Sequence[Block]) -> Iterator[Formula]:
    """Give the formulas that stand on lines of their own in blocks."""
    for block in blocks:
        if isinstance(block, Display | Matrices | Columns):
            yield from block.equations
        elif isinstance(block, Section):
            yield from formulas_of(block.blocks)


def _groups(formula: Formula) -> Iterator[frozenset[int]]:
    if isinstance(formula, Add | Product):
        yield frozenset(part.number for part in children(formula) if isinstance(part, Blank))
    for part in children(formula):
        yield from _groups(part)

"""What an error may say of a formula: the formula, not how it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.formulas import Formula


def kinds_of(kind: type[Formula]) -> Iterator[type[Formula]]:
    """Give every kind of node."""
    for below in kind.__subclasses__():
        yield below
        yield from kinds_of(below)


def is_for_a_person(message: str) -> bool:
    """Tell a message of one line in which no node is dumped, such as `Name(letter='i')`."""
    kinds = "|".join({kind.__name__ for kind in kinds_of(Formula)} | {"Fraction", "Axis"})
    dumped = re.search(rf"\b(?:{kinds})\(|<[\w.]+ object|Relation\.", message)
    return dumped is None and "\n" not in message

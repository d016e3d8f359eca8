"""Chains of equalities without repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from symconv.formulas import Formula
from symconv.formulas.chains import Chain, Link, Sign
from symconv.graphs.numerals import Numerals, is_exact
from symconv.notation import Notation
from symconv.printing.formulas.text import TextPrinter


@dataclass(frozen=True)
class ChainWriter:
    """Joins members to chains; one that reads like the member before it is left out."""

    numerals: Numerals

    @cached_property
    def _printer(self) -> TextPrinter:
        return TextPrinter(Notation(product="*"))

    def write(self, left: Formula, members: Sequence[Formula]) -> Chain:
        """Give left = a = b ≈ c; the sign is ≈ next to a member in which a number is rounded."""
        links: list[Link] = []
        before, text = left, self._printer.write(left)
        for member in map(self.numerals.in_decimals, members):
            next_text = self._printer.write(member)
            if next_text == text:
                continue
            equal = is_exact(before) and is_exact(member)
            links.append(Link(Sign.EQUAL if equal else Sign.NEARLY, member))
            before, text = member, next_text
        return Chain(left, tuple(links))

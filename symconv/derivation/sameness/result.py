"""What a comparison found: equal, different with a proof of it, or undecided and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Data,
    Document,
    Outcome,
    Paragraph,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import Entry, Formula, Name, Partial
from symconv.notation import Notation
from symconv.printing.shown import Shown

TITLE = "Comparison of two expressions"
_LONGEST_NUMBER = 60
LARGEST_WRITTEN = 4_000
"""Digits of a number that is written out as data; Python itself writes few more."""
_MOST_IN_LINE = 6
_MOST_PLACES = 24
_ENTRY = re.compile(r"(?P<letter>[A-Za-z])_\{(?P<places>[0-9]{1,9})\}")
_DERIVATIVE = re.compile(r"\\frac\{\\partial (?P<of>[A-Za-z])\}\{\\partial (?P<by>[^ ]+)\}")


class SameVerdict(StrEnum):
    """How a comparison ended."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Enclosure:
    """Two fractions between which a number lies that is not rational."""

    lower: Fraction
    upper: Fraction

    def __str__(self) -> str:
        places = 1
        while places < _MOST_PLACES and _rounded(self.lower, places) == _rounded(
            self.upper, places
        ):
            places += 1
        return f"{_rounded(self.lower, places - 1)}…"


ExactValue: TypeAlias = Fraction | Enclosure


@dataclass(frozen=True)
class PointValue:
    """A number that was chosen for a symbol, an entry, or a function at a number."""

    name: str
    value: Fraction


@dataclass(frozen=True)
class Counterexample:
    """A point at which both sides have a value, and these differ.

    Attributes
    ----------
    point : the numbers that were chosen, none where the sides are numbers themselves
    left, right : the values of the sides: fractions, or what surely encloses a value
    """

    point: tuple[PointValue, ...]
    left: ExactValue
    right: ExactValue

    @property
    def text(self) -> Text:
        """The values and the point as prose with formulas; of many symbols the first."""
        sides = f"{_written(self.left)} against {_written(self.right)}"
        if not self.point:
            return (sides,)
        named = self.point if len(self.point) <= _MOST_IN_LINE + 1 else self.point[:_MOST_IN_LINE]
        parts: list[str | Formula] = [sides, " where "]
        for each in named:
            parts += [readable(each.name), f" = {_written(each.value)}", ", "]
        more = len(self.point) - len(named)
        return tuple([*parts, f"{more} more"] if more else parts[:-1])

    def __str__(self) -> str:
        return "".join(map(str, self.text))


@dataclass(frozen=True, repr=False)
class Sameness(Shown):
    """Whether two expressions, or arrays of them, are equal; true only if they are.

    Attributes
    ----------
    verdict : equal, different or undecided
    reason : why, in words
    denominators : what must differ from zero where they are equal: formulas, or SymPy's text,
        as they were given; elsewhere a side has no value
    entry : the index, from zero, of the entry of arrays that differs or is undecided, else None
    counterexample : what shows that they differ, if they do
    shape : the shape of the arrays, () of expressions
    conditions : what else is assumed where they are equal: that the range of a sum which was
        counted is not of negative length
    """

    verdict: SameVerdict
    reason: str
    denominators: tuple[Formula | str, ...] = ()
    entry: tuple[int, ...] | None = None
    counterexample: Counterexample | None = None
    shape: tuple[int, ...] = ()
    conditions: tuple[Formula, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict is SameVerdict.EQUAL

    @property
    def equal(self) -> bool:
        """Whether the two are proved equal, wherever both have a value."""
        return self.verdict is SameVerdict.EQUAL

    @property
    def different(self) -> bool:
        """Whether the two are shown to differ."""
        return self.verdict is SameVerdict.DIFFERENT

    @property
    def undecided(self) -> bool:
        """Whether neither was found."""
        return self.verdict is SameVerdict.UNDECIDED

    @property
    def nonzero(self) -> tuple[str, ...]:
        """What must differ from zero where they are equal, as text."""
        return tuple(map(str, self.denominators))

    @property
    def _start(self) -> str:
        where = "" if self.entry is None else f" in entry {_index(self.entry)}"
        return f"{self.verdict}{where}: "

    def __str__(self) -> str:
        assumed = [*(f"{each} ≠ 0" for each in self.nonzero), *map(str, self.conditions)]
        return f"{self._start}{self.reason}" + "".join(
            f"{', ' if place else ': '}{each}" for place, each in enumerate(assumed)
        )

    def __repr__(self) -> str:
        return f"<Sameness {self}>"

    def at(self, entry: tuple[int, ...], shape: tuple[int, ...]) -> Sameness:
        """Give what was found as that of an entry of arrays of a shape."""
        return replace(self, entry=entry, shape=shape)

    def document(self) -> Document:
        """Give what is shown: the verdict, and what shows it."""
        outcome = Outcome.HOLDS if self.equal else Outcome.FAILS
        start = self._start[0].upper() + self._start[1:]
        why = (self.reason,) if self.counterexample is None else self.counterexample.text
        blocks: list[Block] = [Verdict((start, *why, "."), outcome)]
        if self.denominators:
            blocks.append(Paragraph(("These denominators must not be zero:",)))
            blocks.append(Bullets(tuple((each,) for each in self.denominators)))
        if self.conditions:
            blocks.append(Paragraph(("These conditions are assumed:",)))
            blocks.append(Bullets(tuple((each,) for each in self.conditions)))
        if self.counterexample is not None and self.counterexample.point:
            rows = tuple(
                ((readable(each.name),), (str(each.value),)) for each in self.counterexample.point
            )
            heads = (("symbol",), ("number",))
            blocks.append(Table(heads, (Align.LEFT, Align.RIGHT), rows))
        return Document(TITLE, Notation(), tuple(blocks), self._record(), series="sections")

    def _record(self) -> dict[str, Data]:
        found: dict[str, Data] = {
            "verdict": self.verdict.value,
            "reason": self.reason,
            "nonzero": list(self.nonzero),
            "conditions": list(map(str, self.conditions)),
            "entry": None if self.entry is None else list(self.entry),
            "shape": list(self.shape),
            "counterexample": None,
        }
        if self.counterexample is not None:
            found["counterexample"] = {
                "point": [[each.name, str(each.value)] for each in self.counterexample.point],
                "left": _data(self.counterexample.left),
                "right": _data(self.counterexample.right),
            }
        return found


def readable(name: str) -> Formula | str:
    r"""Give the entry, or the derivative by one, that a derivation's symbol is named after.

    >>> print(readable(r"\frac{\partial L}{\partial O_{12}}"), readable("x"))
    ∂L/∂O₁₂ x
    """
    found = _DERIVATIVE.fullmatch(name)
    entry = _ENTRY.fullmatch(found["by"] if found else name)
    if entry is None:
        return name
    formula: Formula = Entry(entry["letter"], tuple(map(int, entry["places"])))
    if found:
        formula = Partial(Name(found["of"]), formula)
    return formula


def _data(value: ExactValue) -> Data:
    if isinstance(value, Fraction):
        return _written(value, LARGEST_WRITTEN)
    return {"lower": str(value.lower), "upper": str(value.upper)}


def _written(value: ExactValue, longest: int = _LONGEST_NUMBER) -> str:
    """Give a value, or how many digits it has where these are too many to be read."""
    if isinstance(value, Enclosure):
        return str(value)
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    digits = bits * 30_103 // 100_000 + 1
    return str(value) if digits < longest else f"a fraction of about {digits} digits"


def _rounded(value: Fraction, places: int) -> str:
    """Give a decimal, cut after some places."""
    scaled = abs(value.numerator) * 10**places // value.denominator
    text = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def _index(entry: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, entry))}]"

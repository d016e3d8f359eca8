"""Theorems: what holds for any size, its derivation, and what it was checked on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from symconv.calculus.checking import (
    CheckedOn,
    Counterexample,
    Values,
    check_derivation,
)
from symconv.calculus.duals import Function
from symconv.calculus.evaluation import Evaluator
from symconv.calculus.rule import IndexDerivation, Words
from symconv.calculus.setting import Setting
from symconv.calculus.values import has_values
from symconv.documents import Document
from symconv.formulas import Equation, Restriction
from symconv.notation import Notation
from symconv.printing.shown import Shown
from symconv.theorems.document import build_document


class Verdict(StrEnum):
    """What becomes of a claim."""

    PROVED = "proved"
    CORRECTED = "corrected"


@dataclass(frozen=True, repr=False)
class Claim:
    """A formula as somebody stated it, which is false, and where it fails."""

    words: Words
    equation: Equation
    setting: Setting
    counterexample: Counterexample

    def __repr__(self) -> str:
        return f"<Claim {self.equation}: refuted>"


@dataclass(frozen=True, repr=False)
class Part:
    """One derivation of a theorem: what is given, the lines, and what the last line says.

    `functions` are what the activations are taken to be when the lines are checked.
    """

    title: Words
    derivation: IndexDerivation
    given: tuple[Words, ...] = ()
    reading: tuple[Words, ...] = ()
    cases: int = 12
    largest: int = 4
    functions: tuple[tuple[str, Function], ...] = ()
    values: Callable[[Evaluator, int], Values] | None = None
    """What the entries of arrays are when the lines are checked; integers by default."""

    def __repr__(self) -> str:
        title = "".join(map(str, self.title))
        return f"<Part {title}: {len(self.derivation.lines)} lines>"

    @cached_property
    def checked_on(self) -> CheckedOn:
        """What the lines were checked on, each against the line before."""
        return check_derivation(
            self.derivation,
            self.cases,
            self.largest,
            dict(self.functions) or None,
            values=self.values,
        )


def _has_values(derivation: IndexDerivation) -> bool:
    starts = (derivation.left, derivation.lines[0].right)
    return all(has_values(derivation.setting, start) for start in starts)


@dataclass(frozen=True, repr=False)
class Theorem(Shown):
    """A statement for any size: its claim in words, its derivations, and its false variants.

    `proved` means by rules alone: every line is what its rules make of the line before, with
    every side condition proved. `checked_on` is a second witness, on exact integers.
    """

    name: str
    title: str
    claim: Words
    parts: tuple[Part, ...]
    notation: Notation
    source: str = ""
    verdict: Verdict = Verdict.PROVED
    correction: Words = ()
    refuted: tuple[Claim, ...] = field(default_factory=tuple)
    stated: Equation | None = None
    """What is stated besides the derivations: the equation that the last of them ends in."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {self.title}; {self.found}>"

    def document(self, checked: bool = True) -> Document:
        """Give what is shown; `checked` says whether the lines are also checked on integers."""
        return build_document(self, checked)

    @property
    def found(self) -> str:
        """What was found, in a word or two: proved, corrected, or NOT proved."""
        return self.verdict.value if self.proved else "NOT proved"

    @property
    def is_corrected(self) -> bool:
        """Whether what somebody stated is false, and this is what is right."""
        return self.verdict is Verdict.CORRECTED

    @property
    def derivation(self) -> IndexDerivation:
        """The last derivation, which ends in what is stated."""
        return self.parts[-1].derivation

    @property
    def statement(self) -> Equation:
        """What is stated: the left side, and the last line."""
        return self.stated or self.derivation.equation

    @property
    def hypotheses(self) -> tuple[Restriction, ...]:
        """What is assumed of the sizes, and the limits of the statement's free indices."""
        setting = self.derivation.setting
        return (*setting.hypotheses, *setting.domain)

    @cached_property
    def proved(self) -> bool:
        """Whether every line of every part follows from the line before by its rules.

        The first line is what the left side is by definition, and has a value; what is stated is
        what the last derivation ends in.
        """
        return (
            bool(self.parts)
            and all(part.derivation.proved and _has_values(part.derivation) for part in self.parts)
            and self.stated in (None, self.derivation.equation)
        )

    @cached_property
    def checked_on(self) -> tuple[CheckedOn, ...]:
        """What the lines of each part were checked on."""
        return tuple(part.checked_on for part in self.parts)

    @property
    def holds(self) -> bool:
        """Whether it is proved, and no check contradicts it."""
        return self.proved and all(check.holds for check in self.checked_on)

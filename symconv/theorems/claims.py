"""Claims that are false, as they were stated, each with sizes at which it fails."""

from __future__ import annotations

from symconv.calculus.checking import Counterexample
from symconv.calculus.refuting import refute
from symconv.calculus.rule import Words
from symconv.calculus.setting import Setting
from symconv.errors import DerivationError
from symconv.formulas import Equation
from symconv.theorems.theorem import Claim


def refuted_claim(
    words: Words, claim: Equation, setting: Setting, found: Counterexample | None = None
) -> tuple[Claim, ...]:
    """Give a claim with a counterexample, as a tuple of one.

    Raises `DerivationError` if none is found: what cannot be refuted is not called false.
    """
    found = found or refute(setting, claim)
    if found is None:
        raise DerivationError("no counterexample was found")
    return (Claim(words, claim, setting, found),)

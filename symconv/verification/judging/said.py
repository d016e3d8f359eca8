"""What is said of a link, before it is put into the words of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from symconv.verification.verdicts import Counterexample, Ground, VerdictKind


@dataclass(frozen=True)
class Said:
    """A verdict of one link: its reason, its condition, how it was found, where it fails."""

    kind: VerdictKind
    reason: str
    condition: str = ""
    method: str = ""
    counterexample: Counterexample | None = None
    unknown: bool = False
    ground: Ground = Ground.OTHER


def say(
    kind: VerdictKind,
    reason: str,
    *,
    condition: str = "",
    method: str = "",
    counterexample: Counterexample | None = None,
    ground: Ground = Ground.OTHER,
) -> Said:
    """Give what is said of a link."""
    return Said(kind, reason, condition, method, counterexample, ground=ground)


def unjudged(reason: str, ground: Ground) -> Said:
    """Give what is said of a link that holds something without a meaning."""
    unknown = is_unknown_letter(reason)
    return Said(VerdictKind.NOT_CHECKABLE, f"it holds {reason}", unknown=unknown, ground=ground)


_LETTER = re.compile(r"(?:a derivative by )?(?![a-z]{4,})[^\s()+−·/*=]+(?: among whole arrays)?")


def is_unknown_letter(reason: str) -> bool:
    """Tell whether a formula is no claim because of one letter, which may be a slip.

    >>> is_unknown_letter("a derivative by Q₁₁"), is_unknown_letter("layer 3 of x")
    (True, False)
    """
    return _LETTER.fullmatch(reason) is not None


_WORST = (
    VerdictKind.NOT_UNDERSTOOD,
    VerdictKind.REFUTED,
    VerdictKind.DAMAGED,
    VerdictKind.CONDITIONAL,
    VerdictKind.NOT_CHECKABLE,
    VerdictKind.HOLDS,
    VerdictKind.PROVED,
    VerdictKind.DEFINITION,
)


def worst(said: list[Said]) -> Said:
    """Give the worst of several verdicts: what is said of a chain."""
    return min(said, key=lambda one: _WORST.index(one.kind))


def assuming(said: Said, condition: str) -> Said:
    """Give what is said of a formula that is true only on a condition."""
    if said.kind in (VerdictKind.PROVED, VerdictKind.HOLDS):
        return replace(said, kind=VerdictKind.CONDITIONAL, condition=condition)
    return said

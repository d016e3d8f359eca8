"""How a verdict is told: a mark, a word, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symconv.documents import Outcome
from symconv.verification.verdicts import Judged, VerdictKind


@dataclass(frozen=True)
class Telling:
    """A verdict's word, as heads of tables have it, its mark, and the colour it is shown in."""

    word: str
    mark: str
    outcome: Outcome
    meaning: str


TELLINGS: Mapping[VerdictKind, Telling] = {
    VerdictKind.PROVED: Telling(
        "proved", "✓", Outcome.HOLDS, "It follows from the layer, in general or entry by entry."
    ),
    VerdictKind.HOLDS: Telling(
        "holds", "✓", Outcome.HOLDS, "It is exact on all sizes that were tried, which are listed."
    ),
    VerdictKind.CONDITIONAL: Telling(
        "conditional", "~", Outcome.CONDITIONAL, "It is true under a condition, which is named."
    ),
    VerdictKind.REFUTED: Telling(
        "refuted", "✗", Outcome.FAILS, "It is false: a counterexample is given."
    ),
    VerdictKind.DAMAGED: Telling(
        "damaged", "!", Outcome.DAMAGED, "It says nothing as it stands: a part of it is lost."
    ),
    VerdictKind.DEFINITION: Telling(
        "definition", "·", Outcome.NEUTRAL, "It gives a name, and claims nothing."
    ),
    VerdictKind.NOT_CHECKABLE: Telling(
        "not checkable", "·", Outcome.NEUTRAL, "It is no claim about the layer."
    ),
    VerdictKind.NOT_UNDERSTOOD: Telling(
        "not understood", "?", Outcome.UNKNOWN, "A part of it could not be read; it is named."
    ),
}
"""Every verdict, in the order of tables."""

SHOWN = (
    VerdictKind.REFUTED, VerdictKind.DAMAGED, VerdictKind.CONDITIONAL, VerdictKind.NOT_UNDERSTOOD,
)  # fmt: skip
"""Verdicts whose formulas are shown one by one where a report is short."""

FINDINGS = 1
BAD_INPUT = 2


def is_finding(judged: Judged) -> bool:
    """Tell a formula that is refuted or damaged, and not accepted by a comment."""
    return judged.verdict.kind.is_finding and judged.ignored is None


def is_strict_finding(judged: Judged) -> bool:
    """Tell a formula that is a finding where all must be understood."""
    unread = judged.verdict.kind is VerdictKind.NOT_UNDERSTOOD and judged.ignored is None
    return unread or is_finding(judged)


def place_of(path: str, judged: Judged) -> str:
    """Give where a formula stands: file, line and column; in a notebook the cell, too.

    >>> from symconv.verification.verdicts import Verdict
    >>> verdict = Verdict(VerdictKind.PROVED, "It is so.")
    >>> place_of("a.md", Judged(3, 12, 5, "x = x", verdict))
    'a.md:12:5'
    """
    cell = "" if judged.cell is None else f"cell {judged.cell}:"
    return f"{path}:{cell}{judged.line}:{judged.column}"


def counts(equations: Sequence[Judged]) -> dict[VerdictKind, int]:
    """Give how many formulas have each verdict."""
    found = dict.fromkeys(TELLINGS, 0)
    for judged in equations:
        found[judged.verdict.kind] += 1
    return found


def plain(text: str) -> str:
    r"""Give somebody else's text on one line, without characters that could steer a terminal.

    >>> plain("a\nb\x1b[31m")
    'a b\\x1b[31m'
    """
    one_line = " ".join(text.split())
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in one_line)

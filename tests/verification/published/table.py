"""How well verdicts agree with labels: the table, and the figures in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from symconv.verification.verdicts import Verdict, VerdictKind
from tests.verification.published.rows import Row

TRUE = frozenset({VerdictKind.PROVED, VerdictKind.HOLDS})
FALSE = frozenset({"refuted", "damaged"})
FEW = 10
"""A label with fewer rows is left out of the mean over labels."""

CONDITIONS = {
    "zeros": r"zero extension|zero (at|outside)|are zero|is zero|append|limits|run over",
    "divisible": r"divides|divisible",
    "odd": r"\bodd\b",
    "operation": r"correlation|convolution|\bflip|rotated|turned",
    "between": r"contraction|one number|sum over all|between|repeated indices",
    "base": r"count(s)? from|centred|0-based|1-based|indexed as|indices count",
    "stored": r"moved|stored|keeps the indices|\bmap\b.*(defin|origin)",
    "dots": r"\bdots\b",
    "window": r"window|slice",
    "bias": r"\bbias",
    "ties": r"\bties\b",
}
"""Kinds of conditions by the words that name them, in labels as in verdicts."""


def kinds_of(condition: str) -> frozenset[str]:
    """Give the kinds of condition that words name."""
    return frozenset(kind for kind, words in CONDITIONS.items() if re.search(words, condition))


def agrees(row: Row, verdict: Verdict) -> bool:
    """Tell whether a verdict is among those that are defensible."""
    kind = VerdictKind.PROVED if verdict.kind is VerdictKind.HOLDS else verdict.kind
    return kind in row.accept


def is_false_proof(row: Row, verdict: Verdict) -> bool:
    """Tell whether what is false is said to be true."""
    false = row.label in FALSE and VerdictKind.PROVED not in row.accept
    return false and verdict.kind in TRUE


@dataclass(frozen=True)
class Table:
    """Rows with their verdicts, and the figures that follow."""

    judged: tuple[tuple[Row, Verdict], ...]
    repaired_rows: frozenset[Row] = frozenset()
    """The rows for which a right repair is suggested."""

    def _share(
        self, of: Callable[[Row, Verdict], bool], that: Callable[[Row, Verdict], bool]
    ) -> tuple[int, int]:
        chosen = [(row, verdict) for row, verdict in self.judged if of(row, verdict)]
        return sum(that(row, verdict) for row, verdict in chosen), len(chosen)

    def _names(self, that: Callable[[Row, Verdict], bool]) -> list[str]:
        return [row.name for row, verdict in self.judged if that(row, verdict)]

    @property
    def understood(self) -> tuple[int, int]:
        return self._share(_any, lambda _, v: v.kind is not VerdictKind.NOT_UNDERSTOOD)

    @property
    def agreeing(self) -> tuple[int, int]:
        return self._share(_any, agrees)

    @property
    def by_label(self) -> dict[str, tuple[int, int]]:
        labels = dict.fromkeys(row.label for row, _ in self.judged)
        return {
            label: self._share(lambda row, _, n=label: row.label == n, agrees) for label in labels
        }  # type: ignore[misc]

    @property
    def mean_over_labels(self) -> float:
        shares = [good / count for good, count in self.by_label.values() if count >= FEW]
        return sum(shares) / len(shares)

    @property
    def false_proved(self) -> list[str]:
        return self._names(is_false_proof)

    @property
    def proved_refuted(self) -> list[str]:
        return self._names(lambda row, v: row.label == "proved" and v.kind is VerdictKind.REFUTED)

    @property
    def overclaimed(self) -> list[str]:
        return self._names(
            lambda row, v: (
                row.label == "conditional"
                and VerdictKind.PROVED not in row.accept
                and v.kind in TRUE
            )
        )

    @property
    def conditions_named(self) -> tuple[int, int]:
        """Of the conditional rows that are called so: those whose kind of condition is named."""
        return self._share(
            lambda row, v: row.label == v.kind.value == "conditional",
            lambda row, v: bool(kinds_of(row.condition) & kinds_of(v.condition)),
        )

    @property
    def sums_proved(self) -> tuple[int, int]:
        """Of the sums that are labelled proved: those that are proved, not tried only."""
        return self._share(
            lambda row, _: row.label == "proved" and r"\sum" in row.latex,
            lambda _, v: v.kind is VerdictKind.PROVED,
        )

    @property
    def repaired(self) -> tuple[int, int]:
        """Of the refuted and damaged rows: those for which a right repair is suggested."""
        return self._share(
            lambda row, _: row.label in FALSE and bool(row.repairs),
            lambda row, _: row in self.repaired_rows,
        )

    def __str__(self) -> str:
        figures = {
            "understood": self.understood,
            "agreeing": self.agreeing,
            **{f"  {label}": share for label, share in self.by_label.items()},
            "conditions named": self.conditions_named,
            "general sums proved": self.sums_proved,
            "right repairs": self.repaired,
        }
        lines = [
            f"{name:22} {good:4} of {of:4}  {good / of:6.1%}"
            for name, (good, of) in figures.items()
        ]
        lines.append(f"{'mean over labels':22} {self.mean_over_labels:20.1%}")
        for name, found in (
            ("false proved", self.false_proved),
            ("proved refuted", self.proved_refuted),
            ("overclaimed", self.overclaimed),
        ):
            lines.append(f"{name:22} {', '.join(found) or 'none'}")
        disagreeing = [
            f"  {row.name}: {row.label}, not {verdict.kind.value}: {verdict.reason[:90]}"
            for row, verdict in self.judged
            if not agrees(row, verdict)
        ]
        return "\n".join([*lines, "disagreeing:", *disagreeing])


def _any(_row: Row, _verdict: Verdict) -> bool:
    return True

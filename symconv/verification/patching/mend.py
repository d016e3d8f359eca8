"""Repairs made in a document: those that are read again as meant, and prove right there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from symconv.verification.judged import name_of
from symconv.verification.options import SettingOptions
from symconv.verification.patching.edits import SPELLINGS, Edit, apply_edits, meant, plan_edits
from symconv.verification.patching.files import PatchError, encode
from symconv.verification.reporting.words import is_finding
from symconv.verification.stages import Source, Stages
from symconv.verification.verdicts import Judged, JudgedDocument, VerdictKind

_RANKS = (
    VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL, VerdictKind.DEFINITION,
    VerdictKind.NOT_CHECKABLE, VerdictKind.NOT_UNDERSTOOD, VerdictKind.DAMAGED, VerdictKind.REFUTED,
)  # fmt: skip
"""From the best to the worst."""
_WIDE = ("utf-16", "utf-32")
_RIGHT = (VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL)


@dataclass(frozen=True)
class Mended:
    """A file with repairs made, not written yet: its bytes as they are and as they would be."""

    path: Path
    before: bytes
    after: bytes
    repairs: tuple[Judged, ...]
    left: tuple[Judged, ...] = ()
    """Formulas with repairs that were wanted, and are not made."""


def is_suggested(judged: Judged) -> bool:
    """Tell a finding for which there is a repair."""
    return is_finding(judged) and judged.verdict.suggestion is not None


def is_safe(judged: Judged) -> bool:
    """Tell a repair that may be written without a person looking at it."""
    suggestion = judged.verdict.suggestion
    if suggestion is None or not is_finding(judged):
        return False
    return judged.verdict.kind is VerdictKind.DAMAGED or suggestion.tokens == 1


@dataclass(frozen=True)
class Mender:
    """Makes repairs in one document, of which it holds what was read and what was judged."""

    path: Path
    before: bytes
    source: Source
    judged: JudgedDocument
    options: SettingOptions
    stages: Stages

    def suggest(self) -> Mended:
        """Make all suggested repairs that have a place in the file, for a patch.

        Raises `PatchError`, also for an encoding whose lines are none of a patch.
        """
        name = self.source.encoding.name
        if name.lower().startswith(_WIDE):
            raise PatchError(
                f"it is in {name}, of which there is no patch: use --fix, or recode it"
            )
        wanted = plan_edits(self.source, self.judged, is_suggested)
        return self._mended(self._spelled(wanted), is_suggested)

    def fix(self) -> Mended:
        """Make the safe repairs, those that are right in the document as it then is.

        A repair is left out if its formula is not proved, does not hold nor is conditional then,
        or if another formula of the document fares worse.

        Raises `PatchError`.
        """
        wanted = self._spelled(plan_edits(self.source, self.judged, is_safe))
        return self._mended(self._right(wanted), is_safe)

    def _mended(self, edits: Sequence[Edit], wanted: Callable[[Judged], bool]) -> Mended:
        after = encode(self.source, apply_edits(self.source.text, edits), self.before)
        repairs = tuple(edit.judged for edit in edits)
        left = (it for it in self.judged.equations if wanted(it) and it not in repairs)
        return Mended(self.path, self.before, after, repairs, tuple(left))

    def _spelled(self, edits: Sequence[Edit]) -> list[Edit]:
        """Give the edits so written that the document is read again as meant; others are dropped.

        The numbers of formulas tell which they are, so none may come or go.
        """
        edits = list(edits)
        for _ in SPELLINGS:
            wrong = self._misread(edits) if edits else set()
            if not wrong:
                return edits
            edits = [
                replace(edit, spelling=edit.spelling + 1) if edit.place.number in wrong else edit
                for edit in edits
                if edit.place.number not in wrong or edit.spelling + 1 < len(SPELLINGS)
            ]
        return [edit for edit in edits if not self._misread([edit])]

    def _misread(self, edits: Sequence[Edit]) -> set[int]:
        """Give the numbers of what is found otherwise than edits should make it."""
        touched = meant(edits)
        read = self._read(edits).formulas
        latex = [touched.get(place.number, place.latex) for place in self.source.formulas]
        if len(read) != len(latex):
            return set(touched)
        pairs = zip(read, latex, strict=True)
        wrong = {place.number for place, text in pairs if place.latex != text}
        return wrong if wrong <= set(touched) else set(touched)

    def _right(self, edits: Sequence[Edit]) -> list[Edit]:
        """Give the edits that are right together: all, or those that are one after another."""
        if not edits or self._is_right(edits):
            return list(edits)
        accepted: list[Edit] = []
        for edit in edits:
            if self._is_right([*accepted, edit]):
                accepted.append(edit)
        return accepted

    def _is_right(self, edits: Sequence[Edit]) -> bool:
        source = self._read(edits)
        after = self.stages.judge_document(source, name_of(self.path), self.options)
        if after.error or len(after.equations) != len(self.judged.equations):
            return False
        made = {edit.judged.number for edit in edits}
        return all(
            new.verdict.kind in _RIGHT
            if new.number in made
            else _RANKS.index(new.verdict.kind) <= _RANKS.index(old.verdict.kind)
            for old, new in zip(self.judged.equations, after.equations, strict=True)
        )

    def _read(self, edits: Sequence[Edit]) -> Source:
        """Read the document as it would be."""
        after = encode(self.source, apply_edits(self.source.text, edits), self.before)
        return self.stages.read_bytes(after, str(self.path))


def mender(
    path: Path, before: bytes, judged: JudgedDocument, options: SettingOptions, stages: Stages
) -> Mender:
    """Read a document's bytes once more, for its repairs.

    Raises what reading it raises.
    """
    return Mender(path, before, stages.read_bytes(before, str(path)), judged, options, stages)

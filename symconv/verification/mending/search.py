"""The search for the slip: candidates in order, and the first that is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from symconv.reading.written import Flaw
from symconv.verification.facts import Array
from symconv.verification.mending.candidates import Candidate, candidates, suspicion
from symconv.verification.mending.known import Letters, plain
from symconv.verification.mending.source import Source
from symconv.verification.mending.table import LOST_INDICES
from symconv.verification.verdicts import Ground, Suggestion, Verdict, VerdictKind

JUDGED = 400
"""How many candidates are judged at most."""
LONGEST = 5000
"""How many characters a formula may have to be mended."""
_RIGHT = (VerdictKind.PROVED, VerdictKind.HOLDS)
_STEPS = 3
"""How many slips of different kinds one formula is mended of at most."""
_AFTER = 60
"""How many more candidates are judged where one needs a condition, or is there already."""
_BASE, _OUTSIDE = "count from", re.compile(r"(.*) (?:is|are) zero outside")
"""How conditions are told that a repair may not need, or not always."""
_LISTED = re.compile(r"[\[({]([^\[\](){}]*,[^\[\](){}]*)[\])}]")
_STORED = "the valid map"
"""How a condition begins that contradicts the document's own forward pass."""

Judge = Callable[[str], Verdict]


def mend(
    text: str,
    verdict: Verdict,
    judge: Judge,
    known: Letters,
    flaws: Iterable[Flaw] = (),
    limit: int = JUDGED,
    *,
    reread: Judge | None = None,
    is_spent: Callable[[], bool] = lambda: False,
) -> Suggestion | None:
    """Give the repair of a formula that the judge finds right; None if there is none near it.

    A formula of more than `LONGEST` characters is left alone.

    `verdict` is what was said of the text, `flaws` what its reader found damaged. At most `limit`
    candidates are judged, and none once `is_spent` says that the search has cost enough. What a
    repair makes proved is preferred to what needs a condition, and what another formula of the
    document does not say already to what one does. `reread` judges a candidate in the document as
    it is with it, where the slip may have misled the reader of the document.
    """
    if len(text) > LONGEST:
        return None
    return _Search(judge, reread or judge, known, limit, is_spent).mended(
        _Text(text, verdict, tuple(flaws))
    )


@dataclass(frozen=True)
class _Text:
    """A text on the way to its repair, and what it has cost."""

    text: str
    verdict: Verdict
    flaws: tuple[Flaw, ...] = ()
    causes: tuple[str, ...] = ()
    tokens: int = 0

    @property
    def false_links(self) -> int:
        return sum(link.kind.is_finding for link in self.verdict.links)

    def after(self, candidate: Candidate, verdict: Verdict) -> _Text:
        return _Text(
            candidate.change.applied(self.text),
            verdict,
            (),
            tuple(dict.fromkeys((*self.causes, candidate.cause))),
            self.tokens + candidate.change.tokens(self.text),
        )


@dataclass
class _Search:
    """A search with what is left of the candidates that it may judge."""

    judge: Judge
    reread: Judge
    known: Letters
    left: int
    is_spent: Callable[[], bool]

    def mended(self, start: _Text) -> Suggestion | None:
        """Mend step by step: first one slip, then what it leaves."""
        now = start
        for _ in range(_STEPS):
            right, step = self._searched(now)
            if right is not None:
                return _suggestion(start.text, right)
            if step is None:
                return None
            now = step
        return None

    def _searched(self, now: _Text) -> tuple[_Text | None, _Text | None]:
        """Give the first right repair, or else a step that leaves less to mend."""
        source = Source(now.text, self.known.words)
        suspected = suspicion(source, now.verdict, self.known)
        seen = {plain(now.text)}
        weaker: _Text | None = None
        step: _Text | None = None
        until = 0
        lacking = now.verdict.ground in (Ground.NO_CHANNEL, Ground.NO_INDEX)
        found = candidates(
            source, self.known, now.flaws, suspected.spans, lacking, now.verdict.kind.is_finding
        )
        for candidate in found:
            repaired = candidate.change.applied(now.text)
            key = plain(repaired)
            if key in seen:
                continue
            seen.add(key)
            made = Source(repaired, self.known.words)
            if _says_nothing(made, source) or _doubles(made, source):
                continue
            if not candidate.damage and not suspected.admits(source, made):
                continue
            if self.left <= until or self.is_spent():
                break
            self.left -= 1
            after = now.after(candidate, self._judged(candidate, repaired))
            again = key in self.known.others and not candidate.damage
            if after.verdict.kind in _RIGHT and not again and _is_judged(after, now):
                return after, None
            good = self._will_do(after.verdict, source) and _is_judged(after, now)
            if weaker is None and (good or _gives_indices(now, after, candidate)):
                weaker, until = after, max(until, self.left - _AFTER)
            if step is None and _is_step(now, after, candidate, source):
                step, until = after, max(until, self.left // 2)
                if candidate.damage:
                    break
        return weaker, step

    def _judged(self, candidate: Candidate, repaired: str) -> Verdict:
        verdict = self.judge(repaired)
        if candidate.rereads and not self._will_do(verdict, Source(repaired, self.known.words)):
            return self.reread(repaired)
        return verdict

    def _will_do(self, verdict: Verdict, source: Source) -> bool:
        """Tell whether a verdict is good enough where nothing better is found.

        That indices may be anything is too much to assume; that a map's gradient is zero outside
        of the map is usual in a sum.
        """
        if verdict.kind in _RIGHT:
            return True
        if verdict.kind is not VerdictKind.CONDITIONAL or _BASE in verdict.condition:
            return False
        if _STORED in verdict.condition:
            return False
        outside = _OUTSIDE.match(verdict.condition)
        if outside is None:
            return True
        parts = {self.known.arrays.get(name) for name in outside[1].split(" and ")}
        return bool(source.sums) and parts <= {Array.OUTPUT, Array.GRADIENT}


def stands_for(text: str, suggestion: Suggestion) -> str:
    """Give the left side that a formula's right side is right for, if a repair changes only that.

    >>> made = Suggestion("dX_13 = dO_12 F_12", 3, 5, "13", "the left side is copied")
    >>> stands_for("dX_12 = dO_12 F_12", made)
    'dX_13'
    """
    before, after = Source(text), Source(suggestion.latex)
    if len(before.members) != 2 or len(after.members) != 2:
        return ""
    sides = [(one.of(one.members[0]), one.of(one.members[1])) for one in (before, after)]
    changed = sides[0][0] != sides[1][0] and sides[0][1] == sides[1][1]
    return sides[1][0] if changed else ""


def _gives_indices(now: _Text, after: _Text, candidate: Candidate) -> bool:
    """Tell whether a repair gives a left side the indices that it plainly lacks.

    Nothing else is wrong that is known of: what is not judged besides was not judged before.
    """
    lacks = now.verdict.ground is Ground.BARE_LEFT
    mended = after.verdict.kind is VerdictKind.NOT_CHECKABLE
    return lacks and mended and candidate.cause == LOST_INDICES


def _is_judged(after: _Text, now: _Text) -> bool:
    """Tell whether a repair leaves no more links than before of which nothing is claimed."""
    idle = (VerdictKind.NOT_CHECKABLE, VerdictKind.DEFINITION)
    counts = [sum(link.kind in idle for link in one.verdict.links) for one in (after, now)]
    return counts[0] <= counts[1]


def _is_step(now: _Text, after: _Text, candidate: Candidate, source: Source) -> bool:
    """Tell whether a repair leaves less to mend: no damage, or fewer false links.

    What a chain begins with is what all its members are held to, and stays.
    """
    if candidate.damage:
        refuted = VerdictKind.REFUTED
        return after.verdict.kind is refuted and now.verdict.kind is not refuted
    if any(edit.start < source.members[0].stop for edit in candidate.change.edits):
        return False
    return after.verdict.kind.is_finding and 0 < after.false_links < now.false_links


def _says_nothing(repaired: Source, source: Source) -> bool:
    """Tell whether a repair makes two sides the same text."""
    return _repeats(repaired) > _repeats(source)


def _doubles(repaired: Source, source: Source) -> bool:
    """Tell whether a repair makes an entry of the left side bear one letter twice."""
    return _doubled(repaired) > _doubled(source)


def _doubled(source: Source) -> int:
    found = 0
    for listed in _LISTED.findall(source.of(source.members[0])):
        letters = [one.strip() for one in listed.split(",") if one.strip().isalpha()]
        found += len(letters) - len(set(letters))
    return found


def _repeats(source: Source) -> int:
    sides = [plain(source.of(member)) for member in source.members]
    return sum(before == after for before, after in pairwise(sides))


def _suggestion(text: str, right: _Text) -> Suggestion:
    """Give a repaired text as the one edit of the text that leaves all around it."""
    repaired = right.text
    start, shortest = 0, min(len(text), len(repaired))
    while start < shortest and text[start] == repaired[start]:
        start += 1
    tail = 0
    while tail < shortest - start and text[-1 - tail] == repaired[-1 - tail]:
        tail += 1
    stop = len(text) - tail
    replacement = repaired[start : len(repaired) - tail]
    cause = " and ".join(right.causes)
    return Suggestion(repaired, start, stop, replacement, cause, right.tokens)


__all__ = ["JUDGED", "mend", "stands_for"]

"""The candidates for a repair, the likeliest first, and where the slip must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from symconv.reading.written import Flaw, Span
from symconv.verification.mending.changes import Change, Edit, change
from symconv.verification.mending.known import Letters, plain
from symconv.verification.mending.slips.terms import right_terms, shape_of
from symconv.verification.mending.source import Source
from symconv.verification.mending.table import MISSING, SLIPS, Slip
from symconv.verification.verdicts import Verdict

_LISTED, _PAIRED, _JOINED = 400, 40, 8
_FEW = 60
"""How many slips of two kinds are tried before the rare ones."""


@dataclass(frozen=True)
class Candidate:
    """A change, the slip that it mends, and whether that slip is damage to the text."""

    change: Change
    cause: str
    damage: bool = False
    rereads: bool = False
    """Whether the document is to be read anew with it."""


def candidates(
    source: Source,
    known: Letters,
    flaws: tuple[Flaw, ...],
    suspects: tuple[Span, ...],
    lacking: bool = False,
    false: bool = True,
) -> Iterator[Candidate]:
    """Give repairs of damage, then of single slips, then of one slip made twice.

    Every change touches one of the suspected spans, if there are some. `lacking` tells that an
    entry lacks an index: missing ones come first then, alone and with what is made beside them.
    Only what is `false` is given another right side.
    """
    usual = [slip for slip in SLIPS if not slip.damaged and not slip.rare]
    rare = [slip for slip in SLIPS if slip.rare and (false or not slip.whole)]
    near = _Near(source, known, suspects)
    yield from _damage(source, known, flaws)
    if all(source.of(member).strip() == "0" for member in source.members[1:]):
        yield from near.singles([slip for slip in SLIPS if slip.whole and false])
        return  # a zero is copied from nowhere
    if lacking:
        missing = [slip for slip in SLIPS if slip.name == MISSING]
        yield from near.singles(missing)
        yield from near.joined(missing)
    yield from near.singles(usual)
    yield from near.pairs(usual, alike=True)
    yield from islice(near.joined(), _FEW)
    yield from near.singles(rare)
    yield from near.pairs(rare, alike=True)
    yield from near.joined()
    yield from near.pairs([*usual, *rare], alike=False)


def _damage(source: Source, known: Letters, flaws: tuple[Flaw, ...]) -> Iterator[Candidate]:
    mended = [
        Edit(flaw.span.start, flaw.span.stop, flaw.repair)
        for flaw in flaws
        if flaw.repair is not None
    ]
    if mended:
        words = " and ".join(dict.fromkeys(flaw.kind.value for flaw in flaws))
        yield Candidate(change(mended), words, damage=True)
    for slip in SLIPS:
        if slip.damaged:
            for made in slip.mends(source, known):
                yield Candidate(made, slip.name, damage=True)


@dataclass(frozen=True)
class _Near:
    """The changes of slips that touch what is suspected."""

    source: Source
    known: Letters
    suspects: tuple[Span, ...]

    def changes(self, slip: Slip) -> Iterator[Change]:
        return (m for m in slip.mends(self.source, self.known) if touches(m, self.suspects))

    def singles(self, slips: Iterable[Slip]) -> Iterator[Candidate]:
        for slip in slips:
            for made in islice(self.changes(slip), _LISTED):
                yield Candidate(made, slip.name, rereads=slip.rereads)

    def pairs(self, slips: Iterable[Slip], alike: bool) -> Iterator[Candidate]:
        """Give slips that were made twice, both times alike or not."""
        for slip in slips:
            if slip.pairs:
                for made in self._twice(slip, alike):
                    yield Candidate(made, slip.name)

    def _twice(self, slip: Slip, alike: bool) -> Iterator[Change]:
        text = self.source.text
        singles = list(islice(self.changes(slip), _PAIRED))
        for first, second in combinations(singles, 2):
            if (first.pattern(text) == second.pattern(text)) is alike:
                both = first.joined(second)
                if both is not None:
                    yield both

    def _some(self, slip: Slip) -> list[Change]:
        twice = [*islice(self._twice(slip, alike=True), _JOINED)] if slip.pairs else []
        return [*twice, *islice(self.changes(slip), _JOINED - len(twice))]

    def joined(self, with_one_of: Sequence[Slip] = SLIPS) -> Iterator[Candidate]:
        """Give two slips of different kinds that are often made beside each other."""
        made = [(slip, self._some(slip)) for slip in SLIPS if slip.joins]
        for (one, firsts), (other, seconds) in combinations(made, 2):
            if one not in with_one_of and other not in with_one_of:
                continue
            rereads = one.rereads or other.rereads
            for first, second in product(firsts, seconds):
                both = first.joined(second)
                if both is not None:
                    words = f"{one.name} and {other.name}"
                    yield Candidate(both, words, rereads=rereads)


def touches(made: Change, spans: tuple[Span, ...]) -> bool:
    """Tell whether a change touches one of some spans; any does where there are none."""
    if not spans:
        return True
    return any(s.start <= e.stop and e.start <= s.stop for e in made.edits for s in spans)


@dataclass(frozen=True)
class Suspicion:
    """Where the slip must be: spans of which a repair touches one; anywhere if there are none.

    `right` are the terms of the derivation for the left side as it stands, where the right side
    shows that it is meant to have them.
    """

    spans: tuple[Span, ...] = ()
    right: Counter[str] | None = None

    def admits(self, source: Source, repaired: Source) -> bool:
        """Tell whether a repaired text can be right: its terms are right, or its left side new."""
        if self.right is None or len(repaired.members) != 2:
            return True
        before, after = source.members[0], repaired.members[0]
        if plain(source.of(before)) != plain(repaired.of(after)):
            return True
        terms = repaired.terms(repaired.members[1])
        return Counter(shape_of(repaired.of(term)) for term in terms) == self.right


def suspicion(source: Source, verdict: Verdict, known: Letters) -> Suspicion:
    """Give where the slip must be: in false links, in terms that the derivation does not have."""
    links = _false_links(source, verdict)
    return Suspicion(links) if links else _wrong_terms(source, known)


def _false_links(source: Source, verdict: Verdict) -> tuple[Span, ...]:
    wrong = [link for link in verdict.links if link.kind.is_finding]
    if len(verdict.links) < 2 or not wrong:
        return ()
    found = []
    for link in wrong:
        for side in (link.left, link.right):
            at = source.text.find(side) if side else -1
            while at >= 0:
                found.append(Span(at, at + len(side)))
                at = source.text.find(side, at + 1)
    return tuple(found)


def _wrong_terms(source: Source, known: Letters) -> Suspicion:
    """Suspect the left side and those terms that are not the derivation's, if others are."""
    right = right_terms(source, known) if len(source.members) == 2 else None
    if right is None:
        return Suspicion()
    whole = Counter(shape_of(term) for term in right)
    left = whole.copy()
    wrong = []
    terms = source.terms(source.members[1])
    for term in terms:
        shape = shape_of(source.of(term))
        if left[shape]:
            left[shape] -= 1
        else:
            wrong.append(term)
    if len(wrong) == len(terms):
        return Suspicion()
    return Suspicion((source.members[0], *wrong) if wrong else (), whole)

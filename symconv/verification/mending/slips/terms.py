"""Terms: one that is missing from a sum, one that is too many."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.reading.written import Span
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters, plain
from symconv.verification.mending.source import Source


def extra_term(source: Source, _known: Letters) -> Iterator[Change]:
    """One term is too many."""
    for member in source.members[1:]:
        terms = source.terms(member)
        if len(terms) < 2:
            continue
        for at, term in enumerate(terms):
            start = terms[at - 1].stop if at else term.start
            stop = term.stop if at else terms[1].start
            yield change([Edit(start, stop, "")])


def missing_term(source: Source, known: Letters) -> Iterator[Change]:
    """Terms of the derivation are missing: they are written in after the last term."""
    right = right_terms(source, known)
    if right is None:
        return
    member, whole = source.members[-1], right
    written = {shape_of(source.of(term)) for term in source.terms(member)}
    missing = [term for term in whole if shape_of(term) not in written]
    extra = written - {shape_of(term) for term in whole}
    if missing and not extra:
        yield _inserted(source, member, whole, missing)


def _inserted(source: Source, member: Span, whole: tuple[str, ...], missing: list[str]) -> Change:
    terms = source.terms(member)
    edits: dict[int, str] = {}
    order = [shape_of(term) for term in whole]
    places = [order.index(shape_of(source.of(term))) for term in terms]
    for term in missing:
        most = order.index(shape_of(term))
        before = [t for t, place in zip(terms, places, strict=True) if place < most]
        if before:
            at = before[-1].stop
            edits[at] = edits.get(at, "") + " + " + term
        else:
            edits[member.start] = edits.get(member.start, "") + term + " + "
    return change(Edit(at, at, text) for at, text in edits.items())


def right_side(source: Source, known: Letters) -> Iterator[Change]:
    """The whole right side is another one: the derivation's."""
    right = right_terms(source, known)
    if right is not None:
        yield put(source.members[-1], " + ".join(right))


def right_sum(source: Source, known: Letters) -> Iterator[Change]:
    """The whole right side is another sum: the derivation's."""
    if len(source.members) < 2 or known.sums is None:
        return
    whole = Span(source.members[1].start, source.members[-1].stop)
    for right in known.sums(source.text):
        yield put(whole, right)


def right_terms(source: Source, known: Letters) -> tuple[str, ...] | None:
    """Give the terms of the derivation for the left side, if they can be written down."""
    if len(source.members) < 2 or known.right is None:
        return None
    return known.right(source.text)


def shape_of(term: str) -> str:
    """Give a term so that the order of its factors does not matter."""
    inner = Source(term)
    parts = [inner.of(r.span) for r in inner.ratios]
    covered = [r.span for r in inner.ratios]
    parts += [
        inner.of(e.span)
        for e in inner.arrays
        if not any(c.start <= e.span.start and e.span.stop <= c.stop for c in covered)
    ]
    return "*".join(sorted(map(plain, parts)))


def extra_factor(source: Source, _known: Letters) -> Iterator[Change]:
    """One factor is too many."""
    for at, lexeme in enumerate(source.solid):
        if lexeme.text not in PRODUCTS or not 0 < at < len(source.solid) - 1:
            continue
        after = [e.span for e in source.entries if e.span.start == source.solid[at + 1].start]
        before = [e.span for e in source.entries if e.span.stop == source.solid[at - 1].stop]
        yield from (change([Edit(lexeme.start, span.stop, "")]) for span in after)
        yield from (change([Edit(span.start, lexeme.stop, "")]) for span in before)


PRODUCTS = (r"\cdot", r"\times", "*", "·", "×")

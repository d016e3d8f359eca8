"""The right side of a whole array's gradient, in a document's own letters and signs."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.reading.written import Span
from symconv.verification.facts import Array
from symconv.verification.mending.changes import Change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.source import PARTIALS, Source, Written

_SIGNS = (r"\star", "*")
_TRANSPOSED = ("T", r"\top", r"\mathsf{T}", r"\intercal")
_TURN = r"\text{rot180}({})"


def right_side(source: Source, known: Letters) -> Iterator[Change]:
    """The whole right side is another one: a convolution of what the gradient is made of."""
    if len(source.members) < 2 or source.is_plain:
        return
    part = _gradient_of(source, known, source.members[0])
    above = _first(_gradients(source, known))
    if part not in (Array.FILTER, Array.INPUT) or above is None:
        return
    other = Array.INPUT if part is Array.FILTER else Array.FILTER
    array = _first(_bare(source, known, other))
    if array is None:
        return
    whole = Span(source.members[1].start, source.members[-1].stop)
    operands = [array]
    if part is Array.INPUT:
        operands = [turn.replace("{}", array) for turn in known.turns or (_TURN,)] + operands
    for operand in operands:
        for sign in dict.fromkeys((*_SIGNS, *known.signs)):
            yield put(whole, f"{operand} {sign} {above}")
            yield put(whole, f"{above} {sign} {operand}")


def _first(found: Iterator[str]) -> str | None:
    return next(found, None)


def _bare(source: Source, known: Letters, part: Array) -> Iterator[str]:
    """Give how whole arrays of a part are written in a formula."""
    for entry in source.arrays:
        if known.arrays.get(entry.letter.text) is part and entry.indices is None:
            turned = entry.above is not None and source.of(entry.above).strip() in _TRANSPOSED
            yield entry.letter.text if turned else source.of(entry.span)


def _gradients(source: Source, known: Letters) -> Iterator[str]:
    """Give how the gradient from above is written in a formula, behind its left side."""
    for ratio in source.ratios:
        inside = Span(ratio.span.start, ratio.span.stop)
        behind = ratio.span.start >= source.members[1].start
        if behind and _gradient_of(source, known, inside) in (Array.OUTPUT, Array.GRADIENT):
            yield source.of(ratio.span)
    for entry in source.arrays:
        behind = entry.span.start >= source.members[1].start and entry.indices is None
        if behind and known.arrays.get(entry.letter.text) is Array.GRADIENT:
            yield source.of(entry.span)


def _gradient_of(source: Source, known: Letters, span: Span) -> Array | None:
    """Give by which whole array a fraction differentiates the loss; None if it does not."""
    ratio = next((r for r in source.ratios if r.span == span), None)
    if ratio is None:
        return None
    top, bottom = _only(source, ratio.top), _only(source, ratio.bottom)
    if top is None or bottom is None or bottom.indices is not None:
        return None
    if known.arrays.get(top.letter.text) is not Array.LOSS:
        return None
    return known.arrays.get(bottom.letter.text)


def _only(source: Source, span: Span) -> Written | None:
    """Give the entry behind a ∂, where it stands alone."""
    inside = source.within(span)
    if not inside or inside[0].text not in PARTIALS:
        return None
    found = [e for e in source.arrays if span.start <= e.span.start and e.span.stop <= span.stop]
    return found[0] if len(found) == 1 else None

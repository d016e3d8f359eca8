"""Wrong letters: one for another, upper case for lower, a copied numerator or denominator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from symconv.reading.written import Span
from symconv.verification.facts import Array
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lexemes import Lexeme
from symconv.verification.mending.source import PARTIALS, Ratio, Source, Written


def unknown_letter(source: Source, known: Letters) -> Iterator[Change]:
    """A letter that the document knows as nothing is one that it knows, wherever it stands."""
    yield from _throughout(source, known, lambda letter: letter not in known.arrays)


def lonely_letter(source: Source, known: Letters) -> Iterator[Change]:
    """A letter that the document uses nowhere else is one that it does, wherever it stands."""
    yield from _throughout(source, known, bool)


def _throughout(source: Source, known: Letters, strange: Callable[[str], bool]) -> Iterator[Change]:
    here = Counter(e.letter.text for e in source.arrays)
    alone = [n for n, count in here.items() if known.uses.get(n, 0) <= count]
    for letter in filter(strange, alone):
        uses = [e for e in source.arrays if e.letter.text == letter]
        for other in _candidates(uses[0], source, known):
            yield change([_renamed(e.letter, other) for e in uses])


def wrong_letter(source: Source, known: Letters) -> Iterator[Change]:
    """One letter stands for another."""
    for entry in source.arrays:
        for other in _candidates(entry, source, known):
            yield change([_renamed(entry.letter, other)])


def wrong_letter_throughout(source: Source, known: Letters) -> Iterator[Change]:
    """One letter stands for another wherever it stands."""
    for letter in dict.fromkeys(e.letter.text for e in source.arrays):
        uses = [e for e in source.arrays if e.letter.text == letter]
        if len(uses) > 1 and known.arrays.get(letter) is not Array.LOSS:
            for other in _candidates(uses[0], source, known):
                yield change([_renamed(e.letter, other) for e in uses])


def _candidates(entry: Written, source: Source, known: Letters) -> tuple[str, ...]:
    """Give the letters that may be meant: those with as many indices first."""
    count = 0 if entry.indices is None else len(source.items(entry.indices))
    here = [e.letter.text for e in source.arrays]
    names = dict.fromkeys((*known.arrays, *here))
    names = dict.fromkeys(sorted(names, key=lambda n: -known.uses.get(n, 0)))
    alike = [n for n in names if count in known.counts.get(n, ())]
    found = dict.fromkeys((*alike, *names))
    return tuple(n for n in found if n != entry.letter.text and not n.endswith("'"))


def _renamed(letter: Lexeme, other: str) -> Edit:
    return Edit(letter.start, letter.stop, other)


def letter_case(source: Source, known: Letters) -> Iterator[Change]:
    """A letter in the wrong case."""
    for entry in source.arrays:
        other = entry.letter.text.swapcase()
        if len(entry.letter.text) == 1 and other in known.arrays:
            yield change([_renamed(entry.letter, other)])


def copied_numerator(source: Source, known: Letters) -> Iterator[Change]:
    """The upper part of a derivative is another one: the loss, or what another has there."""
    for ratio in source.ratios:
        top = _quantity(source, ratio.top)
        if top is not None:
            for text in _quantities(source, known):
                yield put(top, text)


def copied_denominator(source: Source, known: Letters) -> Iterator[Change]:
    """The lower part of a derivative is another one."""
    for ratio in source.ratios:
        bottom = _quantity(source, ratio.bottom)
        if bottom is not None:
            for text in _quantities(source, known):
                yield put(bottom, text)


def copied_derivative(source: Source, known: Letters) -> Iterator[Change]:
    """A derivative is another one: the loss by what stands above, or one that stands beside."""
    for ratio in source.ratios:
        top, bottom = _quantity(source, ratio.top), _quantity(source, ratio.bottom)
        if top is None or bottom is None:
            continue
        for loss in _losses(source, known):
            if source.of(top) != loss:
                yield _both(top, bottom, loss, source.of(top))
        yield _both(top, bottom, source.of(bottom), source.of(top))
        for other in source.ratios:
            if source.of(other.span) != source.of(ratio.span):
                yield put(ratio.span, source.of(other.span))


def _both(top: Span, bottom: Span, over: str, under: str) -> Change:
    return change([Edit(top.start, top.stop, over), Edit(bottom.start, bottom.stop, under)])


def _losses(source: Source, known: Letters) -> tuple[str, ...]:
    here = [e.letter.text for e in source.arrays if known.arrays.get(e.letter.text) is Array.LOSS]
    tops = [_quantity(source, ratio.top) for ratio in source.ratios]
    bare = [source.of(top) for top in tops if top is not None and "_" not in source.of(top)]
    return tuple(dict.fromkeys((*here, *known.letters_of(Array.LOSS), *bare)))


def _quantity(source: Source, side: Span) -> Span | None:
    """Give where the quantity stands that a part of a derivative differentiates."""
    inside = source.within(side)
    if len(inside) < 2 or inside[0].text not in PARTIALS:
        return None
    return Span(inside[1].start, inside[-1].stop)


def _quantities(source: Source, known: Letters) -> tuple[str, ...]:
    """Give what may stand above or below in a derivative: what does here, and the loss."""
    found = list(_losses(source, known))
    for ratio in source.ratios:
        for side in (ratio.top, ratio.bottom):
            quantity = _quantity(source, side)
            if quantity is not None:
                found.append(source.of(quantity))
    indexed = [source.of(e.span) for e in source.arrays if e.indices is not None]
    return tuple(dict.fromkeys((*found, *indexed)))


def entries_for_gradients(source: Source, known: Letters) -> Iterator[Change]:
    """The entries of an array stand on the left where its gradient's are meant."""
    losses = _losses(source, known)
    if len(source.members) < 2 or not losses:
        return
    left = source.members[0]
    if any(left.start <= ratio.span.start < left.stop for ratio in source.ratios):
        return
    inside = [e for e in source.arrays if left.start <= e.span.start < left.stop]
    parameters = (Array.INPUT, Array.FILTER, Array.BIAS)
    found = [e for e in inside if known.arrays.get(e.letter.text) in parameters]
    if found and len(found) == len(inside):
        made = r"\frac{{\partial {}}}{{\partial {}}}".format
        yield change(
            [
                Edit(e.span.start, e.span.stop, made(losses[0], source.of(e.span)))
                for e in found
            ]
        )  # fmt: skip


__all__ = ["Ratio", "copied_denominator", "copied_numerator", "wrong_letter"]

"""The hand that a document writes: how its entries, gradients and products look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from symconv.reading.written import Span
from symconv.verification.facts import Array
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lexemes import Sort
from symconv.verification.mending.source import PARTIALS, Ratio, Source, Written


@dataclass(frozen=True)
class Shape:
    """A text with a hole where the indices stand, and what stands between two of them."""

    before: str
    after: str
    between: str

    def filled(self, numbers: tuple[int, ...]) -> str:
        r"""Write numbers into the hole.

        >>> Shape("X_{", "}", "").filled((1, 2)), Shape("X_{", "}", "").filled((1, 10))
        ('X_{12}', 'X_{1,10}')
        """
        between = self.between
        if not between and len(numbers) > 1 and max(numbers) > 9:
            between = ","
        return self.before + between.join(map(str, numbers)) + self.after


@dataclass
class Hand:
    """How entries and gradients of each letter are written, and what stands between factors."""

    entries: dict[str, Shape] = field(default_factory=dict)
    gradients: dict[str, Shape] = field(default_factory=dict)
    between: dict[bool, str] = field(default_factory=dict)
    """What stands between two factors, of which one is a gradient or none is."""
    firsts: dict[bool, bool] = field(default_factory=dict)
    """Whether the gradient, or else the input, stands first."""
    order: list[str] = field(default_factory=list)

    def letter(self, part: Array, known: Letters) -> str | None:
        """Give the letter of a part that was seen first."""
        return next((n for n in self.order if known.arrays.get(n) is part), None)


def hand_of(sources: Iterable[Source], known: Letters) -> Hand:
    """Look at formulas, the first deciding."""
    hand = Hand()
    for source in sources:
        covered = [_note_ratio(hand, source, known, ratio) for ratio in source.ratios]
        for entry in source.arrays:
            if not any(c.start <= entry.span.start < c.stop for c in covered):
                _note_entry(hand, source, known, entry)
        for member in source.members:
            for term in source.terms(member):
                _note_product(hand, source, known, term)
    return hand


def _note_ratio(hand: Hand, source: Source, known: Letters, ratio: Ratio) -> Span:
    inside = [e for e in source.arrays if ratio.span.start <= e.span.start < ratio.span.stop]
    for entry in inside:
        hand.order.append(entry.letter.text)
    sides = [source.within(ratio.top), source.within(ratio.bottom)]
    if not all(side and side[0].text in PARTIALS for side in sides):
        return ratio.span
    if len(inside) == 2 and known.arrays.get(inside[0].letter.text) is Array.LOSS:
        shape = _shape(source, inside[1], ratio.span)
        if shape is not None:
            hand.gradients.setdefault(inside[1].letter.text, shape)
    elif inside:
        shape = _shape(source, inside[-1], inside[-1].span)
        if shape is not None:
            hand.entries.setdefault(inside[-1].letter.text, shape)
    return ratio.span


def _note_entry(hand: Hand, source: Source, known: Letters, entry: Written) -> None:
    letter = entry.letter.text
    hand.order.append(letter)
    at = source.solid.index(entry.letter)
    if at and source.solid[at - 1].text in PARTIALS:
        return
    shape = _shape(source, entry, entry.span)
    if shape is not None:
        kept = hand.gradients if known.arrays.get(letter) is Array.GRADIENT else hand.entries
        kept.setdefault(letter, shape)


def _shape(source: Source, entry: Written, whole: Span) -> Shape | None:
    """Give how an entry with indices that are numbers is written; None for any other."""
    span = entry.indices
    if span is None:
        return None
    items = source.items(span)
    digits = "".join(source.of(item) for item in items)
    if not digits.isdecimal():
        return None
    between = source.text[items[0].stop : items[1].start] if len(items) > 1 else ""
    before, after = source.text[whole.start : span.start], source.text[span.stop : whole.stop]
    if not source.is_plain and before.endswith("_") and entry.below is span:
        before, after = before + "{", "}" + after
    return Shape(before, after, between)


def _note_product(hand: Hand, source: Source, known: Letters, term: Span) -> None:
    factors = factors_of(source, term)
    if len(factors) != 2:
        return
    first, second = factors
    glue = source.within(Span(first.stop, second.start))
    if any(x.sort in (Sort.OPEN, Sort.CLOSE, Sort.OPAQUE, Sort.ROW, Sort.ALIGN) for x in glue):
        return
    gradients = [is_gradient(source, known, factor) for factor in factors]
    parts = [known.arrays.get(letter_in(source, factor)) for factor in factors]
    if sum(gradients) == 1:
        hand.between.setdefault(True, source.text[first.stop : second.start])
        hand.firsts.setdefault(True, gradients[0])
    elif not any(gradients) and set(parts) == {Array.INPUT, Array.FILTER}:
        hand.between.setdefault(False, source.text[first.stop : second.start])
        hand.firsts.setdefault(False, parts[0] is Array.INPUT)


def factors_of(source: Source, term: Span) -> list[Span]:
    """Give the fractions and entries of a term, in order."""
    ratios = [r.span for r in source.ratios if term.start <= r.span.start < term.stop]
    entries = [
        e.span
        for e in source.arrays
        if term.start <= e.span.start < term.stop
        and not any(r.start <= e.span.start < r.stop for r in ratios)
    ]
    return sorted((*ratios, *entries), key=lambda span: span.start)


def is_gradient(source: Source, known: Letters, factor: Span) -> bool:
    """Tell whether a factor is a gradient: a derivative of the loss, or a gradient's letter."""
    letter = letter_in(source, factor)
    return known.arrays.get(letter) in (Array.LOSS, Array.GRADIENT)


def letter_in(source: Source, factor: Span) -> str:
    """Give the first letter of a factor."""
    inside = [e for e in source.arrays if factor.start <= e.span.start < factor.stop]
    return inside[0].letter.text if inside else ""

"""Wrong indices: a copied left side, one digit, one letter, two exchanged, a lost offset."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from symconv.reading.written import Span
from symconv.verification.facts import Array
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.source import Source, Written


def left_digit(source: Source, known: Letters) -> Iterator[Change]:
    """One index of the left side is another."""
    for entry in _on_the_left(source):
        yield from _other_digits(source, known, entry)


def left_indices(source: Source, known: Letters) -> Iterator[Change]:
    """All indices of the left side are others."""
    for entry in _on_the_left(source):
        yield from _other_indices(source, known, entry)


def wrong_digit(source: Source, known: Letters) -> Iterator[Change]:
    """One index is another number."""
    left = set(_on_the_left(source))
    for entry in source.indexed:
        if entry not in left:
            yield from _other_digits(source, known, entry)


def wrong_indices(source: Source, _known: Letters) -> Iterator[Change]:
    """All indices of one entry are others that stand in the formula."""
    left = set(_on_the_left(source))
    texts = dict.fromkeys(source.of(e.indices) for e in source.indexed if e.indices is not None)
    for entry in source.indexed:
        if entry in left or entry.indices is None:
            continue
        for text in texts:
            yield put(entry.indices, text)


def _on_the_left(source: Source) -> tuple[Written, ...]:
    """Give the entries of the first member, what is differentiated by first."""
    if len(source.members) < 2:
        return ()
    left = source.members[0]
    found = [e for e in source.indexed if left.start <= e.span.start < left.stop]
    return tuple(reversed([e for e in found if e.indices is not None]))


def _numbers(source: Source, known: Letters, entry: Written) -> tuple[Span, ...]:
    """Give where an entry's indices that are numbers stand; a flat number is one."""
    if entry.indices is None:
        return ()
    if is_flat(source, known, entry):
        return (entry.indices,)
    return tuple(item for item in source.items(entry.indices) if source.of(item).isdecimal())


def is_flat(source: Source, known: Letters, entry: Written) -> bool:
    """Tell whether an entry has one index, a number that may have several digits."""
    if entry.indices is None or not source.of(entry.indices).strip().isdecimal():
        return False
    counts = known.counts.get(entry.letter.text, frozenset())
    return bool(counts) and counts <= {0, 1}


def _extent(source: Source, known: Letters, entry: Written, at: int, count: int) -> range:
    part = known.arrays.get(entry.letter.text)
    extents = () if part is None else known.extents.get(part, ())
    if is_flat(source, known, entry):
        total = 1
        for extent in extents:
            total *= extent
        return range(known.base, known.base + (total if extents else 25))
    seen = [int(source.of(i)) for e in source.indexed for i in _numbers(source, known, e)]
    if len(extents) >= count > at:
        extent = extents[len(extents) - count + at]
        return range(min((known.base, *seen)), max((known.base + extent - 1, *seen)) + 1)
    return range(min((known.base, *seen)), min(9, max((known.base + 1, *seen)) + 1) + 1)


def _other_digits(source: Source, known: Letters, entry: Written) -> Iterator[Change]:
    found = _numbers(source, known, entry)
    for at, item in enumerate(found):
        for number in _near(int(source.of(item)), _extent(source, known, entry, at, len(found))):
            yield put(item, str(number))


def _near(value: int, numbers: range) -> list[int]:
    """Give numbers other than a value, those beside it first."""
    return sorted((n for n in numbers if n != value), key=lambda n: (abs(n - value), n))


def _other_indices(source: Source, known: Letters, entry: Written) -> Iterator[Change]:
    found = _numbers(source, known, entry)
    if len(found) < 2:
        return
    runs = [_extent(source, known, entry, at, len(found)) for at in range(len(found))]
    now = tuple(int(source.of(item)) for item in found)
    others = [n for n in product(*runs) if sum(a != b for a, b in zip(n, now, strict=True)) > 1]
    others.sort(key=lambda n: (sum(abs(a - b) for a, b in zip(n, now, strict=True)), n))
    for numbers in others:
        yield change(
            Edit(item.start, item.stop, str(number))
            for item, number in zip(found, numbers, strict=True)
        )


def wrong_index_letter(source: Source, known: Letters) -> Iterator[Change]:
    """One letter in an index is another one of the formula's."""
    used = index_letters(source)
    bound = [n for n in sorted(bound_letters(source)) if n not in used and n not in known.layers]
    sized = {size.partition("_")[0] for size in known.sizes}
    letters = (*(n for n in bound if n not in sized), *used)
    for entry in source.indexed:
        for letter in _letters_in(source, entry):
            for other in letters:
                if source.of(letter) != other:
                    yield put(letter, other)


def index_letters(source: Source) -> tuple[str, ...]:
    """Give the letters that stand in indices, in order."""
    return tuple(
        dict.fromkeys(
            source.of(letter) for entry in source.indexed for letter in _letters_in(source, entry)
        )
    )


def _letters_in(source: Source, entry: Written) -> tuple[Span, ...]:
    if entry.indices is None:
        return ()
    span = entry.indices
    return tuple(
        Span(e.letter.start, e.letter.stop)
        for e in source.entries
        if span.start <= e.span.start and e.span.stop <= span.stop
    )


def exchanged_indices(source: Source, known: Letters) -> Iterator[Change]:
    """Two indices of an entry are exchanged."""
    for entry in source.indexed:
        if entry.indices is None or is_flat(source, known, entry):
            continue
        items = source.items(entry.indices)
        for first, second in pairwise(items):
            yield change(
                (
                    Edit(first.start, first.stop, source.of(second)),
                    Edit(second.start, second.stop, source.of(first)),
                )
            )


def exchanged_letters(source: Source, _known: Letters) -> Iterator[Change]:
    """Two letters of an entry's indices are exchanged, offsets staying where they are."""
    for entry in source.indexed:
        letters = _letters_in(source, entry)
        for at, first in enumerate(letters):
            for second in letters[at + 1 :]:
                yield change(
                    (
                        Edit(first.start, first.stop, source.of(second)),
                        Edit(second.start, second.stop, source.of(first)),
                    )
                )


def lost_left_indices(source: Source, known: Letters) -> Iterator[Change]:
    """The left side has lost the indices that stand free on the right."""
    if len(source.members) < 2:
        return
    left, bound = source.members[0], bound_letters(source)
    free = [n for n in index_letters(source) if n not in bound and n not in known.layers]
    sized = {*known.sizes, *known.strides, *known.dilations}
    free = [n for n in free if n not in sized]
    bare = [
        e
        for e in source.arrays
        if left.start <= e.span.start < left.stop
        and e.indices is None
        and known.arrays.get(e.letter.text) not in (None, Array.LOSS)
    ]
    if free and bare:
        entry = bare[-1]
        for run in dict.fromkeys((tuple(free), tuple(sorted(free)))):
            text = "_{" + separator(source).join(run) + "}"
            yield change([Edit(entry.span.stop, entry.span.stop, text)])


def missing_index(source: Source, known: Letters) -> Iterator[Change]:
    """An entry lacks an index that the formula has elsewhere."""
    counts = known.counts
    for entry in source.indexed:
        if entry.indices is None or entry.letter.text not in known.arrays:
            continue
        items = source.items(entry.indices)
        here = {x.text for item in items for x in source.within(item)}
        numbered = any(source.of(item).isdecimal() for item in items)
        if numbered or "," not in source.of(entry.indices):
            continue
        if entry.span.start < source.members[0].stop:
            here |= bound_letters(source)
        if len(items) + 1 not in counts.get(entry.letter.text, ()) and len(items) > 3:
            continue
        sizes = {*known.sizes, *known.strides, *known.dilations}
        for letter in (n for n in index_letters(source) if n not in here | sizes):
            for item in items:
                yield change([Edit(item.start, item.start, f"{letter},")])
            yield change([Edit(items[-1].stop, items[-1].stop, f",{letter}")])


def separator(source: Source) -> str:
    """Give what stands between indices: a comma where the formula writes one."""
    return "," if any("," in source.of(e.indices) for e in source.indexed if e.indices) else ""


def bound_letters(source: Source) -> frozenset[str]:
    """Give the letters that sums bind."""
    return frozenset(
        e.letter.text
        for one in source.sums
        if one.below is not None
        for e in source.entries
        if one.below.start <= e.span.start and e.span.stop <= one.below.stop
    )


__all__ = ["Array", "bound_letters", "index_letters", "left_digit", "separator"]

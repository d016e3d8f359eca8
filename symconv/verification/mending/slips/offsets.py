"""Offsets and sizes: a wrong sign, a lost stride or dilation, one too few, rows for columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symconv.reading.written import Span
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lexemes import Lexeme, Sort
from symconv.verification.mending.source import Source, Written


def wrong_sign(source: Source, _known: Letters) -> Iterator[Change]:
    """A + stands for a - or the other way round."""
    for lexeme in source.solid:
        if lexeme.text in ("+", "-"):
            yield change([Edit(lexeme.start, lexeme.stop, "-" if lexeme.text == "+" else "+")])


def lost_one(source: Source, _known: Letters) -> Iterator[Change]:
    """An index is off by one."""
    for item in _items(source):
        text = source.of(item)
        if text.strip().isdecimal():
            continue
        for sign in "+-":
            if text.rstrip().endswith("1") and _ends_with_one(text, "-" if sign == "+" else "+"):
                yield put(item, _without_one(text))
            else:
                yield change([Edit(item.stop, item.stop, f"{sign}1")])


def _ends_with_one(text: str, sign: str) -> bool:
    return "".join(text.split()).endswith(f"{sign}1")


def _without_one(text: str) -> str:
    return text.rstrip()[:-1].rstrip()[:-1].rstrip()


def sign_and_one(source: Source, _known: Letters) -> Iterator[Change]:
    """The sign of an offset is wrong, and with it the index is off by one."""
    for item in _items(source):
        inside = source.within(item)
        for lexeme in inside:
            if lexeme.text not in ("+", "-"):
                continue
            turned = Edit(lexeme.start, lexeme.stop, "-" if lexeme.text == "+" else "+")
            for sign in "+-":
                yield change((turned, Edit(item.stop, item.stop, f"{sign}1")))


def exchanged_offset(source: Source, _known: Letters) -> Iterator[Change]:
    """What is subtracted from what is exchanged: m - i for i - m."""
    for item in _items(source):
        inside = source.within(item)
        depth = min((source.depths[x.start] for x in inside), default=0)
        signs = [x for x in inside if x.text == "-" and source.depths[x.start] == depth]
        if len(signs) == 1 and signs[0] is not inside[0]:
            first = Span(item.start, signs[0].start)
            second = Span(signs[0].stop, item.stop)
            yield change(
                (
                    Edit(first.start, first.stop, source.of(second).strip()),
                    Edit(second.start, second.stop, source.of(first).strip()),
                )
            )


def lost_scale(source: Source, known: Letters) -> Iterator[Change]:
    """A position lacks the stride, or a tap the dilation."""
    for item in _items(source):
        for letter in _letters(source, item):
            for scale in (*known.strides, *known.dilations):
                if letter.text == scale or _is_scaled(source, letter):
                    continue
                yield change([_scaled(source, letter, scale)])


def needless_scale(source: Source, known: Letters) -> Iterator[Change]:
    """A stride or a dilation that stands where none is."""
    scales = {*known.strides, *known.dilations}
    for item in _items(source):
        inside = source.within(item)
        for at, lexeme in enumerate(inside):
            if lexeme.text not in scales or len(inside) == 1:
                continue
            start, stop = lexeme.start, lexeme.stop
            if at and inside[at - 1].text in _TIMES:
                start = inside[at - 1].start
            elif at + 1 < len(inside) and inside[at + 1].text in _TIMES:
                stop = inside[at + 1].stop
            yield change([Edit(start, stop, "")])


_TIMES = ("*", r"\cdot", r"\times", "·", "×")


def _scaled(source: Source, letter: Lexeme, scale: str) -> Edit:
    if scale.isdecimal():
        sign = "*" if source.is_plain else ""
        return Edit(letter.start, letter.start, f"{scale}{sign}")
    return Edit(letter.stop, letter.stop, "*" + scale if source.is_plain else " " + scale)


def _is_scaled(source: Source, letter: Lexeme) -> bool:
    at = source.solid.index(letter)
    near = (*source.solid[max(0, at - 1) : at], *source.solid[at + 1 : at + 2])
    return any(x.text in _TIMES or x.sort in (Sort.LETTER, Sort.NUMBER) for x in near)


def _items(source: Source) -> Iterator[Span]:
    for items in source.indices:
        yield from items


def _letters(source: Source, item: Span) -> tuple[Lexeme, ...]:
    return tuple(x for x in source.within(item) if x.sort is Sort.LETTER)


def wrong_layer(source: Source, known: Letters) -> Iterator[Change]:
    """A layer is one too high or too low."""
    for entry in source.entries:
        if entry.above is None:
            continue
        text = "".join(source.of(entry.above).split())
        letter = next((n for n in known.layers if text.startswith(n)), None)
        if letter is None:
            continue
        for other in (letter, f"{letter}-1", f"{letter}+1"):
            if other != text:
                yield _raised(source, entry, other)


def _raised(source: Source, entry: Written, text: str) -> Change:
    assert entry.above is not None
    braced = source.text[entry.above.start - 1 : entry.above.start] == "{"
    return put(entry.above, text if braced or len(text) == 1 else "{" + text + "}")


def other_size(source: Source, known: Letters) -> Iterator[Change]:
    """A size is another one: rows for columns."""
    for entry in source.entries:
        text = source.of(entry.span)
        if text in known.sizes:
            for other in known.sizes:
                if other != text:
                    yield put(entry.span, other)


def other_number(source: Source, _known: Letters) -> Iterator[Change]:
    """A number is off by one, or needs a size in its place."""
    spans = [span for one in source.indices for span in one]
    for lexeme in source.solid:
        if lexeme.sort is not Sort.NUMBER or not lexeme.text.isdecimal():
            continue
        if any(s.start == lexeme.start and s.stop == lexeme.stop for s in spans):
            continue
        for other in (int(lexeme.text) - 1, int(lexeme.text) + 1):
            if other >= 0:
                yield change([Edit(lexeme.start, lexeme.stop, str(other))])


def size_for_number(source: Source, known: Letters) -> Iterator[Change]:
    """A number stands where a size less one is meant: right for one size only."""
    for before, lexeme in pairwise(source.solid):
        if lexeme.sort is not Sort.NUMBER or before.text not in ("+", "-"):
            continue
        for size in known.sizes:
            offset = "+1" if before.text == "-" else "-1"
            for text in (size + offset, size):
                yield change([Edit(lexeme.start, lexeme.stop, text)])

"""Operations between arrays: a filter not turned, operands exchanged, another sign, primes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.reading.written import Span
from symconv.verification.facts import Array
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lexemes import Lexeme, Sort
from symconv.verification.mending.source import Source, Written

SIGNS = (
    "*", r"\ast", r"\star", "⋆", r"\otimes", r"\circledast", r"\odot", r"\circ", r"\bullet",
    r"\times", r"\cdot", "⊗", "⊙",
)  # fmt: skip
_TURN = re.compile(
    r"(?:\\(?:text|mathrm|operatorname|mathit)\{\s*)?(?:rot|flip|Rot|ROT|Flip|rotate)\s*\}?\s*"
    r"(?:_?\s*\{?\s*180\s*(?:\^\s*(?:\{\\circ\}|\\circ))?\s*\}?)?\s*\}?\s*(?=[({\\A-Za-z])"
)


def turns_in(source: Source) -> Iterator[str]:
    """Give how a formula writes arrays that are turned, "{}" in the place of the array."""
    for found in _TURN.finditer(source.text):
        called = source.text.startswith("(", found.end())
        yield found.group().strip() + "({})"
        if not called:
            yield found.group().strip() + " {}"


def turned_operand(source: Source, known: Letters) -> Iterator[Change]:
    """An operand has to be turned by 180 degrees."""
    turns = known.turns or (r"\text{rot180}({})",)
    for span in _operands(source):
        text = source.of(span)
        if _TURN.match(text) or _is_turned(source, span):
            continue
        for turn in turns:
            yield put(span, turn.replace("{}", text))


def _is_turned(source: Source, span: Span) -> bool:
    return any(
        found.end() <= span.start and not source.text[found.end() : span.start].strip("( ")
        for found in _TURN.finditer(source.text)
    )


def unturned_operand(source: Source, _known: Letters) -> Iterator[Change]:
    """An operand is turned that should not be."""
    for found in _TURN.finditer(source.text):
        rest = source.text[found.end() :]
        if rest.startswith("("):
            stop = _closing(source, found.end())
            if stop is not None:
                yield change([Edit(found.start(), found.end() + 1, ""), Edit(stop - 1, stop, "")])
        else:
            yield change([Edit(found.start(), found.end(), "")])


def _closing(source: Source, start: int) -> int | None:
    for at, lexeme in enumerate(source.solid):
        if lexeme.start == start and at in source.partners:
            return source.solid[source.partners[at]].stop
    return None


def other_sign(source: Source, known: Letters) -> Iterator[Change]:
    """Another sign of the document's stands between two arrays."""
    here = [x.text for x in source.solid if x.text in SIGNS]
    usual = ("*", r"\odot") if any("\\" in sign for sign in here) or here else ()
    signs = dict.fromkeys((*known.signs, *here, *usual))
    for lexeme in source.solid:
        if lexeme.text in SIGNS:
            for sign in signs:
                if sign != lexeme.text:
                    yield change([Edit(lexeme.start, lexeme.stop, _apart(source, lexeme, sign))])


def _apart(source: Source, lexeme: Lexeme, sign: str) -> str:
    after = source.text[lexeme.stop : lexeme.stop + 1]
    return sign + " " if sign.startswith("\\") and after.isalpha() else sign


def exchanged_operands(source: Source, _known: Letters) -> Iterator[Change]:
    """The operands of an operation are exchanged."""
    for before, _, after in _operations(source):
        yield change(
            (
                Edit(before.start, before.stop, source.of(after)),
                Edit(after.start, after.stop, source.of(before)),
            )
        )


def _operands(source: Source) -> tuple[Span, ...]:
    found = {span for before, _, after in _operations(source) for span in (before, after)}
    inner = [
        Span(source.solid[opened].stop, source.solid[close].start)
        for opened, close in source.partners.items()
        if source.solid[opened].text == "(" and _called(source, opened)
    ]
    return tuple(sorted({*found, *inner}, key=lambda span: (span.start, span.stop)))


def _called(source: Source, opened: int) -> bool:
    return opened > 0 and source.solid[opened - 1].sort in (Sort.LETTER, Sort.OPAQUE)


def _operations(source: Source) -> Iterator[tuple[Span, Lexeme, Span]]:
    """Give the signs between arrays with what stands directly before and after them."""
    ends = _factors(source)
    for at, lexeme in enumerate(source.solid):
        if lexeme.text not in SIGNS or at == 0 or at + 1 == len(source.solid):
            continue
        before = [s for s in ends if s.stop == source.solid[at - 1].stop]
        after = [s for s in ends if s.start == source.solid[at + 1].start]
        if before and after:
            yield (
                min(before, key=lambda s: s.start),
                lexeme,
                max(after, key=lambda s: s.stop),
            )


def _factors(source: Source) -> tuple[Span, ...]:
    """Give the spans that may be operands: letters with indices, fractions, brackets, calls."""
    found = [e.span for e in source.entries] + [r.span for r in source.ratios]
    for opened, close in source.partners.items():
        if source.solid[opened].text != "(":
            continue
        start = source.solid[opened].start
        stop = source.solid[close].stop
        if opened and source.solid[opened - 1].text == r"\left":
            start = source.solid[opened - 1].start
        found.append(Span(start, stop))
        called = [e.span.start for e in source.entries if e.span.stop == start]
        found += [Span(before, stop) for before in called]
    for match in _TURN.finditer(source.text):
        after = [s for s in found if s.start == match.end()]
        found += [Span(match.start(), s.stop) for s in after]
    return tuple(found)


def transposed(source: Source, _known: Letters) -> Iterator[Change]:
    """A written matrix is transposed."""
    for cells in _matrices(source):
        rows, columns = len(cells), len(cells[0])
        if rows == columns > 1:
            yield change(
                Edit(cell.start, cell.stop, source.of(cells[b][a]))
                for a, row in enumerate(cells)
                for b, cell in enumerate(row)
                if a != b
            )


def exchanged_entries(source: Source, _known: Letters) -> Iterator[Change]:
    """Two entries of a written matrix are exchanged."""
    for cells in _matrices(source):
        flat = [cell for row in cells for cell in row]
        for at, first in enumerate(flat):
            for second in flat[at + 1 :]:
                if source.of(first) != source.of(second):
                    yield change(
                        (
                            Edit(first.start, first.stop, source.of(second)),
                            Edit(second.start, second.stop, source.of(first)),
                        )
                    )


def _matrices(source: Source) -> Iterator[tuple[tuple[Span, ...], ...]]:
    for whole in source.matrices:
        rows, start = [], whole.start
        row: list[Span] = []
        for lexeme in source.within(whole):
            if lexeme.sort in (Sort.ALIGN, Sort.ROW):
                row.append(source.trimmed(Span(start, lexeme.start)))
                start = lexeme.stop
                if lexeme.sort is Sort.ROW:
                    rows.append(tuple(row))
                    row = []
        last = source.trimmed(Span(start, whole.stop))
        if row or last.stop > last.start:
            rows.append((*row, last))
        if rows and len({len(one) for one in rows}) == 1:
            yield tuple(rows)


def lost_prime(source: Source, known: Letters) -> Iterator[Change]:
    """A prime is missing, or one is too many."""
    primed = {e.letter.text for e in source.entries if _is_primed(source, e)}
    for entry in source.entries:
        stop = entry.letter.stop
        if _is_primed(source, entry):
            yield change([Edit(stop, stop + 1, "")])
        elif entry.letter.text in primed or _is_activation(entry, known):
            yield change([Edit(stop, stop, "'")])


def _is_primed(source: Source, entry: Written) -> bool:
    stop = entry.letter.stop
    return source.text[stop : stop + 1] == "'"


def _is_activation(entry: Written, known: Letters) -> bool:
    return known.arrays.get(entry.letter.text) is Array.ACTIVATION


def moved_factor(source: Source, _known: Letters) -> Iterator[Change]:
    """A factor that stands behind an operation belongs to its first array, entry by entry."""
    ends = _factors(source)
    for at, lexeme in enumerate(source.solid):
        if lexeme.text not in _ENTRYWISE or not 0 < at < len(source.solid) - 1:
            continue
        after = [s for s in ends if s.start == source.solid[at + 1].start]
        if not after:
            continue
        factor = max(after, key=lambda span: span.stop)
        text = f" {lexeme.text} {source.of(factor)}"
        removed = Edit(source.solid[at - 1].stop, factor.stop, "")
        for first in _first_arrays(source, lexeme.start):
            yield change((Edit(first, first, text), removed))


_ENTRYWISE = (r"\odot", r"\circ", "⊙", "∘")


def _first_arrays(source: Source, stop: int) -> Iterator[int]:
    """Give where the first arrays of operations before a place end, inside their calls."""
    for before, _, after in _operations(source):
        if after.stop <= stop:
            text = source.of(before)
            yield before.stop - 1 if text.endswith(")") else before.stop

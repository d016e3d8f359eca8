"""Sums: limits off by one or with a wrong letter, captured indices, sums left out."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.reading.written import Span
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lexemes import Sort
from symconv.verification.mending.slips.indices import bound_letters, index_letters, separator
from symconv.verification.mending.source import Source, Summed, Written

_FRESH = "qrstuvpabcdgh"


def upper_limit(source: Source, _known: Letters) -> Iterator[Change]:
    """An upper limit is off by one."""
    for span in uppers(source):
        for text in _moved(source.of(span)):
            yield put(span, text)


def lower_limit(source: Source, _known: Letters) -> Iterator[Change]:
    """A lower limit is off by one."""
    for span in lowers(source):
        for text in _moved(source.of(span)):
            yield put(span, text)


_AT_MOST = (r"\leq", r"\le", "≤", r"\leqslant", "<", r"\lt")


def uppers(source: Source) -> tuple[Span, ...]:
    """Give where upper limits stand: above a sum's sign, or behind ≤ below it."""
    found = [one.above for one in source.sums if one.above is not None]
    for one in source.sums:
        for row in _rows(source, one):
            signs = [x for x in source.within(row) if x.text in _AT_MOST]
            if signs and len(source.within(row)) > 2:
                found.append(source.trimmed(Span(signs[-1].stop, row.stop)))
    return tuple(found)


def lowers(source: Source) -> tuple[Span, ...]:
    """Give where lower limits stand: behind = below a sum's sign, or before the first ≤."""
    found = []
    for one in source.sums:
        for row in _rows(source, one):
            inside = source.within(row)
            equal = next((x for x in inside if x.text == "="), None)
            signs = [x for x in inside if x.text in _AT_MOST]
            if equal is not None and not signs:
                found.append(source.trimmed(Span(equal.stop, row.stop)))
            elif len(signs) == 2:
                found.append(source.trimmed(Span(row.start, signs[0].start)))
    return tuple(span for span in found if span.stop > span.start)


def _rows(source: Source, one: Summed) -> Iterator[Span]:
    r"""Give the lines below a sum's sign, those of a \\substack one by one."""
    if one.below is None:
        return
    inside = source.within(one.below)
    start, stop = one.below.start, one.below.stop
    if inside and inside[0].text == r"\substack" and len(inside) > 2:
        start, stop = inside[1].stop, inside[-1].start
    for lexeme in inside:
        if lexeme.sort is Sort.ROW:
            yield source.trimmed(Span(start, lexeme.start))
            start = lexeme.stop
    yield source.trimmed(Span(start, stop))


def both_limits(source: Source, _known: Letters) -> Iterator[Change]:
    """Both limits of a sum are moved by one."""
    for one in source.sums:
        lower = _lower(source, one)
        if lower is None or one.above is None:
            continue
        pairs = zip(_moved(source.of(lower)), _moved(source.of(one.above)), strict=True)
        for low, high in pairs:
            yield change(
                (Edit(lower.start, lower.stop, low), Edit(one.above.start, one.above.stop, high))
            )


def _moved(text: str) -> tuple[str, str]:
    """Give a limit that is one less, and one that is one more.

    >>> _moved("N - 1"), _moved("0")
    (('N - 2', 'N'), ('-1', '1'))
    """
    return _added(text, -1), _added(text, 1)


def _added(text: str, step: int) -> str:
    stripped = text.strip()
    if stripped.lstrip("-").isdecimal():
        return str(int(stripped) + step)
    head, sign, tail = _last_term(stripped)
    if not tail.isdecimal():
        return f"{stripped}{'+' if step > 0 else '-'}1"
    value = int(tail) * (1 if sign.strip() == "+" else -1) + step
    if value == 0:
        return head
    written = sign.replace("+", "-") if value < 0 else sign.replace("-", "+")
    return f"{head}{written}{abs(value)}"


def _last_term(text: str) -> tuple[str, str, str]:
    """Split "N - 1" into "N", " - " and "1"; the number is empty where there is none."""
    at = max(text.rfind("+"), text.rfind("-"))
    if at <= 0 or text.count("{") != text[at:].count("{") + text[:at].count("{"):
        return text, "+", ""
    head, tail = text[:at], text[at + 1 :]
    if head.count("{") != head.count("}"):
        return text, "+", ""
    sign = text[len(head.rstrip()) : len(text) - len(tail.lstrip())]
    return head.rstrip(), sign, tail.strip()


def _lower(source: Source, one: Summed) -> Span | None:
    if one.below is None:
        return None
    for lexeme in source.within(one.below):
        if lexeme.text == "=":
            return Span(lexeme.stop, one.below.stop)
    return None


def limit_letter(source: Source, known: Letters) -> Iterator[Change]:
    """An upper limit is another size."""
    for span in uppers(source):
        head, sign, tail = _last_term(source.of(span).strip())
        for size in known.sizes:
            if size == head:
                continue
            yield put(span, f"{size}{sign}{tail}" if tail else size)
            yield put(span, size if tail else f"{size}-1")


def all_limits(source: Source, _known: Letters) -> Iterator[Change]:
    """All upper limits are off by one, or all lower ones."""
    for limits in (uppers(source), lowers(source)):
        if len(limits) > 1:
            for at in (0, 1):
                yield change(
                    Edit(span.start, span.stop, _moved(source.of(span))[at]) for span in limits
                )


def no_limits(source: Source, _known: Letters) -> Iterator[Change]:
    """The limits of a sum are those of something else: it runs over all that there is."""
    for one in source.sums:
        binding = _binding(source, one)
        if one.below is None or one.above is None or binding is None:
            continue
        edits = [Edit(one.below.start, one.below.stop, source.of(binding.span))]
        start, stop = _script(source, one.above)
        yield change((*edits, Edit(start, stop, "")))


def all_limits_left_out(source: Source, _known: Letters) -> Iterator[Change]:
    """The limits of all sums are those of something else: they run over all that there is."""
    made = [found.edits for found in no_limits(source, _known)]
    if len(made) > 1:
        yield change(edit for edits in made for edit in edits)


def _script(source: Source, span: Span) -> tuple[int, int]:
    """Give where a script stands with its sign and its braces."""
    if source.text[span.start - 1] == "{":
        return span.start - 2, span.stop + 1
    return span.start - 1, span.stop


def limits_left_out(source: Source, _known: Letters) -> Iterator[Change]:
    """A sum over all indices needs no upper limit, and none where it is a wrong one."""
    for one in source.sums:
        if one.above is None or one.below is None:
            continue
        start, stop = _script(source, one.above)
        if source.text[start] == "^" and _lower(source, one) is None:
            yield change([Edit(start, stop, "")])


def captured_index(source: Source, _known: Letters) -> Iterator[Change]:
    """A sum binds a letter that stands for something else as well: it gets another one."""
    if len(source.members) < 2:
        return
    left = source.members[0]
    free = {e.letter.text for e in source.entries if left.start <= e.span.start < left.stop}
    for one in source.sums:
        binding = _binding(source, one)
        if binding is None or binding.letter.text not in free:
            continue
        fresh = _fresh(source)
        stop = _scope(source, one)
        uses = [
            e
            for e in source.entries
            if e.letter.text == binding.letter.text and one.span.stop <= e.span.start < stop
        ]
        for kept in (None, *uses):
            renamed = [binding, *(e for e in uses if e is not kept)]
            yield change(Edit(e.letter.start, e.letter.stop, fresh) for e in renamed)


def _binding(source: Source, one: Summed) -> Written | None:
    if one.below is None:
        return None
    found = [e for e in source.entries if one.below.start <= e.span.start < one.below.stop]
    return found[0] if found else None


def _scope(source: Source, one: Summed) -> int:
    """Give where a sum's body ends: at the next relation or term outside its brackets."""
    depth = source.depths[one.span.start]
    for lexeme in source.solid:
        if lexeme.start < one.span.stop:
            continue
        if source.depths[lexeme.start] < depth:
            return lexeme.start
        if source.depths[lexeme.start] == depth and lexeme.text in ("=", "+", "-"):
            return lexeme.start
    return len(source.text)


def _fresh(source: Source) -> str:
    used = {e.letter.text for e in source.entries}
    return next((letter for letter in _FRESH if letter not in used), "q")


def lost_sum(source: Source, known: Letters) -> Iterator[Change]:
    """A gradient by a number is the sum over all positions."""
    for member in source.members[1:]:
        inside = [e for e in source.arrays if member.start <= e.span.start < member.stop]
        if len(inside) == 1 and inside[0].span == member:
            yield from _summed(source, known, inside[0])
        else:
            yield from _summed_as_it_stands(source, known, member)


def _summed(source: Source, known: Letters, entry: Written) -> Iterator[Change]:
    used = {e.letter.text for e in source.entries}
    names = [n for n in ("i", "j", "m", "n", "p", "q", "r", "s") if n not in used][:2]
    if entry.indices is None:
        for sep in dict.fromkeys((separator(source), ",", "")):
            run = sep.join(names)
            body = source.of(entry.span) + "_{" + run + "}"
            yield put(entry.span, rf"\sum_{{{','.join(names)}}}{body}")
        return
    yield from _summed_as_it_stands(source, known, entry.span)
    kept = source.of(entry.indices).rstrip()
    start, stop = entry.indices.start, entry.indices.stop
    braced = source.text[start - 1] in "{("
    for sep in (",", ""):
        more = f"{kept}{sep}{sep.join(names)}"
        edits = (
            Edit(entry.span.start, entry.span.start, rf"\sum_{{{','.join(names)}}}"),
            Edit(start, stop, more if braced else "{" + more + "}"),
        )
        yield change(edits)


def _summed_as_it_stands(source: Source, known: Letters, member: Span) -> Iterator[Change]:
    bound = bound_letters(source)
    left = source.members[0]
    on_left = {e.letter.text for e in source.entries if left.start <= e.span.start < left.stop}
    names: dict[str, None] = {}
    for entry in source.arrays:
        if entry.indices is None or not member.start <= entry.span.start < member.stop:
            continue
        span = entry.indices
        for inner in source.entries:
            if span.start <= inner.span.start < span.stop:
                names.setdefault(inner.letter.text)
    sized = {size.partition("_")[0] for size in (*known.sizes, *known.strides, *known.layers)}
    other = {*bound, *on_left, *sized, *known.arrays}
    loose = [n for n in names if n not in other]
    for run in dict.fromkeys((tuple(loose), *((n,) for n in loose))):
        if run:
            yield change([Edit(member.start, member.start, rf"\sum_{{{','.join(run)}}} ")])


def rebound(source: Source, known: Letters) -> Iterator[Change]:
    """A sum binds letters that others bind or that nothing has; a letter without a sum is meant."""
    if len(source.members) < 2:
        return
    bound, left = bound_letters(source), source.members[0]
    given = {e.letter.text for e in source.entries if left.start <= e.span.start < left.stop}
    sized = {size.partition("_")[0] for size in (*known.sizes, *known.strides, *known.layers)}
    loose = [n for n in index_letters(source) if n not in bound | given | sized]
    for one in source.sums:
        inside = () if one.below is None else source.within(one.below)
        if not inside or any(x.sort is not Sort.LETTER and x.text != "," for x in inside):
            continue
        for letter in loose:
            assert one.below is not None
            yield put(one.below, letter)

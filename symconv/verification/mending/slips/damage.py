"""Damage: what a keyboard or a converter did to a formula, mended all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.reading.written import Span
from symconv.verification.mending.changes import Change, Edit, change, put
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lexemes import Sort
from symconv.verification.mending.source import FRACTIONS, PARTIALS, Source

_LONG_SCRIPT = re.compile(r"([_^])(\d{2,}|\d+,\d+|\d*[a-z]\d+)(?!\w)")
_INSIDE = re.compile(r"\{\s*((?:\\[A-Za-z]+|[A-Za-z]))_(\d{2,})\s*\}")
_EATEN = re.compile(r"(?<=[\w}'])\s*(?:\\star|\\ast|⋆|\*)\s*(?=\{)")


def lost_braces(source: Source, _known: Letters) -> Iterator[Change]:
    """a_11 is a_{11}, and {a_13} is a_{13}."""
    if source.is_plain:
        return
    edits = [
        Edit(found.start(2), found.end(2), "{" + found.group(2) + "}")
        for found in _LONG_SCRIPT.finditer(source.text)
    ]
    for found in _INSIDE.finditer(source.text):
        before = source.text[: found.start()].rstrip()
        kept = [e for e in edits if not found.start() <= e.start < found.end()]
        if before.endswith(("_", "^", "}", r"\frac")):
            continue
        edits = [*kept, Edit(found.start(), found.end(), f"{found[1]}_{{{found[2]}}}")]
    if edits:
        yield change(edits)
        if len(edits) > 1:
            yield from (change([edit]) for edit in edits)


def lost_partial(source: Source, _known: Letters) -> Iterator[Change]:
    r"""\frac{\partial L}{w} is \frac{\partial L}{\partial w}; likewise above."""
    edits = []
    for ratio in source.ratios:
        top, bottom = source.within(ratio.top), source.within(ratio.bottom)
        if not top or not bottom:
            continue
        sign = next((x.text for x in (top[0], bottom[0]) if x.text in PARTIALS), None)
        if sign is None:
            continue
        sign += " " if sign.startswith("\\") else ""
        bare = [inside[0].start for inside in (top, bottom) if inside[0].text not in PARTIALS]
        edits += [Edit(at, at, sign) for at in bare]
    if edits:
        yield change(edits)


def eaten_subscripts(source: Source, _known: Letters) -> Iterator[Change]:
    r"""X*{01} and X\star{01} are X_{01}."""
    found = [Edit(m.start(), m.end(), "_") for m in _EATEN.finditer(source.text)]
    if found:
        yield change(found)


def unjoined_rows(source: Source, _known: Letters) -> Iterator[Change]:
    """Rows of a sum that no sign joins are joined by +."""
    edits = []
    rows = [at for at, lexeme in enumerate(source.solid) if lexeme.sort is Sort.ROW]
    matrices = list(source.matrices)
    for at in rows:
        place = source.solid[at].start
        if source.depths[place] or at == 0 or any(m.start < place < m.stop for m in matrices):
            continue
        before = source.solid[at - 1]
        after = at + 1
        while after < len(source.solid) and source.solid[after].sort is Sort.ALIGN:
            after += 1
        if after == len(source.solid) or (before.sort is Sort.SIGN and before.text in "+-=*"):
            continue
        first = source.solid[after]
        until = source.solid[rows[rows.index(at) + 1]].start if at != rows[-1] else None
        rest = source.text[first.start : until]
        starts = first.sort in (Sort.LETTER, Sort.NUMBER) or first.text in FRACTIONS
        if starts and "=" not in rest:
            edits.append(Edit(first.start, first.start, "+ "))
    if edits:
        yield change(edits)


def doubled_signs(source: Source, _known: Letters) -> Iterator[Change]:
    """Of two equal signs between terms or sides, one is too many."""
    edits = []
    for before, after in zip(source.solid, source.solid[1:], strict=False):
        if before.text == after.text and before.text in ("+", "-", "=", r"\cdot", r"\times"):
            edits.append(Edit(after.start, after.stop, ""))
    last = source.solid[-1] if source.solid else None
    if last is not None and last.text in ("+", "-"):
        edits.append(Edit(last.start, last.stop, ""))
    if edits:
        yield change(edits)


def empty_indices(source: Source, known: Letters) -> Iterator[Change]:
    """A subscript that ends or begins with a comma has lost an index."""
    letters = _index_letters(source, known)
    for entry in source.indexed:
        if entry.indices is None:
            continue
        for item in source.items(entry.indices):
            if not source.of(item).strip():
                yield from (put(item, letter) for letter in letters)
                yield put(_with_comma(source.text, item, entry.indices), "")


def _with_comma(text: str, item: Span, whole: Span) -> Span:
    start, stop = item.start, item.stop
    while start > whole.start and text[start - 1] in ", ":
        start -= 1
    if start == whole.start:
        while stop < whole.stop and text[stop] in ", ":
            stop += 1
    return Span(start, stop)


def _index_letters(source: Source, known: Letters) -> tuple[str, ...]:
    found = [
        source.of(item)
        for items in source.indices
        for item in items
        if source.of(item).isalpha() or source.of(item).startswith("\\")
    ]
    return tuple(dict.fromkeys((*found, *known.indices)))


def stray_brackets(source: Source, _known: Letters) -> Iterator[Change]:
    """A bracket that nothing opens or closes is taken away, or its partner is added."""
    closed = set(source.partners.values())
    for at, lexeme in enumerate(source.solid):
        lonely = (lexeme.sort is Sort.OPEN and at not in source.partners) or (
            lexeme.sort is Sort.CLOSE and at not in closed
        )
        if not lonely:
            continue
        start = lexeme.start
        if at and source.solid[at - 1].text in (r"\left", r"\right"):
            start = source.solid[at - 1].start
        yield change([Edit(start, lexeme.stop, "")])
        partner = {"(": ")", "[": "]", "{": "}"}.get(lexeme.text)
        if partner is not None:
            yield change([Edit(len(source.text), len(source.text), partner)])

"""Arrays that are made of others: F' is F turned by 180 degrees, δ with zeros between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.verification.facts import FactKind, Making
from symconv.verification.stating.clauses import Clause, Found
from symconv.verification.stating.concepts import Concept
from symconv.verification.stating.letters import array_letter

C = Concept
_VERBS = frozenset((C.IS, C.DENOTES, C.DENOTE, C.EQUALS))
_PASSED = frozenset((C.ARTICLE, C.EMPTY, C.FILTER, C.INPUT, C.IMAGE, C.UPSTREAM, C.GRADIENT))
_TURNS = ("rot180", "rot")
_DERIVATIVE = re.compile(r"\\partial\s*\{?\s*(\\?[A-Za-z]+)")
_NEAR = 24


def made(clause: Clause, at: int) -> Iterator[Found]:
    """Read that an array is made of another, which stands behind the verb."""
    if clause.concept(at) is not C.LETTER or clause.concept(at + 1) not in _VERBS:
        return
    if clause.has(C.NOT, C.NO, C.HEDGE, C.OR):
        return
    place = clause.skip(at + 2, _PASSED)
    named = clause.concept(at + 1) is C.DENOTES and clause.concept(place) is C.OF
    rotated = place + 1 if named else _past_rotation(clause, place)
    letter = clause.skip(rotated, _PASSED)
    origin, subject = _origin(clause, letter), array_letter(clause.value(at))
    if origin is None or origin == subject:
        return
    if named:
        how = Making.SAME.value if origin.startswith("∂") else ""
    else:
        how = Making.TURNED.value if rotated > place else _making(clause, letter + 1)
    if how:
        base = " 0" if how == Making.SPREAD and _counts_from_zero(clause, letter) else ""
        yield Found(FactKind.MADE, subject, f"{how} {origin}{base}", at, letter + 1)


def _past_rotation(clause: Clause, at: int) -> int:
    """Give the place behind "rot180 of"; `at` where nothing is turned."""
    if clause.value(at) not in _TURNS:
        return at
    place = at + 1
    if clause.value(place) == "180":
        place += 1
    return place + 1 if clause.concept(place) is C.OF else at


def _origin(clause: Clause, at: int) -> str | None:
    """Give the letter of an array, behind a ∂ where it is the loss's gradient by it."""
    if clause.concept(at) is C.LETTER:
        return array_letter(clause.value(at))
    if clause.concept(at) is C.MATH:
        found = _DERIVATIVE.findall(clause.value(at))
        if len(found) == 2:
            return f"∂{found[1]}"
    return None


def _making(clause: Clause, stop: int) -> str:
    """Give how what stands before `stop` is changed; "" where nothing is said of it."""
    words = [clause.value(place) for place in range(stop, min(stop + _NEAR, len(clause.items)))]
    if clause.value(stop) in ("turned", "rotated", "flipped") and "180" in words:
        return Making.TURNED.value
    outside = any(item.concept is C.ZERO_OUTSIDE for item in clause.items[stop:])
    if "between" in words:
        return Making.SPREAD.value if outside and _is_stride(clause, stop) else ""
    return Making.EXTENDED.value if outside and words[:1] == ["within"] else ""


def _is_stride(clause: Clause, stop: int) -> bool:
    """Tell whether a stride's letter less one says how many zeros stand between: s - 1 zeros."""
    place = clause.skip(stop, frozenset((C.WITH,)))
    named = clause.concept(place) is C.LETTER and clause.value(place)[:1].lower() == "s"
    return named and [clause.value(place + ahead) for ahead in (1, 2)] == ["-", "1"]


def _counts_from_zero(clause: Clause, at: int) -> bool:
    """Tell whether the places of what is made count from zero, whatever others do."""
    values = [item.value for item in clause.items[at:]]
    return any(
        values[place] == "counted" and "0" in values[place + 1 : place + 3]
        for place in range(len(values))
    )

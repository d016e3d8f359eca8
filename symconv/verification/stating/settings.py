"""Strides, paddings and dilations: stride of two, no padding, zero padding (padding = 0)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.verification.facts import FactKind, Quantity
from symconv.verification.stating.clauses import ENDS, LINKS, SILENT, Clause, Found
from symconv.verification.stating.concepts import Concept

C = Concept
_KINDS = {
    C.STRIDE: FactKind.STRIDE, C.PADDING: FactKind.PADDING, C.DILATION: FactKind.DILATION,
}  # fmt: skip
_BETWEEN = LINKS | SILENT | {C.OF, C.HERE, C.SIZE, C.WITH, C.BY, C.NOUN}
_BACKWARD = (C.BACKWARD, C.GRADIENT, C.UPSTREAM)
_MOST_BETWEEN = 5
_DIFFERENTIAL = re.compile(r"d[A-Z]|dout")
_HEADING = 6
_LONG = 9
"""More items than a heading has."""
_LARGEST = 1000


def setting_value(clause: Clause, at: int) -> Iterator[Found]:
    """Read a setting and its number: stride 2, padding p = 1, P: padding (here - 0)."""
    kind = _KINDS.get(clause.concept(at))
    if kind is None or clause.near(at, 2, C.NOT, C.NO, C.TOTAL) or clause.near(at, 5, C.SIGN):
        return
    if _is_another(clause):
        return
    sided = kind is FactKind.PADDING and clause.value(at + 1) in ("before", "after")
    place = _value_place(clause, at + 1 + sided)
    value = _number(clause, place)
    if value is None or (sided and value.isdecimal()):
        return
    subject = "pool" if clause.has(C.POOL) else ""
    if sided and clause.value(at + 1) == "after":
        subject = "after"
    yield Found(kind, subject, value, at, place + 1)


def sided_letter(clause: Clause, at: int) -> Iterator[Found]:
    """Read the letter of a padding on one side: padding before p, padding after q."""
    side = clause.value(at + 1)
    if clause.concept(at) is not C.PADDING or side not in ("before", "after"):
        return
    if clause.concept(at + 2) is not C.LETTER or clause.concept(at + 3) not in ENDS:
        return
    letter, after = clause.value(at + 2), side == "after"
    quantity = Quantity.PADDING_AFTER if after else Quantity.PADDING
    yield Found(FactKind.SIZE, letter, quantity.value, at, at + 3)
    yield Found(FactKind.PADDING, side if after else "", letter, at, at + 3)


def moved(clause: Clause, at: int) -> Iterator[Found]:
    """Read a stride above 1 from how the filter moves: move two elements to the right."""
    if clause.concept(at) is not C.MOVE or clause.has(*_BACKWARD, C.NOT, C.HEDGE, C.OR, C.POOL):
        return
    number = clause.skip(at + 1, SILENT | {C.BY, C.OF, C.FILTER, C.WINDOW})
    if clause.concept(number) is not C.NUMBER or clause.concept(number + 1) is not C.PART:
        return
    if 1 < int(clause.value(number)) < _LONG:
        yield Found(FactKind.STRIDE, "", clause.value(number), at, number + 2)


def _is_another(clause: Clause) -> bool:
    """Tell whether a sentence is about the convolution that gives a gradient, or about a case."""
    if clause.has(C.FULL, C.CONTRAST) or _tells_of_gradients(clause):
        return True
    case = clause.value(0) == "for" and clause.has(C.OUTPUT)
    backward = clause.has(*_BACKWARD, C.OTHER)
    return (backward and len(clause.items) > _HEADING) or (case and len(clause.items) > _LONG)


def _tells_of_gradients(clause: Clause) -> bool:
    """Tell whether a gradient's letter stands in the sentence: dX, δ, ∂L."""
    return any(
        item.value == r"\delta" or "∂" in item.value or _DIFFERENTIAL.fullmatch(item.value)
        for item in clause.items
        if item.concept in (C.LETTER, C.WORD, C.MATH)
    )


def letter_value(clause: Clause, at: int) -> Iterator[Found]:
    """Read the number of a letter: stride S = 2, with k = 3 and s = 2."""
    if clause.concept(at) is not C.LETTER or clause.concept(at + 1) is not C.EQUALS:
        return
    if clause.concept(at - 1) in (C.ARITHMETIC, C.TIMES, C.SIGN, C.INDEX, C.MATH, C.PART):
        return
    following = clause.concept(at + 3)
    if clause.concept(at + 2) is not C.NUMBER or following in (
        C.ARITHMETIC, C.DOTS, C.TIMES, C.SIGN, C.LETTER, C.EQUALS, C.OR, C.MATH, C.FROM,
    ):  # fmt: skip
        return
    if following is C.COMMA and clause.concept(at + 4) in (C.NUMBER, C.DOTS):
        return
    if clause.value(at + 3) in ("to", "bis", "à", "a"):
        return
    yield Found(FactKind.SIZE, clause.value(at), clause.value(at + 2), at, at + 3)


def _value_place(clause: Clause, start: int) -> int:
    """Give where the value stands: past links, a bracket, and the setting's letter."""
    place, opened, lettered = start, False, False
    while place - start < _MOST_BETWEEN + 2:
        concept = clause.concept(place)
        if concept is C.OPEN and not opened:
            opened = True
        elif concept is C.CLOSE and opened and lettered:
            opened = False
        elif _is_name(clause, place, start):
            if lettered:
                break
            lettered = True
        elif concept not in _BETWEEN:
            break
        place += 1
    return place


def _is_name(clause: Clause, place: int, start: int) -> bool:
    """Tell whether the setting's letter, or its name again, stands here: stride (S): 2."""
    following = clause.concept(place + 1)
    if clause.concept(place) is C.LETTER:
        return following in (C.EQUALS, C.OPEN, C.CLOSE)
    return clause.concept(place) is clause.concept(start - 1) and following is C.CLOSE


def _number(clause: Clause, place: int) -> str | None:
    """Give the number that stands here alone; of a pair the one that both are."""
    if clause.concept(place) is C.SHAPE:
        sizes = clause.value(place).split("x")
        same = len(set(sizes)) == 1 and sizes[0].isdigit()
        return sizes[0] if same else clause.value(place)
    if clause.concept(place) is not C.NUMBER or int(clause.value(place)) > _LARGEST:
        return None
    following = clause.concept(place + 1)
    if following in (C.ARITHMETIC, C.OR, C.DOTS, C.TIMES, C.LETTER, C.SIGN):
        return None
    if clause.concept(place - 1) is C.OPEN and following is C.COMMA:
        second = clause.value(place + 2)
        return clause.value(place) if second == clause.value(place) else None
    listed = following in (C.AND, C.COMMA) and clause.concept(place + 2) is C.NUMBER
    if listed and clause.concept(place + 3) is not C.BASED:
        return None
    return clause.value(place)


def no_padding(clause: Clause, at: int) -> Iterator[Found]:
    """Read that nothing is padded, that all steps are one, or that the size is kept."""
    concept = clause.concept(at)
    subject = "pool" if clause.has(C.POOL) else ""
    if concept is C.NO_PADDING and clause.concept(at + 1) is not C.CONVOLUTION:
        yield Found(FactKind.PADDING, subject, "0", at, at + 1)
    if concept is C.PADDING and clause.concept(at - 1) is C.NO:
        yield Found(FactKind.PADDING, subject, "0", at - 1, at + 1)
    if concept is C.UNIT and clause.concept(at + 1) is C.STRIDE and not clause.near(at, 1, C.NOT):
        yield Found(FactKind.STRIDE, subject, "1", at, at + 2)


def border(clause: Clause, at: int) -> Iterator[Found]:
    """Read what the layer does at its borders: same padding, VALID, conv2(x, k, valid)."""
    if clause.has(C.BACKWARD, C.GRADIENT, C.UPSTREAM, C.NOT, C.SIGN) or clause.has(C.OR):
        return
    concept = clause.concept(at)
    named = clause.value(clause.skip(at + 1, LINKS | SILENT)).lower()
    if concept is C.PADDING and named in ("same", "valid"):
        yield Found(FactKind.PADDED, "layer", named, at, clause.skip(at + 1, LINKS | SILENT) + 1)
    if concept is C.SAME:
        yield Found(FactKind.PADDED, "layer", "same", at, at + 1)
    if concept is C.VALID and not clause.has(C.FULL, C.SAME):
        alone = clause.value(at) == "valid" and clause.concept(at + 1) is C.PADDING
        if alone or clause.has(C.FORWARD, C.PADDING) or len(clause.items) == 1:
            yield Found(FactKind.PADDED, "layer", "valid", at, at + 1)
    if concept is C.TOTAL and clause.concept(at + 1) not in LINKS | {C.OF}:
        yield Found(FactKind.TOTAL_PADDING, "", "", at, at + 1)

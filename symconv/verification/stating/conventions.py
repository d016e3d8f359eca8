"""Conventions: index bases, what a sign does, whether the filter is flipped, zeros outside."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.verification.facts import FactKind, Operator
from symconv.verification.stating.clauses import ENDS, LINKS, SILENT, Clause, Found
from symconv.verification.stating.concepts import Concept
from symconv.verification.stating.letters import array_letter

C = Concept
_BACKWARD = (C.BACKWARD, C.GRADIENT, C.UPSTREAM, C.ERROR, C.MATH, C.OTHER)
_OPERATORS = {
    C.CORRELATION: Operator.CORRELATION,
    C.CONVOLUTION: Operator.LAYER,
    C.PRODUCT: Operator.PRODUCT,
    C.ENTRYWISE: Operator.ENTRYWISE,
    C.KRONECKER: Operator.KRONECKER,
}
_BORDERS = {C.VALID: "valid", C.NO_PADDING: "valid", C.FULL: "full", C.SAME: "same"}
_BASES = ("0", "1")
_LISTED = (C.SHAPE, C.STRIDE, C.PADDING, C.NO_PADDING, C.BASED, C.ZERO_OUTSIDE, C.TRUE)
"""Settings, beside which the bare name of an operation is one too."""
_NEAR_INDEX = 6
_FAR = 9
_BESIDE = 4
"""How near a setting stands before another one in a list of settings."""


def based(clause: Clause, at: int) -> Iterator[Found]:
    """Read the base before "based": 0-based; c 1-based, m,n 0-based."""
    if clause.concept(at) is not C.BASED or clause.value(at - 1) not in _BASES:
        return
    if clause.concept(at + 1) is C.EXAMPLE or clause.near(at, 3, C.NOT, C.INSTEAD):
        return
    letters = list(_letters_before(clause, at - 2))
    for letter in letters or [""]:
        first = max(0, at - 1 - max(0, 2 * len(letters) - 1))
        yield Found(FactKind.BASE, letter, clause.value(at - 1), first, at + 1)


def _letters_before(clause: Clause, at: int) -> Iterator[str]:
    while clause.concept(at) is C.LETTER:
        yield clause.value(at)
        if clause.concept(at - 1) not in (C.COMMA, C.AND):
            return
        at -= 2


def counted_from(clause: Clause, at: int) -> Iterator[Found]:
    """Read from where indices count: indices start at 1, 下标从0开始."""
    if clause.concept(at) is not C.NUMBER or clause.value(at) not in _BASES:
        return
    if clause.has(C.NOT, C.BASED):
        return
    if clause.concept(at - 1) is C.INDEX and clause.near(at - 1, 4, C.START):
        return
    if not clause.near(at, _NEAR_INDEX, C.INDEX):
        return
    behind = clause.skip(at + 1, frozenset((C.FROM,)))
    begins = clause.near(at, 4, C.START) or clause.concept(behind) is C.START
    follows = clause.concept(at - 1) in (C.FROM, C.OF, C.BY, C.WITH) or begins
    if begins and follows and clause.concept(at + 1) not in (C.ARITHMETIC, C.OR, C.DOTS):
        first = max(
            place
            for place in range(max(0, at - _NEAR_INDEX), at)
            if clause.concept(place) is C.INDEX
        )
        named = clause.concept(first + 1) is C.LETTER
        letter = clause.value(first + 1) if named else ""
        yield Found(FactKind.BASE, letter, clause.value(at), first, at + 1)


def sign(clause: Clause, at: int) -> Iterator[Found]:
    """Read what a sign does: * denotes cross-correlation, ⊙ element-wise product."""
    written = _sign_at(clause, at)
    if written is None:
        return
    place = clause.skip(at + 1)
    linked = clause.concept(place) in LINKS | {C.BY, C.USE}
    place = clause.skip(place, LINKS | SILENT | {C.BY, C.OPERATION, C.USE})
    alone = clause.concept(at - 1) in ENDS or clause.items[at].math
    if clause.concept(place) is C.OF and clause.near(at, 2, C.USE, C.WITH):
        place, linked = clause.skip(place + 1), True
    if linked or alone:
        yield from _operator(clause, at, place, written)


def sign_behind(clause: Clause, at: int) -> Iterator[Found]:
    """Read a sign behind what it does: convolution (*), we denote cross-correlation by ⋆."""
    if clause.concept(at) not in _OPERATORS or clause.concept(at - 1) in LINKS:
        return
    place = clause.skip(at + 1, frozenset((C.OPERATION, C.NOUN)))
    bracketed = clause.concept(place) is C.OPEN and clause.concept(place + 2) is C.CLOSE
    if bracketed:
        place += 1
    elif clause.concept(place) in LINKS or (
        clause.concept(place) is C.BY and clause.near(place, 6, C.DENOTE, C.DENOTES)
    ):
        place = clause.skip(place + 1, SILENT | {C.BY, C.OPERATION})
    elif clause.concept(place - 1) is not C.OPERATION:
        return
    written = _sign_at(clause, place, anywhere=True)
    if written and clause.concept(place + 1) in ENDS | {C.OF}:
        yield from _operator(clause, at, at, written)


def _sign_at(clause: Clause, at: int, *, anywhere: bool = False) -> str | None:
    if clause.concept(at) is C.SIGN:
        return clause.value(at)
    if clause.value(at) == "star" and (anywhere or clause.concept(at + 1) in LINKS):
        return "⋆"
    alone = clause.concept(at) is C.TIMES and clause.concept(at - 1) is not C.LETTER
    return "×" if alone and clause.value(at) == "×" else None


def _operator(clause: Clause, at: int, place: int, written: str) -> Iterator[Found]:
    border, true = "", False
    while clause.concept(place) in _BORDERS or clause.concept(place) in SILENT | {
        C.TRUE, C.STRIDE, C.NUMBER,
    }:  # fmt: skip
        border = _BORDERS.get(clause.concept(place), border)
        true = true or clause.concept(place) is C.TRUE
        place += 1
    operator = _OPERATORS.get(clause.concept(place))
    if operator is None or _is_qualified(clause, at, place):
        return
    if operator is Operator.LAYER and true:
        operator = Operator.CONVOLUTION
    stop = max(at, place) + 1
    yield Found(FactKind.OPERATION, written, operator.value, at, stop)
    if border:
        yield Found(FactKind.PADDED, written, border, at, stop)


def _is_qualified(clause: Clause, at: int, place: int) -> bool:
    """Tell whether the sentence takes back, or doubles, what it says of the sign."""
    beyond = clause.concept(place + 1)
    doubled = beyond in (C.AND, C.OR) and clause.concept(clause.skip(place + 2)) in _OPERATORS
    return doubled or clause.near(at, 4, C.NOT, C.INSTEAD) or clause.has(C.CONTRAST)


def layer_operation(clause: Clause, at: int) -> Iterator[Found]:
    """Read whether the layer flips its filter: the convolution here is a cross-correlation."""
    operator = _layer_operator(clause, at)
    if operator is None or clause.has(*_BACKWARD, C.SIGN, C.CONTRAST, C.HEDGE):
        return
    yield Found(FactKind.OPERATION, "layer", operator.value, at, at + 1)


def _layer_operator(clause: Clause, at: int) -> Operator | None:
    concept = clause.concept(at)
    if concept is C.FLIP:
        return _flipping(clause, at)
    true = concept is C.CONVOLUTION and clause.concept(at - 1) is C.TRUE
    if concept is not C.CORRELATION and not true:
        return None
    first = at - true
    if clause.near(first, 4, C.NOT, C.NO, C.INSTEAD):
        return None
    listed = clause.concept(clause.skip_back(first - 1)) in ENDS and clause.concept(at + 1) in ENDS
    said = _is_said_of_layer(clause, first)
    listed = listed and clause.has(*_LISTED) and not clause.has(C.OR)
    beside = clause.near(first, _BESIDE, C.STRIDE, C.PADDING, C.NO_PADDING, C.BASED)
    if not (said or (listed and (beside or not clause.has(C.IS, C.DENOTES, C.AND)))):
        return None
    return Operator.CONVOLUTION if true else Operator.CORRELATION


def _is_said_of_layer(clause: Clause, at: int) -> bool:
    """Tell whether a subject (convolution, forward pass, layer) and a verb stand before."""
    verb = clause.near(at, 4, C.IS, C.DENOTES, C.USE, C.COLON, C.EQUALS)
    verb = verb or clause.concept(at - 1) is C.BY
    subject = clause.near(at, _FAR, C.CONVOLUTION, C.FORWARD, C.OPERATION, C.USE, C.HERE)
    return verb and subject and not clause.has(C.OR)


def _flipping(clause: Clause, at: int) -> Operator | None:
    """Read that the filter is not flipped; that it is, only of the forward pass."""
    if clause.has(C.OR) or not clause.has(C.FILTER):
        return None
    if clause.near(at, 2, C.NOT, C.NO):
        return Operator.CORRELATION
    forward = clause.has(C.FORWARD) and clause.near(at, 3, C.IS, C.USE, C.ARTICLE)
    return Operator.CONVOLUTION if forward and not clause.has(C.NOT, C.NO) else None


_FACTS = {
    C.ORIGIN: FactKind.ORIGIN,
    C.SUMMED: FactKind.SUMMED,
    C.COLUMN_WISE: FactKind.SWAPPED,
}


def phrase(clause: Clause, at: int) -> Iterator[Found]:
    """Read conventions that a phrase names: zero outside, summation convention, column-wise."""
    concept = clause.concept(at)
    if clause.has(C.NOT, C.NO) or clause.near(at, 3, C.INSTEAD):
        return
    if concept in _FACTS:
        value = "column-wise" if concept is C.COLUMN_WISE else ""
        yield Found(_FACTS[concept], "", value, at, at + 1)
    elif concept is C.REVERSED and clause.has(C.INDEX):
        yield Found(FactKind.SWAPPED, "", "reversed order", at, at + 1)
    elif concept is C.ZERO_OUTSIDE and not clause.has(C.HEDGE):
        before = clause.skip_back(at - 1, frozenset((C.IS, C.EMPTY)))
        named = clause.concept(before) is C.LETTER
        subject = array_letter(clause.value(before)) if named else ""
        yield Found(FactKind.ZERO_EXTENSION, subject, "", before if named else at, at + 1)
    elif concept is C.DIVISIBLE and _demands(clause):
        yield Found(FactKind.DIVISIBLE, "", "", at, at + 1)


def _demands(clause: Clause) -> bool:
    """Tell whether a stride (or letters) is in the sentence, and nothing makes it a case."""
    return clause.has(C.STRIDE, C.LETTER, C.QUANTITY) and not clause.has(C.HEDGE, C.OR)


def undilated(clause: Clause, at: int) -> Iterator[Found]:
    """Read that a dilation of 0 is none: dh=0 means no dilation."""
    if clause.concept(at) is not C.DILATION or clause.concept(at - 1) is not C.NO:
        return
    if clause.concept(at - 2) in (C.MEANS, C.DENOTES, C.IS) and clause.value(at - 3) == "0":
        yield Found(FactKind.DILATION_FROM_ZERO, "", "", at - 3, at + 1)

"""Several items that name one thing: the size of the kernel, the number of filters."""

from __future__ import annotations

from dataclasses import replace

from symconv.verification.facts import Quantity
from symconv.verification.stating.concepts import Concept, Item

C = Concept
_INPUTS = {
    C.SIZE: Quantity.INPUT_SIZE, C.HEIGHT: Quantity.INPUT_HEIGHT, C.WIDTH: Quantity.INPUT_WIDTH,
    C.CHANNELS: Quantity.IN_CHANNELS,
}  # fmt: skip
_FILTERS = {
    C.SIZE: Quantity.FILTER_SIZE, C.HEIGHT: Quantity.FILTER_HEIGHT,
    C.WIDTH: Quantity.FILTER_WIDTH, C.CHANNELS: Quantity.IN_CHANNELS,
}  # fmt: skip
_OUTPUTS = {
    C.SIZE: Quantity.OUTPUT_SIZE, C.HEIGHT: Quantity.OUTPUT_HEIGHT,
    C.WIDTH: Quantity.OUTPUT_WIDTH, C.CHANNELS: Quantity.OUT_CHANNELS,
}  # fmt: skip
_MEASURES = {C.INPUT: _INPUTS, C.IMAGE: _INPUTS, C.FILTER: _FILTERS, C.OUTPUT: _OUTPUTS}
_COUNTS = {
    C.FILTER: Quantity.OUT_CHANNELS, C.OUTPUT: Quantity.OUT_CHANNELS,
    C.INPUT: Quantity.IN_CHANNELS, C.CHANNELS: Quantity.IN_CHANNELS,
}  # fmt: skip
_ALONE = {C.BATCH: Quantity.BATCH, C.LAYERS: Quantity.LAYERS, C.CHANNELS: Quantity.IN_CHANNELS}
_CHANGED = frozenset((C.FLIP, C.NEXT, C.BACKWARD, C.REVERSED, C.GRADIENT, C.UPSTREAM))
_CONJUNCTIONS = {"y": C.AND, "e": C.AND, "o": C.OR, "u": C.OR}
_JOINED = frozenset(
    (C.ARTICLE, C.LETTER, C.SHAPE, C.STRIDE, C.PADDING, C.NO_PADDING, C.SIZE, C.HEIGHT, C.WIDTH,
     C.NOT, C.NO, C.OF)
)  # fmt: skip
"""What tells that y, e, o or u before it is the word of its language, not a letter."""
PARTICLES = frozenset(["的", "の", "의"])
"""Words between an owner and what it owns, in this order."""
_SILENT = frozenset((C.ARTICLE, C.EMPTY))
_ROLES = frozenset(
    (C.INPUT, C.IMAGE, C.FILTER, C.OUTPUT, C.BIAS, C.LOSS, C.ACTIVATED, C.ACTIVATION)
)


def with_compounds(items: list[Item]) -> list[Item]:
    """Give the items with each compound as one: a QUANTITY, or OTHER where it names no part."""
    items = [_settled(items, at) for at in range(len(items))]
    made: list[Item] = []
    at = 0
    while at < len(items):
        item, stop = _compound(items, at)
        item = _shared(made, item)
        if item.concept in _ROLES and made and _is_changed(made[-1]):
            item = _merged(items, at, stop, C.OTHER)
        made.append(item)
        at = stop
    return made


def _settled(items: list[Item], at: int) -> Item:
    """Tell a plain a, A or I: a letter only where no noun can follow."""
    item = items[at]
    if item.concept is not C.LETTER or not item.weak:
        return item
    following = items[at + 1].concept if at + 1 < len(items) else C.STOP
    if item.value in _CONJUNCTIONS:
        joins = following in _JOINED or following in _ROLES
        if item.value == "o" and following in _ROLES:
            return replace(item, concept=C.ARTICLE)
        return replace(item, concept=_CONJUNCTIONS[item.value]) if joins else item
    if following is C.SHAPE:
        following = items[at + 2].concept if at + 2 < len(items) else C.STOP
        letter = following in (C.STOP, C.COMMA, C.AND, C.CLOSE)
    else:
        letter = following in (
            C.STOP, C.COMMA, C.AND, C.CLOSE, C.IS, C.EQUALS, C.COLON, C.DENOTES, C.BASED, C.BAR,
            C.MEMBER, C.DASH,
        )  # fmt: skip
        letter = letter or (following is C.NUMBER and _concept(items, at + 2) is C.BASED)
    if letter and item.value.isascii():
        return item
    return Item(C.ARTICLE, item.value, item.first, item.stop)


def _is_changed(before: Item) -> bool:
    return before.concept in _CHANGED or before.value in (
        "padded", "dilated", "cropped", "updated", "new", "reshaped", "upsampled", "inverted",
        "reversed",
    )  # fmt: skip


def _shared(made: list[Item], item: Item) -> Item:
    """Give a measure that is joined to another measure of an array: filter height and width."""
    joined = len(made) > 1 and made[-1].concept in (C.AND, C.COMMA)
    if not joined or item.concept not in (C.HEIGHT, C.WIDTH) or made[-2].concept is not C.QUANTITY:
        return item
    family = {"input": _INPUTS, "filter": _FILTERS, "output": _OUTPUTS}.get(
        made[-2].value.split()[0]
    )
    if family is None:
        return item
    return Item(C.QUANTITY, family[item.concept].value, item.first, item.stop)


def _compound(items: list[Item], at: int) -> tuple[Item, int]:
    """Give the compound that begins at `at`, or its one item, and where it stops."""
    concept = items[at].concept
    if concept in _ROLES:
        return _after_role(items, at)
    if concept in _INPUTS:
        return _of_role(items, at)
    if concept is C.AMOUNT:
        return _count(items, at)
    if concept is C.GRADIENT:
        return _gradient(items, at)
    if concept is C.PREVIOUS:
        stop = _skip(items, at + 1, C.NOUN)
        if stop < len(items) and items[stop].value in PARTICLES:
            stop += 1
        if _concept(items, stop) in (C.OUTPUT, C.ACTIVATED):
            return _merged(items, at, stop + 1, C.INPUT), stop + 1
    if concept in _ALONE:
        return _quantity(items, at, at + 1, _ALONE[concept]), at + 1
    return items[at], at + 1


def _after_role(items: list[Item], at: int) -> tuple[Item, int]:
    concept = items[at].concept
    stop = _skip(items, at + 1, C.NOUN)
    following = _concept(items, stop)
    owned = _concept(items, stop + 1)
    owns = following is C.OF and items[stop].value in PARTICLES
    if owns and (owned in _INPUTS or owned in (C.GRADIENT, C.PART)):
        stop, following = stop + 1, owned
    if following in _INPUTS and concept in _MEASURES:
        return _quantity(items, at, stop + 1, _MEASURES[concept][following]), stop + 1
    if following is C.AMOUNT and concept in _COUNTS:
        return _quantity(items, at, stop + 1, _COUNTS[concept]), stop + 1
    if following is C.GRADIENT:
        made = C.UPSTREAM if concept is C.OUTPUT else C.OTHER
        return _merged(items, at, stop + 1, made), stop + 1
    if following is C.PART:
        return _merged(items, at, stop + 1, C.OTHER), stop + 1
    ahead = [_concept(items, place) for place in range(stop, stop + 3)]
    if ahead == [C.OF, C.SIZE, C.LETTER] and concept in _MEASURES:
        return _quantity(items, at, stop + 2, _MEASURES[concept][C.SIZE]), stop + 2
    if following is C.OF:
        beyond = _skip(items, stop + 1, *_SILENT)
        if _concept(items, beyond) is C.PREVIOUS and concept in (C.OUTPUT, C.ACTIVATED):
            return _merged(items, at, beyond + 1, C.INPUT), beyond + 1
        if _concept(items, beyond) in (C.NEXT, C.PREVIOUS, C.LAST):
            made = C.OUTPUT if (concept, _concept(items, beyond)) == (C.INPUT, C.NEXT) else C.OTHER
            return _merged(items, at, beyond + 1, made), beyond + 1
    return items[at], at + 1


def _of_role(items: list[Item], at: int) -> tuple[Item, int]:
    """Read a measure of an array: the height (and width) of the input."""
    measure = items[at].concept
    stop = at + 1
    joined = _concept(items, stop) in (C.AND, C.COMMA)
    if joined:
        further = _skip(items, stop + 1, *_SILENT)
        if _concept(items, further) in _INPUTS:
            stop = further + 1
    role = _skip(items, stop + 1, *_SILENT) if _concept(items, stop) is C.OF else stop
    if role > stop and _concept(items, role) in _MEASURES:
        quantity = _MEASURES[_concept(items, role)][measure]
        whole = role + 1 if stop == at + 1 else at + 1
        return _quantity(items, at, whole, quantity), whole
    if measure is C.CHANNELS:
        return _quantity(items, at, at + 1, Quantity.IN_CHANNELS), at + 1
    return items[at], at + 1


def _count(items: list[Item], at: int) -> tuple[Item, int]:
    counted = _skip(items, at + 1, C.OF, *_SILENT)
    concept = _concept(items, counted)
    if concept in (C.HEIGHT, C.WIDTH):
        return _of_role(items, counted)[0], counted + 1
    if concept not in _COUNTS:
        return items[at], at + 1
    stop = counted + 1
    if _concept(items, stop) in (C.CHANNELS, C.PART, C.NOUN):
        stop += 1
    return _quantity(items, at, stop, _COUNTS[concept]), stop


def _gradient(items: list[Item], at: int) -> tuple[Item, int]:
    """Read whose gradient it is: only that by the output is a part of the layer."""
    stop = at + 1
    last: Concept | None = None
    passed = frozenset((C.OF, C.WITH, C.BY, C.WORD, *_SILENT))
    while stop < len(items) and stop < at + 12 and items[stop].concept in passed | _ROLES:
        if items[stop].concept is C.WITH and items[stop].value != "with":
            break
        if items[stop].concept in _ROLES:
            last = items[stop].concept
        stop += 1
    if last is None or (last is C.LOSS):
        return items[at], at + 1
    return _merged(items, at, stop, C.UPSTREAM if last is C.OUTPUT else C.OTHER), stop


def _concept(items: list[Item], at: int) -> Concept:
    return items[at].concept if at < len(items) else C.STOP


def _skip(items: list[Item], at: int, *passed: Concept) -> int:
    while at < len(items) and items[at].concept in passed:
        at += 1
    return at


def _quantity(items: list[Item], at: int, stop: int, quantity: Quantity) -> Item:
    return Item(C.QUANTITY, quantity.value, items[at].first, items[stop - 1].stop)


def _merged(items: list[Item], at: int, stop: int, concept: Concept) -> Item:
    return Item(concept, items[at].value, items[at].first, items[stop - 1].stop)

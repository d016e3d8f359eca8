"""Sizes put together: 3 × 3, m by n, C×H×W."""

from __future__ import annotations

from symconv.verification.stating.concepts import Concept, Item

_TERMS = frozenset((Concept.NUMBER, Concept.LETTER))
_BETWEEN = frozenset(["by", "mal", "par", "por", "на", "auf", "乘", "乘以", "×"])
_MOST_SIZES = 5


def with_shapes(items: list[Item]) -> list[Item]:
    """Give the items with each run of sizes as one, "3x3" (numbers) or "m x n" (letters)."""
    shaped: list[Item] = []
    at = 0
    while at < len(items):
        stop = _listed_stop(items, at)
        if stop > at:
            shaped.append(_listed(items, at, stop))
            at = stop
            continue
        stop = _shape_stop(items, at)
        if stop - at < 3:
            shaped.append(items[at])
            at += 1
            continue
        shaped.append(_shape(items, at, stop))
        at = stop
    return shaped


def _shape(items: list[Item], at: int, stop: int) -> Item:
    sizes = [item.value for item in items[at:stop:2]]
    between = "x" if all(size.isdigit() for size in sizes) else " x "
    crossed = stop < len(items) and items[stop].concept is Concept.ARITHMETIC
    crossed = crossed or (at > 0 and items[at - 1].concept is Concept.ARITHMETIC)
    concept = Concept.MATH if crossed else Concept.SHAPE
    return Item(
        concept, between.join(sizes), items[at].first, items[stop - 1].stop, math=items[at].math
    )


def _shape_stop(items: list[Item], at: int) -> int:
    """Give where the sizes that begin at `at` end."""
    stop = at + 1
    if items[at].concept not in _TERMS or items[at].weak:
        return stop
    while stop + 1 < len(items) and stop - at < 2 * _MOST_SIZES - 1:
        sign, term = items[stop], items[stop + 1]
        if term.concept not in _TERMS or not _is_between(items[stop - 1], sign, term):
            break
        stop += 2
    return stop


def _listed_stop(items: list[Item], at: int) -> int:
    """Give where sizes in brackets, behind the word size, end: of shape (3, 32, 32)."""
    if items[at].concept is not Concept.OPEN:
        return at
    before = items[max(0, at - 3) : at]
    if not any(item.concept is Concept.SIZE for item in before):
        return at
    stop = at + 1
    while stop + 1 < len(items) and stop - at < 2 * _MOST_SIZES and items[stop].concept in _TERMS:
        if items[stop + 1].concept is Concept.CLOSE:
            return stop + 2 if stop > at + 1 else at
        if items[stop + 1].concept is not Concept.COMMA:
            return at
        stop += 2
    return at


def _listed(items: list[Item], at: int, stop: int) -> Item:
    sizes = [item.value for item in items[at + 1 : stop : 2]]
    between = "x" if all(size.isdigit() for size in sizes) else " x "
    return Item(Concept.SHAPE, between.join(sizes), items[at].first, items[stop - 1].stop)


def _is_between(left: Item, sign: Item, right: Item) -> bool:
    numbers = left.concept is Concept.NUMBER is right.concept
    if sign.concept is Concept.TIMES:
        return True
    if sign.value in _BETWEEN:
        return numbers or (left.value.islower() and right.value.islower())
    if sign.concept is Concept.LETTER and sign.value in ("x", "X"):
        apart = left.stop < sign.first and sign.stop < right.first
        return numbers or (apart and not sign.math and not right.weak)
    return numbers and sign.concept is Concept.SIGN and sign.value == "*"

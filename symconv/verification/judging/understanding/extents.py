"""What letters of sizes stand for: told by the sums whose limits they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from symconv.formulas import Add, Equation, Formula, Index, Name, Number, Range, Sum, children
from symconv.verification.facts import Array, Fact, FactKind, Quantity
from symconv.verification.judging.claims.size_names import Size, size_by_name
from symconv.verification.judging.linear import less, linear
from symconv.verification.judging.reading import FLAT, Meaning, Reading, size_key
from symconv.verification.judging.understanding.placings import names_in
from symconv.verification.judging.worlds.places import Letter, letters_in, placing
from symconv.verification.judging.worlds.values import UnjudgedError

_WHOLE = {
    Array.FILTER: Quantity.FILTER_SIZE,
    Array.INPUT: Quantity.INPUT_SIZE,
    Array.ACTIVATED: Quantity.INPUT_SIZE,
    Array.OUTPUT: Quantity.OUTPUT_SIZE,
    Array.GRADIENT: Quantity.OUTPUT_SIZE,
}
_SAID: Mapping[str, Meaning] = {
    "input height": Meaning(Quantity.INPUT_SIZE, 0),
    "input width": Meaning(Quantity.INPUT_SIZE, 1),
    "filter height": Meaning(Quantity.FILTER_SIZE, 0),
    "filter width": Meaning(Quantity.FILTER_SIZE, 1),
    "output height": Meaning(Quantity.OUTPUT_SIZE, 0),
    "output width": Meaning(Quantity.OUTPUT_SIZE, 1),
}


def infer_sizes(
    equations: Iterable[Equation], reading: Reading, facts: Iterable[Fact]
) -> dict[str, Meaning]:
    """Give what letters of sizes stand for; what is said counts, then what is seen first."""
    found = said_sizes(facts)
    for equation in equations:
        for name, meaning in _seen(equation, reading):
            known = found.get(name)
            if known is None:
                found[name] = meaning
            elif known.quantity is meaning.quantity and known.axis not in (None, meaning.axis):
                found[name] = Meaning(meaning.quantity)
    return found


def said_sizes(facts: Iterable[Fact]) -> dict[str, Meaning]:
    """Give what a document says that letters of sizes stand for."""
    found: dict[str, Meaning] = {}
    for fact in facts:
        if fact.kind is FactKind.SIZE and fact.value in set(Quantity):
            found[fact.subject] = _SAID.get(fact.value) or Meaning(Quantity(fact.value))
    return found


def _seen(equation: Equation, reading: Reading) -> Iterator[tuple[str, Meaning]]:
    for part in _sums(equation):
        for limits in part.ranges:
            yield from _told(limits, part.body, reading)


def _told(limits: Range, body: Formula, reading: Reading) -> Iterator[tuple[str, Meaning]]:
    if limits.upper is None:
        return
    lower, upper = linear(limits.lower or Number(0)), linear(limits.upper)
    if lower is None or upper is None:
        return
    count = less(upper, lower)
    letters = [key for key, value in count.items() if key and value == 1]
    if len([key for key in count if key]) != 1 or len(letters) != 1:
        return
    meaning = _counted(limits, body, reading)
    if meaning is not None:
        yield letters[0], meaning


def _counted(limits: Range, body: Formula, reading: Reading) -> Meaning | None:
    """Give the size that an index with limits runs through."""
    name = limits.index.letter
    moved = limits.lower is not None and not isinstance(limits.lower, Number)
    best: Meaning | None = None
    for letter in letters_in(body, reading):
        for at, index in enumerate(letter.indices):
            if name not in names_in(index):
                continue
            alone = isinstance(index, Name) or _is_reversed(index, limits)
            meaning = _meaning(letter, at, reading)
            if meaning is None:
                continue
            if moved and letter.part is Array.FILTER:
                return meaning
            if alone and not moved:
                return meaning
            best = best or (meaning if isinstance(index, Add) and moved else None)
    return None if moved else best


def _is_reversed(index: Index, limits: Range) -> bool:
    """Tell whether an index runs through a sum's limits from the other end: F - 1 - i."""
    if isinstance(index, int) or limits.upper is None:
        return False
    found, upper = linear(index), linear(limits.upper)
    lower = linear(limits.lower or Number(0))
    if found is None or upper is None or lower is None:
        return False
    ends = {key: upper.get(key, 0) + lower.get(key, 0) for key in {*upper, *lower}}
    ends[limits.index.letter] = ends.get(limits.index.letter, 0) - 1
    return {k: v for k, v in ends.items() if v} == {k: v for k, v in found.items() if v}


def _meaning(letter: Letter, at: int, reading: Reading) -> Meaning | None:
    try:
        axis = placing(reading, letter.part, len(letter.indices))[at]
    except UnjudgedError:
        return None
    if axis == "n":
        return Meaning(Quantity.BATCH)
    if axis == "k" or (axis == "c" and letter.part in (Array.OUTPUT, Array.GRADIENT)):
        return Meaning(Quantity.OUT_CHANNELS)
    if axis == "c":
        return Meaning(Quantity.IN_CHANNELS)
    whole = _WHOLE.get(letter.part)
    if whole is None:
        return None
    if axis == "f":
        return Meaning(whole, FLAT)
    spatial = "dhw"[3 - reading.rank :] if reading.rank > 1 else "w"
    return Meaning(whole, spatial.index(axis))


def _sums(formula: Formula) -> Iterator[Sum]:
    if isinstance(formula, Sum):
        yield formula
    for part in children(formula):
        yield from _sums(part)


def scales_in(equations: Iterable[Equation], reading: Reading) -> dict[str, Quantity]:
    """Give the letters that multiply an index: strides, and dilations.

    In a window's start i·s + m·d the output's index is multiplied by the stride, the tap by the
    dilation; a letter that is added besides is the padding.
    """
    found: dict[str, Counter[Quantity]] = {}
    for equation in equations:
        for name, quantity in _scales(equation, reading):
            found.setdefault(name, Counter())[quantity] += 1
    return {name: max(counter, key=lambda q: counter[q]) for name, counter in found.items()}


def _scales(equation: Equation, reading: Reading) -> Iterator[tuple[str, Quantity]]:
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    alone: dict[str, Array] = {}
    for letter in letters:
        for index in letter.indices:
            if isinstance(index, Name):
                part = Array.OUTPUT if letter.part is Array.GRADIENT else letter.part
                alone.setdefault(index.letter, part)
    for letter in letters:
        for index in letter.indices:
            if isinstance(index, Add):
                yield from _scaled_terms(index, alone)


def _scaled_terms(index: Add, alone: Mapping[str, Array]) -> Iterator[tuple[str, Quantity]]:
    for term in index.terms:
        names = list(_factor_names(term))
        counted = [name for name in names if name in alone]
        others = [name for name in names if name not in alone]
        if len(counted) == 1 and len(others) == 1:
            quantity = {
                Array.OUTPUT: Quantity.STRIDE, Array.FILTER: Quantity.DILATION
            }.get(alone[counted[0]])  # fmt: skip
            if quantity is not None:
                yield others[0], quantity
        elif not counted and len(others) == 1 and size_by_name(others[0]) in _PADDINGS:
            yield others[0], Quantity.PADDING


_PADDINGS = frozenset({Size.PADDING, Size.BEFORE})


def _factor_names(term: Formula) -> Iterator[str]:
    key = size_key(term)
    if key is not None:
        yield key
        return
    for part in children(term):
        yield from _factor_names(part)

"""Sizes of arrays: a 3×3 input X, a kernel of size k × k, 5x5, 3x3."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.specs import Pooling
from symconv.verification.facts import FactKind, Quantity
from symconv.verification.stating.clauses import ENDS, LINKS, SILENT, Clause, Found
from symconv.verification.stating.concepts import ARRAYS, Concept
from symconv.verification.stating.letters import array_letter

C = Concept
SIZED = frozenset((C.INPUT, C.IMAGE, C.FILTER, C.OUTPUT, C.UPSTREAM, C.BIAS, C.TARGET))
_QUANTITIES = {
    Quantity.INPUT_SIZE: C.INPUT, Quantity.FILTER_SIZE: C.FILTER, Quantity.OUTPUT_SIZE: C.OUTPUT,
}  # fmt: skip
_BEFORE_SIZE = frozenset(
    (C.OF, C.SIZE, C.WITH, C.ARTICLE, C.EMPTY, C.HERE, C.NOUN, C.IS, C.EQUALS, C.COLON, C.OPEN,
     C.DASH, C.MEMBER, C.BAR, C.DENOTES, C.FROM)
)  # fmt: skip
_MOST_BETWEEN = 6


def size_before(clause: Clause, at: int) -> Iterator[Found]:
    """Read sizes and what has them behind: a 3×3 input X, 4x4 A, 2x2 max pooling."""
    if clause.concept(at) is not C.SHAPE or _is_taken(clause, at):
        return
    if clause.concept(at + 1) is C.IMAGE and not _is_images(clause, at + 1):
        return
    noun = clause.skip(at + 1, SILENT | {C.SIZE, C.OF} if _is_chinese(clause, at + 1) else SILENT)
    if clause.concept(noun) in SIZED and not _pools(clause, noun):
        letter = clause.skip(noun + 1, frozenset((C.NOUN,)))
        bracketed = clause.concept(letter) is C.OPEN
        named = clause.concept(letter + bracketed) is C.LETTER
        place = letter + bracketed if named else _owner(clause, at, letter)
        yield _size(clause, at, noun, place, at)
    elif clause.concept(noun) is C.LETTER and clause.concept(noun + 1) in ENDS | {C.STOP, C.OPEN}:
        letter_value = array_letter(clause.value(noun))
        yield Found(FactKind.SHAPE, letter_value, clause.value(at), at, noun + 1)


def size_after(clause: Clause, at: int) -> Iterator[Found]:
    """Read what has sizes, and them behind: input X of size 5x5, the kernel is 3x3, X ∈ R^…."""
    sized = _sized_by_quantity(clause, at)
    if clause.concept(at) not in SIZED | {C.LETTER} and sized is None:
        return
    if clause.concept(at) is C.LETTER and clause.concept(at - 1) in (C.ARITHMETIC, C.TIMES):
        return
    letter = clause.skip(at + 1, frozenset((C.NOUN,)))
    if clause.concept(at) is C.LETTER:
        letter, start = at, at + 1
    else:
        start = letter + 1 if clause.concept(letter) is C.LETTER else letter
        letter = letter if start > letter else _owner(clause, at, letter)
    shape = _shape_behind(clause, start)
    if clause.concept(at) is C.IMAGE and not _is_images(clause, at):
        return
    if shape is None or _pools(clause, shape) or clause.near(at, 1, C.NOT, C.NO):
        return
    if clause.concept(clause.skip(shape + 1)) in SIZED:
        return
    behind = _letter_behind(clause, at, letter, shape)
    if behind is not None:
        letter, named = behind, array_letter(clause.value(behind))
        yield Found(FactKind.LETTER, named, ARRAYS[clause.concept(at)].value, at, behind + 1)
    yield _size(clause, shape, at, letter, at)


def _letter_behind(clause: Clause, at: int, letter: int, shape: int) -> int | None:
    """Give where a noun's letter stands behind its sizes: the kernel is a 3×3 matrix W."""
    behind = clause.skip(shape + 1, frozenset((C.NOUN,)))
    if clause.concept(at) not in SIZED or clause.concept(letter) is C.LETTER:
        return None
    named = behind > shape + 1 and clause.concept(behind) is C.LETTER
    return behind if named and clause.concept(behind + 1) in ENDS else None


def _owner(clause: Clause, at: int, letter: int) -> int:
    """Give the place of the letter that is the noun at `at`: K is a kernel; else `letter`."""
    link = clause.skip_back(at - 1)
    if clause.concept(link) in LINKS and clause.concept(link - 1) is C.LETTER:
        return link - 1
    listed = link < at - 1 and clause.concept(link) is C.LETTER
    return link if listed and clause.concept(link - 1) in ENDS else letter


def _sized_by_quantity(clause: Clause, at: int) -> Concept | None:
    if clause.concept(at) is not C.QUANTITY:
        return None
    return _QUANTITIES.get(Quantity(clause.value(at)))


def _shape_behind(clause: Clause, start: int) -> int | None:
    """Give the place of the sizes that are said of what ends at `start`."""
    place = start
    if clause.concept(place) is C.COMMA and clause.concept(place + 1) is C.SIZE:
        place += 1
    while place - start < _MOST_BETWEEN and clause.concept(place) in _BEFORE_SIZE:
        place += 1
    return place if clause.concept(place) is C.SHAPE else None


def _size(clause: Clause, shape: int, noun: int, letter: int, at: int) -> Found:
    stop = max(shape, noun) + 1
    if clause.concept(letter) is C.LETTER:
        subject = array_letter(clause.value(letter))
        stop = max(stop, letter + 1)
    elif clause.concept(noun) is C.QUANTITY:
        subject = ARRAYS[_QUANTITIES[Quantity(clause.value(noun))]].value
    else:
        subject = ARRAYS[clause.concept(noun)].value
    return Found(FactKind.SHAPE, subject, clause.value(shape), at, stop)


def _is_taken(clause: Clause, at: int) -> bool:
    """Tell whether what stands before the sizes has them: input of size 5x5, X is 3x3."""
    before = at - 1
    passed = _BEFORE_SIZE - {C.ARTICLE, C.WITH}
    while before >= 0 and at - before < _MOST_BETWEEN and clause.concept(before) in passed:
        before -= 1
    if before < at - 1 and clause.concept(at - 1) is C.COLON:
        return False
    return clause.concept(before) in SIZED | {C.LETTER, C.QUANTITY, C.NOUN}


def _is_images(clause: Clause, at: int) -> bool:
    """Tell whether an image is the layer's: a letter, or a filter beside it, says so."""
    return clause.has(C.FILTER) or clause.concept(at + 1) is C.LETTER


def _is_chinese(clause: Clause, at: int) -> bool:
    """Tell whether sizes stand before their noun with a particle between: 3×3 的卷积核."""
    return "的" in (clause.value(at), clause.value(at + 1))


def _pools(clause: Clause, at: int) -> bool:
    return clause.has(C.POOL) and clause.concept(at) in (C.FILTER, C.SHAPE)


def bare_sizes(clause: Clause, at: int) -> Iterator[Found]:
    """Read two sizes that stand alone, the input's and then the filter's: 5x5, 3x3."""
    if at != 0 or clause.concept(0) is not C.SHAPE:
        return
    second = _past_brackets(clause, 1)
    if clause.concept(second) not in (C.COMMA, C.AND) or clause.concept(second + 1) is not C.SHAPE:
        return
    beyond = _past_brackets(clause, second + 2)
    if clause.concept(beyond) not in (C.STOP, C.COMMA, C.COLON):
        return
    if _fits(clause.value(second + 1), clause.value(0)):
        yield Found(FactKind.SHAPE, "input", clause.value(0), 0, 1)
        yield Found(FactKind.SHAPE, "filter", clause.value(second + 1), second + 1, second + 2)


def _past_brackets(clause: Clause, at: int) -> int:
    if clause.concept(at) is not C.OPEN:
        return at
    stop = at
    while clause.concept(stop) not in (C.CLOSE, C.STOP):
        stop += 1
    return stop + 1


def _fits(small: str, large: str) -> bool:
    """Tell whether no size of the second is larger than the first's."""
    smalls, larges = small.split("x"), large.split("x")
    if len(smalls) != len(larges) or not all(size.isdigit() for size in smalls + larges):
        return False
    return all(int(a) <= int(b) for a, b in zip(smalls, larges, strict=True))


_POOLINGS = {C.MAX: Pooling.MAX, C.MEAN: Pooling.AVERAGE}


def pooling(clause: Clause, at: int) -> Iterator[Found]:
    """Read the window of a pooling: 2x2 max pooling, mean pooling over windows of 2x2."""
    if clause.concept(at) is not C.SHAPE or not clause.has(C.POOL):
        return
    noun = clause.skip(at + 1)
    pools = (C.POOL, C.MAX, C.MEAN, C.WINDOW, C.FILTER)
    window = clause.concept(noun) in pools or clause.near(at, 4, C.WINDOW, C.FILTER)
    named = {word: kind for word, kind in _POOLINGS.items() if clause.has(word)}
    kind = next(iter(named.values())).value if len(named) == 1 else ""
    if window:
        yield Found(FactKind.WINDOW, kind, clause.value(at), at, noun + 1)
    elif clause.near(at, 2, C.ON) and clause.concept(noun) in ENDS | {C.INPUT, C.IMAGE}:
        yield Found(FactKind.SHAPE, "input", clause.value(at), at - 1, at + 1)


def single_size(clause: Clause, at: int) -> Iterator[Found]:
    """Read a size that is one number: kernel size 3."""
    if clause.concept(at) is not C.QUANTITY or clause.concept(at + 1) is C.LETTER:
        return
    number = clause.skip(at + 1, LINKS | SILENT | {C.OF})
    array = _sized_by_quantity(clause, at)
    if array and clause.concept(number) is C.NUMBER and clause.concept(number + 1) in ENDS:
        yield Found(FactKind.SHAPE, ARRAYS[array].value, clause.value(number), at, number + 1)

"""Well-known mistakes: what a wrong answer would be if it were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.formulas import Entry, Formula, Indicator, Sum, Transpose, transform, walk_paths
from symconv.worksheets.grading.arrays import ArrayTree, bare, normal, without
from symconv.worksheets.grading.comparing import canonical, negative

SIGN = "the sign is wrong"
SWAPPED = "the indices are swapped"


def name_mistake(right: Formula, given: Formula) -> str:
    """Give in words which mistake makes an answer of what is right; "" if none is known.

    >>> name_mistake(Entry("X", (1, 2)), Entry("X", (2, 1)))
    'the indices are swapped'
    """
    form = canonical(given)
    for words, wrong in _wrong(right):
        if canonical(wrong) == form:
            return words
    return ""


_FORGOTTEN = {
    "rot": "the filter is not turned",
    "pad": "the padding is forgotten",
    "spread": "the zeros between entries are forgotten",
    "transpose": "the transpose is forgotten",
    "sum": "the sum is forgotten",
    "swap": "the channels are not swapped",
}
_OF_OTHER_SIZE = {
    "pad": "the padding is of another width",
    "spread": "the steps are others",
    "correlate": "stride or dilation is another",
}


def name_array_mistake(right: ArrayTree, given: ArrayTree) -> str:
    """Give in words what makes a formula between arrays of the right one; "" if nothing known."""
    for name, words in _FORGOTTEN.items():
        less = without(right, name)
        if less != right and normal(less) == given:
            return words
    for name, words in _OF_OTHER_SIZE.items():
        if bare(right, name) == bare(given, name):
            return words
    return ""


def _wrong(right: Formula) -> Iterator[tuple[str, Formula]]:
    yield SIGN, negative(right)
    letters = sorted(
        {
            part.letter
            for _, part in walk_paths(right)
            if isinstance(part, Entry) and (part.indices or part.arguments)
        }
    )
    yield SWAPPED, _changed(right, set(letters), _swap)
    for letter in letters:
        yield f"the indices of {letter} are swapped", _changed(right, {letter}, _swap)
    for step, words in ((1, "too large by one"), (-1, "too small by one")):
        if len(letters) > 1:
            yield f"all indices are {words}", _changed(right, set(letters), _shift(step, None))
        for letter in letters:
            for axis in (None, -2, -1):
                yield (
                    f"{_which(axis)} of {letter} {words}",
                    _changed(right, {letter}, _shift(step, axis)),
                )
    yield from _without(right)


def _which(axis: int | None) -> str:
    return {None: "the indices", -2: "the first index", -1: "the last index"}[axis] + (
        " are" if axis is None else " is"
    )


def _changed(
    formula: Formula, letters: set[str], change: Callable[[tuple[object, ...]], tuple[object, ...]]
) -> Formula:
    def put(part: Formula) -> Formula | None:
        if not isinstance(part, Entry) or part.letter not in letters:
            return None
        indices, arguments = change(part.indices), change(part.arguments)
        return Entry(part.letter, indices, part.superscript, arguments)  # type: ignore[arg-type]

    return transform(formula, put)


def _swap(indices: tuple[object, ...]) -> tuple[object, ...]:
    return (*indices[:-2], *reversed(indices[-2:]))


def _shift(step: int, axis: int | None) -> Callable[[tuple[object, ...]], tuple[object, ...]]:
    def shifted(indices: tuple[object, ...]) -> tuple[object, ...]:
        places = range(len(indices)) if axis is None else [len(indices) + axis]
        if axis == -2 and len(indices) < 2:
            return indices
        return tuple(
            index + step if place in places and isinstance(index, int) else index
            for place, index in enumerate(indices)
        )

    return shifted


_LEFT_OUT: tuple[tuple[type[Formula], str, str], ...] = (
    (Transpose, "array", "the transpose is forgotten"),
    (Sum, "body", "the sum is forgotten"),
)


def _without(right: Formula) -> Iterator[tuple[str, Formula]]:
    """Give formulas in which something is forgotten."""
    for kind, body, words in _LEFT_OUT:
        if any(isinstance(part, kind) for _, part in walk_paths(right)):
            yield words, _stripped(right, kind, body)
    if any(isinstance(part, Indicator) for _, part in walk_paths(right)):
        yield "the condition is forgotten", _unconditioned(right)


def _stripped(formula: Formula, kind: type[Formula], body: str) -> Formula:
    def bare(part: Formula) -> Formula | None:
        return getattr(part, body) if isinstance(part, kind) else None

    return transform(formula, bare)


def _unconditioned(formula: Formula) -> Formula:
    from symconv.formulas import Number

    return transform(formula, lambda part: Number(1) if isinstance(part, Indicator) else None)

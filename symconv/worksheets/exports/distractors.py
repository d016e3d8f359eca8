"""Wrong options for a formula: answers of other blanks, and formulas that are nearly right."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from symconv.derivation.sameness import same
from symconv.errors import SymconvError
from symconv.formulas import (
    Add,
    Correlate,
    CorrelatePairs,
    Entry,
    Equation,
    Formula,
    KeepFirst,
    MatrixProduct,
    Name,
    Number,
    Pad,
    Partial,
    Product,
    Rot180,
    Spread,
    SumPositions,
    SwapChannels,
    Transpose,
)
from symconv.formulas.walk import put_at, transform, walk_paths

_LAID_AROUND = (KeepFirst, Pad, Rot180, Spread, SumPositions, SwapChannels, Transpose)
"""What makes another array of an array, and is easily forgotten."""
_LARGE = 200
"""Parts of a formula above which it is not changed in detail, but where it is made."""


def distractors(
    right: Sequence[Formula],
    others: Sequence[Formula],
    known: Iterable[Formula],
    draw: random.Random,
    count: int = 3,
) -> list[Formula]:
    """Give formulas of which none equals a right one, nor another.

    Parameters
    ----------
    right : what is right, first what is asked for
    others : the answers of other blanks, which are preferred
    known : formulas whose entries may stand in what is nearly right
    draw : chooses among what there is
    count : how many are wanted; there may be fewer
    """
    near = sorted(set(_variants(right[0], _entries(known))), key=repr)
    found: list[Formula] = []
    for candidates in (list(dict.fromkeys(others)), near):
        draw.shuffle(candidates)
        for candidate in candidates:
            if len(found) == count:
                return found
            if all(_differ(candidate, taken) for taken in (*right, *found)):
                found.append(candidate)
    return found


def _differ(one: Formula, other: Formula) -> bool:
    """Tell whether two formulas are surely not the same."""
    if one == other or isinstance(one, Equation) or isinstance(other, Equation):
        return False
    if _acts_on_arrays(one, other):
        return str(one) != str(other)
    try:
        return same(one, other).different or same(_named(one), _named(other)).different
    except SymconvError:
        return str(one) != str(other)


def _named(formula: Formula) -> Formula:
    """Give a formula whose derivatives are letters, for which any numbers may be put in."""
    return transform(formula, lambda part: Name(str(part)) if isinstance(part, Partial) else None)


def _acts_on_arrays(*formulas: Formula) -> bool:
    """Tell whether formulas are of whole arrays, which are the same only if written alike."""
    kinds = (*_LAID_AROUND, Correlate, CorrelatePairs, MatrixProduct)
    return any(isinstance(part, kinds) for one in formulas for _, part in walk_paths(one))


def _entries(known: Iterable[Formula]) -> dict[tuple[str, int], list[Entry]]:
    """Give the entries in formulas by their letter and how many indices they have."""
    found: dict[tuple[str, int], dict[Entry, None]] = {}
    for formula in known:
        for _, part in walk_paths(formula):
            if isinstance(part, Entry):
                found.setdefault((part.letter, len(part.indices)), {})[part] = None
    return {kind: list(entries) for kind, entries in found.items()}


def _variants(right: Formula, entries: dict[tuple[str, int], list[Entry]]) -> Iterator[Formula]:
    """Give what is nearly right: another entry, a factor left out, an array not turned."""
    parts = list(walk_paths(right))
    if len(parts) > _LARGE:
        return
    for path, part in parts:
        match part:
            case Entry(letter, indices) if indices:
                for other in entries.get((letter, len(indices)), ()):
                    yield put_at(right, path, other)
            case Entry(_, ()) | Partial(_, Entry(_, ())) if not _is_of_partial(right, path):
                yield put_at(right, path, Rot180(part, 2))
            case Product(factors) | Add(factors) if len(factors) > 1:
                for place in range(len(factors)):
                    yield put_at(right, path, _without(part, factors, place))
            case _ if isinstance(part, _LAID_AROUND):
                yield put_at(right, path, part.array)
    if not isinstance(right, Number):
        yield Product((Number(-1), right))


def _is_of_partial(right: Formula, path: tuple[int, ...]) -> bool:
    """Tell whether a part is one of the two of a derivative."""
    parts = dict(walk_paths(right))
    return bool(path) and isinstance(parts[path[:-1]], Partial)


def _without(part: Formula, parts: tuple[Formula, ...], place: int) -> Formula:
    rest = (*parts[:place], *parts[place + 1 :])
    return rest[0] if len(rest) == 1 else type(part)(rest)  # type: ignore[call-arg]

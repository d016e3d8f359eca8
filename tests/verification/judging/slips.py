"""Formulas of layers with slips in them, and an oracle of loops that shares no code with the judge.

A claim says that the left entry is a sum of products. It is written in LaTeX in some notation, and
is worked out here by plain loops over arrays that `symconv.reference` has made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations, product

import numpy as np

from symconv import ConvSpec, reference

FAR = 9
"""A sum without limits is tried from -FAR to FAR."""


@dataclass(frozen=True)
class Index:
    """A sum of terms, each a sign and the letters that it multiplies, and a number."""

    terms: tuple[tuple[int, tuple[str, ...]], ...]
    constant: int = 0

    @classmethod
    def of(cls, text: str) -> Index:
        """Read "S*i+u-1".

        >>> Index.of("S*i-u+1")
        Index(terms=((1, ('S', 'i')), (-1, ('u',))), constant=1)
        """
        terms, constant = [], 0
        for sign, word in re.findall(r"([+-]?)([\w*]+)", text):
            factor = -1 if sign == "-" else 1
            if word.isdecimal():
                constant += factor * int(word)
            else:
                terms.append((factor, tuple(word.split("*"))))
        return cls(tuple(terms), constant)

    @property
    def letters(self) -> set[str]:
        return {letter for _, letters in self.terms for letter in letters}

    def value(self, numbers: Mapping[str, int]) -> int:
        found = self.constant
        for sign, letters in self.terms:
            part = sign
            for letter in letters:
                part *= numbers[letter]
            found += part
        return found

    @property
    def latex(self) -> str:
        parts = [("-" if sign < 0 else "+") + " ".join(letters) for sign, letters in self.terms]
        if self.constant or not parts:
            parts.append(f"{self.constant:+}")
        return "".join(parts).removeprefix("+")


@dataclass(frozen=True)
class Read:
    """An entry of an array: X, W, Y, b, or the gradient by it, dX, dW, dY, db."""

    array: str
    indices: tuple[Index, ...] = ()
    turned: bool = False

    @classmethod
    def of(cls, text: str) -> Read:
        array, _, inside = text.partition("[")
        indices = [Index.of(one) for one in inside.rstrip("]").split(",") if one]
        return cls(array, tuple(indices))


@dataclass(frozen=True)
class Range:
    """A letter of a sum with its limits, if it has any."""

    letter: str
    lower: Index | None = None
    upper: Index | None = None


@dataclass(frozen=True)
class Claim:
    """left = Σ factors + rest."""

    left: Read
    ranges: tuple[Range, ...]
    factors: tuple[Read, ...]
    rest: Read | None = None

    @classmethod
    def of(cls, text: str) -> Claim:
        """Read "dW[u,v] = sum i=0..M-1 j=0..P-1 : dY[i,j] X[i+u,j+v] + b"."""
        left, right = text.split(" = ")
        sums, _, body = right.rpartition(" : ")
        ranges = []
        for word in sums.removeprefix("sum").split():
            letter, _, limits = word.partition("=")
            ends = [Index.of(one) for one in limits.split("..")] if limits else [None, None]
            ranges.append(Range(letter, *ends))
        body, _, rest = body.partition(" + ")
        return cls(
            Read.of(left), tuple(ranges), tuple(map(Read.of, body.split())),
            Read.of(rest) if rest else None,
        )  # fmt: skip


@dataclass(frozen=True)
class Writing:
    """How a document writes: the letter of each array, and `base`, from which indices count."""

    letters: Mapping[str, str]
    base: int = 0
    rounded: bool = False
    """Whether indices stand in parentheses."""
    joined: bool = False
    """Whether one sum sign stands for all letters without limits."""

    def read(self, one: Read) -> str:
        gradient, letter = one.array.startswith("d"), self.letters.get(one.array)
        letter = letter or self.letters[one.array[1:]]
        inside = ",".join(index.latex for index in one.indices)
        below = (f"({inside})" if self.rounded else f"_{{{inside}}}") if inside else ""
        entry = f"{letter}{below}"
        if one.turned:
            entry = rf"\text{{rot180}}({letter}){below}"
        if gradient and one.array not in self.letters:
            return rf"\frac{{\partial L}}{{\partial {entry}}}"
        return entry

    def claim(self, claim: Claim) -> str:
        sums = "".join(
            rf"\sum_{{{r.letter}={r.lower.latex}}}^{{{r.upper.latex}}} "
            if r.lower is not None and r.upper is not None
            else rf"\sum_{{{r.letter}}} "
            for r in claim.ranges
        )
        body = " ".join(map(self.read, claim.factors)) or "1"
        rest = "" if claim.rest is None else f" + {self.read(claim.rest)}"
        return f"{self.read(claim.left)} = {sums}{body}{rest}"


class Truth(StrEnum):
    """What loops say of a claim."""

    TRUE = "true"
    WITH_ZEROS = "true with zeros outside"
    FALSE = "false"


@dataclass(frozen=True)
class Case:
    """A layer's arrays, without the axes that a document leaves out, and its sizes by letter."""

    arrays: Mapping[str, np.ndarray]
    sizes: Mapping[str, int]
    pad: int = 0
    base: int = 0


def case_of(
    spec: ConvSpec, axes: str, sizes: Mapping[str, int], base: int = 0, seed: int = 0
) -> Case:
    """Give a layer's arrays; `axes` are those that a document writes, "nck" or fewer."""
    draw = np.random.default_rng(seed)
    batch = 2 if "n" in axes else 1

    def integers(shape: tuple[int, ...]) -> np.ndarray:
        return draw.integers(2, 99, shape) * draw.choice([-1, 1], shape)

    x, w = integers((batch, *spec.input_shape)), integers(spec.filter_shape)
    given = integers((batch, *spec.output_shape))
    b = (integers((spec.out_channels,)),) if spec.bias else ()
    found = {
        "X": x, "W": w, "Y": reference.forward(spec, x, w, *b), "dY": given,
        "dX": reference.grad_input(spec, given, w), "dW": reference.grad_filter(spec, given, x),
        "db": given.sum(axis=(0, *range(2, given.ndim))), "b": b[0] if b else integers((1,)),
    }  # fmt: skip
    labels = {"X": "nc", "Y": "nk", "W": "kc", "b": "k"}
    left_out = {
        name: tuple(
            at for at, axis in enumerate(labels[name.removeprefix("d")]) if axis not in axes
        )
        for name in found
    }
    arrays = {name: array.squeeze(left_out[name]) for name, array in found.items()}
    return Case(arrays, sizes, max(before for before, _ in spec.pads), base)


@dataclass
class _Loops:
    """Works one claim out in one case."""

    claim: Claim
    case: Case
    outside: bool = field(default=False)

    def read(self, one: Read, numbers: Mapping[str, int]) -> int | None:
        """Give an entry; None where there is none."""
        array = self.case.arrays[one.array]
        at = tuple(index.value(numbers) - self.case.base for index in one.indices)
        if len(at) != array.ndim:
            raise KeyError(one.array)
        if one.turned:
            labels = len(at) - self._rank
            at = (
                *at[:labels],
                *(n - 1 - i for n, i in zip(array.shape[labels:], at[labels:], strict=True)),
            )
        inside = all(0 <= i < n for i, n in zip(at, array.shape, strict=True))
        return int(array[at]) if inside else None

    @property
    def _rank(self) -> int:
        return max(1, min(2, self.case.arrays["W"].ndim))

    def is_padding(self, one: Read, numbers: Mapping[str, int]) -> bool:
        """Tell whether an entry outside lies within the layer's own padding."""
        if one.array != "X" or not self.case.pad:
            return False
        shape = self.case.arrays["X"].shape
        at = [index.value(numbers) - self.case.base for index in one.indices]
        labels = len(at) - self._rank
        wide = [0] * labels + [self.case.pad] * self._rank
        return all(-p <= i < n + p for i, n, p in zip(at, shape, wide, strict=True))

    def total(self, numbers: dict[str, int], depth: int = 0) -> int:
        """Add up the products for all letters of the sums."""
        if depth == len(self.claim.ranges):
            return self._product(numbers)
        limits, found = self.claim.ranges[depth], 0
        if limits.lower is None or limits.upper is None:
            run = range(-FAR, FAR + 1)
        else:
            run = range(limits.lower.value(numbers), limits.upper.value(numbers) + 1)
        for number in run:
            found += self.total({**numbers, limits.letter: number}, depth + 1)
        return found

    def _product(self, numbers: Mapping[str, int]) -> int:
        open_ = {r.letter for r in self.claim.ranges if r.lower is None}
        result, missed = 1, False
        for one in self.claim.factors:
            value = self.read(one, numbers)
            if value is None:
                result = 0
                skipped = any(index.letters & open_ for index in one.indices)
                missed = missed or not (skipped or self.is_padding(one, numbers))
            else:
                result *= value
        self.outside = self.outside or missed
        return result


def truth(claim: Claim, cases: list[Case]) -> Truth:
    """Tell whether a claim is true in all cases, for every entry on its left side."""
    found = Truth.TRUE
    for case in cases:
        letters = [index.terms[0][1][0] for index in claim.left.indices]
        loops, array = _Loops(claim, case), case.arrays[claim.left.array]
        if len(set(letters)) != len(letters):
            return Truth.FALSE
        for at in product(*map(range, array.shape)):
            numbers = {**case.sizes, **{n: i + case.base for n, i in zip(letters, at, strict=True)}}
            try:
                rest = 0 if claim.rest is None else loops.read(claim.rest, numbers)
                if int(array[at]) != loops.total(numbers) + (rest or 0):
                    return Truth.FALSE
            except KeyError:
                return Truth.FALSE
        if loops.outside:
            found = Truth.WITH_ZEROS
    return found


def slips(claim: Claim, sizes: set[str]) -> Iterator[tuple[str, Claim]]:
    """Give a claim with one slip, of every kind and at every place where it can be."""
    yield from _in_factors(claim, sizes)
    yield from _in_limits(claim, sizes)
    for at in range(len(claim.factors)):
        if len(claim.factors) > 1:
            yield "a factor dropped", replace(claim, factors=_without(claim.factors, at))
    for at in range(len(claim.ranges)):
        yield "a sum dropped", replace(claim, ranges=_without(claim.ranges, at))
    if claim.rest is not None:
        yield "the bias dropped", replace(claim, rest=None)
    for first, second in combinations(range(len(claim.left.indices)), 2):
        left = replace(claim.left, indices=_swapped(claim.left.indices, first, second))
        yield "indices of the left side exchanged", replace(claim, left=left)


def _in_factors(claim: Claim, sizes: set[str]) -> Iterator[tuple[str, Claim]]:
    for at, factor in enumerate(claim.factors):
        for words, other in _of_factor(factor, sizes):
            factors = (*claim.factors[:at], other, *claim.factors[at + 1 :])
            yield words, replace(claim, factors=factors)


def _of_factor(factor: Read, sizes: set[str]) -> Iterator[tuple[str, Read]]:
    if factor.array == "W":
        yield "turned", replace(factor, turned=not factor.turned)
    other = {"X": "dX", "dY": "Y", "W": "dW"}.get(factor.array)
    if other is not None:
        yield "gradient for value", replace(factor, array=other)
    for first, second in combinations(range(len(factor.indices)), 2):
        yield "indices exchanged", replace(factor, indices=_swapped(factor.indices, first, second))
    for at, index in enumerate(factor.indices):
        for words, changed in _of_index(index, sizes):
            yield (
                words,
                replace(factor, indices=(*factor.indices[:at], changed, *factor.indices[at + 1 :])),
            )


def _of_index(index: Index, sizes: set[str]) -> Iterator[tuple[str, Index]]:
    for step in (-1, 1):
        yield "an index off by one", replace(index, constant=index.constant + step)
    for at, (sign, letters) in enumerate(index.terms):
        rest = _without(index.terms, at)
        flipped = (*index.terms[:at], (-sign, letters), *index.terms[at + 1 :])
        yield "a sign turned", replace(index, terms=flipped)
        if rest:
            yield "an offset dropped", replace(index, terms=rest)
        for place, letter in enumerate(letters):
            if len(letters) > 1 and letter in sizes:
                plain = (
                    *index.terms[:at],
                    (sign, _without(letters, place)),
                    *index.terms[at + 1 :],
                )
                yield "the stride dropped", replace(index, terms=plain)


def _in_limits(claim: Claim, sizes: set[str]) -> Iterator[tuple[str, Claim]]:
    for at, limits in enumerate(claim.ranges):
        if limits.lower is None or limits.upper is None:
            continue
        for words, changed in _of_limits(limits, sizes):
            ranges = (*claim.ranges[:at], changed, *claim.ranges[at + 1 :])
            yield words, replace(claim, ranges=ranges)


def _of_limits(limits: Range, sizes: set[str]) -> Iterator[tuple[str, Range]]:
    assert limits.lower is not None
    assert limits.upper is not None
    for step in (-1, 1):
        lower = replace(limits.lower, constant=limits.lower.constant + step)
        upper = replace(limits.upper, constant=limits.upper.constant + step)
        yield "a limit off by one", replace(limits, lower=lower)
        yield "a limit off by one", replace(limits, upper=upper)
    for own in limits.upper.letters & sizes:
        for other in sorted(sizes - {own}):
            terms = tuple((s, (other,) if ls == (own,) else ls) for s, ls in limits.upper.terms)
            yield "another size", replace(limits, upper=replace(limits.upper, terms=terms))


def _without(parts: tuple, at: int) -> tuple:
    return parts[:at] + parts[at + 1 :]


def _swapped(parts: tuple, first: int, second: int) -> tuple:
    found = list(parts)
    found[first], found[second] = found[second], found[first]
    return tuple(found)

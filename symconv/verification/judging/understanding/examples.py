"""The layers that a document works out entry by entry: their sizes, told by their entries.

Letters that stand together in such equations are one layer, since a document may work out several.
What it says of strides and paddings is said of the layer whose forward pass comes next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, isqrt
from typing import Any

from symconv.formulas import (
    Add,
    Equation,
    Formula,
    Maximum,
    Name,
    Number,
    Product,
    Sum,
    children,
)
from symconv.formulas.written import Best, Operation
from symconv.verification.facts import Array, Fact, FactKind
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.forms import forward_forms
from symconv.verification.judging.understanding.placings import names_in
from symconv.verification.judging.worlds.places import (
    Letter,
    letter_of,
    letters_in,
    placing,
    whole_number,
)
from symconv.verification.judging.worlds.stacks import LayerSetting
from symconv.verification.judging.worlds.values import UnjudgedError

Steps = tuple[int, int]
"""A stride and a padding."""
_STEPS: tuple[Steps, ...] = tuple((s, p) for p in (0, 1, 2) for s in (1, 2, 3))


@dataclass(frozen=True)
class Fit:
    """An equation of an example: where it stands, and which strides and paddings fit it.

    `forward` tells whether it is a forward pass.
    """

    line: int
    fits: frozenset[Steps]
    forward: bool


@dataclass(frozen=True)
class Example:
    """A layer that is worked out: its letters, its largest indices by part, its equations."""

    letters: frozenset[str]
    extents: dict[Array, tuple[int, ...]]
    channels: dict[Array, int]
    fits: tuple[Fit, ...]

    def steps(self, line: int | None, said: LayerSetting, since: int, until: float = inf) -> Steps:
        """Give stride and padding at a line: what is said, else what fits most equations.

        `until` is the line from which on the document says another stride.

        What is said does not count where most of the equations `since` then are others; steps with
        which the sizes that are said do not follow from each other never do. Claims about
        gradients tell of a stride or a padding only if several do, a forward pass by itself.
        """
        stride, padding = self._still_said(said, since)
        if stride is not None and padding is not None:
            return stride, padding
        allowed = [
            steps
            for steps in _STEPS
            if (stride is None or steps[0] == stride) and (padding is None or steps[1] == padding)
        ]
        allowed = [steps for steps in allowed if _follows(said, steps)] or allowed
        if not allowed:
            return stride or 1, padding or 0
        votes = self._votes(line, until)
        return max(allowed, key=lambda steps: (votes[steps], -_STEPS.index(steps)))

    def _still_said(self, said: LayerSetting, since: int) -> tuple[int | None, int | None]:
        later = [one for one in self.fits if one.line >= since and one.fits]
        if said.stride is not None and len(later) >= _MANY:
            against = [one for one in later if all(s != said.stride for s, _ in one.fits)]
            if len(against) * 2 > len(later):
                return None, None
        return said.stride, said.padding

    def _votes(self, line: int | None, until: float) -> Counter[Steps]:
        votes: Counter[Steps] = Counter()
        before = [f for f in self.fits if f.forward and (line is None or f.line <= line)]
        fits = [one for one in self.fits if one.line < until]
        for one in before if any(len(f.fits) < _FEW for f in before) else fits:
            votes.update(one.fits)
        if not any(one.forward for one in self.fits):
            votes = Counter({steps: n for steps, n in votes.items() if n >= _SEVERAL})
        return votes


def _follows(said: LayerSetting, steps: Steps) -> bool:
    """Tell whether an output's size that is said follows from the others with these steps."""
    if said.input_size is None or said.filter_size is None or said.output_size is None:
        return True
    stride, padding = steps
    dilation = said.dilation or 1
    return all(
        (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1 == m
        for n, k, m in zip(said.input_size, said.filter_size, said.output_size, strict=True)
    )


_SEVERAL = 3
_MANY, _FEW = 4, 3


def find_examples(placed: Sequence[tuple[Equation, int]], reading: Reading) -> tuple[Example, ...]:
    """Give the layers that the equations between numbered entries speak of."""
    numeric = [(e, line) for e, line in placed if is_numeric(e, reading)]
    groups: list[set[str]] = []
    for equation, _ in numeric:
        names = {found.name for found in _letters(equation, reading)}
        joined = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*joined))
    return tuple(_example(frozenset(group), numeric, reading) for group in groups)


def is_numeric(equation: Equation, reading: Reading) -> bool:
    """Tell whether all indices of an equation are numbers."""
    indices = [index for found in _letters(equation, reading) for index in found.indices]
    return bool(indices) and all(whole_number(index) is not None for index in indices)


def is_worked(equation: Equation, reading: Reading) -> bool:
    """Tell whether an equation is one of an example: by its indices, or by limits of its sums.

    Beside entries whose indices are numbers, sums may run over others: Σ_{ij} of ∂y_{ij}/∂x_{11}.
    """
    if is_numeric(equation, reading) or counts_of(equation):
        return True
    bound = set(bound_in(equation))
    entries = [found.indices for found in _letters(equation, reading) if found.indices]
    numbered = [all(whole_number(index) is not None for index in entry) for entry in entries]
    summed = all(
        whole_number(index) is not None or names_in(index) <= bound
        for entry in entries
        for index in entry
    )
    return any(numbered) and summed


def bound_in(formula: Formula) -> Iterator[str]:
    """Give the letters that sums bind."""
    if isinstance(formula, Sum | Maximum):
        yield from (limits.index.letter for limits in formula.ranges)
    if isinstance(formula, Best):
        yield from (name.letter for name in formula.indices if isinstance(name, Name))
    for part in children(formula):
        yield from bound_in(part)


def counts_of(equation: Equation) -> set[int]:
    """Give how many numbers each sum of an equation runs over whose limits are numbers."""
    return set(_counts(equation))


def _counts(formula: Formula) -> Iterator[int]:
    if isinstance(formula, Sum):
        for limits in formula.ranges:
            lower, upper = limits.lower, limits.upper
            if isinstance(lower, Number) and isinstance(upper, Number):
                yield int(upper.value - lower.value) + 1
    for part in children(formula):
        yield from _counts(part)


def _letters(equation: Equation, reading: Reading) -> list[Letter]:
    return letters_in(equation.left, reading) + letters_in(equation.right, reading)


def _example(
    names: frozenset[str], numeric: Sequence[tuple[Equation, int]], reading: Reading
) -> Example:
    own = [(e, line) for e, line in numeric if {f.name for f in _letters(e, reading)} & names]
    extents: dict[Array, tuple[int, ...]] = {}
    channels: dict[Array, int] = {}
    for equation, _ in own:
        for found in _letters(equation, reading):
            _widen(extents, channels, found, reading)
    fits = [
        Fit(line, frozenset(_fitting(equation, reading)), _is_forward(equation, reading))
        for equation, line in own
    ]
    return Example(names, _settled(extents), channels, tuple(fits))


def _is_forward(equation: Equation, reading: Reading) -> bool:
    return any(_is_output(form.output, reading) for form in forward_forms([equation]))


def _is_output(formula: Formula, reading: Reading) -> bool:
    found = letter_of(formula, reading)
    return found is not None and found.part is Array.OUTPUT and not found.gradient


def _part(letter: Letter) -> Array:
    if letter.part is Array.GRADIENT:
        return Array.OUTPUT
    return Array.INPUT if letter.part is Array.ACTIVATED else letter.part


def _positions(letter: Letter, reading: Reading) -> tuple[tuple[int, ...], dict[str, int]] | None:
    """Give an entry's positions, counted from 0, and its labels."""
    try:
        axes = placing(reading, letter.part, len(letter.indices))
    except UnjudgedError:
        return None
    numbers = [whole_number(index) for index in letter.indices]
    if any(number is None for number in numbers):
        return None
    base = _base(letter.part, reading)
    spatial = "f" if axes == "f" else "dhw"
    known = [(n, axis) for n, axis in zip(numbers, axes, strict=True) if n is not None]
    places = tuple(n - base for n, axis in known if axis in spatial)
    return places, {axis: n for n, axis in known if axis not in spatial}


def _base(part: Array, reading: Reading) -> int:
    if part is Array.FILTER:
        return reading.bases.filter
    return reading.bases.input if part in (Array.INPUT, Array.ACTIVATED) else reading.bases.output


def _widen(
    extents: dict[Array, tuple[int, ...]],
    channels: dict[Array, int],
    letter: Letter,
    reading: Reading,
) -> None:
    found, part = _positions(letter, reading), _part(letter)
    if found is None or part not in (Array.INPUT, Array.FILTER, Array.OUTPUT):
        return
    places, labels = found
    known = extents.get(part, (0,) * len(places))
    if len(known) == len(places):
        extents[part] = tuple(max(k, p + 1) for k, p in zip(known, places, strict=True))
    base = reading.bases.input
    for axis, number in labels.items():
        if axis == "c" and part is not Array.OUTPUT:
            channels[Array.INPUT] = max(channels.get(Array.INPUT, 1), number - base + 1)
        elif axis in "ck":
            channels[Array.OUTPUT] = max(channels.get(Array.OUTPUT, 1), number - base + 1)


def _settled(extents: dict[Array, tuple[int, ...]]) -> dict[Array, tuple[int, ...]]:
    """Give sizes along two axes, also of arrays that are numbered through and may be square.

    Of another count of numbers the sizes are not known: 12 entries are 3x4 or 2x6.
    """
    settled: dict[Array, tuple[int, ...]] = {}
    for part, found in extents.items():
        numbered = len(found) == 1 and found[0] > _FEWEST_NUMBERED
        side = isqrt(found[0]) if numbered else 0
        if not numbered or side * side == found[0]:
            settled[part] = (side, side) if numbered else found
    return settled


_FEWEST_NUMBERED = 3


def _terms(formula: Formula) -> Iterator[Formula]:
    match formula:
        case Add(terms):
            for term in terms:
                yield from _terms(term)
        case Sum():
            return
        case Product() | Operation():
            yield formula


def _fitting(equation: Equation, reading: Reading) -> Iterator[Steps]:
    """Give the strides and paddings with which every product is a term of the left side."""
    left = letters_in(equation.left, reading)
    where = None if len(left) != 1 else (_part(left[0]), _positions(left[0], reading))
    if where is None or where[1] is None:
        return
    triples = [t for term in _terms(equation.right) if (t := _triple(term, where, reading))]
    for stride, padding in _STEPS:
        if triples and all(
            i == stride * o + u - padding
            for places in triples
            for o, u, i in zip(
                places[Array.OUTPUT], places[Array.FILTER], places[Array.INPUT], strict=True
            )
        ):
            yield stride, padding


def _triple(
    term: Formula, where: tuple[Array, Any], reading: Reading
) -> dict[Array, tuple[int, ...]] | None:
    """Give the places of output, filter and input that meet in a product on the right side."""
    places = {where[0]: where[1][0]}
    for found in letters_in(term, reading):
        at = _positions(found, reading)
        if at is not None:
            places[_part(found)] = at[0]
    wanted = (Array.OUTPUT, Array.FILTER, Array.INPUT)
    if any(part not in places for part in wanted):
        return None
    return places if len({len(places[part]) for part in wanted}) == 1 else None


def setting_of(
    example: Example | None, stated: LayerSetting, line: int | None, facts: Iterable[Fact],
    examples: Sequence[Example],
) -> LayerSetting:  # fmt: skip
    """Give the setting of an example at a line: what is said of it, and what its entries tell."""
    if example is None or stated.spec is not None:
        return stated
    said = {
        kind: value if _is_said_of(kind, example, examples, facts, line) else None
        for kind, value in (
            (FactKind.STRIDE, stated.stride), (FactKind.PADDING, stated.padding)
        )
    }  # fmt: skip
    since = [
        f.line for f in facts if f.kind is FactKind.STRIDE and (line is None or f.line <= line)
    ]
    told = replace(stated, stride=said[FactKind.STRIDE], padding=said[FactKind.PADDING])
    later = [f.line for f in facts if f.kind is FactKind.STRIDE and f.line > (line or inf)]
    stride, padding = example.steps(line, told, max(since, default=0), min(later, default=inf))
    taps = stated.filter_size or example.extents.get(Array.FILTER)
    if taps is None:
        return replace(stated, stride=stride, padding=padding)
    sizes = stated.input_size or _room(example, taps, stride, padding)
    return replace(
        stated,
        input_size=sizes,
        filter_size=taps,
        stride=stride,
        padding=padding,
        in_channels=stated.in_channels or example.channels.get(Array.INPUT),
        out_channels=stated.out_channels or example.channels.get(Array.OUTPUT),
    )


def _room(
    example: Example, taps: tuple[int, ...], stride: int, padding: int
) -> tuple[int, ...] | None:
    """Give an input that holds all entries that are named, and makes all outputs."""
    seen, made = example.extents.get(Array.INPUT), example.extents.get(Array.OUTPUT)
    least = tuple(taps)
    if seen is not None and len(seen) == len(taps):
        least = tuple(max(a, b) for a, b in zip(least, seen, strict=True))
    if made is not None and len(made) == len(taps):
        needed = (stride * (o - 1) + k - 2 * padding for o, k in zip(made, taps, strict=True))
        least = tuple(max(a, b) for a, b in zip(least, needed, strict=True))
    return least


def _is_said_of(
    kind: FactKind,
    example: Example,
    examples: Sequence[Example],
    facts: Iterable[Fact],
    line: int | None,
) -> bool:
    """Tell whether a stride or padding was said of this example: its forward pass comes next."""
    said = [f.line for f in facts if f.kind is kind and (line is None or f.line <= line)]
    if not said or len(examples) < 2:
        return True
    after = [
        (one.line, one_example is example)
        for one_example in examples
        for one in one_example.fits
        if one.forward and one.line >= said[-1]
    ]
    return not after or min(after)[1]

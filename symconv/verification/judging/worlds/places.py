"""Which entry of a world a printed entry is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from symconv.formulas import Entry, Formula, Index, Name, Number, Range, children
from symconv.formulas.written import Differential, Marked, Words
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading, size_key
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.judging.worlds.world import Family, World
from symconv.verification.verdicts import Ground

_FAMILIES = {
    Array.INPUT: Family.POST,
    Array.ACTIVATED: Family.POST,
    Array.OUTPUT: Family.PRE,
    Array.GRADIENT: Family.PRE,
    Array.FILTER: Family.FILTER,
    Array.BIAS: Family.BIAS,
}
_MAP_AXES = {1: "w", 2: "hw", 3: "dhw"}


@dataclass(frozen=True)
class Letter:
    """An array as it is written: its letter, its indices, its layer, and whether it is a gradient.

    `indices` are those below the letter and the arguments, in this order.
    """

    name: str
    part: Array
    indices: tuple[Index, ...]
    layer: Index | None
    gradient: bool

    @property
    def family(self) -> Family:
        """The array of a world that it is, or is the gradient by."""
        return _FAMILIES[self.part]


def _counts_layers(above: tuple[Formula, ...]) -> bool:
    """Tell whether marks above a letter may be its layer: a transpose or a word is none."""
    return not any(
        isinstance(mark, Words) or (isinstance(mark, Name) and mark.letter in ("T", r"\top", "t"))
        for mark in above
    )


def _layer_mark(above: tuple[Formula, ...]) -> Formula | None:
    """Give the mark that counts layers: of several, a^{i,l}, the one with an l in it."""
    if len(above) < 2:
        return above[0] if above else None
    return next((mark for mark in above if _counts(mark)), above[0])


def _counts(mark: Formula) -> bool:
    if isinstance(mark, Name):
        return mark.letter in ("l", "L", r"\ell")
    return any(map(_counts, children(mark)))


def _by_word(letter: Letter, reading: Reading) -> Letter:
    """Give what δ_in, δ_out, δ_b are the gradients by."""
    if letter.part is not Array.GRADIENT:
        return letter
    inward = reading.inward
    outward = Array.INPUT if inward is Array.OUTPUT else Array.OUTPUT
    for word, part in (("_{in}", inward), ("_{out}", outward)):
        if letter.name.endswith(word):
            return replace(letter, part=part)
    match letter.indices:
        case (Name(below),) if reading.rank > 1:
            named = reading.letters.get(below) or _FEW.get(below)
            if named is not None and named in _GIVEN and below in _FEW:
                return replace(letter, part=named, indices=())
    return letter


_GIVEN = frozenset({Array.INPUT, Array.FILTER, Array.BIAS, Array.OUTPUT})
_FEW = {
    "b": Array.BIAS, "B": Array.BIAS, "O": Array.OUTPUT, "Y": Array.OUTPUT, "Z": Array.OUTPUT,
    "X": Array.INPUT, "I": Array.INPUT, "W": Array.FILTER, "K": Array.FILTER, "w": Array.FILTER,
}  # fmt: skip
"""Letters below a delta that say by what it is the gradient, and are no index."""


def letter_of(formula: Formula, reading: Reading) -> Letter | None:
    """Give the array that a formula reads: an entry, a whole array, a gradient; None if none."""
    gradient = False
    while isinstance(formula, Differential):
        gradient, formula = True, formula.of
    layer: Index | None = None
    if isinstance(formula, Marked) and not formula.below and _counts_layers(formula.above):
        layer = _layer_mark(formula.above)
        formula = formula.of
    match formula:
        case Name(letter):
            indices: tuple[Index, ...] = ()
        case Entry(letter, below, above, arguments):
            indices = (*below, *arguments)
            layer = above if layer is None else layer
        case _:
            return None
    part = reading.part(letter)
    if part not in _FAMILIES or _is_size(formula, reading):
        return None
    if not reading.layered and layer is not None and whole_number(layer) is not None:
        return None  # a power, where no layers are counted
    found = Letter(letter, part, indices, layer, gradient or part is Array.GRADIENT)
    return _by_word(found, reading)


def _is_size(formula: Formula, reading: Reading) -> bool:
    """Tell a size that bears an array's letter, K_H, from an entry."""
    entry = isinstance(formula, Entry) and bool(formula.indices) and not formula.arguments
    return entry and size_key(formula) in reading.sizes


def placing(reading: Reading, part: Array, count: int) -> str:
    """Give which axes `count` indices of a part are; `UnjudgedError` if that is unknown."""
    part = Array.OUTPUT if part is Array.GRADIENT else part
    known = reading.placings.get((part, count))
    if known is None and part is Array.ACTIVATED:
        known = reading.placings.get((Array.INPUT, count))
    if known is not None:
        return known
    rank, axes = reading.rank, _MAP_AXES[reading.rank]
    if count == rank and (part is not Array.BIAS or rank > 1):
        return axes
    if part is Array.BIAS:
        found = {0: "", 1: "k", rank + 1: f"k{axes}"}.get(count)
    elif count == 1 and rank > 1:
        found = "f"
    elif part is Array.FILTER:
        found = {rank + 1: f"k{axes}", rank + 2: f"kc{axes}"}.get(count)
    else:
        found = {rank + 1: f"c{axes}", rank + 2: f"nc{axes}"}.get(count)
    if found is None:
        raise UnjudgedError(f"{count} indices, of which it is unclear what they count")
    return found


Misses = tuple[int, ...]
Place = Callable[[tuple[int, ...]], tuple[tuple[int, ...], Misses]]
"""Gives the index in a world, counted from 0, and which of the printed numbers are outside."""


def placer(
    reading: Reading,
    letter: Letter,
    shape: tuple[int, ...],
    bases: Mapping[str, int],
    origin: tuple[int, ...],
) -> Place:
    """Give what finds an entry's place in an array of `shape`.

    `bases` are where labels (examples, channels, filters) begin, `origin` where positions do.
    """
    axes = placing(reading, letter.part, len(letter.indices))
    placed = letter.part is Array.BIAS and len(shape) > 1
    if letter.part is Array.BIAS and not placed and axes not in ("", "k"):
        raise UnjudgedError("a bias per position")
    if axes == "f":
        if letter.name in reading.paired and whole_number(letter.indices[0]) is not None:
            raise UnjudgedError(f"one index of {letter.name}, which has several elsewhere")
        return _flat(shape, origin)
    order = "".join(_label_axes(letter.part)) + _MAP_AXES[reading.rank]
    if letter.part is Array.BIAS:
        order = f"k{_MAP_AXES[reading.rank]}" if placed else "k"
    missing = [axis for axis in order if axis not in axes]
    for axis in missing:
        if shape[order.index(axis)] != 1:
            ground = Ground.NO_CHANNEL if axis in "kc" else Ground.NO_INDEX
            raise UnjudgedError(f"an entry without its {axis} index", ground)
    rank = reading.rank
    steps = [(axes.index(axis) if axis in axes else None) for axis in order]
    starts = [
        bases.get(label_key(letter.part, axis), 0)
        if at < len(order) - rank or order == "k"
        else origin[at - len(order) + rank]
        for at, axis in enumerate(order)
    ]

    def find(printed: tuple[int, ...]) -> tuple[tuple[int, ...], Misses]:
        found, missed = [], []
        for step, start, extent in zip(steps, starts, shape, strict=True):
            place = 0 if step is None else printed[step] - start
            if step is not None and not 0 <= place < extent:
                missed.append(step)
            found.append(place)
        return tuple(found), tuple(missed)

    return find


def spread_placer(
    place: Place,
    reading: Reading,
    letter: Letter,
    start: tuple[int, ...],
    strides: tuple[int, ...],
) -> Place:
    """Give what finds an entry of an array with stride - 1 zeros between its entries.

    A zero between two entries counts as outside.
    """
    axes = placing(reading, letter.part, len(letter.indices))
    spatial = _MAP_AXES[reading.rank]
    if not set(spatial) <= set(axes):
        raise UnjudgedError("an array with zeros between its entries, by one number")
    at = {axes.index(axis): position for position, axis in enumerate(spatial)}

    def find(printed: tuple[int, ...]) -> tuple[tuple[int, ...], Misses]:
        entry, between = list(printed), []
        for step, position in at.items():
            number = printed[step] - start[position]
            entry[step] = number // strides[position] + start[position]
            if number % strides[position]:
                between.append(step)
        found, missed = place(tuple(entry))
        return found, tuple(dict.fromkeys((*between, *missed)))

    return find


def label_key(part: Array, axis: str) -> str:
    """Give what a label counts: the channels of an output are the filters, k."""
    return "k" if axis == "c" and part in (Array.OUTPUT, Array.GRADIENT) else axis


def _label_axes(part: Array) -> tuple[str, ...]:
    return ("k", "c") if part is Array.FILTER else ("n", "c")


def origin(reading: Reading, part: Array, world: World, layer: int) -> tuple[int, ...]:
    """Give where the printed positions of an array begin, per spatial axis."""
    bases = reading.bases
    if part is Array.FILTER:
        return (bases.filter,) * reading.rank
    base = bases.input if part in (Array.INPUT, Array.ACTIVATED) else bases.output
    if bases.centred and part not in (Array.INPUT, Array.ACTIVATED):
        sizes = world.layers[max(layer, 1) - 1].spec.filter_size
        return tuple(base + (k - 1) // 2 for k in sizes)
    if not bases.unmoved:
        return (base,) * reading.rank
    filters = [made.spec.filter_size for made in world.layers[:layer]]
    return tuple(base + sum(k[axis] - 1 for k in filters) for axis in range(reading.rank))


def _flat(shape: tuple[int, ...], origin: tuple[int, ...]) -> Place:
    labels, extents = shape[: len(shape) - len(origin)], shape[len(shape) - len(origin) :]
    if any(extent != 1 for extent in labels):
        raise UnjudgedError("a flat number where there are channels")

    def find(printed: tuple[int, ...]) -> tuple[tuple[int, ...], Misses]:
        number = printed[0] - origin[0]
        found: list[int] = []
        for extent in reversed(extents):
            number, place = divmod(number, extent)
            found.append(place)
        return (*(0 for _ in labels), *reversed(found)), (0,) if number else ()

    return find


def whole_number(index: Index) -> int | None:
    """Give an index that is a number; None for any other."""
    if isinstance(index, int):
        return index
    if isinstance(index, Number) and isinstance(index.value, int):
        return index.value
    return None


def letters_in(formula: Formula, reading: Reading) -> list[Letter]:
    """Give every array that a formula reads, in the order in which it is written."""
    letter = letter_of(formula, reading)
    if letter is not None:
        return [letter]
    if isinstance(formula, Entry | Range):  # sizes, and limits of sums
        return []
    return [found for part in children(formula) for found in letters_in(part, reading)]

"""Arrays as they are written: their letters, their axes in order, where their indices begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.formulas import Entry, Equation, Formula, Index, Name, walk_paths
from symconv.formulas.nodes import PRIME
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.names import label_bases
from symconv.verification.judging.worlds.places import Letter, label_key, placing
from symconv.verification.judging.worlds.world import Family
from symconv.verification.proving.network import (
    Key,
    Network,
    Numbering,
    UnstatedError,
    layer_above,
    letters_of,
)

SPATIAL = {1: "w", 2: "hw", 3: "dhw"}
_LETTERS = {Family.PRE: "O", Family.POST: "A", Family.FILTER: "F", Family.BIAS: "B"}


@dataclass(frozen=True)
class Layout:
    """An array: its letter, its axes in the order in which its indices are written.

    `starts` says where labels begin, `base` where positions do.
    """

    whole: Entry
    axes: str
    starts: Mapping[str, int]
    base: int


def layouts(equation: Equation, numbers: Numbering, net: Network) -> dict[Key, Layout]:
    """Give how every array of a network is written.

    Raises `UnstatedError` where an array is written with other axes in one place than another.
    """
    reading = numbers.reading
    labels = label_bases(equation, reading)
    found: dict[Key, Layout] = {}
    for letter in letters_of(equation, reading):
        key = numbers.key(letter)
        one = _written(letter, key, numbers, labels)
        known = found.setdefault(key, one)
        alike = sorted(known.axes) == sorted(one.axes) and known.starts == one.starts
        if not alike or known.base != one.base:
            raise UnstatedError(f"{letter.name}, written in several ways")
    return _completed(found, equation, numbers, net, labels)


def _written(letter: Letter, key: Key, numbers: Numbering, labels: Mapping[str, int]) -> Layout:
    reading = numbers.reading
    axes = placing(reading, letter.part, len(letter.indices))
    spatial = _spatial(reading, key)
    if set(axes) - set("nck") != set(spatial) or len(set(axes)) != len(axes):
        raise UnstatedError(f"the indices of {letter.name}")
    name = _LETTERS[key.family] if _is_gradient(letter, reading) else letter.name
    if reading.depthwise or reading.pointwise:
        raise UnstatedError("a layer whose filters have fewer axes")
    if letter.name in reading.spread:
        raise UnstatedError(f"{letter.name}, with zeros between its entries")
    if letter.name in reading.turned:
        name = letter.name.rstrip(PRIME)
    starts = {a: labels.get(label_key(letter.part, a), 0) for a in axes if a in "nck"}
    base = _base(reading, letter.part)
    return Layout(Entry(name, superscript=_above(numbers, key)), axes, starts, base)


def _is_gradient(letter: Letter, reading: Reading) -> bool:
    """Tell whether a letter stands for a gradient, so that its array has another one."""
    return reading.part(letter.name) is Array.GRADIENT


def _spatial(reading: Reading, key: Key) -> str:
    """Give the spatial axes of an array: a bias has them if each position has its own."""
    placed = key.family is not Family.BIAS or reading.bias_placed
    return SPATIAL[reading.rank] if placed else ""


def _above(numbers: Numbering, key: Key) -> Index | None:
    """Give what stands above an array's letter: a filter may bear the number of the layer below."""
    reading = numbers.reading
    shift = {Family.FILTER: reading.filter_shift, Family.BIAS: reading.bias_shift}
    return layer_above(numbers, key.layer - shift.get(key.family, 0))


def _base(reading: Reading, part: Array) -> int:
    bases = reading.bases
    if part is Array.FILTER:
        return bases.filter
    return bases.input if part in (Array.INPUT, Array.ACTIVATED) else bases.output


def _completed(
    found: dict[Key, Layout],
    equation: Equation,
    numbers: Numbering,
    net: Network,
    labels: Mapping[str, int],
) -> dict[Key, Layout]:
    """Give the layouts with those of arrays that the equation does not name."""
    batch, channels = _batch(found), _channels(found, net)
    taken = {layout.whole.letter for key, layout in found.items()} | _letters(equation)
    completed = dict(found)
    for key in _needed(net, numbers):
        if key not in found:
            completed[key] = _made(key, numbers, net, channels, batch, labels, taken)
    _rename_gradients(completed, found, equation, numbers)
    return completed


def _needed(net: Network, numbers: Numbering) -> Iterator[Key]:
    biased = Array.BIAS in numbers.reading.letters.values()
    for at in net.maps:
        for family in Family:
            key = Key(family, at)
            if net.has(key) and (family is not Family.BIAS or biased):
                yield key


def _batch(found: Mapping[Key, Layout]) -> bool:
    said = {"n" in layout.axes for key, layout in found.items() if key.is_map}
    if len(said) > 1:
        raise UnstatedError("examples that are counted in one array and not in another")
    return said == {True}


def _channels(found: Mapping[Key, Layout], net: Network) -> dict[int, bool]:
    """Tell of every map whether it has channels."""
    votes: dict[int, set[bool]] = {at: set() for at in net.maps}
    for key, layout in found.items():
        if key.is_map:
            votes[key.layer].add("c" in layout.axes)
        else:
            votes[key.layer].add("k" in layout.axes)
        if key.family is Family.FILTER:
            votes[key.layer - 1].add("c" in layout.axes)
    if any(len(vote) > 1 for vote in votes.values()):
        raise UnstatedError("channels that are counted in one array and not in another")
    usual = any(True in vote for vote in votes.values())
    return {at: next(iter(vote), usual) for at, vote in votes.items()}


def _made(
    key: Key,
    numbers: Numbering,
    net: Network,
    channels: Mapping[int, bool],
    batch: bool,
    labels: Mapping[str, int],
    taken: set[str],
) -> Layout:
    """Write an array that the equation does not name."""
    reading, spatial = numbers.reading, _spatial(numbers.reading, key)
    lowest = key.layer == net.lowest
    if key.is_map:
        axes = ("n" if batch else "") + ("c" if channels[key.layer] else "") + spatial
        starts = {"n": labels["n"], "c": labels["c" if lowest else "k"]}
    else:
        axes = "k" if channels[key.layer] else ""
        if key.family is Family.FILTER:
            axes += "c" if channels[key.layer - 1] else ""
        axes += spatial
        starts = {"k": labels["k"], "c": labels["c"]}
    part = {Family.FILTER: Array.FILTER}.get(key.family, Array.INPUT if lowest else Array.OUTPUT)
    letter = "X" if key.is_map and lowest else _LETTERS[key.family]
    letter = fresh(letter, taken)
    if not reading.layered:
        taken.add(letter)
    whole = Entry(letter, superscript=_above(numbers, key))
    starts = {axis: start for axis, start in starts.items() if axis in axes}
    return Layout(whole, axes, starts, _base(reading, part))


def fresh(letter: str, taken: Iterable[str]) -> str:
    """Give a letter that is not taken, with as many primes as it takes."""
    known = frozenset(taken)
    while letter in known:
        letter += "'"
    return letter


def _rename_gradients(
    completed: dict[Key, Layout],
    found: Mapping[Key, Layout],
    equation: Equation,
    numbers: Numbering,
) -> None:
    """Give an array that is only named by its gradient a letter that nothing else has."""
    reading = numbers.reading
    named = {
        numbers.key(letter): letter.name
        for letter in reversed(letters_of(equation, reading))
        if not _is_gradient(letter, reading) and letter.name not in reading.turned
    }
    used = _letters(equation)
    for key in found:
        whole = completed[key].whole
        letter = named.get(key) or fresh(whole.letter, used)
        completed[key] = replace(completed[key], whole=replace(whole, letter=letter))


def _letters(formula: Formula) -> set[str]:
    return {part.letter for _, part in walk_paths(formula) if isinstance(part, Entry | Name)}

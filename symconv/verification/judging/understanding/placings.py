"""Which axes a document's indices count: from the indices that its arrays share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from symconv.formulas import Add, Entry, Equation, Formula, Index, Name, Product, children
from symconv.formulas.written import Operation
from symconv.verification.facts import Array
from symconv.verification.judging.linear import linear
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import Letter, letters_in

_SPATIAL = {1: "w", 2: "hw", 3: "dhw"}


def infer_placings(equations: Iterable[Equation], reading: Reading) -> dict[tuple[Array, int], str]:
    """Give the axes of entries by part and count of indices, as most formulas have them."""
    votes: defaultdict[tuple[Array, int], Counter[str]] = defaultdict(Counter)
    for equation in equations:
        for key, axes in _placings_of(equation, reading).items():
            votes[key][axes] += 1
    return {key: max(counter, key=lambda a: counter[a]) for key, counter in votes.items()}


def infer_rank(equations: Iterable[Equation], reading: Reading) -> int | None:
    """Give the number of spatial axes that most formulas speak of; None where none tells."""
    votes: Counter[int] = Counter()
    for equation in equations:
        letters = _roles(equation, reading)
        spatial = _spatial_positions(letters)
        if spatial:
            votes[len(spatial)] += 1
    return max(votes, key=lambda rank: (votes[rank], rank)) if votes else None


def _letters(equation: Equation, reading: Reading) -> list[Letter]:
    return letters_in(equation.left, reading) + letters_in(equation.right, reading)


def _role(letter: Letter) -> Array:
    """Give the array whose entry it is: a gradient's indices are those of its array."""
    if letter.part is Array.GRADIENT:
        return Array.OUTPUT
    return Array.INPUT if letter.part is Array.ACTIVATED else letter.part


def _roles(equation: Equation, reading: Reading) -> dict[Array, Letter]:
    """Give one entry for each role; of two layers of the output, the lower one is the input."""
    letters: dict[Array, Letter] = {}
    found = [letter for letter in _letters(equation, reading) if letter.indices]
    tops = [top for letter in found if (top := _offset(letter)) is not None]
    for letter in found:
        role, own = _role(letter), _offset(letter)
        below = own is not None and own < max(tops)
        letters.setdefault(Array.INPUT if role is Array.OUTPUT and below else role, letter)
    return letters


def _offset(letter: Letter) -> int | None:
    """Give what is added to the letter of layers in the superscript of an output's entry."""
    if _role(letter) is not Array.OUTPUT or letter.layer is None:
        return None
    found = linear(letter.layer)
    return None if found is None else int(found.get("", 0))


def _placings_of(equation: Equation, reading: Reading) -> Mapping[tuple[Array, int], str]:
    letters = _roles(equation, reading)
    if not {Array.INPUT, Array.FILTER, Array.OUTPUT} <= set(letters):
        return {}
    spatial = _spatial_positions(letters)
    if len(spatial) not in _SPATIAL:
        return {}
    found_axes: dict[tuple[Array, int], str] = {}
    names = _SPATIAL[len(spatial)]
    for part, entry in letters.items():
        if part is Array.BIAS or (part is Array.INPUT and entry.part is Array.OUTPUT):
            continue
        axes = _axes(part, entry, letters, spatial, names)
        if axes is not None:
            found_axes[part, len(entry.indices)] = axes
    return found_axes


def _spatial_positions(letters: Mapping[Array, Letter]) -> list[dict[Array, int]]:
    """Give, for each spatial axis, which index of input, filter and output stands on it."""
    parts = (Array.INPUT, Array.FILTER, Array.OUTPUT)
    if not set(parts) <= set(letters):
        return []
    names = {part: [names_in(i) for i in letters[part].indices] for part in parts}
    found: list[dict[Array, int]] = []
    for joint in parts:
        others = [part for part in parts if part is not joint]
        for at, here in enumerate(names[joint]):
            if len(here) < 2:
                continue
            places = {joint: at}
            for other in others:
                meets = [j for j, there in enumerate(names[other]) if there & here]
                if len(meets) == 1:
                    places[other] = meets[0]
            if len(places) == 3 and places not in found:
                found.append(places)
    return sorted(found, key=lambda places: places[Array.INPUT])


def names_in(index: Index) -> frozenset[str]:
    """Give the letters in an index that are not multiplied by it: the strides are left out."""
    if isinstance(index, int):
        return frozenset()
    match index:
        case Name(letter):
            return frozenset({letter})
        case Entry():  # a size, such as k_1
            return frozenset()
        case Add(terms):
            return frozenset().union(*map(names_in, terms))
        case Product(factors):
            inner = [names_in(factor) for factor in factors]
            first = [names for names in inner if names]
            return first[0] if len(first) == 1 else frozenset().union(*first)
        case Operation(_, left, right):
            return names_in(left) | names_in(right)
    return frozenset().union(*map(names_in, children(index)))


def _axes(
    part: Array,
    entry: Letter,
    letters: Mapping[Array, Letter],
    spatial: list[dict[Array, int]],
    names: str,
) -> str | None:
    """Give the axes of one entry: positions by the spatial axes, labels by whom they are shared."""
    found = [""] * len(entry.indices)
    for axis, places in enumerate(spatial):
        found[places[part]] = names[axis]
    for at, index in enumerate(entry.indices):
        if found[at]:
            continue
        shared = {
            other
            for other, letter in letters.items()
            if other is not part and names_in(index) & _alone(letter)
        }
        label = _label(part, shared)
        if part is Array.OUTPUT and not shared and found.count("") == 1:
            label = "c"  # the filter's number, which stands above the filter or is left out
        if label is None or label in found:
            return None
        found[at] = label
    return _in_order("".join(found), names)


def _in_order(axes: str, names: str) -> str:
    """Give axes with positions in the input's order: an array is not taken to be transposed.

    A document that exchanges them in one array has a slip there.
    """
    positions = iter(axis for axis in names if axis in axes)
    return "".join(next(positions) if axis in names else axis for axis in axes)


def _alone(letter: Letter) -> frozenset[str]:
    return frozenset(index.letter for index in letter.indices if isinstance(index, Name))


def _label(part: Array, shared: set[Array]) -> str | None:
    match part:
        case Array.FILTER:
            if Array.INPUT in shared and Array.OUTPUT not in shared:
                return "c"
            return "k" if Array.OUTPUT in shared else None
        case Array.INPUT:
            if Array.FILTER in shared:
                return "c"
            return "n" if Array.OUTPUT in shared else None
        case Array.OUTPUT:
            if Array.FILTER in shared:
                return "c"
            return "n" if Array.INPUT in shared else None
    return None


def sizes_in(formula: Formula) -> frozenset[str]:
    """Give every letter in a formula."""
    return names_in(formula)

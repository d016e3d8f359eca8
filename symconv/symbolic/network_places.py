"""What the arrays of a network are called: letters, and numbers of layers where they are needed.

The input has the input's letter and number 0. A layer that computes something new (a convolution,
a dense or pooling layer) raises the number by one and gives the output's letter; an activation
gives the input's letter at the same number, as in `c^1`, `o^1 = a(c^1)`. Flattening puts an arrow
on the letter, or does nothing where entries are numbered row by row already. What a layer takes is
whatever the layer before it gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from symconv.formulas import Entry
from symconv.notation.letters import differential_of, vector_of
from symconv.notation.notation import DELTA_LETTER, IndexStyle, Notation, Upstream
from symconv.notation.placed import Place, PlacedNotation
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.network import NetworkSpec


@dataclass(frozen=True)
class PlacedLayer:
    """A layer of a network with its notation.

    Attributes
    ----------
    name, spec, notation : the layer, and how its arrays are written at its place
    renames : false if it changes no entry's name
    number : what stands above the letter of what it gives, where a number does; None for a loss
    """

    name: str
    spec: LayerSpec
    notation: PlacedNotation
    renames: bool = True
    number: int | None = None

    @property
    def has_numbers(self) -> bool:
        """Whether a number stands above the letter of one of its arrays."""
        return any(place.superscript is not None for _, place in self.notation.places)


def place_layers(network: NetworkSpec, notation: Notation) -> tuple[PlacedLayer, ...]:
    """Give every layer the notation in which its arrays have the names that the network gives them.

    Digits turn to commas in the whole network if an index needs two. A number of a layer is
    written where a letter stands for two arrays, or where the notation always writes it.
    """
    notation = resolve_notation(notation, network)
    return tuple(_Namer(network, notation).layers())


def resolve_notation(notation: Notation, network: NetworkSpec) -> Notation:
    """Give the notation with commas if digits would be ambiguous anywhere in a network."""
    return notation.resolved(_shapes(network))


def _shapes(network: NetworkSpec) -> Iterator[tuple[int, ...]]:
    for at in network.layers:
        yield from (argument.shape for argument in at.spec.arguments.values())


class _Naming(Enum):
    """What the output of a layer is called."""

    NEXT = auto()
    ACTIVATED = auto()
    FLATTENED = auto()
    UNCHANGED = auto()


def _naming(spec: LayerSpec, notation: Notation) -> _Naming:
    if spec.kind == "flatten":
        numbered = notation.index is IndexStyle.FLAT or len(spec.input_shape) == 1
        return _Naming.UNCHANGED if numbered else _Naming.FLATTENED
    return _Naming.ACTIVATED if spec.kind == "activation" else _Naming.NEXT


@dataclass(frozen=True)
class _Array:
    """An array between two layers: the letter it takes and the number of its layer."""

    role: Role
    number: int
    flattened: bool = False


class _Namer:
    """Numbers the layers of a network, and counts what each letter stands for."""

    def __init__(self, network: NetworkSpec, notation: Notation) -> None:
        self.network, self.notation = network, notation
        self.arrays = [_Array(Role.INPUT, 0)]
        for at in network.hidden:
            self.arrays.append(self._given_by(at.spec))
        different = set(self.arrays)
        self.counts = Counter(map(self._letter, different))
        for at in network.hidden:
            self.counts.update(map(notation.letter, at.spec.parameter_shapes))
        self.outputs = sum(array.role is Role.OUTPUT and not array.flattened for array in different)

    def _given_by(self, spec: LayerSpec) -> _Array:
        """Give what a layer makes of the last array."""
        last, naming = self.arrays[-1], _naming(spec, self.notation)
        if naming is _Naming.UNCHANGED:
            return last
        if naming is _Naming.NEXT:
            return _Array(Role.OUTPUT, last.number + 1)
        if naming is _Naming.FLATTENED and self._can_be_flattened(last):
            return replace(last, flattened=True)
        taken = last.role is Role.INPUT
        return _Array(Role.INPUT, last.number + taken)

    def _can_be_flattened(self, array: _Array) -> bool:
        """Tell whether the letter can carry an arrow, and stands for nothing else with it."""
        letter = vector_of(self.notation.letter(array.role))
        return letter is not None and letter not in map(self.notation.letter, Role)

    def layers(self) -> Iterator[PlacedLayer]:
        """Give every layer with its notation."""
        for place, at in enumerate(self.network.layers):
            before = self.arrays[place]
            if at == self.network.loss:
                places = {Role.INPUT: self._place(before), **self._loss_places()}
                yield PlacedLayer(at.name, at.spec, PlacedNotation.of(self.notation, places))
                continue
            after = self.arrays[place + 1]
            places = {Role.INPUT: self._place(before), Role.OUTPUT: self._place(after)}
            for role in at.spec.parameter_shapes:
                letter = self.notation.letter(role)
                places[role] = Place(letter, self._above(letter, after.number))
            notation = PlacedNotation.of(self.notation, places)
            yield PlacedLayer(at.name, at.spec, notation, before != after, after.number)

    def _loss_places(self) -> Mapping[Role, Place]:
        """Give the places of what only a loss has."""
        return {
            Role.OUTPUT: Place(self.notation.loss),
            Role.TARGET: Place(self.notation.target),
        }

    def _letter(self, array: _Array) -> str:
        predicted = array == self.arrays[-1] and len(set(self.arrays)) > 1
        if predicted and self._is_compared() and self.notation.prediction:
            return self.notation.prediction
        letter = self.notation.letter(array.role)
        return (array.flattened and vector_of(letter)) or letter

    def _is_compared(self) -> bool:
        """Tell whether a loss compares the last array with the target, not the softmax of it."""
        loss = self.network.loss
        return loss is not None and not loss.spec.takes_softmax

    def _above(self, letter: str, number: int) -> int | None:
        if letter == self.notation.prediction:
            return None
        always = self.notation.index is IndexStyle.LAYERS
        return number if always or self.counts[letter] > 1 else None

    def _place(self, array: _Array) -> Place:
        letter = self._letter(array)
        above = self._above(letter, array.number)
        return Place(letter, above, self._gradient(array, Entry(letter, superscript=above)))

    def _gradient(self, array: _Array, whole: Entry) -> Entry | None:
        """Give how the gradient is written: δ stands for ∂L/∂(output of a layer)."""
        own = array.role is Role.OUTPUT and not array.flattened
        if own and self.notation.upstream is Upstream.DELTA:
            always = self.notation.index is IndexStyle.LAYERS
            above = array.number if always or self.outputs > 1 else None
            return Entry(DELTA_LETTER, superscript=above)
        if array.number > 0 and self.notation.upstream is Upstream.DIFFERENTIAL:
            return Entry(differential_of(whole.letter), superscript=whole.superscript)
        return None

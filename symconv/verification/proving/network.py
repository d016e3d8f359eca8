"""Which arrays of which layers an equation speaks of, and how they follow from each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.errors import DerivationError
from symconv.formulas import Add, Apply, Equation, Formula, Name, Number, Partial, Sum, children
from symconv.verification.facts import Array
from symconv.verification.judging.linear import linear
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.placings import names_in
from symconv.verification.judging.worlds.makers import is_loss
from symconv.verification.judging.worlds.places import Letter, letter_of
from symconv.verification.judging.worlds.world import Family


class UnstatedError(DerivationError):
    """An equation cannot be stated in the calculus; the message says what of it cannot."""


@dataclass(frozen=True)
class Key:
    """An array of a layer; layers count from the one that the letter of layers stands for."""

    family: Family
    layer: int

    @property
    def is_map(self) -> bool:
        """Whether it is an input or an output, not a parameter."""
        return self.family in (Family.PRE, Family.POST)


@dataclass(frozen=True)
class Numbering:
    """How layers are numbered: the letter that counts them, None if numbers or nothing do."""

    reading: Reading
    letter: str | None

    def key(self, letter: Letter) -> Key:
        """Give which array a letter is; `UnstatedError` if its layer is not known."""
        family = letter.family
        if family is Family.POST and not self.reading.activated:
            family = Family.PRE
        return Key(family, self._layer(letter))

    def _layer(self, letter: Letter) -> int:
        reading, part = self.reading, letter.part
        if letter.layer is None or not reading.layered:
            return -1 if part in (Array.INPUT, Array.ACTIVATED) else 0
        shift = {Array.FILTER: reading.filter_shift, Array.BIAS: reading.bias_shift}
        return self.offset(letter.layer) + shift.get(part, 0)

    def offset(self, layer: Formula | int) -> int:
        """Give the layer that a superscript names."""
        found = linear(layer)
        wanted = {"": 0} if self.letter is None else {self.letter: 1}
        if found is None:
            raise UnstatedError(f"the layer {layer}")
        number = found.pop("", 0)
        if dict(found) != {name: value for name, value in wanted.items() if value}:
            raise UnstatedError(f"the layer {layer}")
        return int(number)


def numbering(equation: Equation, reading: Reading) -> Numbering:
    """Give how the layers of an equation are numbered."""
    layers = [letter.layer for letter in letters_of(equation, reading) if letter.layer is not None]
    names = {name for layer in layers for name in names_in(layer)}
    if not reading.layered:
        _require_idle(equation, reading)
        return Numbering(reading, None)
    if len(names) > 1:
        raise UnstatedError("layers counted by several letters")
    return Numbering(reading, next(iter(names), None))


def _require_idle(equation: Equation, reading: Reading) -> None:
    """Check that superscripts tell nothing: each letter has one, without letters in it."""
    seen: dict[str, object] = {}
    for letter in letters_of(equation, reading):
        if letter.layer is not None and names_in(letter.layer):
            raise UnstatedError(f"what stands above {letter.name}")
        if seen.setdefault(letter.name, letter.layer) != letter.layer:
            raise UnstatedError(f"what stands above {letter.name}")


def letters_of(formula: Formula, reading: Reading) -> list[Letter]:
    """Give every array that a formula reads, in the order in which they are written."""
    return list(_letters(formula, reading, frozenset()))


def _letters(formula: Formula, reading: Reading, bound: frozenset[str]) -> Iterator[Letter]:
    """Give arrays; a letter that a sum binds is an index, whatever it is elsewhere."""
    if isinstance(formula, Name) and formula.letter in bound:
        return
    letter = letter_of(formula, reading)
    if letter is not None:
        yield letter
        return
    if isinstance(formula, Sum):
        bound |= {limits.index.letter for limits in formula.ranges}
        yield from _letters(formula.body, reading, bound)
        return
    for part in children(formula):
        yield from _letters(part, reading, bound)


@dataclass(frozen=True)
class Network:
    """The maps from `lowest` to `highest`, each made of the one before by a convolution.

    `mentioned` are the arrays of the equation; `gradients` those by which it takes the loss's.
    """

    lowest: int
    highest: int
    activated: bool
    mentioned: frozenset[Key]
    gradients: frozenset[Key]

    @property
    def layers(self) -> range:
        """The convolutions, by the map that each makes."""
        return range(self.lowest + 1, self.highest + 1)

    @property
    def maps(self) -> range:
        """The maps."""
        return range(self.lowest, self.highest + 1)

    def has(self, key: Key) -> bool:
        """Tell whether an array is needed to state the equation."""
        if not key.is_map:
            return key.layer in self.layers
        if key.family is Family.PRE:
            return key.layer > self.lowest or key in self.mentioned or not self.activated
        if not self.activated:
            return False
        return key.layer < self.highest or key in self.mentioned

    @property
    def output(self) -> Key:
        """The array whose gradient is given from above."""
        after = Key(Family.POST, self.highest)
        return after if after in self.gradients else Key(Family.PRE, self.highest)


def network(equation: Equation, numbers: Numbering) -> Network:
    """Give the network that an equation speaks of."""
    reading = numbers.reading
    mentioned = {numbers.key(letter) for letter in letters_of(equation, reading)}
    activated = [numbers.key(letter) for letter in _activated(equation, reading)]
    mentioned |= {Key(Family.POST, key.layer) for key in activated}
    if not mentioned:
        raise UnstatedError("no array")
    gradients = {numbers.key(letter) for letter in _gradients(equation, reading)}
    low = [key.layer if key.is_map else key.layer - 1 for key in mentioned]
    high = [key.layer for key in mentioned]
    if max(high) - min(low) > 2:
        raise UnstatedError("more than two layers")
    return Network(
        min(low), max(high), reading.activated, frozenset(mentioned), frozenset(gradients)
    )


def _activated(formula: Formula, reading: Reading) -> Iterator[Letter]:
    """Give what activations are applied to."""
    if isinstance(formula, Apply) and reading.part(formula.function.rstrip("'")) is (
        Array.ACTIVATION
    ):
        for argument in formula.arguments:
            letter = letter_of(argument, reading)
            if letter is not None:
                yield letter
    for part in children(formula):
        yield from _activated(part, reading)


def _gradients(formula: Formula, reading: Reading) -> Iterator[Letter]:
    """Give the arrays by which the loss is differentiated."""
    letter = letter_of(formula, reading)
    if letter is not None:
        if letter.gradient:
            yield letter
        return
    if isinstance(formula, Partial) and is_loss(formula.of, reading):
        by = letter_of(formula.by, reading)
        if by is not None:
            yield by
        return
    for part in children(formula):
        yield from _gradients(part, reading)


def layer_above(numbers: Numbering, offset: int) -> Formula | int | None:
    """Give a layer as it is written above a letter: l, l - 1; None where none is."""
    if not numbers.reading.layered:
        return None
    if numbers.letter is None:
        return offset
    name = Name(numbers.letter)
    return name if offset == 0 else Add((name, Number(offset)))

"""The right side that the derivation gives for an entry of the document's example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from symconv.formulas import Entry, Formula, Partial
from symconv.formulas.written import Differential
from symconv.verification.facts import Array, FactKind
from symconv.verification.judging.document import Context
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import Letter, letter_of, placing, whole_number
from symconv.verification.judging.worlds.stacks import Extents, example
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.judging.worlds.world import Layer
from symconv.verification.mending.hand import Hand, hand_of
from symconv.verification.mending.known import Letters
from symconv.verification.mending.source import Source
from symconv.verification.verdicts import VerdictKind

_MAP_AXES = {1: "w", 2: "hw", 3: "dhw"}
_NEAR = 60
"""How many formulas are looked at for how a document writes."""
_ORDER = {Array.FILTER: "kc", Array.INPUT: "nc", Array.OUTPUT: "nc"}


@dataclass(frozen=True)
class Term:
    """A term of a derivation: the entries that it multiplies, by part, counted from 0."""

    output: tuple[int, ...]
    tap: tuple[int, ...]
    place: tuple[int, ...]


def right_terms(context: Context, known: Letters, line: int, text: str) -> tuple[str, ...] | None:
    """Give the terms that are right for the left side of a formula of the document's example.

    None where the left side is no entry of the example, or the document does not show how its
    terms are written. An entry whose derivative is zero has the one term "0".
    """
    source = Source(text, known.words)
    formulas = context.read(source.of(source.members[0]), line)
    if len(formulas.statements) != 1 or len(formulas.statements[0].members) != 1:
        return None
    left = formulas.statements[0].members[0].formula
    reading = context.understanding.worked
    layer = _layer(context, line)
    if layer is None:
        return None
    hand = hand_of((source, *_nearest(known, line, left)), known)
    try:
        return _written(_Derivation(layer, reading, known, hand, context), left)
    except (UnjudgedError, _UnshownError):
        return None


def _nearest(known: Letters, line: int, left: Formula) -> list[Source]:
    """Give the formulas of a document: those that hold the left side's letter, then the near."""
    by = left.by if isinstance(left, Partial) else left
    letter = getattr(by, "letter", "")
    order = sorted(known.texts, key=lambda pair: (letter not in pair[0], abs(pair[1] - line)))
    return [Source(text, known.words) for text, _ in order[:_NEAR]]


class _UnshownError(Exception):
    """The document does not show how something is written."""


def _layer(context: Context, line: int) -> Layer | None:
    setting = context.understanding.setting(line)
    if context.understanding.stated(line).any(FactKind.WINDOW):
        return None
    if setting.spec is None and setting.in_channels is None and setting.out_channels is None:
        extents = Extents()
    else:
        extents = Extents(
            (setting.in_channels or 1) > 1, (setting.out_channels or 1) > 1, batch=False
        )
    stack = example(setting, context.understanding.reading, extents, bias=False)
    return None if stack is None else stack[0]


def _written(derivation: _Derivation, left: Formula) -> tuple[str, ...] | None:
    """Give the terms for a left side."""
    reading = derivation.reading
    if isinstance(left, Differential):
        by = letter_of(left.of, reading)
        return None if by is None else derivation.gradient(by)
    if isinstance(left, Partial):
        by, of = letter_of(left.by, reading), letter_of(left.of, reading)
        if by is None:
            return None
        if of is None:
            is_loss = reading.part(getattr(left.of, "letter", "")) is Array.LOSS
            return derivation.gradient(by) if is_loss else None
        return derivation.local(of, by) if of.part is Array.OUTPUT else None
    if isinstance(left, Entry):
        found = letter_of(left, reading)
        if found is not None and found.part is Array.OUTPUT:
            return derivation.forward(found)
    return None


@dataclass(frozen=True)
class _Derivation:
    """The derivation of a layer, written in a document's hand."""

    layer: Layer
    reading: Reading
    known: Letters
    hand: Hand
    context: Context

    def gradient(self, by: Letter) -> tuple[str, ...] | None:
        at = self._entry(by)
        if by.part is Array.INPUT:
            terms = [t for t in self._all() if t.place == at]
            return self._products(terms, Array.FILTER) or ("0",)
        if by.part is Array.FILTER:
            terms = [t for t in self._all() if t.tap == at]
            return self._products(terms, Array.INPUT) or ("0",)
        if by.part is Array.BIAS:
            outputs = dict.fromkeys(t.output for t in self._all() if t.output[1:2] == at[:1])
            return tuple(self._gradient(output) for output in outputs)
        return None

    def local(self, of: Letter, by: Letter) -> tuple[str, ...] | None:
        output, at = self._entry(of), self._entry(by)
        terms = [t for t in self._all() if t.output == output]
        if by.part is Array.INPUT:
            found = [self._plain(Array.FILTER, t.tap) for t in terms if t.place == at]
        elif by.part is Array.FILTER:
            found = [self._plain(Array.INPUT, t.place) for t in terms if t.tap == at]
        else:
            return None
        return tuple(found) or ("0",)

    def forward(self, of: Letter) -> tuple[str, ...]:
        output = self._entry(of)
        between = self._between(False)
        found = []
        for term in self._all():
            if term.output == output:
                pair = [self._plain(Array.INPUT, term.place), self._plain(Array.FILTER, term.tap)]
                found.append(between.join(pair if self.hand.firsts[False] else reversed(pair)))
        bias = self.hand.letter(Array.BIAS, self.known)
        biased = of.name in self.context.understanding.biased
        return (*found, bias) if biased and bias is not None else tuple(found)

    def _all(self) -> Iterator[Term]:
        spec = self.layer.spec
        for k in range(spec.out_channels):
            for position in product(*map(range, spec.output_size)):
                for c in range(spec.filter_shape[1]):
                    for tap, place in self.layer.met(position):
                        channel = self.layer.channel(k, c)
                        yield Term((0, k, *position), (k, c, *tap), (0, channel, *place))

    def _products(self, terms: list[Term], part: Array) -> tuple[str, ...]:
        found = []
        for term in terms:
            entry = term.tap if part is Array.FILTER else term.place
            pair = [self._gradient(term.output), self._plain(part, entry)]
            pair = pair if self.hand.firsts.get(True, True) else pair[::-1]
            found.append(self._between(True).join(pair))
        return tuple(found)

    def _between(self, gradient: bool) -> str:
        between = self.hand.between.get(gradient)
        if between is None:
            raise _UnshownError
        return between

    def _gradient(self, index: tuple[int, ...]) -> str:
        for letter in self.hand.order:
            part = self.known.arrays.get(letter)
            if part in (Array.OUTPUT, Array.GRADIENT) and letter in self.hand.gradients:
                numbers = self._printed(letter, Array.OUTPUT, index)
                return self.hand.gradients[letter].filled(numbers)
        raise _UnshownError

    def _plain(self, part: Array, index: tuple[int, ...]) -> str:
        for letter in self.hand.order:
            if self.known.arrays.get(letter) is part and letter in self.hand.entries:
                return self.hand.entries[letter].filled(self._printed(letter, part, index))
        raise _UnshownError

    def _printed(self, letter: str, part: Array, index: tuple[int, ...]) -> tuple[int, ...]:
        """Give the numbers that are printed for an entry."""
        axes = self._axes(letter, part)
        base = self._base(part)
        if axes == "f":
            return (self._flat(part, index) + base,)
        order = _ORDER[part] + _MAP_AXES[self.reading.rank]
        return tuple(index[order.index(axis)] + base for axis in axes)

    def _base(self, part: Array) -> int:
        bases = self.reading.bases
        if bases.unmoved:
            raise _UnshownError
        return {Array.FILTER: bases.filter, Array.INPUT: bases.input}.get(part, bases.output)

    def _axes(self, letter: str, part: Array) -> str:
        counts = sorted(self.known.counts.get(letter, ()), reverse=True)
        for count in counts:
            if count:
                return placing(self.reading, part, count)
        raise _UnshownError

    def _extents(self, part: Array) -> tuple[int, ...]:
        spec = self.layer.spec
        sizes = {Array.FILTER: spec.filter_size, Array.INPUT: spec.input_size}
        return sizes.get(part, spec.output_size)

    def _flat(self, part: Array, index: tuple[int, ...]) -> int:
        number = 0
        extents = self._extents(part)
        for extent, place in zip(extents, index[-len(extents) :], strict=True):
            number = number * extent + place
        return number

    def _entry(self, letter: Letter) -> tuple[int, ...]:
        """Give the index in the layer of a printed entry."""
        numbers = [whole_number(index) for index in letter.indices]
        if any(number is None for number in numbers):
            raise UnjudgedError("an index that is no number")
        part = Array.OUTPUT if letter.part is Array.GRADIENT else letter.part
        printed = [n for n in numbers if n is not None]
        if part is Array.BIAS:
            return tuple(n - self.reading.bases.input for n in printed) or (0,)
        base = self._base(part)
        axes = placing(self.reading, part, len(printed))
        if axes == "f":
            extents, number, found = self._extents(part), printed[0] - base, []
            for extent in reversed(extents):
                number, place = divmod(number, extent)
                found.append(place)
            return (0, 0, *reversed(found))
        order = _ORDER[part] + _MAP_AXES[self.reading.rank]
        at = {axis: n - base for axis, n in zip(axes, printed, strict=True)}
        return tuple(at.get(axis, 0) for axis in order)


def deriving(
    context: Context, known: Letters, line: int
) -> Callable[[str], tuple[str, ...] | None]:
    """Give what gives the right terms for a formula at a line."""
    return lambda text: right_terms(context, known, line, text)


def correct(context: Context, known: Letters, line: int, text: str) -> str:
    """Give the whole right formula for the left side of a formula; "" where it is unknown."""
    terms = right_terms(context, known, line, text)
    if terms is None or len(context.read(text, line).statements) != 1:
        return ""
    source = Source(text, known.words)
    made = f"{source.of(source.members[0])} = {' + '.join(terms)}"
    said = context.judge(context.read(made, line))
    return made if said.kind in (VerdictKind.PROVED, VerdictKind.HOLDS) else ""

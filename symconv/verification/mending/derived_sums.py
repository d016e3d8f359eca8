"""The right side that the derivation gives for an entry with letters as indices: a sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symconv.formulas import Formula, Name, Partial
from symconv.reading.written import Span
from symconv.verification.facts import Array, FactKind
from symconv.verification.judging.document import Context
from symconv.verification.judging.worlds.makers import is_loss
from symconv.verification.judging.worlds.places import Letter, letter_of, placing
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.mending.known import Letters
from symconv.verification.mending.source import PARTIALS, Ratio, Source, Written

_SPATIAL = {1: "w", 2: "hw", 3: "dhw"}
_FRESH = "ijmnpqrstuvabgh"
_MADE = (Array.OUTPUT, Array.GRADIENT)


@dataclass(frozen=True)
class _Template:
    """How an array's entries are written: what stands around the indices, and between two."""

    before: str
    after: str
    between: str
    axes: str

    def filled(self, indices: dict[str, str]) -> str:
        """Write an entry: `indices` gives the index along each axis."""
        written = [indices[axis] for axis in self.axes]
        between = self.between if all(len(one) == 1 for one in written) else ","
        return self.before + between.join(written) + self.after


def summing(context: Context, known: Letters, line: int) -> Callable[[str], Iterator[str]]:
    """Give what gives the right sides for a formula at a line, the likeliest first."""

    def sums(text: str) -> Iterator[str]:
        try:
            yield from _sums(context, known, line, text)
        except UnjudgedError:
            return

    return sums


def _sums(context: Context, known: Letters, line: int, text: str) -> Iterator[str]:
    reading = context.understanding.reading
    source = Source(text, known.words)
    left = _left(context, line, source)
    if left is None or source.is_plain or reading.layered or reading.bases.is_mixed:
        return
    if reading.flip and not reading.bases.unmoved:
        return
    others = [Source(other, known.words) for other, _ in known.texts]
    templates = _Templates(context, known, (source, *others))
    wanted = {Array.FILTER: Array.INPUT, Array.INPUT: Array.FILTER}.get(left.part)
    above = list(templates.gradients())
    for gradient in above[:2]:
        if left.part is Array.BIAS:
            yield from _Sum(context, known, line, left, gradient, None, templates).written()
        elif wanted is not None:
            for other in list(templates.entries(wanted))[:2]:
                yield from _Sum(context, known, line, left, gradient, other, templates).written()


def _left(context: Context, line: int, source: Source) -> Letter | None:
    """Give the entry by which the left side differentiates the loss, with letters as indices."""
    statements = context.read(source.of(source.members[0]), line).statements
    if len(statements) != 1 or len(statements[0].members) != 1:
        return None
    formula: Formula = statements[0].members[0].formula
    reading = context.understanding.reading
    if not isinstance(formula, Partial) or not is_loss(formula.of, reading):
        return None
    found = letter_of(formula.by, reading)
    if found is None or not all(isinstance(index, Name) for index in found.indices):
        return None
    return found if found.indices or found.part is Array.BIAS else None


@dataclass(frozen=True)
class _Templates:
    """Finds how a document writes entries with letters as indices."""

    context: Context
    known: Letters
    sources: tuple[Source, ...]

    def entries(self, part: Array) -> Iterator[_Template]:
        """Give how entries of a part are written, a formula's own way first."""
        for source in self.sources:
            for entry in source.arrays:
                if self.known.arrays.get(entry.letter.text) is part:
                    yield from self._template(source, entry, entry.span, part)

    def gradients(self) -> Iterator[_Template]:
        """Give how entries of the gradient from above are written."""
        for source in self.sources:
            for ratio in source.ratios:
                entry = _differentiated(source, ratio, self.known)
                if entry is not None and self.known.arrays.get(entry.letter.text) in _MADE:
                    yield from self._template(source, entry, ratio.span, Array.OUTPUT)
        yield from self.entries(Array.GRADIENT)
        yield from self._as_on_the_left()

    def _as_on_the_left(self) -> Iterator[_Template]:
        """Give a gradient written as that on the left side, with the output's entry in it."""
        source = self.sources[0]
        ratio = next((r for r in source.ratios if r.span == source.members[0]), None)
        outputs = next(self.entries(Array.OUTPUT), None)
        entry = None if ratio is None else _differentiated(source, ratio, self.known)
        if ratio is not None and outputs is not None and entry is not None:
            before = source.text[ratio.span.start : entry.span.start] + outputs.before
            after = outputs.after + source.text[entry.span.stop : ratio.span.stop]
            yield _Template(before, after, outputs.between, outputs.axes)

    def _template(
        self, source: Source, entry: Written, whole: Span, part: Array
    ) -> Iterator[_Template]:
        span = entry.indices
        if span is None:
            return
        items = source.items(span)
        if not items or any(source.of(item).isdecimal() for item in items):
            return
        between = source.text[items[0].stop : items[1].start] if len(items) > 1 else ","
        before, after = source.text[whole.start : span.start], source.text[span.stop : whole.stop]
        if before.endswith("_"):
            before, after = before + "{", "}" + after
        axes = placing(self.context.understanding.reading, part, len(items))
        if axes != "f":
            yield _Template(before, after, between, axes)


def _differentiated(source: Source, ratio: Ratio, known: Letters) -> Written | None:
    """Give the entry by which a fraction differentiates the loss."""
    sides = [source.within(ratio.top), source.within(ratio.bottom)]
    if not all(side and side[0].text in PARTIALS for side in sides):
        return None
    inside = [e for e in source.arrays if ratio.span.start <= e.span.start < ratio.span.stop]
    losses = [e for e in inside if known.arrays.get(e.letter.text) is Array.LOSS]
    return inside[-1] if len(inside) == 2 and losses == inside[:1] else None


@dataclass(frozen=True)
class _Sum:
    """A gradient as a sum of products of the gradient from above and the other array."""

    context: Context
    known: Letters
    line: int
    left: Letter
    gradient: _Template
    other: _Template | None
    templates: _Templates

    def written(self) -> Iterator[str]:
        reading = self.context.understanding.reading
        spatial = _SPATIAL[reading.rank]
        own = dict(zip(self._axes(), self._names(), strict=True))
        free = self._fresh()
        outputs: dict[str, str] = {}
        for axis in self.gradient.axes:
            kept = own.get("k" if self.left.part in (Array.FILTER, Array.BIAS) else "?")
            outputs[axis] = kept if axis == "c" and kept else next(free)
        summed = [name for name in outputs.values() if name not in own.values()]
        product = self.gradient.filled(outputs)
        if self.other is not None:
            indices = self._indices(own, outputs, spatial)
            if not set(self.other.axes) <= indices.keys():
                return
            product = f"{product} {self.other.filled(indices)}"
        yield rf"\sum_{{{','.join(summed)}}} {product}"
        yield "".join(rf"\sum_{{{name}}}" for name in summed) + product

    def _axes(self) -> str:
        axes = placing(self.context.understanding.reading, self.left.part, len(self.left.indices))
        if axes == "f":
            raise UnjudgedError("a flat number")
        return axes

    def _names(self) -> list[str]:
        return [index.letter for index in self.left.indices if isinstance(index, Name)]

    def _fresh(self) -> Iterator[str]:
        taken = {*self._names(), *self.known.sizes, *self.known.strides, *self.known.arrays}
        usual = [name for name in self.known.indices if name not in taken and len(name) == 1]
        yield from dict.fromkeys((*usual, *(name for name in _FRESH if name not in taken)))

    def _indices(
        self, own: dict[str, str], outputs: dict[str, str], spatial: str
    ) -> dict[str, str]:
        """Give the other array's indices: where its entry meets the left side's and the output."""
        found = {"n": own.get("n", outputs.get("n", "")), "c": own.get("c", "")}
        found["k"] = outputs.get("c", "")
        for axis in spatial:
            if axis not in own or axis not in outputs:
                continue
            if self.left.part is Array.FILTER:
                found[axis] = self._place(outputs[axis], own[axis])
            else:
                found[axis] = self._tap(own[axis], outputs[axis])
        return {axis: index for axis, index in found.items() if index}

    def _place(self, output: str, tap: str) -> str:
        """Give the place in the input that a tap meets for an output."""
        base = self.context.understanding.reading.bases.input
        start, moved = self._start(output, base)
        if self.context.understanding.reading.flip:
            return f"{start}-{tap}"
        return f"{start}+{tap}{_signed(-moved)}{self._padding(-1)}"

    def _tap(self, place: str, output: str) -> str:
        """Give the tap that meets a place of the input for an output."""
        base = self.context.understanding.reading.bases.input
        start, moved = self._start(output, base)
        if self.context.understanding.reading.flip:
            return f"{output}-{place}"
        return f"{place}-{start}{_signed(moved)}{self._padding(1)}"

    def _start(self, output: str, base: int) -> tuple[str, int]:
        """Give where a window begins, and by how much the base moves what is added to it."""
        stride = next(iter(self.known.strides), "")
        if not stride:
            return output, base
        inner = f"({output}-{base})" if base else output
        return f"{stride}{inner}" if inner.startswith("(") else f"{stride} {output}", 0

    def _padding(self, sign: int) -> str:
        value = self.context.understanding.stated(self.line).last(FactKind.PADDING)
        if value in (None, "0"):
            return ""
        return f"{'+' if sign > 0 else '-'}{value}"


def _signed(number: int) -> str:
    return "" if not number else f"{number:+d}"


__all__ = ["summing"]

"""The shapes in which somebody's function takes and gives arrays: layouts, and forms of a bias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.verification.code.layouts import Layout, axes_of, read_layout
from symconv.verification.code.roles import FunctionRole, shape_of
from symconv.verification.code.running.outcome import Array
from symconv.verification.code.running.plan import Plan, Word


@dataclass(frozen=True)
class Forms:
    """How arrays are handed over and taken back.

    Attributes
    ----------
    input, output, filter : orders of axes; the filter's is None for a layer without
    bias : the shape of a bias, -1 for its entries
    """

    spec: LayerSpec
    input: Layout
    output: Layout
    filter: Layout | None
    bias: tuple[int, ...] = (-1,)

    @property
    def has_batch(self) -> bool:
        """Whether theirs has a batch axis."""
        return "N" in self.input.letters

    def theirs(self, word: str, array: Array) -> Array:
        """Give one of our arrays, by its word, as theirs has it."""
        return array.reshape(self.bias) if word == Word.B else self.layout_of(word).theirs(array)

    def layout_of(self, word: str) -> Layout:
        """Give the order of axes of an array, by its word."""
        if word in (Word.F, Word.W) and self.filter is not None:
            return self.filter
        return self.output if word == Word.GRAD_O else self.input

    def ours(self, part: FunctionRole, array: Array) -> Array | None:
        """Give a result of theirs in our order of axes, or None if it has other axes."""
        if part is FunctionRole.GRAD_BIAS:
            return array.reshape(-1) if array.size == max(array.shape, default=1) else None
        return self._layout(part).ours(array)

    def shape(self, part: FunctionRole, batch: int) -> tuple[int, ...]:
        """Give the shape that a result has in theirs."""
        ours = shape_of(part, self.spec, batch)
        return ours if part is FunctionRole.GRAD_BIAS else self._layout(part).shape(ours)

    def _layout(self, part: FunctionRole) -> Layout:
        if part is FunctionRole.FORWARD:
            return self.output
        if part is FunctionRole.GRAD_INPUT or self.filter is None:
            return self.input
        return self.filter

    def variants(self, plan: Plan) -> Iterator[Forms]:
        """Give the forms that might be meant, the likeliest first."""
        biases = self._biases() if Word.B in plan.words else [self.bias]
        for dropped in self._without_channel():
            for bias in biases:
                yield replace(self, input=dropped, bias=bias)

    def _biases(self) -> list[tuple[int, ...]]:
        letters = self.output.letters
        channel = letters.find("C")
        along = tuple(-1 if place == channel else 1 for place in range(len(letters)))
        shapes = [(-1,), (-1, 1), along, (1, -1)]
        if letters == "CN":
            shapes.insert(0, (-1, 1))
        return list(dict.fromkeys(shapes))

    def _without_channel(self) -> list[Layout]:
        """Give the order of the input's axes, and that without the axis of one channel."""
        layouts = [self.input]
        if "C" in self.input.letters and self.spec.input_shape[0] == 1 and len(self.input.own) > 2:
            layouts.append(Layout(self.input.letters.replace("C", ""), self.input.own))
        return layouts

    def words(self) -> str:
        """Say which orders of axes were taken."""
        told = f"layout {self.input.letters}"
        if self.output.letters != self.input.letters:
            told += f", of the output {self.output.letters}"
        return told + (f", filter {self.filter.letters}" if self.filter is not None else "")


def read_forms(spec: LayerSpec, layout: str | None, filter_layout: str | None) -> Forms:
    """Read orders of axes; raises `LayoutError` naming the option."""
    own_input = "N" + axes_of(spec.input_shape)
    own_output = "N" + axes_of(spec.output_shape) if spec.output_shape else "N"
    given = read_layout("layout", layout or own_input, own_input, (1, *spec.input_shape))
    return Forms(
        spec,
        given,
        _output_layout(given, own_output, spec),
        _filter_layout(spec, given, filter_layout),
    )


def _output_layout(given: Layout, own: str, spec: LayerSpec) -> Layout:
    """Give the output's order: the input's, as far as it has the axes, with channels if many."""
    letters = "".join(letter for letter in given.letters if letter in own)
    if "C" in own and "C" not in letters and spec.output_shape[0] != 1:
        letters += "C"
    return Layout(letters, own)


def _filter_layout(spec: LayerSpec, given: Layout, letters: str | None) -> Layout | None:
    role = next((r for r in (Role.FILTER, Role.WEIGHT) if r in spec.parameter_shapes), None)
    if role is None:
        return None
    shape = spec.parameter_shapes[role]
    channels = "IO" if spec.kind == "conv_transpose" else "OI"
    own = channels + "DHW"[5 - len(shape) :]
    if letters is None and "C" not in given.letters and "C" in given.own and len(shape) > 2:
        extents = zip(own, shape, strict=True)
        letters = "".join(letter for letter, n in extents if n != 1 or letter not in channels)
    return read_layout("filter_layout", letters or own, own, shape)


def as_inputs(forms: Forms, plan: Plan, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Give the arrays that a plan asks for, as theirs has them."""
    wanted = plan.words | _of_objects(plan)
    return {
        word.value: np.ascontiguousarray(forms.theirs(word.value, arrays[word.value]))
        for word in sorted(wanted)
        if word.value in arrays
    }


def _of_objects(plan: Plan) -> frozenset[Word]:
    """Give the weights that an object is given besides."""
    return frozenset({Word.F, Word.W, Word.B} if plan.is_method else ())

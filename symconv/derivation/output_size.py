"""How large an output is, axis by axis: in words, in numbers, and its value."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.derivation.step import Step, StepKind
from symconv.documents import Text
from symconv.formulas import ONE, Add, Equation, Floor, Formula, Name, Number, Product, Quotient
from symconv.specs import ConvSpec
from symconv.specs.pool_axis import WindowAxis

_AXIS_NAMES = {1: ("Width",), 2: ("Height", "Width"), 3: ("Depth", "Height", "Width")}

_PADDING, LEFT_OUT = Name("Padding"), Name("Left_out")
_BEFORE, _AFTER = Name("Padding_before"), Name("Padding_after")


def size_equations(window: str, axes: Sequence[WindowAxis]) -> tuple[Equation, ...]:
    """Give the output's size along each axis; `window` is what windows are called."""
    names = _AXIS_NAMES[len(axes)]
    return tuple(_size_equation(name, window, axis) for name, axis in zip(names, axes, strict=True))


def conv_size_step(spec: ConvSpec) -> Step:
    """Give the size of a convolution's output: how many positions its filter has.

    >>> from symconv.specs import ConvSpec
    >>> print(conv_size_step(ConvSpec(5, 3, stride=2)).equations[0])
    Width_out = ⌊(Width − Filter_Width)/Stride⌋ + 1 = ⌊(5 − 3)/2⌋ + 1 = 2
    """
    axes = [
        WindowAxis(size, taps, stride, dilation, pads, ceil_mode=False)
        for size, taps, stride, dilation, pads in zip(
            spec.input_size, spec.filter_size, spec.stride, spec.dilation, spec.pads, strict=True
        )
    ]
    note: Text = ("How many positions the filter has along each axis.", *padding_note(spec.pads))
    equations = size_equations("Filter", axes)
    return Step(StepKind.DEFINITION, None, ("Output size",), note, equations)


def padding_note(pads: Sequence[tuple[int, int]]) -> Text:
    """Say what the names of pads stand for."""
    equal = any(before == after > 0 for before, after in pads)
    unequal = any(before != after for before, after in pads)
    note: Text = (" ", _PADDING, " entries are added on each side of it.") if equal else ()
    if unequal:
        where = " Where both sides differ, they are " if equal else " The entries added to it are "
        note += (where, _BEFORE, " before and ", _AFTER, " after it.")
    return note


def _size_equation(name: str, window: str, axis: WindowAxis) -> Equation:
    """Give (size - window) / stride + 1, rounded, in words, in numbers and its value."""
    size, pool, stride = Name(name), Name(f"{window}_{name}"), Name("Stride")
    before, after = axis.pads
    in_words: list[Formula] = [size]
    in_numbers: list[Formula] = [Number(axis.size)]
    if before != after:
        in_words += [_BEFORE, _AFTER]
        in_numbers += [Number(before), Number(after)]
    elif before:
        in_words.append(Product((Number(2), _PADDING)))
        in_numbers.append(Number(2 * before))
    extent: Formula = pool
    if axis.dilation > 1:
        spread = Product((Name("Dilation"), Add((pool, Number(-1)))))
        extent = Add((spread, ONE))
    in_words.append(Product((Number(-1), extent)))
    in_numbers.append(Number(-axis.extent))
    if axis.ceil_mode:
        in_words += [stride, Number(-1)]
        in_numbers += [Number(axis.stride), Number(-1)]
    words, numbers = _rounded(in_words, stride), _rounded(in_numbers, Number(axis.stride))
    if axis.left_out:
        words.append(Product((Number(-1), LEFT_OUT)))
        numbers.append(Number(-axis.left_out))
    value = Equation(Add(tuple(numbers)), Number(axis.windows))
    return Equation(Name(f"{name}_out"), Equation(Add(tuple(words)), value))


def _rounded(terms: list[Formula], stride: Formula) -> list[Formula]:
    """Give the terms over the stride, rounded down, and one."""
    return [Floor(Quotient(Add(tuple(terms)), stride)), ONE]

"""Pools of any size: the average from its sum, the maximum as an indicator sum.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symconv.calculus.arrays import (
    Attained,
    Declaration,
    Defined,
    Extended,
    Given,
    Whole,
)
from symconv.calculus.polynomials import ONE_INDEX, read_index
from symconv.calculus.rule import Application, IndexDerivation, Words
from symconv.calculus.rules import DifferentiateMaximum, Dilate, PullOut
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import (
    DIFFERENTIATING,
    SIMPLIFYING,
    derive_gradient,
    exhaust,
)
from symconv.formulas import (
    ONE,
    Condition,
    Entry,
    Equation,
    Formula,
    Index,
    Maximum,
    Name,
    Partial,
    Product,
    Quotient,
    Relation,
    Sum,
    Within,
    walk_paths,
)
from symconv.notation import Notation
from symconv.theorems.build import build_windows
from symconv.theorems.conv_theorem import (
    describe_sizes,
    describe_windows,
    window_sizes,
)
from symconv.theorems.letters import (
    array_letters,
    index_letters,
    letters_of_sizes,
    with_places_apart,
)
from symconv.theorems.sizes import Windows, at_least
from symconv.theorems.theorem import Part, Theorem
from symconv.theorems.words import BRACKET, describe_array, describe_domain

_MAXIMUM = "A window takes its maximum over entries of the input alone; every window has one."
_AVERAGE = "Entries of padding count as zeros, and their share of the gradient is lost."


class _Pool:
    """The arrays of a pool: each channel by itself, windows of an input of any size."""

    def __init__(self, notation: Notation, rank: int, windows: Windows) -> None:
        self.notation, self.rank, self.windows = notation, rank, windows
        taken = array_letters(notation) | letters_of_sizes(windows.sizes)
        self.channels = Name(next(letter for letter in "CKPQADGJXYZ" if letter not in taken))
        taken |= {self.channels.letter}
        self.letters = with_places_apart(index_letters(notation, rank), taken)
        self.channel = self.letters.channel

    @property
    def input(self) -> Entry:
        return Entry(self.notation.input)

    @property
    def padded(self) -> Entry:
        return Entry(rf"\bar{{{self.notation.input}}}")

    @property
    def output(self) -> Entry:
        return Entry(self.notation.output)

    @property
    def gradient(self) -> Partial:
        return Partial(Name(self.notation.loss), self.output)

    def entry(self, whole: Entry, places: tuple[Index, ...]) -> Entry:
        return Entry(whole.letter, (self.channel, *places))

    def places(self) -> tuple[Formula, ...]:
        windows = self.windows
        return tuple(
            windows.writer.write(windows.place(axis, index, read_index(tap)))
            for axis, (index, tap) in enumerate(
                zip(self.letters.output, self.letters.tap, strict=True)
            )
        )

    def setting(self, right: Formula, more: dict[Whole, Declaration]) -> Setting:
        windows = self.windows
        channels = windows.axis(self.channels)
        axes = (channels, *map(windows.axis, windows.input_size))
        outputs = (channels, *map(windows.axis, windows.output_size))
        left = self.entry(self.output, self.letters.output)
        arrays: dict[Whole, Declaration] = {
            self.input: Given(axes),
            self.padded: Extended(self.input, axes, len(axes)),
            self.output: Defined(outputs, Equation(left, right)),
            **more,
        }
        limits = zip((self.channel, *self.letters.input), axes, strict=True)
        return Setting(
            arrays,
            (*windows.hypotheses, at_least(self.channels, ONE)),
            tuple(Within(axis.lower, name, axis.upper) for name, axis in limits),
            Name(self.notation.loss),
            self.output,
            scales=windows.scales,
            sizes=windows.sizes | {self.channels},
            derived=windows.derived,
        )

    @property
    def position_letters(self) -> tuple[str, ...]:
        """Letters for the places in a window, one per axis."""
        sizes = letters_of_sizes((*self.windows.sizes, self.channels))
        used = array_letters(self.notation) | sizes
        return tuple([letter for letter in "UVWPQRSTXYZ" if letter not in used][: self.rank])

    def own(self) -> Entry:
        return self.entry(self.input, self.letters.input)

    def given(self, setting: Setting, definition: Equation, note: str) -> Iterator[Words]:
        rows = [("channels", (self.channels,)), *window_sizes(self.windows)]
        yield (*describe_sizes(rows), f". Indices count from {self.windows.base}.")
        yield from describe_windows(self.windows, setting.hypotheses)
        yield ("The output is", definition)
        yield (note,)
        for whole, declared in setting.arrays.items():
            described = describe_array(whole, declared)
            if described is not None and _mentions(definition, whole, declared):
                yield described
        yield BRACKET


def _mentions(definition: Equation, whole: Whole, declared: Declaration) -> bool:
    if isinstance(declared, Attained):
        return True
    letters = {part.letter for _, part in walk_paths(definition) if isinstance(part, Entry)}
    return isinstance(whole, Entry) and whole.letter in letters


def max_pool_theorem(notation: Notation, rank: int = 2) -> Theorem:
    """Derive where max pooling sends the gradient: to the first largest entry of each window.

    [chapter] eq. 20 to 22. A window only looks at entries of the input, never at padding; pads are
    less than the window, so that every window has one.
    """
    pool = _Pool(notation, rank, build_windows(rank, notation, dilation=1))
    windows, letters = pool.windows, pool.letters
    places = pool.places()
    ranges = tuple(map(windows.range, letters.tap, windows.filter_size))
    inside = tuple(map(windows.within, places, windows.input_size))
    right = Maximum(pool.entry(pool.input, places), ranges, inside)
    definition = Equation(pool.entry(pool.output, letters.output), right)
    outputs = (windows.axis(pool.channels), *map(windows.axis, windows.output_size))
    where = [Entry(letter) for letter in pool.position_letters]
    positions: dict[Whole, Declaration] = {
        whole: Attained(outputs, definition, number) for number, whole in enumerate(where)
    }
    setting = pool.setting(right, positions)
    setting = replace(setting, hypotheses=(*setting.hypotheses, *_windows_meet_input(windows)))
    derivation = _derive_maximum(pool, setting, where)
    part = Part(
        ("Derivation",), derivation, tuple(pool.given(setting, definition, _MAXIMUM)),
        (("Each window sends its gradient to one entry, the first of its largest ones; all "
          "others get nothing from it.",),),
        cases=4, largest=3,
    )  # fmt: skip
    return Theorem(
        "max-pool-routing",
        "Max pooling sends the gradient of a window to its first largest entry",
        (*describe_domain(setting.domain), ":"),
        (part,),
        notation,
        source="[chapter] 'Back propagation in Max Pooling'",
    )


def _windows_meet_input(windows: Windows) -> Iterator[Condition]:
    """Give the conditions that no window lies in padding alone: pads are less than the window."""
    for size, *pads in zip(windows.filter_size, windows.before, windows.after, strict=True):
        reach = windows.writer.write(read_index(size) - ONE_INDEX)
        for pad in pads:
            yield Condition(pad, Relation.AT_MOST, reach)


def _derive_maximum(pool: _Pool, setting: Setting, where: list[Entry]) -> IndexDerivation:
    """Derive the gradient; a maximum is differentiated at the places where it is attained."""
    derivation = derive_gradient(setting, pool.own())
    path = next(
        path
        for path, part in walk_paths(derivation.equation.right)
        if isinstance(part, Partial) and isinstance(part.of, Maximum)
    )
    outputs = _window_of(derivation)
    rule = DifferentiateMaximum(tuple(Entry(w.letter, outputs) for w in where))
    derivation = derivation.then(Application(rule, path))
    return exhaust(derivation, (*DIFFERENTIATING, *SIMPLIFYING))


def _window_of(derivation: IndexDerivation) -> tuple[Index, ...]:
    """Give the indices of the output entries that the gradient is summed over."""
    total = derivation.equation.right
    if not isinstance(total, Sum):
        raise TypeError("the gradient is no sum over the output")
    gradient = next(
        part
        for _, part in walk_paths(total)
        if isinstance(part, Partial) and part.of == derivation.setting.loss
    )
    assert isinstance(gradient.by, Entry)
    return gradient.by.indices


def average_pool_theorem(notation: Notation, rank: int = 2) -> Theorem:
    """Derive what average pooling sends to an entry: the windows' gradients over their size.

    Entries of padding count as zeros (count_include_pad); ONNX, AveragePool.
    """
    pool = _Pool(notation, rank, build_windows(rank, notation))
    windows, letters = pool.windows, pool.letters
    ranges = tuple(map(windows.range, letters.tap, windows.filter_size))
    sizes = windows.filter_size
    share = Quotient(ONE, sizes[0] if len(sizes) == 1 else Product(sizes))
    total = Sum(pool.entry(pool.padded, pool.places()), ranges)
    right = Product((share, total))
    setting = pool.setting(right, {})
    definition = Equation(pool.entry(pool.output, letters.output), right)
    derivation = derive_gradient(setting, pool.own())
    rule = Dilate(pool.gradient, Entry(r"\hat{G}"), windows.stride)
    derivation = derivation.then(Application(rule)).then(Application(PullOut()))
    part = Part(
        ("Derivation",),
        derivation,
        tuple(pool.given(setting, definition, _AVERAGE)),
        cases=4,
        largest=3,
    )
    return Theorem(
        "average-pool-gradient",
        "Average pooling spreads the gradient of a window evenly over its entries",
        (*describe_domain(setting.domain), ":"),
        (part,),
        notation,
        source="[slides] 'Pooling', mean",
    )

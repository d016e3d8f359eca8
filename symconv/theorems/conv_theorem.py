"""The theorem about one operation of a convolution of any size, with its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symconv.calculus.polynomials import ONE_INDEX, read_index
from symconv.calculus.rule import IndexDerivation, Words
from symconv.calculus.setting import Setting
from symconv.formulas import (
    ONE,
    Add,
    Condition,
    Entry,
    Equation,
    Formula,
    Name,
    Partial,
    Restriction,
)
from symconv.roles import Role
from symconv.specs import ConvSpec, PaddingMode
from symconv.theorems.convolution import GeneralConv
from symconv.theorems.correlations import read_correlation
from symconv.theorems.gradients import Operation, derive_operation, output_setting
from symconv.theorems.instantiate import ROLES, instantiate
from symconv.theorems.sizes import Windows
from symconv.theorems.theorem import Part, Theorem
from symconv.theorems.words import (
    BRACKET,
    assumptions,
    describe_array,
    describe_domain,
    describe_reading,
)

_TITLES = {
    Operation.FORWARD: "The output of a convolution layer, for any size",
    Operation.GRAD_FILTER: "The gradient of a convolution's filter, for any size",
    Operation.GRAD_INPUT: "The gradient of a convolution's input, for any size",
    Operation.GRAD_BIAS: "The gradient of a convolution's bias, for any size",
}


@dataclass(frozen=True, repr=False, kw_only=True)
class GeneralDerivation(Theorem):
    """One operation of a convolution of any size, which can be instantiated for a layer."""

    conv: GeneralConv
    operation: Operation

    @cached_property
    def proved(self) -> bool:
        """Whether every line follows, from the operation's own first line in the layer's setting.

        So what is instantiated for a layer is what was proved of it.
        """
        derivation = self.derivation if self.parts else None
        return (
            derivation is not None
            and (derivation.left, derivation.setting) == _beginning(self.conv, self.operation)
            and super().proved
        )

    def instantiate(self, spec: ConvSpec) -> Any:
        """Give the result for one layer, from the last line, as a SymPy array of expressions.

        The symbols and the shape are those of `symconv.derive(spec)`.

        Raises
        ------
        SpecError
            If the layer is none of those that are described.
        """
        import sympy

        from symconv.derivation import derive

        layer = derive(spec)
        arrays = {
            Role.INPUT: layer.input, Role.FILTER: layer.filter, Role.BIAS: layer.bias,
            Role.OUTPUT: layer.output_gradient,
        }  # fmt: skip

        def variable(role: Role, index: tuple[int, ...]) -> Any:
            return arrays[role][index]

        entries = instantiate(self.conv, self.operation, spec, variable)
        role = ROLES[self.operation]
        shape = arrays[role].shape
        return sympy.ImmutableDenseNDimArray(list(entries.values()), shape)


def _beginning(conv: GeneralConv, operation: Operation) -> tuple[Formula, Setting]:
    """Give what is derived of an entry, and the setting in which it is."""
    role, loss = ROLES[operation], Name(conv.notation.loss)
    if operation is Operation.FORWARD:
        return conv.own_entry(role), output_setting(conv)
    return Partial(loss, conv.own_entry(role)), conv.setting(role)


def derive_general_conv(conv: GeneralConv, operation: Operation) -> GeneralDerivation:
    """Derive one operation of a convolution of any size, as a theorem."""
    derivation = derive_operation(conv, operation)
    subject = subject_of(conv, operation)
    reading = describe_reading(read_correlation(derivation, conv.rank), subject)
    part = Part(
        ("Derivation",),
        derivation,
        tuple(given(conv, operation)),
        () if reading is None else (reading, *_remainder(conv, operation)),
        cases=12 if conv.rank < 2 else 4,
        largest=4 if conv.rank < 2 else 3,
    )
    return GeneralDerivation(
        name=f"conv-{operation.value}",
        title=_TITLES[operation],
        claim=_claim(derivation),
        parts=(part,),
        notation=conv.notation,
        conv=conv,
        operation=operation,
    )


def _remainder(conv: GeneralConv, operation: Operation) -> Iterator[Words]:
    """Say what the padding after the gradient from above is in terms of what is left over.

    r = (n + p + q - e) mod s entries of the padded input come after the last window.
    """
    windows = conv.windows
    if operation is not Operation.GRAD_INPUT or conv.padding_mode is not PaddingMode.ZEROS:
        return
    for axis, (letter, _) in enumerate(windows.derived):
        stride = read_index(windows.stride[axis])
        left_over = windows.room(axis) - stride * (read_index(letter) - ONE_INDEX)
        own = windows.extent(axis) - ONE_INDEX - read_index(windows.after[axis])
        rest = Name("r") if conv.rank == 1 else Entry("r", (axis + 1,))
        yield (
            "The padding of the gradient from above after its last entry is ",
            Add((windows.writer.write(own), rest)),
            f"{_on_axis(conv, axis)}, where ",
            Equation(rest, windows.writer.write(left_over)),
            " is the number of rows of the padded input after the last window.",
        )  # fmt: skip


def _on_axis(conv: GeneralConv, axis: int) -> str:
    return "" if conv.rank == 1 else f" on axis {axis + 1}"


def subject_of(conv: GeneralConv, operation: Operation) -> Formula:
    """Give what is derived, as a whole array: O, or ∂L/∂F."""
    whole = conv.whole(ROLES[operation])
    return whole if operation is Operation.FORWARD else Partial(Name(conv.notation.loss), whole)


def _claim(derivation: IndexDerivation) -> Words:
    domain = describe_domain(derivation.setting.domain)
    return (*domain, ":") if domain else ("For every size:",)


def given(conv: GeneralConv, operation: Operation) -> Iterator[Words]:
    """Say what the letters mean, what is assumed, and how the output is defined."""
    yield tuple(_sizes(conv))
    yield from describe_windows(conv.windows, conv.hypotheses)
    for whole, declared in conv.setting().arrays.items():
        described = describe_array(whole, declared)
        if described is not None:
            yield described
    if operation is Operation.FORWARD:
        if conv.flip_filter:
            yield ("The filter is flipped: this is a true convolution.",)
        return
    limits = describe_domain(conv.domain(Role.OUTPUT))
    within = (", for ", *limits[1:], ",") if limits else ()
    yield ("The output", *within, " is", conv.definition)
    loss = Name(conv.notation.loss)
    yield (loss, " is a number that depends on the layer only through its output; ",
           conv.gradient, " is known, from what comes after the layer.")  # fmt: skip
    yield BRACKET


def describe_windows(windows: Windows, hypotheses: tuple[Restriction, ...]) -> Iterator[Words]:
    """Say what size the output has, and what is assumed of the sizes."""
    for letter, formula in windows.derived:
        yield ("The output has size ", Equation(letter, formula), ".")
    derived = frozenset(letter for letter, _ in windows.derived)
    assumed = assumptions(_independent(hypotheses, derived), derived)
    if assumed:
        yield ("Assumed: ", *assumed, ".")


def _independent(
    hypotheses: tuple[Restriction, ...], derived: frozenset[Formula]
) -> Iterator[Restriction]:
    """Give the hypotheses but those that say what the output's size is."""
    for condition in hypotheses:
        sides = condition.right if isinstance(condition, Condition) else condition
        if not read_index(sides).letters & derived:
            yield condition


def _sizes(conv: GeneralConv) -> Iterator[str | Formula]:
    grouped = " in each group" if conv.groups != ONE else ""
    rows: list[tuple[str, tuple[Formula, ...]]] = [
        ("groups", (conv.groups,)),
        (f"channels{grouped}", (conv.in_channels,)),
        (f"filters{grouped}", (conv.out_channels,)),
        *window_sizes(conv.windows),
    ]
    yield from describe_sizes([row for row in rows if row != ("groups", (ONE,))])
    yield f". Indices count from {conv.windows.base}."


def window_sizes(windows: Windows) -> list[tuple[str, tuple[Formula, ...]]]:
    """Give the sizes of windows with their names; what changes nothing is left out."""
    rows = [
        ("input size", windows.input_size),
        ("filter size", windows.filter_size),
        ("stride", windows.stride),
        ("dilation", windows.dilation),
        ("entries of padding before", windows.before),
        ("entries of padding after", windows.after),
    ]
    if windows.before == windows.after:
        rows[-2:] = [("entries of padding on either side", windows.before)]
    return [row for row in rows if row[1]]


def describe_sizes(rows: list[tuple[str, tuple[Formula, ...]]]) -> Iterator[str | Formula]:
    """Say what sizes are called: each once if it is the same for every axis."""
    yield "Sizes: "
    for number, (word, sizes) in enumerate(rows):
        yield f"{'; ' if number else ''}{word} "
        same = len(set(sizes)) == 1
        for at, size in enumerate(sizes[:1] if same else sizes):
            yield " × " if at else ""
            yield size
        yield " on every axis" if same and len(sizes) > 1 else ""

"""A general derivation at the numbers of one layer: every entry, written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from symconv.calculus.arrays import Whole
from symconv.calculus.duals import Place, Scalar
from symconv.calculus.evaluation import Evaluator
from symconv.errors import SpecError
from symconv.formulas import Formula, Number
from symconv.roles import Role
from symconv.specs import ConvSpec
from symconv.theorems.convolution import GeneralConv
from symconv.theorems.gradients import Operation, derive_operation

Index = tuple[int, ...]


def sizes_at(conv: GeneralConv, spec: ConvSpec) -> dict[Formula, int]:
    """Give what each open size is for a layer.

    Raises `SpecError` where the layer is none of those that the general one describes.
    """
    flags = (
        ("rank", conv.rank, spec.rank), ("bias", conv.bias, spec.bias),
        ("flip_filter", conv.flip_filter, spec.flip_filter),
    )  # fmt: skip
    for name, general, own in flags:
        if general != own:
            raise SpecError(f"{name} {own} of the layer is not {general} of the theorem: {spec!r}")
    if any(map(any, spec.pads)) and conv.padding_mode != spec.padding_mode:
        raise SpecError(f"padding mode {spec.padding_mode} is not {conv.padding_mode}: {spec!r}")
    windows, sizes = conv.windows, dict[Formula, int]()
    groups = spec.groups
    for name, letters, numbers in (
        ("input size", windows.input_size, spec.input_size),
        ("filter size", windows.filter_size, spec.filter_size),
        ("stride", windows.stride, spec.stride),
        ("dilation", windows.dilation, spec.dilation),
        ("padding before", windows.before, [before for before, _ in spec.pads]),
        ("padding after", windows.after, [after for _, after in spec.pads]),
        ("groups", (conv.groups,), (groups,)),
        ("channels of a group", (conv.in_channels,), (spec.in_channels // groups,)),
        ("filters of a group", (conv.out_channels,), (spec.out_channels // groups,)),
    ):
        for letter, number in zip(letters, numbers, strict=True):
            known = letter.value if isinstance(letter, Number) else sizes.setdefault(letter, number)
            if known != number:
                raise SpecError(f"{name} {number} of the layer is not {known}: {spec!r}")
    return sizes


class Instance:
    """The formulas of a general convolution at the numbers of one layer.

    `variable(role, index)` gives the entry of an array (of the output: its gradient) at a
    zero-based index in the shape that the layer gives it: a SymPy symbol, a polynomial, a number.
    """

    def __init__(
        self, conv: GeneralConv, spec: ConvSpec, variable: Callable[[Role, Index], Scalar]
    ) -> None:
        self.conv = conv
        self.spec = spec
        self.variable = variable
        self.sizes = sizes_at(conv, spec)

    def entries(
        self, operation: Operation, right: Formula, evaluator: Evaluator
    ) -> Mapping[Index, Scalar]:
        """Give every entry of what an operation gives, by its zero-based index in the layer.

        `right` is the formula, such as the last line of the derivation.
        """
        evaluator.use(self.sizes, self._value)
        role = ROLES[operation]
        names = (*self.conv.channels(role), *self.conv.spatial(role))
        found = {}
        for index in self._indices(role):
            place = self._place(role, index)
            at = dict(zip(names, place, strict=True))
            found[index] = evaluator.value(right, at)  # type: ignore[arg-type]
        return found

    def _value(self, whole: Whole, place: Place) -> Scalar:
        roles: dict[Formula, Role] = {
            self.conv.whole(role): role for role in (Role.INPUT, Role.FILTER, Role.BIAS)
        }
        role = roles.get(whole, Role.OUTPUT)
        return self.variable(role, self._index(role, place))

    def _shape(self, role: Role) -> Index:
        spec = self.spec
        return {
            Role.INPUT: spec.input_shape,
            Role.FILTER: spec.filter_shape,
            Role.BIAS: (spec.out_channels,),
            Role.OUTPUT: spec.output_shape,
        }[role]

    def _indices(self, role: Role) -> Iterator[Index]:
        return product(*map(range, self._shape(role)))

    def _per_group(self, role: Role) -> int:
        channels = self.spec.in_channels if role is Role.INPUT else self.spec.out_channels
        return channels // self.spec.groups

    def _channel_values(self, role: Role, index: Index) -> dict[Formula, int]:
        """Give the values of the channel letters at an index of the layer."""
        letters, per_group = self.conv.letters, self._per_group(role)
        group, number = divmod(index[0], per_group)
        own = letters.channel if role is Role.INPUT else letters.filter
        values: dict[Formula, int] = {letters.group: group, own: number}
        if role is Role.FILTER:
            values[letters.channel] = index[1]
        return values

    def _place(self, role: Role, index: Index) -> Place:
        """Give the indices of the general derivation at an index of the layer."""
        base, channels = self.conv.windows.base, self._channel_values(role, index)
        spatial = index[2 if role is Role.FILTER else 1 :]
        below = (channels[name] for name in self.conv.channels(role))
        return tuple(at + base for at in (*below, *spatial))

    def _index(self, role: Role, place: Place) -> Index:
        """Give the index of the layer at indices of the general derivation."""
        base, letters = self.conv.windows.base, self.conv.letters
        names = self.conv.channels(role)
        values = dict(zip(names, (at - base for at in place), strict=False))
        spatial = tuple(at - base for at in place[len(names) :])
        own = letters.channel if role is Role.INPUT else letters.filter
        first = values.get(letters.group, 0) * self._per_group(role) + values.get(own, 0)
        second = (values.get(letters.channel, 0),) if role is Role.FILTER else ()
        return (first, *second, *spatial)


ROLES: Mapping[Operation, Role] = {
    Operation.FORWARD: Role.OUTPUT,
    Operation.GRAD_FILTER: Role.FILTER,
    Operation.GRAD_INPUT: Role.INPUT,
    Operation.GRAD_BIAS: Role.BIAS,
}


def instantiate(
    conv: GeneralConv,
    operation: Operation,
    spec: ConvSpec,
    variable: Callable[[Role, Index], Scalar],
) -> Mapping[Index, Scalar]:
    """Give every entry of an operation's result, from the last line of its general derivation."""
    derivation = derive_operation(conv, operation)
    evaluator = Evaluator(derivation.final_setting)
    return Instance(conv, spec, variable).entries(operation, derivation.equation.right, evaluator)

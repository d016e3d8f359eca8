"""What every layer specification offers to the stages after it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Any, ClassVar, Self

from symconv.errors import SpecError
from symconv.roles import Role
from symconv.specs.normalise import MAX_RANK
from symconv.specs.options.calls import CallWriter
from symconv.specs.options.option import Option

INPUT_NAME = "x"
GRADIENT_NAME = "grad_o"

_PARAMETER_NAMES: Mapping[Role, str] = {Role.FILTER: "f", Role.WEIGHT: "w", Role.BIAS: "b"}
_DATA_NAMES: Mapping[Role, str] = {Role.TARGET: "t", Role.INDICES: "i"}


@dataclass(frozen=True)
class Argument:
    """An array that a layer's functions take; `batched` arrays have the batch axis N first.

    `role` is that of the output for the output gradient.
    """

    name: str
    role: Role
    shape: tuple[int, ...]
    batched: bool


class Arithmetic(StrEnum):
    """The numbers that a layer computes with: what its outputs are when its arguments are integers.

    `integer`: integers. `rational`: fractions, such as a mean. `real`: irrational numbers, such as
    a sigmoid's, which floats approximate.
    """

    INTEGER = "integer"
    RATIONAL = "rational"
    REAL = "real"


class LayerSpec(ABC):
    """A layer: frozen, validated, equal by value; sizes that follow are properties.

    A kind of layer is a frozen dataclass that derives from this class, whose fields are its
    normalised arguments, and whose `__init__` hands what it is given to `settle`. Shapes are those
    of one example: the batch axis N is left out.
    """

    kind: ClassVar[str]
    """The word for this kind in spec lists, on the command line and in emitted files."""

    options: ClassVar[tuple[Option, ...]]
    """What the kind can be told, in the order in which the command line has it."""

    @classmethod
    def call(cls) -> CallWriter:
        """Give the arguments of the class in order, and their defaults."""
        return CallWriter.of(cls)

    @classmethod
    def option(cls, name: str) -> Option:
        """Give an option by its name."""
        return next(option for option in cls.options if option.name == name)

    def settle(self, given: Mapping[str, Any]) -> None:
        """Check the arguments, bring them to one form, and set the fields.

        `given` holds the arguments by name, such as the `locals()` of `__init__`.

        Raises `SpecError` naming the value, the rule and the layer as it was given.
        """
        call = self.call()
        arguments = {name: given[name] for name in call.names}
        try:
            values: dict[str, Any] = {}
            for name, value in arguments.items():
                values[name] = self.option(name).value.take(name, value, values)
            self._check_parts(values)
            fields = self.finish(values, arguments)
        except SpecError as error:
            raise SpecError(f"{error}: {call.as_given(arguments)}") from None
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @classmethod
    def finish(
        cls,
        values: dict[str, Any],
        given: Mapping[str, Any],  # noqa: ARG003
    ) -> dict[str, Any]:
        """Check what concerns several arguments, and give the fields.

        `values` holds each argument checked by itself, `given` as it was given. Raises `SpecError`
        naming the value and the rule.
        """
        return values

    @classmethod
    def _check_parts(cls, values: Mapping[str, Any]) -> None:
        """Refuse options that go with another part of the kind."""
        partial = [option for option in cls.options if option.where is not None]
        told = cls.call().told(cls._compact(values)) if partial else {}
        for option in partial:
            if option.name in told and option.where is not None:
                option.where.check(option.name, values)

    @classmethod
    def _compact(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: cls.option(name).value.compact(value) for name, value in values.items()}

    def shortest(self) -> dict[str, Any]:
        """Give the arguments as the shortest plain values that the class takes back."""
        names = self.call().names
        return self._compact({name: getattr(self, name) for name in names})

    def literal(self) -> dict[str, Any]:
        """Give the arguments as plain values that the class takes back."""
        told = self.call().told(self.shortest())
        return {
            name: self.option(name).value.plain(getattr(self, name))
            for name in self.call().names
            if name in told or not self.option(name).is_told_only
        }

    def __repr__(self) -> str:
        return self.call().as_code(self.shortest())

    @abstractmethod
    def describe(self) -> str:
        """Say in a few words how the layer was read: its sizes, and what is not usual."""

    @property
    def polynomial(self) -> bool:
        """Whether every output entry is a polynomial in the entries of the arguments."""
        return True

    @property
    def arithmetic(self) -> Arithmetic:
        """The numbers that the layer computes with."""
        return Arithmetic.INTEGER

    @property
    def takes_complex(self) -> bool:
        """Whether the layer is defined for complex numbers, as one that compares is not."""
        return True

    @property
    def chosen_from(self) -> int:
        """Of how many entries at most the layer chooses one or several; 0 if it does not choose."""
        return 0

    @property
    @abstractmethod
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X."""

    @property
    @abstractmethod
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O."""

    @property
    @abstractmethod
    def terms(self) -> int:
        """Terms that the output entries have together: the measure of a derivation's cost."""

    @property
    def entries(self) -> int:
        """Entries of the input, parameters and output together, those that padding adds too."""
        shapes = [self.input_shape, self.output_shape, *self.parameter_shapes.values()]
        return sum(map(prod, shapes))

    @property
    def parameter_shapes(self) -> Mapping[Role, tuple[int, ...]]:
        """Shapes of what a network learns, in the order in which `forward` takes it."""
        return {}

    @property
    def data_shapes(self) -> Mapping[Role, tuple[int, ...]]:
        """Shapes of what `forward` takes besides input and parameters, one per example."""
        return {}

    @property
    def arguments(self) -> Mapping[str, Argument]:
        """Every argument of the layer's functions by name."""
        return {argument.name: argument for argument in self._arguments()}

    def _arguments(self) -> list[Argument]:
        learned = [
            Argument(_PARAMETER_NAMES[role], role, shape, batched=False)
            for role, shape in self.parameter_shapes.items()
        ]
        data = [
            Argument(_DATA_NAMES[role], role, shape, batched=True)
            for role, shape in self.data_shapes.items()
        ]
        return [
            Argument(INPUT_NAME, Role.INPUT, self.input_shape, batched=True),
            *learned,
            *data,
            Argument(GRADIENT_NAME, Role.OUTPUT, self.output_shape, batched=True),
        ]

    @property
    @abstractmethod
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """The functions of the layer's kernels, each with the names of the arguments it takes.

        `forward` and `grad_input` come first; `grad_filter` and the like give the gradients of
        parameters, summed over N.
        """

    @property
    def stand_in(self) -> Self:
        """The layer with the smallest input that shows all that this one does; itself unless told.

        Its windows have the same filter, stride, dilation and padding; the first and last of them,
        which meet padding, are there, and one between them; as many entries are left over at the
        end of each axis. A layer that treats every channel alike has three of them at most.
        """
        return self

    def _changed(self, **arguments: Any) -> Self:
        """Give the layer with other arguments, or as it is if there is no such layer."""
        try:
            return type(self)(**{**self.literal(), **arguments})
        except SpecError:
            return self

    @property
    def takes_softmax(self) -> bool:
        """Whether the layer takes the softmax of its input itself, as a cross-entropy does."""
        return False

    @property
    def passes_on(self) -> bool:
        """Whether the output has the entries of the input, in their order."""
        return False

    @classmethod
    @abstractmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options (all arguments but sizes and channels) for an input.

        Raises `SpecError` for an input of the wrong rank, and as the class does.
        """


def takes_bias(spec: LayerSpec) -> bool:
    """Tell whether a kind of layer can have a bias, whether this layer has one or not."""
    return hasattr(spec, "bias")


def role_of(function: str) -> Role | None:
    """Give the role whose gradient a function is: INPUT for grad_input; None for forward."""
    return Role(function.removeprefix("grad_")) if function.startswith("grad_") else None


def split_channels(input_shape: tuple[int, ...], layer: str) -> tuple[int, tuple[int, ...]]:
    """Give the channels and the spatial size of an input of shape `(C, *size)`.

    Raises `SpecError` naming the layer if the shape has no spatial axis, or too many.
    """
    if not 2 <= len(input_shape) <= MAX_RANK + 1:
        raise SpecError(
            f"{layer} takes an input of shape (channels, *size) with 1 to {MAX_RANK} spatial axes, "
            f"not {input_shape}"
        )
    return input_shape[0], input_shape[1:]

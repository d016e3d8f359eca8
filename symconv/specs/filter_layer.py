"""What layers with a filter that slides over spatial axes have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from math import prod
from typing import Any, Self

from symconv.errors import SpecError
from symconv.roles import Role
from symconv.specs.layer import LayerSpec, split_channels
from symconv.specs.normalise import counted
from symconv.specs.options.sizes import dilated_extent
from symconv.specs.options.texts import times


class FilterLayerSpec(LayerSpec):
    """A layer with a filter, channels on its input and output, and perhaps a bias."""

    input_size: tuple[int, ...]
    filter_size: tuple[int, ...]
    in_channels: int
    out_channels: int
    groups: int
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    bias: bool

    @property
    def rank(self) -> int:
        """Number of spatial axes, 1 to 3."""
        return len(self.input_size)

    @property
    def extent(self) -> tuple[int, ...]:
        """Entries that the dilated filter spans per axis: dilation * (filter - 1) + 1."""
        return dilated_extent(self.filter_size, self.dilation)

    @property
    @abstractmethod
    def output_size(self) -> tuple[int, ...]:
        """Output entries per axis."""

    @property
    @abstractmethod
    def filter_shape(self) -> tuple[int, ...]:
        """Shape of the filter F: two channel axes, then `filter_size`."""

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X: `(C, *input_size)`."""
        return (self.in_channels, *self.input_size)

    @property
    def bias_shape(self) -> tuple[int, ...]:
        """Shape of the bias B: `(K,)`."""
        return (self.out_channels,)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O: `(K, *output_size)`."""
        return (self.out_channels, *self.output_size)

    @property
    def parameter_shapes(self) -> Mapping[Role, tuple[int, ...]]:
        """Shapes of the filter and, where there is one, the bias."""
        shapes = {Role.FILTER: self.filter_shape}
        return {**shapes, Role.BIAS: self.bias_shape} if self.bias else shapes

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and gradients; `grad_bias` works for a layer without bias too."""
        return {
            "forward": ("x", "f", "b") if self.bias else ("x", "f"),
            "grad_input": ("grad_o", "f"),
            "grad_filter": ("grad_o", "x"),
            "grad_bias": ("grad_o",),
        }

    @property
    def taps(self) -> int:
        """Number of filter offsets."""
        return prod(self.filter_size)

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(C, *size)`."""
        channels, size = split_channels(input_shape, cls.__name__)
        return cls(input_size=size, in_channels=channels, **options)  # type: ignore[call-arg]

    def _filter_words(self) -> list[str]:
        """Say what the layer takes and what its filters are."""
        return [
            f"{self.rank}-D, {counted(self.in_channels, 'channel')}",
            f"{times(self.input_size)}; {counted(self.out_channels, 'filter')} "
            f"{times(self.filter_size)}",
        ]


def check_groups(values: Mapping[str, Any]) -> None:
    """Refuse groups that do not divide both channel counts.

    Raises `SpecError` naming the value and the rule.
    """
    for name in ("in_channels", "out_channels"):
        if values[name] % values["groups"]:
            raise SpecError(f"groups {values['groups']} does not divide {name} {values[name]}")

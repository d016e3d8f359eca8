"""What layers that treat every channel alike, over spatial axes, have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from symconv.specs.layer import LayerSpec, split_channels
from symconv.specs.normalise import counted


class ChannelLayerSpec(LayerSpec):
    """A layer whose output has the channels of its input, such as a pool."""

    input_size: tuple[int, ...]
    channels: int

    if TYPE_CHECKING:  # a field, or a property that follows from the fields

        @property
        def output_size(self) -> tuple[int, ...]:
            """Output entries per axis."""

    @property
    def rank(self) -> int:
        """Number of spatial axes, 1 to 3."""
        return len(self.input_size)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X: `(C, *input_size)`."""
        return (self.channels, *self.input_size)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O: `(C, *output_size)`."""
        return (self.channels, *self.output_size)

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(C, *size)`."""
        channels, size = split_channels(input_shape, cls.__name__)
        return cls(input_size=size, channels=channels, **options)  # type: ignore[call-arg]

    def _channel_words(self) -> str:
        return f"{self.rank}-D, {counted(self.channels, 'channel')}"

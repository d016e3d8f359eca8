"""The specification of an adaptive pooling layer: the output's size is given, windows follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import gcd, prod
from typing import ClassVar, Self, SupportsIndex

from symconv.specs.channel_layer import ChannelLayerSpec
from symconv.specs.counting import FEW
from symconv.specs.layer import Arithmetic
from symconv.specs.normalise import IntOrAxes
from symconv.specs.options import Choice, Option
from symconv.specs.options.common import CHANNELS, OUTPUT_SIZE, POOLED_INPUT
from symconv.specs.options.texts import times


class AdaptivePooling(StrEnum):
    """What an adaptive pooling layer makes of the entries in a window."""

    AVERAGE = "average"
    MAX = "max"


@dataclass(frozen=True, init=False, repr=False)
class AdaptivePoolSpec(ChannelLayerSpec):
    """Pooling to an output of a given size: the average or the maximum of windows, per channel.

    Along an axis of n entries, output entry i of m is made of the input entries from
    floor(i n / m) up to, and without, ceil((i + 1) n / m). So every window has n / m entries,
    rounded up, or one more; neighbours overlap where m does not divide n.

    Parameters
    ----------
    input_size : int or sequence of ints
        Spatial size, `(W,)`, `(H, W)` or `(D, H, W)`; its length is the rank, 1 to 3.
    output_size : int or sequence of ints
        One int counts for every axis; it may exceed the input's.
    channels : int
        The input has them, and so has the output.
    operation : "average" or "max"

    Raises
    ------
    SpecError
        For sizes or channels that no layer can have.

    Notes
    -----
    The rule for windows is that of PyTorch's adaptive_avg_pool and adaptive_max_pool; ONNX has no
    such operator.

    - Of several equal maxima the first, row by row, has the gradient and the index. NaN counts as
      the maximum; of several NaN, too, the first has the gradient, in PyTorch the last.
    - `indices` gives the place of each maximum in the whole input `(N, C, *input_size)` as one
      number. PyTorch numbers the entries of each channel by themselves.

    Examples
    --------
    >>> spec = AdaptivePoolSpec((5, 7), (2, 3))
    >>> spec.output_shape, [list(window) for window in spec.windows[0]]
    ((1, 2, 3), [[0, 1, 2], [2, 3, 4]])
    """

    kind: ClassVar[str] = "adaptive_pool"
    options: ClassVar[tuple[Option, ...]] = (
        POOLED_INPUT,
        CHANNELS,
        OUTPUT_SIZE,
        Option("operation", Choice(AdaptivePooling)),
    )

    input_size: tuple[int, ...]
    output_size: tuple[int, ...]
    channels: int
    operation: AdaptivePooling

    def __init__(
        self,
        input_size: IntOrAxes,
        output_size: IntOrAxes,
        channels: SupportsIndex = 1,
        operation: str | AdaptivePooling = AdaptivePooling.AVERAGE,
    ) -> None:
        self.settle(locals())

    @property
    def polynomial(self) -> bool:
        """Whether every output entry is a polynomial in the input: an average."""
        return self.operation is AdaptivePooling.AVERAGE

    @property
    def arithmetic(self) -> Arithmetic:
        """Maxima of integers are integers, averages fractions."""
        return Arithmetic.RATIONAL if self.polynomial else Arithmetic.INTEGER

    @property
    def takes_complex(self) -> bool:
        """Whether the layer is defined for complex numbers: an average."""
        return self.polynomial

    @property
    def windows(self) -> tuple[tuple[range, ...], ...]:
        """The input entries of each output entry, axis by axis."""
        return tuple(
            tuple(range(i * n // m, -(-(i + 1) * n // m)) for i in range(m))
            for n, m in zip(self.input_size, self.output_size, strict=True)
        )

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and gradient; `indices` of maxima."""
        if self.polynomial:
            return {"forward": ("x",), "grad_input": ("grad_o",)}
        return {"forward": ("x",), "grad_input": ("grad_o", "x"), "indices": ("x",)}

    @property
    def taps(self) -> int:
        """Number of entries in the largest window."""
        return prod(map(_longest, self.input_size, self.output_size))

    @property
    def window_lengths(self) -> tuple[range, ...]:
        """The numbers of entries that windows have, axis by axis.

        >>> AdaptivePoolSpec((5, 7), (2, 7)).window_lengths
        (range(3, 4), range(1, 2))
        """
        sizes = zip(self.input_size, self.output_size, strict=True)
        return tuple(range(-(-n // m), _longest(n, m) + 1) for n, m in sizes)

    @property
    def most_windows(self) -> int:
        """Largest number of windows with an entry in common: the two sizes change roles."""
        return prod(map(_longest, self.output_size, self.input_size))

    @property
    def chosen_from(self) -> int:
        """Number of entries of a window of which a maximum chooses."""
        return 0 if self.polynomial else min(self.taps, prod(self.input_size))

    @property
    def terms(self) -> int:
        """Entries of the windows, counted; for a maximum times the largest window.

        Neighbours share an entry wherever m does not divide i n.
        """
        met = self.channels * prod(
            n + m - gcd(n, m) for n, m in zip(self.input_size, self.output_size, strict=True)
        )
        return met * max(1, self.chosen_from)

    @property
    def stand_in(self) -> Self:
        """The layer of few channels, and with few of the rounds in which windows come back.

        Along an axis they do so as often as the greatest common divisor of its two sizes says.

        >>> AdaptivePoolSpec((224, 40), (7, 24), 512).stand_in
        AdaptivePoolSpec((96, 15), (3, 9), channels=3)
        """
        rounds = list(map(gcd, self.input_size, self.output_size))
        inputs, outputs = (
            tuple(n // count * min(count, FEW) for n, count in zip(sizes, rounds, strict=True))
            for sizes in (self.input_size, self.output_size)
        )
        few = min(self.channels, FEW)
        return self._changed(input_size=inputs, output_size=outputs, channels=few)

    def describe(self) -> str:
        """Say how the layer is read: rank and sizes.

        >>> AdaptivePoolSpec((5, 7), (2, 3), operation="max").describe()
        '2-D, 1 channel, 5×7; maximum of windows, pooled to 2×3; output 1×2×3'
        """
        word = "average" if self.polynomial else "maximum"
        return (
            f"{self._channel_words()}, {times(self.input_size)}; "
            f"{word} of windows, pooled to {times(self.output_size)}; "
            f"output {times(self.output_shape)}"
        )


def _longest(n: int, m: int) -> int:
    """Give the length of the longest window: i n / m leaves any remainder that gcd(n, m) allows."""
    common = gcd(n, m)
    n, m = n // common, m // common
    return (n + 2 * m - 2) // m

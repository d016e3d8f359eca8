"""What is cropped from the output of a transposed convolution, and what is added to it.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from symconv.errors import SpecError, shown
from symconv.specs.options.sizes import Pads, dilated_extent
from symconv.specs.padding import AutoPadding, Pair, as_auto_padding, as_pads, split_total


@dataclass(frozen=True)
class CroppedPads(Pads):
    """Pads that are cropped: what a rule says follows from the other arguments together."""

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Give the argument as it is: output padding, which it goes with, comes after it."""
        return given

    def compact(self, value: Any) -> Any:
        """Give the shortest way to write pads; an argument not yet settled as it is."""
        return super().compact(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Crop:
    """The numbers of each axis that pads and output padding are worked out from."""

    size: tuple[int, ...]
    extent: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    output_padding: tuple[int, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Give the numbers of the checked arguments of a layer."""
        dilation = values["dilation"]
        extent = dilated_extent(values["filter_size"], dilation)
        size, stride = values["input_size"], values["stride"]
        return cls(size, extent, stride, dilation, values["output_padding"])

    @property
    def uncropped(self) -> tuple[int, ...]:
        """Output size before pads crop it: stride * (n - 1) + extent + output padding."""
        return tuple(
            s * (n - 1) + e + extra
            for n, e, s, extra in zip(
                self.size, self.extent, self.stride, self.output_padding, strict=True
            )
        )

    def check_output_padding(self) -> None:
        """Refuse output padding that is smaller than neither stride nor dilation.

        Raises `SpecError` naming the value and the rule, as the other methods do.
        """
        for axis, number in enumerate(self.output_padding):
            self._check_added(axis, number, f"output_padding {number} on axis {axis}")

    def by_padding(self, padding: object) -> tuple[tuple[Pair, ...], tuple[int, ...]]:
        """Give the pads and the output padding that an argument `padding` alone says."""
        rule = as_auto_padding(padding) if isinstance(padding, str) else None
        if rule in (None, AutoPadding.VALID):
            pads = self._read(padding)
            self._check_output_left(pads)
            return pads, self.output_padding
        # [onnx] ConvTranspose, auto_pad: output_shape = input_shape * strides
        wanted = tuple(n * s for n, s in zip(self.size, self.stride, strict=True))
        return self._by_size(wanted, rule)

    def by_output_size(
        self, wanted: tuple[int, ...], padding: object, given: object
    ) -> tuple[tuple[Pair, ...], tuple[int, ...]]:
        """Give the pads and the output padding of an output size, which was `given` like that."""
        rule = as_auto_padding(padding) if isinstance(padding, str) else None
        if rule is None and any(map(any, self._read(padding))):
            raise SpecError(
                f"padding {shown(padding)} and output_size {shown(given)} are both given; "
                "output_size works the pads out"
            )
        return self._by_size(wanted, rule)

    def _read(self, padding: object) -> tuple[Pair, ...]:
        return as_pads(padding, self.size, self.extent, self.stride)

    def _by_size(
        self, wanted: tuple[int, ...], rule: AutoPadding | None
    ) -> tuple[tuple[Pair, ...], tuple[int, ...]]:
        """Work pads out as [onnx] ConvTranspose does, negative totals aside.

        total = stride * (n - 1) + output padding + extent - output size; of an odd total
        SAME_UPPER puts the odd entry after, every other rule before. The text wants pads of at
        least 0: where the total is negative they are 0, and what is missing is added as output
        padding.
        """
        pads, extra = [], []
        for axis, (full, size) in enumerate(zip(self.uncropped, wanted, strict=True)):
            missing = max(size - full, 0)
            number = self.output_padding[axis] + missing
            if missing:
                what = f"output_size {size} on axis {axis} takes an output padding of {number},"
                self._check_added(axis, number, f"{what} which")
            pads.append(split_total(max(full - size, 0), rule or AutoPadding.VALID))
            extra.append(number)
        return tuple(pads), tuple(extra)

    def _check_added(self, axis: int, number: int, what: str) -> None:
        stride, dilation = self.stride[axis], self.dilation[axis]
        if number >= max(stride, dilation):
            raise SpecError(
                f"{what} is smaller than neither stride {stride} nor dilation {dilation}"
            )

    def _check_output_left(self, pads: tuple[Pair, ...]) -> None:
        for axis, (full, (before, after)) in enumerate(zip(self.uncropped, pads, strict=True)):
            if before + after >= full:
                words = f"{before}" if before == after else f"{before} before and {after} after"
                raise SpecError(
                    f"padding {words} crops all of the {full} output entries on axis {axis}"
                )

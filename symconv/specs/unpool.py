"""The specification of an unpooling layer.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError
from symconv.roles import Role
from symconv.specs.channel_layer import ChannelLayerSpec
from symconv.specs.normalise import IntOrAxes, as_axes, as_axes_of_rank
from symconv.specs.options import Option, Sizes
from symconv.specs.options.common import CHANNELS, OUTPUT_SIZE, POOLED_INPUT
from symconv.specs.options.texts import times
from symconv.specs.padding import PaddingArgument, as_pads
from symconv.specs.pool import PoolSpec, Ties


@dataclass(frozen=True, init=False, repr=False)
class UnpoolSpec(ChannelLayerSpec):
    """Unpooling: each input entry goes to the output entry that an index names; the rest is zero.

    Parameters
    ----------
    input_size : int or sequence of ints
        Spatial size, `(W,)`, `(H, W)` or `(D, H, W)`; its length is the rank, 1 to 3.
    output_size : int or sequence of ints
    channels : int
    index_size : int or sequence of ints, optional
        Spatial size of the array that indices count on, at most the output size, which is that
        array unless this is given. Output entries beyond it are zero.

    The indices `i`, of the input's shape `(N, C, *input_size)`, each name an entry of
    `(N, C, *index_size)` by its row-major number, as those that max pooling gives (its
    `storage_order` 0).

    Raises
    ------
    SpecError
        For sizes or channels that no layer can have.

    Notes
    -----
    [onnx] MaxUnpool. Its text says nothing of an index that occurs twice; here the last of
    the input entries that have it, row by row, is the output entry and has its gradient. PyTorch's
    `max_unpool` numbers the entries of each channel by themselves, leaves open which of them
    counts, and gives the gradient to each of them.

    Examples
    --------
    >>> UnpoolSpec.of_pool(PoolSpec((5, 4), 2, stride=2))
    UnpoolSpec((2, 2), (5, 4))
    """

    kind: ClassVar[str] = "unpool"
    options: ClassVar[tuple[Option, ...]] = (
        POOLED_INPUT,
        CHANNELS,
        OUTPUT_SIZE,
        Option(
            "index_size",
            Sizes(optional=True),
            "the size that indices count on, the output's unless given",
        ),
    )

    input_size: tuple[int, ...]
    output_size: tuple[int, ...]
    channels: int
    index_size: tuple[int, ...]

    def __init__(
        self,
        input_size: IntOrAxes,
        output_size: IntOrAxes,
        channels: SupportsIndex = 1,
        index_size: IntOrAxes | None = None,
    ) -> None:
        self.settle(locals())

    @classmethod
    def finish(cls, values: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG003
        """Let indices count on the output unless told otherwise, and not beyond it."""
        outputs = values["output_size"]
        counted_on = outputs if values["index_size"] is None else values["index_size"]
        for axis, (inner, outer) in enumerate(zip(counted_on, outputs, strict=True)):
            if inner > outer:
                raise SpecError(f"index_size {inner} exceeds output_size {outer} on axis {axis}")
        return {**values, "index_size": counted_on}

    @classmethod
    def of_pool(cls, pool: PoolSpec) -> Self:
        """Give the unpooling of a pooling layer: from its output and indices to its input's size.

        Raises `SpecError` for a layer whose indices do not count row by row, or that has none.
        """
        if not pool.operation.selects:
            raise SpecError(f"maxima and minima alone have indices to unpool by: {pool}")
        if pool.ties is not Ties.FIRST:
            raise SpecError(f"only a pool whose ties go to the first can be unpooled: {pool}")
        if pool.storage_order:
            raise SpecError(f"only indices with storage_order 0 can be unpooled: {pool}")
        return cls(pool.output_size, pool.input_size, pool.channels)

    @classmethod
    def of_attributes(
        cls,
        input_size: IntOrAxes,
        pool_size: IntOrAxes,
        stride: IntOrAxes = 1,
        padding: PaddingArgument = 0,
        output_size: IntOrAxes | None = None,
        channels: SupportsIndex = 1,
    ) -> Self:
        """Give the unpooling that the attributes of ONNX MaxUnpool describe.

        The size is (input - 1) * stride + pool - padding per axis, unless `output_size` says
        another one: several sizes are pooled to one. Indices count on the output, which is the
        array that was pooled.

        Raises `SpecError` for pads that leave nothing, and as the class does.

        >>> UnpoolSpec.of_attributes((2, 2), 2, stride=2, output_size=(5, 5))
        UnpoolSpec((2, 2), (5, 5))
        """
        size = as_axes("input_size", input_size, 1)
        pools = as_axes_of_rank("pool_size", pool_size, len(size), 1)
        strides = as_axes_of_rank("stride", stride, len(size), 1)
        pads = as_pads(padding, size, pools, strides)
        if output_size is not None:
            return cls(size, output_size, channels)
        own = tuple(
            (n - 1) * s + k - sum(pair)
            for n, k, s, pair in zip(size, pools, strides, pads, strict=True)
        )
        if min(own) < 1:
            raise SpecError(f"padding {pads} leaves nothing of an unpooled size {own}")
        return cls(size, own, channels)

    @property
    def polynomial(self) -> bool:
        """Whether every output entry is a polynomial: not in the indices."""
        return False

    @property
    def index_shape(self) -> tuple[int, ...]:
        """Shape, for one example, of the array that indices count on: `(C, *index_size)`."""
        return (self.channels, *self.index_size)

    @property
    def data_shapes(self) -> Mapping[Role, tuple[int, ...]]:
        """Shape of the indices, which is that of the input."""
        return {Role.INDICES: self.input_shape}

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and gradient."""
        return {"forward": ("x", "i"), "grad_input": ("grad_o", "i")}

    @property
    def terms(self) -> int:
        """Indicators that the output entries name: any input entry may be any of them."""
        inputs = prod(self.input_shape)
        return inputs * inputs * prod(self.index_shape)

    def shortest(self) -> dict[str, Any]:
        """Give the shortest plain values, without an index size that is the output's."""
        own = self.index_size == self.output_size
        return {**super().shortest(), "index_size": None if own else self.index_size}

    def describe(self) -> str:
        """Say how the layer is read: rank and sizes."""
        words = f"{self._channel_words()}, {times(self.input_size)}"
        words += " unpooled"
        if self.index_size != self.output_size:
            words += f", indices counted on {times(self.index_shape)}"
        return f"{words}; output {times(self.output_shape)}"

"""One run on arrays: its batch, the types of its arguments, and how they lie in memory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import cycle

import numpy as np

from symconv.kernels.kernel import Array
from symconv.specs import LayerSpec


class Layout(Enum):
    """How the entries of an array lie in memory."""

    PLAIN = "row by row"
    FORTRAN = "in Fortran order"
    REVERSED = "with negative strides"
    SPACED = "not contiguous"

    def of(self, array: Array) -> Array:
        """Give an array of the same entries that lie in this way."""
        if self is Layout.FORTRAN:
            return np.asfortranarray(array)
        if self is Layout.REVERSED:
            back = (slice(None, None, -1),) * array.ndim
            return array[back].copy()[back]
        if self is Layout.SPACED:
            wide = np.zeros(tuple(2 * size for size in array.shape), array.dtype)
            every_second = (slice(None, None, 2),) * array.ndim
            wide[every_second] = array
            return wide[every_second]
        return array


@dataclass(frozen=True)
class Run:
    """The size of a batch, the types of the arguments, taken in turn, and how their arrays lie."""

    batch: int
    types: tuple[str, ...]
    layout: Layout = Layout.PLAIN

    def held(self, spec: LayerSpec) -> dict[str, str]:
        """Give the type of each argument by name; the output gradient's is the last."""
        names = list(spec.arguments)
        last = {names[-1]: self.types[-1]}
        return {**dict(zip(names, cycle(self.types), strict=False)), **last}

    def __str__(self) -> str:
        lying = "" if self.layout is Layout.PLAIN else f" {self.layout.value}"
        return f"{', '.join(self.types)} arrays{lying} in a batch of {self.batch}"

"""What is handed to a fixture, what the reference makes of it, and the layouts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symconv import reference
from symconv.specs import LayerSpec

Array = np.ndarray[Any, Any]
Results = dict[str, Array]
INPUT, FILTER, BIAS = "grad_input", "grad_filter", "grad_bias"
BATCH = 8
"""A power of two: means are exact, in floats as well."""


@dataclass(frozen=True)
class Call:
    """A module, and the arrays that are handed to it, in the standard layouts, as floats."""

    module: Any
    spec: Any
    x: Array
    f: Array | None
    b: Array
    g: Array

    @property
    def stride(self) -> int:
        """The stride of the last axis."""
        return int(self.spec.stride[-1])

    @property
    def strides(self) -> Any:
        """The strides of all axes."""
        return self.spec.stride

    @property
    def dilation(self) -> int:
        """The dilation of the first axis."""
        return int(self.spec.dilation[0])

    @property
    def column_bias(self) -> Array:
        """The bias as (K, 1)."""
        return self.b[:, None]

    @property
    def pad(self) -> int:
        """The padding before the last axis."""
        return int(self.spec.pads[-1][0])

    @property
    def conv_param(self) -> dict[str, int]:
        """Stride and padding, as courses write them."""
        return {"stride": self.stride, "pad": self.pad}

    @property
    def pool_param(self) -> dict[str, int]:
        """A pool's numbers, as courses write them."""
        height, width = self.spec.pool_size
        return {"pool_height": height, "pool_width": width, "stride": self.stride}


Adapter = Callable[[Call], Results]


def build_call(module: Any, spec: LayerSpec, batch: int = BATCH) -> Call:
    """Draw small integers as floats, equal ones among them; gradients that 2, 3 and 4 divide.

    Biases are positive: they do not cancel.
    """
    rng = np.random.default_rng(batch)

    def draw(shape: tuple[int, ...]) -> Array:
        return rng.integers(-3, 4, shape).astype(float)

    x = draw((batch, *spec.input_shape))
    f = draw(spec.filter_shape) if "f" in spec.arguments else None
    b = 4 + draw((spec.output_shape[0],))
    return Call(module, spec, x, f, b, 12 * draw((batch, *spec.output_shape)))


def expected_results(call: Call, reduction: str) -> Results:
    """Give what the reference makes of the arrays."""
    spec, functions = call.spec, call.spec.functions
    arrays = {"x": call.x, "f": call.f, "b": call.b, "grad_o": call.g}
    results = {
        name: np.asarray(getattr(reference, name)(spec, *(arrays[a] for a in taken)))
        for name, taken in functions.items()
        if name != "indices"
    }
    if FILTER in results:
        results[BIAS] = reference.grad_bias(spec, call.g)
    if reduction == "mean":
        results |= {name: results[name] / len(call.x) for name in (FILTER, BIAS)}
    return results


def last(a: Array) -> Array:
    """(N, C, H, W) as (N, H, W, C), contiguous."""
    return np.ascontiguousarray(np.moveaxis(a, 1, -1))


def first(a: Array) -> Array:
    """(N, H, W, C) as (N, C, H, W)."""
    return np.moveaxis(a, -1, 1)


def hwc(a: Array) -> Array:
    """(C, H, W) as (H, W, C), contiguous."""
    return np.ascontiguousarray(np.moveaxis(a, 0, -1))


def chw(a: Array) -> Array:
    """(H, W, C) as (C, H, W)."""
    return np.moveaxis(a, -1, 0)


def hwio(f: Any) -> Array:
    """(K, C, kh, kw) as (kh, kw, C, K), contiguous."""
    return np.ascontiguousarray(f.transpose(2, 3, 1, 0))


def oihw(f: Array) -> Array:
    """(kh, kw, C, K) as (K, C, kh, kw)."""
    return f.transpose(3, 2, 0, 1)


def swapped(f: Any) -> Array:
    """(K, C, kh, kw) as (C, K, kh, kw), and back."""
    return np.ascontiguousarray(f.transpose(1, 0, 2, 3))


def name_all(gradients: Any) -> Results:
    """Name dX, dW and, where it is there, db."""
    return dict(zip((INPUT, FILTER, BIAS), gradients, strict=False))


def from_last(results: Any) -> Results:
    """Name dX, dW and db of a function with channels last."""
    dx, dw, *db = results
    return name_all((first(dx), oihw(dw), *(d.reshape(-1) for d in db)))


def per_image(call: Call, step: Callable[[Array, Array], Any]) -> Results:
    """Give dX of every image, and the sums of dW and db."""
    parts = [step(g, x) for g, x in zip(call.g, call.x, strict=True)]
    dx, *rest = zip(*parts, strict=True)
    return name_all((np.stack(dx), *(sum(part) for part in rest)))


def checked(call: Call, out: Any, image: int | None = None) -> None:
    """Hold the output of a forward on the way to the reference, of one image or of all."""
    arrays = {"x": call.x if image is None else call.x[[image]], "f": call.f, "b": call.b}
    taken = call.spec.functions["forward"]
    right = reference.forward(call.spec, *(arrays[name] for name in taken))
    np.testing.assert_array_equal(out, right if image is None else right[0])


def only(name: str, function: Callable[[Call], Any]) -> Callable[[Call], Results]:
    return lambda call: {name: np.asarray(function(call))}


def forward_of(function: Callable[[Call], Any]) -> Callable[[Call], Results]:
    return only("forward", function)

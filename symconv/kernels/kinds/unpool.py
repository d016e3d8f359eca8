"""Unpooling layers: each entry goes to the place that its index names."""

from __future__ import annotations

from math import prod

from symconv.kernels.emission.layout import INDENT
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct
from symconv.kernels.lowering.parts.letters import sizes_text
from symconv.specs import UnpoolSpec


@direct.lower.register
def lower_unpool(spec: UnpoolSpec) -> Lowered:
    """Lower an unpooling to one assignment by index."""
    formula = [
        f"{INDENT}o[i[n, c, ...]] = x[n, c, ...], and zero elsewhere",
        "",
        f"where i counts the entries of an array (N, {sizes_text(spec.index_shape)}) row by row.",
    ]
    words = f"{spec.rank}-D unpooling layer"
    pads = [(0, 0), (0, 0)]
    pads += [(0, n - k) for n, k in zip(spec.output_size, spec.index_size, strict=True)]
    cropped = spec.index_size != spec.output_size
    kept = ", ".join([":", ":", *(f":{k}" for k in spec.index_size)])
    data: dict[str, Data] = {
        "index_entries": prod(spec.index_shape),
        "index_sizes": sizes_text(spec.index_shape),
        "cropped": cropped,
        "pads": str(tuple(pads)),
        "kept": f"[{kept}]" if cropped else "",
    }
    how = "one assignment by index"
    return Lowered("kernels/unpool_direct.py.jinja", data, words, how, formula)

"""A strategy for tests alone: Winograd's F(2, 3), which needs fractions.

Two outputs of a filter of three take four products instead of six. The matrices are those of the
points 0, 1, -2 and infinity, so that thirds occur, which floats do not have.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from symconv.kernels import lowering
from symconv.kernels.emission import templates
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import taps
from symconv.kernels.promise import Numbers, Promise
from symconv.specs import ConvSpec

NAME = "winograd"
SPEC = ConvSpec(8, 3, 2, 3, bias=True)
KEPT = Promise(frozenset({Numbers.FRACTIONS}), tolerance=1e-14)
"""What the strategy keeps: exact on fractions, close on floats, integers rounded from those."""

TEMPLATE = """\
{% extends "kernels/taps.py.jinja" %}
{% block forward %}

    n, f = len(x), f / 1
    d = [x[:, :, i : i + {{ last }} : 2] / 1 for i in range(4)]
    met = [
        d[0] - d[1] / 2 - d[2] / 2,
        {{ second }},
        -d[1] / 6 + d[2] / 6,
        -2 * d[1] + d[2] + d[3],
    ]
    filters = [
        f[:, :, 0],
        f[:, :, 0] + f[:, :, 1] + f[:, :, 2],
        f[:, :, 0] - 2 * f[:, :, 1] + 4 * f[:, :, 2],
        f[:, :, 2],
    ]
    m = [filters[i] @ met[i] for i in range(4)]
    o = np.zeros((n, *{{ prefix | upper }}OUTPUT_SHAPE), x.dtype)
    for first, entries in enumerate((m[0] + m[1] + m[2], m[1] - 2 * m[2] + m[3])):
        o[:, :, first::2] = np.rint(entries) if x.dtype.kind in "iu" else entries
    return o{{ plus_bias }}
{% endblock %}
"""


def lower(
    spec: ConvSpec, promise: Promise = KEPT, second: str = "2 * d[1] / 3 + d[2] / 3"
) -> Lowered:
    """Lower a 1-D convolution of a filter of three, without padding, to an even output."""
    base = taps.lower(spec)
    data = {**base.data, "last": spec.output_size[0] - 1, "second": second}
    path = f"kernels/{NAME}.py.jinja"
    return Lowered(path, data, base.words, "two outputs at a time", base.formula, promise)


def register(monkeypatch: pytest.MonkeyPatch, folder: Path, **changes: Promise | str) -> None:
    """Make it known, its template beside the others; with another promise, or with a fault."""
    shutil.copytree(templates.templates_folder(), folder / "_templates")
    (folder / "_templates" / "kernels" / f"{NAME}.py.jinja").write_text(TEMPLATE)
    monkeypatch.setattr(templates, "_PACKAGE", folder)
    for cached in (templates.template_keys, templates._environment):
        cached.cache_clear()
    known: Mapping[str, object] = {NAME: lambda spec: lower(spec, **changes)}  # type: ignore[arg-type]
    for table, added in ((lowering.LOWERINGS, known), (lowering.STRATEGIES, {NAME: "for tests"})):
        monkeypatch.setitem(table, NAME, added[NAME])


def forget() -> None:
    """Forget the folder of templates."""
    for cached in (templates.template_keys, templates._environment):
        cached.cache_clear()

"""Figures for sheets: they show places, and nothing that a sheet may ask for."""

from __future__ import annotations

from symconv.documents import Block
from symconv.errors import WorksheetError
from symconv.notation import Notation
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec
from symconv.specs.network import NetworkSpec
from symconv.worksheets.figures.layer import layer_figure
from symconv.worksheets.figures.scenes import Of


def sheet_figures(
    spec: LayerSpec | NetworkSpec, notation: str | Notation = "matrix"
) -> tuple[Block, ...]:
    """Give what stands on a sheet: the window at the first step, and where an entry goes.

    A convolution has both: the window that makes the first output entry, and the entries that the
    gradient of it goes back to. A transposed convolution has the entries that the first input
    entry goes to, a pooling its first window, a network its boxes. No drawing says how large the
    output is, nor which entries are multiplied. A layer that has no figure, or is too large for
    one, has none.

    >>> len(sheet_figures(ConvSpec((5, 4), 3))), len(sheet_figures(ConvSpec((500, 400), 3)))
    (2, 0)
    """
    try:
        return tuple(
            frame
            for of in _shown(spec)
            for frame in layer_figure(spec, notation, of, tells=False).frames
        )
    except WorksheetError:
        return ()


def _shown(spec: LayerSpec | NetworkSpec) -> tuple[Of, ...]:
    if isinstance(spec, ConvSpec):
        return Of.FORWARD, Of.SCATTER
    return (Of.SCATTER,) if isinstance(spec, ConvTransposeSpec) else (Of.FORWARD,)

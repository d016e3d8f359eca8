"""Figures of layers: which entries meet, step by step, as `symbolic.geometry` says."""

from symconv.worksheets.figures.figure import LayerFigure
from symconv.worksheets.figures.layer import layer_figure
from symconv.worksheets.figures.scenes import Of

__all__ = ["LayerFigure", "Of", "layer_figure"]

"""Figures of layers: which entries meet, step by step, as `symbolic.geometry` says."""

from symconv.worksheets.figures.figure import LayerFigure
from symconv.worksheets.figures.gallery import Case, cases, gallery
from symconv.worksheets.figures.layer import layer_figure
from symconv.worksheets.figures.routing import Example, example_of
from symconv.worksheets.figures.scenes import Of
from symconv.worksheets.figures.sheets import sheet_figures

__all__ = [
    "Case",
    "Example",
    "LayerFigure",
    "Of",
    "cases",
    "example_of",
    "gallery",
    "layer_figure",
    "sheet_figures",
]

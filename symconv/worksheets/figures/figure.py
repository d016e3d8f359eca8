"""Figures of layers and networks: results that show themselves, as pictures and in documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.documents import Document, Figure, GridFigure
from symconv.errors import WorksheetError
from symconv.notation import Notation
from symconv.printing.shown import Shown


@dataclass(frozen=True, repr=False)
class LayerFigure(Shown):
    """A drawing of a layer or a network, or several that follow upon each other.

    Attributes
    ----------
    title, notation : as printed
    frames : the drawings in order
    """

    title: str
    notation: Notation
    frames: tuple[GridFigure | Figure, ...]

    def __repr__(self) -> str:
        drawings = "1 drawing" if len(self.frames) == 1 else f"{len(self.frames)} drawings"
        return f"<LayerFigure {self.title!r}: {drawings}>"

    def document(self) -> Document:
        """Give the drawings as a document."""
        return Document(self.title, self.notation, self.frames)

    @property
    def grids(self) -> Sequence[GridFigure]:
        """The drawings, which must be of grids; raises `WorksheetError` if one is not."""
        grids = [frame for frame in self.frames if isinstance(frame, GridFigure)]
        if len(grids) != len(self.frames):
            raise WorksheetError("a network's boxes do not move; write them as .svg, .tex or .html")
        return grids

    def to_svg(self) -> str:
        """Give the drawing as an SVG document; raises `WorksheetError` if there are several."""
        from symconv.printing.writers.grid_svg import write_grid_svg
        from symconv.printing.writers.svg import write_svg

        if len(self.frames) != 1:
            raise WorksheetError(
                f"an SVG file holds one drawing, and here are {len(self.frames)}; "
                "choose a step, or a strip"
            )
        (frame,) = self.frames
        if isinstance(frame, Figure):
            return write_svg(frame, self.notation)
        return write_grid_svg(frame, self.notation)

    def strip(self, across: int = 0) -> LayerFigure:
        """Give a figure with all drawings beside each other, `across` in a row, as a film strip."""
        from symconv.worksheets.figures.strip import film_strip

        frame = film_strip(self.grids, self.title, across)
        return LayerFigure(self.title, self.notation, (frame,))

    def to_page(self) -> str:
        """Give a page that works offline, on which one steps through the drawings."""
        from symconv.worksheets.figures.player import player_page

        return player_page(self)

    def to_gif(self) -> bytes:
        """Give the drawings as an animation; raises `WorksheetError` without Pillow."""
        from symconv.worksheets.figures.gif import write_gif

        return write_gif(self.grids, self.notation)

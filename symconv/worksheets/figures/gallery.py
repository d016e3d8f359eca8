"""The well-known cases of convolution arithmetic, with every size derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symconv.documents import Document, Paragraph, Section
from symconv.notation import Notation, as_notation
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec, PoolSpec
from symconv.specs.flags import describe
from symconv.worksheets.figures.figure import LayerFigure
from symconv.worksheets.figures.layer import layer_figure

_CONVOLUTIONS: Mapping[str, ConvSpec] = {
    "No padding, no strides": ConvSpec((4, 4), 3),
    "Arbitrary padding, no strides": ConvSpec((5, 5), 4, padding=2),
    "Half padding, no strides": ConvSpec((5, 5), 3, padding="same"),
    "Full padding, no strides": ConvSpec((5, 5), 3, padding="full"),
    "No padding, strides": ConvSpec((5, 5), 3, stride=2),
    "Padding, strides": ConvSpec((5, 5), 3, stride=2, padding=1),
    "Padding, strides, odd": ConvSpec((6, 6), 3, stride=2, padding=1),
    "Dilation": ConvSpec((7, 7), 3, dilation=2),
}
_POOLINGS: Mapping[str, PoolSpec] = {
    "Maximum pooling": PoolSpec((5, 5), 3),
    "Average pooling": PoolSpec((5, 5), 3, operation="average"),
}


@dataclass(frozen=True)
class Case:
    """A case: what it is called, and the layer from which all else follows."""

    title: str
    spec: LayerSpec

    @property
    def name(self) -> str:
        """What a file of it is called.

        >>> Case("Padding, strides, odd", ConvSpec(6, 3)).name
        'padding-strides-odd'
        """
        return "-".join(self.title.replace(",", "").lower().split())

    @property
    def caption(self) -> str:
        """What stands below it: the layer in words, with its sizes."""
        return f"{self.title}: {describe(self.spec)}."

    def figure(self, notation: str | Notation = "matrix", step: int | None = 1) -> LayerFigure:
        """Give its drawings."""
        return layer_figure(self.spec, notation, step=step)


def cases() -> Iterator[Case]:
    """Give the convolutions, of each the transposed one that goes back, and poolings.

    >>> [case.spec.output_size for case in cases()][:4]
    [(2, 2), (6, 6), (5, 5), (7, 7)]
    """
    for title, spec in _CONVOLUTIONS.items():
        yield Case(title, spec)
    for title, spec in _CONVOLUTIONS.items():
        yield Case(f"{title}, transposed", ConvTransposeSpec.gradient_of(spec))
    for title, pool in _POOLINGS.items():
        yield Case(title, pool)


def gallery(notation: str | Notation = "matrix", step: int = 1) -> Document:
    """Give all cases as one document, each with a step and its caption."""
    notation = as_notation(notation)
    sections = (
        Section((case.title,), (Paragraph((case.caption,)), *case.figure(notation, step).frames))
        for case in cases()
    )
    return Document("Convolution arithmetic", notation, tuple(sections))

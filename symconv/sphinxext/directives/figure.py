"""`symconv-figure` and `symconv-graph`: drawings of a layer and of a small computation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from symconv.errors import shown
from symconv.sphinxext.directives.directive import (
    NO_TITLE,
    BookDirective,
    Convert,
    LayerDirective,
)
from symconv.sphinxext.errors import DirectiveOptionError

if TYPE_CHECKING:
    from symconv.documents import Block, Document
    from symconv.notation import Notation
    from symconv.specs import LayerSpec

_LAYER_FIGURES = "symconv.worksheets.figures"


class FigureDirective(LayerDirective):
    """Shows which entries meet in a layer, with alternative text and a caption."""

    def make(self) -> Sequence[nodes.Node]:
        """Give the figure. Raises `SymconvError` for a layer of which there is none."""
        from symconv.documents import Document

        subject = self.subject()
        blocks = _layer_figure(subject.layer, subject.notation)
        return [self.placed(Document("", subject.notation, blocks))]


def _layer_figure(spec: LayerSpec, notation: Notation) -> tuple[Block, ...]:
    """Give the figure of a layer as blocks, where this version of symconv draws layers."""
    if find_spec(_LAYER_FIGURES) is None:
        raise DirectiveOptionError(
            "this version of symconv draws no layers; symconv-graph draws small computations"
        )
    figure: Block = import_module(_LAYER_FIGURES).layer_figure(spec, notation)
    return (figure,)


class GraphDirective(BookDirective):
    """Shows the chain rule on a small computation, or with `:drawing:` its graph alone."""

    option_spec: ClassVar[dict[str, Convert]] = {
        "at": directives.unchanged_required,
        "of": directives.unchanged_required,
        "split": directives.flag,
        "decimals": directives.flag,
        "drawing": directives.flag,
        "no-drawing": directives.flag,
        NO_TITLE: directives.flag,
    }

    def make(self) -> Sequence[nodes.Node]:
        """Give the steps and the drawing. Raises `SymconvError` for what is no computation."""
        from symconv.graphs import derive_graph

        text = "; ".join(line for line in [*self.arguments, *self.content] if line.strip())
        if not text:
            raise DirectiveOptionError("no assignments: write some, such as q = x + y; f = q z")
        derivation = derive_graph(
            text,
            _numbers(self.options.get("at", "")),
            self.options.get("of"),
            "split" in self.options,
            decimals="decimals" in self.options,
        )
        document = derivation.document("no-drawing" not in self.options)
        return [self.placed(_drawing(document) if "drawing" in self.options else document)]


def _drawing(document: Document) -> Document:
    from symconv.documents import Figure

    figures = tuple(block for block in document.blocks if isinstance(block, Figure))
    return replace(document, title="", blocks=figures)


def _numbers(text: str) -> dict[str, str] | None:
    """Read the numbers of inputs, such as x=-2, y=5."""
    numbers: dict[str, str] = {}
    for item in filter(None, map(str.strip, text.split(","))):
        name, equals, number = (piece.strip() for piece in item.partition("="))
        if not equals or not name or not number or name in numbers:
            raise DirectiveOptionError(
                f"at: {shown(item)} gives no name its number; write such as x=-2, y=5, each once"
            )
        numbers[name] = number
    return numbers or None

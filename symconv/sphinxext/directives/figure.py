"""`symconv-figure` and `symconv-graph`: drawings of a layer and of a small computation."""

from __future__ import annotations

import re
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
    from symconv.documents import Document

_LAYER_FIGURES = "symconv.worksheets.figures"
_ALL = "all"


class FigureDirective(LayerDirective):
    """Shows which entries meet in a layer, or the layers of a network."""

    own_options: ClassVar[dict[str, Convert]] = {
        "of": directives.unchanged_required,
        "step": directives.unchanged_required,
        NO_TITLE: directives.flag,
    }

    def make(self) -> Sequence[nodes.Node]:
        """Give the figure. Raises `SymconvError` for what is not drawn."""
        if find_spec(_LAYER_FIGURES) is None:
            raise DirectiveOptionError(
                "this version of symconv draws no layers; symconv-graph draws small computations"
            )
        subject = self.subject()
        choices = {"of": self.options["of"]} if "of" in self.options else {}
        figure = import_module(_LAYER_FIGURES).layer_figure(
            subject.spec, subject.notation, step=_step(self.options.get("step", "1")), **choices
        )
        return [self.placed(figure.document())]


def _step(text: str) -> int | None:
    """Read which step is drawn; None for all of them."""
    if text == _ALL:
        return None
    if not re.fullmatch("[0-9]{1,6}", text, re.ASCII):
        raise DirectiveOptionError(f"step {shown(text)} is neither a number, from 1, nor {_ALL}")
    return int(text)


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

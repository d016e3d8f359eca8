"""What a directive leaves in a page until a builder says which format it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from symconv.collector import collector_paused
from symconv.documents import Document
from symconv.printing.formats import Format, write_documents
from symconv.printing.writers import tikz
from symconv.printing.writers.html_style import DOCUMENT_STYLE

_STYLE = f"<style>\n{DOCUMENT_STYLE}</style>"
_RAW = (Format.HTML, Format.LATEX)
"""Formats that a builder takes as they are; any other shows text."""


class PlacedBlock(nodes.General, nodes.Element):
    """A document of ours in a page, written in each format that a builder may take."""


def place(document: Document, *, title: bool = True) -> PlacedBlock:
    """Give a document as a node; `title` says whether its title is a heading of the page."""
    shown = document if title else replace(document, title="")
    with collector_paused():
        texts = {str(row): write_documents([shown], row) for row in (*_RAW, Format.TEXT)}
    html = texts[Format.HTML]
    return PlacedBlock("", **{**texts, Format.HTML: html.replace(_STYLE, "", 1)})


class PlaceBlocks(SphinxPostTransform):
    """Puts in what the builder takes; a page has the style once."""

    default_priority = 10

    def run(self, **kwargs: Any) -> None:
        """Replace the blocks of a page."""
        del kwargs
        taken = self.app.builder.format
        for number, block in enumerate(list(self.document.findall(PlacedBlock))):
            block.replace_self(self._node(block, taken, first=number == 0))

    def _node(self, block: PlacedBlock, taken: str, *, first: bool) -> nodes.Node:
        if taken not in set(_RAW):
            text = block[str(Format.TEXT)]
            return nodes.literal_block(text, text, language="none")
        style = _STYLE if first and taken == Format.HTML else ""
        return nodes.raw("", style + block[taken], format=taken)


def add_drawing_packages(app: Sphinx, config: Config) -> None:
    """Let the LaTeX of a book draw figures."""
    del app
    elements = config.latex_elements
    if tikz.PREAMBLE not in elements.get("preamble", ""):
        config.latex_elements = {
            **elements, "preamble": elements.get("preamble", "") + "\n" + tikz.PREAMBLE,
        }  # fmt: skip

"""What directives share: how they read a layer, and how they refuse what cannot be."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from symconv.errors import SymconvError
from symconv.specs.flags import FLAGS
from symconv.specs.options.values import FlagValue
from symconv.sphinxext.block import place
from symconv.sphinxext.errors import DirectiveOptionError
from symconv.sphinxext.flags import Source, is_switch, join_flags, read_value, read_words
from symconv.sphinxext.settings import Setting
from symconv.sphinxext.subjects import Subject, read_subject

if TYPE_CHECKING:
    from symconv.documents import Document

NO_TITLE = "no-title"
Convert = Callable[[str | None], Any]


def _converter(name: str) -> Convert:
    convert: Convert = directives.flag if is_switch(name) else directives.unchanged_required
    return convert


LAYER_OPTIONS: dict[str, Convert] = {
    name.replace("_", "-"): _converter(name) for name in (*FLAGS, *Source)
}
"""The options that say a layer, as the command line names them."""


class BookDirective(SphinxDirective):
    """A directive of ours: what it is told in its text and its options is read as text alone."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Give the nodes of the directive; what cannot be is an error at its line."""
        try:
            return list(self.make())
        except SymconvError as error:
            raise self.error(f"{self.name}: {error}") from None

    @abstractmethod
    def make(self) -> Sequence[nodes.Node]:
        """Give the nodes. Raises `SymconvError` for what cannot be."""

    @property
    def text(self) -> str:
        """What the directive says, on its first line and below it."""
        return " ".join([*self.arguments, *self.content]).strip()

    def placed(self, document: Document) -> nodes.Node:
        """Give a document as a node of the page, at the directive's line."""
        node = place(document, title=NO_TITLE not in self.options)
        self.set_source_info(node)
        return node


class LayerDirective(BookDirective):
    """A directive whose text and options say a layer in the words of the command line."""

    own_options: ClassVar[dict[str, Convert]] = {}
    option_spec: ClassVar[dict[str, Convert]] = LAYER_OPTIONS

    def __init_subclass__(cls) -> None:
        """Join the options of a directive with those of a layer."""
        cls.option_spec = {**LAYER_OPTIONS, **cls.own_options}

    def subject(self) -> Subject:
        """Give the layer or the network. Raises `SymconvError` where there is none."""
        subject = self.find_subject()
        if subject is None:
            raise DirectiveOptionError("no layer: give --input and --filter, or --layer FILE.toml")
        return subject

    def find_subject(self) -> Subject | None:
        """Give the layer or the network, None if the directive says none."""
        named = {name.replace("-", "_"): value for name, value in self.options.items()}
        options: dict[str, FlagValue] = {
            name: read_value(name, value)
            for name, value in named.items()
            if name in {*FLAGS, *Source}
        }
        given = join_flags(read_words(self.text), options)
        return read_subject(given, self.find_file, self.config[Setting.NOTATION.value])

    def find_file(self, name: str) -> Path:
        """Give the file that the page names, beside itself; the page is made anew if it changes."""
        relative, path = self.env.relfn2path(name)
        self.env.note_dependency(relative)
        return Path(path)

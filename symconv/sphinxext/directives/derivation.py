"""`symconv-derivation`: a layer's or a network's gradients by the chain rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from symconv.sphinxext.choosing import Choice, chosen_document
from symconv.sphinxext.directives.directive import NO_TITLE, Convert, LayerDirective

_CHOICES = ("only", "entry", "entries", "layer-name", "values")


class DerivationDirective(LayerDirective):
    """Shows the derivation of a layer or a network, or parts of it."""

    own_options: ClassVar[dict[str, Convert]] = {
        **dict.fromkeys(_CHOICES, directives.unchanged_required),
        NO_TITLE: directives.flag,
    }

    def make(self) -> Sequence[nodes.Node]:
        """Give the derivation. Raises `SymconvError` for what cannot be derived or shown."""
        from symconv.derivation import derive

        subject = self.subject()
        asked = {name: self.options[name] for name in _CHOICES if name in self.options}
        choice = Choice(**{name.replace("-", "_"): text for name, text in asked.items()})
        return [self.placed(chosen_document(derive(subject.spec, subject.notation), choice))]

"""The front door: a spec goes in, a derivation that prints itself comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, TypeAlias, overload

from symconv.collector import collector_paused
from symconv.derivation import (
    DEFAULT_MAX_TERMS,
    LayerDerivation,
    NetworkChain,
    Step,
    derive_layer,
    derive_network,
)
from symconv.formulas import Entry, Formula
from symconv.notation import Notation
from symconv.printing import (
    Document,
    render_json,
    render_latex,
    render_markdown,
    render_text,
)
from symconv.printing.document import into_sections
from symconv.printing.json_format import formula_data
from symconv.printing.network_document import into_network_sections
from symconv.specs import LayerSpec
from symconv.specs.flags import describe
from symconv.specs.kinds import kind_of
from symconv.specs.network import NetworkSpec
from symconv.specs.network_words import describe_network

Steps: TypeAlias = tuple[Step, ...]


class Printed(ABC):
    """What prints itself: every step, or those chosen of them."""

    @abstractmethod
    def document(self, steps: Steps | None = None) -> Document:
        """Give what is printed: every step, or those chosen."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """What is derived, as a person would build it."""

    @abstractmethod
    def about(self) -> dict[str, Any]:
        """Give what JSON tells before the steps, as plain data."""

    def to_latex(self, standalone: bool = False, steps: Steps | None = None) -> str:
        r"""Give the derivation as LaTeX: a fragment (amsmath, graphicx), or a whole document."""
        with collector_paused():
            return render_latex(self.document(steps), standalone)

    def to_markdown(self, steps: Steps | None = None) -> str:
        """Give the derivation as Markdown with LaTeX formulas."""
        with collector_paused():
            return render_markdown(self.document(steps))

    def to_text(self, steps: Steps | None = None) -> str:
        """Give the derivation as plain Unicode text."""
        with collector_paused():
            return render_text(self.document(steps))

    def to_json(self, steps: Steps | None = None) -> str:
        """Give the derivation as JSON: spec, notation, closed forms, and every step as trees."""
        with collector_paused():
            return render_json(self.document(steps), self.about())


@dataclass(frozen=True)
class Derivation(LayerDerivation, Printed):
    """A layer's derivation, with printing.

    `input`, `filter`, `bias`, `output_gradient` are SymPy arrays of symbols; `output`,
    `grad_input`, `grad_filter`, `grad_bias` of expressions (bias None when absent).
    """

    def document(self, steps: Steps | None = None) -> Document:
        """Give what is printed: every step, or those chosen."""
        chosen = self.steps if steps is None else steps
        title, layer = kind_of(self.spec).title, describe(self.spec)
        return Document(title, layer, self.notation, into_sections(chosen, self.notation))

    def example_entry(self) -> str:
        """Give an entry the way `symconv derive --entry` takes it."""
        return entry_words(next(iter(self.layer.wrt.values())).formulas[-1])

    @property
    def subject(self) -> str:
        """The layer's specification."""
        return repr(self.spec)

    def about(self) -> dict[str, Any]:
        """Give the spec, its terms and its closed forms as plain data."""
        return about_layer(self)


@dataclass(frozen=True)
class NetworkDerivation(NetworkChain, Printed):
    """A network's derivation, with printing; `layers` holds the derivation of every layer."""

    def document(self, steps: Steps | None = None) -> Document:
        """Give what is printed: every step, or those chosen."""
        chosen = self.steps if steps is None else steps
        title = f"Derivation of the gradients of {self.network.name}"
        notations = {at.name: at.notation for at in self.placed}
        sections = into_network_sections(chosen, notations)
        return Document(title, describe_network(self.network), self.notation, sections)

    def example_entry(self) -> str:
        """Give an entry the way `symconv derive --entry` takes it."""
        first = next(iter(self.layers.values()))
        return entry_words(next(iter(first.layer.wrt.values())).formulas[-1])

    @property
    def subject(self) -> str:
        """The network's name."""
        return f"network {self.network.name}"

    def about(self) -> dict[str, Any]:
        """Give the network, its terms and its layers as plain data."""
        layers = [{"name": name, **about_layer(layer)} for name, layer in self.layers.items()]
        return {"spec": repr(self.network), "terms": self.network.terms, "layers": layers}


def entry_words(entry: Formula) -> str:
    """Give an entry the way `select_entry` takes it."""
    if not isinstance(entry, Entry):
        raise TypeError(f"{entry} is not an entry")
    above = "" if entry.superscript is None else f"^{entry.superscript}"
    return f"{entry.letter}{above}[{','.join(map(str, (*entry.indices, *entry.arguments)))}]"


def about_layer(layer: LayerDerivation) -> dict[str, Any]:
    """Give the spec of a layer, its terms and its closed forms as plain data."""
    return {
        "spec": repr(layer.spec),
        "terms": layer.spec.terms,
        "closed_forms": [
            {
                "role": form.role.value,
                "applies": form.applies,
                "proved": form.proved,
                "reason": form.reason,
                "formula": formula_data(form.equation),
            }
            for form in layer.closed_forms
        ],
    }


@overload
def derive(spec: LayerSpec, notation: str | Notation = ..., max_terms: int = ...) -> Derivation: ...


@overload
def derive(
    spec: NetworkSpec, notation: str | Notation = ..., max_terms: int = ...
) -> NetworkDerivation: ...


def derive(
    spec: LayerSpec | NetworkSpec,
    notation: str | Notation = "matrix",
    max_terms: int = DEFAULT_MAX_TERMS,
) -> Derivation | NetworkDerivation:
    """Derive every gradient of a layer, its steps and its proved closed forms.

    A network is derived layer by layer, with the gradients of every layer's output and parameters.

    Parameters
    ----------
    spec : ConvSpec, or another layer's specification, or a NetworkSpec
    notation : a Notation, a preset's name, or changes such as "slides;base=0"
    max_terms : the largest number of terms (and of array entries) to derive

    Raises
    ------
    TooLargeError
        Naming the number of terms and how to raise the limit.
    NotationError
        For an unknown notation.
    SpecError
        For something that is neither a layer's nor a network's specification.

    Examples
    --------
    >>> from symconv.specs import ConvSpec
    >>> d = derive(ConvSpec((3, 3), (2, 2)))
    >>> d.grad_input[0, 0, 1] == d.filter[0, 0, 0, 1] * d.output_gradient[0, 0, 0] + (
    ...     d.filter[0, 0, 0, 0] * d.output_gradient[0, 0, 1])
    True
    >>> [form.proved for form in d.closed_forms]
    [True, True]
    """
    with collector_paused():
        if isinstance(spec, NetworkSpec):
            chain = derive_network(spec, notation, max_terms)
            network = NetworkDerivation(chain.network, chain.notation, chain.placed, chain.layers)
            _ = network.steps
            return network
        layer = derive_layer(spec, notation, max_terms)
        derivation = Derivation(
            layer.layer, layer.chain_rule, layer.output, layer.output_gradient, layer.gradients
        )
        _ = derivation.steps
    return derivation


__all__ = ["Derivation", "NetworkDerivation", "derive"]

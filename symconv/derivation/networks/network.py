"""The derivation of a network: every layer derived with the names that the network gives it.

The output gradient of a layer is the input gradient of the layer after it, so the symbols of the
two agree, and no layer is expanded into the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import sympy

from symconv.derivation.choosing import Entries, network_chooser
from symconv.derivation.layer import (
    DEFAULT_MAX_TERMS,
    Derivation,
    derive_built,
)
from symconv.derivation.layer_document import network_document
from symconv.derivation.networks.steps import build_network_steps
from symconv.derivation.step import Step
from symconv.documents import Document
from symconv.errors import SpecError, TooLargeError
from symconv.formulas import ONE
from symconv.notation import Notation, as_notation
from symconv.printing.shown import Shown
from symconv.roles import Role
from symconv.specs.network import NetworkSpec
from symconv.specs.normalise import as_integer, counted
from symconv.symbolic import (
    PlacedLayer,
    SymbolArray,
    SymbolicLayer,
    build_layer,
    place_layers,
    resolve_notation,
)
from symconv.symbolic.forward import name_entry


@dataclass(frozen=True, repr=False)
class NetworkDerivation(Shown):
    """What follows from a network by the chain rule, layer by layer; it shows itself.

    `layers` maps the name of every layer to its derivation, in order. Each is written in named
    intermediates: what a layer takes are the symbols of what the layer before it gives, and its
    output gradient are those of the input gradient of the layer after it. That of the loss is 1;
    that of a network without a loss is given from above. `notation` has commas where indices need
    two digits anywhere.
    """

    network: NetworkSpec
    notation: Notation
    placed: tuple[PlacedLayer, ...]
    layers: Mapping[str, Derivation]

    def __repr__(self) -> str:
        layers = counted(len(self.layers), "layer")
        return f"<NetworkDerivation of {self.network.name}: {layers}, {self.network.terms} terms>"

    def document(self, steps: Iterable[Step] | None = None, entries: str = "chosen") -> Document:
        """Give what is shown: every step, or those given; `entries` as for a layer, layer by layer.

        Raises `NotationError` for other `entries`.
        """
        layers = {name: derivation.layer for name, derivation in self.layers.items()}
        chooser = network_chooser(layers, Entries.read(entries))
        return network_document(self, self.steps if steps is None else steps, chooser)

    @property
    def last_entries(self) -> tuple[str, ...]:
        """The last entries of the first layer's output and arrays, as an example of all."""
        return next(iter(self.layers.values())).last_entries

    @property
    def subject(self) -> str:
        """What is derived: the network's name."""
        return f"network {self.network.name}"

    @property
    def gradients(self) -> Mapping[tuple[str, Role], Any]:
        """The gradient of every parameter, by layer name and role, as SymPy arrays."""
        return {
            (name, role): self.layers[name].gradients[role]
            for name, role in self.network.parameter_shapes
        }

    @cached_property
    def definitions(self) -> Mapping[sympy.Symbol, sympy.Expr]:
        """Every named intermediate with its expression, each after those that it is made of.

        First what the layers give, from the first to the last, then the gradients of their
        arrays, from the last to the first.
        """
        forward = (pair for layer in self.layers.values() for pair in _outputs(layer))
        backward = (
            pair for layer in reversed(list(self.layers.values())) for pair in _gradients(layer)
        )
        return {
            symbol: expression
            for pairs in (forward, backward)
            for symbol, expression in pairs
            if symbol != expression
        }

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The derivation as a person would write it: forward, back, and the update."""
        return build_network_steps(self.network, self.placed, self.layers)


def derive_network(
    network: NetworkSpec,
    notation: str | Notation = "matrix",
    max_terms: int = DEFAULT_MAX_TERMS,
) -> NetworkDerivation:
    """Derive the gradients of every layer of a network.

    Raises
    ------
    SpecError
        For what is no specification, and a `max_terms` that is no number from 1.
    TooLargeError
        If all layers together have more terms or entries than `max_terms`; names the largest.
    NotationError
        For an unknown notation.
    """
    if not isinstance(network, NetworkSpec):
        raise SpecError(f"{network!r} is not a network specification")
    notation = resolve_notation(as_notation(notation), network)
    check_network_size(network, as_integer("max_terms", max_terms, 1))
    placed = place_layers(network, notation)
    loss = network.loss
    layers = {
        at.name: derive_built(_built(at, is_loss=loss is not None and at.name == loss.name))
        for at in placed
    }
    return NetworkDerivation(network, notation, placed, layers)


def check_network_size(network: NetworkSpec, max_terms: int) -> None:
    """Refuse a network too large to derive symbolically, naming its largest layer.

    Raises `TooLargeError` that says how to raise the limit.
    """
    needed = max(network.terms, network.entries)
    for number, what in ((network.terms, "terms"), (network.entries, "entries")):
        if number > max_terms:
            largest = max(network.layers, key=lambda at: getattr(at.spec, what))
            share = getattr(largest.spec, what)
            raise TooLargeError(
                f"{number:,} {what} of network {network.name} exceed max_terms={max_terms:,} "
                f"(raise it with max_terms={needed} or --max-terms {needed}); layer "
                f"{largest.name} has the most, {share:,}: {largest.spec}"
            )


def _built(placed: PlacedLayer, *, is_loss: bool) -> SymbolicLayer:
    """Build a layer; the derivative of the loss by itself is 1."""
    layer = build_layer(placed.spec, placed.notation)
    if not is_loss:
        return layer
    return replace(layer, upstream=SymbolArray(layer.output_shape, (sympy.S.One,), (ONE,)))


def _outputs(layer: Derivation) -> Iterator[tuple[sympy.Symbol, sympy.Expr]]:
    name = partial(name_entry, notation=layer.notation)
    for entry, expression in zip(layer.layer.output_entries, layer.layer.outputs, strict=True):
        yield sympy.Symbol(name(entry)), expression


def _gradients(layer: Derivation) -> Iterator[tuple[sympy.Symbol, sympy.Expr]]:
    name = partial(name_entry, notation=layer.notation)
    derived = iter(layer.chain_rule.gradients)
    for role, array in layer.layer.wrt.items():
        for entry in array.formulas:
            gradient = layer.notation.gradient(role, entry)
            yield sympy.Symbol(name(gradient)), next(derived)

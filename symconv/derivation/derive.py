"""The front door: a spec goes in, a derivation that shows itself comes out."""

from __future__ import annotations

from typing import overload

from symconv.collector import collector_paused
from symconv.derivation.layer import DEFAULT_MAX_TERMS, Derivation, derive_layer
from symconv.derivation.networks.network import NetworkDerivation, derive_network
from symconv.notation import Notation
from symconv.specs import LayerSpec
from symconv.specs.network import NetworkSpec


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
            network = derive_network(spec, notation, max_terms)
            _ = network.steps
            return network
        layer = derive_layer(spec, notation, max_terms)
        _ = layer.steps
    return layer

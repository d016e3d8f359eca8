"""A softmax at the end of a network, before a loss that takes the softmax itself."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.specs.activation import ActivationFunction, ActivationSpec
from symconv.specs.flatten import FlattenSpec
from symconv.specs.layer import LayerSpec
from symconv.specs.loss import LossSpec


def softmax_taken_twice(specs: Sequence[LayerSpec]) -> int | None:
    """Give the place of a softmax of which the last layer, a cross-entropy, takes the softmax.

    It is the layer before the loss, or only flattening and identities come between; both are
    over the same entries. That is a network like any other, but nobody's: a cross-entropy
    contains the softmax so that it is not given twice.
    """
    *before, loss = specs
    if not isinstance(loss, LossSpec) or not loss.function.takes_softmax:
        return None
    for place in reversed(range(len(before))):
        spec = before[place]
        if isinstance(spec, ActivationSpec) and spec.function is ActivationFunction.SOFTMAX:
            same_entries = spec.axis == 0 and spec.shape[0] == loss.shape[0]
            return place if same_entries else None
        if not _passes_on(spec):
            return None
    return None


def _passes_on(spec: LayerSpec) -> bool:
    """Tell whether a layer gives the entries that it takes, in their order."""
    is_identity = isinstance(spec, ActivationSpec) and spec.function is ActivationFunction.IDENTITY
    return is_identity or isinstance(spec, FlattenSpec)

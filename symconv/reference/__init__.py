"""Plain, generic implementations of every layer, to check everything else against.

Each function is dispatched on the type of its first argument; a new layer kind registers its own.
The reference imports the specs and NumPy, nothing that it is used to check.
"""

from __future__ import annotations

from functools import singledispatch
from typing import NoReturn

from symconv.errors import SpecError
from symconv.reference import conv
from symconv.reference.arguments import Array, naming_layer
from symconv.specs import ConvSpec

__all__ = ["forward", "grad_bias", "grad_filter", "grad_input"]


@singledispatch
def forward(spec: object, x: Array, f: Array, b: Array | None = None) -> Array:  # noqa: ARG001
    """Give the output of a layer, shape (N, K, *output_size).

    Parameters
    ----------
    spec : the layer
    x : input, shape (N, C, *input_size)
    f : filter, shape (K, C/groups, *filter_size)
    b : bias, shape (K,), exactly when the layer has one

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.
    SpecError
        For something that is not a layer.

    Examples
    --------
    >>> import numpy as np
    >>> spec = ConvSpec(5, 3, dilation=2)
    >>> forward(spec, np.array([[[1, 2, 3, 4, 5]]]), np.array([[[1, 10, 100]]]))
    array([[[531]]])
    """
    _refuse(spec)


@singledispatch
def grad_input(spec: object, grad_o: Array, f: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    Parameters
    ----------
    spec : the layer
    grad_o : output gradient, shape (N, K, *output_size)
    f : filter, shape (K, C/groups, *filter_size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse(spec)


@singledispatch
def grad_filter(spec: object, grad_o: Array, x: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by the filter, summed over N, in the filter's shape.

    Parameters
    ----------
    spec : the layer
    grad_o : output gradient, shape (N, K, *output_size)
    x : input, shape (N, C, *input_size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse(spec)


@singledispatch
def grad_bias(spec: object, grad_o: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by the bias, summed over N, shape (K,).

    Parameters
    ----------
    spec : the layer; it need not have a bias
    grad_o : output gradient, shape (N, K, *output_size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse(spec)


def _refuse(spec: object) -> NoReturn:
    raise SpecError(f"{type(spec).__name__} is not a layer that the reference knows")


forward.register(ConvSpec, naming_layer(conv.forward))
grad_input.register(ConvSpec, naming_layer(conv.grad_input))
grad_filter.register(ConvSpec, naming_layer(conv.grad_filter))
grad_bias.register(ConvSpec, naming_layer(conv.grad_bias))

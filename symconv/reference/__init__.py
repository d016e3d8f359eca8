"""Plain, generic implementations of every layer, to check everything else against.

Each function is dispatched on the type of its first argument; a new layer kind registers its own.
What a function takes after it is what `spec.functions` names, in that order, each array with the
shape that `spec.arguments` gives it (N first where it is batched); a missing bias may be None.
The reference imports the specs and NumPy, nothing that it is used to check.
"""

from __future__ import annotations

from functools import singledispatch
from typing import NoReturn

from symconv.errors import SpecError
from symconv.reference.arguments import Array, naming_layer, summing_wide
from symconv.specs import LayerSpec
from symconv.specs.kinds import KINDS, load_kinds

__all__ = ["forward", "grad_bias", "grad_filter", "grad_input", "grad_weight", "indices"]


@singledispatch
def forward(spec: object, x: Array, *others: Array | None) -> Array:  # noqa: ARG001
    """Give the output of a layer, shape (N, *output_shape).

    Parameters
    ----------
    spec : the layer
    x : input, shape (N, *input_shape)
    others : what the layer takes besides, such as the filter f, shape (K, C/groups, *filter_size),
        and the bias b, shape (K,), exactly when the layer has one

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.
    SpecError
        For something that is not a layer.

    Examples
    --------
    >>> import numpy as np
    >>> from symconv.specs import ConvSpec
    >>> spec = ConvSpec(5, 3, dilation=2)
    >>> forward(spec, np.array([[[1, 2, 3, 4, 5]]]), np.array([[[1, 10, 100]]]))
    array([[[531]]])
    """
    _refuse("forward", spec)


@singledispatch
def grad_input(spec: object, grad_o: Array, *others: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by the input, shape (N, *input_shape).

    Parameters
    ----------
    spec : the layer
    grad_o : output gradient, shape (N, *output_shape)
    others : what the layer takes besides, such as the filter f, or the input x where its
        derivative depends on it

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse("grad_input", spec)


@singledispatch
def grad_filter(spec: object, grad_o: Array, x: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by the filter, summed over N, in the filter's shape.

    Parameters
    ----------
    spec : the layer
    grad_o : output gradient, shape (N, *output_shape)
    x : input, shape (N, *input_shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse("grad_filter", spec)


@singledispatch
def grad_weight(spec: object, grad_o: Array, x: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by a dense layer's weights, summed over N.

    Parameters
    ----------
    spec : the layer
    grad_o : output gradient, shape (N, units)
    x : input, shape (N, inputs)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse("grad_weight", spec)


@singledispatch
def grad_bias(spec: object, grad_o: Array) -> Array:  # noqa: ARG001
    """Give the gradient of the loss by the bias, summed over N, shape (K,).

    Parameters
    ----------
    spec : the layer; it need not have a bias
    grad_o : output gradient, shape (N, *output_shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse("grad_bias", spec)


@singledispatch
def indices(spec: object, x: Array) -> Array:  # noqa: ARG001
    """Give the places of the maxima or minima of a pooling layer, int64, shape (N, *output_shape).

    Parameters
    ----------
    spec : the layer
    x : input, shape (N, *input_shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError, SpecError
        As `forward`.
    """
    _refuse("indices", spec)


def _refuse(function: str, spec: object) -> NoReturn:
    if isinstance(spec, LayerSpec):
        raise SpecError(f"the layer has no {function}, but {', '.join(spec.functions)}: {spec}")
    raise SpecError(f"{type(spec).__name__} is not a layer that the reference knows")


_FUNCTIONS = {
    "forward": forward,
    "grad_input": grad_input,
    "grad_filter": grad_filter,
    "grad_weight": grad_weight,
    "grad_bias": grad_bias,
    "indices": indices,
}

for _kind, _module in load_kinds(__name__).items():
    for _name, _function in _FUNCTIONS.items():
        if hasattr(_module, _name):
            _given = summing_wide(getattr(_module, _name))
            _function.register(KINDS[_kind].spec, naming_layer(_given))

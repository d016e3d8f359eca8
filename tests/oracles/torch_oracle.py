"""PyTorch's convolution, and its gradients by autograd, for any `ConvSpec`."""

from __future__ import annotations

from typing import Any

import numpy as np

from symconv.specs import ConvSpec, PaddingMode
from tests.requirements import require

torch = require("torch")

Array = np.ndarray[Any, Any]

_CONVOLUTIONS = {
    1: torch.nn.functional.conv1d,
    2: torch.nn.functional.conv2d,
    3: torch.nn.functional.conv3d,
}
_PAD_MODES = {
    PaddingMode.ZEROS: "constant",
    PaddingMode.CIRCULAR: "circular",
    PaddingMode.REFLECT: "reflect",
    PaddingMode.REPLICATE: "replicate",
}


def torch_results(
    spec: ConvSpec, x: Array, f: Array, b: Array | None, grad_o: Array
) -> dict[str, Array]:
    """Give PyTorch's output and gradients.

    Parameters
    ----------
    spec : ConvSpec
    x, f, grad_o : float64, shapes (N, C, *input_size), (K, C/groups, *filter_size) and
        (N, K, *output_size), N at least 1
    b : float64, shape (K,), or None

    Returns
    -------
    dict
        "output", "grad_input", "grad_filter" and "grad_bias"; the last one also without a bias.
    """
    bias = np.zeros(spec.bias_shape) if b is None else b
    inputs, filters, biases = (torch.tensor(a, requires_grad=True) for a in (x, f, bias))
    output = _convolution(spec, inputs, filters, biases)
    output.backward(torch.tensor(grad_o))
    return {
        "output": output.detach().numpy(),
        "grad_input": inputs.grad.numpy(),
        "grad_filter": filters.grad.numpy(),
        "grad_bias": biases.grad.numpy(),
    }


def _convolution(spec: ConvSpec, x: Any, f: Any, b: Any) -> Any:
    """Give the output; PyTorch pads zeros itself when the pads are symmetric."""
    if spec.flip_filter:
        f = torch.flip(f, dims=tuple(range(2, f.ndim)))
    symmetric = all(before == after for before, after in spec.pads)
    own_padding: tuple[int, ...] | int = 0
    if spec.padding_mode is PaddingMode.ZEROS and symmetric:
        own_padding = tuple(before for before, _ in spec.pads)
    else:
        x = _padded(spec, x)
    return _CONVOLUTIONS[spec.rank](
        x, f, b, spec.stride, own_padding, spec.dilation, groups=spec.groups
    )


def _padded(spec: ConvSpec, x: Any) -> Any:
    """Give the input padded by `F.pad`, which takes the pads of the last axis first.

    For inputs with batch and channel axes it knows every mode at every rank from 1 to 3, with
    pads that differ; its limits for circular and reflect are those of `ConvSpec`.
    """
    pads = [pad for pair in reversed(spec.pads) for pad in pair]
    return torch.nn.functional.pad(x, pads, mode=_PAD_MODES[spec.padding_mode])

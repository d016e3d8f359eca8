"""Names under which objects of others keep weights, gradients and rates."""

from __future__ import annotations

_FILTERS = frozenset(
    [
        "w",
        "weight",
        "weights",
        "filter",
        "filters",
        "kernel",
        "kernels",
        "f",
        "k",
        "convfilter",
        "theta",
        "w1",
        "wconv",
        "wt",
    ]
)
_BIASES = frozenset(["b", "bias", "biases", "beta", "b1", "bs", "w0", "wb", "bias0"])
_RATES = frozenset(["lr", "learningrate", "learnrate", "lrate", "alpha", "eta", "stepsize"])
_BEFORE = ("dlossd", "dld", "dl", "gradients", "gradient", "grad", "delta", "nabla", "d", "g")
_BEHIND = ("gradients", "gradient", "grads", "grad", "delta", "g", "d")


def bare(name: str) -> str:
    """Give a name in small letters without underscores.

    >>> bare("A_prev"), bare("dL_dout")
    ('aprev', 'dldout')
    """
    return name.replace("_", "").lower()


def is_filter(name: str) -> bool:
    """Tell whether a name is one of a filter or of weights."""
    return bare(name) in _FILTERS


def is_bias(name: str) -> bool:
    """Tell whether a name is one of a bias."""
    return bare(name) in _BIASES


def is_rate(name: str) -> bool:
    """Tell whether a name is one of a learning rate."""
    return bare(name) in _RATES


def is_filter_gradient(name: str) -> bool:
    """Tell whether a name is one of a filter's gradient.

    >>> [name for name in ("dW", "grad_weights", "dL_df", "kernels_gradient", "dout", "w")
    ...  if is_filter_gradient(name)]
    ['dW', 'grad_weights', 'dL_df', 'kernels_gradient']
    """
    return bool(differentiated(name) & _FILTERS)


def is_bias_gradient(name: str) -> bool:
    """Tell whether a name is one of a bias's gradient."""
    return bool(differentiated(name) & _BIASES)


def differentiated(name: str) -> set[str]:
    """Give all that a name may be the gradient of, in small letters."""
    word = bare(name)
    before = {word.removeprefix(part) for part in _BEFORE if word.startswith(part)}
    behind = {word.removesuffix(part) for part in _BEHIND if word.endswith(part)}
    return before | behind

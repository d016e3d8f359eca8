"""Certifying a function in the process of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symconv.notation import Notation
from symconv.specs import LayerSpec
from symconv.verification.code.judging import judge
from symconv.verification.code.question import build_question
from symconv.verification.code.result import FunctionCertificate
from symconv.verification.code.roles import FunctionRole, StyleError
from symconv.verification.code.running.runner import InProcess
from symconv.verification.code.trials import Reduction


def certify_function(
    function: Callable[..., Any],
    spec: LayerSpec,
    role: str | FunctionRole = "grad_input",
    arguments: Sequence[str] | str | None = None,
    returns: Sequence[str] | str | None = None,
    layout: str | None = None,
    filter_layout: str | None = None,
    reduction: str | Reduction = "sum",
    notation: str | Notation = "matrix",
) -> FunctionCertificate:
    """Hold a function that somebody wrote to its layer, and say what is wrong with it.

    The function runs in this process: what it prints, changes or ends, it does here.

    Parameters
    ----------
    function : a function, a class with `forward` and `backward`, or a method of one
    spec : the layer
    role : "forward", "grad_input", "grad_filter", "grad_weight", "grad_bias", or "backward" for
        every gradient among its results
    arguments : a word for each parameter, in order: grad_o, x, f, w, b, cache, options, stride,
        padding, dilation, groups, window, rate, mode, or a number; found by names unless given
    returns : a word for each result, in order, nested ones flattened: grad_input, grad_filter,
        grad_bias, output, cache, or _; found by names, shapes or order unless given
    layout : the axes of inputs and outputs, such as "NHWC", "CHW" or "HW"; by default "NCHW", for
        as many axes as the layer has
    filter_layout : the axes of the filter, such as "HWIO"; the layer's own order unless given
    reduction : "sum" or "mean": what gradients of parameters are over a batch
    notation : in which entries and terms are told

    Returns
    -------
    FunctionCertificate
        True exactly when nothing is wrong; `.proved` where it ran on symbols, for the shapes that
        ran.

    Raises
    ------
    StyleError, LayoutError
        Where it is not clear how the function is called, or what it gives: names the option.

    Examples
    --------
    >>> import numpy as np
    >>> from symconv.specs import ConvSpec
    >>> def gradient(dout, w):
    ...     dx = np.zeros((len(dout), 1, 4), dout.dtype)
    ...     for i in range(3):
    ...         dx[:, :, i : i + 2] = dout[:, :, i : i + 1] * w[0]
    ...     return dx
    >>> certify_function(gradient, ConvSpec(4, 2)).causes[0].value
    'overwritten instead of added'
    """
    if not callable(function):
        raise StyleError(f"{function!r} is not a function or a class")
    question = build_question(
        spec, role, arguments, returns, layout, filter_layout, reduction, notation
    )
    return judge(InProcess(function), question)

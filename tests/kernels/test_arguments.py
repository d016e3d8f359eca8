"""Wrong arguments of a kernel: one line that says what is wrong, what was expected, which layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from symconv.kernels import Kernel, build_kernel
from symconv.specs import ConvSpec
from tests.kernels.layers import STRATEGIES

Case = tuple[ConvSpec, Callable[[Kernel], Any], str]

PLAIN = ConvSpec((4, 3), (2, 2), in_channels=2, out_channels=3)
BIASED = ConvSpec((4, 3), (2, 2), in_channels=2, out_channels=3, bias=True)
X, F, B, G = np.ones((1, 2, 4, 3)), np.ones((3, 2, 2, 2)), np.ones(3), np.ones((1, 3, 3, 2))
X2 = np.ones((2, 2, 4, 3))
EXPECTED_X, EXPECTED_G = "expected (N, 2, 4, 3)", "expected (N, 3, 3, 2)"

SHAPE_ERRORS: dict[str, Case] = {
    "x": (PLAIN, lambda k: k.forward(X[:, :, :3], F), f"x has shape (1, 2, 3, 3), {EXPECTED_X}"),
    "no batch": (PLAIN, lambda k: k.forward(X[0], F), f"x has shape (2, 4, 3), {EXPECTED_X}"),
    "f": (PLAIN, lambda k: k.forward(X, F[:1]), "f has shape (1, 2, 2, 2), expected (3, 2, 2, 2)"),
    "b": (BIASED, lambda k: k.forward(X, F, B[:2]), "b has shape (2,), expected (3,)"),
    "b scalar": (BIASED, lambda k: k.forward(X, F, np.array(1.0)), "b has shape (), expected (3,)"),
    "b missing": (BIASED, lambda k: k.forward(X, F), "b is missing, expected shape (3,)"),
    "b given": (PLAIN, lambda k: k.forward(X, F, B), "b is given, but the layer has no bias"),
    "grad_o": (PLAIN, lambda k: k.grad_input(X, F), f"grad_o has shape {X.shape}, {EXPECTED_G}"),
    "f of grad_input": (PLAIN, lambda k: k.grad_input(G, X), "f has shape (1, 2, 4, 3)"),
    "x of grad_filter": (PLAIN, lambda k: k.grad_filter(G, G), "x has shape (1, 3, 3, 2)"),
    "batches": (PLAIN, lambda k: k.grad_filter(G, X2), "grad_o has batch size 1, but x has 2"),
    "grad_bias": (PLAIN, lambda k: k.grad_bias(G[..., :1]), "grad_o has shape (1, 3, 3, 1)"),
}

TYPE_ERRORS: dict[str, tuple[Callable[[Kernel], Any], str]] = {
    "list": (lambda k: k.forward(X.tolist(), F), "x is a list, not a NumPy array"),
    "None": (lambda k: k.grad_input(None, F), "grad_o is a NoneType, not a NumPy array"),
    "bool": (lambda k: k.forward(X > 0, F), "x has dtype bool, which does not hold numbers"),
    "text": (
        lambda k: k.forward(X, F.astype(str)),
        "f has dtype <U32, which does not hold numbers",
    ),
    "dates": (lambda k: k.grad_bias(G.astype("datetime64[s]")), "grad_o has dtype datetime64[s]"),
}


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("case", SHAPE_ERRORS)
def test_wrong_shapes_are_value_errors(strategy: str, case: str) -> None:
    spec, call, message = SHAPE_ERRORS[case]
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the message is compared below)
        call(build_kernel(spec, strategy))
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(f": {spec!r}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("case", TYPE_ERRORS)
def test_what_is_no_array_of_numbers_is_a_type_error(strategy: str, case: str) -> None:
    call, message = TYPE_ERRORS[case]
    with pytest.raises(TypeError) as caught:
        call(build_kernel(PLAIN, strategy))
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(f": {PLAIN!r}")

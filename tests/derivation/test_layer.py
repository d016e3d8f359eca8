"""The derivation of a layer against the reference, and its promises one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy

import symconv
from symconv import ConvSpec, reference
from symconv.derivation import derive_built, derive_layer
from symconv.derivation.algebra.polynomial import read_polynomial
from symconv.notation import as_notation
from symconv.roles import Role
from symconv.symbolic import build_layer
from tests.strategies import drawn_specs

SPECS = drawn_specs(300, 150)
GROUPED = ConvSpec(
    (5, 6), (3, 2), 4, 6, 2, stride=(2, 1), dilation=(1, 2), padding=((1, 0), (2, 1)),
    padding_mode="reflect", bias=True, flip_filter=True,
)  # fmt: skip


def values_of(derivation: Any, rng: np.random.Generator) -> tuple[dict[str, Any], dict[int, int]]:
    """Draw integers for every symbol: as arrays by role, and by the numbers of the symbols."""
    arrays: dict[str, Any] = {}
    numbers: dict[sympy.Symbol, int] = {}
    drawn: dict[int, int] = {}
    layer = derivation.layer
    for name, array in [*layer.wrt.items(), ("upstream", layer.upstream)]:
        values = rng.integers(-9, 10, size=array.shape)
        arrays[str(name)] = values
        for symbol, value in zip(array.symbols, values.flat, strict=True):
            numbers[symbol] = len(numbers)
            drawn[numbers[symbol]] = int(value)
    return {**arrays, "numbers": numbers}, drawn


def evaluated(expressions: Any, numbers: Any, drawn: dict[int, int]) -> np.ndarray[Any, Any]:
    """Put integers into an array of expressions."""
    flat = []
    for expression in np.array(expressions, dtype=object).flat:
        polynomial = read_polynomial(expression, numbers)
        flat.append(
            sum(
                int(coefficient) * int(np.prod([drawn[v] for v in monomial], dtype=object))
                for monomial, coefficient in polynomial.terms.items()
            )
        )
    return np.array(flat).reshape(expressions.shape)


@pytest.mark.parametrize("chunk", range(5))
def test_derivation_and_reference_agree_on_integers(chunk: int) -> None:
    rng = np.random.default_rng(chunk)
    for spec in SPECS[chunk::5]:
        d = derive_layer(spec)
        arrays, drawn = values_of(d, rng)
        numbers = arrays["numbers"]
        x, f, g = arrays["input"][None], arrays["filter"], arrays["upstream"][None]
        expected = {
            "output": reference.forward(spec, x, f, arrays.get("bias"))[0],
            "grad_input": reference.grad_input(spec, g, f)[0],
            "grad_filter": reference.grad_filter(spec, g, x),
        }
        if spec.bias:
            expected["grad_bias"] = reference.grad_bias(spec, g)
        for name, array in expected.items():
            np.testing.assert_array_equal(
                evaluated(getattr(d, name), numbers, drawn), array, err_msg=f"{name} of {spec}"
            )


def test_shapes_and_absent_bias() -> None:
    d = symconv.derive(GROUPED)
    assert d.input.shape == d.grad_input.shape == GROUPED.input_shape
    assert d.filter.shape == d.grad_filter.shape == GROUPED.filter_shape
    assert d.bias is not None
    assert d.bias.shape == d.grad_bias.shape == (6,)
    assert d.output.shape == d.output_gradient.shape == GROUPED.output_shape
    assert d.gradients["filter"] is d.grad_filter
    assert set(d.gradients) == {"filter", "input", "bias"}
    plain = symconv.derive(ConvSpec(5, 2))
    assert plain.bias is None
    assert plain.grad_bias is None
    assert set(plain.gradients) == {"filter", "input"}


def test_local_gradients_are_derivatives_of_the_outputs() -> None:
    d = symconv.derive(ConvSpec((4, 5), (2, 3), padding=1, padding_mode="circular", bias=True))
    for output_index in np.ndindex(*d.output.shape):
        for role, array in (("filter", d.filter), ("input", d.input), ("bias", d.bias)):
            for index in np.ndindex(*array.shape):
                local = d.local_gradient(output_index, role, index)
                assert local == d.output[output_index].diff(array[index])


def test_every_gradient_is_the_canonical_sum_of_its_terms() -> None:
    for spec in (GROUPED, ConvSpec((11, 12), (3, 4)), ConvSpec((12,), (3,), stride=2)):
        d = symconv.derive(spec)
        outputs = list(np.ndindex(*d.output.shape))
        for role, array in d.gradients.items():
            for index in np.ndindex(*array.shape):
                terms = [d.output_gradient[k] * d.local_gradient(k, role, index) for k in outputs]
                expected = sympy.Add(*terms)
                assert array[index] == expected
                assert array[index].args == expected.args


def test_gradients_follow_a_changed_forward_entry() -> None:
    layer = build_layer(ConvSpec((3, 4), (2, 2)), as_notation("matrix"))
    x, f = layer.wrt[Role.INPUT].at((0, 2, 3)), layer.wrt[Role.FILTER].at((0, 0, 0, 1))
    changed = (layer.outputs[0] + x**2 * f, *layer.outputs[1:])
    before, after = derive_built(layer), derive_built(replace(layer, outputs=changed))
    upstream = layer.upstream.symbols[0]
    assert (
        sympy.expand(after.grad_input[0, 2, 3] - before.grad_input[0, 2, 3]) == 2 * upstream * x * f
    )
    assert sympy.expand(after.grad_filter[0, 0, 0, 1] - before.grad_filter[0, 0, 0, 1]) == (
        upstream * x**2
    )
    assert after.grad_input[0, 0, 0] == before.grad_input[0, 0, 0]
    assert [form.proved for form in before.closed_forms] == [True, True]
    assert [form.proved for form in after.closed_forms] == [False, False]
    assert "entry (0, 0, 0, 1)" in after.closed_forms[0].reason


def test_bad_questions() -> None:
    d = symconv.derive(ConvSpec((3, 4), (2, 2)))
    with pytest.raises(
        symconv.DerivationError, match="role 'bias' is not one of 'filter', 'input'"
    ):
        d.local_gradient((0, 0, 0), "bias", (0,))
    with pytest.raises(symconv.DerivationError, match=r"output index \(0, 2, 3\) is outside"):
        d.local_gradient((0, 2, 3), "filter", (0, 0, 0, 0))
    with pytest.raises(symconv.DerivationError, match=r"filter index \(0, 0\) is outside"):
        d.local_gradient((0, 0, 0), "filter", (0, 0))


def test_too_large_a_layer_is_refused_with_the_way_to_raise_the_limit() -> None:
    spec = ConvSpec((9, 8), (3, 2), out_channels=2)
    assert spec.terms == 588
    with pytest.raises(symconv.TooLargeError) as caught:
        symconv.derive(spec, max_terms=587)
    assert str(caught.value) == (
        "588 terms exceed max_terms=587 (raise it with max_terms=588 or --max-terms 588): "
        "ConvSpec((9, 8), (3, 2), out_channels=2)"
    )
    assert symconv.derive(spec, max_terms=588).spec == spec

"""Activation layers as a person gives them: read, written back, refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from symconv import ActivationFunction, ActivationSpec, SpecError, build_kernel
from symconv.kernels.load import load_source
from symconv.specs.flags import LayerFlags, describe, layer_flags, read_flags, to_flags
from symconv.specs.kinds import build_spec
from symconv.specs.layer import Arithmetic
from tests.specs.typed import typed
from tests.strategies_activation import activation_specs


@given(activation_specs(100))
def test_every_layer_is_written_back(spec: ActivationSpec) -> None:
    assert eval(repr(spec)) == spec
    assert build_spec("activation", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    options = {name: value for name, value in spec.literal().items() if name != "shape"}
    assert ActivationSpec.sized_for(spec.shape, options) == spec


def test_how_layers_are_written() -> None:
    assert repr(ActivationSpec((6, 28, 28))) == "ActivationSpec((6, 28, 28))"
    leaky = ActivationSpec(10, "leaky_relu", "-0.2")
    assert repr(leaky) == "ActivationSpec((10,), function='leaky_relu', slope='-1/5')"
    assert " ".join(to_flags(leaky)) == (
        "--kind activation --input 10 --function leaky_relu --slope -1/5"
    )
    assert describe(leaky) == "leaky_relu, slope -1/5; input 10"
    softmax = ActivationSpec((3, 4), "softmax", axis=-1)
    assert softmax == ActivationSpec((3, 4), ActivationFunction.SOFTMAX, axis=1)
    assert " ".join(to_flags(softmax)) == (
        "--kind activation --input 3x4 --function softmax --axis 1"
    )
    assert describe(softmax) == "softmax along axis 1; input 3×4 (channels first)"
    assert describe(ActivationSpec(5, "tanh")) == "tanh; input 5"


def test_shapes_functions_and_terms() -> None:
    spec = ActivationSpec((2, 3, 4), "softmax", axis=1)
    assert spec.input_shape == spec.output_shape == (2, 3, 4)
    assert (spec.terms, ActivationSpec((2, 3, 4)).terms) == (72, 24)
    assert dict(spec.functions) == {"forward": ("x",), "grad_input": ("grad_o", "x")}
    assert not spec.parameter_shapes


@pytest.mark.parametrize(
    ("function", "polynomial", "arithmetic", "takes_complex"),
    [
        ("identity", True, Arithmetic.INTEGER, True),
        ("relu", False, Arithmetic.INTEGER, False),
        ("leaky_relu", False, Arithmetic.RATIONAL, False),
        ("sigmoid", False, Arithmetic.REAL, False),
        ("tanh", False, Arithmetic.REAL, True),
        ("softmax", False, Arithmetic.REAL, False),
    ],
)
def test_numbers(
    function: str, polynomial: bool, arithmetic: Arithmetic, takes_complex: bool
) -> None:
    spec = ActivationSpec(3, function)
    assert (spec.polynomial, spec.arithmetic) == (polynomial, arithmetic)
    assert spec.takes_complex is takes_complex


@pytest.mark.parametrize(
    ("slope", "fraction"),
    [
        ("0.01", Fraction(1, 100)), (0.01, Fraction(1, 100)), (np.float32(0.01), Fraction(1, 100)),
        ("1/3", Fraction(1, 3)), (Fraction(1, 3), Fraction(1, 3)), (2, Fraction(2)),
        (np.int8(-2), Fraction(-2)), (Decimal("0.25"), Fraction(1, 4)),
        (" 1e-3 ", Fraction(1, 1000)),
        (0.009999999776482582, Fraction(9999999776482582, 10**18)), ("-0", Fraction(0)),
    ],
)  # fmt: skip
def test_slopes_are_exact(slope: Any, fraction: Fraction) -> None:
    assert ActivationSpec(3, "leaky_relu", slope).slope == fraction


NUMBER = 'is not a number such as 0.01 or "1/3"'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((0,),), "shape 0 is smaller than 1"),
        ((3, "swish"), "function 'swish' is not one of identity, relu, leaky_relu, "
                       "sigmoid, tanh, softmax"),
        ((3, None), "function None is not one of identity, relu, leaky_relu, sigmoid, "
                    "tanh, softmax"),
        ((3, "relu", "0.2"), "slope goes with function 'leaky_relu', not 'relu'"),
        ((3, "tanh", "1/100", 1), "axis 1 is beyond a shape of 1 axis"),
        (((3, 4), "tanh", "1/100", 1), "axis goes with function 'softmax', not 'tanh'"),
        (((3, 4), "softmax", "1/100", 2), "axis 2 is beyond a shape of 2 axes"),
        (((3, 4), "softmax", "1/100", -3), "axis -3 is smaller than -2"),
        ((3, "leaky_relu", "1/0"), f"slope '1/0' {NUMBER}"),
        ((3, "leaky_relu", "__import__('os')"), f'slope "__import__(\'os\')" {NUMBER}'),
        ((3, "leaky_relu", "٠.١"), f"slope '٠.١' {NUMBER}"),
        ((3, "leaky_relu", float("inf")), f"slope inf {NUMBER}"),
        ((3, "leaky_relu", Decimal("NaN")), f"slope Decimal('NaN') {NUMBER}"),
        ((3, "leaky_relu", Decimal("1e-999999")), f"slope Decimal('1E-999999') {NUMBER}"),
        ((3, "leaky_relu", True), f"slope True {NUMBER}"),
        ((3, "leaky_relu", 1j), f"slope 1j {NUMBER}"),
        ((3, "leaky_relu", "1e-99"), "slope '1e-99' takes more than 40 digits as a fraction"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_in_one_line(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        ActivationSpec(*arguments)
    assert str(caught.value).startswith(f"{message}: ActivationSpec({arguments[0]}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            layer_flags(input="3", kind="activation"),
            "--function is missing (for example --function relu): --kind activation --input 3",
        ),
        (
            layer_flags(input="3", kind="activation", function="relu", units=3),
            "--units does not go with --kind activation: "
            "--kind activation --input 3 --function relu --units 3",
        ),
        (
            layer_flags(input="3x", kind="activation", function="relu"),
            "--input '3x' is not whole numbers joined by x, such as 32x32: "
            "--kind activation --input 3x --function relu",
        ),
    ],
)
def test_wrong_flags_are_refused_in_one_line(flags: LayerFlags, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "slope", ["1e-20", "1e18", "12345678901234567890/7", "3.141592653589793238462643", 1e-20]
)
def test_a_slope_of_many_digits_reads_back(slope: str | float) -> None:
    spec = ActivationSpec(3, "leaky_relu", slope)
    assert load_source(build_kernel(spec).source, "long").spec == spec
    flags = layer_flags("activation", input="3", function="leaky_relu", slope=str(slope))
    assert read_flags(flags) == spec
    namespace = {"ActivationSpec": ActivationSpec}
    assert eval(repr(spec), namespace) == spec  # what the package itself wrote


@pytest.mark.parametrize("slope", ["1e-300", "1e100", "9" * 41, "1/" + "9" * 500])
def test_a_slope_of_too_many_digits_is_refused_for_that(slope: str) -> None:
    with pytest.raises(SpecError, match="takes more than 40 digits as a fraction"):
        ActivationSpec(3, "leaky_relu", slope)

"""Losses as a person gives them: read, written back, refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from symconv import LossFunction, LossSpec, SpecError
from symconv.roles import Role
from symconv.specs.flags import describe, layer_flags, read_flags, to_flags
from symconv.specs.kinds import build_spec
from symconv.specs.layer import Arithmetic
from tests.specs.typed import typed
from tests.strategies_loss import loss_specs


@given(loss_specs(100))
def test_every_loss_is_written_back(spec: LossSpec) -> None:
    assert eval(repr(spec)) == spec
    assert build_spec("loss", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    assert LossSpec.sized_for(spec.shape, {"function": spec.function.value}) == spec


def test_how_losses_are_written() -> None:
    assert repr(LossSpec(10)) == "LossSpec((10,))"
    assert LossSpec(10).function is LossFunction.SQUARED_ERROR
    entropy = LossSpec((10,), LossFunction.CROSS_ENTROPY)
    assert repr(entropy) == "LossSpec((10,), function='cross_entropy')"
    assert " ".join(to_flags(entropy)) == "--kind loss --input 10 --function cross_entropy"
    assert describe(entropy) == "cross entropy with softmax; input and target 10"


def test_a_loss_takes_a_target_and_gives_a_number() -> None:
    spec = LossSpec((2, 3, 4), "cross_entropy")
    assert (spec.input_shape, spec.output_shape) == ((2, 3, 4), ())
    assert dict(spec.data_shapes) == {Role.TARGET: (2, 3, 4)}
    assert spec.arguments["t"].batched
    assert spec.arguments["grad_o"].shape == ()
    assert dict(spec.functions) == {"forward": ("x", "t"), "grad_input": ("grad_o", "x", "t")}
    assert (spec.terms, LossSpec((2, 3, 4)).terms) == (48, 24)
    assert not spec.parameter_shapes


@pytest.mark.parametrize(
    ("function", "arithmetic"),
    [
        ("squared_error", Arithmetic.RATIONAL),
        ("mean_squared_error", Arithmetic.RATIONAL),
        ("cross_entropy", Arithmetic.REAL),
    ],
)
def test_numbers(function: str, arithmetic: Arithmetic) -> None:
    spec = LossSpec(3, function)
    assert spec.arithmetic is arithmetic
    assert spec.polynomial is spec.takes_complex is (arithmetic is Arithmetic.RATIONAL)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, "hinge"), "function 'hinge' is not one of squared_error, mean_squared_error, "
                       "cross_entropy: LossSpec(3, function='hinge')"),
        (((3, -1),), "shape -1 is smaller than 1: LossSpec((3, -1))"),
        ((3.5,), "shape 3.5 is not an integer: LossSpec(3.5)"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_in_one_line(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        LossSpec(*arguments)
    assert str(caught.value) == message


def test_wrong_flags_are_refused_in_one_line() -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(layer_flags(input="3", kind="loss", function="squared_error", slope="1"))
    assert str(caught.value) == (
        "--slope does not go with --kind loss: "
        "--kind loss --input 3 --function squared_error --slope 1"
    )

"""Dense and flatten layers as a person gives them: read, written back, refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from symconv import DenseSpec, FlattenSpec, SpecError
from symconv.roles import Role
from symconv.specs.flags import LayerFlags, describe, layer_flags, read_flags, to_flags
from symconv.specs.kinds import build_spec
from tests.specs.typed import typed
from tests.strategies_dense import dense_specs, flatten_specs


def test_shapes_of_a_dense_layer() -> None:
    spec = DenseSpec(3, 2, bias=True)
    assert (spec.input_shape, spec.output_shape) == ((3,), (2,))
    assert dict(spec.parameter_shapes) == {Role.WEIGHT: (2, 3), Role.BIAS: (2,)}
    assert (spec.terms, spec.entries, spec.polynomial) == (6, 3 + 2 + 6 + 2, True)
    assert spec.arguments["w"].shape == (2, 3)
    assert spec.functions["forward"] == ("x", "w", "b")
    assert DenseSpec(3, 2).functions["forward"] == ("x", "w")
    assert Role.BIAS not in DenseSpec(3, 2).parameter_shapes


def test_shapes_of_a_flatten_layer() -> None:
    spec = FlattenSpec((2, 3, 4))
    assert (spec.input_shape, spec.output_shape, spec.terms) == ((2, 3, 4), (24,), 24)
    assert FlattenSpec(np.int64(5)) == FlattenSpec([5]) == FlattenSpec((5,))


@given(dense_specs(300))
def test_a_dense_layer_is_written_back(spec: DenseSpec) -> None:
    assert eval(repr(spec)) == spec
    assert build_spec("dense", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    assert DenseSpec.sized_for((spec.inputs,), {"units": spec.units, "bias": spec.bias}) == spec


@given(flatten_specs())
def test_a_flatten_layer_is_written_back(spec: FlattenSpec) -> None:
    assert eval(repr(spec)) == spec
    assert build_spec("flatten", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    assert FlattenSpec.sized_for(spec.shape, {}) == spec


def test_how_they_are_written() -> None:
    assert repr(DenseSpec(120, 84, bias=True)) == "DenseSpec(120, 84, bias=True)"
    assert " ".join(to_flags(DenseSpec(120, 84, bias=True))) == (
        "--kind dense --input 120 --units 84 --bias"
    )
    assert describe(DenseSpec(1, 1)) == "1 input; 1 unit; output 1"
    assert repr(FlattenSpec([16, 5, 5])) == "FlattenSpec((16, 5, 5))"
    assert " ".join(to_flags(FlattenSpec((16, 5, 5)))) == "--kind flatten --input 16x5x5"
    assert describe(FlattenSpec((16, 5, 5))) == "input 16×5×5 (channels first); output 400"
    assert describe(FlattenSpec(7)) == "input 7; output 7"


@pytest.mark.parametrize(
    ("spec", "arguments", "message"),
    [
        (DenseSpec, (0, 2), "inputs 0 is smaller than 1: DenseSpec(0, 2)"),
        (DenseSpec, (3, 2.0), "units 2.0 is not an integer: DenseSpec(3, 2.0)"),
        (DenseSpec, (True, 2), "inputs True is not an integer: DenseSpec(True, 2)"),
        (DenseSpec, (3, 2, 1), "bias 1 is not True or False: DenseSpec(3, 2, bias=1)"),
        (DenseSpec, ((3, 3), 2), "inputs (3, 3) is not an integer: DenseSpec((3, 3), 2)"),
        (FlattenSpec, ((2, 0),), "shape 0 is smaller than 1: FlattenSpec((2, 0))"),
        (FlattenSpec, ("22",), "shape '22' is not an integer: FlattenSpec('22')"),
        (
            FlattenSpec, ((),),
            "shape () has 0 axes; channels and 0 to 3 spatial axes are possible: FlattenSpec(())",
        ),
        (
            FlattenSpec, ((1, 2, 3, 4, 5),),
            "shape (1, 2, 3, 4, 5) has 5 axes; channels and 0 to 3 spatial axes are possible: "
            "FlattenSpec((1, 2, 3, 4, 5))",
        ),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_in_one_line(
    spec: Any, arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(SpecError) as caught:
        spec(*arguments)
    assert str(caught.value) == message


def test_a_dense_layer_takes_no_image() -> None:
    with pytest.raises(SpecError) as caught:
        DenseSpec.sized_for((2, 3, 3), {"units": 4})
    assert str(caught.value) == (
        "DenseSpec takes an input of shape (inputs,), not (2, 3, 3): flatten it first"
    )


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            layer_flags(input="3x3", units=2, kind="dense"),
            "--input 3x3 has 2 numbers; a dense layer takes 1 (flatten the input first): "
            "--kind dense --input 3x3 --units 2",
        ),
        (
            layer_flags(input="3", kind="dense"),
            "--units is missing (for example --units 10): --kind dense --input 3",
        ),
        (
            layer_flags(input="3", units=2, filters=2, kind="dense"),
            "--filters does not go with --kind dense (did you mean --units?): "
            "--kind dense --input 3 --filters 2 --units 2",
        ),
        (
            layer_flags(input="3", units=2, kind="flatten"),
            "--units does not go with --kind flatten: --kind flatten --input 3 --units 2",
        ),
    ],
)
def test_wrong_flags_are_refused_in_one_line(flags: LayerFlags, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    assert str(caught.value) == message

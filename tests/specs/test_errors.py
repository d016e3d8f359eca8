"""Specs that no layer can have: one line with the value, the rule and the spec."""

from __future__ import annotations

import numpy as np
import pytest

from symconv import ConvSpec, SpecError, SymconvError

BAD = [
    ({"filter_size": (2, 9)}, "filter 9 exceeds padded input 8 on axis 1 (input 8, padding 0)"),
    (
        {"filter_size": 4, "dilation": 3, "padding": ((1, 0), (0, 3))},
        "filter 4, dilated to 10, exceeds padded input 8 on axis 0 "
        "(input 7, padding 1 before and 0 after)",
    ),
    ({"input_size": 0}, "input_size 0 is smaller than 1"),
    ({"input_size": (7, -8)}, "input_size -8 is smaller than 1"),
    ({"input_size": 7.0}, "input_size 7.0 is not an integer"),
    ({"input_size": (7, 8.5)}, "input_size 8.5 is not an integer"),
    ({"input_size": np.float64(7)}, f"input_size {np.float64(7)!r} is not an integer"),
    ({"input_size": True}, "input_size True is not an integer"),
    ({"input_size": np.True_}, f"input_size {np.True_!r} is not an integer"),
    ({"input_size": "7x8"}, "input_size '7x8' is not an integer"),
    ({"input_size": None}, "input_size None is not an integer"),
    ({"input_size": {7: 8}}, "input_size {7: 8} is not an integer"),
    ({"input_size": ()}, "input_size () has 0 axes; 1 to 3 are possible"),
    ({"input_size": (2, 3, 4, 5)}, "input_size (2, 3, 4, 5) has 4 axes; 1 to 3 are possible"),
    ({"filter_size": 0}, "filter_size 0 is smaller than 1"),
    (
        {"filter_size": (2, 2, 2)},
        "filter_size (2, 2, 2) has 3 numbers, but the input has 2 spatial axes",
    ),
    ({"in_channels": 0}, "in_channels 0 is smaller than 1"),
    ({"out_channels": -2}, "out_channels -2 is smaller than 1"),
    ({"out_channels": 1.5}, "out_channels 1.5 is not an integer"),
    ({"groups": 0}, "groups 0 is smaller than 1"),
    ({"in_channels": 4, "groups": 3}, "groups 3 does not divide in_channels 4"),
    (
        {"in_channels": 6, "out_channels": 4, "groups": 3},
        "groups 3 does not divide out_channels 4",
    ),
    ({"stride": 0}, "stride 0 is smaller than 1"),
    ({"stride": (1, 0)}, "stride 0 is smaller than 1"),
    ({"stride": (1, 2, 3)}, "stride (1, 2, 3) has 3 numbers, but the input has 2 spatial axes"),
    ({"stride": [2]}, "stride [2] has 1 number, but the input has 2 spatial axes"),
    ({"dilation": 0}, "dilation 0 is smaller than 1"),
    ({"dilation": ()}, "dilation () has 0 numbers, but the input has 2 spatial axes"),
    ({"padding": -1}, "padding -1 is smaller than 0"),
    ({"padding": ((0, 1), (2, -3))}, "padding -3 is smaller than 0"),
    ({"padding": (1, 2, 3)}, "padding (1, 2, 3) has 3 numbers, but the input has 2 spatial axes"),
    ({"padding": ((1, 2),)}, "padding ((1, 2),) has 1 pair, but the input has 2 spatial axes"),
    ({"padding": (1, (2, 3))}, "padding (1, (2, 3)): 1 is not a (before, after) pair"),
    (
        {"padding": ((1, 2, 3), (1, 2))},
        "padding ((1, 2, 3), (1, 2)): (1, 2, 3) is not a (before, after) pair",
    ),
    ({"padding": 0.5}, "padding 0.5 is not an integer"),
    ({"padding": False}, "padding False is not an integer"),
    (
        {"padding": "half"},
        "padding 'half' is not a number of entries or one of 'valid', 'same', 'same_lower', "
        "'full', 'causal' (did you mean 'same'?)",
    ),
    (
        {"padding_mode": "mirror"},
        "padding_mode 'mirror' is not one of zeros, circular, reflect, replicate "
        "(did you mean 'reflect'?)",
    ),
    (
        {"padding_mode": None},
        "padding_mode None is not one of zeros, circular, reflect, replicate",
    ),
    (
        {"padding": 7, "padding_mode": "reflect"},
        "reflect padding 7 must be smaller than the input size 7 on axis 0",
    ),
    (
        {"padding": (0, 9), "padding_mode": "circular"},
        "circular padding 9 exceeds the input size 8 on axis 1",
    ),
    ({"bias": 1}, "bias 1 is not True or False"),
    ({"flip_filter": "yes"}, "flip_filter 'yes' is not True or False"),
]


@pytest.mark.parametrize(("changes", "rule"), BAD, ids=[rule for _, rule in BAD])
def test_the_line_names_value_rule_and_spec(changes: dict[str, object], rule: str) -> None:
    given = {"input_size": (7, 8), "filter_size": (2, 2)} | changes
    with pytest.raises(SpecError) as caught:
        ConvSpec(**given)
    sizes = f"{given['input_size']!r}, {given['filter_size']!r}"
    rest = [f"{name}={value!r}" for name, value in changes.items() if not name.endswith("_size")]
    assert str(caught.value) == f"{rule}: ConvSpec({', '.join([sizes, *rest])})"


def test_spec_errors_are_the_library_s_and_value_errors() -> None:
    with pytest.raises(SpecError) as caught:
        ConvSpec(0, 1)
    assert isinstance(caught.value, SymconvError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "value",
    [
        np.ones((6, 40)),
        "n\nm" * 999,
        tuple(range(500)),
        type("X", (), {"__repr__": lambda s: "a\nb"})(),
    ],
)
@pytest.mark.parametrize("name", ["input_size", "stride", "padding", "padding_mode", "bias"])
def test_any_value_gives_one_line_of_bounded_length(name: str, value: object) -> None:
    with pytest.raises(SpecError) as caught:
        ConvSpec(**{"input_size": (7, 8), "filter_size": 3, name: value})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_missing_and_unknown_arguments_are_python_s_own_errors() -> None:
    with pytest.raises(TypeError, match="filter_size"):
        ConvSpec(3)
    with pytest.raises(TypeError, match="kernel_size"):
        ConvSpec(3, 2, kernel_size=2)


@pytest.mark.parametrize(
    "size",
    [10**18 + 1, 10**5000, (5, 10**5000), -(10**5000)],
    ids=["18", "5000", "second", "negative"],
)
def test_numbers_beyond_every_layer(size: object) -> None:
    with pytest.raises(SpecError, match=r"larger than 10\*\*18|smaller than 1") as caught:
        ConvSpec(size, 1)
    assert len(str(caught.value)) < 300

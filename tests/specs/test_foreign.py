"""Words of PyTorch, Keras and ONNX, and words that are nearly ours, are answered with ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from symconv import ConvSpec, NetworkSpec, SpecError, layer
from symconv.specs import LossSpec
from symconv.specs.answers.foreign import ARGUMENTS, OPTIONS, PARTS, VALUES, ForeignKind
from symconv.specs.flags import FLAGS, flags_meant, layer_flags, read_flags
from symconv.specs.kinds import KINDS, build_spec, meant_kind, unknown_key
from symconv.specs.listing import read_spec_list
from symconv.specs.network_file import read_network_file
from symconv.suggestions import bare, did_you_mean, meant

MAX, AVERAGE = (ForeignKind("pool", "operation", word) for word in ("max", "average"))
WORDS = {
    ForeignKind("conv"): "Conv Conv1d Conv2d Conv3D Convolution2D conv2d CONV convv",
    ForeignKind("conv_transpose"): "ConvTranspose2d Conv2DTranspose conv-transpose deconv",
    ForeignKind("dense"): "Linear fc Dense FullyConnected fully_connected Gemm",
    MAX: "maxpool MaxPool2d MaxPooling2D max_pool max",
    AVERAGE: "AvgPool2d AveragePooling1D AveragePool mean_pool",
    replace(MAX, is_global=True): "GlobalMaxPool",
    replace(AVERAGE, is_global=True): "GlobalAveragePooling2D GlobalAveragePool",
    ForeignKind("pool", "operation", "lp"): "LpPool LPPool2d",
    ForeignKind("adaptive_pool", "operation", "average"): "AdaptiveAvgPool2d",
    ForeignKind("adaptive_pool", "operation", "max"): "AdaptiveMaxPool1d",
    ForeignKind("unpool"): "MaxUnpool2d Unpooling",
    ForeignKind("flatten"): "Flatten Reshape",
    ForeignKind("activation", "function", "relu"): "relu ReLU",
    ForeignKind("activation", "function", "leaky_relu"): "LeakyReLU leaky-relu",
    ForeignKind("activation", "function", "softmax"): "Softmax",
    ForeignKind("loss", "function", "mean_squared_error"): "mse MSELoss MeanSquaredError",
    ForeignKind("loss", "function", "cross_entropy"): "CrossEntropyLoss SoftmaxCrossEntropyLoss",
}


@pytest.mark.parametrize(
    ("word", "kind"), [(word, kind) for kind, words in WORDS.items() for word in words.split()]
)
def test_kinds_of_others(word: str, kind: ForeignKind) -> None:
    assert meant_kind(word) == kind
    assert kind.kind in KINDS
    if kind.option:
        option = KINDS[kind.kind].spec.option(kind.option)
        assert kind.value in option.value.choices


def test_a_global_pool_is_said_with_its_window() -> None:
    assert meant_kind("GlobalReLU") == ForeignKind("activation", "function", "relu")
    found = meant_kind("GlobalAveragePool")
    assert found is not None
    assert found.as_flags() == "--kind pool --operation average --pool global"
    assert found.as_keys() == "'pool' with operation 'average' and a window of the input's size"


@pytest.mark.parametrize("word", ["dropout", "BatchNorm2d", "x", "", "z" * 5000, None, 3, ["conv"]])
def test_what_is_no_kind_of_ours_is_answered_with_none(word: object) -> None:
    assert meant_kind(word) is None


@pytest.mark.parametrize(
    "word",
    ["NLLLoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "BCELoss", "BCEWithLogitsLoss", "hinge_loss",
     "KLDivLoss", "TripletMarginLoss", "CTCLoss", "BinaryCrossentropy",
     "MeanAbsoluteError", "ELU", "GELU"],
)  # fmt: skip
def test_losses_that_there_are_not_are_no_kind_and_no_function(word: str) -> None:
    assert meant_kind(word) is None
    with pytest.raises(SpecError) as caught:
        LossSpec(3, function=word)
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize("word", ["los", "losss", "Loss", "criterion"])
def test_a_loss_is_asked_for_where_any_may_be_meant(word: str) -> None:
    assert meant_kind(word) == ForeignKind("loss")


def test_the_tables_speak_of_words_that_there_are() -> None:
    arguments = {option.name for kind in KINDS.values() for option in kind.options}
    values = {
        choice
        for kind in KINDS.values()
        for option in kind.options
        for choice in option.value.choices
    } | {"same", "valid"}
    assert {ours for words in OPTIONS.values() for ours in words} <= arguments
    assert {ours for words in VALUES.values() for ours in words} <= values
    for table in (OPTIONS, VALUES, PARTS, ARGUMENTS):
        assert all(word == bare(word) for word in table)


FLAG_WORDS = {
    "kernel": ("--filter", "--pool"),
    "kernel-size": ("--filter", "--pool"),
    "kernel_shape": ("--filter", "--pool"),
    "filter-size": ("--filter",),
    "pool-size": ("--pool",),
    "strides": ("--stride",),
    "pads": ("--padding",),
    "dilations": ("--dilation",),
    "group": ("--groups",),
    "out-channels": ("--filters",),
    "num-filters": ("--filters", "--units"),
    "in-channels": ("--input with the channels first, such as 3x32x32, or 3 for a dense layer",),
    "in_features": ("--input with the channels first, such as 3x32x32, or 3 for a dense layer",),
    "input-shape": ("--input",),
    "use-bias": ("--bias",),
    "negative-slope": ("--slope",),
    "activation": ("--function",),
    "strid": ("--stride",),
    "paddingmode": ("--padding-mode",),
    "frobnicate": (),
}


@pytest.mark.parametrize(("word", "flags"), FLAG_WORDS.items())
def test_flags_of_others(word: str, flags: tuple[str, ...]) -> None:
    assert flags_meant(word, FLAGS) == flags


KEYS = {
    "strides": "stride",
    "kernel_size": "filter_size",
    "kernel_shape": "filter_size",
    "pads": "padding",
    "dilations": "dilation",
    "group": "groups",
    "filters": "out_channels",
    "use_bias": "bias",
    "filter_sise": "filter_size",
}


@pytest.mark.parametrize(("key", "ours"), KEYS.items())
def test_keys_of_others_in_files_and_calls(tmp_path: Path, key: str, ours: str) -> None:
    question = f"unknown key {key!r} (did you mean {ours!r}?); "
    with pytest.raises(SpecError) as called:
        NetworkSpec((1, 6, 7), [layer("conv", **{key: 3})])
    assert f"{question}a layer of kind 'conv' here has filter_size, out_channels" in str(
        called.value
    )
    listed = tmp_path / "layers.toml"
    listed.write_text(f'[[layer]]\nname = "a"\ninput_size = 5\nfilter_size = 2\n{key} = 2\n')
    with pytest.raises(SpecError) as read:
        read_spec_list(listed)
    assert f"{question}a layer of kind 'conv' has name, kind, " in str(read.value)
    network = tmp_path / "network.toml"
    network.write_text(
        f'[network]\ninput_shape = [1, 5]\n[[network.layer]]\nkind="conv"\n{key}=2\n'
    )
    with pytest.raises(SpecError, match=ours):
        read_network_file(network)


def test_keys_of_pools_are_those_of_pools() -> None:
    with pytest.raises(SpecError, match=r"'kernel_size' \(did you mean 'pool_size'\?\); a layer"):
        build_spec("pool", {"input_size": 4, "kernel_size": 2})
    with pytest.raises(SpecError, match=r"'kernels' \(did you mean 'units'\?\)"):
        build_spec("dense", {"inputs": 4, "kernels": 2})


def test_a_list_says_what_its_tables_are_called(tmp_path: Path) -> None:
    path = tmp_path / "layers.toml"
    path.write_text("[[layers]]\n")
    with pytest.raises(SpecError, match=r"unknown key 'layers' \(did you mean 'layer'\?\); layers"):
        read_spec_list(path)
    path.write_text(
        '[[layer]]\nname = "conv1"\ninput_size = 5\nfilter_size = 2\noutputs = ["kernels"]\n'
    )
    with pytest.raises(
        SpecError, match=r"not one of 'kernel', 'derivation' \(did you mean 'kernel"
    ):
        read_spec_list(path)


VALUE_WORDS = [
    ({"padding_mode": "reflection"}, "reflect"),
    ({"padding_mode": "edge"}, "replicate"),
    ({"padding_mode": "wrap"}, "circular"),
    ({"padding_mode": "constant"}, "zeros"),
    ({"padding_mode": "Zeros"}, "zeros"),
    ({"padding": "SAME_UPPER"}, "same"),
    ({"padding": "smae"}, "same"),
    ({"padding": "VALID"}, "valid"),
]


@pytest.mark.parametrize(("arguments", "ours"), VALUE_WORDS)
def test_values_of_others(arguments: dict[str, str], ours: str) -> None:
    with pytest.raises(SpecError) as called:
        ConvSpec(5, 2, **arguments)
    with pytest.raises(SpecError) as typed:
        read_flags(layer_flags(input="5", filter="2", **arguments))
    for caught in (called, typed):
        assert f"(did you mean {ours!r}?): " in str(caught.value)


def test_the_question_is_asked_of_words_that_are_alike_and_of_no_others() -> None:
    assert meant("GRAD_INPUT", ["grad-filter", "grad-input"]) == "grad-input"
    assert did_you_mean("roman", ["comma", "flat"]) == ""
    assert did_you_mean("a", ["b", "a1"]) == ""
    assert did_you_mean(None, ["none"]) == ""
    assert did_you_mean("x" * 10_000, ["x"]) == ""
    assert unknown_key("zzz", "it", ["a"]) == "unknown key 'zzz'; it has a"

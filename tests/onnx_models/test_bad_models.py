"""A model that is wrong ends in one clear line, exit status 2, and nothing written."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from symconv import SymconvError
from symconv.onnx_models import loading as loading_module
from symconv.onnx_models import read_model
from tests.cli.conftest import Outcome, Run
from tests.generation.folders import contents
from tests.onnx_models.models import (
    FILTER,
    conv_model,
    model,
    node,
    pool_model,
    save,
    tensor,
    zeros,
)


def unpool(**attributes: Any) -> Any:
    layer = node("MaxUnpool", "x", "i", **attributes)
    return model(layer, inputs=[tensor("i", (2, 4, 7, 8), 7)])


def conv(*inputs: str, **attributes: Any) -> Any:
    return model(node("Conv", *inputs, name="c1", **attributes), weights=[zeros("w", FILTER)])


def with_opset(proto: Any, opset: int) -> Any:
    proto.opset_import[0].version = opset
    return proto


def without(field: str) -> Any:
    proto = conv_model()
    proto.ClearField(field)
    return proto


def twice(proto: Any) -> Any:
    attributes = proto.graph.node[0].attribute
    attributes.add().CopyFrom(attributes[0])
    return proto


MODELS = {
    "unknown attribute": (
        conv_model(stride=[1, 1]),
        "node 1 (Conv): unknown attribute 'stride'; in opset 22 Conv has: auto_pad, dilations, ",
    ),
    "attribute of a later opset": (
        pool_model("MaxPool", kernel_shape=[2, 2], dilations=[1, 1], opset=9),
        "node 1 (MaxPool): unknown attribute 'dilations'; in opset 9 MaxPool has: auto_pad, ",
    ),
    "attribute of another type": (
        conv_model(group=[1]),
        "node 1 (Conv): attribute group is not of type INT",
    ),
    "attribute twice": (twice(conv_model(group=1)), "attribute group is given twice"),
    "attribute missing": (pool_model("MaxPool"), "attribute kernel_shape is missing"),
    "rule": (conv_model(auto_pad="SAME"), "auto_pad 'SAME' is not one of NOTSET, SAME_UPPER, "),
    "rule and pads": (
        conv_model(auto_pad="SAME_UPPER", pads=[1] * 4),
        "pads (1, 1, 1, 1) and auto_pad SAME_UPPER are both given",
    ),
    "flag": (
        pool_model("MaxPool", kernel_shape=[2, 2], ceil_mode=2),
        "attribute ceil_mode 2 is not 0 or 1",
    ),
    "order": (
        pool_model("MaxPool", kernel_shape=[2, 2], storage_order=2),
        "storage_order 2 is not 0 (row-major) or 1 (column-major)",
    ),
    "missing input": (model(node("Conv")), "input X is missing"),
    "missing weight": (conv("x"), "node 1 (Conv 'c1'): input W is missing"),
    "weight without a name": (conv("x", ""), "node 1 (Conv 'c1'): input W is missing"),
    "weight from nowhere": (
        conv("x", "v"),
        "node 1 (Conv 'c1'): input W is 'v', which nothing in the model gives",
    ),
    "bias from nowhere": (conv("x", "w", "b"), "input B is 'b', which nothing in the model gives"),
    "bias of another shape": (
        model(node("Conv", "x", "w", "b"), weights=[zeros("w", FILTER), zeros("b", (5,))]),
        "B has shape (5,), expected (6,)",
    ),
    "kernel_shape": (
        conv_model(kernel_shape=[2, 3]),
        "kernel_shape (2, 3) is not that of W, (3, 2)",
    ),
    "rank of the filter": (
        conv_model(weights=[zeros("w", (6, 4, 3))]),
        "W has shape (6, 4, 3), but X has 2 spatial axes",
    ),
    "channels": (
        conv_model(x=(2, 5, 7, 9)),
        "X has 5 channels, but W of shape (6, 4, 3, 2) with group 1 takes 4",
    ),
    "group": (
        conv_model(x=(2, 16, 7, 9), group=4),
        "groups 4 does not divide out_channels 6: ConvSpec(",
    ),
    "group 0": (conv_model(group=0), "takes 0"),
    "negative pads": (conv_model(pads=[0, 0, -1, 0]), "padding -1 is smaller than 0: ConvSpec("),
    "odd number of pads": (
        conv_model(pads=[1, 1, 1]),
        "attribute pads (1, 1, 1) has 3 numbers, expected 4",
    ),
    "one stride": (conv_model(strides=[2]), "attribute strides (2,) has 1 number, expected 2"),
    "stride 0": (
        conv_model(strides=[0, 1]),
        "model.onnx: node 1 (Conv): strides (0, 1) are not 1 or more",
    ),
    "stride 0 of another operator": (
        model(node("QLinearConv", *"xabwcdef", strides=[1, 0])),
        "model.onnx: node 1 (QLinearConv): strides (1, 0) are not 1 or more",
    ),
    "dilation": (
        conv_model(dilations=[4, 1]),
        "filter 3, dilated to 9, exceeds padded input 7 on axis 0",
    ),
    "filter": (
        conv_model(x=(2, 4, 2, 9)),
        "filter 3 exceeds padded input 2 on axis 0 (input 2, padding 0): ConvSpec((2, 9), (3, 2)",
    ),
    "pool": (
        pool_model("AveragePool", kernel_shape=[3, 10]),
        "model.onnx: node 1 (AveragePool): pool 10 exceeds padded input 9 on axis 1 (input 9, "
        "padding 0): PoolSpec((7, 9), (3, 10)",
    ),
    "pool of maxima": (
        pool_model("MaxPool", x=(1, 3, 8, 8), kernel_shape=[9, 9]),
        "model.onnx: node 1 (MaxPool): pool 9 exceeds padded input 8 on axis 0 (input 8, "
        "padding 0): PoolSpec((8, 8), (9, 9), channels=3, stride=",
    ),
    "pool of averages": (
        pool_model("AveragePool", x=(1, 3, 8, 8), kernel_shape=[9, 9], count_include_pad=1),
        "PoolSpec((8, 8), (9, 9), channels=3, operation='average', stride=",
    ),
    "size 0": (pool_model("GlobalMaxPool", x=(1, 3, 0, 2)), "input_size 0 is smaller than 1"),
    "power": (pool_model("GlobalLpPool", p=0), "power 0 is smaller than 1"),
    "padding takes all": (
        model(node("ConvTranspose", "x", "w", pads=[9] * 4), weights=[zeros("w", (4, 2, 3, 2))]),
        "padding 9 crops all of the 9 output entries on axis 0: ConvTransposeSpec(",
    ),
    "output padding": (
        model(node("ConvTranspose", "x", "w", output_padding=[0, 1]),
              weights=[zeros("w", (4, 2, 3, 2))]),
        "output_padding 1 on axis 1 is smaller than neither stride 1 nor dilation 1",
    ),
    "output_shape with batch and channels": (
        model(node("ConvTranspose", "x", "w", output_shape=[2, 2, 9, 10]),
              weights=[zeros("w", (4, 2, 3, 2))]),
        "attribute output_shape (2, 2, 9, 10) has 4 numbers, expected 2",
    ),
    "indices": (
        unpool(kernel_shape=[2, 2]),
        "I has shape (2, 4, 7, 8), X (2, 4, 7, 9)",
    ),
    "no layer": (
        model(node("Relu", "x", outputs="z"), node("Tanh", "z")),
        "no kernel can be made of a node; layers too, made by --kind and not from a model: "
        "Relu (1, kind activation), Tanh (1, kind activation)",
    ),
    "no layer of a fixed shape": (
        model(node("GlobalMaxPool", "x", name="p"), x=(1, 3, "H", 5)),
        "no kernel can be made of a node; 1 skipped (GlobalMaxPool (1)), the first of them node 1 "
        "(GlobalMaxPool 'p'): shape of 'x' (X) is not fixed: (1, 3, 'H', 5)",
    ),
    "opset to come": (with_opset(conv_model(), 9999), "opset 9999 is not one of 1 to "),
    "opset 0": (with_opset(conv_model(), 0), "opset 0 is not one of 1 to "),
    "no opset": (without("opset_import"), "the model does not say which opset of ONNX it uses"),
    "before its operator": (
        with_opset(unpool(kernel_shape=[2, 2]), 8),
        "opset 8 has no operator MaxUnpool",
    ),
}  # fmt: skip


def assert_one_line(outcome: Outcome, part: str) -> None:
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("symconv: error: ")
    assert outcome.err.count("\n") == 1
    assert part in outcome.err


@pytest.mark.parametrize("case", MODELS)
def test_a_model_that_is_not_as_its_operators_say(run: Run, tmp_path: Path, case: str) -> None:
    proto, part = MODELS[case]
    save(tmp_path, proto)
    before = contents(tmp_path)
    outcome = run("generate --onnx model.onnx -o out")
    assert_one_line(outcome, part)
    assert "model.onnx: " in outcome.err
    assert contents(tmp_path) == before


def write_bad_files(folder: Path) -> None:
    (folder / "zeros.onnx").write_bytes(bytes(10_000_000))
    (folder / "empty.onnx").touch()
    (folder / "text.onnx").write_text("# no model\n" * 50)
    (folder / "folder.onnx").mkdir()
    (folder / "loop.onnx").symlink_to("loop.onnx")
    with zipfile.ZipFile(folder / "zip.onnx", "w") as archive:
        archive.writestr("model", b"weights")
    whole = conv_model().SerializeToString()
    (folder / "half.onnx").write_bytes(whole[: len(whole) // 2])
    (folder / "graph.onnx").write_bytes(without("graph").SerializeToString())
    (folder / "nodes.onnx").write_bytes(model().SerializeToString())
    (folder / "version.onnx").write_bytes(without("ir_version").SerializeToString())


BAD_FILES = {
    "zeros.onnx": "zeros.onnx is damaged or not an ONNX model: it cannot be parsed",
    "empty.onnx": "empty.onnx is damaged or not an ONNX model: it holds no graph",
    "text.onnx": "text.onnx is damaged or not an ONNX model",
    "folder.onnx": "folder.onnx is not a file",
    "loop.onnx": "cannot read loop.onnx: Too many levels of symbolic links",
    "zip.onnx": "zip.onnx is damaged or not an ONNX model",
    "half.onnx": "half.onnx is damaged or not an ONNX model: it cannot be parsed",
    "graph.onnx": "graph.onnx is damaged or not an ONNX model: it holds no graph",
    "nodes.onnx": "nodes.onnx is damaged or not an ONNX model: its graph has no nodes",
    "version.onnx": "version.onnx is damaged or not an ONNX model: it holds no graph",
    "none.onnx": "cannot read none.onnx: No such file or directory",
    "/dev/null": "/dev/null is not a file",
    "text.onnx/inner.onnx": "cannot read text.onnx/inner.onnx: Not a directory",
}


def test_a_file_that_is_no_model(run: Run, tmp_path: Path) -> None:
    write_bad_files(tmp_path)
    before = contents(tmp_path)
    for name, part in BAD_FILES.items():
        assert_one_line(run("generate", "--onnx", name, "-o", "out"), part)
    assert contents(tmp_path) == before


def test_a_file_that_may_not_be_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, conv_model())

    def refuse(_path: Path) -> bytes:  # the superuser may read a file of any mode
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert_one_line(
        run("generate --onnx model.onnx -o out"), "cannot read model.onnx: Permission denied"
    )


def test_a_file_larger_than_a_model_can_be(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, conv_model())
    monkeypatch.setattr(loading_module, "LARGEST_FILE", 100)
    outcome = run("generate --onnx model.onnx -o out")
    assert_one_line(outcome, " bytes; an ONNX file has 2 GiB at most")


def test_the_package_onnx_is_not_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, conv_model())
    monkeypatch.setitem(sys.modules, "onnx", None)
    outcome = run("generate --onnx model.onnx -o out")
    assert_one_line(outcome, "needs the package onnx, which comes with the extra: ")
    assert "pip install 'symconv[onnx]'" in outcome.err


def test_names_cannot_steer_a_terminal(run: Run, tmp_path: Path) -> None:
    name = "\x1b[31mred\n\u202eback"
    good = node("GlobalMaxPool", "x")
    wrong = node("Conv", "x", "w", outputs="z", name=name)
    save(tmp_path, model(wrong, good, weights=[zeros("w", (6, 4, 9, 9))]))
    assert_one_line(run("generate --onnx model.onnx -o out"), "(Conv '\\x1b[31mred")
    other = node(name, "x", outputs="v", domain=name)
    skipped = node("GlobalMaxPool", "v", outputs="z", name=name)
    save(tmp_path, model(other, skipped, good))
    outcome = run("generate --onnx model.onnx -o out --no-certify")
    assert outcome.status == 0
    assert "\x1b" not in outcome.err + outcome.out
    assert "\u202e" not in outcome.err + outcome.out
    assert outcome.err.count("\n") == 3


USAGE = {
    "generate --onnx model.onnx": "--onnx needs -o DIR",
    "generate --onnx model.onnx -o out --input 3x3 --filter 2x2": "give either a layer ",
    "generate --onnx model.onnx -o out --specs model.onnx": "give either a layer ",
    "generate --onnx model.onnx -o out --notation slides": "--notation goes with a layer",
    "generate --onnx model.onnx -o out --max-terms 5": "--max-terms goes with --specs",
    "generate --onnx model.onnx -o out --no-certify --stand-ins": "exclude each other",
    "generate --onnx model.onnx -o out --strategy magic": "strategy 'magic' is not one of auto, ",
    "generate --onnx model.onnx -o out --onnx-input x": "--onnx-input 'x' is not NAME=SIZE",
    "generate --onnx model.onnx -o out --onnx-input x=2xfour": "is not NAME=SIZE",
    "generate --onnx model.onnx -o out --onnx-input =2x4": "is not NAME=SIZE",
    "generate --onnx model.onnx -o out --onnx-input v=2": "input 'v' is not one of the model's: ",
    "generate --onnx model.onnx -o out --onnx-input x=2x4x8x9": (
        "input 'x' has shape (2, 4, 7, 9), not (2, 4, 8, 9)"
    ),
    "generate --input 3x3 --filter 2x2 --stand-ins": "--stand-ins goes with --onnx",
    "generate --input 3x3 --filter 2x2 --onnx-input x=1": "--onnx-input goes with --onnx",
    "generate --onnx model.onnx -o model.onnx": "model.onnx is not a folder",
}


@pytest.mark.parametrize("command", USAGE)
def test_options_that_do_not_fit(run: Run, tmp_path: Path, command: str) -> None:
    save(tmp_path, conv_model())
    before = contents(tmp_path)
    outcome = run(command)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.splitlines()[-1].startswith(
        ("symconv: error: ", "symconv generate: error: ")
    )
    assert USAGE[command] in outcome.err
    assert contents(tmp_path) == before


def test_damage_anywhere_is_a_line_or_a_model(tmp_path: Path) -> None:
    weights = [zeros("w", FILTER), zeros("b", (6,))]
    layers = [
        node("Conv", "x", "w", "b", outputs="z", name="conv", strides=[2, 1], pads=[1, 0, 2, 1]),
        node("MaxPool", "z", kernel_shape=[2, 2], ceil_mode=1),
    ]
    whole = model(*layers, weights=weights).SerializeToString()
    drawn = random.Random(20240517)
    seen: Counter[str] = Counter()
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(drawn.choice([1, 1, 2, 4])):
            data[drawn.randrange(len(data))] = drawn.randrange(256)
        path = tmp_path / "damaged.onnx"
        path.write_bytes(data)
        message = "damaged.onnx"
        try:
            read_model(path)
            seen["read"] += 1
        except SymconvError as error:
            message = str(error)
            seen["refused"] += 1
        assert "damaged.onnx" in message
        assert "\n" not in message
    assert min(seen["read"], seen["refused"]) > 40


def test_help_does_not_load_the_package() -> None:
    code = (
        "import sys; from symconv.cli.main import main; main(['generate', '--help']); "
        "sys.exit('onnx' in sys.modules or 'numpy' in sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "--onnx MODEL.onnx" in shown.stdout

"""`symconv generate --onnx`: kernels, manifest, certificates, drift."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from symconv import ConvSpec, build_kernel, load_kernel
from symconv.kernels import Kernel
from symconv.specs import LayerSpec, PoolSpec
from symconv.specs.kinds import build_spec
from tests.cli.conftest import Run
from tests.cli.processes import environment, in_process
from tests.generation.folders import contents
from tests.onnx_models.models import (
    INT64,
    conv_model,
    helper,
    model,
    node,
    pool_model,
    save,
    tensor,
    zeros,
)

CONV = ConvSpec((7, 5), (3, 2), in_channels=2, out_channels=3, bias=True, padding=((1, 0), (0, 2)))
SMALL = ConvSpec((6, 6), 1, in_channels=3, out_channels=2)
POOL = PoolSpec((6, 6), 2, 3, stride=2)
FILES = {
    CONV: "conv2d_2x7x5_f3x3x2_s1_p1_0x0_2_bias_im2col.py",
    SMALL: "conv2d_3x6x6_f2x1x1_s1_im2col.py",
}


def network() -> Any:
    """Give a model with two equal layers, another, a pool, an open one, and other operators."""
    weights = [zeros(f"w{n}", CONV.filter_shape) for n in (1, 2)]
    weights += [zeros("b", (3,)), zeros("v", SMALL.filter_shape)]
    conv = {"pads": [1, 0, 0, 2]}
    return model(
        node("Conv", "x", "w1", "b", name="stem", outputs="a", **conv),
        node("Relu", "a", outputs="c", name="../../etc/passwd"),
        node("Conv", "x", "w2", "b", name="stem", outputs="d", **conv),
        node("MaxPool", "c", outputs="e i", kernel_shape=[2, 2], strides=[2, 2]),
        node("Conv", "c", "v", outputs="f", name="</script>'); import os #"),
        node("GlobalMaxPool", "open", outputs="g", name="late"),
        node("Relu", "d", outputs="h"),
        node("Odd", "d", outputs="y", domain="com.example"),
        x=("N", 2, 7, 5),
        inputs=[tensor("open", (1, 2, "H", 3))],
        weights=weights,
        opset_imports=[helper.make_opsetid("com.example", 1)],
    )


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text("ascii"))


@pytest.fixture
def generated(run: Run, tmp_path: Path) -> Any:
    save(tmp_path, network())
    return run("generate --onnx model.onnx -o out")


def test_what_is_said(generated: Any, tmp_path: Path) -> None:
    assert generated.status == 0
    assert generated.err.splitlines() == [
        "opset 22; 4 layers, 3 different: Conv (3), MaxPool (1)",
        "skipped: node 6 (GlobalMaxPool 'late'): shape of 'open' (X) is not fixed: (1, 2, 'H', 3); "
        "give the sizes that the model leaves open, as in --onnx-input open=1x2x224x3",
        "layers too, made by --kind and not from a model: Relu (2, kind activation)",
        "no layers here: com.example.Odd (1)",
    ]
    found, _, table = generated.out.partition("\n\n")
    verdicts = found.splitlines()
    *rows, counts, first, second, third, fourth = table.splitlines()
    files = [file["file"] for file in manifest_of(tmp_path / "out")["kernels"]]
    assert [line.partition(": ")[0] for line in verdicts] == files
    assert [" proved (" in line or " holds (" in line for line in verdicts] == [True] * 3
    assert [line.split()[0] for line in rows] == ["strategy", *files]
    assert counts == "3 certified: 2 proved, 1 holds"
    assert [first, second, third, fourth] == [
        f"wrote out/{name}" for name in [*files, "manifest.json"]
    ]


@pytest.mark.usefixtures("generated")
def test_a_kernel_for_each_different_layer_named_by_the_layer(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path / "out")
    names = [entry["file"] for entry in manifest["kernels"]]
    assert sorted(contents(tmp_path / "out")) == sorted([*names, "manifest.json"])
    kernels = [load_kernel(tmp_path / "out" / name) for name in names]
    assert [kernel.spec for kernel in kernels] == [CONV, POOL, SMALL]
    assert [names[0], names[2]] == [FILES[CONV], FILES[SMALL]]
    for entry, kernel in zip(manifest["kernels"], kernels, strict=True):
        arguments = dict(entry["arguments"])
        assert build_spec(arguments.pop("kind"), arguments) == kernel.spec
        assert entry["spec"] == repr(kernel.spec)
        assert entry["strategy"] == kernel.strategy
        assert entry["file"] == f"{kernel.name}.py"
    assert [entry["certificate"] for entry in manifest["kernels"]] == [
        "symbolic", "sampled", "symbolic",
    ]  # fmt: skip


@pytest.mark.usefixtures("generated")
def test_the_manifest_names_every_node(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path / "out")
    assert manifest["graph"] == "made to be read"
    assert manifest["opset"] == 22
    assert manifest["counts"] == {"layers": 4, "kernels": 3, "skipped": 1, "unknown": 3}
    assert manifest["operators"] == {
        "Conv": 3, "MaxPool": 1, "GlobalMaxPool": 1, "Relu": 2, "com.example.Odd": 1,
    }  # fmt: skip
    first, second, pool, small = manifest["layers"]
    assert first == {
        "node": 1, "name": "stem", "operator": "Conv", "file": FILES[CONV], "spec": repr(CONV),
        "inputs": {"x": "x", "f": "w1", "b": "b"}, "outputs": {"forward": "a"},
    }  # fmt: skip
    assert second == {
        **first, "node": 3, "inputs": {"x": "x", "f": "w2", "b": "b"}, "outputs": {"forward": "d"},
    }  # fmt: skip
    assert (pool["node"], pool["name"], pool["spec"]) == (4, "", repr(POOL))
    assert pool["outputs"] == {"forward": "e", "indices": "i"}
    assert (small["node"], small["name"]) == (5, "</script>'); import os #")
    assert manifest["skipped"] == [
        {
            "node": 6, "name": "late", "operator": "GlobalMaxPool",
            "reason": "shape of 'open' (X) is not fixed: (1, 2, 'H', 3); give the sizes that the "
            "model leaves open, as in --onnx-input open=1x2x224x3",
        }
    ]  # fmt: skip
    assert manifest["unknown"] == [
        {
            "operator": "Relu",
            "count": 2,
            "kind": "activation",
            "nodes": [
                {"node": 2, "name": "../../etc/passwd", "operator": "Relu"},
                {"node": 7, "name": "", "operator": "Relu"},
            ],
        },
        {
            "operator": "com.example.Odd",
            "count": 1,
            "kind": None,
            "nodes": [{"node": 8, "name": "", "operator": "com.example.Odd"}],
        },
    ]


@pytest.mark.usefixtures("generated")
def test_names_of_nodes_reach_the_manifest_only(tmp_path: Path) -> None:
    for name, data in contents(tmp_path / "out").items():
        assert (b"import os" in data) == (name == "manifest.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.onnx", "out"]


def test_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    save(tmp_path, network())
    for seed in ("1", "2"):
        done = in_process(
            "generate", "--onnx", "model.onnx", "-o", seed,
            cwd=tmp_path, env=environment(PYTHONHASHSEED=seed),
        )  # fmt: skip
        assert done.returncode == 0
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert str(tmp_path).encode() not in b"".join(contents(tmp_path / "1").values())


def test_check_compares_kernels_and_manifest(run: Run, tmp_path: Path) -> None:
    path = save(tmp_path, network())
    command = "generate --onnx model.onnx -o out --check"
    assert run("generate --onnx model.onnx -o out --no-certify").status == 0
    unproved = run(command)
    assert (unproved.status, unproved.out) == (1, "drifted: out/manifest.json\n")
    assert (run(f"{command} --no-certify").status, run(f"{command} --no-certify").out) == (0, "")
    assert run("generate --onnx model.onnx -o out").status == 0
    assert (run(command).status, run(command).out) == (0, "")
    proto = network()
    del proto.graph.node[4]
    path.write_bytes(proto.SerializeToString())
    before = contents(tmp_path)
    found = run(f"{command} --diff")
    assert found.status == 1
    assert "drifted: out/manifest.json" in found.out
    assert f"stale: out/{FILES[SMALL]}" in found.out
    assert '-    {"file": "conv2d_3x6x6_f2x1x1_s1_im2col.py", ' in found.out
    assert contents(tmp_path) == before
    (tmp_path / "out" / FILES[CONV]).unlink()
    assert f"missing: out/{FILES[CONV]}" in run(command).out


def test_unproved_kernels_are_called_so(run: Run, tmp_path: Path) -> None:
    save(tmp_path, network())
    outcome = run("generate --onnx model.onnx -o out --no-certify")
    assert (outcome.status, outcome.out.count("wrote out/")) == (0, 4)
    assert outcome.out.count("\n") == 4
    certificates = [entry["certificate"] for entry in manifest_of(tmp_path / "out")["kernels"]]
    assert certificates == ["not certified"] * 3


@pytest.mark.parametrize(
    ("strategy", "used"),
    [("taps", ["taps"] * 3), ("explicit", ["explicit", "taps", "explicit"])],
)
def test_a_strategy_is_used_where_a_layer_has_it(
    run: Run, tmp_path: Path, strategy: str, used: list[str]
) -> None:
    save(tmp_path, network())
    outcome = run(f"generate --onnx model.onnx -o out --strategy {strategy} --no-certify")
    assert outcome.status == 0
    assert [entry["strategy"] for entry in manifest_of(tmp_path / "out")["kernels"]] == used


def test_a_failed_certificate_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubled(spec: LayerSpec, strategy: str = "auto", **options: Any) -> Kernel:
        kernel = build_kernel(spec, strategy, **options)
        if spec != SMALL:
            return kernel
        wrong = {"forward": lambda *arrays: kernel.forward(*arrays) * 2}
        return replace(kernel, functions={**kernel.functions, **wrong})

    monkeypatch.setattr("symconv.generation.onnx_model.build_kernel", doubled)
    save(tmp_path, network())
    outcome = run("generate --onnx model.onnx -o out")
    assert outcome.status == 1
    assert outcome.out.count(": FAILED (symbolic): ") == 1
    assert outcome.err.endswith("nothing was written\n")
    assert not (tmp_path / "out").exists()


def test_an_open_shape_can_be_given(run: Run, tmp_path: Path) -> None:
    save(tmp_path, network())
    outcome = run("generate --onnx model.onnx -o out --no-certify --onnx-input open=1x2x5x3")
    assert "opset 22; 5 layers, 4 different: " in outcome.err
    assert "skipped" not in outcome.err
    assert manifest_of(tmp_path / "out")["layers"][-1]["spec"] == repr(
        PoolSpec((5, 3), "global", 2)
    )


def test_stand_ins_are_named(run: Run, tmp_path: Path) -> None:
    large = ConvSpec((99, 70), (3, 3), in_channels=2, out_channels=2, stride=2, padding=1)
    proto = conv_model(
        x=(1, *large.input_shape), weights=[zeros("w", large.filter_shape)],
        strides=[2, 2], pads=[1] * 4,
    )  # fmt: skip
    save(tmp_path, proto)
    stand_in = "ConvSpec((5, 6), (3, 3), in_channels=2, out_channels=2, stride=2, padding=1)"
    outcome = run("generate --onnx model.onnx -o out --stand-ins")
    name = f"{build_kernel(large).name}.py"
    assert outcome.status == 0
    assert outcome.out.startswith(f"{name} (stand-in {stand_in}): proved (symbolic): ")
    (entry,) = manifest_of(tmp_path / "out")["kernels"]
    assert (entry["spec"], entry["certificate"]) == (repr(large), "symbolic")
    assert entry["stand_in"] == stand_in
    assert run("generate --onnx model.onnx -o out --stand-ins --check").status == 0
    assert run("generate --onnx model.onnx -o out --check").status == 1


def test_a_manifest_of_somebody_else_is_not_replaced(run: Run, tmp_path: Path) -> None:
    save(tmp_path, network())
    (tmp_path / "out").mkdir()
    for text in ('{"name": "my app"}\n', "[" * 100_000, "\udcff", ""):
        (tmp_path / "out" / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
        before = contents(tmp_path)
        outcome = run("generate --onnx model.onnx -o out --no-certify")
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.count("\n") == 1
        assert (
            "out/manifest.json is not generated by symconv, and nothing was written" in outcome.err
        )
        assert contents(tmp_path) == before


SIDE, PADS = 2**31, 2**40
HUGE = {
    "input": conv_model(x=(1, 4, SIDE, SIDE)),
    "pads": conv_model(pads=[PADS] * 4),
    "transposed": model(
        node("ConvTranspose", "x", "w", strides=[PADS, PADS]), weights=[zeros("w", (4, 2, 3, 2))]
    ),
    "maxima": pool_model("MaxPool", x=(1, 4, SIDE, SIDE), kernel_shape=[3, 3]),
    "dilation": pool_model(
        "LpPool", kernel_shape=[2, 2], pads=[PADS, PADS, 0, 0], dilations=[PADS, PADS]
    ),
    "unpooled": model(
        node("MaxUnpool", "x", "i", kernel_shape=[PADS, PADS]),
        inputs=[tensor("i", (2, 4, 7, 9), INT64)],
    ),
}


@pytest.mark.parametrize("case", HUGE)
def test_a_layer_too_large_to_certify_is_refused_before_it_is_looked_at(
    run: Run, tmp_path: Path, case: str
) -> None:
    save(tmp_path, HUGE[case])
    outcome = run("generate --onnx model.onnx -o out")
    assert outcome.status == 2
    (line,) = outcome.err.splitlines()
    assert "certifying would take arrays of " in line
    assert "more than the limit of 50,000,000: " in line
    advice = re.search(r"; (--stand-ins certifies smaller layers, )?--no-certify writes ", line)
    assert advice is not None
    assert not (tmp_path / "out").exists()
    with_stand_ins = run("generate --onnx model.onnx -o out --stand-ins")
    assert with_stand_ins.status == (0 if advice[1] else 2)


def test_a_layer_too_large_to_certify_has_a_stand_in(run: Run, tmp_path: Path) -> None:
    save(tmp_path, HUGE["input"])
    assert run("generate --onnx model.onnx -o out --stand-ins").status == 0
    (kernel,) = manifest_of(tmp_path / "out")["kernels"]
    assert kernel["stand_in"] == "ConvSpec((4, 3), (3, 2), in_channels=4, out_channels=6)"
    save(tmp_path, HUGE["pads"])
    outcome = run("generate --onnx model.onnx -o out --stand-ins")
    assert (outcome.status, "; --no-certify writes kernels unproved" in outcome.err) == (2, True)


def test_certificates_that_take_long_are_announced_with_their_way_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, conv_model(x=(1, 4, 40, 60)))
    words = "certificates will take long: 1 large layer; --stand-ins certifies smaller ones"
    assert words not in run("generate --onnx model.onnx -o out").err
    monkeypatch.setattr("symconv.cli.generating.onnx.LONG_TERMS", 10_000)
    assert words not in run("generate --onnx model.onnx -o out").err  # quick at its own size
    save(tmp_path, conv_model(x=(1, 4, 130, 160)))
    assert words in run("generate --onnx model.onnx -o out").err
    for option in ("--stand-ins", "--no-certify", "--check"):
        assert words not in run(f"generate --onnx model.onnx -o out {option}").err


def test_progress_is_for_terminals(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, network())
    assert "certifying" not in run("generate --onnx model.onnx -o out").err
    shown = []
    terminal = SimpleNamespace(isatty=lambda: True, write=shown.append, flush=lambda: None)
    monkeypatch.setattr("symconv.cli.printing.progress.sys", SimpleNamespace(stderr=terminal))
    assert "certifying" not in run("generate --onnx model.onnx -o out").out
    lines = [text.replace("\r\x1b[K", "") for text in shown]
    assert lines[1::2] == [""] * 3
    assert lines[2] == "certifying 2 of 3: max_pool2d_3x6x6_k2x2_s2_taps.py"

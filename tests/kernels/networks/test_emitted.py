"""The text of networks' modules: the same everywhere, clean, and able to stand alone."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from symconv import ConvSpec, NamedLayer, NetworkKernel, NetworkSpec, build_network, layer
from symconv.kernels import strategies_of
from symconv.kernels.emission.layout import WIDTH
from tests.kernels.layers import LAYERS
from tests.kernels.networks.examples import NETWORKS, arguments_of, network_of
from tests.requirements import require_tool
from tests.strategies_networks import drawn_networks

PROJECT = Path(__file__).parents[3] / "pyproject.toml"
LARGE = ConvSpec(
    (100, 120, 140), (11, 11, 11), 256, 512, groups=64, stride=10, dilation=(3, 3, 10),
    padding=((101, 102), (103, 104), (105, 106)), bias=True, flip_filter=True,
)  # fmt: skip
# as long as a layer's own name may be in its code, and longer
NAMES = ("sixteen_letters_", "a_name_of_twenty_five_____")

EMIT = """
import hashlib
from tests.kernels.networks.examples import NETWORKS, network_of
for name in NETWORKS:
    print(hashlib.sha256(network_of(name).source.encode()).hexdigest())
"""


@lru_cache(maxsize=1)
def all_networks() -> list[NetworkKernel]:
    kernels = [network_of(name, asked) for name in NETWORKS for asked in (False, True)]
    kernels += [build_network(network) for network in drawn_networks(60)]
    for name in NAMES:
        for spec in (*LAYERS.values(), LARGE):
            for strategy in strategies_of(spec):
                if (spec, strategy) != (LARGE, "explicit"):
                    network = NetworkSpec(spec.input_shape, [NamedLayer(name, spec)])
                    kernels.append(build_network(network, {name: strategy}))
    return kernels


def test_emission_does_not_depend_on_the_hash_seed() -> None:
    outputs = set()
    for seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", EMIT],
            env=environment, cwd=PROJECT.parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop().split()) == len(NETWORKS)


def test_text_is_ascii_fits_the_page_and_ends_in_one_line_break() -> None:
    for kernel in all_networks():
        assert kernel.source.isascii()
        assert max(map(len, kernel.source.splitlines())) <= WIDTH, kernel.spec
        assert kernel.source.endswith("\n")
        assert not kernel.source.endswith("\n\n")


def test_files_are_clean_and_formatted(tmp_path: Path) -> None:
    """Arguments that a layer's function does not need are those of its kernel's."""
    beside = Path(sys.executable).with_name("ruff")
    ruff = beside if beside.exists() else require_tool("ruff")
    shutil.copy(PROJECT, tmp_path)
    for number, kernel in enumerate(all_networks()):
        (tmp_path / f"network{number}.py").write_text(kernel.source, encoding="utf-8")
    checks = ["check", "--no-cache", "--ignore", "ARG001,N802,N806"]
    for command in (checks, ["format", "--check", "--diff", "--no-cache"]):
        run = subprocess.run([ruff, *command, tmp_path], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr


def test_header_lists_layers_shapes_and_the_command() -> None:
    kernel = network_of("rational", True)
    header = ast.get_docstring(ast.parse(kernel.source)) or ""
    assert header.startswith("Network rational: forward, loss, backward, and a step of gradient")
    rows = [line.split(maxsplit=3) for line in header.splitlines() if line.startswith("    ")]
    assert rows[0] == ["layer", "kind", "strategy", "gives         parameters"]
    assert rows[1] == ["x", "(N,", "1,", "5, 4)"]
    assert [row[:3] for row in rows[2:-1]] == [
        ["conv1", "conv", "im2col"], ["activation1", "activation", "direct"],
        ["conv2", "conv", "im2col"], ["relu2", "activation", "direct"], ["pool1", "pool", "taps"],
        ["flatten1", "flatten", "direct"], ["dense1", "dense", "direct"],
        ["loss1", "loss", "direct"],
    ]  # fmt: skip
    assert "(N, 2, 5, 4)  conv1_f (2, 1, 3, 3), conv1_b (2,)" in header
    assert header.endswith("symconv generate --network rational.toml --input-gradient")
    assert "--input-gradient" not in network_of("no loss", True).source


def test_forward_says_that_it_gives_logits_where_the_loss_takes_a_softmax() -> None:
    entropy, squared = network_of("real", False).source, network_of("rational", False).source
    assert '"""Give the logits, of which the loss takes the softmax, shape (N, 3).\n' in entropy
    assert "\nThe loss takes the softmax of what forward gives.\n" in entropy
    assert "prediction" not in entropy
    assert '"""Give the prediction, shape (N, ' in squared
    assert "softmax" not in squared


def test_modules_import_numpy_only_and_define_constants() -> None:
    for name, network in NETWORKS.items():
        tree = ast.parse(network_of(name).source)
        imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert [ast.unparse(node) for node in imports] == ["import numpy as np"]
        constants = [n.targets[0].id for n in tree.body if isinstance(n, ast.Assign)]
        expected = ["SPEC", "STRATEGIES", "GIVES_GRAD_X", "INPUT_SHAPE", "OUTPUT_SHAPE"]
        expected += ["TARGET_SHAPE"] * (network.loss is not None) + ["PARAMETER_SHAPES", "NETWORK"]
        assert constants[: len(expected)] == expected


def test_a_formula_stands_above_each_layer() -> None:
    source = network_of("polynomial").source
    assert (
        "# conv1: ConvSpec((4, 3), (2, 2), out_channels=2, bias=True), strategy im2col\n"
        "#\n"
        "#     o[n, k, i, j] = b[k] + the sum over u, v of\n"
        "#         f[k, 0, u, v] * x[n, 0, i + u, j + v]\n"
        "\n\n"
        "def conv1_forward(x, f, b):\n"
        '    """Give the output of conv1, shape (N, 2, 3, 2)."""\n'
    ) in source


@pytest.mark.parametrize("name", ["rational", "no loss"])
def test_a_file_stands_alone(name: str, tmp_path: Path) -> None:
    """Imported by an interpreter that does not see symconv, and used."""
    kernel = network_of(name)
    (tmp_path / "network.py").write_text(kernel.source, encoding="utf-8")
    shape = "TARGET_SHAPE" if kernel.spec.loss else "OUTPUT_SHAPE"
    script = (
        "import sys; sys.modules['symconv'] = None; sys.modules['sympy'] = None\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "import numpy as np, network as n\n"
        f"x, t = np.ones((2, *n.INPUT_SHAPE)), np.ones((2, *n.{shape}))\n"
        "p = n.initialise(0)\n"
        "assert {key: a.shape for key, a in p.items()} == n.PARAMETER_SHAPES\n"
        "assert n.forward(x, p).shape == (2, *n.OUTPUT_SHAPE)\n"
        "gradients = next(part for part in n.backward(x, t, p) if isinstance(part, dict))\n"
        "assert list(n.sgd_step(p, gradients, 0.1)) == list(p)\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", script], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_names_of_layers_do_not_meet_other_names() -> None:
    """Layers called like the module's functions and variables, like Python's, and each other."""
    names = [
        "x", "t", "p", "o", "np", "len", "zip", "forward", "loss", "gradients", "conv", "Conv",
        "conv_forward", "INPUT", "grad_o", "parameters", "a_name_of_more_than_sixteen",
    ]  # fmt: skip
    layers = [layer("conv", filter_size=1, name=name, bias=True) for name in names]
    kernel = build_network(NetworkSpec((1, 3), [*layers, layer("loss", name="sgd_step")]))
    x, t, parameters = arguments_of(kernel)
    identity = {name: array * 0 + name.endswith("_f") for name, array in parameters.items()}
    assert (kernel.forward(x, identity) == x).all()
    loss, gradients = kernel.backward(x, t, identity)
    assert loss == kernel.loss(x, t, identity)
    assert list(gradients) == [f"{name}_{letter}" for name in names for letter in "fb"]
    for name in names:
        assert gradients[f"{name}_b"].item() == pytest.approx((x - t).sum())
        assert gradients[f"{name}_f"].item() == pytest.approx((x * (x - t)).sum())

"""The emitted text: the same everywhere, clean, and able to stand alone."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from symconv.kernels import Kernel, build_kernel
from symconv.kernels.emission.layout import WIDTH
from symconv.specs import ConvSpec
from symconv.specs.flags import to_flags
from tests.kernels.layers import LAYERS, STRATEGIES, kernel_of
from tests.requirements import require_tool
from tests.strategies import drawn_specs

PROJECT = Path(__file__).parents[3] / "pyproject.toml"

LARGE = [
    ConvSpec(
        (100, 120, 140), (11, 11, 11), 256, 512, groups=64, stride=10, dilation=(3, 3, 10),
        padding=((101, 102), (103, 104), (105, 106)), padding_mode=mode, bias=True,
        flip_filter=True,
    )
    for mode in ("zeros", "replicate")
]  # fmt: skip

EMIT = """
import hashlib
from symconv.kernels import build_kernel
from tests.kernels.layers import LAYERS, STRATEGIES
for spec in LAYERS.values():
    for strategy in STRATEGIES:
        source = build_kernel(spec, strategy).source
        print(hashlib.sha256(source.encode()).hexdigest())
"""


def all_kernels() -> list[Kernel]:
    kernels = [kernel_of(layer, strategy) for layer in LAYERS for strategy in STRATEGIES]
    kernels += [build_kernel(s, strategy) for s in LARGE for strategy in ("taps", "im2col")]
    return kernels + [
        build_kernel(spec, strategy)
        for spec in drawn_specs(300, 300)[:40]
        for strategy in STRATEGIES
    ]


def test_emission_does_not_depend_on_the_hash_seed() -> None:
    outputs = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", EMIT],
            env=environment, cwd=PROJECT.parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop().split()) == len(LAYERS) * len(STRATEGIES)


def test_text_is_ascii_fits_the_page_and_ends_in_one_line_break() -> None:
    for kernel in all_kernels():
        assert kernel.source.isascii()
        assert max(map(len, kernel.source.splitlines())) <= WIDTH, kernel.name
        assert kernel.source.endswith("\n")
        assert not kernel.source.endswith("\n\n")


def test_header_names_layer_strategy_and_command() -> None:
    for layer, spec in LAYERS.items():
        for strategy in STRATEGIES:
            source = kernel_of(layer, strategy).source
            tree = ast.parse(source)
            lines = (ast.get_docstring(tree) or "").replace("\\\n", " ")
            words = " ".join(lines.split())
            assert f"Layer: {spec!r} " in words
            assert f"strategy {strategy}:" in words
            command = " ".join(["symconv", "generate", *to_flags(spec), "--strategy", strategy])
            assert words.endswith(command)


def test_modules_import_numpy_only_and_define_constants() -> None:
    for kernel in all_kernels():
        tree = ast.parse(kernel.source)
        imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert [ast.unparse(node) for node in imports] == ["import numpy as np"]
        constants = {n.targets[0].id for n in tree.body if isinstance(n, ast.Assign)}
        expected = {"SPEC", "STRATEGY", "INPUT_SHAPE", "FILTER_SHAPE", "OUTPUT_SHAPE", "LAYER"}
        assert constants == expected | ({"BIAS_SHAPE"} if kernel.spec.bias else set())


def test_unpadded_layers_have_no_padding_in_their_text() -> None:
    for strategy in ("taps", "im2col"):
        source = build_kernel(ConvSpec((5, 4), 2, 3, 3), strategy).source
        assert "_pad" not in source
        assert "_fold" not in source


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_file_stands_alone(strategy: str, tmp_path: Path) -> None:
    """Imported by an interpreter that does not see symconv, and used."""
    kernel = kernel_of("rectangle", strategy)
    (tmp_path / "kernel.py").write_text(kernel.source, encoding="utf-8")
    script = (
        "import sys; sys.modules['symconv'] = None; sys.modules['sympy'] = None\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "import numpy as np, kernel as k\n"
        "x, f, b = np.ones((2, *k.INPUT_SHAPE)), np.ones(k.FILTER_SHAPE), np.ones(k.BIAS_SHAPE)\n"
        "o = k.forward(x, f, b)\n"
        "assert o.shape == (2, *k.OUTPUT_SHAPE)\n"
        "assert k.grad_input(o, f).shape == x.shape\n"
        "assert k.grad_filter(o, x).shape == f.shape\n"
        "assert k.grad_bias(o).shape == b.shape\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", script], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_files_are_clean_and_formatted(tmp_path: Path) -> None:
    beside = Path(sys.executable).with_name("ruff")
    ruff = beside if beside.exists() else require_tool("ruff")
    shutil.copy(PROJECT, tmp_path)
    for kernel in all_kernels():
        (tmp_path / f"{kernel.name}.py").write_text(kernel.source, encoding="utf-8")
    for command in (["check", "--no-cache"], ["format", "--check", "--diff", "--no-cache"]):
        run = subprocess.run([ruff, *command, tmp_path], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr

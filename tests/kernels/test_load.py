"""Reading emitted files back, and refusing what is not one."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

from symconv.errors import KernelError
from symconv.kernels import build_kernel, certify, load_kernel
from tests.kernels.layers import LAYERS, STRATEGIES, assert_agrees, kernel_of
from tests.kernels.refusals import assert_not_run, refusal
from tests.reference.arrays import integer_arrays

SOURCE = build_kernel(LAYERS["plain"], "taps").source


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("layer", LAYERS)
def test_a_file_loads_as_the_kernel_that_was_written(
    layer: str, strategy: str, tmp_path: Path
) -> None:
    kernel = kernel_of(layer, strategy)
    path = tmp_path / "any name at all.py"
    path.write_text(kernel.source, encoding="utf-8")
    loaded = load_kernel(path)
    assert loaded == kernel
    assert load_kernel(str(path)) == kernel
    assert loaded.name == kernel.name
    assert_agrees(loaded, *integer_arrays(LAYERS[layer], 2))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_kernels_are_pickled_and_copied(strategy: str) -> None:
    kernel = kernel_of("1-D", strategy)
    pickled = [pickle.loads(pickle.dumps(kernel, protocol)) for protocol in range(6)]
    for again in [*pickled, copy.copy(kernel), copy.deepcopy(kernel)]:
        assert again == kernel
        assert again.name == kernel.name
        assert_agrees(again, *integer_arrays(LAYERS["1-D"], 2))


def test_line_ends_of_other_systems_are_read(tmp_path: Path) -> None:
    path = tmp_path / "kernel.py"
    path.write_bytes(SOURCE.replace("\n", "\r\n").encode())
    assert certify(load_kernel(path)).proved


DAMAGED = {
    "empty": ("", "is not ours"),
    "foreign": ("import numpy as np\n", "is not ours"),
    "not Python": (SOURCE.replace("def forward", "def def"), "is not Python: invalid syntax"),
    "null byte": (SOURCE + "\0", "is not Python"),
    "cut off": (SOURCE[: SOURCE.index("def grad_filter")], "does not define grad_filter"),
    "cut in a function": (SOURCE[: SOURCE.index("np.zeros((n") + 9], "is not Python"),
    "no spec": (SOURCE.replace("SPEC = ", "SPEZ = "), "it has no SPEC of a kind"),
    "other kind": (SOURCE.replace('"kind": "conv"', '"kind": "cone"'), "kind 'cone' is not one of"),
    "call": (SOURCE.replace('"stride": (1, 1)', '"stride": exit(3)'), "SPEC is not a literal"),
    "impossible spec": (
        SOURCE.replace('"stride": (1, 1)', '"stride": (0, 1)'),
        "its SPEC is not a layer: stride 0 is smaller than 1",
    ),
    "unknown argument": (SOURCE.replace('"stride"', '"stripe"'), "its SPEC is not a layer"),
    "other shape": (
        SOURCE.replace("OUTPUT_SHAPE = (1, 2, 2)", "OUTPUT_SHAPE = (1, 3, 2)"),
        "OUTPUT_SHAPE is (1, 3, 2), its spec has (1, 2, 2)",
    ),
    "other strategy": (SOURCE.replace('= "taps"', '= "magic"'), "unknown strategy 'magic'"),
    "other import": (SOURCE.replace("import numpy as np", "import os"), "line 16 is none of ours"),
    "statement": (SOURCE + "\nprint(1)\n", "is none of ours"),
    "decorator": (SOURCE.replace("def forward", "@print\ndef forward"), "is none of ours"),
    "annotated": (SOURCE.replace("b=None", "b: print(1) = None"), "line 39 is none of ours"),
    "result annotated": (SOURCE.replace("b=None)", "b=None) -> print(1)"), "none of ours"),
    "starred annotated": (SOURCE.replace("(*arrays):", "(*arrays: print(1)):"), "is none of ours"),
    "default": (SOURCE.replace("b=None", "b=print(1)"), "line 39 is none of ours"),
    "constant default": (SOURCE.replace("b=None", "b=0"), "line 39 is none of ours"),
    "keyword default": (SOURCE.replace("b=None", "*, b=print(1)"), "line 39 is none of ours"),
    "strategy list": (SOURCE.replace('= "taps"', "= []"), "has an unknown strategy []"),
    "strategy missing": (SOURCE.replace("STRATEGY =", "STRATEGIES ="), "unknown strategy None"),
    "not compiled": (SOURCE.replace("    n = len(x)", "    nonlocal n"), "be run: SyntaxError"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_no_kernel_is_refused_in_one_line(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, message = DAMAGED[case]
    assert text != SOURCE
    path = tmp_path / "kernel.py"
    line = refusal(load_kernel, text, path)
    assert line.startswith(f"kernel {path} ")
    assert message in line
    assert capsys.readouterr().out == ""  # nothing was run


def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match=r"cannot read kernel .*absent\.py: No such file"):
        load_kernel(tmp_path / "absent.py")
    with pytest.raises(KernelError, match=r"cannot read kernel .*: Is a directory"):
        load_kernel(tmp_path)
    path = tmp_path / "binary.py"
    path.write_bytes(bytes(range(128, 256)))
    with pytest.raises(KernelError, match=r"binary\.py is not UTF-8 text"):
        load_kernel(path)


def test_nothing_runs_before_the_text_is_checked(tmp_path: Path) -> None:
    assert_not_run(load_kernel, SOURCE, tmp_path / "kernel.py")


def test_loading_leaves_no_module_behind() -> None:
    import sys

    before = set(sys.modules)
    build_kernel(LAYERS["plain"], "im2col").forward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)))
    assert set(sys.modules) == before

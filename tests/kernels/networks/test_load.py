"""Reading modules of networks back, and refusing what is not one."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

from symconv import KernelError, NetworkSpec, build_kernel, build_network, load_kernel, load_network
from symconv.kernels import Kernel, NetworkKernel, load_module
from symconv.kernels.networks.load import read_origin
from tests.kernels.layers import LAYERS
from tests.kernels.networks.examples import NETWORKS, arguments_of, network_of
from tests.kernels.refusals import assert_not_run, refusal
from tests.strategies_networks import drawn_networks

SOURCE = network_of("rational").source


@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_loads_as_the_network_that_was_written(name: str, tmp_path: Path) -> None:
    kernel = network_of(name)
    path = tmp_path / "any name at all.py"
    path.write_text(kernel.source, encoding="utf-8")
    loaded = load_network(path)
    assert loaded == kernel
    assert loaded.spec == NETWORKS[name]
    assert (loaded.strategies, loaded.gives_grad_x) == (kernel.strategies, kernel.gives_grad_x)
    x, _, parameters = arguments_of(kernel)
    assert np.array_equal(loaded.forward(x, parameters), kernel.forward(x, parameters))


def test_the_spec_in_a_module_is_the_network() -> None:
    for network in drawn_networks(60):
        origin = read_origin(build_network(network).source)
        assert origin.spec == network
        assert repr(origin.spec) == repr(network)


def test_a_network_is_rebuilt_from_its_module_byte_for_byte() -> None:
    kernel = build_network(NETWORKS["rational"], {"conv1": "taps"}, input_gradient=True)
    origin = read_origin(kernel.source)
    again = build_network(origin.spec, origin.strategies, origin.gives_grad_x)
    assert again.source == kernel.source


@pytest.mark.parametrize("name", ["rational", "no loss"])
def test_networks_are_pickled_and_copied(name: str) -> None:
    kernel = network_of(name)
    x, _, parameters = arguments_of(kernel)
    for again in [pickle.loads(pickle.dumps(kernel)), copy.copy(kernel), copy.deepcopy(kernel)]:
        assert again == kernel
        assert np.array_equal(again.forward(x, parameters), kernel.forward(x, parameters))


def test_layers_and_networks_are_told_apart(tmp_path: Path) -> None:
    single, whole = tmp_path / "single.py", tmp_path / "whole.py"
    single.write_text(build_kernel(LAYERS["plain"], "taps").source)
    whole.write_bytes(SOURCE.replace("\n", "\r\n").encode())
    assert isinstance(load_module(single), Kernel)
    assert isinstance(load_module(whole), NetworkKernel)
    with pytest.raises(KernelError, match=r"single\.py is damaged: it has no SPEC of a network"):
        load_network(single)
    with pytest.raises(KernelError, match=r"whole\.py is damaged: .*kind 'network' is not one of"):
        load_kernel(whole)


DAMAGED = {
    "empty": ("", "is not ours"),
    "foreign": ("import numpy as np\n", "is not ours"),
    "not Python": (SOURCE.replace("def forward", "def def"), "is not Python: invalid syntax"),
    "cut off": (SOURCE[: SOURCE.index("def sgd_step")], "does not define sgd_step"),
    "no loss": (SOURCE.replace("def loss(", "def lost("), "does not define loss"),
    "no spec": (SOURCE.replace("SPEC = ", "SPEZ = "), "it has no SPEC of a network"),
    "no layers": (SOURCE.replace('"layers"', '"layer"'), "its SPEC is not a network: 'layers'"),
    "layer without kind": (
        SOURCE.replace('"kind": "flatten", ', ""), "its SPEC is not a network: {'name': 'flatten1'"
    ),
    "other kind": (SOURCE.replace('"kind": "flatten"', '"kind": "flat"'), "kind 'flat' is not one"),
    "shapes that do not meet": (
        SOURCE.replace('"units": 4', '"units": 5'),
        "its SPEC is not a network: layer 8 (loss1) takes an input of shape (4,), but is given (5",
    ),
    "call": (SOURCE.replace('"units": 4', '"units": exit(3)'), "SPEC is not a literal"),
    "other shape": (
        SOURCE.replace("OUTPUT_SHAPE = (4,)", "OUTPUT_SHAPE = (3,)", 1), "is (3,), its spec has (4"
    ),
    "other parameter": (
        SOURCE.replace('"conv1_b": (2,)', '"conv1_b": (3,)'), "PARAMETER_SHAPES is {'conv1_f'"
    ),
    "other order": (
        SOURCE.replace('    "conv1_b": (2,),\n', "").replace(
            '    "dense1_b": (4,),\n', '    "dense1_b": (4,),\n    "conv1_b": (2,),\n'
        ),
        "PARAMETER_SHAPES is {'conv1_f'",
    ),
    "unknown strategy": (
        SOURCE.replace('"conv1": "im2col"', '"conv1": "magic"'),
        "has an unknown strategy 'magic' of layer conv1",
    ),
    "strategy missing": (
        SOURCE.replace('    "conv1": "im2col",\n', ""), "STRATEGIES does not name a strategy for"
    ),
    "no GIVES_GRAD_X": (SOURCE.replace("GIVES_GRAD_X = False", "GIVES_GRAD_X = 0"), "GRAD_X is 0"),
    "other import": (SOURCE.replace("import numpy as np", "import os"), "is none of ours"),
    "statement": (SOURCE + "\nprint(1)\n", "is none of ours"),
    "decorator": (SOURCE.replace("def forward", "@print\ndef forward"), "is none of ours"),
    "default": (SOURCE.replace("dtype=None", "dtype=print(1)"), "is none of ours"),
    "not compiled": (SOURCE.replace("    generator = ", "    nonlocal x\n    g = "), "SyntaxError"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_no_network_is_refused_in_one_line(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, message = DAMAGED[case]
    assert text != SOURCE
    path = tmp_path / "network.py"
    line = refusal(load_network, text, path)
    assert line.startswith(f"network {path} ")
    assert message in line
    assert capsys.readouterr().out == ""  # nothing was run


def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match=r"cannot read .*absent\.py: No such file"):
        load_network(tmp_path / "absent.py")


def test_nothing_runs_before_the_text_is_checked(tmp_path: Path) -> None:
    assert_not_run(load_module, SOURCE, tmp_path / "network.py")


def test_a_network_without_a_loss_always_gives_the_gradient_by_x() -> None:
    source = network_of("no loss").source.replace("GIVES_GRAD_X = True", "GIVES_GRAD_X = False")
    with pytest.raises(KernelError, match="GIVES_GRAD_X is False"):
        read_origin(source)
    assert isinstance(read_origin(SOURCE).spec, NetworkSpec)

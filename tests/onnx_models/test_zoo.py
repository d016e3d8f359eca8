"""The light model zoo that ships with ONNX: read, generated, certified and run."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symconv import PoolSpec, build_kernel, certify
from symconv.generation.onnx_model import MANIFEST, Certifying, produce_model
from symconv.kernels.load import read_constants
from symconv.onnx_models import read_model
from symconv.specs import ConvSpec, LayerSpec
from tests.onnx_models.backend import LIGHT_MODELS, KernelRun, onnx

SLOW = ("light_inception_v1", "light_inception_v2", "light_resnet50", "light_zfnet512")
"""The models whose layers take long to certify, even at small sizes."""

by_model = pytest.mark.parametrize("path", LIGHT_MODELS, ids=[path.stem for path in LIGHT_MODELS])
by_model_certified = pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.slow] * (path.stem in SLOW))
        for path in LIGHT_MODELS
    ],
)
read_cached = cache(read_model)


@cache
def own_specs() -> dict[str, tuple[LayerSpec, ...]]:
    """Give the different layers by the first model that has them."""
    seen: dict[LayerSpec, str] = {}
    for path in LIGHT_MODELS:
        for spec in read_cached(path).specs:
            seen.setdefault(spec, path.stem)
    return {
        path.stem: tuple(spec for spec, stem in seen.items() if stem == path.stem)
        for path in LIGHT_MODELS
    }


def test_every_layer_of_the_zoo_is_read() -> None:
    layers = [layer for path in LIGHT_MODELS for layer in read_cached(path).layers]
    convolutions = [layer.spec for layer in layers if isinstance(layer.spec, ConvSpec)]
    assert (len(convolutions), len(set(convolutions))) == (401, 217)
    assert Counter(layer.place.op_type for layer in layers) == {
        "Conv": 401, "MaxPool": 35, "AveragePool": 17, "GlobalAveragePool": 2,
    }  # fmt: skip
    assert sum(map(len, own_specs().values())) == len({layer.spec for layer in layers}) == 263


@by_model
def test_a_model_gives_a_kernel_for_each_layer_and_lists_every_node(path: Path) -> None:
    model = read_cached(path)
    _, files = produce_model(model, certifying=Certifying.NONE)
    manifest = json.loads(files[-1].text)
    assert files[-1].name == MANIFEST
    assert [entry["file"] for entry in manifest["kernels"]] == [file.name for file in files[:-1]]
    specs = {file.name: read_constants(file.text)[0] for file in files[:-1]}
    assert [specs[entry["file"]] for entry in manifest["layers"]] == [
        layer.spec for layer in model.layers
    ]
    listed = [entry["node"] for entry in manifest["layers"]]
    listed += [node["node"] for entry in manifest["unknown"] for node in entry["nodes"]]
    assert manifest["skipped"] == []
    nodes = onnx.load(path).graph.node
    assert sorted(listed) == list(range(1, len(nodes) + 1))
    assert all(
        nodes[entry["node"] - 1].op_type == entry["operator"] for entry in manifest["layers"]
    )


QUICK_TERMS = 10_000
"""Stand-ins of more terms are tried on integers and not proved: that takes a tenth of the time."""


def differs_in_size_only(small: LayerSpec, spec: LayerSpec) -> bool:
    """Tell whether a stand-in is the layer at another input size, a pool with other channels."""
    freed = ("input_size", "channels") if isinstance(spec, PoolSpec) else ("input_size",)
    options = {**small.literal(), **{name: spec.literal()[name] for name in freed}}
    return bool(type(spec)(**options) == spec)


@by_model_certified
def test_the_kernels_of_the_zoo_hold_at_small_sizes(path: Path) -> None:
    """Each layer by its stand-in: a small input, and pools of 3 channels.

    Of the two campaigns below the first proves more of them, and the second has the sizes that
    the models have.
    """
    tried = set()
    for spec in own_specs()[path.stem]:
        small = spec.stand_in
        assert differs_in_size_only(small, spec)
        kernel = build_kernel(small, build_kernel(spec).strategy)
        if kernel in tried:
            continue
        tried.add(kernel)
        quick = small.terms <= QUICK_TERMS or isinstance(small, PoolSpec)
        certificate = certify(kernel, None if quick else "probabilistic")
        assert certificate.failures == (), (spec, small)
    assert tried


FULL_SIZE = (
    ConvSpec((14, 14), 1, in_channels=136, out_channels=136, groups=4),
    ConvSpec((13, 13), 5, in_channels=16, out_channels=48, padding=2, bias=True),
    ConvSpec((7, 7), 1, in_channels=672, out_channels=128),
    ConvSpec((7, 7), 3, in_channels=128, out_channels=32, padding=1),
    PoolSpec((7, 7), 7, 544, "average"),
)


@pytest.mark.slow
def test_some_kernels_hold_at_their_own_size() -> None:
    specs = {spec for specs in own_specs().values() for spec in specs}
    for spec in FULL_SIZE:
        assert spec in specs
        assert certify(build_kernel(spec)).failures == (), spec


@pytest.mark.campaign
@by_model
def test_the_kernels_of_the_zoo_hold_by_their_stand_ins(path: Path) -> None:
    """Layers with more than a few terms are certified at a smaller input size, all channels kept.

    Pools are certified with 3 channels. The manifest names each stand-in.
    """
    kernels, _ = produce_model(read_cached(path), certifying=Certifying.STAND_INS)
    for kernel in kernels:
        assert kernel.trial is not None
        assert certify(kernel.trial).failures == (), kernel.file.name


@pytest.mark.campaign
@by_model
def test_the_kernels_of_the_zoo_hold_at_their_own_size(path: Path) -> None:
    """Every convolution as it is, which takes half an hour for all; pools with 3 channels."""
    for spec in own_specs()[path.stem]:
        if isinstance(spec, PoolSpec):
            spec = PoolSpec(**{**spec.literal(), "channels": 3})
        assert certify(build_kernel(spec)).failures == (), spec


def as_weights(shape: Any, name: str) -> Any:
    """Give pseudo-random weights that neither let a signal die out nor grow."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    if len(shape) < 2:  # of a batch normalisation, its variance among them
        return rng.uniform(0.5, 1.5, shape).astype(np.float32)
    bound = np.sqrt(3 / prod(shape[1:]))
    return rng.uniform(-bound, bound, shape).astype(np.float32)


class ConstantOfShape(onnx.reference.op_run.OpRun):
    """Gives weights where the light models, to be light, have constants."""

    op_domain = ""

    def _run(self, shape: Any, value: Any = None) -> tuple[Any]:
        return (as_weights(tuple(shape.tolist()), self.onnx_node.output[0]),)


@pytest.mark.parametrize("name", ["light_shufflenet", "light_squeezenet", "light_resnet50"])
def test_a_whole_network_computed_by_kernels(name: str) -> None:
    path = next(path for path in LIGHT_MODELS if path.stem == name)
    proto = onnx.load(path)
    softmax = proto.graph.node[-1]
    proto.graph.output[0].CopyFrom(onnx.helper.make_tensor_value_info(softmax.input[0], 1, None))
    runner = KernelRun(read_cached(path), "auto", [ConstantOfShape])
    image = np.random.default_rng(0).normal(size=(1, 3, 224, 224)).astype(np.float32)
    (given,) = runner.run(proto, [image])
    session = onnx.reference.ReferenceEvaluator(proto, new_ops=[ConstantOfShape])
    (expected,) = session.run(None, {runner.inputs(proto)[0]: image})
    assert len(runner.used) == len(read_cached(path).layers)
    assert expected.std() > 1
    np.testing.assert_allclose(given, expected, rtol=1e-4, atol=1e-4)

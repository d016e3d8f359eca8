"""ONNX's own test cases: their models, run with generated kernels in place of layers."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from symconv import KernelError, TooLargeError, build_kernel
from symconv.kernels import Kernel
from symconv.onnx_models import OnnxLayer, OnnxModel, read_model
from symconv.onnx_models.operators import OPERATORS
from symconv.specs import LayerSpec
from tests.requirements import require

onnx = require("onnx")
require("onnx.reference")
require("onnx.backend.test.loader")

DATA = Path(onnx.__file__).parent / "backend" / "test" / "data"
LIGHT_MODELS = sorted((DATA / "light").glob("*.onnx"))

CONTRADICTED = {"test_maxunpool_export_with_output_shape"}
"""Its indices count on 4x4 and its output is 5x5: by the operator's text they count on 5x5."""

HALF_SUMS = 4 * float(np.finfo(np.float16).eps)
"""Relative tolerance of sums that are rounded to half precision at every step.

Cases expect sums that are rounded once, as im2col's are.
"""


@cache
def kernels_of(spec: LayerSpec, strategy: str) -> Kernel:
    """Build the kernel of a strategy, or of `auto` if the layer has no such strategy."""
    try:
        return build_kernel(spec, strategy)
    except (KernelError, TooLargeError):
        return build_kernel(spec)


@dataclass(frozen=True)
class Case:
    """A model with arguments and the results that are expected of them."""

    name: str
    model: Any
    data_sets: Sequence[tuple[Sequence[Any], Sequence[Any]]]
    rtol: float
    atol: float

    @property
    def operators(self) -> list[str]:
        """Give the operators of the model's nodes that are layers."""
        return [node.op_type for node in self.model.graph.node if node.op_type in OPERATORS]


def load_cases(kind: str) -> list[Case]:
    """Load the cases of a kind that have a convolution or a pool among their nodes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cases of other operators overflow on purpose
        loaded = onnx.backend.test.loader.load_model_tests(kind=kind)
    if kind == "node":
        cases = (Case(c.name, c.model, c.data_sets, c.rtol, c.atol) for c in loaded)
    else:
        cases = (_from_folder(c.name, Path(c.model_dir), c.rtol, c.atol) for c in loaded)
    taken = (case for case in cases if case.operators and case.name not in CONTRADICTED)
    return sorted(taken, key=lambda case: case.name)


def _from_folder(name: str, folder: Path, rtol: float, atol: float) -> Case:
    def arrays(data: Path, what: str) -> list[Any]:
        count = len(list(data.glob(f"{what}_*.pb")))
        files = (data / f"{what}_{number}.pb" for number in range(count))
        return [onnx.numpy_helper.to_array(onnx.load_tensor(file)) for file in files]

    sets = [
        (arrays(data, "input"), arrays(data, "output"))
        for data in sorted(folder.glob("test_data_set_*"))
    ]
    return Case(name, onnx.load(folder / "model.onnx"), sets, rtol, atol)


@dataclass
class KernelRun:
    """Runs a model whose layers are computed by kernels; `used` says which were.

    `others` are operators to use in place of those of ONNX's reference.
    """

    model: OnnxModel
    strategy: str
    others: Sequence[type] = ()
    used: list[str] = field(default_factory=list)

    def run(self, proto: Any, arguments: Sequence[Any]) -> list[Any]:
        """Give the results of a model, its other nodes evaluated by ONNX's reference."""
        operators = [*self._operators(), *self.others]
        session = onnx.reference.ReferenceEvaluator(proto, new_ops=operators)
        return session.run(None, dict(zip(self.inputs(proto), arguments, strict=True)))

    def inputs(self, proto: Any) -> list[str]:
        """Give the names of a model's inputs, weights aside."""
        weights = {tensor.name for tensor in proto.graph.initializer}
        return [value.name for value in proto.graph.input if value.name not in weights]

    def _operators(self) -> Iterator[type]:
        layers = {layer.outputs["forward"]: layer for layer in self.model.layers}
        for name in OPERATORS:
            body = {"op_domain": "", "_run": self._make_run(name, layers)}
            yield type(name, (onnx.reference.op_run.OpRun,), body)

    def _make_run(self, name: str, layers: Mapping[str, OnnxLayer]) -> Callable[..., Any]:
        def run(node: Any, *inputs: Any, **_attributes: Any) -> tuple[Any, ...]:
            layer = layers[node.onnx_node.output[0]]
            kernel = kernels_of(layer.spec, self.strategy)
            given = dict(zip(OPERATORS[name].arguments, inputs, strict=False))
            self.used.append(name)
            return tuple(
                getattr(kernel, function)(
                    *(given[argument] for argument in layer.spec.functions[function])
                )
                for function in layer.outputs
            )

        return run


def find_differences(case: Case, strategy: str, path: Path, used: list[str]) -> list[str]:
    """Run a case by way of a file; give a line for every result that is not the expected one.

    The operators that kernels computed are added to `used`.
    """
    onnx.save(case.model, path)
    model = read_model(path)
    assert not model.skipped, (case.name, model.skipped)
    lines = []
    for arguments, expected in case.data_sets:
        runner = KernelRun(model, strategy)
        results = runner.run(case.model, arguments)
        assert len(runner.used) == len(model.layers)
        used += runner.used
        for number, (given, wanted) in enumerate(zip(results, expected, strict=True)):
            at = f"{case.name}, result {number}"
            if (given.dtype, given.shape) != (wanted.dtype, wanted.shape):
                lines.append(f"{at}: {given.dtype}{given.shape}, not {wanted.dtype}{wanted.shape}")
            elif not np.allclose(given, wanted, rtol=_tolerance(case, strategy), atol=case.atol):
                lines.append(f"{at}: off by {np.abs(given.astype(float) - wanted).max()}")
    return lines


def _tolerance(case: Case, strategy: str) -> float:
    half = any(array.dtype == np.float16 for array in case.data_sets[0][0])
    return max(case.rtol, HALF_SUMS) if half and strategy != "im2col" else case.rtol

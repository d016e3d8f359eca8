"""From an ONNX model to files: a kernel for each different layer, and a manifest of all nodes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from symconv.errors import KernelError
from symconv.generation.files import MARKER, GeneratedFile
from symconv.generation.stand_in import choose_stand_in
from symconv.kernels import STRATEGIES, Kernel, build_kernel
from symconv.kernels.certificates.certify import choose_method
from symconv.onnx_models import NodePlace, OnnxModel
from symconv.specs import LayerSpec
from symconv.suggestions import not_one_of

MANIFEST = "manifest.json"
NOT_CERTIFIED = "not certified"

_AUTO = "auto"


class Certifying(StrEnum):
    """Which kernel is certified before a layer's kernel is written.

    `full`: the kernel itself. `stand-ins`: for large layers, the kernel of a layer that differs in
    its input size only, or of a pool with fewer channels too. `none`: no kernel.
    """

    FULL = "full"
    STAND_INS = "stand-ins"
    NONE = "none"


@dataclass(frozen=True)
class ModelKernel:
    """The kernel of a layer, its file, and the kernel that is certified for it, if any."""

    kernel: Kernel
    file: GeneratedFile
    trial: Kernel | None

    @property
    def has_stand_in(self) -> bool:
        """Whether another kernel than the layer's own is certified."""
        return self.trial is not None and self.trial.spec != self.kernel.spec

    @property
    def certificate(self) -> dict[str, str]:
        """What the manifest says of the certificate: its method, known beforehand, and stand-in.

        Files are written only if it holds.
        """
        if self.trial is None:
            return {"certificate": NOT_CERTIFIED}
        method = {"certificate": choose_method(self.trial.spec).value}
        return {**method, "stand_in": repr(self.trial.spec)} if self.has_stand_in else method


def produce_model(
    model: OnnxModel, strategy: str = _AUTO, certifying: Certifying = Certifying.FULL
) -> tuple[list[ModelKernel], list[GeneratedFile]]:
    """Give the kernels of a model, one for each different layer, and all files, manifest last.

    Layers that have no such strategy are given the one that `auto` chooses.

    Raises `KernelError` for an unknown strategy, `TooLargeError` as the strategy does.
    """
    if strategy != _AUTO and strategy not in STRATEGIES:
        raise KernelError(not_one_of("strategy", strategy, [_AUTO, *STRATEGIES]))
    kernels = []
    for spec in model.specs:
        kernel = _build(spec, strategy)
        file = GeneratedFile(f"{kernel.name}.py", kernel.source)
        kernels.append(ModelKernel(kernel, file, _trial(kernel, certifying)))
    manifest = GeneratedFile(MANIFEST, write_manifest(manifest_data(model, kernels)))
    return kernels, [*(kernel.file for kernel in kernels), manifest]


def manifest_data(model: OnnxModel, kernels: Sequence[ModelKernel]) -> dict[str, Any]:
    """Give the manifest: every node of the model is in one of its lists, in graph order."""
    files = {kernel.kernel.spec: kernel.file.name for kernel in kernels}
    return {
        "generated": MARKER,
        "graph": model.graph,
        "opset": model.opset,
        "counts": {
            "layers": len(model.layers),
            "kernels": len(kernels),
            "skipped": len(model.skipped),
            "unknown": sum(len(operator.places) for operator in model.unknown),
        },
        "operators": dict(model.operators),
        "layers": [
            {
                **_place_data(layer.place),
                "file": files[layer.spec],
                "spec": repr(layer.spec),
                "inputs": dict(layer.inputs),
                "outputs": dict(layer.outputs),
            }
            for layer in model.layers
        ],
        "kernels": [_kernel_data(kernel) for kernel in kernels],
        "skipped": [{**_place_data(node.place), "reason": node.reason} for node in model.skipped],
        "unknown": [
            {
                "operator": operator.operator,
                "count": len(operator.places),
                "kind": operator.kind or None,
                "nodes": [_place_data(place) for place in operator.places],
            }
            for operator in model.unknown
        ],
    }


def write_manifest(data: Mapping[str, Any]) -> str:
    """Give the text of a manifest: JSON in ASCII, each entry of a list on a line of its own."""
    keys = []
    for key, value in data.items():
        text = json.dumps(value)
        if isinstance(value, list) and value:
            lines = ",\n".join(f"    {json.dumps(entry)}" for entry in value)
            text = f"[\n{lines}\n  ]"
        keys.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(keys) + "\n}\n"


def _kernel_data(kernel: ModelKernel) -> dict[str, Any]:
    spec = kernel.kernel.spec
    return {
        "file": kernel.file.name,
        "spec": repr(spec),
        "arguments": {"kind": spec.kind, **spec.literal()},
        "strategy": kernel.kernel.strategy,
        **kernel.certificate,
    }


def _place_data(place: NodePlace) -> dict[str, Any]:
    """Give what says which node it is; `path` only within subgraphs."""
    data: dict[str, Any] = {"node": place.number, "name": place.name, "operator": place.operator}
    return {**data, "path": list(place.path)} if place.path else data


def _build(spec: LayerSpec, strategy: str) -> Kernel:
    try:
        return build_kernel(spec, strategy)
    except KernelError:  # it is a strategy, but none of this layer's
        return build_kernel(spec)


def _trial(kernel: Kernel, certifying: Certifying) -> Kernel | None:
    """Give the kernel that is certified for a layer's kernel."""
    if certifying is Certifying.NONE:
        return None
    if certifying is Certifying.FULL:
        return kernel
    spec = choose_stand_in(kernel.spec)
    return kernel if spec == kernel.spec else build_kernel(spec, kernel.strategy)

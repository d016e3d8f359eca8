"""What certificates of large layers cost: seconds of processor time, and memory at its peak.

Run `python benchmarks/certificates.py [NAME]...`. Each certificate is made in a process of its own.
`resnet50` are the 23 different convolutions of ResNet-50 at full size, one after the other.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

import symconv
from symconv import AdaptivePoolSpec, ConvSpec, ConvTransposeSpec, DenseSpec, PoolSpec
from symconv.specs import LayerSpec


def resnet50() -> list[LayerSpec]:
    """Give the different convolutions of ResNet-50 on images of 224×224."""
    layers = {ConvSpec((224, 224), 7, 3, 64, stride=2, padding=3): None}
    size, channels = 56, 64
    for width, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for number in range(blocks):
            stride = first_stride if number == 0 else 1
            if number == 0:
                layers[ConvSpec((size,) * 2, 1, channels, 4 * width, stride=stride)] = None
            layers[ConvSpec((size,) * 2, 1, channels, width)] = None
            layers[ConvSpec((size,) * 2, 3, width, width, stride=stride, padding=1)] = None
            size, channels = (size - 1) // stride + 1, 4 * width
            layers[ConvSpec((size,) * 2, 1, width, channels)] = None
    return list(layers)


CASES: dict[str, Callable[[], Sequence[LayerSpec]]] = {
    "line": lambda: [ConvSpec(2_000_000, 3, padding=1)],
    "line, reflected": lambda: [ConvSpec(2_000_000, 3, padding=1, padding_mode="reflect")],
    "image": lambda: [ConvSpec((1024, 1024), 3, 3, 3, padding=1)],
    "depthwise": lambda: [ConvSpec((112, 112), 3, 64, 64, groups=64, padding=1)],
    "resnet50": resnet50,
    "transposed": lambda: [ConvTransposeSpec((112, 112), 3, 16, 16, stride=2, padding=1)],
    "transposed line": lambda: [ConvTransposeSpec(1_000_000, 3, stride=2, padding=1)],
    "maxima": lambda: [PoolSpec((112, 112), 3, 64, stride=2, padding=1)],
    "maxima of a line": lambda: [PoolSpec(1_000_000, 3, stride=2, padding=1)],
    "averages of a line": lambda: [PoolSpec(1_000_000, 2, operation="average", stride=2)],
    "norms of a line": lambda: [PoolSpec(1_000_000, 3, operation="lp", stride=2)],
    "adaptive": lambda: [AdaptivePoolSpec((512, 512), 7, 8)],
    "dense": lambda: [DenseSpec(4096, 1000, bias=True)],
}


def measure(name: str) -> dict[str, object]:
    """Certify the layers of a case; give what that took, and whether all hold."""
    kernels = [symconv.build_kernel(spec) for spec in CASES[name]()]
    start, used = time.perf_counter(), time.process_time()
    holds = all(symconv.certify(kernel).holds for kernel in kernels)
    return {
        "terms": sum(kernel.spec.terms for kernel in kernels),
        "wall": time.perf_counter() - start,
        "processor": time.process_time() - used,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "holds": holds,
    }


def main(names: Sequence[str]) -> None:
    """Print the table."""
    heads = ("case", "terms", "seconds", "processor's", "peak MB", "holds")
    table = Table(*heads, title="Certificates")
    for name in names or CASES:
        run = [sys.executable, __file__, "--measure", name]
        found = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
        table.add_row(
            name,
            f"{found['terms']:,}",
            f"{found['wall']:.1f}",
            f"{found['processor']:.1f}",
            f"{found['megabytes']:.0f}",
            "yes" if found["holds"] else "NO",
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        sys.stdout.write(json.dumps(measure(sys.argv[2])))
    else:
        main(sys.argv[1:])

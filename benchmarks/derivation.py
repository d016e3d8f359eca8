"""What deriving and printing cost, as ratios taken in one run.

Run it with `python benchmarks/derivation.py` (two to four minutes), or `--quick` for a smaller
layer. Every ratio compares two measurements of the same run on the same machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import sympy
from rich.console import Console
from rich.table import Table

import symconv
from symconv import ConvSpec
from symconv.notation.indexing import indices
from symconv.symbolic.geometry import meetings

SCALING_SIZES = (16, 24, 32, 48, 64)
SCALING_PROGRAM = """
import sys, time, tracemalloc
from symconv import ConvSpec, derive
derive(ConvSpec((8, 8), (5, 5)))
size, trace = int(sys.argv[1]), sys.argv[2] == "memory"
spec = ConvSpec((size, size), (5, 5))
if trace:
    tracemalloc.start()
start = time.perf_counter()
derivation = derive(spec)
print(tracemalloc.get_traced_memory()[1] / 1000 if trace else time.perf_counter() - start)
"""


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds that an action took, and its result."""
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def straightforward(spec: ConvSpec) -> dict[sympy.Symbol, sympy.Expr]:
    """Derive every gradient of a one-channel layer the way one would write it with SymPy.

    Build the outputs, differentiate each by each of its free symbols, add.
    """
    x = {i: sympy.Symbol(f"X_{{{','.join(map(str, i))}}}") for i in indices(spec.input_size)}
    f = {i: sympy.Symbol(f"F_{{{','.join(map(str, i))}}}") for i in indices(spec.filter_size)}
    terms: dict[sympy.Symbol, list[sympy.Expr]] = {}
    for position in indices(spec.output_size):
        output = sympy.Add(
            *(x[met.input_index] * f[met.filter_index] for met in meetings(spec, position))
        )
        upstream = sympy.Symbol(f"G_{{{','.join(map(str, position))}}}")
        for symbol in output.free_symbols:
            terms.setdefault(symbol, []).append(upstream * output.diff(symbol))
    return {symbol: sympy.Add(*parts) for symbol, parts in terms.items()}


def compare_with_sympy(table: Table, spec: ConvSpec) -> None:
    """Derivation and printing against what SymPy does by itself."""
    ours, derivation = timed(lambda: symconv.derive(spec))
    latex, text = timed(derivation.to_latex)
    gradients = [entry for array in derivation.gradients.values() for entry in array]
    sympy_latex, _ = timed(lambda: [sympy.latex(entry) for entry in flatten(gradients)])
    baseline, expected = timed(lambda: straightforward(spec))
    if len(expected) != sum(
        array.shape[-1] * array.shape[-2] for array in derivation.gradients.values()
    ):
        raise SystemExit("the straightforward program missed a gradient")
    table.add_row(
        f"derive {spec}", f"{ours:.2f} s", f"SymPy program {baseline:.1f} s",
        f"{baseline / ours:.1f}", "at least 8, aim 20, at 32×32",
    )  # fmt: skip
    table.add_row(
        f"to_latex, every step ({len(text) / 1e6:.1f} MB)", f"{latex:.2f} s",
        f"sympy.latex of the gradients {sympy_latex:.1f} s",
        f"{sympy_latex / latex:.1f}", "at least 20, at 32×32",
    )  # fmt: skip


def flatten(arrays: list[Any]) -> list[sympy.Expr]:
    """Give the expressions of nested SymPy arrays."""
    found: list[sympy.Expr] = []
    for array in arrays:
        found += [array] if isinstance(array, sympy.Expr) else flatten(list(array))
    return found


def measure_scaling(table: Table, sizes: tuple[int, ...]) -> None:
    """Time (best of three) and peak memory per term, every run in a process of its own."""

    def run(size: int, what: str) -> float:
        command = [sys.executable, "-c", SCALING_PROGRAM, str(size), what]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    per_term = []
    for size in sizes:
        terms = ConvSpec((size, size), (5, 5)).terms
        seconds = min(run(size, "time") for _ in range(3))
        kilobytes = run(size, "memory")
        per_term.append((seconds / terms, kilobytes / terms))
        table.add_row(
            f"derive {size}×{size} with 5×5, {terms:,} terms",
            f"{seconds / terms * 1e6:.1f} µs/term", f"{kilobytes / terms:.2f} kB/term peak", "", "",
        )  # fmt: skip
    for name, column in (("time", 0), ("peak memory", 1)):
        values = [row[column] for row in per_term]
        table.add_row(
            f"{name} per term, most over least of all sizes", "", "",
            f"{max(values) / min(values):.2f}", "at most 1.5",
        )  # fmt: skip


def measure_help(table: Table) -> None:
    """What `symconv --help` imports, and what it costs next to an empty interpreter."""
    probe = (
        "import sys\nfrom symconv.cli.main import main\nmain(['--help'])\n"
        "print(*sorted({'sympy', 'numpy', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    seconds, run = timed(
        lambda: subprocess.run(
            [sys.executable, "-c", probe], capture_output=True, text=True, check=True
        )
    )
    empty, _ = timed(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    table.add_row(
        f"symconv --help imports: {run.stderr.strip() or 'none of SymPy, NumPy, Jinja2'}",
        f"{seconds * 1000:.0f} ms", f"empty interpreter {empty * 1000:.0f} ms",
        f"{seconds / empty:.1f}", "",
    )  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="16×16 instead of 32×32")
    quick = parser.parse_args().quick
    table = Table("what", "symconv", "compared with", "ratio", "target", title="Derivation")
    symconv.derive(ConvSpec((4, 4), (2, 2))).to_latex()
    compare_with_sympy(table, ConvSpec((16, 16) if quick else (32, 32), (5, 5)))
    measure_scaling(table, SCALING_SIZES[:3] if quick else SCALING_SIZES)
    measure_help(table)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()

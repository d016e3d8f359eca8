"""What derivations for any size cost, as ratios within one run.

Run `python benchmarks/general.py`. The unit is one entry-by-entry derivation of a 16×16 layer
with a 3×3 filter; proving is deriving every line anew, checking is evaluating it on integers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import symconv
from symconv.calculus import check_derivation


def seconds(run: Callable[[], Any]) -> float:
    """Give the time of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def measure(operation: str, rank: int, unit: float) -> str:
    """Give what one operation of one rank costs."""
    derived = seconds(lambda: symconv.derive_general(operation, rank))
    derivation = symconv.derive_general(operation, rank).derivation
    proved = seconds(lambda: list(map(derivation.follows, range(1, len(derivation.lines)))))
    row = f"{operation:12} rank {rank}: derive {derived / unit:.2f}, prove {proved / unit:.2f}"
    if rank > 1:
        return row
    checked = seconds(lambda: check_derivation(derivation, cases=6, largest=3))
    return f"{row}, check at 6 sizes {checked / unit:.2f}"


def main() -> None:
    """Print the ratios."""
    unit = seconds(lambda: symconv.derive(symconv.ConvSpec((16, 16), 3)))
    print(f"unit: derive(16×16, 3×3) takes {unit:.3f} s")
    for operation in ("forward", "grad-filter", "grad-input"):
        for rank in (1, 2, 3):
            print(measure(operation, rank, unit))
    start = time.perf_counter()
    theorems = symconv.theorems()
    held = all(theorem.holds for theorem in theorems)
    total = time.perf_counter() - start
    print(f"{len(theorems)} published theorems, proved and checked ({held}): {total / unit:.0f}")


if __name__ == "__main__":
    main()

# ruff: noqa: E501 - formulas stand on one line
"""Damaged formulas through the whole judge: whatever is written, a verdict comes back.

    python -m tests.campaign.test_fuzz_judge COUNT [SEED]

takes true formulas in several notations, damages each at random (signs left out, doubled,
exchanged, brackets opened, digits and letters put in), and judges what is left. It prints how many
were judged, how long the slowest took, and what was said of them.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from symconv.verification.entrance import judge_formula
from symconv.verification.options import SettingOptions
from symconv.verification.verdicts import Verdict

FORMULAS = (
    r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{11}} F_{12} + \frac{\partial L}{\partial O_{12}} F_{11}",
    r"\frac{\partial L}{\partial F_{m,n}} = \sum_{i=0}^{H-1} \sum_{j=0}^{W-1} \frac{\partial L}{\partial O_{i,j}} X_{i+m,j+n}",
    r"z^{l}_{i,j} = \sum_{m} \sum_{n} w^{l}_{m,n} a^{l-1}_{i+m,j+n} + b^l",
    r"\delta^{l-1} = \delta^{l} * \text{rot180}(W^{l}) \odot \sigma'(z^{l-1})",
    r"o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1",
    r"\begin{aligned} y_{11} &= x_{11} w_{11} + x_{12} w_{12} \\ y_{12} &= x_{12} w_{11} + x_{13} w_{12} \end{aligned}",
    r"Y[k, i, j] = b[k] + \sum_{c=1}^{C} \sum_{m=0}^{K-1} W[k, c, m] \cdot X[c, i \cdot S + m - P, j]",
    r"\nabla_X L = \begin{bmatrix} \delta_{11} & 0 \\ 0 & \delta_{22} \end{bmatrix} \star K",
    "dL/dX_12 = dL/dO_11 F_12 + dL/dO_12 F_11",
)  # fmt: skip
_SIGNS = r"{}[]()_^&=+-*/\,.|~#%$<>'0123456789abijkmnxyzFLOWXdδ∂Σ "


def damaged(draw: random.Random) -> str:
    """Give a formula with a few random changes."""
    text = draw.choice(FORMULAS)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(text))
        match draw.randrange(4):
            case 0:
                text = text[:at] + text[at + draw.randint(1, 3) :]
            case 1:
                text = text[:at] + draw.choice(_SIGNS) + text[at:]
            case 2:
                text = text[:at] + draw.choice(_SIGNS) + text[at + 1 :]
            case _:
                other = draw.choice(FORMULAS)
                cut = draw.randrange(len(other))
                text = text[:at] + other[cut : cut + 12] + text[at:]
        text = text or "x"
    return text


def run(count: int, seed: int) -> Iterator[tuple[str, Verdict, float]]:
    """Judge damaged formulas, and give what was said of each with the time it took."""
    draw = random.Random(seed)
    for _ in range(count):
        text = damaged(draw)
        begun = time.process_time()
        yield text, judge_formula(text, SettingOptions()), time.process_time() - begun


def test_a_slice_is_judged() -> None:
    kinds = Counter(verdict.kind for _, verdict, _ in run(60, seed=1))
    assert sum(kinds.values()) == 60
    assert len(kinds) > 3


@pytest.mark.campaign
def test_many_are_judged() -> None:
    assert sum(1 for _ in run(20_000, seed=2)) == 20_000


def main() -> None:
    """Print what came of a run."""
    count = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    kinds: Counter[str] = Counter()
    slowest = (0.0, "")
    for text, verdict, spent in run(count, seed):
        kinds[verdict.kind.value] += 1
        slowest = max(slowest, (spent, text))
    print(f"{count} judged, seed {seed}: {dict(kinds)}")
    print(f"slowest {slowest[0]:.1f} s: {slowest[1]}")


if __name__ == "__main__":
    main()

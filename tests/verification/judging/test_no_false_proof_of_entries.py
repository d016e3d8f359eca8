"""What is false is never proved: entries of an example, and operations of whole arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest

from symconv import ConvSpec, reference
from symconv.verification.verdicts import VerdictKind
from tests.verification.judging.stories import context

TRUE = (VerdictKind.PROVED, VerdictKind.HOLDS)
SIZE, TAPS = (3, 4), (2, 3)
OUTPUT = (2, 2)
Place = tuple[int, int]
Term = tuple[Place, Place]
"""Where the two entries of a product stand, counted from 1."""


def places(shape: tuple[int, ...]) -> list[Place]:
    return [(i + 1, j + 1) for i, j in product(*map(range, shape))]


def meets(o: Place, u: Place) -> Place:
    return o[0] + u[0] - 1, o[1] + u[1] - 1


def derived(array: str, at: Place) -> list[Term]:
    """Give the terms of an entry of Y, dW or dX, by the definition of the layer."""
    pairs = [(o, u) for o in places(OUTPUT) for u in places(TAPS)]
    match array:
        case "Y":
            return [(meets(o, u), u) for o, u in pairs if o == at]
        case "dW":
            return [(o, meets(o, u)) for o, u in pairs if u == at]
    return [(o, u) for o, u in pairs if meets(o, u) == at]


EXTENTS = {"Y": (SIZE, TAPS), "dW": (OUTPUT, SIZE), "dX": (OUTPUT, TAPS)}


def slips(array: str, terms: list[Term]) -> Iterator[list[Term]]:
    """Give terms with one index wrong, one term less, or one term twice."""
    bounds = EXTENTS[array]
    for at, term in enumerate(terms):
        rest = terms[:at] + terms[at + 1 :]
        yield rest
        yield [*terms, term]
        for side, axis in product(range(2), range(2)):
            for other in range(1, bounds[side][axis] + 1):
                if other != term[side][axis]:
                    place = (other, term[side][1]) if axis == 0 else (term[side][0], other)
                    changed = (place, term[1]) if side == 0 else (term[0], place)
                    yield [*terms[:at], changed, *terms[at + 1 :]]
        yield [*terms[:at], (term[0][::-1], term[1]), *terms[at + 1 :]]


def in_fractions(array: str, at: Place, terms: list[Term]) -> str:
    """Write like X_{11} F_{11}, and ∂L/∂O_{11}."""

    def entry(name: str, place: Place) -> str:
        one = f"{name.removeprefix('d')}_{{{place[0]}{place[1]}}}"
        return rf"\frac{{\partial L}}{{\partial {one}}}" if name.startswith("d") else one

    first, second = {"Y": ("X", "W"), "dW": ("dY", "X"), "dX": ("dY", "W")}[array]
    right = " + ".join(f"{entry(first, a)} {entry(second, b)}" for a, b in terms)
    return f"{entry(array, at)} = {right or 0}"


def in_deltas(array: str, at: Place, terms: list[Term]) -> str:
    """Write like x_{1,1} * w_{1,1}, dx_{1,1} and δ_{1,1}."""
    names = {"Y": "y", "X": "x", "W": "w", "dX": "dx", "dW": "dw", "dY": r"\delta"}

    def entry(name: str, place: Place) -> str:
        return f"{names[name]}_{{{place[0]},{place[1]}}}"

    first, second = {"Y": ("X", "W"), "dW": ("dY", "X"), "dX": ("dY", "W")}[array]
    right = " + ".join(f"{entry(second, b)} * {entry(first, a)}" for a, b in terms)
    return f"{entry(array, at)} = {right or 0}"


WAYS: dict[str, Callable[[str, Place, list[Term]], str]] = {
    "fractions": in_fractions,
    "deltas": in_deltas,
}
ENTRIES = {"Y": (1, 2), "dW": (2, 3), "dX": (2, 2)}
"""One entry of each array, whose slips are tried."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("array", EXTENTS)
def test_an_entry_with_a_slip_is_never_proved(array: str, way: str) -> None:
    write = WAYS[way]
    forward = [write("Y", at, derived("Y", at)) for at in places(OUTPUT)]
    known = [write(name, (1, 1), derived(name, (1, 1))) for name in ("dW", "dX")]
    made = context([*forward, *known], "The input is 3x4, the filter is 2x3, the stride is 1.")
    right = derived(array, ENTRIES[array])
    text = write(array, ENTRIES[array], right)
    assert made.judge(made.read(text, 20)).kind is VerdictKind.PROVED
    tried = 0
    for terms in slips(array, right):
        text = write(array, ENTRIES[array], terms)
        kind = made.judge(made.read(text, 20)).kind
        same = Counter(terms) == Counter(right)
        tried += not same
        assert (kind is VerdictKind.PROVED) is same, text
        assert same or kind is VerdictKind.REFUTED, text
    assert tried >= 20


def slid(still: np.ndarray, moving: np.ndarray, border: str, flip: bool) -> np.ndarray | None:
    """Slide one array over another by plain loops; None where it does not fit."""
    k = moving[::-1, ::-1] if flip else moving
    wide = [(n - 1, n - 1) if border == "full" else ((n - 1) // 2, n // 2) for n in k.shape]
    x = still if border == "valid" else np.pad(still, wide)
    shape = [n - m + 1 for n, m in zip(x.shape, k.shape, strict=True)]
    if min(shape) < 1:
        return None
    found = np.zeros(shape, dtype=int)
    for i, j in product(*map(range, shape)):
        for u, v in product(*map(range, k.shape)):
            found[i, j] += x[i + u, j + v] * k[u, v]
    return found


SPEC = ConvSpec((5, 4), (2, 3))
LETTERS = {"X": "X", "W": "W", "dY": r"\delta"}
LEFT = {"Y": "Y", "dW": r"\frac{\partial L}{\partial W}", "dX": r"\frac{\partial L}{\partial X}"}
SIGNS = {r"\star": False, "*": True}


def arrays() -> dict[str, np.ndarray]:
    draw = np.random.default_rng(4)
    x, w = draw.integers(2, 99, (1, 1, 5, 4)), draw.integers(2, 99, (1, 1, 2, 3))
    given = draw.integers(2, 99, (1, 1, 4, 2))
    found = {
        "X": x, "W": w, "dY": given, "Y": reference.forward(SPEC, x, w),
        "dX": reference.grad_input(SPEC, given, w), "dW": reference.grad_filter(SPEC, given, x),
    }  # fmt: skip
    return {name: array[0, 0] for name, array in found.items()}


def test_operations_of_whole_arrays_are_true_only_if_some_border_makes_them_so() -> None:
    said = (
        r"Here $\star$ is cross-correlation and * is true convolution. "
        "The layer is a cross-correlation."
    )
    general = [
        r"Y_{i,j} = \sum_{u,v} X_{i+u,j+v} W_{u,v}",
        r"\frac{\partial L}{\partial W_{u,v}} = \sum_{i,j} \delta_{i,j} X_{i+u,j+v}",
    ]
    made = context(general, said)
    numbers = arrays()
    counted: Counter[VerdictKind] = Counter()
    for left, sign in product(LEFT, SIGNS):
        for first, second in product(LETTERS, repeat=2):
            for turned in range(4):
                if first == second:
                    continue
                names = [LETTERS[first], LETTERS[second]]
                values = [numbers[first], numbers[second]]
                for side in range(2):
                    if turned >> side & 1:
                        names[side] = rf"\text{{rot180}}({names[side]})"
                        values[side] = values[side][::-1, ::-1]
                text = f"{LEFT[left]} = {names[0]} {sign} {names[1]}"
                usual = [slid(*values, b, SIGNS[sign]) for b in ("valid", "full", "same")]
                other = [slid(*values[::-1], b, SIGNS[sign]) for b in ("valid", "full", "same")]
                true, swapped = (
                    any(one is not None and np.array_equal(one, numbers[left]) for one in side)
                    for side in (usual, other)
                )
                kind = made.judge(made.read(text, 9)).kind
                counted[kind] += 1
                if kind in TRUE:
                    assert true, text
                elif kind is VerdictKind.CONDITIONAL:
                    assert true or swapped, text
                else:
                    assert kind in (VerdictKind.REFUTED, VerdictKind.NOT_CHECKABLE), text
                    assert not any((true, swapped)), text
    assert counted[VerdictKind.REFUTED] > 100
    assert sum(counted[kind] for kind in (*TRUE, VerdictKind.CONDITIONAL)) >= 6

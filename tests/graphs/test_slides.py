"""The small computation of [slides] eq. 11 to 15 (docs/sources.md) comes out as it stands there."""

from __future__ import annotations

import json
import re

import pytest

import symconv

TEXT = "q = x + y; f = q z"
NUMBERS = {"x": -2, "y": 5, "z": -4}

# equation, as in [slides]; where that is damaged, as it has to read
AS_PRINTED = {
    "11, left": r"\frac{\partial q}{\partial x} = 1",
    "11, right": r"\frac{\partial q}{\partial y} = 1",
    "14": r"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} *"
    r" \frac{\partial q}{\partial x} = -4 * 1 = -4",
    "15": r"\frac{\partial f}{\partial y} = \frac{\partial f}{\partial q} *"
    r" \frac{\partial q}{\partial y} = -4 * 1 = -4",
}
EQUATION_13 = (
    r"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} * \frac{\partial q}{\partial x}"
)


def printed(**options: object) -> list[str]:
    """Give the LaTeX of every equation."""
    data = json.loads(symconv.derive_graph(TEXT, **options).to_json())
    return [equation["latex"] for step in data["steps"] for equation in step["equations"]]


@pytest.mark.parametrize("equation", AS_PRINTED.values(), ids=AS_PRINTED)
def test_equation_is_printed(equation: str) -> None:
    assert equation in printed(at=NUMBERS)


def test_equations_11_stand_side_by_side() -> None:
    latex = symconv.derive_graph(TEXT, NUMBERS).to_latex()
    assert f"& {AS_PRINTED['11, left']} \\qquad {AS_PRINTED['11, right']}" in latex


def test_the_gradients_that_equation_12_asks_for() -> None:
    lefts = {equation.partition(" = ")[0] for equation in printed()}
    assert lefts >= {rf"\frac{{\partial f}}{{\partial {name}}}" for name in "xyz"}


def test_the_chain_rule_of_equation_13() -> None:
    assert any(equation.startswith(f"{EQUATION_13} = ") for equation in printed())
    assert EQUATION_13 + " = z * 1 = z" in printed()
    misread = EQUATION_13.replace(r"\partial q}{\partial x", r"\partial g}{\partial x")
    assert not any(misread in equation for equation in printed())


def test_the_numbers_of_the_lecture() -> None:
    derivation = symconv.derive_graph(TEXT, NUMBERS)
    assert dict(derivation.values) == {**NUMBERS, "q": 3, "f": -12}
    assert dict(derivation.gradients) == {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1}


def test_the_drawing_shows_values_above_and_gradients_below() -> None:
    svg = symconv.derive_graph(TEXT, NUMBERS).to_svg()
    found = re.findall(r'<text class="(\w+)" x="(\d+)" y="(\d+)">([^<]*)</text>', svg)
    names = [(text, int(x), int(y)) for kind, x, y, text in found if kind == "name"]
    expected = {"x": ("−2", "−4"), "y": ("5", "−4"), "z": ("−4", "3"),
                "q = x + y": ("3", "−4"), "f = q * z": ("−12", "1")}  # fmt: skip
    assert {name for name, _, _ in names} == set(expected)
    for name, middle, height in names:
        near = {
            kind: (text, int(y) - height)
            for kind, x, y, text in found
            if int(x) == middle and abs(int(y) - height) < 50
        }
        assert (near["value"][0], near["gradient"][0]) == expected[name]
        assert near["value"][1] < -20
        assert near["gradient"][1] > 20

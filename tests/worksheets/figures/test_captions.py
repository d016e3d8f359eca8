"""The sums below drawings are those of the derivation, in every notation."""

from __future__ import annotations

import pytest

from symconv import ConvSpec, ConvTransposeSpec, derive
from symconv.formulas import Add, Equation, Formula
from symconv.worksheets.figures import layer_figure

SPECS = (
    ConvSpec((3, 4), (2, 3), bias=True),
    ConvSpec((4, 3), 2, 2, 2, 2, stride=(2, 1), padding=((1, 0), (0, 1))),
    ConvSpec((3, 2), 2, flip_filter=True),
    ConvTransposeSpec((2, 3), (2, 1), in_channels=2, stride=2, bias=True),
)


def _terms(formula: Formula) -> set[Formula]:
    return set(formula.terms) if isinstance(formula, Add) else {formula}


@pytest.mark.parametrize("notation", ["matrix", "slides", "chapter", "index", "blog"])
@pytest.mark.parametrize("spec", SPECS, ids=repr)
def test_sums_are_those_of_the_derivation(
    spec: ConvSpec | ConvTransposeSpec, notation: str
) -> None:
    derived = {
        equation.left: equation.right
        for step in derive(spec, notation).steps
        if step.kind.value in ("forward", "substituted", "collected")
        for equation in step.equations
    }
    for of in ("forward", "grad-input", "grad-filter"):
        for frame in layer_figure(spec, notation, of, step=None).frames:
            equations = [part for part in frame.caption if isinstance(part, Equation)]
            for equation in equations:
                drawn = {part for part in _terms(equation.right) if part != Add(())}
                assert drawn == _terms(derived[equation.left])
            assert equations or "sum of" in str(frame.caption) or "is 0" in str(frame.caption)


def test_long_sums_are_counted() -> None:
    text = layer_figure(ConvSpec((4, 4), (4, 3), bias=True)).to_text()
    assert "Step 1 of 2: O₁ is the sum of 12 products and B." in text.replace("O₁₁", "O₁")

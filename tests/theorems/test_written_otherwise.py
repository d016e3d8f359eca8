"""The sources' general claims in other notations: each is proved there, too, in its own letters."""

from __future__ import annotations

import pytest

import symconv
from symconv.formulas import Entry, walk_paths
from symconv.notation import as_notation
from symconv.theorems.adjoint_theorems import adjoint_theorem
from symconv.theorems.conv_theorems import (
    filter_gradient_theorem,
    input_gradient_theorem,
    strided_filter_theorem,
)

OTHERS = [
    "blog",  # the places of the input and those of the output share their letters
    "matrix;upstream=delta",  # the gradient from above has a letter
    # letters that theorems have for arrays of their own
    "slides;upstream=differential;input=Y;filter=T;output=S",
    "index;input=t;filter=G;bias=x;output=U;loss=C",
    "blog;input=x;filter=n;output=N;loss=m",  # letters of indices and of sizes
]


@pytest.mark.parametrize("notation", OTHERS)
def test_every_theorem_is_proved_in_every_notation(notation: str) -> None:
    found = symconv.theorems(notation)
    assert [theorem.name for theorem in found] == [theorem.name for theorem in symconv.theorems()]
    for theorem in found:
        assert theorem.proved, theorem.name
        assert theorem.title in theorem.to_text(checked=False)


@pytest.mark.parametrize("notation", ["blog", "matrix;upstream=delta"])
def test_they_hold_for_integers_besides(notation: str) -> None:
    written = as_notation(notation)
    for build in (filter_gradient_theorem, strided_filter_theorem, adjoint_theorem):
        assert build(written).holds


@pytest.mark.parametrize(
    ("notation", "true", "false"),
    [
        ("index", "∂L/∂O[f,i,j]·X[", "∂L/∂O[f,n₁−i−k₁,n₂−j−k₂]·X["),
        ("matrix;upstream=delta", "δ[f,i,j]·X[", "δ[f,n₁+2−i−k₁,n₂+2−j−k₂]·X["),
        ("matrix;upstream=differential", "dO[f,i,j]·X[", "dO[f,n₁+2−i−k₁,n₂+2−j−k₂]·X["),
    ],
)
def test_what_is_false_turns_the_gradient_from_above_alone(
    notation: str, true: str, false: str
) -> None:
    text = filter_gradient_theorem(as_notation(notation)).to_text(checked=False)
    stated, refuted = text.split("Not true: ")
    assert true in stated
    assert false not in stated
    assert false in refuted


def test_letters_of_a_theorem_give_way_to_those_of_the_notation() -> None:
    written = as_notation("matrix;input=Y;filter=T;output=S")
    statement = adjoint_theorem(written).statement
    letters = [part.letter for _, part in walk_paths(statement) if isinstance(part, Entry)]
    arrays = {letter for letter in letters if letter.isupper()}
    assert len(arrays) == 3
    assert "Y" in arrays  # the input; what is transposed and the inner product have others
    assert not arrays & {"T", "S"}
    assert "false" in input_gradient_theorem(written).to_text(checked=False)

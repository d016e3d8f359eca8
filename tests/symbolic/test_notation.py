"""Notations: what they take, and how they write the entries of an array."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from symconv import Notation, NotationError
from symconv.formulas import Add, Entry, Name, Number
from symconv.notation import FactorOrder, IndexStyle, Upstream
from symconv.notation.entries import write_entry
from symconv.roles import Role

INPUT, FILTER, BIAS, OUTPUT = Role.INPUT, Role.FILTER, Role.BIAS, Role.OUTPUT


def written(notation: Notation, role: Role, shape: tuple[int, ...], index: tuple[int, ...]) -> str:
    return write_entry(notation.entry(role, shape, index), notation)


@pytest.mark.parametrize(
    ("role", "shape", "index", "expected"),
    [
        (INPUT, (1, 3, 4), (0, 1, 2), "X_{23}"),
        (INPUT, (2, 3, 4), (1, 0, 2), "X_{213}"),
        (INPUT, (1, 1, 4), (0, 0, 2), "X_{13}"),
        (INPUT, (1, 9), (0, 8), "X_{9}"),
        (INPUT, (2, 3, 4, 5), (1, 2, 3, 4), "X_{2345}"),
        (FILTER, (1, 1, 2, 3), (0, 0, 1, 2), "F_{23}"),
        (FILTER, (4, 1, 2, 3), (3, 0, 1, 2), "F_{423}"),
        (FILTER, (1, 5, 2, 3), (0, 4, 1, 2), "F_{523}"),
        (FILTER, (4, 5, 2, 3), (3, 4, 1, 2), "F_{4523}"),
        (FILTER, (1, 1, 1), (0, 0, 0), "F_{1}"),
        (BIAS, (3,), (2,), "B_{3}"),
        (BIAS, (1,), (0,), "B"),
        (OUTPUT, (1, 2, 2), (0, 0, 1), "O_{12}"),
        (OUTPUT, (6, 2, 2), (5, 0, 1), "O_{612}"),
    ],
)
def test_channel_axes_of_extent_one_are_not_written_and_spatial_axes_are(
    role: Role, shape: tuple[int, ...], index: tuple[int, ...], expected: str
) -> None:
    assert written(Notation(), role, shape, index) == expected


def test_styles_of_indices() -> None:
    shape, index = (4, 5, 2, 3), (3, 4, 1, 0)
    assert written(Notation(base=0), FILTER, shape, index) == "F_{3410}"
    assert written(Notation(index="comma"), FILTER, shape, index) == "F_{4,5,2,1}"
    assert written(Notation(index="flat"), FILTER, shape, index) == "F_{118}"
    assert written(Notation(index="flat", base=0), FILTER, shape, index) == "F_{117}"
    layers = Notation(index="layers", base=0)
    assert layers.entry(FILTER, shape, index) == Entry("F", (4, 3), Name("l"), (1, 0))
    assert layers.entry(INPUT, (4, 5, 6), (3, 2, 1)) == Entry(
        "X", (3,), Add((Name("l"), Number(-1))), (2, 1)
    )
    assert written(layers, FILTER, shape, index) == "F_{4,3}^{l}(1, 0)"
    assert written(layers, INPUT, (4, 5, 6), (3, 2, 1)) == "X_{3}^{l-1}(2, 1)"
    assert written(layers, OUTPUT, (1, 5, 6), (0, 2, 1)) == "O^{l}(2, 1)"


def test_flat_numbers_count_row_by_row_through_every_axis() -> None:
    flat = Notation(index="flat")
    assert [written(flat, INPUT, (1, 2, 3), (0, i, j)) for i in range(2) for j in range(3)] == [
        f"X_{{{n}}}" for n in range(1, 7)
    ]
    assert written(flat, INPUT, (2, 3, 4), (1, 0, 0)) == "X_{13}"
    assert written(flat, BIAS, (1,), (0,)) == "B"
    assert written(flat, FILTER, (1, 1, 1, 1), (0, 0, 0, 0)) == "F_{1}"


@pytest.mark.parametrize(("base", "longest"), [(1, 9), (0, 10)])
def test_digits_turn_to_commas_as_soon_as_an_index_needs_two(base: int, longest: int) -> None:
    notation = Notation(base=base)
    for shape in ((1, 3, longest), (longest, 3, 4), (1, longest, 3)):
        assert notation.resolved([(1, 2, 3), shape]) is notation
        longer = tuple(n + 1 if n == longest else n for n in shape)
        assert notation.resolved([longer, (1, 2, 3)]) == replace(notation, index="comma")
    assert notation.resolved([]) is notation
    for style in ("comma", "flat", "layers"):
        other = Notation(index=style, base=base)
        assert other.resolved([(1, 3, 99)]) is other


def test_values_are_kept_as_members() -> None:
    notation = Notation(
        index="flat", factor_order="local-first", upstream="delta", base=np.int64(0)
    )
    assert notation.index is IndexStyle.FLAT
    assert notation.factor_order is FactorOrder.LOCAL_FIRST
    assert notation.upstream is Upstream.DELTA
    assert type(notation.base) is int
    assert notation == Notation(
        index=IndexStyle.FLAT, factor_order=FactorOrder.LOCAL_FIRST, upstream=Upstream.DELTA, base=0
    )
    with pytest.raises(FrozenInstanceError):
        notation.base = 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""), ("none", ""), ("*", "*"), ("times", r"\times"), (r"\times", r"\times"),
        ("×", r"\times"), ("cdot", r"\cdot"), (r"\cdot", r"\cdot"), ("·", r"\cdot"),
    ],
)  # fmt: skip
def test_product_signs(given: str, kept: str) -> None:
    assert Notation(product=given).product == kept


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("index", "roman", "index 'roman' is not one of 'digits', 'comma', 'flat', 'layers'"),
        ("index", None, "index None is not one of 'digits', 'comma', 'flat', 'layers'"),
        ("base", 2, "base 2 is not 0 or 1"),
        ("base", -1, "base -1 is not 0 or 1"),
        ("base", True, "base True is not 0 or 1"),
        ("base", 1.0, "base 1.0 is not 0 or 1"),
        ("base", "1", "base '1' is not 0 or 1"),
        ("product", r"\input{x}", r"product '\\input{x}' is not one of '', '*', '\times', '\cdot'"),
        ("product", ["*"], r"product ['*'] is not one of '', '*', '\times', '\cdot'"),
        (
            "factor_order", "up",
            "factor_order 'up' is not one of 'upstream-first', 'local-first'",
        ),
        ("upstream", "grad", "upstream 'grad' is not one of 'partial', 'delta', 'differential'"),
    ],
)  # fmt: skip
def test_other_values_are_refused(field: str, value: object, rule: str) -> None:
    with pytest.raises(NotationError) as caught:
        Notation(**{field: value})
    assert str(caught.value) == rule


@pytest.mark.parametrize(
    ("letters", "rule"),
    [
        ({"input": "F"}, "letter 'F' stands for two things in one notation"),
        ({"bias": "L"}, "letter 'L' stands for two things in one notation"),
        ({"input": "δ", "output": r"\delta"}, r"letter '\\delta' stands for two things"),
        ({"input": r"\delta", "upstream": "delta"}, r"letter '\\delta' stands for two things"),
        ({"input": r"\mathbf{F}"}, r"letters '\\mathbf{F}' and 'F' read the same in plain text"),
        (
            {"input": "ab", "filter": r"\mathrm{ab}"},
            r"letters 'ab' and '\\mathrm{ab}' read the same in plain text",
        ),
        (
            {"input": r"\epsilon", "bias": r"\varepsilon"},
            r"letters '\\epsilon' and '\\varepsilon' read the same in plain text",
        ),
    ],
)
def test_letters_that_cannot_be_told_apart_are_refused(letters: dict[str, str], rule: str) -> None:
    with pytest.raises(NotationError) as caught:
        Notation(**letters)
    assert str(caught.value).startswith(rule)


def test_letters_that_differ_only_in_an_accent_or_case_are_taken() -> None:
    assert Notation("X", "x", r"\hat{x}", r"\bar{x}", r"\hat{X}").letter(OUTPUT) == r"\bar{x}"
    assert Notation(input=r"\delta", upstream="partial").letter(INPUT) == r"\delta"

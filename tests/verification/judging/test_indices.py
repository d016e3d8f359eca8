"""Whole numbers of documents: indices, limits and conditions, read in a world."""

from __future__ import annotations

import pytest

from symconv.formulas import Condition, Entry, Index, Name, Relation, Within
from symconv.verification.judging.worlds.indices import IndexReader
from symconv.verification.judging.worlds.values import UnboundError, UnjudgedError
from tests.verification.judging.stories import formula

SIZES = {("S", None): 2, ("k_1", None): 3, ("H", 4): 7, ("H", 3): 9, ("N", None): 5}
READER = IndexReader(
    lambda key, layer: SIZES.get((key, layer)), frozenset("ijmn"), {"l": 4}
)  # fmt: skip
NUMBERS = {"i": 4, "j": 7, "m": 1, "n": 2}


def index(text: str) -> Index:
    """Give the index that stands below a letter."""
    read = formula(f"X_{{{text}, 0}}")
    assert isinstance(read, Entry)
    return read.indices[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3), ("i", 4), ("i+m", 5), ("i-m-1", 2), ("-i", -4), ("2i+3m", 11),
        ("S i + m", 9), ("iS - m", 7), ("N - 1 - i", 0), ("k_1 - 1 - m", 1),
        (r"\lfloor j/S \rfloor", 3), (r"\lceil j/S \rceil", 4), (r"\frac{i}{S}", 2),
        (r"\frac{j}{S}", None), (r"\frac{i - n}{2} + 1", 2), (r"\frac{j-1}{S} + k_1", 6),
        (r"(i-1) S + m", 7), ("H^{l} - 1", 6), ("H^{l-1} - i", 5),
        (r"\lfloor \frac{-j}{S} \rfloor", -4),
    ],
)  # fmt: skip
def test_indices_are_worked_out(text: str, expected: int | None) -> None:
    assert READER.read(index(text))(dict(NUMBERS)) == expected


def test_indices_of_integers_need_no_reading() -> None:
    assert READER.read(12)({}) == 12


@pytest.mark.parametrize("text", ["q", "i + q", "k_2", "H", "H^{l+1}", "Q i"])
def test_a_letter_that_is_bound_nowhere_is_told(text: str) -> None:
    with pytest.raises(UnboundError):
        READER.read(index(text))(dict(NUMBERS))


def test_an_index_that_has_no_number_here_is_told() -> None:
    with pytest.raises(UnboundError) as caught:
        READER.read(index("i + m"))({"i": 3})
    assert caught.value.args == ("m",)
    with pytest.raises(UnjudgedError, match="division by zero"):
        READER.read(index(r"\lfloor i/(S-2) \rfloor"))(dict(NUMBERS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i + 2m - 1", {"i": 1, "m": 2, "": -1}),
        ("l + i", {"i": 1, "": 4}),
        ("i - i", {}),
        ("S i", None),
        (r"i/2", None),
        ("q + i", None),
    ],
)
def test_linear_indices(text: str, expected: dict[str, int] | None) -> None:
    assert READER.linear(index(text)) == expected


def test_letters_of_indices_are_those_that_are_bound() -> None:
    assert READER.names(index("S i + k_1 - m + l")) == {"i", "m"}
    assert READER.names(3) == frozenset()


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (Relation.EQUAL, (False, True, False)),
        (Relation.UNEQUAL, (True, False, True)),
        (Relation.LESS, (True, False, False)),
        (Relation.AT_MOST, (True, True, False)),
        (Relation.GREATER, (False, False, True)),
        (Relation.AT_LEAST, (False, True, True)),
    ],
)
def test_conditions(relation: Relation, expected: tuple[bool, ...]) -> None:
    holds = READER.condition(Condition(Name("i"), relation, Name("j")))
    assert tuple(holds({"i": i, "j": 5}) for i in (4, 5, 6)) == expected


def test_divisibility_and_intervals() -> None:
    divides = READER.condition(Condition(Name("S"), Relation.DIVIDES, Name("i")))
    assert [divides({"i": i}) for i in (-2, -1, 0, 1, 2)] == [True, False, True, False, True]
    within = READER.condition(Within(Name("m"), Name("i"), Name("N")))
    assert [within({"i": i, "m": 2}) for i in (1, 2, 5, 6)] == [False, True, True, False]

"""Counting in closed form against counting one by one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from symconv.specs.counting import count_in_span, most_meetings

STEPS = st.tuples(st.integers(1, 9), st.integers(1, 7))


@given(STEPS, STEPS, st.integers(0, 60), st.integers(1, 60))
def test_pairs_are_counted(
    outer: tuple[int, int], inner: tuple[int, int], start: int, length: int
) -> None:
    span = range(start, start + length)
    places = [i * outer[1] + j * inner[1] for i in range(outer[0]) for j in range(inner[0])]
    assert count_in_span(outer, inner, span) == sum(place in span for place in places)


@given(STEPS, STEPS)
def test_no_place_has_more_pairs(outer: tuple[int, int], inner: tuple[int, int]) -> None:
    places = (i * outer[1] + j * inner[1] for i in range(outer[0]) for j in range(inner[0]))
    assert most_meetings(outer, inner) == max(Counter(places).values())


def test_the_time_does_not_depend_on_the_counts() -> None:
    many = 10**30
    assert count_in_span((many, 1), (many, 1), range(many)) == many * (many + 1) // 2
    assert most_meetings((many, 3), (many, 2)) == -(-many // 3)

"""Which entry a printed entry is: axes by shared letters, numbers by where indices begin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symconv import ConvSpec
from symconv.formulas import Name
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Bases, Reading
from symconv.verification.judging.understanding.placings import infer_placings, infer_rank
from symconv.verification.judging.worlds.places import (
    Letter,
    letter_of,
    origin,
    placer,
    placing,
    whole_number,
)
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.judging.worlds.world import Family, Layer, World
from tests.verification.judging.stories import equation, formula

PARTS = {"X": Array.INPUT, "W": Array.FILTER, "Y": Array.OUTPUT, "b": Array.BIAS}
PLAIN = Reading(letters={**PARTS, r"\delta": Array.GRADIENT, "Z": Array.ACTIVATED})

LAYOUTS = (
    (r"Y_{i,j} = \sum_{u,v} X_{i+u,j+v} W_{u,v}", 2, "hw", "hw", "hw"),
    (r"Y_{i,j} = \sum_{c,u,v} X_{c,i+u,j+v} W_{c,u,v}", 2, "chw", "chw", "hw"),
    (r"Y_{i,j} = \sum_{c,u,v} X_{i+u,j+v,c} W_{u,v,c}", 2, "hwc", "hwc", "hw"),
    (r"Y_{n,k,i,j} = \sum_{c,u,v} X_{n,c,i+u,j+v} W_{k,c,u,v}", 2, "nchw", "kchw", "nchw"),
    (r"Y_{n,i,j,k} = \sum_{c,u,v} X_{n,i+u,j+v,c} W_{u,v,c,k}", 2, "nhwc", "hwck", "nhwc"),
    (r"Y_{i,j,k} = \sum_{u,v} X_{i+u,j+v} W_{u,v,k}", 2, "hw", "hwk", "hwc"),
    (r"Y_{k,i,j} = \sum_{c,u,v} W_{c,k,u,v} X_{c,i+u,j+v}", 2, "chw", "ckhw", "chw"),
    (r"Y_{i} = \sum_{u} X_{i+u} W_{u}", 1, "w", "w", "w"),
    (r"Y_{k,t} = \sum_{c,u} X_{c,t+u} W_{k,c,u}", 1, "cw", "kcw", "cw"),
    (r"Y_{i,j} = \sum_{u,v} X_{is+u,js+v} W_{u,v}", 2, "hw", "hw", "hw"),
    (r"Y_{j,i} = \sum_{u,v} X_{i+u,j+v} W_{u,v}", 2, "hw", "hw", "hw"),
    (
        r"Y_{h,i,j} = \sum_{u,v,w} X_{h+u,i+v,j+w} W_{u,v,w}",
        3, "dhw", "dhw", "dhw",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("text", "rank", "x", "w", "y"), LAYOUTS)
def test_axes_are_told_by_shared_letters(text: str, rank: int, x: str, w: str, y: str) -> None:
    forward = equation(text)
    assert infer_rank([forward], PLAIN) == rank
    found = infer_placings([forward], replace(PLAIN, rank=rank))
    assert found == {
        (Array.INPUT, len(x)): x, (Array.FILTER, len(w)): w, (Array.OUTPUT, len(y)): y
    }  # fmt: skip


def test_gradients_and_most_formulas_tell_axes() -> None:
    backward = equation(
        r"\frac{\partial L}{\partial W_{u,v,c,k}} = \sum_{n,i,j} \delta_{n,i,j,k} X_{n,i+u,j+v,c}"
    )
    found = infer_placings([backward], PLAIN)
    assert found[Array.FILTER, 4] == "hwck"
    assert found[Array.OUTPUT, 4] == found[Array.INPUT, 4] == "nhwc"
    other = equation(LAYOUTS[3][0])
    assert infer_placings([other, backward, backward], PLAIN)[Array.FILTER, 4] == "hwck"
    assert infer_placings([other, other, backward], PLAIN)[Array.FILTER, 4] == "kchw"


def test_what_shares_no_letter_tells_nothing() -> None:
    lone = [equation(r"Y_{i,j} = X_{i,j}"), equation(r"Y_{i,j} = W_{i,j} X_{i,j}")]
    assert infer_rank(lone, PLAIN) is None
    assert infer_placings(lone, PLAIN) == {}


@pytest.mark.parametrize(
    ("part", "count", "rank", "axes"),
    [
        (Array.INPUT, 2, 2, "hw"), (Array.INPUT, 3, 2, "chw"), (Array.OUTPUT, 4, 2, "nchw"),
        (Array.GRADIENT, 3, 2, "chw"), (Array.FILTER, 3, 2, "khw"), (Array.FILTER, 4, 2, "kchw"),
        (Array.BIAS, 0, 2, ""), (Array.BIAS, 1, 2, "k"), (Array.BIAS, 3, 2, "khw"),
        (Array.BIAS, 1, 1, "k"), (Array.INPUT, 1, 2, "f"), (Array.INPUT, 1, 1, "w"),
        (Array.FILTER, 5, 3, "kcdhw"),
    ],
)  # fmt: skip
def test_the_usual_axes(part: Array, count: int, rank: int, axes: str) -> None:
    assert placing(replace(PLAIN, rank=rank), part, count) == axes


def test_known_axes_overrule_the_usual_and_too_many_are_unclear() -> None:
    known = replace(PLAIN, placings={(Array.OUTPUT, 3): "hwc"})
    assert placing(known, Array.GRADIENT, 3) == "hwc"
    with pytest.raises(UnjudgedError, match="5 indices"):
        placing(PLAIN, Array.INPUT, 5)


@pytest.mark.parametrize(
    ("text", "name", "part", "count", "gradient"),
    [
        ("X_{12}", "X", Array.INPUT, 2, False),
        ("X(i, j)", "X", Array.INPUT, 2, False),
        ("dW_{uv}", "W", Array.FILTER, 2, True),
        (r"\delta_{ij}", r"\delta", Array.GRADIENT, 2, True),
        ("Y", "Y", Array.OUTPUT, 0, False),
        ("X^{l-1}_{ij}", "X", Array.INPUT, 2, False),
    ],
)
def test_letters(text: str, name: str, part: Array, count: int, gradient: bool) -> None:
    found = letter_of(formula(text), PLAIN)
    assert found is not None
    assert (found.name, found.part, len(found.indices)) == (name, part, count)
    assert found.gradient is gradient
    assert (found.layer is not None) is ("^" in text)


def test_other_letters_are_no_arrays() -> None:
    assert letter_of(formula("Q_{ij}"), PLAIN) is None
    assert letter_of(formula("3"), PLAIN) is None
    assert letter_of(formula("X_{11} W_{11}"), PLAIN) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [(r"\delta_{in}", Array.OUTPUT), (r"\delta_{out}", Array.INPUT), (r"\delta_b", Array.BIAS)],
)
def test_deltas_with_a_word(text: str, part: Array) -> None:
    letters = {
        **PARTS,
        **dict.fromkeys((r"\delta", r"\delta_{in}", r"\delta_{out}"), Array.GRADIENT),
    }
    read = formula(text)
    found = letter_of(read, replace(PLAIN, letters=letters))
    assert found is not None
    assert (found.part, found.gradient, found.indices) == (part, True, ())


SHAPE = (2, 3, 4, 5)


def at(
    axes: str, printed: tuple[int, ...], **bases: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    reading = replace(PLAIN, placings={(Array.OUTPUT, len(axes)): axes})
    letter = Letter("Y", Array.OUTPUT, tuple(Name(axis) for axis in axes), None, False)
    start = (bases.pop("base", 0),) * 2
    shape = tuple(n if a in axes else 1 for n, a in zip(SHAPE, "nchw", strict=True))
    return placer(reading, letter, shape, bases, start)(printed)


def test_places_are_sorted_into_the_order_of_the_world() -> None:
    assert at("nchw", (1, 2, 3, 4)) == ((1, 2, 3, 4), ())
    assert at("nhwc", (1, 3, 4, 2)) == ((1, 2, 3, 4), ())
    assert at("wh", (4, 3)) == ((0, 0, 3, 4), ())
    assert at("hwc", (3, 4, 2)) == ((0, 2, 3, 4), ())


def test_places_count_from_the_base_and_what_is_outside_is_told() -> None:
    assert at("chw", (1, 1, 1), base=1, k=1) == ((0, 0, 0, 0), ())
    assert at("chw", (3, 4, 5), base=1, k=1) == ((0, 2, 3, 4), ())
    assert at("chw", (0, 4, 6), base=1, k=1)[1] == (0, 2)
    assert at("hw", (-1, 0))[1] == (0,)
    assert at("hw", (3, 5))[1] == (1,)


def test_flat_numbers_run_through_rows() -> None:
    letter = Letter("X", Array.INPUT, (Name("i"),), None, False)
    find = placer(PLAIN, letter, (1, 1, 3, 4), {}, (1, 1))
    assert find((1,)) == ((0, 0, 0, 0), ())
    assert find((7,)) == ((0, 0, 1, 2), ())
    assert find((12,)) == ((0, 0, 2, 3), ())
    assert find((13,))[1] == find((0,))[1] == (0,)


def test_an_index_that_is_left_out_must_have_one_value() -> None:
    letter = Letter("X", Array.INPUT, (Name("i"), Name("j")), None, False)
    with pytest.raises(UnjudgedError, match="without its c index"):
        placer(PLAIN, letter, (1, 2, 3, 4), {}, (0, 0))
    with pytest.raises(UnjudgedError, match="channels"):
        placer(PLAIN, replace(letter, indices=(Name("i"),)), (1, 2, 3, 4), {}, (0, 0))


def test_where_positions_begin() -> None:
    stack = (Layer(ConvSpec((8, 9), (3, 5))), Layer(ConvSpec((6, 5), (2, 3))))
    world = World(stack, activated=False)

    def begin(bases: Bases, part: Array, layer: int) -> tuple[int, ...]:
        return origin(replace(PLAIN, bases=bases), part, world, layer)

    mixed = Bases(0, 1, 2)
    assert begin(mixed, Array.INPUT, 1) == (0, 0)
    assert begin(mixed, Array.FILTER, 1) == (1, 1)
    assert begin(mixed, Array.GRADIENT, 1) == (2, 2)
    unmoved = Bases(unmoved=True)
    assert begin(unmoved, Array.INPUT, 0) == (0, 0)
    assert begin(unmoved, Array.OUTPUT, 1) == (2, 4)
    assert begin(unmoved, Array.OUTPUT, 2) == (3, 6)
    centred = Bases(1, 1, 1, centred=True)
    assert begin(centred, Array.OUTPUT, 1) == (2, 3)
    assert begin(centred, Array.INPUT, 1) == (1, 1)


def test_whole_numbers() -> None:
    assert whole_number(4) == 4
    assert whole_number(formula("7")) == 7
    assert whole_number(Name("i")) is None


def test_families() -> None:
    found = letter_of(formula("Z_{ij}"), PLAIN)
    assert found is not None
    assert found.family is Family.POST

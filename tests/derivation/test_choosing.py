"""Long sections print chosen entries: one of each kind, and how many are like them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

import symconv
from symconv import ConvSpec, ConvTransposeSpec, DenseSpec, PoolSpec
from symconv.derivation.choosing import MOST_PRINTED, Entries, Place
from symconv.documents import Block, Display, Paragraph, Section
from symconv.roles import Role
from symconv.symbolic.alike import classes


def displays(blocks: tuple[Block, ...]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Give the title of every step, what its equations speak of, and what is said after them."""
    for block in blocks:
        if not isinstance(block, Section):
            continue
        shown = [inner for inner in block.blocks if isinstance(inner, Display)]
        if shown:
            last = block.blocks[-1]
            rest = str(last.text[0]) if isinstance(last, Paragraph) else ""
            lefts = tuple(str(equation.left) for equation in shown[0].equations)
            yield str(block.title[0]), lefts, rest
        yield from displays(block.blocks)


def substituted(spec: symconv.LayerSpec, entries: str = "chosen") -> list[tuple[str, ...]]:
    document = symconv.derive(spec).document(entries=entries)
    return [
        (*lefts, rest)
        for title, lefts, rest in displays(document.blocks)
        if title == "Local gradients substituted"
    ]


def test_a_short_derivation_is_whole() -> None:
    derivation = symconv.derive(ConvSpec((3, 3), (2, 2)))
    assert derivation.to_text() == derivation.to_text(entries="all")
    assert "likewise" not in derivation.to_text()


def test_one_entry_of_each_set_that_the_same_taps_meet() -> None:
    filters, inputs = substituted(ConvSpec((9, 10), (2, 2)))
    assert len(filters) == 5
    lefts = ("₁₁", "₁₂", "₁₁₀", "₂₁", "₂₂", "₂₁₀", "₉₁", "₉₂", "₉₁₀")
    assert inputs[:-1] == tuple(f"∂L/∂X{index}" for index in lefts)
    assert inputs[-1] == "and likewise the other 81"


def test_at_most_twelve_are_chosen() -> None:
    _, inputs = substituted(ConvSpec((9, 10), (4, 4)))
    assert len(inputs) == 12 + 1


def test_where_there_are_no_borders_the_first_a_middle_and_the_last() -> None:
    (
        weights,
        _,
    ) = substituted(DenseSpec(13, 5))
    assert weights == ("∂L/∂W₁₁", "∂L/∂W₃₇", "∂L/∂W₅₁₃", "and likewise the other 62")


def test_many_terms_make_a_step_long_too() -> None:
    filters, _ = substituted(ConvSpec((8, 9), (3, 2)))
    assert len(filters) == 6 + 1
    assert "likewise" not in filters[-1]
    large, _ = substituted(ConvSpec((14, 15), (3, 2)))
    assert large == ("∂L/∂F₁₁", "∂L/∂F₂₂", "∂L/∂F₃₂", "and likewise the other 3")


@pytest.mark.parametrize(
    ("places", "lefts"),
    [
        ("corner", ("∂L/∂X₁₁", "∂L/∂X₁₄", "∂L/∂X₃₁", "∂L/∂X₃₄")),
        ("inside", ("∂L/∂X₂₂",)),
        ("edge, inside", ("∂L/∂X₁₂", "∂L/∂X₂₁", "∂L/∂X₂₂", "∂L/∂X₂₄", "∂L/∂X₃₂")),
    ],
)
def test_entries_that_lie_somewhere(places: str, lefts: tuple[str, ...]) -> None:
    _, inputs = substituted(ConvSpec((3, 4), (2, 2)), places)
    assert inputs[:-1] == lefts
    assert inputs[-1] == f"and likewise the other {12 - len(lefts)}"


def test_classes_of_layers() -> None:
    assert len(set(classes(ConvSpec((7, 8), 3, padding=1), Role.OUTPUT))) == 9
    assert len(set(classes(ConvSpec(9, 2, stride=3), Role.INPUT))) == 3  # two taps, and none
    assert len(set(classes(ConvTransposeSpec((4, 5), 2, stride=2), Role.OUTPUT))) == 4
    assert len(set(classes(PoolSpec((6, 6), 2, stride=2), Role.INPUT))) == 4
    assert len(set(classes(symconv.AdaptivePoolSpec(7, 3), Role.OUTPUT))) == 1
    assert classes(DenseSpec(3, 2), Role.INPUT) is None
    assert classes(ConvSpec(5, 2), Role.FILTER) is None


def test_a_class_for_every_entry_channels_included() -> None:
    spec = ConvSpec((4, 5), (2, 3), in_channels=3, out_channels=2)
    assert len(classes(spec, Role.INPUT)) == 3 * 4 * 5
    assert len(classes(spec, Role.OUTPUT)) == 2 * 3 * 3


def test_networks_choose_layer_by_layer() -> None:
    network = symconv.NetworkSpec(
        (1, 12, 12), [symconv.layer("conv", filter_size=3), symconv.layer("flatten")], name="n"
    )
    text = symconv.derive(network).to_text()
    assert "and likewise the other" in text
    assert len(text) < len(symconv.derive(network).to_text(entries="all")) / 2


def test_json_has_every_entry_whatever_is_chosen() -> None:
    derivation = symconv.derive(ConvSpec((9, 10), (3, 2)))
    assert derivation.to_json() == derivation.to_json(entries="corner")


def test_reading_entries() -> None:
    assert Entries.read("all").everything
    assert Entries.read("corner, edge").places == {Place.CORNER, Place.EDGE}
    for wrong in ("", "some", "corner,", None, 3):
        with pytest.raises(symconv.NotationError, match="is not 'chosen', 'all', or places"):
            Entries.read(wrong)
    assert MOST_PRINTED == 60


def test_entries_of_windows_of_different_length_are_not_alike() -> None:
    """Of 8 entries pooled to 3, the windows have 3, 4 and 3: shares of a third and a quarter."""
    spec = symconv.AdaptivePoolSpec((8,), (3,))
    alike = classes(spec, Role.INPUT)
    assert alike is not None
    assert alike[1] != alike[3]
    gradient = symconv.derive(spec).grad_input
    shares = [gradient[0, at].as_coefficients_dict().values() for at in range(8)]
    for one, other in combinations(range(8), 2):
        if alike[one] == alike[other]:
            assert sorted(shares[one]) == sorted(shares[other])


def test_entries_at_named_places_are_all_printed_however_long_their_sums_are() -> None:
    derivation = symconv.derive(ConvSpec((13, 14), (12, 13), padding=1))
    (section, *_) = derivation.document(entries="corner").blocks[1].blocks  # type: ignore[attr-defined]
    (display,) = (block for block in section.blocks if isinstance(block, Display))
    assert len(display.equations) == 4
    (section, *_) = derivation.document().blocks[1].blocks  # type: ignore[attr-defined]
    (display,) = (block for block in section.blocks if isinstance(block, Display))
    assert len(display.equations) == 3


def test_matrices_of_many_columns_are_left_out_and_said_to_be() -> None:
    for columns, left_out in ((16, False), (17, True)):
        page = symconv.derive(ConvSpec((2, columns), (2, 2))).to_text()
        assert (f"The matrices have up to {columns} columns and are left out." in page) is left_out

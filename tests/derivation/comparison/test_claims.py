"""What the flip does: proved for every layer, refuted where it is misstated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

import symconv
from symconv import ConvSpec
from symconv.derivation import derive_layer
from symconv.derivation.comparison import Comparison, compare, comparing
from symconv.derivation.comparison.claims import prove_claim
from symconv.derivation.comparison.comparing import compare_layers
from symconv.derivation.comparison.variants import Variants, build_variants
from symconv.documents import Block, Paragraph, Section, Text
from symconv.formulas import Equation, Formula, Rot180, SwapChannels
from symconv.formulas.variants import Variant
from symconv.roles import Role
from tests.strategies import OPTION_LABELS, drawn_specs, option_labels

SPECS = drawn_specs(90, 80)
SMALL = ConvSpec((4, 5), (2, 3), in_channels=2, out_channels=3, bias=True)


def test_every_option_is_drawn() -> None:
    assert set().union(*map(option_labels, SPECS)) == OPTION_LABELS


@pytest.mark.parametrize("chunk", range(3))
def test_every_claim_is_proved(chunk: int) -> None:
    for spec in SPECS[chunk::3]:
        comparison = compare(spec)
        roles = ["output", "filter", "input", "bias"][: 3 + spec.bias]
        assert [claim.role for claim in comparison.claims] == roles
        assert all(claim.proved for claim in comparison.claims), spec
        assert all(part.forms.proved for part in comparison.parts), spec
        assert comparison.proved
        _check_with_the_reference(comparison)


def _check_with_the_reference(comparison: Comparison) -> None:
    """Hold the claims and the marked entries against another implementation, on integers."""
    spec, convolution = comparison.spec, comparison.convolution.spec
    random = np.random.default_rng(20)
    x, f, b, g = (
        random.integers(-(10**6), 10**6, shape)
        for shape in (spec.input_shape, spec.filter_shape, spec.bias_shape, spec.output_shape)
    )
    axes = tuple(range(2, 2 + spec.rank))
    reference, x, g = symconv.reference, x[np.newaxis], g[np.newaxis]
    bias = (b,) if spec.bias else ()

    def computed(layer: ConvSpec, filters: np.ndarray) -> list[np.ndarray]:
        return [
            reference.forward(layer, x, filters, *bias)[0],
            reference.grad_filter(layer, g, x),
            reference.grad_input(layer, g, filters)[0],
        ]

    as_it_is, flipped = computed(spec, f), computed(convolution, f)
    output, grad_filter, grad_input = computed(spec, np.flip(f, axes))
    assert np.array_equal(flipped[0], output)
    assert np.array_equal(flipped[1], np.flip(grad_filter, axes))
    assert np.array_equal(flipped[2], grad_input)
    for role, left, right in zip(("output", "filter", "input"), as_it_is, flipped, strict=True):
        assert comparison.differing(role) == tuple(
            index for index in np.ndindex(*left.shape) if left[index] != right[index]
        )


@pytest.fixture(scope="module")
def variants() -> Variants:
    layers = [derive_layer(spec) for spec in (SMALL, _flipped(SMALL))]
    return build_variants(dict(zip(("corr", "conv"), layers, strict=True)))


def _flipped(spec: ConvSpec) -> ConvSpec:
    return ConvSpec(**{**spec.literal(), "flip_filter": not spec.flip_filter})


def misstated(claim: Equation) -> Iterator[Equation]:
    """Give equations that say something else than a claim."""
    left, right = claim.left, claim.right
    yield Equation(left, Rot180(right, 2))
    if isinstance(right, Rot180):
        yield Equation(left, right.array)
        yield Equation(left, Rot180(right.array, 1))
        yield Equation(left, replace(right, array=replace(right.array, name="conv")))
    else:
        yield Equation(left, replace(right, name="conv"))
        yield Equation(left, replace(right, arguments=left.arguments))
        one_axis = [
            replace(argument, rank=1) if isinstance(argument, Rot180) else argument
            for argument in right.arguments
        ]
        yield Equation(left, replace(right, arguments=tuple(one_axis)))


@pytest.mark.parametrize("role", [Role.OUTPUT, Role.FILTER, Role.INPUT])
def test_a_misstated_claim_is_refuted(role: Role, variants: Variants) -> None:
    (claim,) = (claim for claim in compare(SMALL).claims if claim.role is role)
    assert prove_claim(role, claim.equation, variants).proved
    for equation in misstated(claim.equation):
        refuted = prove_claim(role, equation, variants)
        assert not refuted.proved
        assert refuted.reason.startswith("the sides differ in entry (0, 0"), refuted.reason


def test_what_is_no_function_of_its_arguments_is_refuted(variants: Variants) -> None:
    claims = {claim.role: claim.equation for claim in compare(SMALL).claims}
    forward, by_filter = claims[Role.OUTPUT], claims[Role.FILTER]
    array, filters, bias = forward.left.arguments
    assert _reason(variants, forward, (array, filters)) == "3 arguments are needed"
    assert _reason(variants, forward, (filters, array, bias)) == (
        "an argument has shape (3, 2, 2, 3), not (2, 4, 5)"
    )
    assert _reason(variants, forward, (array, SwapChannels(filters, 1), bias)) == (
        "an argument has shape (2, 3, 2, 3), not (3, 2, 2, 3)"
    )
    whole = by_filter.left.formula
    hiding = replace(variants, parameters={**variants.parameters, whole: (array,)})
    assert _reason(hiding, by_filter, (array,)) == (
        "it depends on an array that is not among its arguments"
    )


def _reason(variants: Variants, claim: Equation, arguments: tuple[Formula, ...]) -> str:
    """Say why the correlation cannot be applied to these arguments."""
    applied = Variant(claim.left.formula, "corr", arguments)
    return variants.difference(Equation(applied, applied))


def test_layers_that_are_not_each_other_s_flip_are_refuted() -> None:
    correlation = derive_layer(SMALL)
    parts = compare_layers(correlation, correlation)
    assert [part.claim.proved for part in parts] == [False, False, False, True]
    assert not any(part.differing for part in parts)


@pytest.mark.parametrize("role", ["output", "filter", "input", "bias"])
def test_a_wrong_closed_form_is_not_called_proved(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = comparing._closed_form

    def wrong(derivation: object, of: Role) -> Formula:
        form = right(derivation, of)
        flips = of == role and derivation.spec.flip_filter
        return Rot180(form, 1) if flips else form

    monkeypatch.setattr(comparing, "_closed_form", wrong)
    comparison = compare(SMALL)
    assert [part.role for part in comparison.parts if not part.forms.proved] == [role]
    assert not comparison.proved
    assert "NOT proved for both: the sides differ in entry (0" in comparison.to_text()


def test_only_the_middle_of_an_odd_filter_keeps_its_gradient() -> None:
    everywhere = set(np.ndindex(1, 1, 3, 3))
    differing = compare(ConvSpec((5, 6), 3)).differing("filter")
    assert set(differing) == everywhere - {(0, 0, 1, 1)}
    assert len(compare(ConvSpec((5, 6), (2, 3))).differing("filter")) == 6


@pytest.mark.parametrize(
    "spec",
    [
        ConvSpec((3, 4), 1, in_channels=2, out_channels=3, stride=2, bias=True),
        ConvSpec(1, 3, padding=1, padding_mode="circular"),
        ConvSpec(2, 3, padding=2, padding_mode="circular"),
        ConvSpec((2, 3), 3, dilation=3, padding=3),
    ],
)
def test_nothing_changes_where_opposite_entries_meet_the_same(spec: ConvSpec) -> None:
    comparison = compare(spec)
    assert not any(part.differing for part in comparison.parts)
    text = comparison.to_text()
    assert "Nothing changes: " in text
    assert "Changed" not in text
    assert not any(line.startswith("≠") for line in text.splitlines())


def test_the_flip_of_the_spec_does_not_matter() -> None:
    assert compare(_flipped(SMALL)).to_json() == compare(SMALL).to_json()
    assert not compare(_flipped(SMALL)).spec.flip_filter


def test_what_is_refused() -> None:
    with pytest.raises(symconv.SpecError, match=r"^only a convolution layer \(ConvSpec\) has a"):
        compare(symconv.FlattenSpec((2, 3)))
    with pytest.raises(symconv.SpecError, match="filter to flip: 'X'"):
        compare("X")
    with pytest.raises(symconv.NotationError):
        compare(SMALL, "boards")
    with pytest.raises(symconv.TooLargeError, match="max_terms=324"):
        compare(SMALL, max_terms=9)
    with pytest.raises(symconv.SpecError, match="role 'weight' is not one of 'output', 'filter'"):
        compare(SMALL).differing("weight")


def test_where_all_is_printed_nothing_is_said_of_others() -> None:
    def texts(blocks: Iterable[Block]) -> Iterator[Text]:
        for block in blocks:
            if isinstance(block, Section):
                yield from texts(block.blocks)
            elif isinstance(block, Paragraph):
                yield block.text

    short, long = compare(SMALL), compare(ConvSpec((10, 11), (2, 3)))
    assert all(any(text) for text in texts(short.document().blocks))
    assert not any("likewise" in str(text) for text in texts(short.document().blocks))
    assert any("likewise" in str(text) for text in texts(long.document().blocks))

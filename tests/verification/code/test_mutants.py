"""The mutants are many, distinct and wrong; what they are made of is right."""

from __future__ import annotations

import ast

import pytest

from tests.verification.code.mutants import (
    PLAIN,
    Effect,
    Plain,
    chosen,
    effect_of,
    module_of,
    mutants,
    plain_functions,
)
from tests.verification.code.mutation.changes import changed_source, changes

PLAIN_OF = {plain.function: plain for plain in PLAIN}


@pytest.mark.parametrize("plain", PLAIN, ids=lambda plain: plain.function)
def test_the_plain_function_is_right(plain: Plain):
    source = ast.unparse(plain_functions()[plain.function])

    for layer in plain.layers:
        assert effect_of(plain, layer, module_of(source, layer)) == (None, None)


def test_there_are_hundreds_all_distinct():
    found = mutants()

    assert len({(mutant.source, mutant.function) for mutant in found}) == len(found) >= 800
    assert {mutant.function for mutant in found} == set(PLAIN_OF)
    assert sum(mutant.effect is Effect.NUMBERS for mutant in found) >= 350
    assert len(set(chosen(200, 40))) == 240


def test_each_differs_on_its_layer_also_for_other_numbers_and_another_batch():
    agreeing = [
        (mutant.function, mutant.change)
        for mutant in mutants()
        if effect_of(
            PLAIN_OF[mutant.function], " ".join(mutant.layer), mutant.source, seed=11, batch=2
        )[0]
        is None
    ]

    assert agreeing == []


def test_what_no_layer_tells_from_the_reference_is_left_out():
    plain = PLAIN_OF["max_pool_grad_input"]
    function = plain_functions()[plain.function]
    everywhere = {changed_source(function, change) for change in changes(function)}
    told = {mutant.source.split("\n\n\n")[1].strip() for mutant in mutants()}
    equivalent = [
        source
        for source in sorted(everywhere - told)
        if all(
            effect_of(plain, layer, module_of(source, layer), seed=11)[0] is None
            for layer in plain.layers
        )
    ]

    assert equivalent == sorted(everywhere - told)
    assert equivalent
    assert len(equivalent) < len(everywhere) / 5

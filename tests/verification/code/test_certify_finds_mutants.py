"""Every mutant is caught, and what differs is named."""

from __future__ import annotations

import ast
import re

import pytest

import symconv
from tests.verification.code.mutants import (
    PLAIN,
    Effect,
    Mutant,
    Plain,
    chosen,
    load,
    module_of,
    mutants,
    plain_functions,
)
from tests.verification.code.table import spec_of

pytest.importorskip("symconv.verification.code")

ENTRY = re.compile(r"\[\d[\d, ]*\]|_\{?\d[\d,]*|[₀-₉]")
"""An entry, as [0, 1, 2], _{12} or with lowered digits."""

LOUD = {"crash", "wrong shape"}
"""Of these there is no entry to name; some mutants crash in batches of another size only."""


def said_of(mutant: Mutant) -> str:
    """Give what is wrong with the answer, or nothing."""
    answer = symconv.certify_function(
        mutant.load(), spec_of(mutant.layer), role=mutant.role, arguments=mutant.words
    )
    if answer.holds or answer.proved:
        return "held to be right"
    quiet = mutant.effect is Effect.NUMBERS and not LOUD & {str(cause) for cause in answer.causes}
    if quiet and not ENTRY.search(answer.to_text()):
        return f"no entry named: {answer.to_text()}"
    return ""


def missed(some: list[Mutant]) -> list[tuple[str, str, str]]:
    """Give the mutants that are not caught, and why."""
    said = [(mutant.function, mutant.change, said_of(mutant)) for mutant in some]
    return [row for row in said if row[2]]


@pytest.mark.parametrize("plain", PLAIN, ids=lambda plain: plain.function)
def test_what_the_mutants_are_made_of_is_right(plain: Plain):
    source = ast.unparse(plain_functions()[plain.function])

    for layer in plain.layers:
        answer = symconv.certify_function(
            load(module_of(source, layer), plain.function),
            spec_of(tuple(layer.split())),
            role=plain.role,
            arguments=plain.words,
        )
        assert answer.holds, answer.to_text()


@pytest.mark.parametrize("part", range(4))
def test_some_mutants_are_caught(part: int):
    assert missed(chosen(36, 12)[part::4]) == []


@pytest.mark.slow
def test_hundreds_of_mutants_are_caught():
    assert missed(chosen(200, 40)) == []


@pytest.mark.campaign
def test_all_mutants_are_caught():
    assert missed(mutants()) == []

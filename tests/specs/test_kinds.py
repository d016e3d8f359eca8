"""The table of kinds: what each kind declares holds together, and every stage has its file."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields
from enum import StrEnum

import pytest

import symconv
from symconv.specs import ConvSpec
from symconv.specs.flags import FLAGS, flag_of
from symconv.specs.kinds import KINDS, load_kinds
from symconv.specs.options import Choice, InputSize, Window

STAGES = ("symconv.symbolic", "symconv.reference", "symconv.kernels.kinds")


@pytest.mark.parametrize("kind", KINDS)
def test_options_are_the_arguments(kind: str) -> None:
    row = KINDS[kind]
    names = [option.name for option in row.options]
    assert sorted(names) == sorted(row.call.names)
    assert set(names) >= {field.name for field in fields(row.spec)}
    assert getattr(symconv, row.spec.__name__) is row.spec


@pytest.mark.parametrize("kind", KINDS)
def test_an_option_says_what_it_needs_to(kind: str) -> None:
    row = KINDS[kind]
    by_name = {option.name: option for option in row.options}
    for name, option in row.flags.items():
        assert option.help or option.value.choices, name
        assert option.example or name not in row.required_flags, name
        if option.where is not None:
            decides = by_name[option.where.option].value
            assert isinstance(decides, Choice)
            assert all(isinstance(word, decides.words) for word in option.where.values)
        if isinstance(option.value, InputSize):
            assert by_name[option.value.channels].flag_name == ""
            assert sum(isinstance(other.value, Window) for other in row.options) == 1


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_file_of_every_kind(stage: str) -> None:
    assert list(load_kinds(stage)) == list(KINDS)


def test_help_names_the_kinds_and_the_default_of_a_flag() -> None:
    assert FLAGS["stride"].help() == "Stride: 2 or 2x1.  [default: 1]"
    assert FLAGS["units"].help() == "dense: number of outputs."
    assert FLAGS["operation"].help() == (
        "pool: max, min, average or lp; adaptive_pool: average or max."
    )
    assert FLAGS["output_size"].help() == (
        "conv_transpose, adaptive_pool, unpool: the output's size."
    )
    assert [flag_of(name) for name in FLAGS][:3] == ["--input", "--filter", "--filters"]


def test_only_convolutions_may_leave_sizes_open() -> None:
    assert [kind for kind, row in KINDS.items() if row.has_general_derivation] == ["conv"]
    closed = [option.name for option in ConvSpec.options if not option.may_stay_open]
    assert closed == ["padding_mode", "bias", "flip_filter"]


def test_specs_are_copied_and_pickled() -> None:
    specs = (ConvSpec((5, 6), 3, padding="same"), symconv.PoolSpec(4, 2, ties="split"))
    for spec in specs:
        for again in (copy.copy(spec), copy.deepcopy(spec), pickle.loads(pickle.dumps(spec))):
            assert (again, hash(again), repr(again)) == (spec, hash(spec), repr(spec))


def test_plain_values_hold_no_enumerations() -> None:
    for spec in (ConvSpec(5, 3), symconv.PoolSpec(4, 2, ties="last"), symconv.ActivationSpec(3)):
        values = (*spec.literal().values(), *spec.shortest().values())
        assert not any(isinstance(value, StrEnum) for value in values)

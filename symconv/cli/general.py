"""`symconv derive --general`: a derivation whose sizes are numbers, letters, or left open."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.options.layer import take_flags
from symconv.specs.flags import USUAL_KIND, asked_plainly, flag_of, flags_meant, unknown_kind
from symconv.specs.kinds import KINDS, Kind
from symconv.specs.options import InputSize
from symconv.specs.options.values import FlagValue

if TYPE_CHECKING:
    from symconv.theorems import GeneralDerivation

_WITHOUT = (
    "layer", "only", "entry", "values", "decimals", "max_terms", "network", "layer_name",
)  # fmt: skip


class GeneralOperation(StrEnum):
    """What of a convolution is derived for any size."""

    FORWARD = "forward"
    GRAD_FILTER = "grad-filter"
    GRAD_INPUT = "grad-input"
    GRAD_BIAS = "grad-bias"


def derive_for_any_size(options: dict[str, Any]) -> GeneralDerivation:
    """Derive what the options describe; sizes may be numbers, letters, or left out."""
    for name in _WITHOUT:
        if options.get(name) not in (None, (), False):
            raise click.UsageError(f"{flag_of(name)} does not go with --general")
    operation = options["operation"] or GeneralOperation.GRAD_INPUT
    given = {name: value for name, value in take_flags(options).items() if name != "operation"}
    kind = _general_kind(options["kind"])
    for name in given:
        if name not in kind.flags:
            question = asked_plainly(*flags_meant(name, kind.flags))
            raise click.UsageError(f"{flag_of(name)} does not go with --general{question}")
    from symconv.theorems import derive_general

    rank = _rank(options["rank"], given)
    return derive_general(
        operation, rank, notation=options["notation"] or "index", **_sizes(kind, given, rank)
    )


def _general_kind(name: str | None) -> Kind:
    """Give the kind of layer, which must have a derivation for any size."""
    general = [kind for kind, row in KINDS.items() if row.has_general_derivation]
    if name is not None and name not in general:
        if name not in KINDS:
            raise click.UsageError(unknown_kind(name))
        raise click.UsageError(
            f"--kind {name} does not go with --general, which derives {', '.join(general)} for any "
            "size; symconv theorems has what is stated of other layers"
        )
    return KINDS[name or USUAL_KIND]


def _rank(rank: int | None, given: Mapping[str, FlagValue]) -> int:
    """Give the rank: as said, or the count of sizes in --filter, or 2."""
    if rank is not None:
        return rank
    return str(given["filter"]).count("x") + 1 if "filter" in given else 2


def _sizes(kind: Kind, given: Mapping[str, FlagValue], rank: int) -> dict[str, Any]:
    """Give the arguments that the flags say, with letters where sizes may be letters."""
    arguments: dict[str, Any] = {}
    for name, value in given.items():
        option = kind.flags[name]
        read = option.value.read_open(name, value, rank)
        if isinstance(option.value, InputSize):
            arguments[option.value.channels], read = read
        arguments[option.name] = read
    return arguments

"""Judging equations between whole arrays, and those that write them with their positions."""

from __future__ import annotations

from dataclasses import replace

from symconv.formulas import (
    Entry,
    Equation,
    Formula,
    Name,
    children,
)
from symconv.verification.facts import Array
from symconv.verification.judging.claims.definitions import (
    is_family,
)
from symconv.verification.judging.claims.mixed import lost_indices, without_positions
from symconv.verification.judging.claims.whole_claims import judge_wholes
from symconv.verification.judging.claims.windows import judge_windows
from symconv.verification.judging.place import Place
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.said import Said, assuming, say
from symconv.verification.judging.understanding.examples import (
    is_numeric,
)
from symconv.verification.judging.understanding.shadows import is_index_letter
from symconv.verification.judging.understanding.understand import (
    is_biased,
)
from symconv.verification.judging.worlds.places import letters_in
from symconv.verification.judging.worlds.stacks import (
    Extents,
    general,
)
from symconv.verification.judging.worlds.world import Layer
from symconv.verification.verdicts import Ground, VerdictKind


def judge_arrays(equation: Equation, place: Place) -> Said:
    """Judge an equation of whole arrays, and one that writes them with their positions."""
    windowed = judge_windows(equation, place.reading, _plain_stack(place))
    if windowed is not None:
        return windowed
    lost = lost_indices(equation, place.reading)
    if is_family(equation.right):
        return say(VerdictKind.DEFINITION, "a name for the matrix of the entries")
    if lost and all(map(is_index_letter, lost)):
        return say(
            VerdictKind.DAMAGED,
            f"the left side lacks the indices {', '.join(lost)} of the right",
            ground=Ground.BARE_LEFT,
        )
    plain = without_positions(equation, place.reading) or equation
    inward = replace(place.reading, inward=Array.INPUT)
    biased = is_biased(plain, place.reading, place.understanding.biased)
    setting = place.setting_for(plain)
    worked = is_numeric(plain, place.reading)
    first = judge_wholes(plain, place.reading, place.stated, setting, biased, worked)
    if first.kind is VerdictKind.REFUTED and biased and not _names_bias(plain, place.reading):
        again = judge_wholes(plain, place.reading, place.stated, setting, False, worked)
        if again.kind is not VerdictKind.REFUTED:
            return assuming(again, "the bias is zero")
    if first.kind is VerdictKind.REFUTED and _has_inward(plain):
        second = judge_wholes(plain, inward, place.stated, setting, biased, worked)
        return first if second.kind is VerdictKind.REFUTED else second
    return first


def _names_bias(equation: Equation, reading: Reading) -> bool:
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    return any(found.part is Array.BIAS for found in letters)


def _plain_stack(place: Place) -> tuple[Layer, ...] | None:
    """Give a layer of one channel that a setting allows."""
    return next(iter(general(place.setting, place.reading, Extents(), True)), None)


def _has_inward(formula: Formula) -> bool:
    if isinstance(formula, Name | Entry) and formula.letter.endswith(("_{in}", "_{out}")):
        return True
    return any(_has_inward(part) for part in children(formula))

"""Judging equations between entries: tried in worlds, proved where they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from symconv.formulas import (
    Entry,
    Equation,
    Formula,
    Name,
    children,
)
from symconv.formulas.written import (
    Marked,
)
from symconv.verification.facts import Array, FactKind, Quantity
from symconv.verification.judging.claims.choosing import stacks_for
from symconv.verification.judging.claims.definitions import (
    is_another,
    is_unplaced,
)
from symconv.verification.judging.claims.einstein import with_sums
from symconv.verification.judging.place import Place
from symconv.verification.judging.reading import Reading, without_bias
from symconv.verification.judging.said import Said, say, unjudged
from symconv.verification.judging.understanding.conventions import variants
from symconv.verification.judging.understanding.examples import (
    counts_of,
    is_numeric,
    is_worked,
)
from symconv.verification.judging.understanding.placings import names_in
from symconv.verification.judging.understanding.shadows import is_index_letter
from symconv.verification.judging.understanding.understand import (
    is_biased,
    is_centred,
    keys_in,
    scales_used,
)
from symconv.verification.judging.worlds.names import extents_of
from symconv.verification.judging.worlds.places import letter_of, letters_in
from symconv.verification.judging.worlds.stacks import (
    example,
    general,
    shaped,
)
from symconv.verification.judging.worlds.trial import Outcome, Trial, try_link
from symconv.verification.verdicts import Counterexample, Ground, VerdictKind


def judge_entries(equation: Equation, place: Place) -> Said:
    """Judge an equation between entries."""
    reading = place.reading
    unsummed = _without_sum(equation, place)
    if unsummed is not None:
        return unsummed
    numeric = is_numeric(equation, reading)
    worked = numeric or is_worked(equation, reading)
    biased = is_biased(equation, reading, place.understanding.biased)
    if is_unplaced(equation.left, reading):
        return say(VerdictKind.DEFINITION, "a name for the right side")
    first: Trial | None = None
    for tried, condition in _readings(place, numeric):
        stacks = stacks_for(equation, tried, place, worked, biased)
        found = try_link(equation, tried, stacks, brief=place.brief)
        first = first or found
        if found.outcome is Outcome.TRUE:
            stacks = stacks_for(equation, tried, place, worked, biased)
            exact = worked and try_link(equation, tried, stacks, True).outcome is Outcome.TRUE
            held = tried if biased else without_bias(tried)
            return _true(equation, held, found, condition, place, exact)
    if biased:
        found = try_link(equation, reading, stacks_for(equation, reading, place, worked, False))
        if found.outcome is Outcome.TRUE:
            return _true(equation, reading, found, "the bias is zero", place, exact=False)
    found = first or Trial(Outcome.UNJUDGED, reason="no reading")
    meant: Said | None = None
    if found.outcome is Outcome.UNBOUND:
        meant = _with_sums(equation, place)
    elif found.outcome is Outcome.FALSE and not place.brief:
        meant = _softened(equation, place, biased, numeric)
    return meant or _not_true(found, equation, reading)


def _with_sums(equation: Equation, place: Place) -> Said | None:
    """Give what is said where repeated indices are summed; None where it is not true then."""
    summed = with_sums(equation, place.reading)
    if summed is None or place.brief:
        return None
    said = judge_entries(summed, place)
    if said.kind not in (VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL):
        return said if place.stated.any(FactKind.SUMMED) else None
    if place.stated.any(FactKind.SUMMED):
        return said
    condition = f"repeated indices are summed{f' and {said.condition}' if said.condition else ''}"
    return replace(said, kind=VerdictKind.CONDITIONAL, condition=condition)


def _readings(place: Place, numeric: bool) -> Iterator[tuple[Reading, str]]:
    """Give the readings under which an equation is tried; other bases only if it is not brief."""
    reading, based = place.reading, place.understanding.based
    if numeric:
        yield reading, ""
        return
    fixed = place.brief and based
    for tried, condition in variants(reading, based):
        if not (fixed and tried.bases.input != reading.bases.input):
            yield tried, condition


def _softened(equation: Equation, place: Place, biased: bool, numeric: bool) -> Said | None:
    """Give what is said of a false equation that speaks of another layer; None if it does not."""
    if counts_of(equation) - _extents_at(equation, place):
        return say(VerdictKind.NOT_CHECKABLE, "its limits are numbers of sizes that are not stated")
    if is_another(equation, place):
        return say(VerdictKind.DEFINITION, "an operation on arrays of its own")
    return None if numeric else _unscaled(equation, place, biased)


def _unscaled(equation: Equation, place: Place, biased: bool) -> Said | None:
    """Judge an equation without the stride that only words give, and no formula up to it has."""
    used = place.understanding.scales(place.line) | scales_used(equation, place.reading)
    setting = place.setting_for(equation)
    if Quantity.STRIDE in used or Quantity.STRIDE not in setting.free:
        return None
    setting = replace(setting, free=used)
    setting = shaped(setting, place.reading, keys_in(equation), is_centred(equation))
    extents = extents_of(equation, place.reading)
    stacks = list(islice(general(setting, place.reading, extents, biased), 4))
    found = try_link(equation, place.reading, stacks)
    if found.outcome is not Outcome.TRUE:
        return None
    return _true(equation, place.reading, found, "the stride is 1", place, exact=False)


def _extents_at(equation: Equation, place: Place) -> set[int]:
    """Give the sizes of the example that an equation with numbers as limits speaks of."""
    extents = extents_of(equation, place.reading)
    stack = example(place.setting_for(equation), place.reading, extents)
    if stack is None:
        return set()
    spec = stack[-1].spec
    sizes = {*spec.input_size, *spec.filter_size, *spec.output_size}
    return sizes | {spec.in_channels, spec.out_channels, stack[-1].batch}


def _without_sum(equation: Equation, place: Place) -> Said | None:
    """Refute a bias's gradient that is a whole map: the sum over its positions is missing."""
    left = letters_in(equation.left, place.reading)
    right = letter_of(equation.right, place.reading)
    if len(left) != 1 or left[0].part is not Array.BIAS or right is None or not right.gradient:
        return None
    if place.reading.bias_placed or len(right.indices) >= max(place.reading.rank, 2):
        return None
    return say(VerdictKind.REFUTED, "the sum over all positions of the output is missing")


def _true(
    equation: Equation, reading: Reading, found: Trial, condition: str, place: Place, exact: bool
) -> Said:  # fmt: skip
    conditions = [condition] if condition else []
    if not condition and reading.bases.is_mixed and reading.bases == place.reading.bases:
        conditions.append(f"indices count as they do here: {reading.bases.words}")
    turned = sorted((reading.turned - reading.told) & _names(equation))
    conditions += [f"{name} is {name.rstrip(chr(39))} turned by 180°" for name in turned]
    extended = found.extended - reading.beyond
    if extended and not place.stated.any(FactKind.ZERO_EXTENSION):
        names = " and ".join(sorted(extended))
        verb = "are" if len(extended) > 1 else "is"
        conditions.append(f"{names} {verb} zero outside the limits")
    method = "; ".join(found.tried)
    if conditions:
        return say(
            VerdictKind.CONDITIONAL, "true if what it assumes is meant",
            condition=" and ".join(conditions), method=method,
        )  # fmt: skip
    if exact:
        return say(VerdictKind.PROVED, "equal to the derivation as a polynomial", method=method)
    rules = None
    if place.prover is not None:
        rules = place.prover(equation, reading, place.setting_for(equation), found.extended)
    if rules is not None:
        return say(VerdictKind.PROVED, "proved for all sizes", method=rules)
    return say(VerdictKind.HOLDS, "equal to the derivation at all sizes tried", method=method)


def _names(formula: Formula) -> set[str]:
    found = {formula.letter} if isinstance(formula, Name | Entry) else set()
    for part in children(formula):
        found |= _names(part)
    return found


def _has_marks(formula: Formula) -> bool:
    """Tell whether an entry bears several marks above, one of which may be a label: w^{l,m}."""
    if isinstance(formula, Marked) and len(formula.above) > 1:
        return True
    return any(map(_has_marks, children(formula)))


def _not_true(found: Trial, equation: Equation, reading: Reading) -> Said:
    if found.outcome is Outcome.FALSE:
        return say(
            VerdictKind.REFUTED,
            f"the left side is {found.left}, the right side {found.right}",
            counterexample=Counterexample(found.place, found.left, found.right),
        )
    lacks = found.ground is Ground.NO_CHANNEL
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    placed = all(len(one.indices) >= reading.rank for one in letters if one.part is not Array.BIAS)
    if lacks and placed and not _has_marks(equation):
        return say(VerdictKind.REFUTED, f"it holds {found.reason}", ground=found.ground)
    counted = {name for one in letters for index in one.indices for name in names_in(index)}
    above = {name for one in letters if one.layer is not None for name in names_in(one.layer)}
    counted -= above
    if found.outcome is Outcome.UNBOUND and found.reason in filter(is_index_letter, counted):
        return say(VerdictKind.DAMAGED, f"{found.reason} is bound nowhere")
    return unjudged(found.reason, found.ground)

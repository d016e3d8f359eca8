"""Judging one link of a chain: what kind of claim it is, and whether it is true."""

from __future__ import annotations

from dataclasses import replace

from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Name,
    Number,
    Partial,
    Product,
    Sum,
)
from symconv.formulas.written import (
    Operation,
)
from symconv.verification.judging.claims.array_claims import judge_arrays
from symconv.verification.judging.claims.chains import judge_chain_rule
from symconv.verification.judging.claims.choosing import stacks_for
from symconv.verification.judging.claims.definitions import (
    judge_definition,
)
from symconv.verification.judging.claims.dots import holds_dots, judge_dots
from symconv.verification.judging.claims.entry_claims import judge_entries
from symconv.verification.judging.claims.kronecker import without_kronecker
from symconv.verification.judging.claims.normal import without_link
from symconv.verification.judging.claims.pool_claims import judge_pool
from symconv.verification.judging.claims.shape_claims import judge_shapes
from symconv.verification.judging.claims.size_claims import judge_arithmetic, judge_sizes
from symconv.verification.judging.place import Place
from symconv.verification.judging.said import Said, assuming, say
from symconv.verification.judging.understanding.dense import is_of_dense_layer
from symconv.verification.judging.understanding.examples import (
    is_numeric,
)
from symconv.verification.judging.understanding.shadows import unshadowed
from symconv.verification.judging.understanding.understand import (
    is_biased,
)
from symconv.verification.judging.worlds.names import numbers_only
from symconv.verification.judging.worlds.places import letter_of, letters_in
from symconv.verification.judging.worlds.values import UnboundError, UnjudgedError
from symconv.verification.judging.worlds.wholes import is_labelled, is_whole
from symconv.verification.verdicts import Ground, VerdictKind

_TRUE = (VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL)
_FINDINGS = (VerdictKind.REFUTED, VerdictKind.DAMAGED)


def judge_link(equation: Equation, place: Place) -> Said:
    """Judge one equation.

    Where a layer is given, what is false of others of its kind may be true of this one.
    """
    said = _judge_link(equation, place)
    if said.kind is not VerdictKind.REFUTED or place.stated.spec is None or place.exact:
        return said
    again = _judge_link(equation, replace(place, exact=True, prover=None))
    words = "the layer is the one given, and no other"
    if again.kind is VerdictKind.CONDITIONAL:
        return replace(again, condition=f"{words}, and {again.condition}")
    return assuming(again, words) if again.kind in _TRUE else said


def _judge_link(equation: Equation, place: Place) -> Said:
    """Judge one equation in layers of all sizes that its place allows.

    Where a document says that it convolves, and no forward pass shows whether its layer or only
    its sign flips, what is false of a flipping layer may be true of one that does not.
    """
    equation = without_kronecker(equation, place.reading)
    shadowless = unshadowed(place.reading, equation)
    if shadowless is not place.reading:
        place = replace(place, understanding=replace(place.understanding, reading=shadowless))
    if place.understanding.worked is not place.reading and is_numeric(equation, place.reading):
        numbered = replace(place.understanding, reading=place.understanding.worked)
        place = replace(place, understanding=numbered)
    said = _judge(equation, place)
    if not letters_in(equation.left, place.reading):
        said = replace(said, unknown=False)
        if said.kind is VerdictKind.DAMAGED:
            return _of_no_array()
    if said.kind in _FINDINGS and is_of_dense_layer(equation, place.reading):
        return say(VerdictKind.NOT_CHECKABLE, "it has the indices of a dense layer")
    open_flip = place.stated.flip is True and not place.understanding.own
    if said.kind is not VerdictKind.REFUTED or not open_flip or place.stated.spec is not None:
        return said
    bases = replace(place.reading.bases, unmoved=False)
    plain = replace(place.reading, flip=not place.reading.flip, bases=bases)
    other = replace(place, understanding=replace(place.understanding, reading=plain))
    again = _judge(equation, other)
    words = "the layer is a cross-correlation, and only its sign is a true convolution"
    return assuming(again, words) if again.kind in _TRUE else said


def _judge(equation: Equation, place: Place) -> Said:
    left, right = equation.left, equation.right
    for judge in (_numbers, _sizes_and_dots):
        said = judge(equation, place)
        if said is not None:
            return said
    shortened, linked = without_link(right)
    if linked:
        return assuming(
            judge_link(Equation(left, shortened), place), "what is between is one number"
        )
    for judge in (judge_definition, judge_sizes):
        said = judge(equation, place)
        if said is not None:
            return said
    if not letters_in(left, place.reading) and not letters_in(right, place.reading):
        return judge_chain_rule(equation, place.reading) or _of_no_array()
    return judge_chain_rule(equation, place.reading) or _of_arrays(equation, place)


def _of_no_array() -> Said:
    words = "it speaks of no array of a convolution"
    return say(VerdictKind.NOT_CHECKABLE, words, ground=Ground.NO_ENTRIES)


def _of_arrays(equation: Equation, place: Place) -> Said:
    """Judge what speaks of arrays, as wholes or by their entries.

    Where a pool is spoken of, a formula may still be one of the convolution beside it.
    """
    if place.pool is not None:
        said = judge_pool(equation, place.pool, place)
        if said.kind in _TRUE:
            return said
        other = _of_arrays(equation, replace(place, pool=None))
        return other if other.kind in _TRUE else said
    sides = (equation.left, equation.right)
    whole = any(is_whole(side, place.reading) for side in sides)
    if whole or is_labelled(equation, place.reading):
        return judge_arrays(equation, place)
    return judge_entries(equation, place)


def _dots(equation: Equation, place: Place) -> Said:
    """Judge a sum whose dots stand for omitted terms."""
    biased = is_biased(equation, place.reading, place.understanding.biased)
    stacks = stacks_for(equation, place.reading, place, True, biased)
    try:
        said = judge_dots(equation, place.reading, list(stacks))
    except (UnjudgedError, UnboundError) as error:
        return say(VerdictKind.NOT_CHECKABLE, f"it holds {error.args[0]}")
    return said or say(VerdictKind.NOT_CHECKABLE, "its dots stand for terms that are not written")


def _numbers(equation: Equation, place: Place) -> Said | None:
    """Judge what has numbers on the right: arithmetic, or an example."""
    if not numbers_only(equation.right):
        return None
    if numbers_only(equation.left):
        return judge_arithmetic(equation)
    if _claims_number(equation, place):
        return None
    words = "an example with numbers of its own"
    return say(VerdictKind.NOT_CHECKABLE, words, ground=Ground.NO_ENTRIES)


def _sizes_and_dots(equation: Equation, place: Place) -> Said | None:
    return _dots(equation, place) if holds_dots(equation) else judge_shapes(equation)


def _claims_number(equation: Equation, place: Place) -> bool:
    """Tell whether a number on the right is a claim: a local gradient, a setting, or zero."""
    left = equation.left
    if equation.right == Number(0):
        found = letter_of(left, place.reading)
        return found.gradient if found is not None else not isinstance(left, Add | Entry | Name)
    if isinstance(left, Partial):
        inner = letter_of(left.of, place.reading)
        return inner is not None and bool(inner.indices)
    return not isinstance(left, Product | Operation | Add | Sum) and not (
        isinstance(left, Entry) and letter_of(left, place.reading) is not None
    )

"""Judging formulas for sizes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from symconv.formulas import (
    Entry,
    Equation,
    Floor,
    Formula,
    Name,
    Quotient,
    children,
    transform,
)
from symconv.formulas.written import Ceiling, Words
from symconv.verification.facts import FactKind, Quantity
from symconv.verification.judging.claims.size_forms import is_proved
from symconv.verification.judging.claims.size_names import Size, size_by_name
from symconv.verification.judging.claims.sizing import (
    Fixed,
    SizeOutcome,
    SizeTrial,
    letters_of_sizes,
    try_sizes,
    worked_out,
)
from symconv.verification.judging.reading import FLAT, size_key
from symconv.verification.judging.said import Said, say
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.verdicts import Counterexample, Ground, VerdictKind

if TYPE_CHECKING:
    from symconv.verification.judging.place import Place

_SIZES = {
    Quantity.INPUT_SIZE: Size.INPUT,
    Quantity.FILTER_SIZE: Size.FILTER,
    Quantity.OUTPUT_SIZE: Size.OUTPUT,
    Quantity.STRIDE: Size.STRIDE,
    Quantity.PADDING: Size.PADDING,
    Quantity.PADDING_AFTER: Size.AFTER,
    Quantity.DILATION: Size.DILATION,
}


def judge_sizes(equation: Equation, place: Place) -> Said | None:
    """Judge a formula for a size; None for anything else."""
    equation = _between_layers(equation)
    name = _single(equation.left)
    if name is None:
        return None
    letters = letters_of_sizes(equation.right)
    meanings = {n: size for n in letters if (size := _meaning(n, place)) is not None}
    if not letters or len(meanings) != len(letters):
        return None
    if _mixes_axes((name, *letters), place):
        return say(VerdictKind.NOT_CHECKABLE, "it holds sizes of different axes")
    if Size.AFTER in meanings.values():
        meanings = {
            n: Size.BEFORE if size is Size.PADDING else size for n, size in meanings.items()
        }
    kinds = set(meanings.values())
    if not _is_sizes(equation.right) and name.split("_")[0] in place.reading.indexed:
        return None
    primed = name.endswith("'") and any(letter.endswith("'") for letter in letters)
    if primed:
        meanings = {
            n: _exchanged(size) if n.endswith("'") else size for n, size in meanings.items()
        }
        kinds = set(meanings.values())
    left = _left(name, kinds, place)
    if left is None:
        return None
    if left in kinds and left in (Size.INPUT, Size.OUTPUT):
        return None
    return _tried(name, left, equation.right, meanings, place)


def _tried(
    name: str, left: Size, right: Formula, meanings: dict[str, Size], place: Place
) -> Said | None:
    """Judge a formula whose letters are known, by trying sizes and by its normal form."""
    try:
        found = try_sizes(name, right, {**meanings, name: left}, _fixed(place))
    except UnjudgedError:
        return None
    if found.outcome is SizeOutcome.FALSE and _is_transposed(name, right, meanings, place):
        return say(
            VerdictKind.CONDITIONAL, "equal to the size of a transposed convolution",
            condition="the convolution is transposed, its input's size that of the other's output",
            ground=Ground.SIZE,
        )  # fmt: skip
    proved = is_proved(left, right, {**meanings, name: left}, _fixed(place))
    return replace(_said(found, place, proved), ground=Ground.SIZE)


def _is_transposed(name: str, right: Formula, meanings: dict[str, Size], place: Place) -> bool:
    """Tell whether a formula is right where input and output change places."""
    turned = {letter: _exchanged(size) for letter, size in meanings.items()}
    left = _left(name, set(turned.values()), place)
    if left is not Size.INPUT:
        return False
    try:
        found = try_sizes(name, right, {**turned, name: left}, _fixed(place))
    except UnjudgedError:
        return False
    return found.outcome is SizeOutcome.ALWAYS


def _between_layers(equation: Equation) -> Equation:
    """Give H^l = f(H^{l-1}) as an output's size by an input's."""
    left = equation.left
    if not isinstance(left, Entry) or left.superscript is None or left.arguments:
        return equation
    below = replace(left, superscript=None)

    def change(part: Formula) -> Formula | None:
        if not isinstance(part, Entry) or part.superscript in (None, left.superscript):
            return None
        return Name("in_{size}") if replace(part, superscript=None) == below else None

    right = transform(equation.right, change)
    return equation if right == equation.right else Equation(Name("out_{size}"), right)


def _is_sizes(formula: Formula) -> bool:
    """Tell whether a formula divides or rounds, as formulas for sizes do."""
    if isinstance(formula, Floor | Ceiling | Quotient):
        return True
    return any(_is_sizes(part) for part in children(formula))


def _exchanged(size: Size) -> Size:
    """Give what a primed size is: input and output of a transposed convolution change places."""
    return {Size.INPUT: Size.OUTPUT, Size.OUTPUT: Size.INPUT}.get(size, size)


def _mixes_axes(names: Iterable[str], place: Place) -> bool:
    known = [place.reading.sizes[name] for name in names if name in place.reading.sizes]
    return len({one.axis for one in known if one.axis not in (None, FLAT)}) > 1


def _single(formula: Formula) -> str | None:
    if isinstance(formula, Words):
        return formula.text
    if isinstance(formula, Name | Entry):
        return size_key(formula)
    return None


def _meaning(name: str, place: Place) -> Size | None:
    known = place.reading.sizes.get(name)
    if known is not None and known.quantity in _SIZES:
        return _SIZES[known.quantity]
    return size_by_name(name)


def _left(name: str, kinds: set[Size], place: Place) -> Size | None:
    """Give what the left side is: by what is left to be said of the right side's sizes."""
    taps = kinds & {Size.FILTER, Size.EXTENT}
    if Size.INPUT in kinds and taps:
        return Size.OUTPUT
    if Size.OUTPUT in kinds and taps:
        return Size.INPUT
    own = _meaning(name, place)
    if own is Size.PADDING and taps:
        return Size.PADDING
    if Size.DILATION in kinds and taps:
        return Size.EXTENT
    return None


def _fixed(place: Place) -> Fixed:
    setting, stated = place.setting, place.stated
    return Fixed(
        setting.stride,
        setting.padding,
        setting.dilation,
        stated.any(FactKind.TOTAL_PADDING),
        stated.any(FactKind.DILATION_FROM_ZERO),
    )


def _said(found: SizeTrial, place: Place, proved: bool) -> Said:
    outcome = found.outcome
    tried = f"{found.count} combinations of sizes"
    if outcome is SizeOutcome.ALWAYS and proved:
        return say(VerdictKind.PROVED, "equal to the derived size, for all sizes")
    if outcome is SizeOutcome.ALWAYS:
        return say(VerdictKind.HOLDS, "equal to the derived size", method=tried)
    counter = Counterexample(found.case, found.left, found.right)
    if outcome is SizeOutcome.IF_DIVISIBLE:
        if place.stated.any(FactKind.DIVISIBLE):
            return say(VerdictKind.HOLDS, "equal where the stride divides", method=tried)
        return say(
            VerdictKind.CONDITIONAL, "true where nothing is left over",
            condition="the stride divides the size less the filter", method=tried,
            counterexample=counter,
        )  # fmt: skip
    if outcome is SizeOutcome.IF_ODD:
        return say(
            VerdictKind.CONDITIONAL, "true for odd filters", condition="the filter's size is odd",
            method=tried, counterexample=counter,
        )  # fmt: skip
    return say(
        VerdictKind.REFUTED, f"it gives {found.right} where the size is {found.left}",
        counterexample=counter,
    )  # fmt: skip


def judge_arithmetic(equation: Equation) -> Said:
    """Judge an equation between numbers."""
    try:
        left, right = worked_out(equation.left, {}), worked_out(equation.right, {})
    except UnjudgedError as error:
        return say(VerdictKind.NOT_CHECKABLE, str(error))
    if left == right:
        return say(VerdictKind.PROVED, "both sides are the same number", method="arithmetic")
    return say(
        VerdictKind.REFUTED,
        f"the left side is {left}, the right side is {right}",
        counterexample=Counterexample("the numbers themselves", str(left), str(right)),
    )

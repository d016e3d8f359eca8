"""Formulas for sizes: tried over a range of sizes, and compared with what is derived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Floor,
    Formula,
    Name,
    Number,
    Power,
    Product,
    Quotient,
    children,
)
from symconv.formulas.written import Bundle, Ceiling, Labelled, Operation, Words
from symconv.verification.judging.claims.size_names import Size
from symconv.verification.judging.reading import size_key
from symconv.verification.judging.worlds.values import UnjudgedError

_RANGES: Mapping[Size, tuple[int, ...]] = {
    Size.INPUT: tuple(range(1, 13)),
    Size.FILTER: (1, 2, 3, 4, 5),
    Size.STRIDE: (1, 2, 3),
    Size.PADDING: (0, 1, 2),
    Size.BEFORE: (0, 1, 2),
    Size.AFTER: (0, 1),
    Size.DILATION: (1, 2, 3),
}


class SizeOutcome(StrEnum):
    """What came of trying a formula for sizes."""

    ALWAYS = "always"
    IF_DIVISIBLE = "if divisible"
    IF_ODD = "if odd"
    FALSE = "false"


@dataclass(frozen=True)
class SizeTrial:
    """What came of it: `case` are sizes at which it fails, with both values."""

    outcome: SizeOutcome
    case: str = ""
    left: str = ""
    right: str = ""
    count: int = 0


@dataclass(frozen=True)
class Fixed:
    """What a document fixes: numbers of a stride, a padding, a dilation; None is open or usual."""

    stride: int | None = None
    padding: int | None = None
    dilation: int | None = None
    total_padding: bool = False
    dilation_from_zero: bool = False


def worked_out(formula: Formula, numbers: Mapping[str, int]) -> Any:  # noqa: C901 - one case a node
    """Work out a formula of sizes; `UnjudgedError` for what is none."""
    match formula:
        case Number(value):
            return value
        case Name() | Entry() | Words():
            key = formula.text if isinstance(formula, Words) else size_key(formula)
            if key is None or key not in numbers:
                raise UnjudgedError(f"{formula} is no size")
            return numbers[key]
        case Add(terms):
            return sum(worked_out(term, numbers) for term in terms)
        case Product(factors):
            return _product(worked_out(factor, numbers) for factor in factors)
        case Operation(sign, left, right) if sign in "*×⊗∘":
            return worked_out(left, numbers) * worked_out(right, numbers)
        case Quotient(numerator, denominator):
            below = worked_out(denominator, numbers)
            if below == 0:
                raise UnjudgedError("a division by zero")
            return Fraction(worked_out(numerator, numbers)) / below
        case Power(base, Number(int() as exponent)) if 0 <= exponent <= 6:
            return worked_out(base, numbers) ** exponent
        case Floor(body) | Ceiling(body):
            rounding = floor if isinstance(formula, Floor) else ceil
            return rounding(worked_out(body, numbers))
        case Apply("max" | "min" | "mod" as function, arguments):
            return _called(function, [worked_out(argument, numbers) for argument in arguments])
        case Labelled(of, _) | Bundle((of,), _):
            return worked_out(of, numbers)
    raise UnjudgedError(f"{formula} in a formula for sizes")


def _product(values: Iterator[Any]) -> Any:
    result: Any = 1
    for value in values:
        result = result * value
    return result


def _called(function: str, values: list[Any]) -> Any:
    if function == "mod":
        if values[1] == 0:
            raise UnjudgedError("a division by zero")
        return values[0] % values[1]
    return (max if function == "max" else min)(values)


def letters_of_sizes(formula: Formula) -> tuple[str, ...]:
    """Give the letters of a formula for sizes, in the order in which they stand."""
    found: dict[str, None] = {}

    def collect(part: Formula) -> None:
        key = part.text if isinstance(part, Words) else size_key(part)
        if key is not None:
            found[key] = None
            return
        for inner in children(part):
            collect(inner)

    collect(formula)
    return tuple(found)


def derived(size: Size, given: Mapping[Size, int], fixed: Fixed) -> int | None:
    """Give a size that follows from others, as a convolution has it; None if it does not."""
    stride = given.get(Size.STRIDE, fixed.stride or 1)
    dilation = given.get(Size.DILATION, fixed.dilation or 1)
    taps = given.get(Size.FILTER)
    extent = given.get(Size.EXTENT)
    if extent is None and taps is not None:
        extent = dilation * (taps - 1) + 1
    if size is Size.EXTENT or extent is None:
        return extent
    before = given.get(Size.BEFORE, given.get(Size.PADDING, fixed.padding or 0))
    after = given.get(Size.AFTER, given.get(Size.PADDING, fixed.padding or 0))
    pads = before if fixed.total_padding else before + after
    if size is Size.OUTPUT and Size.INPUT in given:
        room = given[Size.INPUT] + pads - extent
        return None if room < 0 else room // stride + 1
    if size is Size.INPUT and Size.OUTPUT in given:
        least = stride * (given[Size.OUTPUT] - 1) + extent - pads + given.get(Size.REST, 0)
        return least if least > 0 else None
    if size is Size.PADDING and stride == 1:
        return (extent - 1) // 2
    return None


def try_sizes(left: str, right: Formula, meanings: Mapping[str, Size], fixed: Fixed) -> SizeTrial:
    """Try left = right for every combination of sizes in a range.

    Raises `UnjudgedError` where the letters do not make up a claim about a convolution.
    """
    letters = [name for name in letters_of_sizes(right) if name in meanings]
    runs = [_run(meanings[name], fixed) for name in letters]
    failed: SizeTrial | None = None
    counts = {True: [0, 0], False: [0, 0]}
    for numbers in product(*runs):
        given = {meanings[name]: n for name, n in zip(letters, numbers, strict=True)}
        if fixed.dilation_from_zero and Size.DILATION in given:
            given[Size.DILATION] += 1
        expected = derived(meanings[left], given, fixed)
        if expected is None:
            continue
        value = worked_out(right, dict(zip(letters, numbers, strict=True)))
        exact = _exact(meanings[left], given, fixed)
        counts[exact][value == expected] += 1
        if value != expected and (failed is None or exact):
            case = ", ".join(f"{n} = {v}" for n, v in zip(letters, numbers, strict=True))
            trial = SizeTrial(SizeOutcome.FALSE, case, str(expected), str(value))
            if failed is None or (exact and not failed.count):
                failed = SizeTrial(trial.outcome, trial.case, trial.left, trial.right, int(exact))
    total = sum(map(sum, counts.values()))
    if not total:
        raise UnjudgedError("its letters are no sizes that follow from each other")
    return _outcome(counts, failed, total, meanings[left])


def _outcome(
    counts: Mapping[bool, list[int]], failed: SizeTrial | None, total: int, left: Size
) -> SizeTrial:
    if failed is None:
        return SizeTrial(SizeOutcome.ALWAYS, count=total)
    if counts[True][0] == 0 and counts[True][1]:
        kind = SizeOutcome.IF_ODD if left is Size.PADDING else SizeOutcome.IF_DIVISIBLE
        return SizeTrial(kind, failed.case, failed.left, failed.right, total)
    return SizeTrial(SizeOutcome.FALSE, failed.case, failed.left, failed.right, total)


def _exact(size: Size, given: Mapping[Size, int], fixed: Fixed) -> bool:
    """Tell whether nothing is left over: the stride divides, the filter is odd."""
    extent = derived(Size.EXTENT, given, fixed)
    if size is Size.PADDING:
        return extent is not None and extent % 2 == 1
    if size is not Size.OUTPUT or extent is None:
        return True
    stride = given.get(Size.STRIDE, fixed.stride or 1)
    before = given.get(Size.BEFORE, given.get(Size.PADDING, fixed.padding or 0))
    after = given.get(Size.AFTER, given.get(Size.PADDING, fixed.padding or 0))
    pads = before if fixed.total_padding else before + after
    return (given[Size.INPUT] + pads - extent) % stride == 0


def _run(size: Size, fixed: Fixed) -> tuple[int, ...]:
    if size is Size.DILATION and fixed.dilation_from_zero:
        return (0, 1, 2)
    if size is Size.OUTPUT:
        return (1, 2, 3, 4, 5)
    if size is Size.EXTENT:
        return (1, 2, 3, 5)
    return _RANGES.get(size, (0, 1, 2))


Checker = Callable[[Formula], bool]

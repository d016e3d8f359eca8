"""What is said around a derivation: what is given, what arrays are, what a line did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.calculus.arrays import (
    Attained,
    Declaration,
    Dilated,
    Extended,
    Extension,
    Named,
    Turned,
    Whole,
)
from symconv.calculus.rule import Line, Words
from symconv.formulas import (
    Add,
    Condition,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Product,
    Relation,
    Restriction,
    Within,
)
from symconv.theorems.correlations import Reading

_EQUAL = Condition(Name("a"), Relation.EQUAL, Name("b"))
BRACKET: Words = (
    "A bracket such as ", Indicator((_EQUAL,)), " is 1 where what stands in it holds, else 0.",
)  # fmt: skip
_REPEATS = {
    Extension.CIRCULAR: "going round: place t repeats place t mod n",
    Extension.REFLECT: "reflected at its first and last entry",
    Extension.REPLICATE: "repeating its first and last entry",
}


def describe_array(whole: Whole, declared: Declaration) -> Words | None:
    """Say what an array is made of; None for one that is given."""
    match declared:
        case Extended(of=of, extension=Extension.ZEROS):
            return (whole, " is ", of, " within its limits, and zero outside.")
        case Extended(of=of, extension=extension):
            how = _REPEATS[extension]
            return (whole, " is ", of, ", continued outside its limits: ", how, ".")
        case Dilated(of=of, steps=steps):
            return (whole, " is ", of, " with ", *_zeros(steps), ", and zero outside: ",
                    *_at_multiples(steps), ".")  # fmt: skip
        case Turned(of=of):
            return (whole, " is rot180 of ", of, ": along each spatial axis it is counted from "
                    "the other end, its other axes stay.")  # fmt: skip
        case Named(of=of):
            return (whole, " is written for ", of, ".")
        case Attained(equation=equation, number=number):
            if isinstance(equation.right, Maximum):
                index = equation.right.ranges[number].index
                return (whole, " is the ", index, " at which the maximum of a window is attained; "
                        "of several such places the first, row by row.")  # fmt: skip
    return None


def _zeros(steps: tuple[Formula, ...]) -> Iterator[str | Formula]:
    for number, step in enumerate(dict.fromkeys(steps)):
        if number:
            yield " and "
        yield Number(step.value - 1) if isinstance(step, Number) else Add((step, Number(-1)))
    one = set(steps) == {Number(2)}
    along = " along its axes" if len(set(steps)) > 1 else ""
    yield f" {'zero' if one else 'zeros'} between neighbouring entries{along}"


def _at_multiples(steps: tuple[Formula, ...]) -> Iterator[str | Formula]:
    """Say where a dilated array has what the array has at t."""
    yield "at the place "
    for number, step in enumerate(dict.fromkeys(steps)):
        yield " and " if number else ""
        yield Product((step, Name("t")))
    yield " of an axis it has what the array has at its place "
    yield Name("t")
    yield ", counted from zero"


def describe_line(line: Line) -> Words:
    """Say what a line did: the rule, what it is bound to, and what is new."""
    if line.rule is None:
        return ()
    said: list[str | Formula] = [line.rule.title[0].upper() + line.rule.title[1:]]
    bound = list(dict.fromkeys(application.rule.words() for application in line.applications))
    bound = [words for words in bound if words]
    for number, words in enumerate(bound):
        said.append(": " if number == 0 else "; ")
        said += words
    said.append(".")
    for whole, declared in line.arrays.items():
        described = describe_array(whole, declared)
        if described is not None:
            said += [" ", *described]
    said += list(_conditions(line))
    return tuple(said)


def _conditions(line: Line) -> Iterator[str | Formula]:
    held = list(dict.fromkeys(line.discharged.conditions))
    if not held:
        return
    yield " Here "
    for number, condition in enumerate(held):
        if number:
            yield ", " if number < len(held) - 1 else " and "
        yield from condition.words
    yield "."


def listed(formulas: Iterable[Formula]) -> Words:
    """Give formulas as a list: a, b and c."""
    items = list(formulas)
    said: list[str | Formula] = []
    for number, item in enumerate(items):
        if number:
            said.append(" and " if number == len(items) - 1 else ", ")
        said.append(item)
    return tuple(said)


def assumptions(hypotheses: Iterable[Restriction], left_out: frozenset[Formula]) -> Words:
    """Say what is assumed of the sizes, grouped by their least value; derived sizes left out."""
    at_least: dict[Formula, list[Formula]] = {}
    others: list[Restriction] = []
    for condition in hypotheses:
        match condition:
            case Condition(least, Relation.AT_MOST, size) if size in left_out:
                continue
            case Condition(Number() as least, Relation.AT_MOST, size) if not isinstance(
                size, Add | Product
            ):
                at_least.setdefault(least, []).append(size)
            case _:
                others.append(condition)
    said: list[str | Formula] = []
    for least, sizes in at_least.items():
        said += ["; " if said else "", *listed(sizes), " at least ", least]
    for number, other in enumerate(others):
        said += ["; " if said and not number else " and " if number else "", other]
    said += [", so that one window fits"] if others else []
    return tuple(part for part in said if part != "")


def describe_domain(domain: Iterable[Restriction]) -> Words:
    """Say within which limits the free indices of a statement lie."""
    limits = [condition for condition in domain if isinstance(condition, Within)]
    return ("For ", *listed(limits)) if limits else ()


def describe_reading(reading: Reading | None, subject: Formula) -> Words | None:
    """Say which correlation a sum is."""
    if reading is None:
        return None
    axes = reading.axes
    said: list[str | Formula] = [
        subject, " is the correlation (nothing flipped) of ", reading.array, " with ",
        reading.weights, *_summed(reading), " at stride ", *_joined(axis.stride for axis in axes),
        " and dilation ", *_joined(axis.dilation for axis in axes),
    ]  # fmt: skip
    pads = [pad for axis in axes for pad in (axis.before, axis.after)]
    if any(pad != Number(0) for pad in pads):
        said += [
            ", of ",
            reading.array,
            " padded by ",
            *_joined(axis.before for axis in axes),
            " before and ",
        ]
        said += [*_joined(axis.after for axis in axes), " after (a negative number crops)"]
    said.append(".")
    return tuple(said)


def _summed(reading: Reading) -> Iterator[str | Formula]:
    for number, index in enumerate(reading.summed):
        yield " and " if number else ", summed over "
        yield index
    yield "," if reading.summed else ""


def _joined(formulas: Iterable[Formula]) -> Iterator[str | Formula]:
    different = list(dict.fromkeys(formulas))
    yield "(" if len(different) > 1 else ""
    for number, formula in enumerate(different):
        yield ", " if number else ""
        yield formula
    yield ")" if len(different) > 1 else ""

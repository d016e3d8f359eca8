"""Where letters are used as arrays, and which equations have the form of a forward pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Partial,
    Product,
    Sum,
    children,
)
from symconv.formulas.written import Differential, Labelled, Marked, Operation


@dataclass(frozen=True)
class Spot:
    """A letter where it is used as an array: how many indices it has, and whether below a ∂."""

    letter: str
    count: int
    differentiated: bool = False
    numerator: bool = False
    applied: bool = False
    layered: bool = False


def spots(formula: Formula) -> Iterator[Spot]:
    """Give every use of a letter in a formula that may be an array's, indices left out."""
    match formula:
        case Partial(of, by):
            yield from _marked(of, numerator=True)
            yield from _marked(by, differentiated=True)
            return
        case Apply(function, arguments):
            yield Spot(function.rstrip("'"), 0, applied=True)
            for argument in arguments:
                yield from spots(argument)
            return
        case Name(letter):
            yield Spot(letter, 0)
            return
        case Entry(letter, indices, above, arguments):
            yield Spot(letter, len(indices) + len(arguments), layered=above is not None)
            return
        case Marked(of, _, _):
            yield from spots(of)
            return
        case Differential(of):
            yield from _marked(of, differentiated=True)
            return
        case Sum(body, _, _):
            yield from spots(body)
            return
    for part in children(formula):
        yield from spots(part)


def _marked(
    formula: Formula, differentiated: bool = False, numerator: bool = False
) -> Iterator[Spot]:
    inner = formula.of if isinstance(formula, Marked) else formula
    match inner:
        case Name(letter):
            yield Spot(letter, 0, differentiated, numerator)
        case Entry(letter, indices, above, arguments):
            count = len(indices) + len(arguments)
            yield Spot(letter, count, differentiated, numerator, layered=above is not None)
        case Apply(function, arguments):
            yield Spot(function.rstrip("'"), 0, numerator=numerator, applied=True)
            for argument in arguments:
                yield from spots(argument)
        case _:
            yield from spots(inner)


@dataclass(frozen=True)
class Bilinear:
    """A forward pass as a document writes it: its output, the two arrays it multiplies, a bias."""

    output: Formula
    first: Formula
    second: Formula
    rest: tuple[Formula, ...] = ()
    summed: bool = False
    equation: Equation | None = None


def forward_forms(equations: Iterable[Equation]) -> Iterator[Bilinear]:
    """Give the equations that have the form of a forward pass: a letter, and sums of products."""
    for equation in equations:
        left = stripped(equation.left)
        if not isinstance(left, Name | Entry):
            continue
        found = _product_of_two(equation.right)
        if found is not None:
            first, second, rest, summed = found
            yield Bilinear(left, first, second, rest, summed, equation)


def stripped(formula: Formula) -> Formula:
    """Give a formula without marks and labels around it."""
    while isinstance(formula, Labelled | Marked):
        formula = formula.of
    return formula


def _product_of_two(
    formula: Formula,
) -> tuple[Formula, Formula, tuple[Formula, ...], bool] | None:
    """Give the two entries that a formula sums products of, and what stands beside them."""
    match formula:
        case Sum(body, _, _):
            inner = _product_of_two(body)
            return None if inner is None else (*inner[:3], True)
        case Add(terms):
            found = [term for term in map(_product_of_two, terms) if term is not None]
            rest = tuple(term for term in terms if _product_of_two(term) is None)
            if not found:
                return None
            return (*found[0][:2], (*rest, *found[0][2]), found[0][3])
        case Product(factors):
            entries = [factor for factor in factors if _is_array(factor)]
            sums = [f for f in factors if isinstance(f, Sum)]
            if len(entries) == 2 and len(entries) == len(factors):
                return entries[0], entries[1], (), False
            if not entries and len(sums) == 1 == len(factors):
                return _product_of_two(sums[0])
        case Operation(_, left, right) if _is_array(left) and _is_array(right):
            return left, right, (), False
        case Labelled(of, _):
            return _product_of_two(of)
    return None


def _is_array(formula: Formula) -> bool:
    inner = stripped(formula)
    if isinstance(inner, Apply) and len(inner.arguments) == 1:
        return _is_array(inner.arguments[0])
    return isinstance(inner, Entry | Name) and not isinstance(inner, Partial)


def letter(formula: Formula) -> str:
    """Give the letter of an entry or of an array; that of its argument for an activation."""
    inner = stripped(formula)
    match inner:
        case Name(name) | Entry(name, _, _, _):
            return name
        case Apply(_, (argument, *_)):
            return letter(argument)
    return ""


def which_is_filter(form: Bilinear) -> str | None:
    """Give the letter of the factor whose indices all stand alone, where the other's do not."""
    alone = [_stands_alone(factor) for factor in (form.first, form.second)]
    if alone == [True, False]:
        return letter(form.first)
    if alone == [False, True]:
        return letter(form.second)
    return None


def _stands_alone(formula: Formula) -> bool:
    inner = stripped(formula)
    if isinstance(inner, Apply):
        return _stands_alone(inner.arguments[0])
    if not isinstance(inner, Entry):
        return True
    return all(not isinstance(index, Add) for index in (*inner.indices, *inner.arguments))


def bare_letter(name: str) -> str:
    """Give a letter without its accents, its primes and what is written below it."""
    inner = name.rstrip("'")
    if inner.startswith("\\") and "{" in inner and inner.split("{")[0] in ACCENTS:
        inner = inner.split("{", 1)[1].rstrip("}")
    return inner.split("_")[0]


ACCENTS = frozenset({r"\hat", r"\tilde", r"\bar", r"\widehat", r"\widetilde", r"\overline"})

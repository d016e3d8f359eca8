"""Formulas for sizes in one form, ⌊N/D⌋ with polynomials N and D: equal forms are equal sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from symconv.formulas import Add, Entry, Floor, Formula, Name, Number, Power, Product, Quotient
from symconv.formulas.written import Bundle, Ceiling, Labelled, Operation, Words
from symconv.verification.judging.claims.size_names import Size
from symconv.verification.judging.claims.sizing import Fixed
from symconv.verification.judging.reading import size_key

Polynomial: TypeAlias = dict[tuple[str, ...], Fraction]
_ONE: Polynomial = {(): Fraction(1)}


@dataclass(frozen=True)
class SizeForm:
    """The integer part of `above` / `below`."""

    above: Polynomial
    below: Polynomial

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the integer part of the same quotient."""
        if not isinstance(other, SizeForm):
            return False
        return _times(self.above, other.below) == _times(other.above, self.below)

    __hash__ = None  # type: ignore[assignment]


def is_proved(size: Size, right: Formula, meanings: Mapping[str, Size], fixed: Fixed) -> bool:
    """Tell whether a formula for a size has the form of the derived one, for all sizes."""
    found, expected = form_of(right), _derived(size, meanings, fixed)
    return found is not None and found == expected


def form_of(formula: Formula) -> SizeForm | None:
    """Give a formula as one integer part; None if it is not of that form."""
    whole = _polynomial(formula)
    if whole is not None:
        return SizeForm(whole, _ONE) if _is_integral(whole) else None
    match formula:
        case Floor(body):
            return _rounded(body, ceiling=False)
        case Ceiling(body):
            return _rounded(body, ceiling=True)
        case Add(terms):
            rounded = [term for term in terms if _polynomial(term) is None]
            rest = [poly for term in terms if (poly := _polynomial(term)) is not None]
            inner = form_of(rounded[0]) if len(rounded) == 1 else None
            if inner is None or not all(map(_is_integral, rest)):
                return None
            added = _times(_total(rest), inner.below)
            return SizeForm(_total([inner.above, added]), inner.below)
        case Labelled(of, _) | Bundle((of,), _):
            return form_of(of)
    return None


def _rounded(body: Formula, *, ceiling: bool) -> SizeForm | None:
    """Give ⌊a/b + c⌋ or ⌈a/b + c⌉ as one integer part."""
    terms = body.terms if isinstance(body, Add) else (body,)
    above: Polynomial = {}
    below: Polynomial | None = None
    rest: list[Polynomial] = []
    for term in terms:
        whole = _polynomial(term)
        if whole is not None:
            rest.append(whole)
            continue
        if not isinstance(term, Quotient) or below is not None:
            return None
        top, bottom = _polynomial(term.numerator), _polynomial(term.denominator)
        if top is None or bottom is None:
            return None
        above, below = top, bottom
    if below is None:
        below = _constant(lcm(*(c.denominator for part in rest for c in part.values())))
    above = _total([above, *(_times(part, below) for part in rest)])
    if ceiling:
        if not (_is_integral(above) and _is_integral(below)):
            return None
        above = _total([above, below, {(): Fraction(-1)}])
    return SizeForm(above, below)


def _is_integral(part: Polynomial) -> bool:
    return all(coefficient.denominator == 1 for coefficient in part.values())


def _polynomial(formula: Formula) -> Polynomial | None:
    match formula:
        case Number(value):
            return {(): Fraction(value)} if value else {}
        case Name() | Entry() | Words():
            key = formula.text if isinstance(formula, Words) else size_key(formula)
            return None if key is None else {(key,): Fraction(1)}
        case Add(terms):
            parts = [_polynomial(term) for term in terms]
            return None if None in parts else _total([p for p in parts if p is not None])
        case Product(factors):
            return _product([_polynomial(factor) for factor in factors])
        case Operation(_, left, right):
            return _product([_polynomial(left), _polynomial(right)])
        case Power(base, Number(int() as exponent)) if 0 <= exponent <= 4:
            return _product([_polynomial(base)] * exponent)
        case Quotient(numerator, Number(value)) if value:
            return _product([_polynomial(numerator), {(): 1 / Fraction(value)}])
        case Labelled(of, _) | Bundle((of,), _):
            return _polynomial(of)
    return None


def _total(parts: list[Polynomial]) -> Polynomial:
    found: Polynomial = {}
    for part in parts:
        for key, value in part.items():
            found[key] = found.get(key, Fraction(0)) + value
    return {key: value for key, value in found.items() if value}


def _times(first: Polynomial, second: Polynomial) -> Polynomial:
    found: Polynomial = {}
    for one, a in first.items():
        for two, b in second.items():
            key = tuple(sorted((*one, *two)))
            found[key] = found.get(key, Fraction(0)) + a * b
    return {key: value for key, value in found.items() if value}


def _product(parts: list[Polynomial | None]) -> Polynomial | None:
    found = _ONE
    for part in parts:
        if part is None:
            return None
        found = _times(found, part)
    return found


def _derived(size: Size, meanings: Mapping[str, Size], fixed: Fixed) -> SizeForm | None:
    """Give the derived size in the letters of the formula; None where it has no such form."""
    letters = {meaning: name for name, meaning in meanings.items() if meaning is not size}

    def letter(of: Size, usual: int) -> Polynomial:
        name = letters.get(of)
        return {(name,): Fraction(1)} if name is not None else _constant(usual)

    stride = letter(Size.STRIDE, fixed.stride or 1)
    dilation = letter(Size.DILATION, fixed.dilation or 1)
    if fixed.dilation_from_zero and Size.DILATION in letters:
        dilation = _total([dilation, _ONE])
    extent = _total([_times(dilation, _total([letter(Size.FILTER, 0), _constant(-1)])), _ONE])
    if Size.EXTENT in letters:
        extent = letter(Size.EXTENT, 0)
    elif Size.FILTER not in letters:
        return None
    each = letter(Size.PADDING, fixed.padding or 0)
    if Size.BEFORE in letters or Size.AFTER in letters:
        pads = _total([letter(Size.BEFORE, 0), letter(Size.AFTER, 0)])
    else:
        pads = each if fixed.total_padding else _times(each, _constant(2))
    match size:
        case Size.EXTENT:
            return SizeForm(extent, _ONE)
        case Size.OUTPUT if Size.INPUT in letters:
            above = _total([letter(Size.INPUT, 0), pads, _times(extent, _constant(-1)), stride])
            return SizeForm(above, stride)
        case Size.INPUT if Size.OUTPUT in letters:
            steps = _times(stride, _total([letter(Size.OUTPUT, 0), _constant(-1)]))
            parts = [steps, extent, _times(pads, _constant(-1)), letter(Size.REST, 0)]
            return SizeForm(_total(parts), _ONE)
    return None


def _constant(value: int) -> Polynomial:
    return {(): Fraction(value)} if value else {}

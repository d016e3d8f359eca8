"""Exact polynomials: what proofs compare.

A polynomial is a mapping from monomials to coefficients. A monomial is the sorted tuple of its
variables' numbers, with repetition, so polynomials of any degree have one normal form each and
equality is equality of mappings. Cost is per term, however many variables there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import sympy

from symconv.errors import DerivationError

Monomial: TypeAlias = tuple[int, ...]
Coefficient: TypeAlias = int | Fraction


class Polynomial:
    """A polynomial with exact coefficients; flows through NumPy object arrays.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> (x + y) * (x + y) - x * x == y * y + 2 * (x * y)
    True
    """

    # A sum keeps its left operand and the terms to add, and merges them when it is first looked
    # at: a sum built up term by term, as NumPy builds its sums, costs what its terms cost.
    __slots__ = ("_left", "_terms")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, terms: Mapping[Monomial, Coefficient]) -> None:
        """Keep `terms`, which hold no zero coefficient and no unsorted monomial."""
        self._left: Polynomial | None = None
        self._terms = terms

    @property
    def terms(self) -> Mapping[Monomial, Coefficient]:
        """The coefficient of every monomial; none is zero."""
        if self._left is not None:
            self._merge()
        return self._terms

    def _merge(self) -> None:
        addends, node = [], self
        while node._left is not None:
            addends.append(node._terms)
            node = node._left
        total = dict(node._terms)
        for terms in reversed(addends):
            for monomial, coefficient in terms.items():
                _accumulate(total, monomial, coefficient)
        self._left, self._terms = None, total

    @classmethod
    def variable(cls, number: int) -> Polynomial:
        """Give the variable with this number."""
        return cls({(number,): 1})

    @classmethod
    def constant(cls, value: Coefficient) -> Polynomial:
        """Give a constant."""
        return cls({(): value} if value else {})

    def __add__(self, other: object) -> Polynomial:
        terms = _terms(other)
        if terms is None:
            return NotImplemented
        total = Polynomial(terms)
        total._left = self
        return total

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        return Polynomial({monomial: -value for monomial, value in self.terms.items()})

    def __sub__(self, other: object) -> Polynomial:
        terms = _terms(other)
        return NotImplemented if terms is None else self + -Polynomial(terms)

    def __rsub__(self, other: object) -> Polynomial:
        return -self + other

    def __mul__(self, other: object) -> Polynomial:
        terms = _terms(other)
        if terms is None:
            return NotImplemented
        mine = self.terms
        if len(mine) == 1 == len(terms):
            ((left, a),), ((right, b),) = mine.items(), terms.items()
            return Polynomial({tuple(sorted(left + right)): a * b})
        total: dict[Monomial, Coefficient] = {}
        for left, a in mine.items():
            for right, b in terms.items():
                _accumulate(total, tuple(sorted(left + right)), a * b)
        return Polynomial(total)

    __rmul__ = __mul__

    def __truediv__(self, divisor: object) -> Polynomial:
        """Divide by an exact number."""
        if not isinstance(divisor, int | Fraction | np.integer):
            return NotImplemented
        number = divisor if isinstance(divisor, Fraction) else int(divisor)
        return Polynomial({m: _shortest(Fraction(a, number)) for m, a in self.terms.items()})

    def __pow__(self, exponent: int) -> Polynomial:
        result = Polynomial.constant(1)
        for _ in range(exponent):
            result = result * self
        return result

    def __eq__(self, other: object) -> bool:
        terms = _terms(other)
        return NotImplemented if terms is None else self.terms == terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __repr__(self) -> str:
        return f"Polynomial({self.terms!r})"


def sum_polynomials(parts: Iterable[Polynomial]) -> Polynomial:
    """Add many polynomials in time linear in their terms."""
    total: dict[Monomial, Coefficient] = {}
    for part in parts:
        for monomial, coefficient in part.terms.items():
            _accumulate(total, monomial, coefficient)
    return Polynomial(total)


def variables(shape: tuple[int, ...], first: int) -> np.ndarray[Any, Any]:
    """Give an object array of `shape` of the variables numbered from `first`, row-major."""
    array = np.empty(shape, dtype=object)
    flat = array.reshape(-1)
    for place in range(flat.size):
        flat[place] = Polynomial.variable(first + place)
    return array


def read_polynomial(expression: sympy.Expr, numbers: Mapping[sympy.Expr, int]) -> Polynomial:
    """Give a SymPy expression as a polynomial in the numbered symbols (and function values).

    Raises `DerivationError` if it is not a polynomial in them with rational coefficients.
    """
    if (expression.is_Symbol or expression.is_Function) and expression in numbers:
        return Polynomial.variable(numbers[expression])
    if expression.is_Rational:
        return Polynomial.constant(_exact(expression))
    if expression.is_Add:
        return sum_polynomials(read_polynomial(part, numbers) for part in expression.args)
    if expression.is_Mul:
        if all(factor in numbers for factor in expression.args):
            return Polynomial({tuple(sorted([numbers[factor] for factor in expression.args])): 1})
        return _product([read_polynomial(part, numbers) for part in expression.args])
    if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
        return read_polynomial(expression.base, numbers) ** int(expression.exp)
    raise DerivationError(f"{expression} is not a polynomial in the derivation's symbols")


def _product(parts: Sequence[Polynomial]) -> Polynomial:
    result = parts[0]
    for part in parts[1:]:
        result = result * part
    return result


def _exact(number: sympy.Rational) -> Coefficient:
    return _shortest(Fraction(int(number.p), int(number.q)))


def _shortest(fraction: Fraction) -> Coefficient:
    return fraction.numerator if fraction.denominator == 1 else fraction


def _terms(value: object) -> Mapping[Monomial, Coefficient] | None:
    if isinstance(value, Polynomial):
        return value.terms
    if isinstance(value, int | Fraction):
        return {(): value} if value else {}
    if isinstance(value, np.integer):
        return {(): int(value)} if value else {}
    return None


def _accumulate(
    total: dict[Monomial, Coefficient], monomial: Monomial, coefficient: Coefficient
) -> None:
    value = total.get(monomial, 0) + coefficient
    if value:
        total[monomial] = value
    else:
        del total[monomial]

"""Derivatives of functions in terms of the functions themselves: σ' = σ(1 - σ).

A function is given as a quotient of sums of exponentials. Its derivative follows by the quotient
rule. That it is a polynomial in the function's own values is found by solving for the polynomial's
coefficients, so that both sides are the same rational function of the exponentials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import sympy

from symconv.errors import DerivationError


@dataclass(frozen=True)
class Ratio:
    """A function as a quotient."""

    numerator: sympy.Expr
    denominator: sympy.Expr

    @property
    def value(self) -> sympy.Expr:
        """The quotient."""
        return self.numerator / self.denominator


def by_quotient_rule(ratio: Ratio, variable: sympy.Symbol) -> Ratio:
    """Give the derivative of N/D by a variable: (N'D - ND') / D².

    >>> x = sympy.Symbol("x")
    >>> by_quotient_rule(Ratio(sympy.S.One, 1 + sympy.exp(-x)), x)
    Ratio(numerator=exp(-x), denominator=(1 + exp(-x))**2)
    """
    above, below = ratio.numerator, ratio.denominator
    change = above.diff(variable) * below - above * below.diff(variable)
    return Ratio(change, below**2)


def in_own_terms(
    derivative: sympy.Expr,
    functions: Sequence[sympy.Expr],
    values: Sequence[sympy.Symbol],
    variables: Sequence[sympy.Symbol],
) -> sympy.Expr:
    """Give the polynomial, of degree at most 2, in the values of functions that is a derivative.

    Parameters
    ----------
    derivative, functions : rational functions of the exponentials of `variables`
    values : the symbols that stand for the values of `functions` in the result

    Raises
    ------
    DerivationError
        If there is no such polynomial.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> sigmoid = 1 / (1 + sympy.exp(-x))
    >>> in_own_terms(sigmoid.diff(x), [sigmoid], [y], [x])
    y*(1 - y)
    """
    exponentials = {sympy.exp(variable): sympy.Dummy() for variable in variables}
    difference = -derivative
    monomials = [
        sympy.Mul(*choice) for choice in combinations_with_replacement((sympy.S.One, *values), 2)
    ]
    coefficients = sympy.symbols(f"a:{len(monomials)}", cls=sympy.Dummy)
    polynomial = sum(map(sympy.Mul, coefficients, monomials), sympy.S.Zero)
    difference += polynomial.subs(dict(zip(values, functions, strict=True)))
    return _solved(polynomial, difference.subs(exponentials), coefficients)


def _solved(
    polynomial: sympy.Expr, difference: sympy.Expr, coefficients: Sequence[sympy.Symbol]
) -> sympy.Expr:
    """Give the polynomial with the coefficients that make the difference vanish identically."""
    numerator, _ = sympy.fraction(sympy.together(difference))
    others = sorted(numerator.free_symbols - set(coefficients), key=sympy.default_sort_key)
    conditions = sympy.Poly(numerator, *others).coeffs()
    (solution,) = sympy.linsolve(conditions, *coefficients) or (None,)
    if solution is None or any(value.free_symbols for value in solution):
        raise DerivationError(f"{difference} = 0 does not fix the coefficients of {polynomial}")
    found = polynomial.subs(dict(zip(coefficients, solution, strict=True)))
    return sympy.gcd_terms(found)

"""Arguments whose entries are variables of polynomials, and comparing what comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import sympy

from symconv.derivation.algebra.polynomial import (
    Coefficient,
    Monomial,
    Polynomial,
    read_polynomial,
    variables,
)
from symconv.errors import DerivationError
from symconv.kernels.certificates.trial import (
    Arguments,
    Differ,
    Differences,
    build_arguments,
    shorten,
)
from symconv.kernels.kernel import Array
from symconv.notation.indexing import indices
from symconv.specs import LayerSpec

_SHOWN_TERMS = 2
_NUMPY = np.sctypeDict.values()
_INTEGERS = frozenset({int, *(kind for kind in _NUMPY if issubclass(kind, np.integer))})


@dataclass
class NumberedVariables:
    """Gives arrays of variables, one per entry, row-major; `names` says what each stands for."""

    names: list[str] = field(default_factory=list)

    def build(self, shape: tuple[int, ...], name: str) -> Array:
        """Give the next array of variables."""
        array = variables(shape, len(self.names))
        self.names.extend(f"{name}[{', '.join(map(str, index))}]" for index in indices(shape))
        return array


@dataclass(frozen=True)
class Variables:
    """One variable per entry of the arguments; `names` says what each stands for."""

    arguments: Arguments
    names: Sequence[str]


def build_variables(spec: LayerSpec) -> Variables:
    """Number the entries of every argument, in their order, row-major."""
    numbered = NumberedVariables()
    return Variables(build_arguments(spec, numbered.build), numbered.names)


def number_of(variable: Polynomial) -> int:
    """Give the number of a variable."""
    ((number,),) = variable.terms
    return number


def differ_in_polynomials(names: Sequence[str], numbers: Mapping[sympy.Expr, int]) -> Differ:
    """Give the comparison of arrays of polynomials, coefficient by coefficient.

    `names` says what each variable stands for, `numbers` which variable a SymPy symbol is.
    """

    def differ(expected: Array, given: Array) -> Differences:
        for index in indices(expected.shape):
            try:
                difference = expected[index] - _read(given[index], numbers)
            except DerivationError as error:
                yield index, f"is not a polynomial: {shorten(str(error))}"
                continue
            if difference.terms:
                yield index, _told(difference, names)

    return differ


def _read(value: object, numbers: Mapping[sympy.Expr, int]) -> Polynomial:
    """Give an entry of a result as a polynomial."""
    if type(value) is Polynomial:  # a subclass could compare, and compute, as it likes
        return value
    if isinstance(value, sympy.Expr):
        return read_polynomial(value, numbers)
    if isinstance(value, int | np.integer) and type(value) in _INTEGERS:
        return Polynomial.constant(int(value))
    raise DerivationError(f"{value!r} is a {type(value).__name__}")


def _told(difference: Polynomial, names: Sequence[str]) -> str:
    """Say which terms an entry lacks, and which it has too much."""
    terms = sorted(difference.terms.items())
    lacking = [(monomial, value) for monomial, value in terms if value > 0]
    excess = [(monomial, -value) for monomial, value in terms if value < 0]
    told = []
    if lacking:
        told.append(f"lacks {_terms_text(lacking, names)}")
    if excess:
        told.append(f"has {_terms_text(excess, names)} too much")
    return " and ".join(told)


def _terms_text(terms: Sequence[tuple[Monomial, Coefficient]], names: Sequence[str]) -> str:
    shown = [_term_text(*term, names) for term in terms[:_SHOWN_TERMS]]
    return " + ".join(shown + ["..."] * (len(terms) > _SHOWN_TERMS))


def _term_text(monomial: Monomial, value: Coefficient, names: Sequence[str]) -> str:
    factors = [names[number] for number in monomial]
    return "*".join(factors if factors and value == 1 else [str(value), *factors])

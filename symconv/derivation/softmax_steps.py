"""The definition of a softmax, and its derivatives from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import sympy

from symconv.derivation.step import Step, StepKind
from symconv.documents import Text
from symconv.formulas import (
    ONE,
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Sum,
    Writer,
)
from symconv.notation import Notation
from symconv.roles import Role
from symconv.symbolic.own_terms import Ratio, by_quotient_rule
from symconv.symbolic.softmax import exponential, softmax_derivatives


@dataclass(frozen=True)
class SoftmaxWriter:
    """Writes the softmax of the input along an axis of its shape; `whole` is the softmax.

    Entries of both carry the number of their layer wherever the notation writes it: in a network
    the letter alone may stand for the input as well as for its softmax.
    """

    notation: Notation
    shape: tuple[int, ...]
    axis: int
    whole: Entry

    @cached_property
    def _names(self) -> tuple[Name, Name, Name, Name]:
        """Give letters for two places, a place that is summed over, and the sum, all unused."""
        used = {self.notation.letter(role) for role in Role} | {self.notation.loss}
        used.add(self.whole.letter)
        free = [Name(letter) for letter in "ijkmnpqr" if letter not in used][:3]
        total = next(Name(letter) for letter in "SZDQ" if letter not in used)
        return free[0], free[1], free[2], total

    def input_at(self, place: Name) -> Entry:
        """Give an entry of the input by its place along the axis."""
        return self.notation.numbered(Role.INPUT, place)

    def entry_at(self, place: Name) -> Entry:
        """Give an entry of the softmax by its place along the axis."""
        return replace(self.whole, indices=(place,))

    def definition(self) -> Step:
        """Write the definition, and the derivatives by an entry's own variable and by another.

        They follow by the quotient rule, and are then written with the softmax's own entries.
        """
        i, j, k, total = self._names
        first = self.notation.base
        last = first + self.shape[self.axis] - 1
        summed = Sum(exponential(self.input_at(k)), (Range(k, Number(first), Number(last)),))
        own, other = self.entry_at(i), self.input_at(j)
        (same, y), (different, y_i, y_j) = softmax_derivatives()
        by_value = Writer({y: own, y_i: own, y_j: self.entry_at(j)}).write
        equations = (
            Equation(total, summed),
            Equation(own, Quotient(exponential(self.input_at(i)), total)),
            Equation(Partial(own, self.input_at(i)), self._quotient(by_own=True)),
            Equation(Partial(own, self.input_at(i)), by_value(same)),
            Equation(Partial(own, other), self._quotient(by_own=False)),
            Equation(Partial(own, other), by_value(different)),
        )
        title = ("The softmax and its derivatives",)
        return Step(StepKind.DEFINITION, None, title, self._note(), equations)

    def logarithms(self) -> Iterator[Equation]:
        """Write the derivatives of the logarithm of an entry, by its own variable and another."""
        i, j, *_ = self._names
        own = self.entry_at(i)
        (same, y), (different, y_i, y_j) = softmax_derivatives()
        write = Writer({y: own, y_i: own, y_j: self.entry_at(j)}).write
        for variable, derivative in ((i, same / y), (j, different / y_i)):
            entry = self.input_at(variable)
            left = Partial(Apply("log", (own,)), entry)
            yield Equation(left, Product((Quotient(ONE, own), Partial(own, entry))))
            yield Equation(left, write(derivative))

    def _note(self) -> Text:
        i, j, _, total = self._names
        along = "the entries"
        if len(self.shape) > 1:
            along = f"the entries along axis {self.axis}, at every position by itself"
        if self.axis == 0 and len(self.shape) > 1:
            along = "the channels, at every position by itself"
        return (
            i, " and ", j, f", which differ, number {along}. By the quotient rule, with ",
            Partial(total, self.input_at(j)), " = ", exponential(self.input_at(j)),
            "; each result is then written with entries of ", self.whole, ".",
        )  # fmt: skip

    def _quotient(self, by_own: bool) -> Formula:
        """Write the derivative of an entry by the quotient rule."""
        i, j, _, total = self._names
        x_i, x_j, rest = sympy.symbols("x_i x_j rest", cls=sympy.Dummy)
        e_i, e_j, s = sympy.symbols("e_i e_j s", cls=sympy.Dummy)
        whole = sympy.exp(x_i) + sympy.exp(x_j) + rest
        derived = by_quotient_rule(Ratio(sympy.exp(x_i), whole), x_i if by_own else x_j)
        above = derived.numerator.subs(whole, s).subs({sympy.exp(x_i): e_i, sympy.exp(x_j): e_j})
        letters = {
            e_i: exponential(self.input_at(i)), e_j: exponential(self.input_at(j)), s: total,
        }  # fmt: skip
        return Quotient(Writer(letters).write(above), Power(total, Number(2)))

"""The functions of the grammar as SymPy functions, with what is taken as their slope at a kink.

SymPy's own `Max` has slope 1/2 at a tie, its `Abs` one that is not real. Here, relu has slope 0 at
0, and where arguments of max or min tie, the first of them has slope 1 and the others 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy

from symconv.formulas import Apply, Condition, Formula, Indicator, Relation
from symconv.formulas.sympy_nodes import FUNCTIONS
from symconv.symbolic import functions

Write: TypeAlias = Callable[[sympy.Expr], Formula]


class _Named(sympy.Function):  # type: ignore[misc]
    """A function that is written by its name in the grammar."""

    word = ""

    def write_formula(self, write: Write) -> Formula:
        """Give the function, applied to its arguments, as a formula."""
        return Apply(self.word, tuple(map(write, self.args)))


class Sigmoid(functions.Sigmoid):
    """1/(1 + exp(-x)), by the name that the grammar has for it."""

    word = "sigmoid"


class _Comparison(sympy.Function):  # type: ignore[misc]
    """One where its first argument compares with its second as stated, else zero; slope zero."""

    relation: Relation
    ties = False

    @classmethod
    def eval(cls, left: sympy.Expr, right: sympy.Expr) -> sympy.Expr | None:
        """Decide for numbers, and for two equal expressions."""
        difference = left - right
        if difference.is_zero:
            return sympy.Integer(cls.ties)
        if difference.is_Rational:
            return sympy.Integer(int(bool(difference > 0)))
        return None

    def fdiff(self, _place: int = 1) -> sympy.Expr:
        """Give zero: the comparison changes at a tie only, where what is taken is stated."""
        return sympy.S.Zero

    def write_formula(self, write: Write) -> Formula:
        """Give the comparison as an indicator."""
        left, right = map(write, self.args)
        return Indicator((Condition(left, self.relation, right),))


class Exceeds(_Comparison):
    """One where the first argument is larger than the second, else zero."""

    relation = Relation.GREATER


class Reaches(_Comparison):
    """One where the first argument is at least the second, else zero."""

    relation = Relation.AT_LEAST
    ties = True


class Maximum(_Named):
    """The largest argument; where several are, the first of them has slope 1."""

    word = "max"

    def fdiff(self, place: int = 1) -> sympy.Expr:
        """Give the indicator that the argument at `place` is the first of the largest."""
        return _leads(self.args, place - 1, lambda left, right: (left, right))


class Minimum(_Named):
    """The smallest argument; where several are, the first of them has slope 1."""

    word = "min"

    def fdiff(self, place: int = 1) -> sympy.Expr:
        """Give the indicator that the argument at `place` is the first of the smallest."""
        return _leads(self.args, place - 1, lambda left, right: (right, left))


class Absolute(_Named):
    """The absolute value; its slope is x/|x|, which has no value at 0, where it has none."""

    nargs = 1
    word = "abs"

    @classmethod
    def eval(cls, x: sympy.Expr) -> sympy.Expr | None:
        """Give the value of a number."""
        return sympy.Abs(x) if x.is_number and x.is_comparable else None

    def fdiff(self, _place: int = 1) -> sympy.Expr:
        """Give the variable over its absolute value."""
        return self.args[0] / self


def _leads(arguments: Sequence[sympy.Expr], at: int, order: Any) -> sympy.Expr:
    """Give the indicator that an argument beats those before it, and at least equals the others."""
    own = arguments[at]
    before = [Exceeds(*order(own, other)) for other in arguments[:at]]
    after = [Reaches(*order(own, other)) for other in arguments[at + 1 :]]
    return sympy.Mul(*before, *after)


SYMPY_FUNCTIONS: dict[str, Callable[..., sympy.Expr]] = {
    **FUNCTIONS,
    "ln": sympy.log,
    "tan": sympy.tan,
    "sqrt": sympy.sqrt,
    "abs": Absolute,
    "sigmoid": Sigmoid,
    "relu": functions.Relu,
    "max": Maximum,
    "min": Minimum,
}

"""The functions of p-norms: absolute values and roots, their derivatives as stated.

At zero neither has a derivative. There that of an absolute value is 0, and so is that of a root, so
that the gradient of a p-norm vanishes where the norm does.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy.core.function import ArgumentIndexError

from symconv.formulas import ONE, Apply, Formula, Power, Quotient

Write = Callable[[sympy.Expr], Formula]


class Magnitude(sympy.Function):  # type: ignore[misc]
    """The absolute value of a real number; its derivative is the sign, 0 at 0."""

    @classmethod
    def eval(cls, value: sympy.Expr) -> sympy.Expr | None:
        """Give the value of a number."""
        return sympy.Abs(value) if value.is_comparable else None

    def branch(self, values: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Give what the function is on the side of zero where its argument lies."""
        return sympy.sign(values[0]) * self.args[0]

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Give the derivative: the sign."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return Sign(self.args[0])

    def write_formula(self, write: Write) -> Formula:
        """Write |X_11|."""
        return Apply("abs", (write(self.args[0]),))


class Sign(sympy.Function):  # type: ignore[misc]
    """The sign of a real number: -1, 0 or 1; its derivative is 0."""

    @classmethod
    def eval(cls, value: sympy.Expr) -> sympy.Expr | None:
        """Give the sign of a number."""
        return sympy.sign(value) if value.is_comparable else None

    def fdiff(self, argindex: int = 1) -> sympy.Expr:  # noqa: ARG002
        """Give the derivative: zero, as of a step."""
        return sympy.S.Zero

    def write_formula(self, write: Write) -> Formula:
        """Write sign(X_11)."""
        return Apply("sign", (write(self.args[0]),))


class ZeroedPower(sympy.Function):  # type: ignore[misc]
    """A base that is not negative to a rational exponent; 0 where the base is 0.

    That makes the derivative of a root, whose exponent is negative, vanish at 0.

    >>> s = sympy.Symbol("s")
    >>> ZeroedPower(s, sympy.Rational(1, 2)).diff(s)
    ZeroedPower(s, -1/2)/2
    >>> [ZeroedPower(value, sympy.Rational(-1, 2)) for value in (4, 0)]
    [1/2, 0]
    """

    @classmethod
    def eval(cls, base: sympy.Expr, exponent: sympy.Rational) -> sympy.Expr | None:
        """Give the power where the base is a number."""
        if not base.is_comparable:
            return None
        return sympy.S.Zero if base.is_zero else base**exponent

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Give the derivative by the base: exponent times the base to the exponent less one."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        base, exponent = self.args
        return exponent * ZeroedPower(base, exponent - 1)

    def write_formula(self, write: Write) -> Formula:
        """Write a power, or one over a power."""
        base, exponent = self.args
        if exponent > 0:
            return Power(write(base), write(exponent))
        size = write(base) if exponent == -1 else Power(write(base), write(-exponent))
        return Quotient(ONE, size)

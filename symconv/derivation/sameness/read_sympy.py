"""SymPy expressions as terms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

import sympy
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from symconv.derivation.sameness.limits import NoVerdictError, Work
from symconv.derivation.sameness.terms import (
    MINUS,
    NEVER_ZERO,
    ONE,
    ZERO,
    Bound,
    Call,
    Choice,
    Chosen,
    Const,
    Free,
    Known,
    Largest,
    Opaque,
    Plus,
    Raised,
    Term,
    Times,
    Total,
    exponential,
    is_zero,
    minus,
    negation,
    over,
    positive,
    smallest,
)
from symconv.derivation.sameness.vocabulary import (
    at_least,
    cosh,
    equal,
    floor,
    if_positive,
    magnitude,
    modulo,
    relu,
    sigmoid,
    sign,
    sinh,
    softmax,
    tan,
    tanh,
)
from symconv.symbolic.functions import IfPositive, LeakyRelu, Relu, Sigmoid, Tanh
from symconv.symbolic.norm_functions import Magnitude, Sign, ZeroedPower
from symconv.symbolic.pool_functions import Extreme, IsLastAt, Share, SplitExtreme
from symconv.symbolic.softmax import Softmax

_NO_REAL_NUMBERS = frozenset({sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I})


def _zeroed_power(base: Term, exponent: Term) -> Term:
    own = Raised(base, exponent)
    if isinstance(exponent, Const) and exponent.value > 0:
        return own
    return Choice((is_zero(base),), (ZERO,), own)


def _is_last_at(place: Term, index: Term, *later: Term) -> Term:
    others = (negation(equal(other, place)) for other in later)
    return Times((equal(index, place), *others))


_FUNCTIONS: Mapping[type[sympy.Basic], Callable[..., Term]] = {
    sympy.exp: exponential,
    sympy.log: lambda x: Call(Known.LOG, x),
    sympy.sin: lambda x: Call(Known.SIN, x),
    sympy.cos: lambda x: Call(Known.COS, x),
    sympy.tan: tan,
    sympy.sinh: sinh,
    sympy.cosh: cosh,
    sympy.tanh: tanh,
    sympy.Abs: magnitude,
    sympy.sign: sign,
    sympy.floor: floor,
    sympy.ceiling: lambda x: Times((MINUS, floor(Times((MINUS, x))))),
    sympy.Mod: modulo,
    sympy.Heaviside: lambda x, zero: Plus((positive(x), Times((zero, is_zero(x))))),
    sympy.UnevaluatedExpr: lambda x: x,
    Sigmoid: sigmoid,
    Tanh: tanh,
    Relu: relu,
    LeakyRelu: lambda x, slope: if_positive(x, x, Times((slope, x))),
    IfPositive: if_positive,
    Magnitude: magnitude,
    Sign: sign,
    ZeroedPower: _zeroed_power,
    IsLastAt: _is_last_at,
}
_RELATIONS: Mapping[type[sympy.Basic], Callable[[Term, Term], Term]] = {
    sympy.Gt: lambda a, b: positive(minus(a, b)),
    sympy.Lt: lambda a, b: positive(minus(b, a)),
    sympy.Ge: at_least,
    sympy.Le: lambda a, b: at_least(b, a),
    sympy.Eq: equal,
    sympy.Ne: lambda a, b: negation(equal(a, b)),
}


@dataclass
class SympyReader:
    """Reads expressions as terms, each part once."""

    work: Work
    symbols: dict[str, Free] = field(default_factory=dict)
    """The symbols that were met, by name."""
    ambiguous: set[str] = field(default_factory=set)
    """Names of several different symbols."""
    _done: dict[tuple[sympy.Basic, tuple[sympy.Symbol, ...]], Term] = field(default_factory=dict)
    _indices: tuple[sympy.Symbol, ...] = ()
    """The indices of the sums around, outermost first."""

    def read(self, expression: sympy.Basic) -> Term:
        """Give an expression as a term.

        Raises
        ------
        NoVerdictError
            If it has no real value, or holds what is not compared.
        """
        key = expression, self._indices
        found = self._done.get(key)
        if found is None:
            self.work.spend()
            found = self._done[key] = self._read(expression)
        return found

    def _read(self, expression: sympy.Basic) -> Term:
        if isinstance(expression, sympy.Rational):
            return Const(Fraction(int(expression.p), int(expression.q)))
        if isinstance(expression, sympy.Symbol):
            return self._symbol(expression)
        if isinstance(expression, sympy.Float):
            raise NoVerdictError(f"{expression} is a float, which is not exact: write a Rational")
        if expression in _NO_REAL_NUMBERS:
            raise NoVerdictError(f"{expression} is not a real number")
        if isinstance(expression, BooleanTrue | BooleanFalse):
            return ONE if expression else ZERO
        if getattr(expression, "is_commutative", True) is False:
            raise NoVerdictError(f"{expression} does not commute")
        return self._read_arithmetic(expression)

    def _read_arithmetic(self, expression: sympy.Basic) -> Term:
        if isinstance(expression, sympy.Add):
            return Plus(self._all(expression.args))
        if isinstance(expression, sympy.Mul):
            return Times(self._all(expression.args))
        if isinstance(expression, sympy.Pow):
            base, exponent = expression.args
            return Raised(self.read(base), self.read(exponent), base)
        if expression is sympy.E:
            return exponential(ONE)
        return self._read_other(expression)

    def _all(self, expressions: Sequence[sympy.Basic]) -> tuple[Term, ...]:
        return tuple(map(self.read, expressions))

    def _symbol(self, symbol: sympy.Symbol) -> Term:
        if symbol in self._indices:
            return Bound(self._indices.index(symbol))
        if symbol.is_commutative is False or symbol.is_extended_real is False:
            raise NoVerdictError(f"the symbol {symbol} does not stand for a real number")
        free = self._free(symbol)
        if self.symbols.setdefault(symbol.name, free).key != free.key:
            self.ambiguous.add(symbol.name)
        return free

    def _free(self, symbol: sympy.Symbol) -> Free:
        key, assumed = ("symbol", symbol), symbol.assumptions0
        if assumed == {"commutative": True}:
            return Free(key, symbol.name)
        return Free(key, symbol.name, lambda value: _allows(assumed, value))

    def _read_other(self, expression: sympy.Basic) -> Term:
        kind = type(expression)
        if kind in _RELATIONS:
            return _RELATIONS[kind](*self._all(expression.args))
        if kind in (sympy.Max, sympy.Min):  # SymPy keeps their arguments in no order
            parts = self._all(sorted(expression.args, key=sympy.default_sort_key))
            return Largest(parts) if kind is sympy.Max else smallest(parts)
        if kind in _FUNCTIONS and (kind is not sympy.log or len(expression.args) == 1):
            return _FUNCTIONS[kind](*self._all(expression.args))
        if isinstance(expression, sympy.And):
            return Times(self._all(expression.args))
        if isinstance(expression, sympy.Or):
            return negation(Times(tuple(map(negation, self._all(expression.args)))))
        if isinstance(expression, sympy.Not):
            return negation(self.read(expression.args[0]))
        if isinstance(expression, sympy.ITE):
            test, value, otherwise = self._all(expression.args)
            return Choice((test,), (value,), otherwise)
        if isinstance(expression, sympy.KroneckerDelta):
            return equal(*self._all(expression.args[:2]))
        if isinstance(expression, Extreme | Share | Softmax):
            return self._own(expression)
        return self._read_rest(expression)

    def _own(self, expression: Any) -> Term:
        if isinstance(expression, Extreme):
            return _extreme(type(expression), self._all(expression.args))
        place = int(expression.args[0])
        values = self._all(expression.args[1:])
        if isinstance(expression, Softmax):
            return softmax(place, values)
        return _share(type(expression).extreme, place - 1, values)

    def _read_rest(self, expression: sympy.Basic) -> Term:
        if isinstance(expression, sympy.Piecewise):
            return self._piecewise(expression)
        if isinstance(expression, sympy.Indexed):
            key = ("indexed", expression.base)
            places = self._all(expression.indices)
            return Chosen(key, str(expression.base), places, is_entry=True)
        if isinstance(expression, AppliedUndef):
            key, arguments = ("function", expression.func), self._all(expression.args)
            if getattr(expression.func, "_kwargs", None):  # not every value may be chosen
                return Opaque(key, str(expression), arguments)
            return Chosen(key, str(expression.func), arguments, is_entry=False)
        if isinstance(expression, sympy.Sum):
            return self._sum(expression)
        if isinstance(expression, sympy.Function):
            kind = cast(Hashable, type(expression))
            return Opaque(kind, str(expression), self._all(expression.args))
        if not isinstance(expression, sympy.Expr):
            raise NoVerdictError(f"{type(expression).__name__} is not compared")
        indices = tuple(Bound(level) for level in range(len(self._indices)))
        return Opaque((self._indices, expression), str(expression), indices)

    def _piecewise(self, expression: sympy.Piecewise) -> Term:
        values: list[Term] = []
        tests: list[Term] = []
        for value, condition in expression.args:
            if condition == sympy.true:
                return Choice(tuple(tests), tuple(values), self.read(value))
            tests.append(self.read(condition))
            values.append(self.read(value))
        return Choice(tuple(tests), tuple(values), None)

    def _sum(self, expression: sympy.Sum) -> Term:
        """Read a sum over one index or several, the last of which is outermost."""
        body, *limits = expression.args
        if any(len(limit) != 3 or limit.has(sympy.oo, -sympy.oo) for limit in limits):
            raise NoVerdictError(f"{expression} has limits that are not numbers or symbols")
        if len({limit[0] for limit in limits} | set(self._indices)) < len(limits) + len(
            self._indices
        ):
            raise NoVerdictError(f"{expression} binds an index twice")
        return self._summed(body, limits)

    def _summed(self, body: sympy.Basic, limits: Sequence[sympy.Tuple]) -> Term:
        if not limits:
            return self.read(body)
        *inner, (index, lower, upper) = limits
        level = len(self._indices)
        first, last = self.read(lower), self.read(upper)
        around = self._indices
        self._indices = (*around, index)
        try:
            return Total(level, first, last, self._summed(body, inner))
        finally:
            self._indices = around


def _extreme(kind: type[Extreme], values: tuple[Term, ...]) -> Term:
    return Largest(values) if kind.sign > 0 else smallest(values)


def _share(extreme: type[Extreme], place: int, values: tuple[Term, ...]) -> Term:
    """Give the derivative of an extreme by the argument at a place, by its tie rule."""
    if issubclass(extreme, SplitExtreme):
        largest = _extreme(extreme, values)
        ties = Plus(tuple(equal(value, largest) for value in values))
        return over(equal(values[place], largest), ties, NEVER_ZERO)
    own = values[place]
    which = getattr(extreme, "which", 0)
    return Times(tuple(_wins(extreme.sign, own, other, at < place if which == 0 else at > place)
                       for at, other in enumerate(values) if at != place))  # fmt: skip


def _wins(sign_: int, own: Term, other: Term, strictly: bool) -> Term:
    """Give one where a value is above another, or not below it."""
    larger, smaller = (own, other) if sign_ > 0 else (other, own)
    return positive(minus(larger, smaller)) if strictly else at_least(larger, smaller)


def _allows(assumed: Mapping[str, bool], value: Fraction) -> bool:
    """Tell whether a symbol's assumptions allow a number."""
    exact = sympy.Rational(value.numerator, value.denominator)
    return all(getattr(exact, f"is_{name}", None) == holds for name, holds in assumed.items())

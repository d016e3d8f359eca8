"""The chain-rule engine: expressions, the symbols to differentiate by, upstream gradients.

It does not know what a layer is. Local gradients come from the rules of calculus applied to the
expressions: the sum rule term by term, the product rule factor by factor, the chain rule for powers
and functions, and SymPy's own derivative for every other factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from numbers import Number
from typing import Any, overload

import sympy

from symconv.errors import DerivationError
from symconv.symbolic.algebra import add, multiply


@dataclass(frozen=True, repr=False)
class ChainRule(Sequence[sympy.Expr]):
    """The gradients of a loss by the chain rule: a sequence with one gradient per symbol of `wrt`.

    Attributes
    ----------
    outputs, wrt, upstream : as given to `derive_expressions`
    local : one mapping per output, from symbol to local gradient; zero ones are left out
    contributors : mapping from symbol to the numbers of the outputs that depend on it, in order
    gradients : one canonical expression per symbol of `wrt`
    """

    outputs: tuple[sympy.Expr, ...]
    wrt: tuple[sympy.Symbol, ...]
    upstream: tuple[sympy.Expr, ...]
    local: tuple[Mapping[sympy.Symbol, sympy.Expr], ...]
    contributors: Mapping[sympy.Symbol, tuple[int, ...]]
    gradients: tuple[sympy.Expr, ...]

    def __repr__(self) -> str:
        return f"<ChainRule: {len(self.outputs)} outputs by {len(self.wrt)} symbols>"

    @overload
    def __getitem__(self, key: int) -> sympy.Expr: ...

    @overload
    def __getitem__(self, key: slice) -> Sequence[sympy.Expr]: ...

    def __getitem__(self, key: int | slice) -> sympy.Expr | Sequence[sympy.Expr]:
        return self.gradients[key]

    def __len__(self) -> int:
        return len(self.gradients)

    def local_gradient(self, output: int, symbol: sympy.Symbol) -> sympy.Expr:
        """Give ∂outputs[output]/∂symbol."""
        return self.local[output].get(symbol, sympy.S.Zero)

    def gradient(self, symbol: sympy.Symbol) -> sympy.Expr:
        """Give ∂L/∂symbol. Raises `ValueError` if the symbol is not in `wrt`."""
        return self.gradients[self.wrt.index(symbol)]


def derive_expressions(
    outputs: Iterable[sympy.Expr],
    wrt: Iterable[sympy.Symbol],
    upstream: Iterable[sympy.Expr],
) -> ChainRule:
    """Derive ∂L/∂s for every symbol s of `wrt` as the sum of upstream times local gradients.

    Parameters
    ----------
    outputs : SymPy expressions of any kind, and numbers
    wrt : the symbols to differentiate by
    upstream : ∂L/∂output, one expression per output; taken as given

    Each may be a sequence or an array, which is read row by row.

    Returns
    -------
    ChainRule
        A sequence of gradients, aligned with `wrt`. Each is structurally equal to
        ``sympy.Add(*terms)``, one term per output that depends on the symbol.

    Raises
    ------
    DerivationError
        If the counts of outputs and upstream gradients differ, an output or upstream gradient is
        not a SymPy expression, or a member of `wrt` is not a symbol or is named twice.

    Examples
    --------
    >>> x, y, g = sympy.symbols("x y g")
    >>> list(derive_expressions([x**2 * y + sympy.exp(y)], [x, y], [g]))
    [2*g*x*y, g*(x**2 + exp(y))]
    """
    outputs = _as_tuple("outputs", outputs)
    wrt = _as_tuple("wrt", wrt)
    upstream = _as_tuple("upstream", upstream)
    _check(outputs, wrt, upstream)
    wanted = frozenset(wrt)
    local = tuple(differentiate(output, wanted) for output in outputs)
    terms: dict[sympy.Symbol, list[sympy.Expr]] = {symbol: [] for symbol in wrt}
    contributors: dict[sympy.Symbol, list[int]] = {symbol: [] for symbol in wrt}
    for number, (from_above, partials) in enumerate(zip(upstream, local, strict=True)):
        for symbol, partial in partials.items():
            terms[symbol].append(multiply(from_above, partial))
            contributors[symbol].append(number)
    return ChainRule(
        outputs=outputs,
        wrt=wrt,
        upstream=upstream,
        local=local,
        contributors={symbol: tuple(numbers) for symbol, numbers in contributors.items()},
        gradients=tuple(add(terms[symbol]) if terms[symbol] else sympy.S.Zero for symbol in wrt),
    )


def differentiate(
    expression: sympy.Expr, wanted: AbstractSet[sympy.Symbol]
) -> dict[sympy.Symbol, sympy.Expr]:
    """Give the non-zero derivatives of `expression` by the wanted symbols: the sum rule."""
    collected: dict[sympy.Symbol, list[sympy.Expr]] = {}
    for term in sympy.Add.make_args(expression):
        for symbol, derivative in _differentiate_term(term, wanted):
            if symbol in collected:
                collected[symbol].append(derivative)
            else:
                collected[symbol] = [derivative]
    sums = {symbol: add(derivatives) for symbol, derivatives in collected.items()}
    return {symbol: total for symbol, total in sums.items() if total is not sympy.S.Zero}


def _differentiate_term(
    term: sympy.Expr, wanted: AbstractSet[sympy.Symbol]
) -> Iterator[tuple[sympy.Symbol, sympy.Expr]]:
    """Give (symbol, derivative) pairs whose sums per symbol are the derivatives of `term`."""
    if not term.is_Mul:
        yield from _differentiate_factor(term, wanted)
        return
    factors = term.args
    for place, factor in enumerate(factors):
        for symbol, derivative in _differentiate_factor(factor, wanted):
            yield symbol, _cofactor(factors, place, derivative)


def _cofactor(factors: Sequence[sympy.Expr], place: int, derivative: sympy.Expr) -> sympy.Expr:
    """Give the product with the factor at `place` replaced by its derivative: the product rule."""
    if derivative is sympy.S.One and len(factors) == 2:
        return factors[1 - place]
    return sympy.Mul(*factors[:place], derivative, *factors[place + 1 :])


def _differentiate_factor(
    factor: sympy.Expr, wanted: AbstractSet[sympy.Symbol]
) -> Iterator[tuple[sympy.Symbol, sympy.Expr]]:
    if factor.is_Symbol:
        if factor in wanted:
            yield factor, sympy.S.One
        return
    if factor.is_number:
        return
    if factor.is_Pow and factor.exp.is_number:
        outer = factor.exp * factor.base ** (factor.exp - 1)
        for symbol, inner in differentiate(factor.base, wanted).items():
            yield symbol, multiply(outer, inner)
    elif _has_plain_chain_rule(factor):
        yield from _differentiate_function(factor, wanted)
    else:
        for symbol in sorted(factor.free_symbols & wanted, key=sympy.default_sort_key):
            yield symbol, factor.diff(symbol)


def _has_plain_chain_rule(factor: sympy.Expr) -> bool:
    """Tell a function that knows its derivative by each argument, and does no more than that."""
    kind = type(factor)
    return factor.is_Function and kind._eval_derivative is sympy.Function._eval_derivative


def _differentiate_function(
    function: sympy.Expr, wanted: AbstractSet[sympy.Symbol]
) -> Iterator[tuple[sympy.Symbol, sympy.Expr]]:
    """Give (symbol, derivative) pairs of a function, argument by argument: the chain rule.

    SymPy's `diff` gives the same, but asks of every result whether it might be zero.
    """
    for place, argument in enumerate(function.args, 1):
        inner = differentiate(argument, wanted)
        if inner:
            outer = function.fdiff(place)
            for symbol, derivative in inner.items():
                yield symbol, multiply(outer, derivative)


def _as_tuple(name: str, values: Any) -> tuple[sympy.Expr, ...]:
    """Give a sequence or an array (SymPy's or NumPy's, row by row) as a tuple of expressions."""
    if hasattr(values, "tolist"):
        values = sympy.flatten([values.tolist()])
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise DerivationError(f"{name} {values!r} are not a sequence")
    return tuple(_as_expression(value) for value in values)


def _as_expression(value: Any) -> Any:
    """Give a Python number as SymPy's; text is never read."""
    is_number = isinstance(value, Number) and value is not True and value is not False
    return sympy.sympify(value, strict=True) if is_number else value


def _check(
    outputs: tuple[object, ...], wrt: tuple[object, ...], upstream: tuple[object, ...]
) -> None:
    if len(outputs) != len(upstream):
        raise DerivationError(
            f"{len(outputs)} outputs need as many upstream gradients, not {len(upstream)}"
        )
    for name, expressions in (("output", outputs), ("upstream gradient", upstream)):
        for expression in expressions:
            if not isinstance(expression, sympy.Expr):
                raise DerivationError(f"{name} {expression!r} is not a SymPy expression")
    for symbol in wrt:
        if not isinstance(symbol, sympy.Symbol | sympy.Indexed):
            raise DerivationError(f"cannot differentiate by {symbol!r}: it is not a symbol")
    if len(set(wrt)) != len(wrt):
        raise DerivationError("a symbol to differentiate by is named twice")

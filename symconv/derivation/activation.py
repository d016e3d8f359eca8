"""Activations: what their derivations say besides, and their closed forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy

from symconv.derivation.closed_forms import whole_upstream, write_closed_forms
from symconv.derivation.softmax_steps import SoftmaxWriter
from symconv.derivation.step import Derived, Step, StepKind, adapt_steps, add_notes
from symconv.documents import Text
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Case,
    Cases,
    Condition,
    Entrywise,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Relation,
    SumAlong,
    Writer,
)
from symconv.notation import FactorOrder, Notation
from symconv.roles import Role
from symconv.specs.activation import ActivationFunction, ActivationSpec
from symconv.symbolic.activation import function_of, write_cases
from symconv.symbolic.functions import ByCases, IfPositive, OfExponentials, own_derivative
from symconv.symbolic.own_terms import Ratio, by_quotient_rule

_SOFTMAX_OF_ONE = (
    " The softmax of a single entry is 1 whatever the entry is; its derivative, written in terms "
    "of the softmax below, is 0."
)
_VARIABLE = sympy.Symbol("x")
_X = Name("x")


@adapt_steps.register
def add_activation_steps(
    spec: ActivationSpec, steps: tuple[Step, ...], derived: Derived
) -> tuple[Step, ...]:
    """Put the definition and its derivative before the other steps."""
    if spec.function is ActivationFunction.IDENTITY:
        return steps
    if spec.function is ActivationFunction.SOFTMAX and spec.shape[spec.axis] == 1:
        return add_notes(steps, {StepKind.FORWARD: (_SOFTMAX_OF_ONE,)})
    if spec.function is ActivationFunction.SOFTMAX:
        notation = derived.layer.notation
        writer = SoftmaxWriter(notation, spec.shape, spec.axis, notation.whole(Role.OUTPUT))
        return (writer.definition(), *steps)
    function = function_of(spec)(_VARIABLE)
    if isinstance(function, ByCases):
        return (_definition_by_cases(function), *steps)
    if isinstance(function, OfExponentials):
        return (_definition_of_exponentials(function), *steps)
    return steps


def _step(note: Text, equations: Iterator[Equation]) -> Step:
    title = ("The function and its derivative",)
    return Step(StepKind.DEFINITION, None, title, note, tuple(equations))


def _definition_by_cases(function: ByCases) -> Step:
    """Write the cases, and the derivative of each."""
    variable, *parameters = function.args
    write = Writer({_VARIABLE: _X}).write
    cases = function.definition(variable, *parameters)
    derivative = cases.diff(variable)
    at_zero = write(derivative.subs(variable, 0))
    kink = "At 0, where the function has a kink and no derivative, "
    note: Text = (
        "Each case is differentiated by itself. ", kink, "the value of the second case is taken, ",
        at_zero, ", as PyTorch does; ONNX leaves it open.",
    )  # fmt: skip
    if not isinstance(derivative, IfPositive):
        note = ("Each case is differentiated by itself; here both give the same.",)
    own = write(function)

    def equations() -> Iterator[Equation]:
        yield Equation(own, _both_cases(cases, write))
        yield Equation(Partial(own, _X), _both_cases(derivative, write))
        if derivative.args[1:] == (sympy.S.One, sympy.S.Zero):
            yield Equation(Partial(own, _X), write(derivative))

    return _step(note, equations())


def _both_cases(expression: sympy.Expr, write: Callable[[sympy.Expr], Formula]) -> Formula:
    """Write an expression that depends on a sign with its cases in a brace."""
    if not isinstance(expression, IfPositive):
        return write(expression)
    _, value, otherwise = map(write, expression.args)
    return Cases((Case(value, Condition(_X, Relation.GREATER, ZERO)), Case(otherwise)))


def _definition_of_exponentials(function: OfExponentials) -> Step:
    """Write the quotient, its derivative by the quotient rule, and that in the function's terms."""
    ratio = function.ratio(_VARIABLE)
    polynomial, y = own_derivative(type(function))
    own = Apply(function.word, (_X,))
    write_value = Writer({y: own}).write
    factors = [factor for factor in sympy.Mul.make_args(polynomial) if factor != y]
    note = (
        "The definition is differentiated by the quotient rule. The last line says the same in "
        "terms of ", own, ": both sides are the same rational function of exponentials.",
    )  # fmt: skip

    def equations() -> Iterator[Equation]:
        yield Equation(own, _write_ratio(ratio))
        yield Equation(Partial(own, _X), _write_ratio(by_quotient_rule(ratio, _VARIABLE)))
        for factor in factors if polynomial.is_Mul else ():
            above = sympy.expand(factor.subs(y, ratio.value) * ratio.denominator)
            above = sympy.simplify(above)
            yield Equation(write_value(factor), _write_ratio(Ratio(above, ratio.denominator)))
        yield Equation(Partial(own, _X), write_value(polynomial))

    return _step(note, equations())


def _write_ratio(ratio: Ratio) -> Formula:
    return Quotient(_write_exponentials(ratio.numerator), _write_exponentials(ratio.denominator))


def _write_exponentials(expression: sympy.Expr) -> Formula:
    """Write a sum of exponentials, or of their squares, as people do: 1 + exp(-x), numbers first.

    The general writer would turn exp(-x) in a product into a denominator.
    """
    if expression.is_Add:
        return Add(tuple(map(_write_exponentials, sorted(expression.args, key=_order))))
    if expression.is_Mul and expression.args[0] == -1:
        return Product((Number(-1), _write_exponentials(-expression)))
    if expression.is_Pow:
        return Power(_write_exponentials(expression.base), Number(int(expression.exp)))
    return Writer({_VARIABLE: _X}).write(expression)


def _order(term: sympy.Expr) -> tuple[bool, bool, bool]:
    """Order what is added before what is taken away, numbers first, then exp(x), then exp(-x)."""
    falls = any(part.args[0].could_extract_minus_sign() for part in term.atoms(sympy.exp))
    return bool(term.could_extract_minus_sign()), bool(term.free_symbols), falls


_FUNCTION = ActivationFunction


@write_closed_forms.register
def write_activation_closed_forms(spec: ActivationSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed form of the input's gradient, and of the identity's output."""
    upstream, output = whole_upstream(notation), notation.whole(Role.OUTPUT)
    if spec.function is _FUNCTION.IDENTITY:
        return {Role.OUTPUT: notation.whole(Role.INPUT), Role.INPUT: upstream}
    if spec.function is _FUNCTION.SOFTMAX:
        mean = SumAlong(Entrywise((upstream, output)), spec.axis)
        return {Role.INPUT: Entrywise((output, Add((upstream, negated(mean)))))}
    return {Role.INPUT: _scaled(upstream, _derivative(spec, notation), notation)}


def negated(formula: Formula) -> Formula:
    """Write minus an array."""
    return Product((Number(-1), formula))


def _derivative(spec: ActivationSpec, notation: Notation) -> tuple[Formula, ...]:
    """Give the factors of the derivative as whole arrays; none where it is 1 everywhere."""
    output = notation.whole(Role.OUTPUT)
    if spec.function is _FUNCTION.SIGMOID:
        return output, Add((ONE, negated(output)))
    if spec.function is _FUNCTION.TANH:
        return (Add((ONE, negated(Entrywise((output, output))))),)
    return () if spec.slope == 1 else (write_cases(spec, notation.whole(Role.INPUT)),)


def _scaled(upstream: Formula, derivative: tuple[Formula, ...], notation: Notation) -> Formula:
    if not derivative:
        return upstream
    if notation.factor_order is FactorOrder.UPSTREAM_FIRST:
        return Entrywise((upstream, *derivative))
    return Entrywise((*derivative, upstream))

"""Losses: what their derivations say besides, and their closed forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from math import prod

import sympy

from symconv.derivation.activation import negated
from symconv.derivation.algebra.polynomial import read_polynomial
from symconv.derivation.closed_forms import whole_gradient, write_closed_forms
from symconv.derivation.softmax_steps import SoftmaxWriter
from symconv.derivation.step import Derived, Step, StepKind, adapt_steps
from symconv.documents import Text
from symconv.errors import DerivationError
from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Entrywise,
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
    SumAlong,
    Writer,
)
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs.loss import LossFunction, LossSpec
from symconv.symbolic.loss import CHANNELS, softmax_letter
from symconv.symbolic.named import whole_of
from symconv.symbolic.softmax import sum_of

_MINUS_ONE = Number(-1)


@adapt_steps.register
def add_loss_steps(spec: LossSpec, steps: tuple[Step, ...], derived: Derived) -> tuple[Step, ...]:
    """Put the definition first, one term's derivative before the gradient, its end after it."""
    if spec.function is LossFunction.CROSS_ENTROPY:
        return _CrossEntropy(spec, derived).among(steps)
    return _SquaredError(spec, derived).among(steps)


class _LossWriter:
    """Writes the steps that only one kind of loss has."""

    def __init__(self, spec: LossSpec, derived: Derived) -> None:
        self.spec = spec
        self.derived = derived
        self.notation: Notation = derived.layer.notation
        self.loss = Name(self.notation.loss)
        self.number = self.notation.unused_letter("kmnij")
        self.prediction: Formula = self.notation.numbered(Role.INPUT, self.number)
        self.target: Formula = self.notation.numbered(Role.TARGET, self.number)
        self.is_single = prod(spec.shape) == 1
        if self.is_single:
            self.prediction = derived.layer.wrt[Role.INPUT].formulas[0]
            self.target = derived.layer.data[Role.TARGET].formulas[0]

    def among(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """Give all steps in order."""
        written: list[Step] = [*self.first()]
        for step in steps:
            if step.kind is StepKind.SUBSTITUTED:
                written += [self.one_term(), self.entry_by_entry(step), *self.simplified()]
            else:
                written.append(step)
        return (*written, *self.ended())

    def first(self) -> Iterator[Step]:
        """Write the definition."""
        yield self.definition()

    def definition(self) -> Step:
        """Write the loss as a sum over all entries."""
        base = self.notation.base
        limits = Range(self.number, Number(base), Number(base + prod(self.spec.shape) - 1))
        counted: Text = (self.number, f" numbers the entries, row by row from {base}.")
        note = () if self.is_single else counted
        equation = Equation(self.loss, self.summed(limits))
        return Step(StepKind.DEFINITION, None, ("The loss of one example",), note, (equation,))

    def summed(self, limits: Range) -> Formula:
        """Write the sum."""
        raise NotImplementedError

    def over_entries(self, body: Formula, limits: Range) -> Formula:
        """Write the sum of a body over the entries; the body alone if there is one entry."""
        return body if self.is_single else Sum(body, (limits,))

    def one_term(self) -> Step:
        """Write how a term of the sum is differentiated."""
        raise NotImplementedError

    def entry_by_entry(self, step: Step) -> Step:
        """Give the step that writes the gradient."""
        return step

    def simplified(self) -> Iterator[Step]:
        """Write what the gradient comes down to."""
        return iter(())

    def ended(self) -> Iterator[Step]:
        """Write the closed form that the gradient has under a condition."""
        return iter(())


class _SquaredError(_LossWriter):
    """½ Σ (t - x)², or the mean of the squares."""

    @property
    def divisor(self) -> int:
        """What the sum of squares is divided by."""
        return 2 if self.spec.function is LossFunction.SQUARED_ERROR else prod(self.spec.shape)

    def summed(self, limits: Range) -> Formula:
        error = Add((self.target, Product((_MINUS_ONE, self.prediction))))
        squares = self.over_entries(Power(error, Number(2)), limits)
        return squares if self.divisor == 1 else Product((_share(1, self.divisor), squares))

    def one_term(self) -> Step:
        """Write the power rule, with the derivative of what is squared."""
        x, t = sympy.symbols("x t", cls=sympy.Dummy)
        write = Writer({t: self.target, x: self.prediction}).write
        inner = t - x
        term = inner**2 / self.divisor
        entry = Partial(self.loss, self.prediction)
        _, power = term.as_coeff_Mul()
        base, exponent = power.as_base_exp()
        brought_down = Quotient(write(exponent), Number(self.divisor))
        change = write(base.diff(x))
        if sympy.expand(
            exponent * base ** (exponent - 1) * base.diff(x) / self.divisor - term.diff(x)
        ):
            raise DerivationError(f"the power rule does not give the derivative of {term}")
        equations = (
            Equation(entry, Product((brought_down, write(base ** (exponent - 1)), change))),
            Equation(entry, _factored(term.diff(x), write)),
        )
        only: Text = ("Only one term of the sum depends on ", self.prediction, ". ")
        note: Text = (
            *(() if self.is_single else only),
            "The exponent comes down, and what is squared has the derivative ", change, ".",
        )  # fmt: skip
        title = ("Power rule, for every element of ", self.notation.whole(Role.INPUT))
        return Step(StepKind.CHAIN_RULE, Role.INPUT, title, note, equations)

    def entry_by_entry(self, step: Step) -> Step:
        """Write each entry with its common factor first."""
        layer, local = self.derived.layer, self.derived.chain_rule.local[0]
        array = layer.wrt[Role.INPUT]
        values = [_factored(local[symbol], self.derived.write) for symbol in array.symbols]
        equations = tuple(
            Equation(self.notation.gradient(Role.INPUT, formula), value)
            for formula, value in zip(array.formulas, values, strict=True)
        )
        return replace(step, equations=equations)


class _CrossEntropy(_LossWriter):
    """-Σ t log softmax(x)."""

    def __init__(self, spec: LossSpec, derived: Derived) -> None:
        super().__init__(spec, derived)
        (self.softmax,) = derived.layer.named
        whole = self.softmax.whole
        if not isinstance(whole, Entry):
            raise TypeError(f"{whole} is not an array")
        self.writer = SoftmaxWriter(self.notation, spec.shape, CHANNELS, whole)

    def first(self) -> Iterator[Step]:
        yield self.writer.definition()
        yield self.definition()

    def summed(self, limits: Range) -> Formula:
        softmax = self.softmax.formulas[0] if self.is_single else self.writer.entry_at(self.number)
        term = Product((self.target, Apply("log", (softmax,))))
        return Product((_MINUS_ONE, self.over_entries(term, limits)))

    def one_term(self) -> Step:
        """Write the derivatives of the logarithms."""
        note = ("The logarithm of an entry has one over the entry as its derivative.",)
        title = ("Derivatives of the logarithms",)
        equations = tuple(self.writer.logarithms())
        return Step(StepKind.CHAIN_RULE, Role.INPUT, title, note, equations)

    def simplified(self) -> Iterator[Step]:
        """Collect the softmax's entries, then take the targets' sum as 1."""
        collected, ended, sums = [], [], []
        array = self.derived.layer.wrt[Role.INPUT]
        for place, formula in enumerate(array.formulas):
            total, rest = self._collected(place)
            softmax = self.softmax.formulas[place]
            left = self.notation.gradient(Role.INPUT, formula)
            collected.append(Equation(left, Add((Product((softmax, total)), rest))))
            ended.append(Equation(left, Add((softmax, rest))))
            sums.append(total)
        yield Step(
            StepKind.SIMPLIFIED, Role.INPUT, ("Terms collected",),
            ("Every target of the same softmax meets its entry once.",), tuple(collected),
        )  # fmt: skip
        one = Equation(sums[0], Number(1))
        others = " and so on at every position" if len(set(sums)) > 1 else ""
        yield Step(
            StepKind.SIMPLIFIED, Role.INPUT, ("For a target that is a distribution",),
            ("Where ", one, f"{others}, what is left is prediction minus target. So it is for a "
             "label, which is 1 at one class and 0 at the others."), tuple(ended),
        )  # fmt: skip

    def ended(self) -> Iterator[Step]:
        """Write prediction minus target for whole arrays, which the lines above come to."""
        notation = self.notation
        error = Add((self.softmax.whole, negated(notation.whole(Role.TARGET))))
        yield Step(
            StepKind.CLOSED, Role.INPUT, ("Closed form for a target that is a distribution",),
            ("The sums of the target are 1, as those of a label are.",),
            (Equation(whole_gradient(Role.INPUT, notation), error),),
        )  # fmt: skip

    def _collected(self, place: int) -> tuple[Formula, Formula]:
        """Give the sum of targets that a softmax entry is multiplied by, and what remains.

        They are the coefficients of the derivative, as a polynomial in targets and softmax.
        """
        layer = self.derived.layer
        targets, values = layer.data[Role.TARGET], self.softmax.expressions
        derivative = self.derived.chain_rule.local[0][layer.wrt[Role.INPUT].symbols[place]]
        number = len(targets.symbols) + place
        terms = dict(read_polynomial(derivative, self._numbers).terms)
        if terms.pop((place,), 0) != -1 or any(
            value != 1 or len(monomial) != 2 or monomial[1] != number
            for monomial, value in terms.items()
        ):
            raise DerivationError(f"{derivative} is not a sum of targets times {values[place]}")
        met = [targets.formulas[target] for target, _ in sorted(terms)]
        return sum_of(met), Product((_MINUS_ONE, targets.formulas[place]))

    @cached_property
    def _numbers(self) -> dict[sympy.Expr, int]:
        """Number the targets, then the entries of the softmax."""
        targets = self.derived.layer.data[Role.TARGET].symbols
        return {value: at for at, value in enumerate((*targets, *self.softmax.expressions))}


def _share(part: int, whole: int) -> Formula:
    return Quotient(Number(part), Number(whole))


def _factored(expression: sympy.Expr, write: Callable[[sympy.Expr], Formula]) -> Formula:
    """Write a sum with the number that its terms share in front."""
    number, rest = expression.as_content_primitive()
    if number == 1:
        return write(rest)
    return Product((write(number), write(rest)))


@write_closed_forms.register
def write_loss_closed_forms(spec: LossSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed form of the gradient: X - T, a multiple of it, or Y ⊙ sum(T) - T."""
    prediction, target = notation.whole(Role.INPUT), notation.whole(Role.TARGET)
    if spec.function is LossFunction.CROSS_ENTROPY:
        softmax = whole_of(notation, softmax_letter(notation))
        weighted = Entrywise((softmax, SumAlong(target, CHANNELS)))
        return {Role.INPUT: Add((weighted, negated(target)))}
    error = Add((prediction, negated(target)))
    factor = Fraction(2, prod(spec.shape))
    if spec.function is LossFunction.SQUARED_ERROR or factor == 1:
        return {Role.INPUT: error}
    number = factor if factor.denominator > 1 else factor.numerator
    return {Role.INPUT: Product((Number(number), error))}

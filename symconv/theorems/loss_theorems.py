"""Cross-entropy with softmax, for any number of classes: y - t."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from symconv.calculus.arrays import Axis, Defined, Given, Whole
from symconv.calculus.checking import Values
from symconv.calculus.duals import Function, Place, Scalar
from symconv.calculus.evaluation import Evaluator
from symconv.calculus.rule import Application, IndexDerivation, Rule, begin
from symconv.calculus.rules import (
    ConstantFactor,
    ContractDelta,
    DifferentiateEntry,
    DifferentiateFunction,
    DifferentiateSum,
    DropConstant,
    DropKnown,
    Fold,
    LogOfShare,
    MergeSums,
    OneFraction,
    OrderTerms,
    ProductRule,
    PullOut,
    PutEqual,
    SplitSum,
    Unfold,
)
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import everywhere, exhaust
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
    walk_paths,
)
from symconv.formulas.walk import Path
from symconv.notation import Notation
from symconv.theorems.theorem import Part, Theorem
from symconv.theorems.words import BRACKET, describe_domain

SCORES, SHARES, TARGETS = Entry("z"), Entry("y"), Entry("t")
CLASSES = Name("K")
_AXIS = Axis(ZERO, Add((CLASSES, Number(-1))))
EXP = Function(sympy.exp, sympy.exp)
LOG = Function(sympy.log, lambda x: 1 / x)


def _over(index: Name) -> Range:
    return Range(index, _AXIS.lower, _AXIS.upper)


def _at(array: Entry, index: Name) -> Entry:
    return Entry(array.letter, (index,))


def cross_entropy_theorem(notation: Notation) -> Theorem:
    """Derive ∂L/∂z = y - t of the cross-entropy after a softmax."""
    k, j, m = map(Name, "kjm")
    loss = Entry(notation.loss)
    share = Equation(
        _at(SHARES, k),
        Quotient(
            Apply("exp", (_at(SCORES, k),)), Sum(Apply("exp", (_at(SCORES, j),)), (_over(j),))
        ),
    )
    body = Product((_at(TARGETS, k), Apply("log", (_at(SHARES, k),))))
    error = Product((Number(-1), Sum(body, (_over(k),))))
    adds_up = Equation(Sum(_at(TARGETS, k), (_over(k),)), ONE)
    setting = Setting(
        {
            SCORES: Given((_AXIS,)),
            TARGETS: Given((_AXIS,)),
            SHARES: Defined((_AXIS,), share),
            loss: Defined((), Equation(loss, error)),
        },
        (Condition(ONE, Relation.AT_MOST, CLASSES),),
        (Within(_AXIS.lower, m, _AXIS.upper),),
        sizes=frozenset({CLASSES}),
        equations=(adds_up,),
    )
    derivation = _derive(setting, loss, m)
    part = Part(
        ("Derivation",), derivation,
        (("The softmax of the scores ", SCORES, " is", share),
         ("The cross-entropy with the targets ", TARGETS, " is", Equation(loss, error)),
         ("The targets do not depend on the scores, and add up to one:", adds_up),
         ("There are ", CLASSES, " classes, at least one; log is the natural logarithm.",),
         BRACKET),
        cases=5, largest=5, functions=(("exp", EXP), ("log", LOG)), values=_values,
    )  # fmt: skip
    return Theorem(
        "cross-entropy",
        "The gradient of the cross-entropy after a softmax is prediction minus target",
        (*describe_domain(setting.domain), ":"),
        (part,),
        notation,
    )


def _values(evaluator: Evaluator, seed: int) -> Values:
    """Give scores that are logarithms of integers, and targets that add up to one."""
    classes = evaluator.sizes[CLASSES]

    def values(whole: Whole, place: Place) -> Scalar:
        (index,) = place
        if whole == SCORES:
            return sympy.log(seed + 2 + 3 * index)
        if index < classes - 1:
            return sympy.Rational(2 * index + 1, 7)
        return 1 - sum(sympy.Rational(2 * other + 1, 7) for other in range(classes - 1))

    return values


def _derive(setting: Setting, loss: Entry, m: Name) -> IndexDerivation:
    start = Partial(loss, _at(SCORES, m))
    derivation = everywhere(begin(setting, start, start), Unfold)
    derivation = _apply_at(derivation, Unfold(SHARES), _is_entry(SHARES))
    derivation = _apply_at(derivation, LogOfShare(), lambda part: _is_log_of_share(part))
    differentiating = (
        DifferentiateSum, DropConstant, ConstantFactor, ProductRule, DifferentiateFunction,
        DifferentiateEntry,
    )  # fmt: skip
    derivation = exhaust(derivation, differentiating)
    derivation = _contract_inside(derivation)
    derivation = _apply_at(derivation, OneFraction(), _is_share_product)
    derivation = _apply_at(derivation, Fold(SHARES, (m,)), lambda part: isinstance(part, Quotient))
    derivation = exhaust(derivation, (SplitSum, MergeSums))
    derivation = exhaust(derivation, (ContractDelta, DropKnown))
    derivation = _apply_at(derivation, PullOut(), _is_sum_with(SHARES))
    assumed = setting.equations[0]
    derivation = _apply_at(derivation, PutEqual(assumed), lambda part: isinstance(part, Sum))
    return derivation.then(Application(OrderTerms((1, 0))))


def _contract_inside(derivation: IndexDerivation) -> IndexDerivation:
    """Contract the delta of the inner sum, that of exp(z_j)."""
    derivation = everywhere(derivation, ContractDelta)
    return everywhere(derivation, DropKnown)


def _apply_at(
    derivation: IndexDerivation, rule: Rule, wanted: Callable[[Formula], bool]
) -> IndexDerivation:
    """Apply a rule at the first part that is wanted."""
    path: Path = next(p for p, part in walk_paths(derivation.equation.right) if wanted(part))
    return derivation.then(Application(rule, path))


def _is_entry(array: Entry) -> Callable[[Formula], bool]:
    return lambda part: isinstance(part, Entry) and part.letter == array.letter


def _is_log_of_share(part: Formula) -> bool:
    return isinstance(part, Apply) and isinstance(part.arguments[0], Quotient)


def _is_share_product(part: Formula) -> bool:
    return isinstance(part, Product) and any(
        isinstance(factor, Quotient) for factor in part.factors
    )


def _is_sum_with(array: Entry) -> Callable[[Formula], bool]:
    def wanted(part: Formula) -> bool:
        return isinstance(part, Sum) and any(
            _is_entry(array)(inner) for _, inner in walk_paths(part)
        )

    return wanted

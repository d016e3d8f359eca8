"""Sums with dots: whether the terms that are written are terms of the derived sum."""

from __future__ import annotations

from collections.abc import Iterable

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.formulas import Add, Equation, Formula, children
from symconv.formulas.written import Ellipsis
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.said import Said, say
from symconv.verification.judging.worlds.trial import evaluator_of
from symconv.verification.judging.worlds.values import OutsideError, UnboundError, UnjudgedError
from symconv.verification.judging.worlds.world import Layer, world_of
from symconv.verification.verdicts import Counterexample, VerdictKind


def holds_dots(formula: Formula) -> bool:
    """Tell whether a formula holds dots."""
    return isinstance(formula, Ellipsis) or any(holds_dots(part) for part in children(formula))


def judge_dots(
    equation: Equation, reading: Reading, stacks: Iterable[tuple[Layer, ...]]
) -> Said | None:
    """Judge an equation of a document's example whose right side is a sum with dots."""
    right = equation.right
    if not isinstance(right, Add) or holds_dots(equation.left):
        return None
    terms = [term for term in right.terms if not isinstance(term, Ellipsis)]
    stack = next(iter(stacks), None)
    if stack is None or any(map(holds_dots, terms)):
        return None
    world = world_of(stack, reading.activated, 0, symbolic=True)
    evaluator = evaluator_of(equation, reading, world, world.top)
    try:
        whole = _polynomial(evaluator.work(equation.left)({}))
        parts = [_polynomial(evaluator.work(term)({})) for term in terms]
    except (UnjudgedError, UnboundError, OutsideError):
        return None
    return _compared(whole, parts, [str(term) for term in terms])


def _polynomial(value: object) -> Polynomial:
    if isinstance(value, Polynomial):
        return value
    return Polynomial.constant(value)  # type: ignore[arg-type]


def _compared(whole: Polynomial, parts: list[Polynomial], words: list[str]) -> Said:
    for part, term in zip(parts, words, strict=True):
        if any(whole.terms.get(monomial) != c for monomial, c in part.terms.items()):
            return say(
                VerdictKind.REFUTED, f"{term} is no term of the sum",
                counterexample=Counterexample("the terms that are written", "no such term", term),
            )  # fmt: skip
    count = len(whole.terms)
    if sum(len(part.terms) for part in parts) >= count:
        return say(VerdictKind.PROVED, "every term is written")
    return say(
        VerdictKind.CONDITIONAL, f"the terms that are written are terms of the sum of {count}",
        condition="the dots stand for the omitted terms together with their signs",
    )  # fmt: skip

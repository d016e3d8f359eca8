"""The chain rule between whole quantities: whether its factors lead from one to the other."""

from __future__ import annotations

from symconv.formulas import Entry, Equation, Formula, Name, Partial, Product
from symconv.formulas.written import Labelled, Marked, Operation
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.said import Said, say
from symconv.verification.judging.worlds.places import letter_of
from symconv.verification.verdicts import VerdictKind


def judge_chain_rule(equation: Equation, reading: Reading) -> Said | None:
    """Judge ∂a/∂c = ∂a/∂b · ∂b/∂c without indices; None for anything else."""
    left = equation.left
    if not isinstance(left, Partial) or not _bare(left, reading):
        return None
    factors = _factors(equation.right)
    if len(factors) < 2 or not all(isinstance(f, Partial) and _bare(f, reading) for f in factors):
        return None
    steps = [(str(f.of), str(f.by)) for f in factors if isinstance(f, Partial)]
    if _leads(str(left.of), str(left.by), steps):
        return say(
            VerdictKind.CONDITIONAL, "the chain rule",
            condition="the product stands for the sum over all entries between (a contraction)",
        )  # fmt: skip
    known = {str(left.of), str(left.by)}
    loose = [name for pair in steps for name in pair]
    once = [name for name in loose if loose.count(name) == 1 and name not in known]
    if len(once) == 2 and len(steps) == 2:
        return say(
            VerdictKind.DAMAGED,
            f"{once[0]} and {once[1]} should be the same letter for the chain rule",
        )
    return say(
        VerdictKind.REFUTED, "its factors do not lead from the left side's top to its bottom"
    )


def _leads(top: str, bottom: str, steps: list[tuple[str, str]]) -> bool:
    """Tell whether the steps, in some order, lead from top to bottom."""
    if not steps:
        return top == bottom
    return any(
        _leads(by, bottom, steps[:at] + steps[at + 1 :])
        for at, (of, by) in enumerate(steps)
        if of == top
    )


def _bare(partial: Partial, reading: Reading) -> bool:
    return all(_is_quantity(side, reading) for side in (partial.of, partial.by))


def _is_quantity(formula: Formula, reading: Reading) -> bool:
    inner = formula.of if isinstance(formula, Marked) else formula
    letter = letter_of(inner, reading)
    if letter is not None:
        return not letter.indices
    return isinstance(inner, Name) or (isinstance(inner, Entry) and not inner.indices)


def _factors(formula: Formula) -> list[Formula]:
    match formula:
        case Product(factors):
            return [inner for factor in factors for inner in _factors(factor)]
        case Operation(_, left, right):
            return [*_factors(left), *_factors(right)]
        case Labelled(of, _):
            return _factors(of)
    return [formula]

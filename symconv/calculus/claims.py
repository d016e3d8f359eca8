"""Claims that two formulas are equal, proved by rules alone.

Both sides are worked out as far as the rules go: derivatives are taken, definitions put in, sums
merged, deltas contracted. Then the terms of the right side are counted by the indices of the left
side, and put in its order. The claim is proved if the two sides are then the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from symconv.calculus.alignment import recounts
from symconv.calculus.arrays import Defined, Extension
from symconv.calculus.errors import RuleError, TooLongError
from symconv.calculus.rule import (
    Application,
    Context,
    IndexDerivation,
    Rule,
    apply,
    begin,
)
from symconv.calculus.rules import (
    ContractDelta,
    DropImpossible,
    DropKnown,
    MergeSums,
    OrderFactors,
    OrderTerms,
    ReadDilated,
    ReadInside,
    ReadNamed,
    ReadTurned,
    RestrictSum,
    SplitSum,
    UnfoldEntry,
)
from symconv.calculus.rules.sums import factors_of
from symconv.calculus.rules.terms import as_sum
from symconv.calculus.scopes import Letters, check_scopes, check_shape
from symconv.calculus.setting import Setting, bound_names, free_letters
from symconv.calculus.steps import MOST_STEPS, steps_limited
from symconv.calculus.strategy import DIFFERENTIATING, exhaust
from symconv.calculus.substitution import put_index
from symconv.calculus.values import has_values
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Equation,
    Formula,
    Product,
    Relation,
    Sum,
    at_path,
    walk_paths,
)
from symconv.formulas.walk import Path


@dataclass(frozen=True)
class ProvedClaim:
    """An equation, and both its sides worked out to the same formula.

    The sides may still differ in how an index is written, such as x' - 0 for x'.
    """

    claim: Equation
    left: IndexDerivation
    right: IndexDerivation

    @cached_property
    def proved(self) -> bool:
        """Whether both sides have values, and each line follows from the one before.

        From each side to the same formula, within one setting.
        """
        if not (self.left.lines and self.right.lines):
            return False
        starts = Equation(self.left.lines[0].right, self.right.lines[0].right)
        return (
            starts == Equation(self.left.left, self.right.left) == self.claim
            and self.left.setting == self.right.setting
            and _is_meant(self.setting, self.claim)
            and self.left.proved
            and self.right.proved
            and _end(self.left) == _end(self.right)
        )

    @property
    def setting(self) -> Setting:
        """What the letters mean, and what is assumed."""
        return self.left.setting

    @property
    def hypotheses(self) -> tuple[Formula, ...]:
        """What the proof assumes: of the sizes and entries, and the limits of free indices."""
        setting = self.setting
        return (*setting.hypotheses, *setting.equations, *setting.domain)

    @property
    def statement(self) -> str:
        """The verdict in words: what is proved, and all that is assumed for it.

        Functions without a known name, such as an activation a, are assumed to have a value and a
        slope everywhere.
        """
        word = "Proved" if self.proved else "NOT proved"
        assumed = list(map(str, self.hypotheses))
        assumed += [f"{name} has a value and a slope everywhere" for name in self._functions()]
        ending = f", assuming {'; '.join(assumed)}" if assumed else ""
        return f"{word}: {self.claim}{ending}."

    def _functions(self) -> list[str]:
        arrays = self.setting.arrays.values()
        equations = (declared.equation for declared in arrays if isinstance(declared, Defined))
        names = {
            part.function
            for equation in (self.claim, *equations)
            for _, part in walk_paths(equation)
            if isinstance(part, Apply)
        }
        return sorted(names - _KNOWN_FUNCTIONS)

    def __str__(self) -> str:
        return self.statement


def prove_equal(
    setting: Setting, claim: Equation, most_steps: int = MOST_STEPS
) -> ProvedClaim | None:
    """Prove a claim, for all sizes and all free indices within their limits.

    None means that no proof was found, whether the claim is true or not. A claim in which an
    array is read where it is not known to have an entry is not proved.

    Nor is one that takes more than `most_steps` steps to work out.

    Raises `RuleError` for a claim that cannot be read: an index that is bound twice, or stands for
    a size or a free index, a letter that nothing declares, a number that is not exact.
    """
    check_claim(setting, claim)
    with steps_limited(most_steps):
        try:
            if not all(has_values(setting, side) for side in (claim.left, claim.right)):
                return None
            left, right = (work_out(setting, side) for side in (claim.left, claim.right))
            matched = _matched(left, right)
        except (TooLongError, RecursionError):
            return None
    return None if matched is None else ProvedClaim(claim, left, matched)


_KNOWN_FUNCTIONS = {"exp", "log", "ln", *(extension.value for extension in Extension)}


def check_claim(setting: Setting, claim: Equation) -> None:
    """Check that a claim can be read; `RuleError` says what cannot."""
    known, taken = setting.known | setting.indices, setting.taken | setting.indices
    for side in (claim.left, claim.right):
        check_shape(side)
    taken |= free_letters(claim)
    for name in bound_names(claim):
        if name in taken:
            raise RuleError(f"{name} is bound in the claim, and stands for something else")
    for side in (claim.left, claim.right):
        check_scopes(side, Letters(known, setting.arrays, taken))


def _is_meant(setting: Setting, claim: Equation) -> bool:
    """Tell whether a claim can be read, and both its sides have values."""
    try:
        check_claim(setting, claim)
    except RuleError:
        return False
    return all(has_values(setting, side) for side in (claim.left, claim.right))


def work_out(setting: Setting, side: Formula) -> IndexDerivation:
    """Derive what one side of a claim comes to, as far as the rules go."""
    return exhaust(begin(setting, side, side), _RULES)


class ContractAny(ContractDelta):
    """A delta contracted by any index that it can be solved for, not only by the first."""

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every equality of a sum with every index of it."""
        del context
        if isinstance(formula, Sum):
            for condition in formula.conditions:
                if isinstance(condition, Condition) and condition.relation is Relation.EQUAL:
                    yield from (cls(limits.index, condition) for limits in formula.ranges)


class MergeAny(MergeSums):
    """Sums merged wherever there is one inside, factors before and after it moved into it."""

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every sum and every product."""
        del context
        if isinstance(formula, Sum | Product):
            yield cls()


_RULES: tuple[type[Rule], ...] = (
    *DIFFERENTIATING,
    ReadNamed,
    ReadTurned,
    ReadInside,
    ReadDilated,
    UnfoldEntry,
    SplitSum,
    MergeAny,
    RestrictSum,
    ContractAny,
    DropKnown,
    DropImpossible,
)


def _terms(formula: Formula) -> tuple[tuple[Path, Formula], ...]:
    """Give the terms of a formula with their paths."""
    if isinstance(formula, Add):
        return tuple(((at,), term) for at, term in enumerate(formula.terms))
    return (((), formula),)


def _plain(formula: Formula, derivation: IndexDerivation) -> Formula:
    """Give a formula with its indices written in one way."""
    return put_index(formula, {}, derivation.final_setting)


def _end(derivation: IndexDerivation) -> Formula:
    """Give the last line, its indices written in one way."""
    return _plain(derivation.lines[-1].right, derivation)


def _matched(left: IndexDerivation, right: IndexDerivation) -> IndexDerivation | None:
    """Bring the right side's last line to that of the left side; None if it cannot be done."""
    targets = [term for _, term in _terms(_end(left))]
    order: list[int] = []
    for target in targets:
        found = _counted_like(target, right, order)
        if found is None:
            return None
        right, at = found
        order.append(at)
    if len(order) != len(_terms(_end(right))):
        return None
    if order != sorted(order):
        right = right.then(Application(OrderTerms(tuple(order))))
    for (path, _), target in zip(_terms(right.equation.right), targets, strict=True):
        right = _factors_like(target, right, path)
    return right if _end(left) == _end(right) else None


def _counted_like(
    target: Formula, right: IndexDerivation, used: list[int]
) -> tuple[IndexDerivation, int] | None:
    """Count a term that is not used yet by the indices of the target, so that it is the same."""
    for at, (path, term) in enumerate(_terms(right.equation.right)):
        if at in used:
            continue
        if _alike(_plain(term, right), target):
            return right, at
        for rule in recounts(term, target, right.final_setting):
            application = Application(rule, path)
            try:
                line, _ = apply((application,), right.equation, right.final_setting)
            except RuleError:
                continue
            if _alike(_plain(at_path(line.right, path), right), target):
                return right.then(application), at
    return None


def _alike(term: Formula, target: Formula) -> bool:
    """Tell whether two terms differ in nothing but the order of their factors."""
    ours, theirs = as_sum(term), as_sum(target)
    return (
        ours.ranges == theirs.ranges
        and ours.conditions == theirs.conditions
        and Counter(factors_of(ours.body)) == Counter(factors_of(theirs.body))
    )


def _factors_like(target: Formula, right: IndexDerivation, path: Path) -> IndexDerivation:
    """Put the factors of a term in the order of the target's."""
    term = _plain(at_path(right.equation.right, path), right)
    if isinstance(term, Sum) and isinstance(target, Sum):
        term, target, path = term.body, target.body, (*path, 0)
    left_over = list(enumerate(factors_of(term)))
    order: list[int] = []
    for factor in factors_of(target):
        found = next(item for item in left_over if item[1] == factor)
        left_over.remove(found)
        order.append(found[0])
    if order == sorted(order):
        return right
    return right.then(Application(OrderFactors(tuple(order)), path))

"""How rules are put together: apply one wherever it applies, until none does.

Nothing here knows what is derived. `derive_gradient` takes any definition to its gradient, as
far as the rules go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from symconv.calculus.errors import RuleError
from symconv.calculus.rule import (
    Application,
    Context,
    IndexDerivation,
    Line,
    Rule,
    apply,
    begin,
    inside,
)
from symconv.calculus.rules import (
    ChainRule,
    ConstantFactor,
    ContractDelta,
    DifferentiateEntry,
    DifferentiateFunction,
    DifferentiateMaximum,
    DifferentiateSum,
    DivideDelta,
    DropConstant,
    DropKnown,
    MergeSums,
    ProductRule,
    RestrictSum,
    SplitSum,
    Unfold,
)
from symconv.calculus.setting import Setting
from symconv.calculus.steps import take_step
from symconv.formulas import (
    Apply,
    Condition,
    Entry,
    Equation,
    ForEvery,
    Formula,
    Partial,
    Range,
    Within,
    children,
)
from symconv.formulas.walk import Path

DIFFERENTIATING: tuple[type[Rule], ...] = (
    ChainRule,
    Unfold,
    DifferentiateSum,
    DropConstant,
    ConstantFactor,
    ProductRule,
    DifferentiateFunction,
    DifferentiateMaximum,
    DifferentiateEntry,
)
SIMPLIFYING: tuple[type[Rule], ...] = (
    SplitSum,
    MergeSums,
    ContractDelta,
    DivideDelta,
    DropKnown,
    RestrictSum,
    DropKnown,
)
_MOST_APPLICATIONS = 400


def derive_gradient(setting: Setting, by: Formula) -> IndexDerivation:
    """Derive ∂(loss)/∂(entry) from the definition of the output, as far as rules go.

    Raises
    ------
    RuleError
        If the loss does not come to depend on the entry by the rules.
    """
    start = Partial(setting.loss, by)
    derivation = begin(setting, start, start)
    return exhaust(derivation, (*DIFFERENTIATING, *SIMPLIFYING))


def exhaust(derivation: IndexDerivation, rules: Sequence[type[Rule]]) -> IndexDerivation:
    """Add lines until none of the rules applies; the first that does goes first."""
    while True:
        sites = list(sites_of(derivation.equation, derivation.final_setting))
        for rule in rules:
            extended = everywhere(derivation, rule, sites)
            if extended is not derivation:
                derivation = extended
                break
        else:
            return derivation


@dataclass(frozen=True)
class Site:
    """A part of an equation's right side where a rule may be applied, and what is known there."""

    path: Path
    part: Formula
    context: Context


def sites_of(equation: Equation, setting: Setting) -> Iterator[Site]:
    """Give every part that is a number, with what is known there, outermost parts first."""
    yield from _sites(equation.right, (), Context(setting, setting.facts, equation))


def _sites(formula: Formula, path: Path, context: Context) -> Iterator[Site]:
    yield Site(path, formula, context)
    for place, child in _scalar_children(formula):
        yield from _sites(child, (*path, place), inside(formula, place, context))


def everywhere(
    derivation: IndexDerivation, rule: type[Rule], sites: Iterable[Site] | None = None
) -> IndexDerivation:
    """Add one line: a rule applied wherever it applies, outermost first. No line if nowhere.

    `sites` are those of the last line, where they are known.
    """
    applications: list[Application] = []
    equation, setting = derivation.equation, derivation.final_setting
    while len(applications) < _MOST_APPLICATIONS:
        found = first_application(equation, setting, rule, sites)
        sites = None
        if found is None:
            break
        applications.append(found)
        line, setting = apply((found,), equation, setting)
        equation = replace(equation, right=line.right)
    if not applications:
        return derivation
    return derivation.then(*applications)


def _scalar_children(formula: Formula) -> Iterator[tuple[int, Formula]]:
    """Give the parts directly below that are numbers: not what is in indices and conditions.

    What a derivative is by is no such part, nor is what is in the slope of a function.
    """
    if isinstance(formula, Entry) or _is_slope(formula):
        return
    inner = (formula.of,) if isinstance(formula, Partial) else children(formula)
    for place, child in enumerate(inner):
        if not isinstance(child, Condition | Within | ForEvery | Range):
            yield place, child


def _is_slope(formula: Formula) -> bool:
    """Tell a function's derivative by its own argument."""
    match formula:
        case Partial(Apply(_, (argument,)), by):
            return argument == by
    return False


def first_application(
    equation: Equation, setting: Setting, rule: type[Rule], sites: Iterable[Site] | None = None
) -> Application | None:
    """Give the first place where a rule applies and changes something."""
    for site in sites_of(equation, setting) if sites is None else sites:
        take_step()
        for proposed in rule.propose(site.part, site.context):
            application = Application(proposed, site.path)
            try:
                line, _ = apply((application,), equation, setting)
            except RuleError:
                continue
            if line.right != equation.right:
                return application
    return None


__all__ = ["DIFFERENTIATING", "SIMPLIFYING", "Line", "derive_gradient", "everywhere", "exhaust"]

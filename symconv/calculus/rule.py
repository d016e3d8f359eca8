"""Rules, lines and derivations of the index calculus.

A rule takes one formula to an equal one. It is a frozen object whose fields are what it is bound
to (which index, which array, which new names), so that a line can be derived anew from the line
before: `Line.rederive`. A rule checks its side conditions when it is applied and raises
`RuleError` if one does not hold; those that held are kept with the line.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Self, TypeAlias

from symconv.calculus.arrays import Declaration, Whole, places_of, whole_of
from symconv.calculus.errors import RuleError
from symconv.calculus.facts import Facts
from symconv.calculus.setting import Setting, free_letters
from symconv.calculus.substitution import put_index, same_up_to_names
from symconv.calculus.tidying import tidy
from symconv.documents import Text
from symconv.errors import DerivationError
from symconv.formulas import (
    Equation,
    ForEvery,
    Formula,
    Indicator,
    Maximum,
    Name,
    Partial,
    Product,
    Range,
    Restriction,
    Sum,
    at_path,
    children,
    put_at,
    walk_paths,
)
from symconv.formulas.nodes import PRIME
from symconv.formulas.walk import Path

Words: TypeAlias = Text


@dataclass(frozen=True)
class SideCondition:
    """Something that a rule needed, and that was found to hold: a condition, or in words."""

    words: Words


@dataclass(frozen=True)
class Context:
    """Where a rule is applied: the setting, and what is known there."""

    setting: Setting
    facts: Facts
    """What holds where the rule is applied: hypotheses, ranges and conditions around it."""
    equation: Equation
    """The equation in which it is applied."""
    differentiated_by: frozenset[Whole] = frozenset()
    """The arrays that what is rewritten is being differentiated by."""

    @cached_property
    def names(self) -> frozenset[Formula]:
        """Every name that occurs anywhere in the equation, and those of the setting."""
        parts = walk_paths(self.equation)
        names = self.setting.names | self.setting.indices | self.setting.taken
        return names | {part for _, part in parts if isinstance(part, Name)}

    def require(self, condition: Restriction) -> Discharged:
        """Prove a condition, with the limits of the free indices only if need be.

        Raises `RuleError` if it is not proved.
        """
        if self.facts.prove(condition):
            return Discharged((SideCondition((condition,)),), False)
        if self.facts.and_free(self.setting.domain).prove(condition):
            return Discharged((SideCondition((condition,)),), True)
        raise RuleError(f"not known to hold: {condition}")

    def knows(self, condition: Restriction) -> bool:
        """Tell whether a condition is proved, with the limits of the free indices if need be."""
        return self.facts.prove(condition) or self.facts.and_free(self.setting.domain).prove(
            condition
        )

    def fresh(self, letter: Name, besides: frozenset[Formula] = frozenset()) -> Name:
        """Give a name that occurs nowhere yet: the letter with as many primes as it takes."""
        while letter in self.names or letter in besides:
            letter = Name(letter.letter + PRIME)
        return letter


@dataclass(frozen=True)
class Discharged:
    """Side conditions that hold, and whether the free indices' limits were needed for them."""

    conditions: tuple[SideCondition, ...] = ()
    uses_domain: bool = False

    def __add__(self, other: Discharged) -> Discharged:
        return Discharged(self.conditions + other.conditions, self.uses_domain or other.uses_domain)


@dataclass(frozen=True)
class Rewritten:
    """What a rule gives: a formula, the side conditions that held, arrays that it introduces."""

    formula: Formula
    discharged: Discharged = field(default_factory=Discharged)
    arrays: Mapping[Whole, Declaration] = field(default_factory=dict)


class Rule(ABC):
    """A rule with its bindings. `title` names the rule for a reader."""

    title: ClassVar[str]

    @abstractmethod
    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give what `formula` becomes; `RuleError` where the rule does not hold."""

    def words(self) -> Words:
        """Say what the rule is bound to, for a reader; nothing where the line shows it."""
        return ()

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:  # noqa: ARG003
        """Give the ways in which the rule might be applied to `formula` itself."""
        return iter(())


@dataclass(frozen=True)
class Application:
    """A rule applied to the part of a formula at a path."""

    rule: Rule
    path: Path = ()


@dataclass(frozen=True)
class Line:
    """One line of a derivation: its right side, and how it came from the line before.

    The first line has no applications; it is the statement's definition.
    """

    right: Formula
    applications: tuple[Application, ...] = ()
    discharged: Discharged = field(default_factory=Discharged)
    arrays: Mapping[Whole, Declaration] = field(default_factory=dict)
    note: Words = ()

    @property
    def rule(self) -> type[Rule] | None:
        """The rule of this line; None for the first."""
        return type(self.applications[0].rule) if self.applications else None


def apply(
    applications: tuple[Application, ...], equation: Equation, setting: Setting
) -> tuple[Line, Setting]:
    """Apply rules one after another to an equation's right side.

    Gives the line that results, and the setting with the arrays that the rules introduced.
    """
    right, discharged = equation.right, Discharged()
    introduced: dict[Whole, Declaration] = {}
    for application in applications:
        context = context_at(Equation(equation.left, right), application.path, setting)
        _check_path(right, application.path)
        rewritten = application.rule.rewrite(at_path(right, application.path), context)
        right = tidy(put_at(right, application.path, rewritten.formula))
        _check_scopes(right)
        discharged += rewritten.discharged
        for whole, declared in rewritten.arrays.items():
            setting = setting.with_array(whole, declared)
            introduced[whole] = declared
    return Line(right, applications, discharged, introduced), setting


def _check_path(formula: Formula, path: Path) -> None:
    """Raise `RuleError` for a path into what something is differentiated by: it is no number."""
    for place in path:
        if isinstance(formula, Partial) and place == 1 and whole_of(formula.by) is not None:
            raise RuleError(f"{formula.by} is what is differentiated by, and stays as it is")
        formula = tuple(children(formula))[place]


def _check_scopes(formula: Formula, around: frozenset[Formula] = frozenset()) -> None:
    """Raise `RuleError` if an index is bound twice, or a limit mentions one bound after it.

    An index that is bound `around` counts too: a line in which one index hides another would be
    read wrongly.
    """
    if isinstance(formula, Sum | Maximum | ForEvery):
        own = {limits.index for limits in formula.ranges}
        if len(own) < len(formula.ranges) or own & around:
            raise RuleError("a sum binds one index twice")
        bound: set[Formula] = set()
        for limits in formula.ranges:
            if free_letters(limits) & own - bound - {limits.index}:
                raise RuleError(f"a limit of {limits.index} mentions an index bound later")
            if _limits_mention(limits, limits.index):
                raise RuleError(f"{limits.index} stands in its own limits")
            bound.add(limits.index)
        around |= own
    for child in children(formula):
        _check_scopes(child, around)


def _limits_mention(limits: Range, index: Name) -> bool:
    ends = (limits.lower, limits.upper)
    return any(end is not None and index in free_letters(end) for end in ends)


def context_at(equation: Equation, path: Path, setting: Setting) -> Context:
    """Give what is known at a path of an equation's right side."""
    context, part = Context(setting, setting.facts, equation), equation.right
    for place in path:
        context = inside(part, place, context)
        part = tuple(children(part))[place]
    return context


def inside(part: Formula, place: int, context: Context) -> Context:
    """Give what is known in one part of a formula, from what is known at the formula."""
    facts = _known_inside(part, place, context.facts)
    by = whole_of(part.by) if isinstance(part, Partial) else None
    if by is not None and by not in context.differentiated_by:
        around = context.differentiated_by | {by}
        return replace(context, facts=facts, differentiated_by=around)
    return context if facts is context.facts else replace(context, facts=facts)


def facts_at(formula: Formula, path: Path, facts: Facts) -> Facts:
    """Give what is known at a path of a formula, from what is known at the formula."""
    for place in path:
        facts = _known_inside(formula, place, facts)
        formula = tuple(children(formula))[place]
    return facts


def _known_inside(part: Formula, place: int, facts: Facts) -> Facts:
    """Give what is known in one part of a formula: in a sum's body, what it runs over."""
    if isinstance(part, Sum | Maximum) and place == 0:
        return facts.and_ranges(part.ranges).and_conditions(part.conditions)
    if isinstance(part, Product):
        for other in part.factors[:place] + part.factors[place + 1 :]:
            if isinstance(other, Indicator):
                facts = facts.and_conditions(other.conditions)
    return facts


@dataclass(frozen=True, repr=False)
class IndexDerivation:
    """A statement `left = ...` and the lines that lead from its definition to its result."""

    setting: Setting
    left: Formula
    lines: tuple[Line, ...]

    def __repr__(self) -> str:
        return f"<IndexDerivation {self.equation}: {len(self.lines)} lines>"

    @property
    def equation(self) -> Equation:
        """What is derived: the left side, and the last line."""
        return Equation(self.left, self.lines[-1].right)

    def equation_of(self, number: int) -> Equation:
        """Give the equation that line `number` claims."""
        return Equation(self.left, self.lines[number].right)

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The setting at each line, with the arrays introduced up to it."""
        settings, setting = [], self.setting
        for line in self.lines:
            for whole, declared in line.arrays.items():
                setting = setting.with_array(whole, declared)
            settings.append(setting)
        return tuple(settings)

    @property
    def final_setting(self) -> Setting:
        """The setting with every array that was introduced."""
        return self.settings[-1]

    @cached_property
    def proved(self) -> bool:
        """Whether every line is what its rules make of the line before, side conditions and all.

        The first line must be what the left side is by definition. That both have a value is not
        looked at here: claims and theorems ask for it.
        """
        return self.begins_well and all(
            self.follows(number) for number in range(1, len(self.lines))
        )

    @property
    def begins_well(self) -> bool:
        """Whether the first line is the left side itself, or what its array's definition says."""
        if not self.lines or self.lines[0].applications or self.lines[0].arrays:
            return False
        first = self.lines[0].right
        if first == self.left:
            return True
        whole = whole_of(self.left)
        try:
            if whole is None or self.setting.entry(self.left) is None:
                return False
            body, values = self.setting.definition_of(whole, places_of(self.left))
            return same_up_to_names(first, put_index(body, values, self.setting)) or (
                first == body and all(name == value for name, value in values.items())
            )
        except DerivationError:
            return False

    def follows(self, number: int) -> bool:
        """Derive line `number` anew from the line before, and tell whether it is the same."""
        line = self.lines[number]
        if not line.applications:
            return False
        before = self.equation_of(number - 1)
        try:
            derived, _ = apply(line.applications, before, self.settings[number - 1])
        except (DerivationError, IndexError):
            return False
        return replace(derived, note=line.note) == line

    def then(self, *applications: Application, note: Words = ()) -> IndexDerivation:
        """Give the derivation with one more line.

        Raises `RuleError` if a rule does not hold.
        """
        line, _ = apply(applications, self.equation, self.final_setting)
        if line.right == self.lines[-1].right:
            raise RuleError(f"{type(applications[0].rule).__name__} changes nothing")
        return replace(self, lines=(*self.lines, replace(line, note=note)))


def begin(
    setting: Setting, left: Formula, right: Formula, note: Words = ("By definition.",)
) -> IndexDerivation:
    """Start a derivation with its first line, which is what the left side is by definition."""
    return IndexDerivation(setting, left, (Line(right, note=note),))

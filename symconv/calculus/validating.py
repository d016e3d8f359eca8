"""What a setting must be: arrays that fit together, definitions that end, known letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.calculus.arrays import (
    Attained,
    Axis,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Extension,
    Given,
    Named,
    Turned,
    Whole,
    places_of,
    whole_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import same_index
from symconv.calculus.scopes import Letters, check_scopes, check_shape
from symconv.formulas import (
    ONE,
    Condition,
    Entry,
    Formula,
    Maximum,
    Name,
    Partial,
    Relation,
    walk_paths,
)

if TYPE_CHECKING:
    from symconv.calculus.setting import Setting


_DEEPEST = 40


def check_setting(setting: Setting) -> None:
    """Check a setting.

    Raises `RuleError` for an array whose axes do not fit what it is made of, a definition that
    names itself or a letter that nothing declares, a step that is not known to be at least 1,
    and for hypotheses that contradict each other.
    """
    if setting.output is not None and setting.output not in setting.arrays:
        raise RuleError(f"the output {setting.output} is no array of the setting")
    _check_letters(setting)
    if setting.facts.contradict:
        raise RuleError("the hypotheses contradict each other: of no sizes do all of them hold")
    for whole, declared in setting.arrays.items():
        _check_axes(whole, declared, setting)
        if isinstance(declared, Defined | Attained):
            _check_definition(whole, declared, setting)
        elif not isinstance(declared, Given):
            _check_source(whole, declared, setting)
    _check_order(setting)


def _check_letters(setting: Setting) -> None:
    known = (setting.sizes | setting.scales) - {letter for letter, _ in setting.derived}
    for letter, formula in setting.derived:
        check_shape(formula)
        check_scopes(formula, Letters(known))
        known |= {letter}
    known |= setting.indices
    for condition in (*setting.hypotheses, *setting.domain):
        check_shape(condition)
        check_scopes(condition, Letters(known, setting.arrays))


def _check_axes(whole: Whole, declared: Declaration, setting: Setting) -> None:
    for axis in declared.axes:
        for end in (axis.lower, axis.upper):
            check_shape(end)
            check_scopes(end, Letters(setting.known))
            if not setting.integers.include(end):
                raise RuleError(f"the limit {end} of {whole} need not be an integer")


def _check_definition(whole: Whole, declared: Defined | Attained, setting: Setting) -> None:
    left, right = declared.equation.left, declared.equation.right
    if isinstance(declared, Attained):
        if not isinstance(right, Maximum) or not 0 <= declared.number < len(right.ranges):
            raise RuleError(f"{whole} is declared as a place of a maximum, which {right} has not")
    elif whole_of(left) != whole:
        raise RuleError(f"the definition of {whole} has {left} on its left side")
    names = places_of(left)
    own = frozenset(name for name in names if isinstance(name, Name))
    if not len(own) == len(names) == len(declared.axes):
        raise RuleError(f"{left} has not one index of its own for each axis of {whole}")
    if own & setting.names:
        raise RuleError(f"an index of {left} stands for a size, or for the loss")
    check_shape(right)
    check_scopes(right, Letters(setting.known | own, setting.arrays))


def _check_source(whole: Whole, declared: Declaration, setting: Setting) -> None:
    assert isinstance(declared, Extended | Dilated | Turned | Named)
    source = setting.declaration(declared.of)
    if source is None:
        raise RuleError(f"{whole} is made of {declared.of}, which is no array")
    rank = len(source.axes)
    if len(declared.axes) != rank:
        raise RuleError(f"{whole} has {len(declared.axes)} axes, {declared.of} has {rank}")
    if isinstance(declared, Dilated):
        _check_steps(whole, declared, setting)
        return
    if not all(map(_same_axis, declared.axes, source.axes)):
        raise RuleError(f"the limits of {whole} are not those of {declared.of}")
    if isinstance(declared, Extended | Turned):
        spatial = declared.spatial
        if isinstance(spatial, bool) or not isinstance(spatial, int) or not 0 <= spatial <= rank:
            raise RuleError(f"{spatial!r} of the {rank} axes of {whole} cannot be spatial")
    if isinstance(declared, Extended) and declared.extension not in set(Extension):
        raise RuleError(f"{whole} goes on by {declared.extension!r}, which is no extension")


def _check_steps(whole: Whole, declared: Dilated, setting: Setting) -> None:
    if len(declared.steps) > len(declared.axes):
        raise RuleError(f"{whole} has {len(declared.steps)} steps for {len(declared.axes)} axes")
    for step in declared.steps:
        check_shape(step)
        check_scopes(step, Letters(setting.known))
        least = Condition(ONE, Relation.AT_MOST, step)
        if not (setting.integers.include(step) and setting.facts.prove(least)):
            raise RuleError(f"the step {step} of {whole} is not known to be at least 1")


def _same_axis(one: Axis, other: Axis) -> bool:
    return same_index(one.lower, other.lower) and same_index(one.upper, other.upper)


def _check_order(setting: Setting) -> None:
    """Check that what arrays are made of comes to an end, and soon."""
    depths: dict[Whole, int] = {}
    for whole in setting.arrays:
        _visit(whole, setting, (), depths)


def _visit(
    whole: Whole, setting: Setting, around: tuple[Whole, ...], depths: dict[Whole, int]
) -> int:
    """Give how many arrays stand within each other in what an array is made of."""
    if whole in depths:
        return depths[whole]
    if whole in around:
        raise RuleError(f"the definition of {whole} names {whole} itself")
    if len(around) > _DEEPEST:
        raise RuleError(f"more than {_DEEPEST} definitions lead to {around[0]}")
    inner = [
        _visit(source, setting, (*around, whole), depths)
        for source in sorted(_made_of(setting.declaration(whole)), key=repr)
        if setting.declaration(source) is not None
    ]
    depths[whole] = 1 + max(inner, default=0)
    if depths[whole] > _DEEPEST:
        raise RuleError(f"more than {_DEEPEST} definitions lead to {whole}")
    return depths[whole]


def _made_of(declared: Declaration | None) -> frozenset[Whole]:
    match declared:
        case Extended(of=of) | Dilated(of=of) | Turned(of=of) | Named(of=of):
            return frozenset({of})
        case Defined(equation=equation) | Attained(equation=equation):
            return frozenset(_wholes(equation.right))
    return frozenset()


def _wholes(formula: Formula) -> set[Whole]:
    found: set[Whole] = set()
    for _, part in walk_paths(formula):
        whole = whole_of(part) if isinstance(part, Entry | Partial) else None
        if whole is not None:
            found.add(whole)
    return found

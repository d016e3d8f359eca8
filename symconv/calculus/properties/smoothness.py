"""Whether a derivative exists: nothing that is differentiated jumps, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from symconv.calculus.arrays import (
    Attained,
    Defined,
    Dilated,
    Extended,
    Given,
    Named,
    Turned,
    Whole,
    places_of,
    whole_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.rule import Context
from symconv.calculus.setting import Setting
from symconv.calculus.substitution import same_up_to_names
from symconv.formulas import (
    Apply,
    Condition,
    Entry,
    Floor,
    ForEvery,
    Formula,
    Maximum,
    Partial,
    Range,
    Within,
    mentions,
    walk_paths,
)

_BENT = frozenset({"abs", "relu", "sign", "max", "min", "floor", "ceil", "round", "step"})
"""Functions known by name that have no slope somewhere."""
Check = Callable[[Formula, Context], None]


def require_derivative(partial: Partial, context: Context, require_value: Check) -> None:
    """Raise `RuleError` unless a derivative is known to exist."""
    setting, whole = context.setting, whole_of(partial.by)
    if whole is None:
        _require_slope(partial, context, require_value)
        return
    if not isinstance(setting.declaration(whole), Given | Defined):
        raise RuleError(f"{partial.by} is no entry of an array that can be differentiated by")
    require_value(partial.by, context)
    if mentions(partial.of, setting.loss):
        if setting.output is None:
            raise RuleError("there is no output whose gradient is given")
        if whole != setting.output:
            _require_smooth(setting.output, whole, setting, set())
    require_value(partial.of, context)
    _require_smooth(partial.of, whole, setting, set())


def _require_slope(partial: Partial, context: Context, require_value: Check) -> None:
    """Check the slope of a function at a formula that is no entry."""
    match partial.of:
        case Apply(function, (argument,)) if argument == partial.by and function not in _BENT:
            require_value(partial.of, context)
        case _:
            raise RuleError(f"{partial} is no derivative by an entry")


def _require_smooth(formula: Formula, whole: Whole, setting: Setting, seen: set[Whole]) -> None:
    """Check that no step, and no derivative, depends on the entries of an array."""
    for _, part in walk_paths(formula):
        source = whole_of(part)
        if source is not None and _is_upstream(source, setting):
            raise RuleError(f"{part} is differentiated again")
        if not setting.depends(part, whole):
            continue
        _require_smooth_part(part, whole, setting)
        if source is not None and source not in seen:
            seen.add(source)
            match setting.declaration(source):
                case Defined(equation=equation):
                    _require_smooth(equation.right, whole, setting, seen)
                case Extended(of=of) | Dilated(of=of) | Turned(of=of) | Named(of=of):
                    _require_smooth(of, whole, setting, seen)


def _is_upstream(whole: Whole, setting: Setting) -> bool:
    """Tell whether an array is made of the gradient from above."""
    if setting.declaration(whole) is None:
        return False
    return any(isinstance(source, Partial) for source in setting.sources(whole))


def _require_smooth_part(part: Formula, whole: Whole, setting: Setting) -> None:
    jumps = isinstance(part, Condition | Within | ForEvery | Range | Floor)
    if jumps or (isinstance(part, Maximum) and not is_attained(part, setting)):
        raise RuleError(f"{part} jumps where entries of {whole} change")
    if isinstance(part, Apply) and part.function in _BENT:
        raise RuleError(f"the function {part.function} has no slope somewhere")
    if isinstance(part, Partial):
        raise RuleError(f"{part} is differentiated again")
    if isinstance(part, Entry) and any(
        setting.depends(place, whole) for place in places_of(part) if isinstance(place, Formula)
    ):
        raise RuleError(f"the place of {part} changes with entries of {whole}")


def is_attained(maximum: Maximum, setting: Setting) -> bool:
    """Tell whether the places where a maximum is attained are declared.

    That every window has one, and that the first counts, is then assumed of it.
    """
    return any(
        isinstance(declared, Attained) and same_up_to_names(maximum, declared.equation.right)
        for declared in setting.arrays.values()
    )

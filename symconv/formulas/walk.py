"""Walking the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias

from symconv.formulas.nodes import Formula

Path: TypeAlias = tuple[int, ...]
"""Where a part stands in a formula: which child, and which of its children, and so on."""


def children(formula: Formula) -> Iterator[Formula]:
    """Give the formulas directly below `formula`, in the order in which they are written."""
    for name in _names(type(formula)):
        value = getattr(formula, name)
        if isinstance(value, Formula):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Formula))


_NAMES: dict[type[Formula], tuple[str, ...]] = {}


def _names(kind: type[Formula]) -> tuple[str, ...]:
    """Give the names of the fields of a node, looked up once for each kind."""
    known = _NAMES.get(kind)
    if known is None:
        known = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return known


def substitute(formula: Formula, values: Mapping[Formula, Formula]) -> Formula:
    """Give `formula` with its parts that are in `values` replaced, outermost parts first."""
    if formula in values:
        return values[formula]
    changed: dict[str, Any] = {}
    for name in _names(type(formula)):
        value = getattr(formula, name)
        if isinstance(value, Formula):
            inner: Any = substitute(value, values)
            if inner is not value:
                changed[name] = inner
        elif isinstance(value, tuple):
            items = tuple(
                substitute(item, values) if isinstance(item, Formula) else item for item in value
            )
            if any(new is not old for new, old in zip(items, value, strict=True)):
                changed[name] = items
    return replace(formula, **changed) if changed else formula


def mentions(formula: Formula, part: Formula) -> bool:
    """Tell whether `part` occurs in `formula`."""
    return formula == part or any(mentions(child, part) for child in children(formula))


def walk_paths(formula: Formula, path: Path = ()) -> Iterator[tuple[Path, Formula]]:
    """Give every part of `formula` with its path, a part before what is in it."""
    yield path, formula
    for place, child in enumerate(children(formula)):
        yield from walk_paths(child, (*path, place))


def at_path(formula: Formula, path: Path) -> Formula:
    """Give the part of `formula` at `path`; `IndexError` if there is none."""
    for place in path:
        formula = tuple(children(formula))[place]
    return formula


def put_at(formula: Formula, path: Path, part: Formula) -> Formula:
    """Give `formula` with the part at `path` replaced; `IndexError` if there is none."""
    if not path:
        return part
    place, *rest = path
    inner = put_at(tuple(children(formula))[place], tuple(rest), part)
    passed = 0
    for field in fields(formula):
        value = getattr(formula, field.name)
        if isinstance(value, Formula):
            if passed == place:
                return replace(formula, **{field.name: inner})
            passed += 1
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if not isinstance(item, Formula):
                    continue
                if passed == place:
                    changed = (*value[:number], inner, *value[number + 1 :])
                    return replace(formula, **{field.name: changed})
                passed += 1
    raise IndexError(place)

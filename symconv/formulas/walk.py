"""Walking the tree, and giving it other parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias

from symconv.formulas.nodes import Formula

Path: TypeAlias = tuple[int, ...]
"""Where a part stands in a formula: which child, and which of its children, and so on."""


def children(formula: Formula) -> Iterator[Formula]:
    """Give the formulas directly below `formula`, in the order in which they are written."""
    found: list[Formula] = []
    for name in _names(type(formula)):
        value = getattr(formula, name)
        if isinstance(value, Formula):
            found.append(value)
        elif isinstance(value, tuple):
            found += [item for item in value if isinstance(item, Formula)]
    return iter(found)


_NAMES: dict[type[Formula], tuple[str, ...]] = {}
_PLAIN = frozenset(("str", "int", "bool", "int | Fraction", "tuple[int, ...]", "Relation"))
"""Types of fields that hold no formula."""


def _names(kind: type[Formula]) -> tuple[str, ...]:
    """Give the names of a node's fields that may hold formulas, looked up once for each kind."""
    known = _NAMES.get(kind)
    if known is None:
        names = (field.name for field in fields(kind) if field.type not in _PLAIN)
        known = _NAMES[kind] = tuple(names)
    return known


def rebuild(formula: Formula, parts: Iterable[Formula]) -> Formula:
    """Give `formula` with other children, one for each that it has, in their order.

    >>> from symconv.formulas import Name, Quotient
    >>> rebuild(Quotient(Name("a"), Name("b")), [Name("c"), Name("d")])
    Quotient(numerator=Name(letter='c'), denominator=Name(letter='d'))
    """
    others = iter(parts)
    changed: dict[str, Any] = {}
    for name in _names(type(formula)):
        value = getattr(formula, name)
        if isinstance(value, Formula):
            part = next(others)
            if part is not value:
                changed[name] = part
        elif isinstance(value, tuple):
            items = tuple(next(others) if isinstance(item, Formula) else item for item in value)
            if any(new is not old for new, old in zip(items, value, strict=True)):
                changed[name] = items
    return replace(formula, **changed) if changed else formula


def transform(
    formula: Formula,
    change: Callable[[Formula], Formula | None],
    leaves: tuple[type[Formula], ...] = (),
) -> Formula:
    """Give `formula` with every part replaced for which `change` gives another.

    Parameters
    ----------
    formula : the formula
    change : gives what stands in the place of a part, or None; outermost parts are asked first,
        and what is put in is not looked into
    leaves : kinds of nodes that are replaced whole or not at all
    """
    changed = change(formula)
    if changed is not None:
        return changed
    if isinstance(formula, leaves):
        return formula
    parts = [transform(part, change, leaves) for part in children(formula)]
    return rebuild(formula, parts) if parts else formula


def substitute(formula: Formula, values: Mapping[Formula, Formula]) -> Formula:
    """Give `formula` with its parts that are in `values` replaced, outermost parts first."""
    return transform(formula, values.get)


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
    parts = list(children(formula))
    parts[place] = put_at(parts[place], tuple(rest), part)
    return rebuild(formula, parts)

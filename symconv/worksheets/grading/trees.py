"""Formulas of JSON read back: the nodes of the tree by name, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from fractions import Fraction
from typing import Any

from symconv import formulas
from symconv.errors import WorksheetError, shown
from symconv.formulas import Formula, Index, Number, Relation, chains, nodes
from symconv.formulas.chains import Sign

MOST_NODES = 20_000
"""Nodes of one formula."""
MOST_LEVELS = 100
"""Levels of one formula."""
_LONGEST_WORD = 200
_FRACTION_DIGITS = 40


def _kinds() -> dict[str, type[Formula]]:
    """Give the nodes that a key may have, by name."""
    known = {
        name: kind
        for module in (formulas, chains, nodes)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Formula) and kind is not Formula
    }
    return {name: kind for name, kind in known.items() if name not in ("Blank",)}


KINDS: Mapping[str, type[Formula]] = _kinds()
_ENUMS: Mapping[str, type[StrEnum]] = {"Relation": Relation, "Sign": Sign}


def read_tree(data: Any) -> Formula:
    """Give the formula of its plain data, as `formula_data` of the JSON writer gives it.

    Raises `WorksheetError` for what is no formula, and for one that is too large.

    >>> print(read_tree({"node": "Entry", "letter": "X", "indices": [1, 2],
    ...                  "superscript": None, "arguments": []}))
    X₁₂
    """
    return _Reader().formula(data, 0)


class _Reader:
    def __init__(self) -> None:
        self.count = 0

    def formula(self, data: Any, level: int) -> Formula:
        self.count += 1
        if self.count > MOST_NODES or level > MOST_LEVELS:
            raise WorksheetError(
                f"a formula has more than {MOST_NODES:,} parts or {MOST_LEVELS} levels"
            )
        if not isinstance(data, Mapping) or data.get("node") not in KINDS:
            name = data.get("node") if isinstance(data, Mapping) else data
            raise WorksheetError(f"{shown(name)} is no part of a formula")
        kind = KINDS[data["node"]]
        names = {field.name: str(field.type) for field in fields(kind)}
        if set(data) - {"node"} != set(names):
            raise WorksheetError(f"{kind.__name__} does not have the parts {', '.join(names)}")
        values = {name: self.value(data[name], names[name], level) for name in names}
        try:
            found = kind(**values)
            hash(found)
        except (TypeError, ValueError, AttributeError) as error:
            raise WorksheetError(f"a {kind.__name__} is damaged: {error}") from None
        return found

    def value(self, data: Any, type_: str, level: int) -> Any:
        """Give a field of a node; `type_` is how its class declares it."""
        if isinstance(data, Mapping):
            return self.formula(data, level + 1)
        if isinstance(data, list):
            return tuple(self.value(item, _item(type_), level) for item in data)
        if isinstance(data, str):
            return _word(data, type_)
        if isinstance(data, bool) or not isinstance(data, int | None):
            raise WorksheetError(f"{shown(data)} is no part of a formula")
        self._check_plain(data, type_)
        return data

    def _check_plain(self, data: int | None, type_: str) -> None:
        words = type_ if data is None else f"{type_} Index" if "Index" in type_ else type_
        fits = "None" in words if data is None else ("int" in words or "Index" in words)
        if not fits:
            raise WorksheetError(f"{shown(data)} is not {type_}")


def _item(type_: str) -> str:
    """Give what a tuple holds, as far as plain values are concerned."""
    return type_.removeprefix("tuple[").removesuffix("]").removesuffix(", ...")


def _word(data: str, type_: str) -> Any:
    if "Fraction" in type_:
        return _fraction(data)
    for name, kind in _ENUMS.items():
        if name == type_:
            if data not in set(kind):
                raise WorksheetError(f"{shown(data)} is no {name.lower()}")
            return kind(data)
    if type_ != "str" or len(data) > _LONGEST_WORD:
        raise WorksheetError(f"{shown(data)} is no part of a formula")
    return data


def _fraction(data: str) -> Fraction:
    above, _, below = data.removeprefix("-").partition("/")
    digits = above + below
    if len(digits) > _FRACTION_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise WorksheetError(f"{shown(data)} is no fraction")
    try:
        return Fraction(data)
    except (ValueError, ZeroDivisionError):
        raise WorksheetError(f"{shown(data)} is no fraction") from None


__all__ = ["KINDS", "MOST_LEVELS", "MOST_NODES", "Index", "Number", "read_tree"]

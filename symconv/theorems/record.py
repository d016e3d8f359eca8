"""The derivations of a theorem as plain data: every line, its rule and what it is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from symconv.calculus import Application, CheckedOn, Counterexample, IndexDerivation, Line
from symconv.documents import Bare, Data, Keyed, Prose, Tree
from symconv.formulas import Formula

if TYPE_CHECKING:
    from symconv.theorems.theorem import Part


def part_record(part: Part, checked: bool) -> Mapping[str, Data]:
    """Give what JSON says of a derivation."""
    derivation = part.derivation
    lines: list[Data] = [_line(derivation, number) for number in range(len(derivation.lines))]
    return {
        "title": Prose(part.title),
        "given": list(map(Prose, part.given)),
        "hypotheses": list(map(Bare, derivation.setting.hypotheses)),
        "domain": list(map(Bare, derivation.setting.domain)),
        "lines": lines,
        "reading": list(map(Prose, part.reading)),
        "proved": derivation.proved,
        "checked_on": _check(part.checked_on) if checked else None,
    }


def _line(derivation: IndexDerivation, number: int) -> Data:
    line = derivation.lines[number]
    equation = derivation.equation_of(number)
    return {
        "rule": line.rule.__name__ if line.rule else None,
        "applications": list(map(_application, line.applications)),
        "side_conditions": _conditions(line),
        "latex": Bare(equation),
        "formula": Tree(equation),
    }


def _application(application: Application) -> Data:
    rule = application.rule
    bound = {field.name: _binding(getattr(rule, field.name)) for field in fields(rule)}  # type: ignore[arg-type]
    return {"rule": type(rule).__name__, "path": list(application.path), "bound": bound}


def _binding(value: object) -> Data:
    if isinstance(value, Formula):
        return Bare(value)
    if isinstance(value, tuple):
        return list(map(_binding, value))
    return value  # type: ignore[return-value]  # numbers and words


def _conditions(line: Line) -> list[Data]:
    held = dict.fromkeys(line.discharged.conditions)
    return [Prose(condition.words) for condition in held]


def _check(check: CheckedOn) -> Data:
    return {
        "settings": check.settings,
        "places": check.places,
        "outside": check.outside,
        "spans": Keyed(tuple((letter, list(span)) for letter, span in check.sorted_spans)),
        "holds": check.holds,
    }


def counterexample_data(found: Counterexample) -> Data:
    """Give at which sizes and indices two sides differ, and what they are."""
    places = {**found.sizes, **found.indices}
    return {
        "at": Keyed(tuple(places.items())),
        "arrays": Keyed(
            tuple(
                (whole, {"limits": list(map(list, a.limits)), "entries": list(map(str, a.entries))})
                for whole, a in found.arrays.items()
            )
        ),
        "left": str(found.left),
        "right": str(found.right),
    }

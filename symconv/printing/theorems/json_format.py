"""A theorem as JSON: every line as a tree and as LaTeX, with its rule and what it is bound to."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from symconv.calculus import (
    Application,
    CheckedOn,
    Counterexample,
    IndexDerivation,
    Line,
    Words,
)
from symconv.formulas import Equation, Formula
from symconv.printing.json_format import formula_data
from symconv.printing.latex import LatexPrinter
from symconv.theorems import Part, Theorem


def render_theorem_json(theorem: Theorem, checked: bool = True) -> str:
    """Give a theorem as JSON text; formulas as in derivations of a layer."""
    return json.dumps(theorem_data(theorem, checked), ensure_ascii=False, indent=1) + "\n"


def theorem_data(theorem: Theorem, checked: bool = True) -> dict[str, Any]:
    """Give a theorem as plain data."""
    writer = _DataWriter(LatexPrinter(theorem.notation))
    return {
        "name": theorem.name,
        "title": theorem.title,
        "claim": writer.prose(theorem.claim),
        "source": theorem.source,
        "verdict": theorem.verdict.value,
        "correction": writer.prose(theorem.correction),
        "proved": theorem.proved,
        "statement": writer.equation(theorem.statement),
        "parts": [writer.part(part, checked) for part in theorem.parts],
        "refuted": [
            {
                "claim": writer.prose(claim.words),
                **writer.equation(claim.equation),
                "counterexample": writer.counterexample(claim.counterexample),
            }
            for claim in theorem.refuted
        ],
    }


class _DataWriter:
    def __init__(self, printer: LatexPrinter) -> None:
        self.printer = printer

    def prose(self, words: Words) -> str:
        return "".join(
            part if isinstance(part, str) else f"${self.printer.write(part)}$" for part in words
        )

    def equation(self, equation: Equation) -> dict[str, Any]:
        return {"latex": self.printer.write(equation), "formula": formula_data(equation)}

    def part(self, part: Part, checked: bool) -> dict[str, Any]:
        derivation = part.derivation
        return {
            "title": self.prose(part.title),
            "given": list(map(self.prose, part.given)),
            "hypotheses": [self.printer.write(h) for h in derivation.setting.hypotheses],
            "domain": [self.printer.write(h) for h in derivation.setting.domain],
            "lines": [self.line(derivation, number) for number in range(len(derivation.lines))],
            "reading": list(map(self.prose, part.reading)),
            "proved": derivation.proved,
            "checked_on": self.check(part.checked_on) if checked else None,
        }

    def line(self, derivation: IndexDerivation, number: int) -> dict[str, Any]:
        line = derivation.lines[number]
        return {
            "rule": line.rule.__name__ if line.rule else None,
            "applications": list(map(self.application, line.applications)),
            "side_conditions": self.conditions(line),
            **self.equation(derivation.equation_of(number)),
        }

    def application(self, application: Application) -> dict[str, Any]:
        rule = application.rule
        bound = {field.name: self.binding(getattr(rule, field.name)) for field in fields(rule)}  # type: ignore[arg-type]
        return {"rule": type(rule).__name__, "path": list(application.path), "bound": bound}

    def binding(self, value: object) -> Any:
        if isinstance(value, Formula):
            return self.printer.write(value)
        return [self.binding(item) for item in value] if isinstance(value, tuple) else value

    def conditions(self, line: Line) -> list[str]:
        held = dict.fromkeys(line.discharged.conditions)
        return [self.prose(condition.words) for condition in held]

    def check(self, check: CheckedOn) -> dict[str, Any]:
        spans = sorted(check.spans.items(), key=lambda item: repr(item[0]))
        return {
            "settings": check.settings,
            "places": check.places,
            "outside": check.outside,
            "spans": {self.printer.write(letter): list(span) for letter, span in spans},
            "holds": check.holds,
        }

    def counterexample(self, found: Counterexample) -> dict[str, Any]:
        places = {**found.sizes, **found.indices}
        return {
            "at": {self.printer.write(letter): value for letter, value in places.items()},
            "left": str(found.left),
            "right": str(found.right),
        }

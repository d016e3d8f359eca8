"""Numbers for formulas: names stand for values, and what is written is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from symconv.errors import GraphError
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Formula,
    Indicator,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Restriction,
    children,
)
from symconv.graphs.arithmetic import Arithmetic
from symconv.graphs.values import Value


@dataclass(frozen=True)
class Evaluator:
    """Works out formulas, given the values of names; `ties` are comparisons of equal numbers."""

    arithmetic: Arithmetic
    values: Mapping[Formula, Value]
    ties: list[Condition] = field(default_factory=list)

    def evaluate(self, formula: Formula) -> Value:
        """Give the value of a formula; `GraphError` if it has none."""
        if formula in self.values:
            return self.values[formula]
        match formula:
            case Number(value):
                return self.arithmetic.rational(value)
            case Indicator(conditions):
                held = [self._holds(condition) for condition in conditions]  # every tie counts
                return self.arithmetic.rational(int(all(held)))
            case Apply(function):
                return self._apply(function, [self.evaluate(part) for part in children(formula)])
        parts = [self.evaluate(part) for part in children(formula)]
        match formula:
            case Add():
                return self.arithmetic.add(parts)
            case Product():
                return self.arithmetic.multiply(parts)
            case Quotient():
                return self.arithmetic.divide(*parts)
            case Power():
                return self.arithmetic.power(*parts)
        raise GraphError(f"{type(formula).__name__} has no value")

    def _apply(self, function: str, parts: Sequence[Value]) -> Value:
        if function == "max":
            return self.arithmetic.largest(parts)
        if function == "min":
            return self.arithmetic.smallest(parts)
        return _ONE_ARGUMENT[function](self.arithmetic, parts[0])

    def _holds(self, condition: Restriction) -> bool:
        if not isinstance(condition, Condition):
            raise GraphError(f"{type(condition).__name__} has no value")
        sign = self.arithmetic.compare(
            self.evaluate(condition.left), self.evaluate(condition.right)
        )
        if sign == 0:
            self.ties.append(condition)
            return condition.relation is Relation.AT_LEAST
        return sign > 0


_ONE_ARGUMENT: dict[str, Callable[[Arithmetic, Value], Value]] = {
    "exp": Arithmetic.exp,
    "log": Arithmetic.log,
    "ln": Arithmetic.log,
    "sin": Arithmetic.sin,
    "cos": Arithmetic.cos,
    "tan": Arithmetic.tan,
    "tanh": Arithmetic.tanh,
    "sqrt": Arithmetic.sqrt,
    "abs": Arithmetic.abs,
    "sigmoid": Arithmetic.sigmoid,
    "relu": Arithmetic.relu,
}

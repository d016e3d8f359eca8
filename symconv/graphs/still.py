"""What does not change at all near a point, whatever the slopes in it are.

relu of a negative number is 0 on a whole neighbourhood, and max is its largest argument alone: so
sqrt(relu(b)) has the slope 0 by b at b = -3, though sqrt has none at 0. All names may move at once
here: x y does not stand still where y is 0, as y may depend on x elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.formulas import Add, Apply, Formula, Number, Power, Product, Quotient, children
from symconv.graphs.evaluate import Evaluator
from symconv.graphs.model import functions_of

TIED = frozenset({"relu", "max", "min"})
"""The functions that stand still somewhere, and whose slope is chosen at a kink."""
_ZERO_AT_ZERO = frozenset({"relu", "abs", "sqrt", "sin", "tan", "tanh"})


@dataclass(frozen=True)
class Stillness:
    """Tells what does not depend on a name near the values of an evaluator."""

    evaluator: Evaluator
    by: Formula

    def is_still(self, formula: Formula) -> bool:
        """Tell whether a formula does not depend on the name on a neighbourhood of all names.

        Raises `UndecidedError` if a sign cannot be told, `GraphError` if a part has no value.
        """
        if not varies(formula, self.by):
            return True
        if not functions_of(formula) & TIED:
            return False
        return self._is_zero_nearby(formula) or all(map(self.is_still, self._deciding(formula)))

    def _deciding(self, formula: Formula) -> Sequence[Formula]:
        """Give the parts that a formula is made of near the values."""
        if isinstance(formula, Apply) and formula.function in ("max", "min"):
            return self._winners(formula)
        return tuple(children(formula))

    def _winners(self, formula: Apply) -> list[Formula]:
        """Give the arguments of max or min of which each may be the one that is taken nearby."""
        arithmetic = self.evaluator.arithmetic
        values = list(map(self.evaluator.evaluate, formula.arguments))
        best = (arithmetic.largest if formula.function == "max" else arithmetic.smallest)(values)
        pairs = zip(formula.arguments, values, strict=True)
        return [argument for argument, value in pairs if arithmetic.compare(value, best) == 0]

    def _is_zero_nearby(self, formula: Formula) -> bool:
        """Tell whether a formula is 0 on a neighbourhood of all names."""
        match formula:
            case Apply("relu", (argument,)) if self.evaluator.evaluate(argument).sign() < 0:
                return True
            case Apply("max" | "min"):
                return all(map(self._is_zero_nearby, self._winners(formula)))
            case Apply(function, (argument,)):
                return function in _ZERO_AT_ZERO and self._is_zero_nearby(argument)
            case Product(factors):
                return any(map(self._is_zero_nearby, factors))
            case Add(terms):
                return all(map(self._is_zero_nearby, terms))
            case Quotient(above):
                return self._is_zero_nearby(above)
            case Power(base, exponent):
                is_positive = self.evaluator.evaluate(exponent).sign() > 0
                return is_positive and self._is_zero_nearby(base)
            case Number():
                return self.evaluator.evaluate(formula).sign() == 0
        return False


def varies(formula: Formula, by: Formula) -> bool:
    """Tell whether a name stands in a formula."""
    return formula == by or any(varies(part, by) for part in children(formula))

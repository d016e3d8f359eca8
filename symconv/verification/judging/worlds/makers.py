"""What each kind of formula makes of its parts: products, derivatives, activations, rotations."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from symconv.formulas import (
    Add,
    Apply,
    Cases,
    Entry,
    Floor,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
)
from symconv.formulas.written import Ceiling, Labelled, Operation
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import Letter, letter_of
from symconv.verification.judging.worlds.sums import condition_of, largest, total
from symconv.verification.judging.worlds.values import (
    Dual,
    UnjudgedError,
    largest_of,
    slope_of,
    whole,
)
from symconv.verification.judging.worlds.world import Family, Variable

if TYPE_CHECKING:
    from symconv.verification.judging.worlds.evaluate import Evaluator

Work: TypeAlias = Callable[[dict[str, int]], Any]
TURNING = frozenset({"rot180", "flip", "rotate180", "rot", "Rot180", "ROT180", "rotate"})


def _product(self: Evaluator, formula: Product) -> Work:
    works = [self.work(factor) for factor in formula.factors]

    def multiply(numbers: dict[str, int]) -> Any:
        result = works[0](numbers)
        for work in works[1:]:
            result = result * work(numbers)
        return result

    return multiply


def _add(self: Evaluator, formula: Add) -> Work:
    works = [self.work(term) for term in formula.terms]

    def add(numbers: dict[str, int]) -> Any:
        result: Any = 0
        for work in works:
            result = result + work(numbers)
        return result

    return add


def _number(_self: Evaluator, formula: Number) -> Work:
    value = formula.value
    return lambda _: value


def _name(self: Evaluator, formula: Name) -> Work:
    read = self.indices.read(formula)
    return lambda numbers: whole(read(numbers))


def _quotient(self: Evaluator, formula: Quotient) -> Work:
    above, below = self.work(formula.numerator), self.work(formula.denominator)

    def divide(numbers: dict[str, int]) -> Any:
        divisor = below(numbers)
        if isinstance(divisor, Dual):
            raise UnjudgedError("a quotient by what changes")
        if divisor == 0:
            raise UnjudgedError("a division by zero")
        value = above(numbers)
        if isinstance(value, Dual):
            return value / Fraction(divisor)
        return Fraction(value) / Fraction(divisor)

    return divide


def _power(self: Evaluator, formula: Power) -> Work:
    match formula.exponent:
        case Number(int() as exponent) if 0 <= exponent <= 8:
            return _product(self, Product((formula.base,) * exponent)) if exponent else _one
    raise UnjudgedError("a power")


def _one(_numbers: dict[str, int]) -> Any:
    return 1


def _operation(self: Evaluator, formula: Operation) -> Work:
    """Signs between numbers are products."""
    return _product(self, Product((formula.left, formula.right)))


def _labelled(self: Evaluator, formula: Labelled) -> Work:
    return self.work(formula.of)


def _partial(self: Evaluator, formula: Partial) -> Work:
    by = letter_of(formula.by, self.reading)
    if by is None or by.gradient:
        raise UnjudgedError(f"a derivative by {formula.by}")
    if is_loss(formula.of, self.reading):
        return self.entry(Letter(by.name, by.part, by.indices, by.layer, gradient=True))
    find, body = self.variable(by), self.work(formula.of)

    def differentiate(numbers: dict[str, int]) -> Any:
        seed = find(numbers)
        if seed is None:
            self.extended.add(by.name)
            return 0
        kept, self.seed = self.seed, seed
        if kept is not None:
            raise UnjudgedError("a second derivative")
        try:
            return slope_of(body(numbers))
        finally:
            self.seed = kept

    return differentiate


def is_loss(formula: Formula, reading: Reading) -> bool:
    """Tell whether a formula is the loss, possibly as a function of arrays."""
    match formula:
        case Name(letter) | Entry(letter, (), _, ()) | Apply(letter, _) | Entry(letter, (), _, _):
            return reading.part(letter) is Array.LOSS
    return False


def _apply(self: Evaluator, formula: Apply) -> Work:
    """An activation gives the values that the world has drawn for it, its slope likewise."""
    if formula.function == "max" and len(formula.arguments) > 1:
        works = [self.work(argument) for argument in formula.arguments]
        return lambda numbers: largest_of(work(numbers) for work in works)
    if formula.function in TURNING and len(formula.arguments) == 1:
        return _turned(self, formula.arguments[0])
    if formula.function == "inner" and len(formula.arguments) == 2:
        return _inner(self, *formula.arguments)
    base = formula.function.rstrip("'")
    if self.reading.part(base) is not Array.ACTIVATION or len(formula.arguments) != 1:
        raise UnjudgedError(f"the function {formula.function}")
    letter = letter_of(formula.arguments[0], self.reading)
    if letter is None or letter.gradient or letter.family is not Family.PRE:
        raise UnjudgedError("an activation of something that is no layer's output")
    find = self.variable(letter)
    slope = formula.function != base

    def activate(numbers: dict[str, int]) -> Any:
        found = find(numbers)
        if found is None:
            self.extended.add(letter.name)
            return 0
        if slope:
            return self.world.slopes[found.layer][found.index]
        after = Variable(Family.POST, found.layer, found.index)
        value = self.world.values[Family.POST, found.layer][found.index]
        return value if self.seed is None else Dual(value, self.world.slope(after, self.seed))

    return activate


def _turned(self: Evaluator, formula: Formula) -> Work:
    """Read an entry of a turned array; what has none is turned along the left side's positions."""
    letter = letter_of(formula, self.reading)
    if letter is not None and letter.indices:
        return self.entry(letter, turned=True)
    body = self.work(formula)
    if not self.mirrors:
        raise UnjudgedError("turning what has no positions")
    mirrors = dict(self.mirrors)

    def turn(numbers: dict[str, int]) -> Any:
        at = {n: mirrors[n] - v if n in mirrors else v for n, v in numbers.items()}
        return body(at)

    return turn


def _inner(self: Evaluator, first: Formula, second: Formula) -> Work:
    """Give the inner product of ∂L/∂O with ∂O/∂F_u: the sum over all outputs."""
    for above, below in ((first, second), (second, first)):
        if isinstance(above, Partial) and isinstance(below, Partial) and above.by == below.of:
            whole, by = letter_of(above.by, self.reading), letter_of(below.by, self.reading)
            if whole is not None and not whole.indices and by is not None:
                return self.work(Partial(above.of, below.by))
    raise UnjudgedError("an inner product")


def _indicator(self: Evaluator, formula: Indicator) -> Work:
    conditions = [condition_of(self, c) for c in formula.conditions]
    return lambda numbers: int(all(condition(numbers) for condition in conditions))


def _cases(self: Evaluator, formula: Cases) -> Work:
    """Take the first value whose conditions hold; one of them has to."""
    works = []
    for case in formula.cases:
        given = () if case.condition is None else (case.condition, *case.further)
        conditions = [condition_of(self, condition) for condition in given]
        works.append((conditions, self.work(case.value)))

    def choose(numbers: dict[str, int]) -> Any:
        for conditions, work in works:
            if all(condition(numbers) for condition in conditions):
                return work(numbers)
        raise UnjudgedError("cases of which none holds")

    return choose


def _index_number(self: Evaluator, formula: Formula) -> Work:
    read = self.indices.read(formula)
    return lambda numbers: whole(read(numbers))


MAKERS: dict[type[Formula], Callable[[Evaluator, Any], Work]] = {
    Product: _product,
    Add: _add,
    Number: _number,
    Name: _name,
    Entry: _index_number,
    Quotient: _quotient,
    Power: _power,
    Operation: _operation,
    Labelled: _labelled,
    Partial: _partial,
    Apply: _apply,
    Indicator: _indicator,
    Cases: _cases,
    Floor: _index_number,
    Ceiling: _index_number,
    Sum: total,
    Maximum: largest,
}

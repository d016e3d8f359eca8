"""Formulas at numbers: exact values, and exact derivatives by dual numbers.

This is what lines are checked with. It knows what sums, conditions and arrays mean and nothing
of the rules: a derivative is computed from the definition of what is differentiated, by carrying
value and slope together (forward-mode differentiation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from symconv.calculus.array_values import ArrayValues, OutsideArrayError, array_key
from symconv.calculus.arrays import Attained, Defined, Whole, places_of, whole_of
from symconv.calculus.duals import (
    CUBIC,
    Compiled,
    Dual,
    Function,
    Place,
    Scalar,
    Seed,
    add_code,
    bounded,
    constant_code,
    integer_code,
    is_zero,
    power_code,
    quotient_code,
)
from symconv.calculus.index_codes import (
    Environment,
    IndexCode,
    IndexCodes,
    letter_key,
)
from symconv.calculus.setting import Setting
from symconv.calculus.steps import take_step
from symconv.errors import DerivationError
from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Floor,
    Formula,
    Index,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Restriction,
    Sum,
    walk_paths,
)

Known: TypeAlias = Mapping[Formula, int]
"""What sizes and indices are."""


class UnknownLetterError(DerivationError):
    """Nothing says what a letter is."""


def _run(of: Index, code: Callable[..., Any], *arguments: object) -> Any:
    """Run what a formula was compiled to; a letter that is looked up in vain is named."""
    try:
        return code(*arguments)
    except KeyError as missing:
        parts = [] if isinstance(of, int) else [part for _, part in walk_paths(of)]
        letters = [part for part in parts if letter_key(part) == missing.args[0]]
        unknown = letters[0] if letters else f"a letter that {of} depends on"
        raise UnknownLetterError(f"nothing says what {unknown} is") from None


def _no_values(whole: Whole, place: Place) -> Scalar:
    raise DerivationError(f"nothing says what {whole} is at {place}")


class Evaluator:
    """Evaluates formulas of a setting, after `use` has said at which sizes and entries."""

    def __init__(
        self,
        setting: Setting,
        functions: Mapping[str, Function] | None = None,
        default: Function = CUBIC,
    ) -> None:
        self.setting = setting
        self.functions = functions or {}
        self.default = default
        self.sizes: dict[Formula, int] = {}
        self.use({}, _no_values)

    def use(self, sizes: Known, values: Callable[[Whole, Place], Scalar]) -> Evaluator:
        """Take sizes (every one that is not derived) and what the entries of arrays are.

        `values` gives the entries of the arrays of independent numbers, and of the gradient
        from above.
        """
        self.sizes = dict(sizes)
        keyed = {letter_key(letter): value for letter, value in sizes.items()}
        self.codes = IndexCodes(keyed, self._entry_in_index)
        self.arrays = ArrayValues(self.setting, self.codes, values, self._code)
        self._compiled: dict[Formula, Compiled] = {}
        self._comparable: set[Whole] = set()
        for letter, formula in self.setting.derived if sizes else ():
            keyed[letter_key(letter)] = self.sizes[letter] = self.index(formula)
        return self

    def index(self, index: Index, at: Known | None = None) -> int:
        """Give an index expression as a number.

        Raises
        ------
        OutsideArrayError
            If it is no integer.
        UnknownLetterError
            If a letter in it is neither a size nor in `at`; so do the others.
        """
        value = _run(index, self.codes.index(index), _keyed(at))
        if value != value // 1:
            raise OutsideArrayError(f"{index} is no integer")
        return int(value)

    def value(self, formula: Formula, at: Known | None = None) -> Scalar:
        """Give the value of a formula; `OutsideArrayError` if it reads where nothing is."""
        take_step()
        found: Dual = _run(formula, self._code(formula), _keyed(at), None)
        return found[0]

    def holds(self, condition: Restriction, at: Known | None = None) -> bool:
        """Tell whether a condition holds."""
        return bool(_run(condition, self.codes.condition(condition), _keyed(at)))

    def _entry_in_index(self, formula: Formula) -> IndexCode | None:
        whole = whole_of(formula)
        self._check_comparable(formula)
        is_number = isinstance(formula, Apply | Power | Partial | Sum | Maximum | Indicator)
        if not is_number and (whole is None or self.setting.declaration(whole) is None):
            return None
        code = self._code(formula)
        return lambda at: code(at, None)[0]

    def _check_comparable(self, formula: Formula) -> None:
        """Raise `DerivationError` for what stands for another number, which may be larger."""
        for _, part in walk_paths(formula):
            whole = whole_of(part)
            if whole is not None:
                self._check_array(whole)
            if isinstance(part, Apply) and not self._function(part.function).comparable:
                raise DerivationError(f"{part} is no fraction, and cannot be compared exactly")

    def _check_array(self, whole: Whole) -> None:
        if whole in self._comparable:
            return
        self._comparable.add(whole)
        for source in self.setting.sources(whole):
            declared = self.setting.declaration(source)
            if isinstance(declared, Defined | Attained):
                self._check_comparable(declared.equation.right)

    def _function(self, name: str) -> Function:
        return self.functions.get(name, self.default)

    def _code(self, formula: Formula) -> Compiled:
        known = self._compiled.get(formula)
        if known is None:
            known = self._compiled[formula] = self._compile(formula)
        return known

    def _compile(self, formula: Formula) -> Compiled:
        whole = whole_of(formula)
        if whole is not None and self.setting.declaration(whole) is not None:
            return self._entry_code(formula, whole)
        match formula:
            case Number(value):
                return constant_code(value)
            case Name() | Entry():
                return self._letter_code(formula)
            case Add(terms):
                return add_code([self._code(term) for term in terms])
            case Product(factors):
                return self._product_code(factors)
            case Indicator(conditions):
                codes = [self.codes.condition(condition) for condition in conditions]
                return integer_code(lambda at: int(all(code(at) for code in codes)))
            case Sum(body, ranges, conditions):
                return self._sum_code(body, ranges, conditions)
            case Maximum():
                return self._maximum_code(formula)
            case Partial():
                return self._partial_code(formula)
        return self._function_code(formula)

    def _letter_code(self, letter: Formula) -> Compiled:
        if letter == self.setting.loss:
            raise DerivationError(f"only derivatives of the loss {letter} have a value here")
        return integer_code(self.codes.index(letter))

    def _function_code(self, formula: Formula) -> Compiled:
        match formula:
            case Apply(name, (argument,)):
                inner, function = self._code(argument), self._function(name)

                def apply(at: Environment, seed: Seed) -> Dual:
                    value, slope = inner(at, seed)
                    steep = 0 if is_zero(slope) else function.slope(value) * slope
                    return bounded(function.value(value)), steep

                return apply
            case Power(base, Number(exponent)) if isinstance(exponent, int):
                return power_code(self._code(base), exponent)
            case Quotient(above, below):
                return quotient_code(self._code(above), self._code(below))
            case Floor():
                return integer_code(self.codes.index(formula))
        raise DerivationError(f"{type(formula).__name__} cannot be evaluated here")

    def _product_code(self, factors: tuple[Formula, ...]) -> Compiled:
        guards = [
            self.codes.condition(condition)
            for factor in factors
            if isinstance(factor, Indicator)
            for condition in factor.conditions
        ]
        codes = [self._code(factor) for factor in factors if not isinstance(factor, Indicator)]

        def product(at: Environment, seed: Seed) -> Dual:
            if not all(guard(at) for guard in guards):
                return 0, 0
            value, slope = 1, 0
            for code in codes:
                other, other_slope = code(at, seed)
                if not is_zero(other_slope):
                    slope = slope * other + value * other_slope
                elif not is_zero(slope):
                    slope = slope * other
                value = value * other
            return bounded(value), slope

        return product

    def _sum_code(
        self, body: Formula, ranges: tuple[Range, ...], conditions: tuple[Restriction, ...]
    ) -> Compiled:
        code, points = self._code(body), self.codes.points(ranges, conditions)

        def total(at: Environment, seed: Seed) -> Dual:
            value, slope = 0, 0
            for _ in points(at):
                term, term_slope = code(at, seed)
                value = value + term
                if not is_zero(term_slope):
                    slope = slope + term_slope
            return value, slope

        return total

    def _maximum_code(self, formula: Maximum) -> Compiled:
        self._check_comparable(formula.body)
        code, points = (
            self._code(formula.body),
            self.codes.points(formula.ranges, formula.conditions),
        )

        def largest(at: Environment, seed: Seed) -> Dual:
            best: Dual | None = None
            for _ in points(at):
                found = code(at, seed)
                if best is None or found[0] > best[0]:
                    best = found
            if best is None:
                raise OutsideArrayError("a maximum of nothing")
            return best

        return largest

    def _partial_code(self, formula: Partial) -> Compiled:
        whole = whole_of(formula.by)
        if whole is None:
            return self._slope_code(formula)
        read_place, key = self._place_code(formula.by), array_key(whole)
        is_loss = formula.of == self.setting.loss
        of = self._loss_code() if is_loss else self._code(formula.of)

        def partial(at: Environment, seed: Seed) -> Dual:
            if seed is not None:
                raise DerivationError("a derivative cannot be differentiated again")
            return of(at, (key, read_place(at)))[1], 0

        return partial

    def _slope_code(self, formula: Partial) -> Compiled:
        """Give the slope of a function at a formula that is no entry."""
        if not isinstance(formula.of, Apply) or formula.of.arguments != (formula.by,):
            raise DerivationError(f"{formula} is no derivative by an entry")
        function = self._function(formula.of.function)
        inner = self._code(formula.by)
        return integer_code(lambda at: function.slope(inner(at, None)[0]))

    def _loss_code(self) -> Compiled:
        """Give the loss as the sum of the output's entries times their gradients."""
        output = self.setting.output
        if output is None:
            raise DerivationError("there is no output whose gradient is given")
        gradient = self.arrays.reader(Partial(self.setting.loss, output))
        read, key = self.arrays.reader(output), array_key(output)
        places = list(product(*(range(low, high + 1) for low, high in self.arrays.limits(output))))

        def loss(at: Environment, seed: Seed) -> Dual:
            del at
            if seed is not None and seed[0] == key:
                return 0, gradient(seed[1], None)[0]
            slope = 0
            for place in places:
                entry_slope = read(place, seed)[1]
                if not is_zero(entry_slope):
                    slope = slope + gradient(place, None)[0] * entry_slope
            return 0, slope

        return loss

    def _place_code(self, entry: Formula) -> Callable[[Environment], Place]:
        codes = tuple(map(self.codes.index, places_of(entry)))

        def place(at: Environment) -> Place:
            found = tuple([code(at) for code in codes])
            for value in found:
                if type(value) is not int:
                    return _whole(found)
            return found

        return place

    def _entry_code(self, formula: Formula, whole: Whole) -> Compiled:
        if isinstance(formula, Partial) and formula.of != self.setting.loss:
            return self._partial_code(formula)
        place, read = self._place_code(formula), self.arrays.reader(whole)
        return lambda at, seed: read(place(at), seed)


def _whole(place: tuple[Any, ...]) -> Place:
    """Give a place whose numbers are all integers, written as fractions perhaps."""
    if any(not isinstance(value, int | Fraction) or value != int(value) for value in place):
        raise OutsideArrayError(f"{', '.join(map(str, place))} are no integers")
    return tuple(map(int, place))


def _keyed(at: Known | None) -> Environment:
    return {} if at is None else {letter_key(letter): value for letter, value in at.items()}


__all__ = ["Evaluator", "OutsideArrayError"]

"""Formulas between whole arrays worked out in a world of one channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Product,
    Range,
    Sum,
    children,
)
from symconv.formulas.written import (
    Bundle,
    Differential,
    Labelled,
    Marked,
    Matrix,
    Operation,
    Words,
)
from symconv.specs import ConvSpec
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.array_values import (
    SLIDING_FUNCTIONS,
    Border,
    Sliding,
    Steps,
    Whole,
    matrix_product,
    number,
    padded,
    plus,
    spread,
    steps_in,
    times,
    transposed,
    turned,
    widths_in,
)
from symconv.verification.judging.worlds.evaluate import Evaluator
from symconv.verification.judging.worlds.makers import TURNING, is_loss
from symconv.verification.judging.worlds.places import Letter, letter_of, whole_number
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.judging.worlds.world import Family, World
from symconv.verification.verdicts import Ground

_TURNED_MARKS = frozenset({"rot180", "rot_{180}", "flip", "rot", "flipped", "ROT180", "180"})
_ENTRYWISE = frozenset({"⊙", "∘", "•"})
PADDING = frozenset({"pad", "Pad", "PAD", "padding", "zeropad", "padpad"})
SPREADING = frozenset({"dilate", "dilated", "upsample", "spread", "Dilate"})


@dataclass(frozen=True)
class WholeWorker:
    """Works formulas of whole arrays out; `meanings` give what each sign between arrays does."""

    reading: Reading
    world: World
    layer: int
    meanings: Mapping[str, Sliding]
    evaluator: Evaluator

    def work(self, formula: Formula) -> Whole:
        """Give the array that a formula is; `UnjudgedError` if it has no meaning."""
        letter = letter_of(formula, self.reading)
        if letter is not None and len(letter.indices) < max(self.reading.rank, 2):
            found = self._array(letter)
            return turned(found) if letter.name in self.reading.turned else found
        for kinds, maker in _MAKERS:
            if isinstance(formula, kinds):
                return maker(self, formula)
        raise UnjudgedError(f"{formula} among whole arrays", Ground.NO_ENTRIES)

    def _spec(self) -> ConvSpec:
        if not 1 <= self.layer <= self.world.top:
            raise UnjudgedError(f"layer {self.layer}", Ground.NO_LAYER)
        return self.world.layers[self.layer - 1].spec

    def _array(self, letter: Letter) -> Whole:
        layer = self.evaluator.layer_of(letter)
        table = self.world.gradients if letter.gradient else self.world.values
        found = table.get((letter.family, layer))
        if found is None:
            raise UnjudgedError(f"layer {layer} of {letter.name}", Ground.NO_LAYER)
        return squeezed(found, letter.family)

    def _partial(self, formula: Partial) -> Whole:
        by = letter_of(formula.by, self.reading)
        if by is None or by.gradient or not is_loss(formula.of, self.reading):
            raise UnjudgedError(f"{formula} among whole arrays", Ground.NO_ENTRIES)
        if len(by.indices) >= max(self.reading.rank, 2):
            return number(self.evaluator.work(formula)({}))
        return self._array(Letter(by.name, by.part, (), by.layer, gradient=True))

    def _operation(self, formula: Operation) -> Whole:
        left = self.work(formula.left)
        try:
            right = self.work(formula.right)
        except UnjudgedError:
            if isinstance(formula.right, Product) and formula.sign in self.meanings:
                return self._beside(formula, left, formula.right)
            raise
        return self._joined(formula, left, right)

    def _beside(self, formula: Operation, left: Whole, right: Product) -> Whole:
        """Work out δ * w σ'(z) where w σ'(z) is no product: the sign joins its neighbours only."""
        first, *rest = map(self.work, right.factors)
        result = self._joined(formula, left, first)
        for other in rest:
            result = times(result, other)
        return result

    def _joined(self, formula: Operation, left: Whole, right: Whole) -> Whole:
        if formula.sign in _ENTRYWISE and formula.sign not in self.meanings:
            return times(left, right)
        meaning = self.meanings.get(formula.sign)
        if meaning is None or not left.shape or not right.shape:
            return times(left, right)
        return meaning(left, right)

    def _apply(self, formula: Apply) -> Whole:
        name, arguments = formula.function, formula.arguments
        if name in TURNING and arguments:
            return turned(self.work(arguments[0]))
        if name in SPREADING and arguments:
            steps = self._spec().stride
            return spread(self.work(arguments[0]), steps)
        if name in ("trans", "transpose_channels") and arguments:
            return self.work(arguments[0])
        if (name in PADDING or name.startswith("pad_")) and arguments:
            return self._padded(name, arguments[0])
        if self.reading.part(name.rstrip("'")) is Array.ACTIVATION and len(arguments) == 1:
            return self._activated(formula)
        if name in SLIDING_FUNCTIONS:
            return self._slid(formula)
        raise UnjudgedError(f"the function {name}")

    def _slid(self, formula: Apply) -> Whole:
        """Work out a call such as conv2(a, b, 'full'); without a word, as the sign * is read."""
        arrays = [a.right if isinstance(a, Equation) else a for a in formula.arguments]
        arrays = [a for a in arrays if not isinstance(a, Words)]
        if len(arrays) != 2:
            raise UnjudgedError(f"{formula.function} of {len(arrays)} arrays")
        meaning = self.meanings.get(formula.function)
        border = _border(formula)
        flip = SLIDING_FUNCTIONS[formula.function]
        if border is None or flip is None:
            if meaning is None:
                raise UnjudgedError(f"the function {formula.function}")
            border = border or meaning.border
            flip = meaning.flip if flip is None else flip
        open_ = SLIDING_FUNCTIONS[formula.function] is None
        swapped = open_ and meaning is not None and meaning.swapped
        return Sliding(flip, border, swapped)(self.work(arrays[0]), self.work(arrays[1]))

    def _padded(self, name: str, argument: Formula) -> Whole:
        """Pad by the widths that are written, or by what a full correlation needs.

        Widths that are written of a gradient are those of one layer: others need other numbers.
        """
        spec, array = self._spec(), self.work(argument)
        said = widths_in(name, len(array.shape))
        letter = letter_of(argument, self.reading)
        taken = letter is not None and letter.part is Array.INPUT and not letter.gradient
        if said is not None and taken:
            return padded(array, *said)
        if name == "padpad":
            array = spread(array, spec.stride)
        over = tuple(k - 1 - pads[0] for k, pads in zip(spec.filter_size, spec.pads, strict=True))
        if said not in (None, (over, over)):
            raise UnjudgedError("padding by numbers of one layer", Ground.ONE_LAYER)
        return padded(array, over, over)

    def _activated(self, formula: Apply) -> Whole:
        letter = letter_of(formula.arguments[0], self.reading)
        if letter is None or letter.gradient or letter.family is not Family.PRE:
            raise UnjudgedError("an activation of something that is no layer's output")
        layer = self.evaluator.layer_of(letter)
        if not 1 <= layer <= self.world.top:
            raise UnjudgedError(f"layer {layer} of {letter.name}", Ground.NO_LAYER)
        if formula.function.endswith("'"):
            return squeezed(self.world.slopes[layer], Family.PRE)
        return squeezed(self.world.values[Family.POST, layer], Family.POST)

    def _product(self, formula: Product) -> Whole:
        result = self.work(formula.factors[0])
        for factor in formula.factors[1:]:
            other = self.work(factor)
            both = result.shape and other.shape
            result = matrix_product(result, other) if both else times(result, other)
        return result

    def _add(self, formula: Add) -> Whole:
        result = self.work(formula.terms[0])
        for term in formula.terms[1:]:
            result = plus(result, self.work(term))
        return result

    def _marked(self, formula: Marked) -> Whole:
        match formula:
            case Marked(Operation() as operation, (), (Words(text),)):
                return self._stepped(operation, steps_in(text) or Steps())
        inner = self.work(formula.of)
        for mark in formula.above:
            text = mark.text if isinstance(mark, Words) else getattr(mark, "letter", "")
            if text in _TURNED_MARKS:
                inner = turned(inner)
            elif text in ("T", r"\top", r"\intercal", "t"):
                inner = transposed(inner)
            else:
                raise UnjudgedError(f"{mark} above an array")
        if formula.below:
            raise UnjudgedError("an entry of an expression")
        return inner

    def _stepped(self, operation: Operation, steps: Steps) -> Whole:
        meaning = self.meanings.get(operation.sign)
        if not isinstance(meaning, Sliding):
            raise UnjudgedError(f"the sign {operation.sign} with steps")
        return steps.slide(meaning, self.work(operation.left), self.work(operation.right))

    def _matrix(self, formula: Matrix) -> Whole:
        found: dict[tuple[int, ...], Any] = {}
        for i, row in enumerate(formula.rows):
            for j, entry in enumerate(row):
                found[i, j] = self.evaluator.work(entry)({})
        widths = {len(row) for row in formula.rows}
        if len(widths) != 1:
            raise UnjudgedError("a matrix whose rows differ in length")
        return Whole((len(formula.rows), widths.pop()), found)

    def _number(self, formula: Number) -> Whole:
        return number(formula.value)

    def _sum(self, formula: Sum) -> Whole:
        """Work out a sum over labels for one of them, any other sum as a number."""
        body = formula.body
        while isinstance(body, Sum):
            body = body.body
        if is_labelled(body, self.reading):
            return self.work(body)
        return self._scalar(formula)

    def _scalar(self, formula: Formula) -> Whole:
        return number(self.evaluator.work(formula)({}))

    def _inner(self, formula: Labelled | Bundle) -> Whole:
        if isinstance(formula, Bundle):
            if len(formula.parts) != 1:
                raise UnjudgedError("a list of arrays", Ground.NO_ENTRIES)
            return self.work(formula.parts[0])
        return self.work(formula.of)


_MAKERS: tuple[tuple[Any, Callable[[WholeWorker, Any], Whole]], ...] = (
    (Partial, WholeWorker._partial),
    (Operation, WholeWorker._operation),
    (Apply, WholeWorker._apply),
    (Product, WholeWorker._product),
    (Add, WholeWorker._add),
    (Marked, WholeWorker._marked),
    (Matrix, WholeWorker._matrix),
    (Number, WholeWorker._number),
    ((Labelled, Bundle), WholeWorker._inner),
    (Sum, WholeWorker._sum),
    ((Entry, Name), WholeWorker._scalar),
)


def _border(formula: Apply) -> Border | None:
    """Give what a word in a call says of the borders: conv2(a, b, 'full')."""
    arguments = [a.right if isinstance(a, Equation) else a for a in formula.arguments]
    words = [a.text for a in arguments if isinstance(a, Words)]
    return next((b for b in Border if any(b.value in word for word in words)), None)


def squeezed(values: Mapping[tuple[int, ...], Any], family: Family) -> Whole:
    """Give an array of one example and one channel by its positions; a bias as a number."""
    if family is Family.BIAS:
        if len(values) != 1:
            raise UnjudgedError("biases of several filters")
        return number(next(iter(values.values())))
    if any(index[0] or index[1] for index in values):
        raise UnjudgedError("arrays of several channels")
    entries = {index[2:]: value for index, value in values.items()}
    last = max(entries)
    return Whole(tuple(n + 1 for n in last), entries)


def signs_in(formula: Formula) -> Iterator[str]:
    """Give the signs between arrays in a formula."""
    if isinstance(formula, Operation):
        yield formula.sign
    if isinstance(formula, Apply) and formula.function in SLIDING_FUNCTIONS:
        known = SLIDING_FUNCTIONS[formula.function] is not None and _border(formula) is not None
        if not known:
            yield formula.function
    for part in children(formula):
        yield from signs_in(part)


def borders_in(formula: Formula) -> dict[str, Border]:
    """Give what calls of functions that slide say of the borders."""
    found: dict[str, Border] = {}
    if isinstance(formula, Apply) and formula.function in SLIDING_FUNCTIONS:
        border = _border(formula)
        if border is not None:
            found[formula.function] = border
    for part in children(formula):
        found |= borders_in(part)
    return found


def holds_call(formula: Formula, functions: frozenset[str]) -> bool:
    """Tell whether a formula applies one of some functions."""
    if isinstance(formula, Apply) and formula.function in functions:
        return True
    return any(holds_call(part, functions) for part in children(formula))


def is_whole(formula: Formula, reading: Reading) -> bool:
    """Tell whether a formula holds an array without indices or a matrix, sums aside."""
    if isinstance(formula, Matrix):
        return True
    if isinstance(formula, Apply) and formula.function == "inner":
        return False
    if isinstance(formula, Partial):
        return is_whole(formula.by, reading)
    letter = letter_of(formula, reading)
    if letter is not None:
        return not letter.indices and letter.part is not Array.BIAS
    if isinstance(formula, Differential | Entry | Range):
        return False
    return any(is_whole(part, reading) for part in children(formula))


def is_labelled(formula: Formula, reading: Reading) -> bool:
    """Tell whether arrays told apart by a label, δ_k, are turned or slid over each other."""
    match formula:
        case Apply(function, arguments) if function in TURNING or function in SLIDING_FUNCTIONS:
            if any(_is_labelled(argument, reading) for argument in arguments):
                return True
        case Operation(sign, left, right) if sign not in _ENTRYWISE:
            if _is_labelled(left, reading) and _is_labelled(right, reading):
                return True
    return any(is_labelled(part, reading) for part in children(formula))


def _is_labelled(formula: Formula, reading: Reading) -> bool:
    inner = formula
    while isinstance(inner, Apply | Bundle | Marked):
        parts = tuple(children(inner))
        inner = parts[0]
    found = letter_of(inner, reading)
    if found is None or not 0 < len(found.indices) < reading.rank:
        return False
    return any(whole_number(index) is None for index in found.indices)

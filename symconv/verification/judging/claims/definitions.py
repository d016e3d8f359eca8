"""What is no claim: settings, updates, names, and what signs and functions are said to mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Product,
    Renewed,
)
from symconv.formulas.written import Bundle, Marked, Operation, Words
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading, size_key
from symconv.verification.judging.said import Said, say
from symconv.verification.judging.understanding.conventions import own_forward
from symconv.verification.judging.understanding.forms import forward_forms
from symconv.verification.judging.worlds.names import numbers_only
from symconv.verification.judging.worlds.places import Letter, letter_of, letters_in, placing
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.verdicts import VerdictKind

if TYPE_CHECKING:
    from symconv.verification.judging.place import Place


def judge_definition(equation: Equation, place: Place) -> Said | None:
    """Tell what is no claim: the meaning of a sign, a setting, a new name."""
    left = equation.left
    given = numbers_only(equation.right)
    known = isinstance(left, Name | Entry) and left.letter in place.reading.turned
    for applies, words in (
        (_is_update(left), "an update"),
        (_is_activation(equation, place), "the activation"),
        (_is_function(left, place), "a function"),
        (_is_layer_operation(equation, place), "the layer's own operation"),
        (known, "the turned filter"),
        (_is_new(left, place) and not given, "a name for the right side"),
        (_is_renaming(equation, place), "a name for the right side"),
        (_is_operator(left), "it says what a sign between arrays means"),
        (given and _is_setting(left), "a setting"),
        (_is_loss(left, place), "the loss"),
    ):
        if applies:
            return say(VerdictKind.DEFINITION, words)
    return None


def _is_renaming(equation: Equation, place: Place) -> bool:
    """Tell whether two letters of arrays are said to be the same: Z = O, X_{ij} = A_{ij}."""
    left, right = (letter_of(side, place.reading) for side in (equation.left, equation.right))
    if left is None or right is None or left.gradient or right.gradient:
        return False
    return left.name != right.name and left.family is right.family


def _is_setting(left: Formula) -> bool:
    """Tell whether a left side is a word or a letter that is set to a number."""
    return isinstance(left, Words | Name) or (isinstance(left, Product) and _is_words(left))


def _is_loss(left: Formula, place: Place) -> bool:
    return isinstance(left, Name | Entry) and place.reading.part(left.letter) is Array.LOSS


def _is_update(formula: Formula) -> bool:
    """Tell whether a formula is the value after an update, or is named "new"."""
    match formula:
        case Renewed():
            return True
        case Name(letter) | Entry(letter, _, _, _):
            return letter.startswith(("new", r"\text{new")) or letter.endswith("_{new}")
        case Product(factors):
            return any(map(_is_update, factors))
        case Marked(of, above, _):
            return _is_update(of) or any(map(_is_update, above))
    return False


def _is_activation(equation: Equation, place: Place) -> bool:
    """Tell whether an equation says that an activation gives an array: o = a(c)."""
    left, right = equation.left, equation.right
    if not isinstance(left, Name | Entry) or not isinstance(right, Apply):
        return False
    found = letter_of(left, place.reading)
    if right.function == "max" and found is not None and not found.gradient:
        return _is_rectified(found, right, place.reading)
    if place.reading.part(right.function) is not Array.ACTIVATION or len(right.arguments) != 1:
        return False
    return found is None or not found.gradient


def _is_rectified(made: Letter, maximum: Apply, reading: Reading) -> bool:
    """Tell whether an entry is the larger of zero, or a part, and another array's: max(0, z)."""
    entries = [one for term in maximum.arguments for one in letters_in(term, reading)]
    numbers = len(entries) < len(maximum.arguments) or len(set(entries)) < len(entries)
    return numbers and all(one.indices == made.indices for one in entries)


def _is_function(left: Formula, place: Place) -> bool:
    """Tell whether an equation says what a function of one variable is: g(z) = z."""
    match left:
        case Apply(function, (Name(),)):
            return place.reading.part(function.rstrip("'")) in (None, Array.ACTIVATION)
    return False


def _is_layer_operation(equation: Equation, place: Place) -> bool:
    """Tell whether an equation only writes the layer with its sign: O(i, j) = (I ⋆ K)(i, j).

    Whole arrays without a sign between them, y = w x + b or y = f(x), say no more either.
    """
    right, left = equation.right, letter_of(equation.left, place.reading)
    if left is not None and not left.indices and not left.gradient:
        parts = [one.part for one in _unsigned(right, place.reading)]
        if len(set(parts)) == len(parts) > 1 and Array.FILTER in parts:
            return True
    if not (isinstance(right, Marked) and isinstance(right.of, Operation)):
        return False
    return (
        left is not None
        and left.part is Array.OUTPUT
        and right.of.sign in (place.understanding.signs)
    )


def _unsigned(formula: Formula, reading: Reading) -> list[Letter]:
    """Give the whole arrays of a sum of products; none where it holds anything else."""
    match formula:
        case Product(parts) | Add(parts):
            inner = [_unsigned(part, reading) for part in parts]
            return [one for found in inner for one in found] if all(inner) else []
    found = letter_of(formula, reading)
    return [found] if found is not None and not found.indices and not found.gradient else []


def _is_new(left: Formula, place: Place) -> bool:
    """Tell whether the left side is an entry of an array that plays no known part."""
    return (
        isinstance(left, Entry)
        and bool(left.indices or left.arguments)
        and place.reading.part(left.letter) is None
        and size_key(left) not in place.reading.sizes
    )


def _is_words(formula: Product) -> bool:
    return any(isinstance(factor, Words) for factor in formula.factors)


def _is_operator(formula: Formula) -> bool:
    """Tell whether a formula is an entry of an operation: (I * K)_{ij}, (I * K)(i, j)."""
    if isinstance(formula, Marked) and formula.below:
        inner = formula.of
        while isinstance(inner, Bundle) and len(inner.parts) == 1:
            inner = inner.parts[0]
        return isinstance(inner, Operation)
    return False


def is_family(right: Formula) -> bool:
    """Tell whether a formula is a matrix that is given by its entries: (a_{i,j})_{m×n}."""
    return isinstance(right, Entry) and any(isinstance(i, Operation) for i in right.indices[-1:])


def is_another(equation: Equation, place: Place) -> bool:
    """Tell whether a forward pass is that of another operation than the document's layer."""
    own = place.understanding.own
    if not own or any(True for _ in own_forward([equation], place.reading, own)):
        return False
    return any(isinstance(form.output, Entry) and form.summed for form in forward_forms([equation]))


def is_unplaced(formula: Formula, reading: Reading) -> bool:
    """Tell whether an entry has more labels than its part has: i_{n,m} of a single input."""
    found = letter_of(formula, reading)
    if found is None or found.gradient or found.part is Array.BIAS:
        return False
    try:
        axes = placing(reading, found.part, len(found.indices))
    except UnjudgedError:
        return True
    known = [a for (part, n), a in reading.placings.items() if part is found.part]
    return "n" in axes and bool(known) and not any("n" in one for one in known)

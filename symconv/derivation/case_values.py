"""The numbers of a worked case: read exactly, from Python values or from text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Rational
from typing import Any

import sympy

from symconv.errors import DerivationError, shown
from symconv.notation.letters import letter_to_text
from symconv.roles import Role
from symconv.specs import LayerSpec, UnpoolSpec
from symconv.specs.answers.foreign import ARGUMENTS
from symconv.specs.normalise import counted
from symconv.suggestions import Meanings, bare, not_one_of
from symconv.symbolic import SymbolicLayer

_NUMBER = re.compile(r"[+−-]?\d{1,18}(?:/\d{1,18}|\.\d{1,18})?", re.ASCII)
_SEPARATORS = re.compile(r"[\s,;]+")
_NAMED = re.compile(r"\s*([^\s=,;\d+−-][^\s=,;]*)\s*=(.*)", re.DOTALL)

Numbers = tuple[sympy.Rational, ...]


def read_case(layer: SymbolicLayer, values: object) -> dict[Role, Numbers]:
    """Give the numbers of each array that is given, by its role: OUTPUT for the output gradient.

    Parameters
    ----------
    layer : the layer
    values : numbers for the input, or a mapping from the names of arguments to numbers

    Numbers stand row by row, nested or not: only their count is looked at. They are integers,
    fractions, or floats and decimals, which count as the decimal fraction that is written for them.

    Raises
    ------
    DerivationError
        For an unknown name, a wrong count, what is not a number, and an index that names no entry.
    """
    named = values if isinstance(values, Mapping) else {"x": values}
    arguments = layer.spec.arguments
    given: dict[Role, Numbers] = {}
    for name, numbers in named.items():
        if not isinstance(name, str) or name not in arguments:
            error = not_one_of("values:", name, arguments, _names_of_others(layer))
            raise DerivationError(f"{error}: {layer.spec}")
        argument = arguments[name]
        exact = tuple(_exact(name, number) for number in _flat(numbers))
        expected = _count(argument.shape)
        if len(exact) != expected:
            raise DerivationError(
                f"values: {name} has {counted(expected, 'entry', 'entries')}, given "
                f"{counted(len(exact), 'number')}: {layer.spec}"
            )
        if argument.role is Role.INDICES:
            _check_indices(name, exact, layer.spec)
        given[argument.role] = exact
    if not given:
        raise DerivationError(f"values: no number is given: {layer.spec}")
    return given


def _names_of_others(layer: SymbolicLayer) -> Meanings:
    """Give the words that others have for the arguments, and the letters in which they print."""
    notation = layer.notation
    output = letter_to_text(notation.letter(Role.OUTPUT))
    above = [f"∂{letter_to_text(notation.loss)}/∂{output}", f"d{output}"]
    above += [letter_to_text(notation.upstream_letter)] if notation.upstream_letter else []
    printed = {bare(word): ["grad_o"] for word in above}
    for name, argument in layer.spec.arguments.items():
        if argument.role is not Role.OUTPUT:
            printed[bare(letter_to_text(notation.letter(argument.role)))] = [name]
    return {**ARGUMENTS, **printed}


def _check_indices(name: str, numbers: Numbers, spec: LayerSpec) -> None:
    """Refuse what is no index of the array that the indices of an unpooling count on."""
    assert isinstance(spec, UnpoolSpec)
    last = _count(spec.index_shape) - 1
    for number in numbers:
        if not number.is_integer:
            raise DerivationError(f"values: {name} has {number}, not a whole number: {spec}")
        if not 0 <= number <= last:
            raise DerivationError(
                f"values: {name} has the index {number}, which is not from 0 to {last}: {spec}"
            )


def read_case_texts(texts: Iterable[str]) -> dict[str, list[Fraction]]:
    """Give the numbers in texts such as `1,5;2,3` (the input's) or `f=1,2;3,4`.

    Raises
    ------
    DerivationError
        Naming the text, for what is not such a list.

    Examples
    --------
    >>> read_case_texts(["1, -5/2; 0.5 3", "grad_o=7"])["grad_o"]
    [Fraction(7, 1)]
    """
    read: dict[str, list[Fraction]] = {}
    for text in texts:
        match = _NAMED.fullmatch(text)
        name, numbers = (match[1], match[2]) if match else ("x", text)
        parts = [part for part in _SEPARATORS.split(numbers) if part]
        if name in read:
            raise DerivationError(f"values {shown(text)}: {name} is given twice")
        read[name] = [_exact_text(name, part) for part in parts]
    return read


def _exact_text(name: str, text: str) -> Fraction:
    number = _NUMBER.fullmatch(text)
    if number is None or re.search(r"/0+$", text):
        raise DerivationError(
            f"values: {name} has {shown(text)}, not a number of at most 18 digits such as 3, "
            "-2/5 or 0.5"
        )
    return Fraction(text.replace("−", "-"))


def _flat(values: Any) -> Iterator[object]:
    """Give the numbers of nested sequences or an array, row by row."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, Sequence) and not isinstance(values, str | bytes):
        for value in values:
            yield from _flat(value)
    else:
        yield values


def _exact(name: str, number: object) -> sympy.Rational:
    """Give a number as a fraction; text is read as numbers are on the command line."""
    if isinstance(number, str):
        number = _exact_text(name, number)
    if isinstance(number, float | Decimal) and isfinite(number):
        number = Fraction(str(number))
    if isinstance(number, bool) or not isinstance(number, Rational | sympy.Rational):
        raise DerivationError(f"values: {name} has {shown(number)}, which is not an exact number")
    if isinstance(number, sympy.Rational):
        return number
    return sympy.Rational(int(number.numerator), int(number.denominator))


def _count(shape: Sequence[int]) -> int:
    count = 1
    for length in shape:
        count *= length
    return count

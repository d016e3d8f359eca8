"""Numbers for a network: each named value worked out from the ones before it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import TypeAlias

import sympy

from symconv.derivation import NetworkDerivation
from symconv.derivation.step import Step, StepKind
from symconv.documents import Block, Display, Paragraph, Text
from symconv.formulas import Equation, Formula, Grid, Number
from symconv.roles import Role
from symconv.symbolic import SymbolArray
from symconv.symbolic.forward import name_entry
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.numbers import MOST_ASKED, TRIES, is_readable
from symconv.worksheets.options import Topic
from symconv.worksheets.questions import Answer, Kind, Question
from symconv.worksheets.words import WORDS

Values: TypeAlias = dict[sympy.Symbol, sympy.Rational]

_KINDS = (StepKind.FORWARD, StepKind.SUBSTITUTED)
_LOW, _HIGH = -1, 2
"""Numbers that are drawn: what several layers make of larger ones is hard to read."""


def network_number_questions(
    derivation: NetworkDerivation, draw: random.Random, numbering: Numbering
) -> Iterator[Question]:
    """Give a question for each layer's output, and from the loss back for each gradient.

    Gives none for a network whose results are no fractions, or too large to be read.
    """
    values = drawn_values(derivation, draw)
    if values is None:
        return
    given: tuple[Block, ...] = (
        Paragraph(("Given are",)),
        Display(tuple(_given(derivation, values))),
    )
    for step in derivation.steps:
        asked = _asked(derivation, step, values) if step.kind in _KINDS else []
        if asked:
            title = _title(derivation, step)
            yield _question(step, title, asked, given, draw, numbering)
            given = ()


def drawn_values(derivation: NetworkDerivation, draw: random.Random) -> Values | None:
    """Give a number for each entry of the network; None where no draw gives readable ones."""
    definitions = derivation.definitions
    used = {symbol for each in definitions.values() for symbol in each.free_symbols}
    free = sorted(used - set(definitions), key=str)
    for _ in range(TRIES):
        values: Values = {symbol: sympy.Integer(draw.randint(_LOW, _HIGH)) for symbol in free}
        whole = _work_out(definitions, values)
        if whole and is_readable([_number(values[symbol]) for symbol in definitions]):
            return values
    return None


def _work_out(definitions: Mapping[sympy.Symbol, sympy.Expr], values: Values) -> bool:
    """Add the value of each definition; tell whether all are fractions."""
    for symbol, expression in definitions.items():
        value = expression.subs(values, simultaneous=True)
        if not value.is_Rational:
            return False
        values[symbol] = value
    return True


def _number(value: sympy.Rational) -> Number:
    return Number(Fraction(int(value.p), int(value.q)))


def _given(derivation: NetworkDerivation, values: Values) -> Iterator[Equation]:
    """Give the network's input, its parameters and its target as arrays of numbers."""
    for at, layer in enumerate(derivation.layers.values()):
        for role, array in (*layer.layer.wrt.items(), *layer.layer.data.items()):
            if (role is not Role.INPUT or at == 0) and all(s in values for s in array.symbols):
                numbers = tuple(_number(values[symbol]) for symbol in array.symbols)
                yield Equation(layer.notation.whole(role), _array(array, numbers))


def _array(array: SymbolArray, numbers: tuple[Number, ...]) -> Formula:
    shape = tuple(size for size in array.shape if size > 1)
    return numbers[0] if len(numbers) == 1 else Grid(shape, numbers)


def _asked(
    derivation: NetworkDerivation, step: Step, values: Values
) -> list[tuple[Equation, Number]]:
    """Give the equations of a step whose left sides have numbers, with these."""
    name = partial(name_entry, notation=derivation.layers[step.layer].notation)
    found = []
    for equation in step.equations:
        try:
            value = values.get(sympy.Symbol(name(equation.left)))
        except TypeError:  # a left side that is no entry
            continue
        if value is not None:
            found.append((equation, _number(value)))
    return found


def _results(asked: list[tuple[Equation, Number]]) -> Iterator[Block]:
    """Give what the formulas come to with the numbers put in, in words."""
    found: list[str | Formula] = []
    for one, value in asked:
        found += [", " if found else "With the numbers put in: for ", one.left, " ", value]
    yield Paragraph((*found, "."))


def _title(derivation: NetworkDerivation, step: Step) -> Text:
    if step.role is None:
        return (f"{step.layer}: the output, in numbers",)
    notation = derivation.layers[step.layer].notation
    gradient = notation.gradient(step.role, notation.whole(step.role))
    return (f"{step.layer}: the gradient ", gradient, ", in numbers")


def _question(
    step: Step,
    title: Text,
    asked: list[tuple[Equation, Number]],
    given: tuple[Block, ...],
    draw: random.Random,
    numbering: Numbering,
) -> Question:
    if len(asked) > MOST_ASKED:
        asked = [asked[at] for at in sorted(draw.sample(range(len(asked)), MOST_ASKED))]
    before = len(numbering.taken)
    blanks = tuple(Equation(one.left, numbering.blank(value)) for one, value in asked)
    words = WORDS[Topic.NUMBERS]
    role = "output" if step.role is None else step.role.value
    return Question(
        f"numbers-{step.layer}-{role}",
        Kind.FILL,
        title,
        (words.task,),
        (*given, Display(blanks, beside=True)),
        tuple(Answer(one.number, one.formula) for one in numbering.taken[before:]),
        (Display(tuple(one for one, _ in asked)), *_results(asked)),
        tuple((hint,) for hint in words.hints),
        group=("In numbers",),
    )

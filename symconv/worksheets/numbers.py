"""Questions with numbers: small integers, drawn so that every result can be read and none gives
another away.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from math import prod

from symconv.derivation import Derivation
from symconv.derivation.step import Step, StepKind
from symconv.documents import Block, Bullets, Display, Matrices, Paragraph, Text
from symconv.errors import DerivationError
from symconv.formulas import Entry, Equation, Formula, Number
from symconv.printing.formulas.printer import is_numeric
from symconv.roles import Role
from symconv.specs import PoolSpec
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.chains import members
from symconv.worksheets.options import Topic
from symconv.worksheets.questions import Answer, Kind, Question
from symconv.worksheets.words import WORDS

_LOW, _HIGH = -2, 4
_LOCAL = ("Local gradients of the worked case",)
_LARGEST = 99
TRIES = 40
MOST_ASKED = 12
"""Results that one question asks for."""


def number_questions(
    derivation: Derivation, draw: random.Random, numbering: Numbering
) -> Iterator[Question]:
    """Give a question for the output and one for each gradient, at numbers that are drawn.

    Gives none for a layer whose results are no fractions, such as a softmax.
    """
    steps = drawn_case(derivation, draw)
    if steps is None:
        return
    given, *results = steps
    for step in results:
        yield _question(derivation, given, step, draw, numbering)


def drawn_case(derivation: Derivation, draw: random.Random) -> tuple[Step, ...] | None:
    """Give a worked case whose results can be read; None where no draw gives one.

    First one is sought in which zeros are few, which a pool's gradient never is.
    """
    for strict in (True, False):
        for _ in range(TRIES):
            try:
                given, *others = derivation.worked_case(_values(derivation, draw))
            except DerivationError:
                return None
            asked = [step for step in others if step.title != _LOCAL]
            results = [[members(each)[-1] for each in step.equations] for step in asked]
            if all(is_readable(each, strict=strict) for each in results):
                return (given, *asked)
    return None


def is_readable(results: Sequence[Formula], *, strict: bool = True) -> bool:
    """Tell whether results are small numbers, not all alike, and if `strict` mostly not zero."""
    values = [result.value for result in results if isinstance(result, Number)]
    if not values or len(values) < len(results):
        return False
    alike = len(values) > 2 and len(set(values)) < (3 if strict else 2)
    empty = strict and len(values) > 2 and 2 * values.count(0) > len(values)
    small = all(max(abs(value.numerator), value.denominator) <= _LARGEST for value in values)
    return small and not alike and not empty


def _values(derivation: Derivation, draw: random.Random) -> dict[str, list[int]]:
    """Draw numbers for each argument; a pool's input has no two alike where it is small."""
    spec = derivation.spec
    found = {}
    for name, argument in spec.arguments.items():
        if derivation.layer.is_loss and name == "grad_o":
            continue
        count = prod(argument.shape)
        if isinstance(spec, PoolSpec) and argument.role is Role.INPUT:
            found[name] = draw.sample(range(1, max(2 * count, 10)), count)
        else:
            found[name] = [draw.randint(_LOW, _HIGH) for _ in range(count)]
    return found


def _question(
    derivation: Derivation, given: Step, step: Step, draw: random.Random, numbering: Numbering
) -> Question:
    equations = step.equations
    if len(equations) > MOST_ASKED:
        kept = sorted(draw.sample(range(len(equations)), MOST_ASKED))
        equations = tuple(equations[at] for at in kept)
    before = len(numbering.taken)
    asked = tuple(
        Equation(equation.left, numbering.blank(members(equation)[-1])) for equation in equations
    )
    answers = tuple(Answer(one.number, one.formula) for one in numbering.taken[before:])
    words = WORDS[Topic.NUMBERS]
    role = "output" if step.role is None else step.role.value
    blocks: tuple[Block, ...] = (Matrices(given.equations), Display(asked, beside=True))
    return Question(
        f"numbers-{role}",
        Kind.FILL,
        _title(step),
        (words.task,),
        blocks,
        answers,
        tuple(_solution(derivation, step.role, equations)),
        tuple((hint,) for hint in words.hints),
        group=("In numbers",),
    )


def _solution(
    derivation: Derivation, role: Role | None, worked: Sequence[Equation]
) -> Iterator[Block]:
    """Give the formulas in letters, then each result as what its numbers add up to."""
    kind = StepKind.FORWARD if role is None else StepKind.SUBSTITUTED
    formulas = {
        one.left: one
        for step in derivation.steps
        if (step.kind, step.role) == (kind, role)
        for one in step.equations
    }
    yield Display(tuple(formulas[one.left] for one in worked if one.left in formulas))
    chosen = [members(one) for one in worked if isinstance(members(one)[-2], Entry)]
    if chosen and role is None:
        found: list[str | Formula] = []
        for left, *_, entry, value in chosen:
            found += [", " if found else "Taken are: for ", left, " ", entry, " with ", value]
        yield Paragraph((*found, "."))
    sums = [Equation(*members(one)[-2:]) for one in worked if _is_sum(members(one)[-2])]
    if sums:
        yield Paragraph(("With the numbers put in:",))
        yield Bullets(tuple((one,) for one in sums))


def _is_sum(formula: Formula) -> bool:
    """Tell whether a member is worked out of numbers alone, and is more than its value."""
    return is_numeric(formula) and not isinstance(formula, Number)


def _title(step: Step) -> Text:
    if step.role is None:
        return ("The output, in numbers",)
    _, gradient, _ = step.title
    return ("The gradient ", gradient, ", in numbers")

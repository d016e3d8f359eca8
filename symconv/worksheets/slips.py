"""Find the slip: equations of which one is false, as a judge of formulas finds it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from symconv.derivation import Derivation
from symconv.derivation.sameness import same
from symconv.derivation.step import Step
from symconv.documents import Block, Display, Paragraph, Text
from symconv.formulas import Equation, Formula
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.mistakes import CHOOSABLE, swapped_entries
from symconv.worksheets.options import Topic
from symconv.worksheets.questions import Answer, Kind, Question
from symconv.worksheets.words import WORDS

_SHOWN = 6
_LEAST = 2


def slip_questions(
    derivation: Derivation, draw: random.Random, numbering: Numbering
) -> Iterator[Question]:
    """Give a question for the output and for each gradient of at least two entries."""
    for step in derivation.steps:
        if step.kind in CHOOSABLE and len(step.equations) >= _LEAST:
            question = _question(derivation, step, draw, numbering)
            if question is not None:
                yield question


def _question(
    derivation: Derivation, step: Step, draw: random.Random, numbering: Numbering
) -> Question | None:
    shown = sorted(draw.sample(range(len(step.equations)), min(_SHOWN, len(step.equations))))
    equations = [step.equations[at] for at in shown]
    at = draw.randrange(len(equations))
    wrong = _slip(derivation, equations[at], draw)
    if wrong is None:
        return None
    places = [chr(ord("a") + place) for place in range(len(equations))]
    which, right = numbering.take_number(), numbering.blank(equations[at].right)
    words = WORDS[Topic.SLIP]
    role = "output" if step.role is None else step.role.value
    written = [*equations[:at], Equation(equations[at].left, wrong), *equations[at + 1 :]]
    return Question(
        f"slip-{role}",
        Kind.SLIP,
        _title(step),
        (f"{words.task} ({which}) is the letter, ({right.number}) the right side.",),
        _lettered(places, written),
        (Answer(which, letter=places[at]), Answer(right.number, equations[at].right, points=2)),
        (Paragraph((f"({places[at]}) is false. Right is:",)), Display((equations[at],))),
        tuple((hint,) for hint in words.hints),
        group=("Find the slip",),
    )


def _title(step: Step) -> Text:
    return ("The output",) if step.role is None else (f"The gradient of the {step.role.value}",)


def _lettered(places: Sequence[str], equations: Sequence[Equation]) -> tuple[Block, ...]:
    return tuple(
        block
        for place, equation in zip(places, equations, strict=True)
        for block in (Paragraph((f"({place})",)), Display((equation,)))
    )


def _slip(derivation: Derivation, equation: Equation, draw: random.Random) -> Formula | None:
    """Give a right side with another entry of an array in it, which is shown to be wrong."""
    known = {
        str(derivation.notation.whole(role)): array.formulas
        for role, array in derivation.layer.wrt.items()
    }
    candidates = list(swapped_entries(equation.right, known))
    draw.shuffle(candidates)
    for wrong in candidates:
        if same(wrong, equation.right).different:
            return wrong
    return None

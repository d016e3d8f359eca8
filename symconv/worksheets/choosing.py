"""Multiple choice: the right side of an equation among those that mistakes give."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from symconv.derivation import Derivation
from symconv.derivation.step import Step
from symconv.documents import Display, Paragraph
from symconv.formulas import Add, Equation
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.mistakes import CHOOSABLE, mistakes_in
from symconv.worksheets.options import Topic
from symconv.worksheets.questions import Answer, Choice, Kind, Question, letter
from symconv.worksheets.words import WORDS

_WRONG = 3
_LEAST_WRONG = 2


def choice_questions(
    derivation: Derivation, draw: random.Random, numbering: Numbering
) -> Iterator[Question]:
    """Give a question for the output and for each gradient for which mistakes are known."""
    for step in derivation.steps:
        if step.kind in CHOOSABLE:
            question = _question(derivation, step, draw, numbering)
            if question is not None:
                yield question


def _question(
    derivation: Derivation, step: Step, draw: random.Random, numbering: Numbering
) -> Question | None:
    equation = _richest(step, draw)
    wrong = list(islice(mistakes_in(derivation, step, equation, draw), _WRONG))
    if len(wrong) < _LEAST_WRONG:
        return None
    choices = [Choice(one.formula, False, one.feedback) for one in wrong]
    choices.insert(draw.randrange(len(choices) + 1), Choice(equation.right, True))
    number = numbering.take_number()
    right = next(letter(at) for at, one in enumerate(choices) if one.right)
    words = WORDS[Topic.CHOICE]
    name = "output" if step.role is None else step.role.value
    return Question(
        f"choice-{name}",
        Kind.CHOICE,
        ("The right side of ", equation.left),
        (f"({number}) {words.task} ", equation.left, " is:"),
        (),
        (Answer(number, letter=right),),
        (Paragraph((f"({number}) {right}:",)), Display((equation,))),
        (),
        tuple(choices),
        ("Multiple choice",),
    )


def _richest(step: Step, draw: random.Random) -> Equation:
    """Draw one of the equations that have most terms."""
    terms = [len(one.right.terms) if isinstance(one.right, Add) else 1 for one in step.equations]
    best = [one for one, count in zip(step.equations, terms, strict=True) if count == max(terms)]
    return draw.choice(best)

"""Questions that leave parts of a derivation's steps out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.derivation.choosing import Chooser
from symconv.derivation.step import Step, StepKind
from symconv.documents import Block, Display, Matrices, Paragraph, Text
from symconv.formulas import Equation
from symconv.notation import Notation
from symconv.worksheets.blanking import Numbering, leave_out
from symconv.worksheets.chains import members
from symconv.worksheets.options import Blanks, Topic
from symconv.worksheets.questions import Answer, Kind, Question
from symconv.worksheets.words import WORDS

TOPICS: Mapping[StepKind, Topic] = {
    StepKind.DEFINITION: Topic.FORWARD,
    StepKind.FORWARD: Topic.FORWARD,
    StepKind.LOCAL: Topic.LOCAL,
    StepKind.CHAIN_RULE: Topic.CHAIN_RULE,
    StepKind.EXPANDED: Topic.EXPANDED,
    StepKind.SUBSTITUTED: Topic.SUBSTITUTED,
    StepKind.COLLECTED: Topic.COLLECTED,
    StepKind.SIMPLIFIED: Topic.COLLECTED,
    StepKind.MATRIX: Topic.MATRIX,
    StepKind.CLOSED: Topic.PATTERN,
    StepKind.OVERVIEW: Topic.OVERVIEW,
    StepKind.THROUGH: Topic.THROUGH,
    StepKind.UPDATE: Topic.UPDATE,
}
"""What the steps of a derivation ask about."""


_OF_LAYERS = (Topic.SIZE, Topic.TOEPLITZ)
"""Topics of which a layer has one question."""


@dataclass
class Filler:
    """Makes questions of steps, one after another, with the draws and numbers of one sheet."""

    notation: Notation
    blanks: Blanks
    draw: random.Random
    numbering: Numbering
    choose: Chooser
    group: Callable[[Step], Text]
    """Gives the heading under which a step stands."""

    def questions(self, steps: tuple[Step, ...], topics: tuple[Topic, ...]) -> Iterator[Question]:
        """Give a question for each step of the topics that has something to leave out."""
        for step in steps:
            topic = _topic(step)
            named = self.blanks.name and topic is Topic.SIZE  # whose blanks are its numbers
            if topic in topics and step.equations and not named:
                question = self.question(step, topic)
                if question is not None:
                    yield question

    def question(self, step: Step, topic: Topic) -> Question | None:
        """Give a question about a step; None where nothing can be left out of it."""
        shown, rest = self.choose(step)
        notes: tuple[Block, ...] = (Paragraph((rest,)),) if rest else ()
        name = topic.value if topic in _OF_LAYERS else name_of(step)
        return self.fill(topic, step.title, shown, name, step, notes)

    def fill(
        self,
        topic: Topic,
        title: Text,
        equations: tuple[Equation, ...],
        name: str,
        step: Step,
        notes: tuple[Block, ...] = (),
    ) -> Question | None:
        """Give a question that leaves parts of equations out."""
        before = len(self.numbering.taken)
        if topic is Topic.SIZE:
            left = tuple(_without_numbers(one, self.numbering) for one in equations)
        else:
            blanks = replace(self.blanks, within=(0,)) if topic is Topic.TOEPLITZ else self.blanks
            left = leave_out(equations, blanks, self.draw, self.numbering)
        taken = self.numbering.taken[before:]
        if not taken:
            return None
        words = WORDS[topic]
        note: tuple[Block, ...] = (Paragraph(step.note),) if step.note else ()
        return Question(
            name,
            Kind.FILL,
            title,
            (words.task,),
            (*notes, *_block(step, left)),
            tuple(Answer(one.number, one.formula) for one in taken),
            (*note, *_block(step, equations)),
            tuple((hint,) for hint in words.hints),
            group=self.group(step),
        )


def _without_numbers(equation: Equation, numbering: Numbering) -> Equation:
    """Give the formula of a size in words, with blanks for it in numbers and for its value."""
    left, in_words, in_numbers, value = members(equation)
    blanks = Equation(numbering.blank(in_numbers), numbering.blank(value))
    return Equation(left, Equation(in_words, blanks))


def _topic(step: Step) -> Topic | None:
    if step.kind is StepKind.DEFINITION and step.title == ("Output size",):
        return Topic.SIZE
    if step.kind is StepKind.MATRIX and step.role is None and step.title != ("Matrix form",):
        return Topic.TOEPLITZ
    return TOPICS.get(step.kind)


def _block(step: Step, equations: tuple[Equation, ...]) -> tuple[Block, ...]:
    if step.kind is StepKind.MATRIX:
        return (Matrices(equations),)
    return (Display(equations, beside=step.kind is StepKind.LOCAL),)


def name_of(step: Step) -> str:
    """Give what a step is called in data, unique within a derivation."""
    parts = (step.layer, "" if step.role is None else step.role.value, step.kind.value)
    return "-".join(part for part in parts if part)


def unique(questions: list[Question]) -> list[Question]:
    """Give questions with names of which no two are alike."""
    seen: dict[str, int] = {}
    found = []
    for question in questions:
        seen[question.name] = seen.get(question.name, 0) + 1
        again = seen[question.name]
        found.append(question if again == 1 else replace(question, name=f"{question.name}-{again}"))
    return found

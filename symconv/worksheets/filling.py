"""Questions that leave parts of a derivation's steps out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.derivation.choosing import Chooser
from symconv.derivation.step import Step, StepKind
from symconv.documents import Block, Display, Matrices, Paragraph, Text
from symconv.formulas import Equation
from symconv.notation import Notation
from symconv.worksheets.blanking import Numbering, leave_out
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


@dataclass
class Filler:
    """Makes questions of steps, one after another, with the draws and numbers of one sheet."""

    notation: Notation
    blanks: Blanks
    draw: random.Random
    numbering: Numbering
    choose: Chooser

    def questions(self, steps: tuple[Step, ...], topics: tuple[Topic, ...]) -> Iterator[Question]:
        """Give a question for each step of the topics that has something to leave out."""
        for step in steps:
            topic = TOPICS.get(step.kind)
            if topic in topics and step.equations:
                question = self.question(step, topic)
                if question is not None:
                    yield question

    def question(self, step: Step, topic: Topic) -> Question | None:
        """Give a question about a step; None where nothing can be left out of it."""
        shown, rest = self.choose(step)
        notes: tuple[Block, ...] = (Paragraph((rest,)),) if rest else ()
        return self.fill(topic, _title(step), shown, name_of(step), step, notes)

    def fill(
        self,
        topic: Topic,
        title: Text,
        equations: tuple[Equation, ...],
        name: str,
        step: Step | None = None,
        notes: tuple[Block, ...] = (),
    ) -> Question | None:
        """Give a question that leaves parts of equations out."""
        before = len(self.numbering.taken)
        left = leave_out(equations, self.blanks, self.draw, self.numbering)
        taken = self.numbering.taken[before:]
        if not taken:
            return None
        words = WORDS[topic]
        note: tuple[Block, ...] = (Paragraph(step.note),) if step is not None and step.note else ()
        return Question(
            name,
            Kind.FILL,
            title,
            (words.task,),
            (*notes, *_block(step, left)),
            tuple(Answer(one.number, one.formula) for one in taken),
            (*note, *_block(step, equations)),
            tuple((hint,) for hint in words.hints),
        )


def _block(step: Step | None, equations: tuple[Equation, ...]) -> tuple[Block, ...]:
    if step is not None and step.kind is StepKind.MATRIX:
        return (Matrices(equations),)
    beside = step is not None and step.kind is StepKind.LOCAL
    return (Display(equations, beside=beside),)


def _title(step: Step) -> Text:
    """Give a step's title, with the layer it is of in a network."""
    return (f"{step.layer}: ", *step.title) if step.layer else step.title


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

"""What a sheet is made of: a title, what stands before the questions, and how they are drawn."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symconv.documents import Block
from symconv.notation import Notation
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.options import WorksheetOptions
from symconv.worksheets.questions import Question

Drawn = Callable[[WorksheetOptions, random.Random, Numbering], Iterator[Question]]
"""Draws the questions of one sheet."""


@dataclass(frozen=True)
class Material:
    """The parts of a sheet that its variants share, and what draws the others.

    `subject` says in one line what the sheet is about.
    """

    title: str
    notation: Notation
    subject: str
    context: tuple[Block, ...]
    questions: Drawn

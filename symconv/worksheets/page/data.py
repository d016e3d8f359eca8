"""What a page holds to check answers by: no answer, but what answers can be compared with."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from symconv.documents import Data
from symconv.formulas import Formula, MatrixProduct, Transpose
from symconv.formulas.walk import children
from symconv.printing.formulas import TextPrinter
from symconv.worksheets.page.lexer import prepared
from symconv.worksheets.page.nodes import Node, UnreadError
from symconv.worksheets.page.points import Values
from symconv.worksheets.page.reader import read_answer
from symconv.worksheets.page.tables import PRIME_FIELD, tables
from symconv.worksheets.page.terms import expanded
from symconv.worksheets.page.values import Evaluator
from symconv.worksheets.page.vocabulary import Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from symconv.worksheets.questions import Answer
    from symconv.worksheets.sheet import Worksheet

SCHEMA_VERSION = 1
_DIGITS = 16


class Mode(StrEnum):
    """How an answer is compared."""

    FORMULA = "formula"
    """By its values, in which entries commute."""
    MATRICES = "matrices"
    """By its values, in which products keep their order."""
    LETTER = "letter"
    TEXT = "text"
    """As it is written, spaces aside."""


@dataclass(frozen=True)
class Expected:
    """What one blank's answer is compared with.

    Attributes
    ----------
    number : the blank's
    mode : how it is compared
    values : of the right formula, or of each of several that are right
    terms : a hash for each term of the first
    hash : of the right letter, or of the right text
    """

    number: int
    mode: Mode
    values: tuple[Values, ...] = ()
    terms: tuple[str, ...] = ()
    hash: str = ""

    def data(self) -> dict[str, Data]:
        """Give it as the page's script takes it; numbers of 61 bits are texts in JSON."""
        if self.mode in (Mode.LETTER, Mode.TEXT):
            return {"mode": self.mode.value, "hash": self.hash}
        return {
            "mode": self.mode.value,
            "values": [list(map(str, one)) for one in self.values],
            "terms": list(self.terms),
        }


@dataclass(frozen=True)
class PageChecks:
    """All that a sheet's page checks answers by."""

    sheet: str
    vocabulary: Vocabulary
    expected: Mapping[int, Expected]

    @cached_property
    def _evaluators(self) -> dict[bool, Evaluator]:
        scalars = self.vocabulary.scalars
        return {kind: Evaluator(self.sheet, kind, scalars) for kind in (False, True)}

    def evaluator(self, mode: Mode) -> Evaluator:
        """Give what evaluates answers of a mode."""
        return self._evaluators[mode is Mode.MATRICES]

    def json(self) -> str:
        """Give it as JSON that may stand in a script element."""
        data: dict[str, Data] = {
            "schema_version": SCHEMA_VERSION,
            "sheet": self.sheet,
            "tables": tables(),
            "vocabulary": self.vocabulary.data(),
            "words": [list(pair) for pair in self.vocabulary.words.items()],
            "fields": {str(number): one.data() for number, one in self.expected.items()},
        }
        return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")


def checks_of(sheet: Worksheet) -> PageChecks:
    """Give what answers to a sheet are compared with."""
    vocabulary = vocabulary_of(sheet.notation, (sheet.context, sheet.questions))
    checks = PageChecks(sheet.identity, vocabulary, {})
    expected = {
        answer.number: _expected(answer, sheet, checks)
        for question in sheet.questions
        for answer in question.answers
    }
    return PageChecks(sheet.identity, vocabulary, expected)


def _expected(answer: Answer, sheet: Worksheet, checks: PageChecks) -> Expected:
    if answer.formula is None:
        return Expected(
            answer.number,
            Mode.LETTER,
            hash=letter_hash(sheet.identity, answer.number, answer.letter),
        )
    mode = Mode.MATRICES if _multiplies_matrices(answer.formula) else Mode.FORMULA
    text = TextPrinter(sheet.notation).write(answer.formula)
    evaluator = checks.evaluator(mode)
    try:
        trees = [read_answer(part, checks.vocabulary) for part in members(text)]
        values = tuple(map(evaluator.values, trees))
        terms = tuple(term_hash(evaluator, term) for term in expanded(trees[0]))
    except UnreadError:
        told = text_hash(sheet.identity, answer.number, text)
        return Expected(answer.number, Mode.TEXT, hash=told)
    return Expected(answer.number, mode, values, tuple(sorted(terms)))


def members(text: str) -> list[str]:
    """Give the parts of a text between its signs of equality, of which each is right.

    >>> members("⌊(4 − 2)/2⌋ + 1 = 2"), members("1[X₁ = max(X₁, X₂)]")
    (['⌊(4 − 2)/2⌋ + 1', '2'], ['1[X₁ = max(X₁, X₂)]'])
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in "=≈":
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _multiplies_matrices(formula: Formula) -> bool:
    if isinstance(formula, MatrixProduct | Transpose):
        return True
    return any(map(_multiplies_matrices, children(formula)))


def letter_hash(sheet: str, number: int, letter: str) -> str:
    """Give what stands for a letter on one sheet in one blank."""
    return _hash(f"{sheet}|{number}|letter|{letter.strip().upper()}")


def text_hash(sheet: str, number: int, text: str) -> str:
    """Give what stands for a text that is compared as it is written, without its spaces."""
    bare = re.sub(r"[ \t]", "", prepared(text))
    return _hash(f"{sheet}|{number}|text|{bare}")


def term_hash(evaluator: Evaluator, term: Node, sign: int = 1) -> str:
    """Give what stands for a term's values on one sheet, or for those of its opposite."""
    return hash_of_values(evaluator.salt, evaluator.values(term), sign)


def hash_of_values(sheet: str, values: Values, sign: int = 1) -> str:
    """Give what stands for values on one sheet."""
    return _hash(f"{sheet}|term|{','.join(str(sign * value % PRIME_FIELD) for value in values)}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]

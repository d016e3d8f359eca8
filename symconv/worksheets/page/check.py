"""What a page says of an answer: the same in Python as in the page's script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from symconv.worksheets.page.data import (
    Expected,
    Mode,
    PageChecks,
    hash_of_values,
    letter_hash,
    members,
    text_hash,
)
from symconv.worksheets.page.nodes import Node, UnreadError
from symconv.worksheets.page.reader import read_answer
from symconv.worksheets.page.terms import expanded, top_terms
from symconv.worksheets.page.values import Evaluator


class State(StrEnum):
    """What an answer is."""

    EMPTY = "empty"
    RIGHT = "right"
    WRONG = "wrong"
    UNREAD = "unread"


@dataclass(frozen=True)
class Said:
    """What a page says of an answer.

    Attributes
    ----------
    state : right, wrong, not understood, or nothing yet
    wrong : the terms of the answer that are wrong, from 1
    signs : those whose sign alone is wrong
    missing : how many terms of the right answer are missing
    at, reason : where the answer is not understood, from 0, and why
    """

    state: State
    wrong: tuple[int, ...] = ()
    signs: tuple[int, ...] = ()
    missing: int = 0
    at: int = 0
    reason: str = ""


def check_answer(checks: PageChecks, number: int, text: str) -> Said:
    """Give what a sheet's page says of an answer in one blank.

    Nothing that is typed raises an error here; a number that the sheet does not have is a
    `KeyError`.
    """
    expected = checks.expected[number]
    if not text.strip():
        return Said(State.EMPTY)
    if expected.mode is Mode.LETTER:
        right = letter_hash(checks.sheet, number, text) == expected.hash
        return Said(State.RIGHT if right else State.WRONG)
    if expected.mode is Mode.TEXT:
        right = text_hash(checks.sheet, number, text) == expected.hash
        return Said(State.RIGHT if right else State.WRONG)
    try:
        parts = members(text) if len(expected.values) > 1 else [text]
        trees = [read_answer(part, checks.vocabulary) for part in parts]
        told = [_compared(checks, expected, tree) for tree in trees]
        return next((each for each in told if each.state is not State.RIGHT), told[0])
    except UnreadError as error:
        return Said(State.UNREAD, at=error.at, reason=str(error))


def _compared(checks: PageChecks, expected: Expected, tree: Node) -> Said:
    evaluator = checks.evaluator(expected.mode)
    if evaluator.values(tree) in expected.values:
        return Said(State.RIGHT)
    left = Counter(expected.terms)
    wrong, signs, instead = [], [], 0
    for number, term in enumerate(top_terms(tree), 1):
        if _take(left, evaluator, term, 1):
            continue
        if _take(left, evaluator, term, -1):
            signs.append(number)
        else:
            wrong.append(number)
            instead += len(expanded(term))
    missing = max(0, left.total() - instead)
    return Said(State.WRONG, tuple(wrong), tuple(signs), missing)


def _take(left: Counter[str], evaluator: Evaluator, term: Node, sign: int) -> bool:
    """Take a term's parts, or their opposites, from the right ones; False if one is not there."""
    values = map(evaluator.values, expanded(term))
    hashes = Counter(hash_of_values(evaluator.salt, each, sign) for each in values)
    if hashes - left:
        return False
    left.subtract(hashes)
    return True

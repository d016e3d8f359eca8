"""Marking one answer after another: what it is worth, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from symconv.documents import Text
from symconv.formulas import Entry, Formula, Partial, arrays, walk_paths
from symconv.reading.written import ReadingError
from symconv.worksheets.grading.answers import Submission, clean
from symconv.worksheets.grading.arrays import (
    ArrayTree,
    Node,
    mentions,
    plain_products,
    read_array,
)
from symconv.worksheets.grading.comparing import Budget, Equality, canonical, compare
from symconv.worksheets.grading.evaluating import compare_values
from symconv.worksheets.grading.key import MarkingKey, RightAnswer
from symconv.worksheets.grading.mistakes import SIGN, name_array_mistake, name_mistake
from symconv.worksheets.grading.spelling import LONGEST, Speller
from symconv.worksheets.grading.terms import Terms, compare_terms

_MOST_NAMED = 6
_TIMES_LONGER = 3
"""How much longer an answer may be than the key's."""
_SHOWN = 60
_OF_ARRAYS = tuple(
    kind
    for kind in vars(arrays).values()
    if isinstance(kind, type) and kind.__module__ == arrays.__name__
)


class Outcome(StrEnum):
    """What became of an answer."""

    RIGHT = "right"
    OTHER_FORM = "right in another form"
    PARTLY = "partly right"
    WRONG = "wrong"
    NOT_UNDERSTOOD = "not understood"
    UNDECIDED = "to be looked at"
    EMPTY = "no answer"


@dataclass(frozen=True)
class Marked:
    """An answer with its mark.

    Attributes
    ----------
    number, question : the number of its place, and of the question
    given : what was written, cleaned and cut
    outcome, share : what it is, and the part of its points that it gets
    remarks : what is to be said, for the teacher: it may give the right answer away
    """

    number: int
    question: int
    given: str
    outcome: Outcome
    share: Fraction
    of: int
    remarks: tuple[Text, ...] = ()

    @property
    def points(self) -> Fraction:
        """What it is worth."""
        return self.share * self.of


@dataclass(frozen=True)
class MarkedSheet:
    """A student's sheet with its marks; `problem` is why there are none."""

    submission: Submission
    marks: tuple[Marked, ...] = ()
    problem: str = ""

    @property
    def points(self) -> Fraction:
        """What all answers are worth together."""
        return sum((mark.points for mark in self.marks), start=Fraction(0))


@dataclass
class Marker:
    """Marks sheets by one key; what two students wrote alike is marked once."""

    key: MarkingKey
    _known: dict[tuple[int, str], Marked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        formulas = [each.formula for each in self.key.answers if each.formula is not None]
        self.speller = Speller(self.key.notation, formulas)

    def mark(self, submission: Submission) -> MarkedSheet:
        """Mark what a student handed in. Never raises: what cannot be marked has its line."""
        problem = submission.problem
        if not problem and submission.sheet != self.key.sheet:
            sheet = submission.sheet or "none"
            problem = f"these are answers to sheet {sheet}, and the key is of {self.key.sheet}"
        if problem:
            return MarkedSheet(submission, problem=problem)
        known = {answer.number for answer in self.key.answers}
        others = [number for number in submission.answers if number not in known]
        if others:
            told = ", ".join(map(str, others[:_MOST_NAMED]))
            notes = (*submission.notes, f"the sheet has no place {told}")
            submission = replace(submission, notes=notes)
        marks = (self.answer(each, submission.answers.get(each.number, ""))
                 for each in self.key.answers)  # fmt: skip
        return MarkedSheet(submission, tuple(marks))

    def answer(self, right: RightAnswer, text: str) -> Marked:
        """Mark one answer."""
        text = text.strip()
        longest = max(LONGEST, _TIMES_LONGER * len(right.latex))
        if len(text) > longest:
            said = f"the answer has {len(text):,} characters, more than {longest:,}"
            return _marked(right, text, Outcome.NOT_UNDERSTOOD, remarks=((said,),))
        found = self._known.get((right.number, text))
        if found is None:
            found = self._known[right.number, text] = self._answer(right, text)
        return found

    def _answer(self, right: RightAnswer, text: str) -> Marked:
        if not text:
            return _marked(right, text, Outcome.EMPTY)
        if right.formula is None:
            return _letter(right, text)
        if _typed(text) in (_typed(right.text), _typed(right.latex)):
            return _marked(right, text, Outcome.RIGHT)
        try:
            if _is_of_arrays(right.formula):
                return self._of_arrays(right, text)
            return self._of_entries(right, right.formula, text)
        except ReadingError as error:
            place = min(error.position, len(text)) + 1
            said = f"not understood at character {place}: {clean(error.found, 120)}"
        except (RecursionError, MemoryError):
            said = "not understood: it is nested too deeply"
        return _marked(right, text, Outcome.NOT_UNDERSTOOD, remarks=((said,),))

    def _of_entries(self, right: RightAnswer, formula: Formula, text: str) -> Marked:
        wanted = self.speller.settle(formula)
        given = self.speller.read(text)
        budget = Budget()
        equality = compare(wanted, given, budget)
        if equality is Equality.SAME_FORM:
            return _marked(right, text, Outcome.RIGHT)
        if equality is Equality.EQUAL:
            return _marked(right, text, Outcome.OTHER_FORM)
        terms = compare_terms(wanted, given, budget)
        mistake = name_mistake(wanted, given)
        if equality is Equality.UNDECIDED and not terms.right:
            said = "it could not be compared with what is right; look at it yourself"
            return _marked(right, text, Outcome.UNDECIDED, remarks=((said,),))
        share = Fraction(0) if mistake == SIGN else terms.share
        outcome = Outcome.PARTLY if share else Outcome.WRONG
        return _marked(right, text, outcome, share, _remarks(terms, mistake))

    def _of_arrays(self, right: RightAnswer, text: str) -> Marked:
        wanted = read_array(right.text, self._leaf)
        given = read_array(text, self._leaf)
        if not mentions(wanted, "correlate"):
            given = plain_products(given)
        budget = Budget()
        equality = compare_arrays(wanted, given, budget)
        if equality is Equality.DIFFERENT:
            equality = compare_values(wanted, given, rank_of(right.formula), self.key.notation)
        if equality is Equality.SAME_FORM:
            return _marked(right, text, Outcome.RIGHT)
        if equality is Equality.EQUAL:
            return _marked(right, text, Outcome.OTHER_FORM)
        said = name_array_mistake(wanted, given)
        outcome = Outcome.WRONG
        if equality is Equality.UNDECIDED and not said:
            outcome = Outcome.UNDECIDED
            said = "it is written in a form that is not compared; look at it yourself"
        return _marked(right, text, outcome, remarks=((said,),) if said else ())

    def _leaf(self, text: str) -> Formula:
        return canonical(self.speller.read(text))


def compare_arrays(right: ArrayTree, given: ArrayTree, budget: Budget) -> Equality:
    """Compare formulas between arrays: operation by operation, what they act on by proof."""
    if right == given:
        return Equality.SAME_FORM
    if not isinstance(right, Node) and not isinstance(given, Node):
        return compare(right, given, budget)
    if not isinstance(right, Node) or not isinstance(given, Node):
        return Equality.DIFFERENT
    if (right.name, right.options, len(right.parts)) != (
        given.name, given.options, len(given.parts)
    ):  # fmt: skip
        return Equality.DIFFERENT
    pairs = zip(right.parts, given.parts, strict=True)
    found = {compare_arrays(one, other, budget) for one, other in pairs}
    order = (Equality.DIFFERENT, Equality.UNDECIDED, Equality.EQUAL, Equality.SAME_FORM)
    return next((kind for kind in order if kind in found), Equality.SAME_FORM)


def _is_of_arrays(formula: Formula) -> bool:
    """Tell a formula between whole arrays, one array among them, from one between entries."""
    leaf = formula.by if isinstance(formula, Partial) else formula
    if isinstance(leaf, Entry):
        return not (leaf.indices or leaf.arguments)
    return any(isinstance(part, _OF_ARRAYS) for _, part in walk_paths(formula))


def rank_of(formula: Formula | None) -> int:
    """Give how many spatial axes a formula between arrays speaks of; 2 where it does not say."""
    for _, part in walk_paths(formula) if formula is not None else ():
        match part:
            case arrays.Rot180(rank=rank):
                return rank
            case arrays.Correlate(stride=axes) | arrays.CorrelatePairs(stride=axes):
                return len(axes)
            case arrays.Pad(pads=pads):
                return len(pads)
            case arrays.Spread(steps=steps):
                return len(steps)
    return 2


def _letter(right: RightAnswer, text: str) -> Marked:
    given = text.strip("()[]. \t").casefold()
    is_right = given == right.letter.casefold()
    outcome = Outcome.RIGHT if is_right else Outcome.WRONG
    remarks: tuple[Text, ...] = () if is_right else ((f"right is {right.letter}",),)
    return _marked(right, text, outcome, remarks=remarks)


def _typed(text: str) -> str:
    return " ".join(text.strip().strip("$").split())


def _remarks(terms: Terms, mistake: str) -> tuple[Text, ...]:
    found: list[Text] = [(mistake,)] if mistake else []
    if mistake == SIGN:
        return tuple(found)
    groups = (
        (terms.turned, "has the wrong sign"),
        (terms.missing, "is missing"),
        (terms.wrong, "is wrong"),
    )
    for group, words in groups:
        found += [("the term ", term, f" {words}") for term in group[:_MOST_NAMED]]
        if len(group) > _MOST_NAMED:
            found.append((f"{len(group) - _MOST_NAMED} more terms: each {words}",))
    return tuple(found)


def _marked(
    right: RightAnswer,
    text: str,
    outcome: Outcome,
    share: Fraction | None = None,
    remarks: tuple[Text, ...] = (),
) -> Marked:
    if share is None:
        share = Fraction(outcome in (Outcome.RIGHT, Outcome.OTHER_FORM))
    given = clean(text, _SHOWN)
    return Marked(right.number, right.question, given, outcome, share, right.points, remarks)

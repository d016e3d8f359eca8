"""Terms of an answer held to those that are right: which are there, missing, or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symconv.derivation.sameness import same_within
from symconv.errors import SymconvError
from symconv.formulas import Formula
from symconv.worksheets.grading.comparing import (
    STEPS_OF_TERM,
    Budget,
    canonical,
    negative,
    terms_of,
)


@dataclass(frozen=True)
class Terms:
    """What became of the terms.

    Attributes
    ----------
    right : how many terms of the key are in the answer
    missing, wrong : terms of the key that are not in it, terms of it that are not in the key
    turned : terms of the answer that are right but for their sign; they count as wrong
    """

    right: int
    missing: tuple[Formula, ...] = ()
    wrong: tuple[Formula, ...] = ()
    turned: tuple[Formula, ...] = ()

    @property
    def share(self) -> Fraction:
        """The part of the points: right terms less wrong ones, of all that are right; at least 0.

        >>> Terms(3, (Formula(),), (Formula(),)).share
        Fraction(1, 2)
        """
        all_right = self.right + len(self.missing) + len(self.turned)
        if all_right < 2:
            return Fraction(0)
        counted = self.right - len(self.wrong) - len(self.turned)
        return Fraction(max(counted, 0), all_right)


def compare_terms(right: Formula, given: Formula, budget: Budget) -> Terms:
    """Match the terms of an answer with those of the key, each at most once."""
    wanted, found = terms_of(right), terms_of(given)
    count = len(wanted)
    wanted, found = _unmatched(wanted, found)
    wanted, found = _proved(wanted, found, budget)
    turned = []
    for term in list(found):
        opposite = canonical(negative(term))
        match = next((each for each in wanted if canonical(each) == opposite), None)
        if match is not None:
            wanted.remove(match)
            found.remove(term)
            turned.append(term)
    matched = count - len(wanted) - len(turned)
    return Terms(matched, tuple(wanted), tuple(found), tuple(turned))


def _unmatched(wanted: list[Formula], found: list[Formula]) -> tuple[list[Formula], list[Formula]]:
    """Take away terms that are written alike."""
    forms: dict[Formula, list[int]] = {}
    for place, term in enumerate(wanted):
        forms.setdefault(canonical(term), []).append(place)
    taken: set[int] = set()
    rest = []
    for term in found:
        places = forms.get(canonical(term))
        if places:
            taken.add(places.pop(0))
        else:
            rest.append(term)
    return [term for place, term in enumerate(wanted) if place not in taken], rest


def _proved(
    wanted: list[Formula], found: list[Formula], budget: Budget
) -> tuple[list[Formula], list[Formula]]:
    """Take away terms that are proved equal, as far as the budget goes."""
    rest = []
    for term in found:
        match = next((each for each in wanted if _is_proved(each, term, budget)), None)
        if match is None:
            rest.append(term)
        else:
            wanted = [each for each in wanted if each is not match]
    return wanted, rest


def _is_proved(right: Formula, given: Formula, budget: Budget) -> bool:
    budget.pairs -= 1
    steps = budget.take(STEPS_OF_TERM)
    if budget.pairs < 0 or not steps:
        return False
    try:
        return same_within(right, given, steps).equal
    except SymconvError:
        return False

"""What a notebook checks answers by: no answer, but what answers can be compared with.

It is what the sheet's page holds (see `symconv.worksheets.page.data`), with the blanks whose
answers may change places. This hinders reading, not guessing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symconv.errors import WorksheetError
from symconv.worksheets.page.check import Said, State, check_answer
from symconv.worksheets.page.data import SCHEMA_VERSION, Expected, Mode, PageChecks, checks_of
from symconv.worksheets.page.vocabulary import Vocabulary
from symconv.worksheets.sheet import Worksheet
from symconv.worksheets.swaps import swappable


@dataclass(frozen=True, repr=False)
class Checked:
    """What is said of some answers; it shows itself, a line for each."""

    said: Mapping[int, Said]

    @property
    def right(self) -> int:
        """How many of them are right."""
        return sum(one.state is State.RIGHT for one in self.said.values())

    def __repr__(self) -> str:
        lines = [f"({number}) {sentence(one)}" for number, one in self.said.items()]
        return "\n".join((*lines, f"{self.right} of {len(self.said)} right"))


@dataclass(frozen=True, repr=False)
class SealedSheet:
    """A sheet that can tell right answers from wrong ones without holding them.

    Attributes
    ----------
    checks : what answers are compared with
    together : the blanks whose answers may change places
    """

    checks: PageChecks
    together: tuple[frozenset[int], ...]

    def __repr__(self) -> str:
        return f"<Sealed sheet {self.checks.sheet}: {len(self.checks.expected)} blanks>"

    def check(self, answers: Mapping[int, str], *numbers: int) -> Checked:
        """Tell which answers are right: those of these blanks, or all.

        Raises `WorksheetError` for a blank that the sheet does not have, or an answer that is no
        text.
        """
        known = self.checks.expected
        for number in numbers:
            if number not in known:
                raise WorksheetError(f"there is no blank ({number}): they are 1 to {max(known)}")
        for number, text in answers.items():
            if not isinstance(text, str):
                raise WorksheetError(
                    f"the answer ({number}) is no text: write it in quotation marks"
                )
        found = {number: self._said(number, answers) for number in numbers or known}
        return Checked(found)

    def _said(self, number: int, answers: Mapping[int, str]) -> Said:
        own = check_answer(self.checks, number, answers.get(number, ""))
        group = next((each for each in self.together if number in each), frozenset())
        if own.state is not State.WRONG or not group:
            return own
        return Said(State.RIGHT) if number in self._placed(group, answers) else own

    def _placed(self, group: frozenset[int], answers: Mapping[int, str]) -> set[int]:
        """Give the blanks of a group whose answers are right in some blank, each used once."""
        placed, free = set[int](), sorted(group)
        for number in sorted(group, key=lambda one: (not self._fits(one, one, answers), one)):
            for place in [number, *free]:
                if place in free and self._fits(number, place, answers):
                    placed.add(number)
                    free.remove(place)
                    break
        return placed

    def _fits(self, number: int, place: int, answers: Mapping[int, str]) -> bool:
        said = check_answer(self.checks, place, answers.get(number, ""))
        return said.state is State.RIGHT


def seal(sheet: Worksheet) -> str:
    """Give what answers to a sheet are checked by, as JSON with a line for each blank."""
    held = json.loads(checks_of(sheet).json())
    fields = ",\n".join(f"{_compact(number)}: {_compact(one)}"
                        for number, one in held["fields"].items())  # fmt: skip
    groups = [sorted(group) for one in sheet.questions for group in swappable(one.blocks)]
    head = (
        f'"schema_version": {SCHEMA_VERSION},\n"sheet": {_compact(sheet.identity)},\n'
        f'"vocabulary": {_compact(held["vocabulary"])},\n"together": {_compact(groups)}'
    )
    return f'{{{head},\n"fields": {{\n{fields}\n}}}}'


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))


def open_sealed(text: str) -> SealedSheet:
    """Read what `seal` gave; raises `WorksheetError` for anything else.

    >>> from symconv.specs import ConvSpec
    >>> from symconv.worksheets import build_worksheet
    >>> forward = build_worksheet(ConvSpec((3, 3), (2, 2)), topics="forward")
    >>> sheet = open_sealed(seal(forward))
    >>> sheet.check({1: "X_22 F_21", 2: "X_22 F_22"}, 1, 2)
    (1) right
    (2) not right
    1 of 2 right
    """
    try:
        held = json.loads(text)
        if held["schema_version"] != SCHEMA_VERSION:
            raise WorksheetError(
                "the checks of this notebook are of another version of symconv; make it anew"
            )
        expected = {int(number): _expected(int(number), one)
                    for number, one in held["fields"].items()}  # fmt: skip
        checks = PageChecks(held["sheet"], _vocabulary(held["vocabulary"]), expected)
        return SealedSheet(checks, tuple(map(frozenset, held["together"])))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, WorksheetError):
            raise
        raise WorksheetError("the checks of this notebook are damaged; make it anew") from None


def _vocabulary(data: Mapping[str, Any]) -> Vocabulary:
    lists: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in data.items()
    }
    return Vocabulary(**lists)


def _expected(number: int, data: Mapping[str, Any]) -> Expected:
    mode = Mode(data["mode"])
    if mode in (Mode.LETTER, Mode.TEXT):
        return Expected(number, mode, hash=data["hash"])
    values = tuple(tuple(map(int, one)) for one in data["values"])
    return Expected(number, mode, values, tuple(data["terms"]))


def sentence(said: Said) -> str:
    """Give in words what is said of an answer.

    >>> sentence(Said(State.WRONG, wrong=(2,), missing=1))
    'not right: term 2 is wrong, 1 term is missing'
    """
    match said.state:
        case State.EMPTY:
            return "empty"
        case State.RIGHT:
            return "right"
        case State.UNREAD:
            return f"not understood at character {said.at + 1}: {said.reason}"
    parts = [f"term {number} is wrong" for number in said.wrong]
    parts += [f"the sign of term {number} is wrong" for number in said.signs]
    if said.missing:
        parts.append("1 term is missing" if said.missing == 1 else f"{said.missing} are missing")
    alone = len(parts) == 1 and said.wrong == (1,)
    return "not right" if alone or not parts else f"not right: {', '.join(parts)}"

"""Variants of a sheet: other blanks, numbers and sizes from one seed, no two with equal answers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from symconv.errors import SymconvError, WorksheetError
from symconv.formulas import Number
from symconv.notation import Notation
from symconv.printing.shown import Shown
from symconv.specs import LayerSpec
from symconv.specs.network import NetworkSpec
from symconv.worksheets.build import build_worksheet
from symconv.worksheets.options import WorksheetOptions
from symconv.worksheets.sheet import Worksheet

_TRIES = 25
_LARGEST = 999


@dataclass(frozen=True)
class Ranges:
    """What may differ from one variant to the next: values of the spec's arguments by name.

    >>> Ranges({"stride": (1, 2), "padding": (0, 1)}).names
    ('stride', 'padding')
    """

    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what may differ."""
        return tuple(self.values)

    def draw(
        self, spec: LayerSpec | NetworkSpec | Shown, draw: random.Random
    ) -> LayerSpec | NetworkSpec | Shown:
        """Give a spec with values drawn; combinations that no layer can have are drawn again.

        Raises `WorksheetError` if there are none that a layer can have, or for an unknown name.
        """
        if not self.values:
            return spec
        if not isinstance(spec, LayerSpec):
            raise WorksheetError(f"only the sizes of a layer vary: {', '.join(self.names)}")
        kind = type(spec)
        error = ""
        for _ in range(_TRIES):
            chosen = {name: draw.choice(list(values)) for name, values in self.values.items()}
            try:
                return kind(**{**_arguments(spec), **chosen})
            except SymconvError as refused:
                error = str(refused)
            except TypeError:
                known = ", ".join(_arguments(spec))
                raise WorksheetError(
                    f"{', '.join(self.names)} cannot all vary: {kind.__name__} has {known}"
                ) from None
        names = ", ".join(self.names)
        raise WorksheetError(f"no layer was found in the ranges of {names}: {error}")


def _arguments(spec: LayerSpec) -> dict[str, Any]:
    kept: Any = spec
    return {each.name: getattr(spec, each.name) for each in fields(kept) if each.init}


def build_variants(
    spec: LayerSpec | NetworkSpec | Shown,
    count: int,
    notation: str | Notation = "matrix",
    options: WorksheetOptions | None = None,
    ranges: Ranges | None = None,
    command: str = "",
) -> Iterator[Worksheet]:
    """Give variants of a sheet one after another, each with a key of its own.

    No two have the same answers. Raises what `build_worksheet` does, and `WorksheetError` where a
    layer has fewer variants than are asked for.
    """
    options = options or WorksheetOptions()
    seen: set[int] = set()
    tried = 0
    for number in range(1, count + 1):
        for _ in range(_TRIES):
            tried += 1
            draw = random.Random(f"{options.seed}/{tried}")  # noqa: S311 - draws sizes, no secrets
            chosen = (ranges or Ranges()).draw(spec, draw)
            sheet = build_worksheet(chosen, notation, options, command=command, variant=tried)
            told = hash(answers_of(sheet))
            if told not in seen:
                seen.add(told)
                yield sheet
                break
        else:
            raise WorksheetError(
                f"only {number - 1} of {count} variants differ in their answers; leave more out, "
                "or let sizes vary"
            )


def answers_of(sheet: Worksheet) -> tuple[str, ...]:
    """Give what tells a sheet's answers from those of another."""
    return tuple(
        f"{question.name}:{answer.number}:{answer.letter or answer.formula!r}"
        for question in sheet.questions
        for answer in question.answers
    )


@dataclass(frozen=True)
class Degenerate:
    """A variant that a teacher would not hand out: which, and why."""

    variant: int
    identity: str
    reason: str


def degenerate(sheet: Worksheet, variant: int) -> Degenerate | None:
    """Tell what is wrong with a variant: zero, equal or unreadably large answers, or none."""
    for question in sheet.questions:
        formulas = [answer.formula for answer in question.answers]
        numbers = [each.value for each in formulas if isinstance(each, Number)]
        if len(numbers) > 2 and len(set(numbers)) == 1:
            return Degenerate(variant, sheet.identity, f"all answers of {question.name} are equal")
        if len(numbers) > 1 and not any(numbers):
            return Degenerate(variant, sheet.identity, f"all answers of {question.name} are zero")
        for number in numbers:
            if max(abs(number.numerator), number.denominator) > _LARGEST:
                reason = f"an answer of {question.name} is {number}"
                return Degenerate(variant, sheet.identity, reason)
    return None


def stress(sheets: Iterator[Worksheet]) -> Iterator[Degenerate]:
    """Give the degenerate ones among variants."""
    for variant, sheet in enumerate(sheets, 1):
        found = degenerate(sheet, variant)
        if found is not None:
            yield found

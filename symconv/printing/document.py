"""What a printed derivation consists of, before any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from symconv.derivation import Step, StepKind, Text
from symconv.notation import Notation


@dataclass(frozen=True)
class Section:
    """A titled run of steps."""

    title: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Document:
    """A derivation to print: a title, what the layer is, its sections, and its notation."""

    title: str
    layer: str
    notation: Notation
    sections: tuple[Section, ...]

    @property
    def steps(self) -> Iterator[Step]:
        """Every step in order."""
        for section in self.sections:
            yield from section.steps


def into_sections(steps: Iterable[Step], notation: Notation) -> tuple[Section, ...]:
    """Group steps by the array that they differentiate by; a worked case is a section."""
    return tuple(
        Section(title, tuple(group))
        for title, group in groupby(steps, key=lambda step: _section_title(step, notation))
    )


def _section_title(step: Step, notation: Notation) -> Text:
    if step.kind is StepKind.WORKED:
        return ("Worked case",)
    if step.role is None:
        return ("Output",)
    return (f"Gradient of the {step.role.value} ", notation.whole(step.role))

"""A network's derivation as sections: the network, its layers forward and back, the update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from symconv.derivation import Step, StepKind, Text
from symconv.formulas import Partial
from symconv.notation import Notation
from symconv.printing.document import Section


def into_network_sections(
    steps: Iterable[Step], notations: Mapping[str, Notation]
) -> tuple[Section, ...]:
    """Group steps by layer and by the array that they differentiate by.

    `notations` gives the notation of every layer by name, in order.
    """
    numbers = {name: number for number, name in enumerate(notations, 1)}

    def title(step: Step) -> Text:
        if step.kind is StepKind.OVERVIEW:
            return ("The network",)
        if step.kind is StepKind.UPDATE:
            return ("Update of the parameters",)
        layer = f"Layer {numbers[step.layer]} ({step.layer}): "
        if step.role is None:
            return (f"{layer}forward",)
        notation = notations[step.layer]
        whole = notation.whole(step.role)
        gradient = notation.gradient(step.role, whole)
        known: Text = () if isinstance(gradient, Partial) else (", written ", gradient)
        return (f"{layer}gradient of the {step.role.value} ", whole, *known)

    return tuple(Section(text, tuple(group)) for text, group in groupby(steps, key=title))

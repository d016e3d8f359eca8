"""The steps of a network's derivation: forward, back from the loss, and the update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symconv.derivation.networks.chains import (
    chain_overview,
    delta_through,
    first_entry_through,
    reaches_delta,
)
from symconv.derivation.networks.update import update_step
from symconv.derivation.step import Step, StepKind
from symconv.documents import Text
from symconv.formulas import Entry, Equation
from symconv.roles import Role
from symconv.specs.flags import describe
from symconv.specs.network import NetworkSpec
from symconv.symbolic import PlacedLayer

if TYPE_CHECKING:
    from symconv.derivation.layer import Derivation


def build_network_steps(
    network: NetworkSpec, placed: Sequence[PlacedLayer], layers: Mapping[str, Derivation]
) -> tuple[Step, ...]:
    """Write every step of a network's derivation, each with the name of its layer."""
    writer = _NetworkWriter(network, placed, layers)
    return (*writer.overview(), *writer.forward(), *writer.backward(), *writer.update())


@dataclass(frozen=True)
class _NetworkWriter:
    network: NetworkSpec
    placed: Sequence[PlacedLayer]
    layers: Mapping[str, Derivation]

    def overview(self) -> Iterator[Step]:
        """Say what every layer takes and gives, and write the chain rule of the whole network."""
        for at in self.placed:
            note: Text = (describe(at.spec), ".")
            yield Step(StepKind.OVERVIEW, None, _arrow(at), note, (), layer=at.name)
        if any(at.has_numbers for at in self.placed):
            yield _numbers_explained(self.placed)
        yield from chain_overview(self.placed)

    def forward(self) -> Iterator[Step]:
        """Write the forward pass of every layer; a function is defined where it first occurs."""
        defined: set[tuple[Equation, ...]] = set()
        for at in self.placed:
            if at.renames:
                for step in self._steps(at, None):
                    if step.kind is not StepKind.DEFINITION or step.equations not in defined:
                        yield step
                    defined.add(step.equations)
                continue
            whole = at.notation.whole(Role.OUTPUT)
            note: Text = (
                "The entries of ", whole, " are numbered row by row already, so that they and "
                "their gradients keep their names.",
            )  # fmt: skip
            yield Step(StepKind.FORWARD, None, ("Forward pass",), note, (), layer=at.name)

    def backward(self) -> Iterator[Step]:
        """Write the gradients of every layer, from the last to the first."""
        for place in reversed(range(len(self.placed))):
            at = self.placed[place]
            if not at.renames:
                continue
            for role in sorted(self.layers[at.name].layer.wrt, key=_input_last):
                if role is Role.INPUT and not self._needs_input_gradient(place):
                    continue
                yield from self._with_links(place, list(self._steps(at, role)), role)

    def update(self) -> Iterator[Step]:
        """Write gradient descent for the parameters of every layer."""
        for at in self.placed:
            arrays = self.layers[at.name].layer.wrt
            learned = {role: arrays[role] for role in at.spec.parameter_shapes}
            if learned:
                step = update_step(at.notation, learned)
                yield replace(step, title=(f"Parameters of {at.name}",), layer=at.name)

    def _needs_input_gradient(self, place: int) -> bool:
        """Tell whether anything is made of it: the network's own input is not learned."""
        return place > 0 or not self.network.parameter_shapes

    def _steps(self, at: PlacedLayer, role: Role | None) -> Iterator[Step]:
        steps = (step for step in self.layers[at.name].steps if step.role is role)
        for step in _without_ones(steps) if at.spec.kind == "flatten" else steps:
            yield replace(step, layer=at.name)

    def _with_links(self, place: int, steps: list[Step], role: Role) -> Iterator[Step]:
        """Give the steps of a gradient with those that follow it one layer further."""
        at = self.placed[place]
        for step in steps:
            yield step
            if step.kind is StepKind.CHAIN_RULE and (role is not Role.INPUT or reaches_delta(at)):
                for link in first_entry_through(self.placed, self.layers, place, role):
                    yield replace(link, layer=at.name)
        if role is Role.INPUT and reaches_delta(at):
            for link in delta_through(self.placed, self.layers, place):
                yield replace(link, layer=at.name)


def _without_ones(steps: Iterable[Step]) -> Iterator[Step]:
    """Leave out the steps of a flatten layer that only say that its local gradients are 1."""
    for step in steps:
        if step.kind is StepKind.SUBSTITUTED:
            note = ("Flattening only moves entries: the gradient of an entry is that of the entry "
                    "that it becomes.",)  # fmt: skip
            yield replace(step, title=("Gradients moved back",), note=note)
        elif step.kind not in (StepKind.LOCAL, StepKind.CHAIN_RULE, StepKind.EXPANDED):
            yield step


def _input_last(role: Role) -> bool:
    return role is Role.INPUT


def _numbers_explained(placed: Sequence[PlacedLayer]) -> Step:
    """Say what the numbers above letters count, layer by layer.

    The headings count every layer; an activation and a flattening share the number before them.
    """
    names: dict[int, list[str]] = {0: ["the input"]}
    for at in placed:
        if at.number is not None:
            names.setdefault(at.number, []).append(at.name)
    (first, start), *others = ((number, _joined(layers)) for number, layers in names.items())
    belongs = ", ".join(
        [f"{first} belongs to {start}", *(f"{number} to {layers}" for number, layers in others)]
    )
    note = f"They are not powers: {belongs}."
    if any(len(layers) > 1 for layers in names.values()):
        note += " The headings count every layer by itself."
    return Step(StepKind.OVERVIEW, None, ("Numbers above letters",), (note,), ())


def _joined(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _arrow(at: PlacedLayer) -> Text:
    """Say which arrays a layer makes its output of."""
    if not at.renames:
        return (f"{at.name}: ", at.notation.whole(Role.INPUT), " as it is")
    roles = [Role.INPUT, *at.spec.parameter_shapes, *at.spec.data_shapes]
    wholes: list[Entry] = [at.notation.whole(role) for role in roles]
    text: Text = (f"{at.name}: ", at.notation.whole(Role.OUTPUT), " from ", wholes[0])
    for number, whole in enumerate(wholes[1:], 1):
        text += (" and " if number == len(wholes) - 1 else ", ", whole)
    return text

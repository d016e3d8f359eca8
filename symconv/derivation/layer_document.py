"""A derivation's steps as a document: sections for the arrays, and in each its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from symconv.derivation.step import Step, StepKind
from symconv.documents import (
    Block,
    Data,
    Display,
    Document,
    Matrices,
    Paragraph,
    Prose,
    Section,
    Text,
)
from symconv.formulas import Entry, Formula, Name, Partial
from symconv.notation import Notation
from symconv.notation.letters import letter_to_text
from symconv.specs.flags import describe
from symconv.specs.kinds import kind_of
from symconv.specs.network_words import describe_network
from symconv.symbolic import SymbolicLayer

if TYPE_CHECKING:
    from symconv.derivation.choosing import Chooser
    from symconv.derivation.layer import Derivation
    from symconv.derivation.networks.network import NetworkDerivation

_KINDS = {StepKind.OVERVIEW: "The network", StepKind.UPDATE: "Update of the parameters"}


def layer_document(derivation: Derivation, steps: Iterable[Step], choose: Chooser) -> Document:
    """Give the steps of a layer, grouped by the array that they differentiate by."""
    document = steps_document(derivation.layer, steps, choose)
    return replace(document, head=about_layer(derivation))


def steps_document(layer: SymbolicLayer, steps: Iterable[Step], choose: Chooser) -> Document:
    """Give the steps of a layer as `layer_document` does, without what data says of the layer."""
    notation = layer.notation
    return Document(
        kind_of(layer.spec).title,
        notation,
        (
            Paragraph((describe(layer.spec),)),
            *_sections(steps, lambda step: layer_title(step, notation), choose),
        ),
        series="steps",
    )


def network_document(
    derivation: NetworkDerivation, steps: Iterable[Step], choose: Chooser
) -> Document:
    """Give the steps of a network, grouped by layer and by array."""
    layers: list[Data] = [
        {"name": name, **about_layer(layer)} for name, layer in derivation.layers.items()
    ]
    network = derivation.network
    notations = {at.name: at.notation for at in derivation.placed}
    numbers = {name: number for number, name in enumerate(notations, 1)}
    return Document(
        f"Derivation of the gradients of {network.name}",
        derivation.notation,
        (
            Paragraph((describe_network(network),)),
            *_sections(steps, lambda step: network_title(step, notations, numbers), choose),
        ),
        head={"spec": repr(network), "terms": network.terms, "layers": layers},
        series="steps",
    )


def _sections(
    steps: Iterable[Step], title: Callable[[Step], Text], choose: Chooser
) -> Iterator[Section]:
    for text, group in groupby(steps, key=title):
        yield Section(text, tuple(_section(step, choose) for step in group))


def _section(step: Step, choose: Chooser) -> Section:
    """Give a step: its note, and its equations or those chosen of them."""
    shown, rest = choose(step)
    note: Text = step.note
    if step.convention:
        note = (*note, f" {step.convention}" if note else step.convention)
    blocks: list[Block] = [Paragraph(note)] if note else []
    if step.kind is StepKind.MATRIX:
        blocks.append(Matrices(shown))
    elif shown:
        blocks.append(Display(shown, beside=step.kind is StepKind.LOCAL))
    if rest:
        blocks.append(Paragraph((rest,)))
    place: Mapping[str, Data] = {"layer": step.layer} if step.layer else {}
    record = {
        **place,
        "kind": step.kind.value,
        "role": None if step.role is None else step.role.value,
        "title": Prose(step.title),
        "note": Prose(note),
        "equations": step.equations,
    }
    return Section(step.title, tuple(blocks), record)


def layer_title(step: Step, notation: Notation) -> Text:
    """Give the heading under which a step of a layer stands."""
    if step.kind is StepKind.WORKED:
        return ("Worked case",)
    if step.role is None:
        return ("Output",)
    return (f"Gradient of the {step.role.value} ", notation.whole(step.role))


def network_title(
    step: Step, notations: Mapping[str, Notation], numbers: Mapping[str, int]
) -> Text:
    """Give the heading under which a step of a network stands."""
    if step.kind in _KINDS:
        return (_KINDS[step.kind],)
    layer = f"Layer {numbers[step.layer]} ({step.layer}): "
    if step.role is None:
        return (f"{layer}forward",)
    notation = notations[step.layer]
    whole = notation.whole(step.role)
    gradient = notation.gradient(step.role, whole)
    known: Text = () if isinstance(gradient, Partial) else (", written ", gradient)
    return (f"{layer}gradient of the {step.role.value} ", whole, *known)


def about_layer(layer: Derivation) -> dict[str, Data]:
    """Give the spec of a layer, its terms and its closed forms as plain data."""
    forms: list[Data] = [
        {
            "role": form.role.value,
            "applies": form.applies,
            "proved": form.proved,
            "reason": form.reason,
            "formula": form.equation,
        }
        for form in layer.closed_forms
    ]
    return {"spec": repr(layer.spec), "terms": layer.spec.terms, "closed_forms": forms}


def entry_words(entry: Formula) -> str:
    """Give an entry the way `select_entries` takes it, which knows layers by number only."""
    if isinstance(entry, Name):
        return letter_to_text(entry.letter)
    if not isinstance(entry, Entry):
        raise TypeError(f"{entry} is not an entry")
    above = f"^{entry.superscript}" if isinstance(entry.superscript, int) else ""
    places = ",".join(map(str, (*entry.indices, *entry.arguments)))
    return f"{entry.letter}{above}[{places}]" if places else f"{entry.letter}{above}"

"""What is asked about a layer or a network: the steps of its derivation."""

from __future__ import annotations

import random
import shlex
from collections.abc import Callable, Iterator
from functools import lru_cache

from symconv.derivation import Derivation, NetworkDerivation
from symconv.derivation import derive as derive_spec
from symconv.derivation.choosing import Chooser, layer_chooser, network_chooser
from symconv.derivation.layer_document import layer_title, network_title
from symconv.derivation.output_size import conv_size_step
from symconv.derivation.step import Step
from symconv.documents import Block, Comment, Paragraph, Text
from symconv.notation import Notation
from symconv.notation.presets import notation_words
from symconv.specs import ConvSpec, LayerSpec
from symconv.specs.flags import describe, to_flags
from symconv.specs.kinds import kind_of
from symconv.specs.network import NetworkSpec
from symconv.specs.network_words import describe_network
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.choosing import choice_questions
from symconv.worksheets.figures import sheet_figures
from symconv.worksheets.filling import Filler
from symconv.worksheets.material import Material
from symconv.worksheets.network_numbers import network_number_questions
from symconv.worksheets.numbers import number_questions
from symconv.worksheets.options import Topic, WorksheetOptions
from symconv.worksheets.questions import Question
from symconv.worksheets.slips import slip_questions
from symconv.worksheets.toeplitz import toeplitz_step


def layer_material(spec: LayerSpec | NetworkSpec, notation: Notation) -> Material:
    """Give what sheets about a layer or a network are made of; raises what `derive` does."""
    derivation = _derived(spec, notation)

    def questions(
        options: WorksheetOptions, draw: random.Random, numbering: Numbering
    ) -> Iterator[Question]:
        filler = Filler(
            derivation.notation, options.blanks, draw, numbering, _chooser(derivation, options),
            _grouper(derivation),
        )  # fmt: skip
        return _questions(derivation, filler, options.topics)

    return Material(
        _title(spec), derivation.notation, derivation.subject, _context(spec, notation), questions
    )


@lru_cache(maxsize=16)
def _derived(spec: LayerSpec | NetworkSpec, notation: Notation) -> Derivation | NetworkDerivation:
    """Derive once what many variants are made of."""
    return derive_spec(spec, notation)


def _questions(
    derivation: Derivation | NetworkDerivation, filler: Filler, topics: tuple[Topic, ...]
) -> Iterator[Question]:
    """Give the questions in the order of a derivation, then those in numbers and of mistakes."""
    steps = derivation.steps
    if isinstance(derivation, Derivation):
        if Topic.SIZE in topics and isinstance(derivation.spec, ConvSpec):
            steps = (conv_size_step(derivation.spec), *steps)
        matrix = toeplitz_step(derivation) if Topic.TOEPLITZ in topics else None
        if matrix is not None:
            steps = (*steps, matrix)
    yield from filler.questions(steps, topics)
    for topic, of_layer in _DRAWN.items():
        if topic in topics:
            if isinstance(derivation, Derivation):
                yield from of_layer(derivation, filler.draw, filler.numbering)
            elif topic is Topic.NUMBERS:
                yield from network_number_questions(derivation, filler.draw, filler.numbering)
            else:
                for layer in derivation.layers.values():
                    yield from of_layer(layer, filler.draw, filler.numbering)


_DRAWN = {
    Topic.NUMBERS: number_questions,
    Topic.CHOICE: choice_questions,
    Topic.SLIP: slip_questions,
}


def _chooser(derivation: Derivation | NetworkDerivation, options: WorksheetOptions) -> Chooser:
    if isinstance(derivation, Derivation):
        return layer_chooser(derivation.layer, options.entries)
    layers = {name: each.layer for name, each in derivation.layers.items()}
    return network_chooser(layers, options.entries)


def _grouper(derivation: Derivation | NetworkDerivation) -> Callable[[Step], Text]:
    """Give what gives the heading of a step: that which it has in the derivation's document."""
    if isinstance(derivation, Derivation):
        return lambda step: layer_title(step, derivation.notation)
    notations = {at.name: at.notation for at in derivation.placed}
    numbers = {name: number for number, name in enumerate(notations, 1)}
    return lambda step: network_title(step, notations, numbers)


def _title(spec: LayerSpec | NetworkSpec) -> str:
    if isinstance(spec, NetworkSpec):
        return f"Worksheet: gradients of {spec.name}"
    return kind_of(spec).title.replace("Derivation", "Worksheet", 1)


def _context(spec: LayerSpec | NetworkSpec, notation: Notation) -> tuple[Block, ...]:
    """Give what the sheet is about, to readers and, in a comment, to `verify`."""
    if isinstance(spec, NetworkSpec):
        words: Block = Paragraph((describe_network(spec),))
        return (Comment("symconv: --kind network"), words, *sheet_figures(spec, notation))
    told = shlex.join([*to_flags(spec), "--notation", notation_words(notation)])
    about = Paragraph((f"The layer: {describe(spec)}.",))
    return (Comment(f"symconv: {told}"), about, *sheet_figures(spec, notation))

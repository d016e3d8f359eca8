"""From a layer or a network to a worksheet."""

from __future__ import annotations

import hashlib
import random

from symconv.derivation import Derivation, NetworkDerivation
from symconv.derivation import derive as derive_spec
from symconv.derivation.choosing import Chooser, layer_chooser, network_chooser
from symconv.documents import Block, Paragraph
from symconv.errors import WorksheetError
from symconv.notation import Notation
from symconv.specs import LayerSpec
from symconv.specs.flags import describe
from symconv.specs.kinds import kind_of
from symconv.specs.network import NetworkSpec
from symconv.specs.network_words import describe_network
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.filling import Filler, unique
from symconv.worksheets.options import WorksheetOptions
from symconv.worksheets.sheet import Worksheet

_IDENTITY = 8


def build_worksheet(
    spec: LayerSpec | NetworkSpec,
    notation: str | Notation = "matrix",
    options: WorksheetOptions | None = None,
    *,
    command: str = "",
    variant: int = 0,
) -> Worksheet:
    """Make a worksheet of what follows from a layer or a network.

    Parameters
    ----------
    spec : the layer, or the network
    notation : how formulas are written
    options : what the author chooses
    command : what the key says that it was made by; the call itself unless given
    variant : 0 for the sheet itself, else the number of one of its variants

    Raises
    ------
    SpecError, NotationError, TooLargeError
        As `derive`.
    WorksheetError
        If there is nothing to ask about.

    >>> from symconv.specs import ConvSpec
    >>> sheet = build_worksheet(ConvSpec((3, 3), (2, 2)))
    >>> sheet.questions[0].name
    'size'
    """
    options = options or WorksheetOptions()
    derivation = derive_spec(spec, notation)
    draw = random.Random(f"{options.seed}/{variant}")  # noqa: S311 - draws blanks, no secrets
    filler = Filler(
        derivation.notation, options.blanks, draw, Numbering(derivation.notation),
        _chooser(derivation, options),
    )  # fmt: skip
    questions = unique(list(filler.questions(derivation.steps, options.topics)))
    if not questions:
        topics = ", ".join(options.topics)
        raise WorksheetError(f"there is nothing to ask about {topics} of {derivation.subject}")
    return Worksheet(
        options.title or _title(spec),
        derivation.notation,
        identity_of(derivation.subject, options, variant),
        derivation.subject,
        command or f"build_worksheet({derivation.subject}, seed={options.seed})",
        _context(spec),
        tuple(questions),
        options,
    )


def identity_of(subject: str, options: WorksheetOptions, variant: int) -> str:
    """Give what names a sheet without telling how it was drawn."""
    told = f"{subject}|{options!r}|{variant}"
    return hashlib.sha256(told.encode()).hexdigest()[:_IDENTITY]


def _chooser(derivation: Derivation | NetworkDerivation, options: WorksheetOptions) -> Chooser:
    if isinstance(derivation, Derivation):
        return layer_chooser(derivation.layer, options.entries)
    layers = {name: each.layer for name, each in derivation.layers.items()}
    return network_chooser(layers, options.entries)


def _title(spec: LayerSpec | NetworkSpec) -> str:
    if isinstance(spec, NetworkSpec):
        return f"Worksheet: gradients of {spec.name}"
    return kind_of(spec).title.replace("Derivation", "Worksheet", 1)


def _context(spec: LayerSpec | NetworkSpec) -> tuple[Block, ...]:
    words = describe_network(spec) if isinstance(spec, NetworkSpec) else describe(spec)
    return (Paragraph((f"The layer: {words}." if isinstance(spec, LayerSpec) else words,)),)

"""From a layer, a network or a page of another derivation to a worksheet."""

from __future__ import annotations

import hashlib
import random
from typing import Any

from symconv.errors import WorksheetError
from symconv.notation import Notation, as_notation
from symconv.printing.shown import Shown
from symconv.specs import LayerSpec
from symconv.specs.network import NetworkSpec
from symconv.worksheets.blanking import Numbering
from symconv.worksheets.filling import unique
from symconv.worksheets.layer_material import layer_material
from symconv.worksheets.material import Material
from symconv.worksheets.options import WorksheetOptions
from symconv.worksheets.page_material import page_material
from symconv.worksheets.sheet import Worksheet

_IDENTITY = 8


def build_worksheet(
    source: LayerSpec | NetworkSpec | Shown,
    notation: str | Notation = "matrix",
    options: WorksheetOptions | None = None,
    *,
    command: str = "",
    variant: int = 0,
    **choices: Any,
) -> Worksheet:
    """Make a worksheet of what follows from a layer or a network, or of another derivation.

    Parameters
    ----------
    source : the layer, the network, or what `derive_general`, `derive_graph` or `compare` gives
    notation : how formulas are written; other derivations have theirs
    options : what the author chooses; or `choices`, as `WorksheetOptions.of` takes them:
        topics="forward,slip", blanks="30%", seed=3
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
    if options is not None and choices:
        raise WorksheetError(f"give options or {', '.join(choices)}, not both")
    options = options or WorksheetOptions.of(**choices)
    material = material_of(source, notation)
    draw = random.Random(f"{options.seed}/{variant}")  # noqa: S311 - draws blanks, no secrets
    numbering = Numbering(material.notation)
    questions = unique(list(material.questions(options, draw, numbering)))
    if not questions:
        topics = ", ".join(options.topics)
        raise WorksheetError(f"there is nothing to ask about {topics} of {material.subject}")
    return Worksheet(
        options.title or material.title,
        material.notation,
        identity_of(material.subject, options, variant),
        material.subject,
        command or f"build_worksheet({material.subject}, seed={options.seed})",
        material.context,
        tuple(questions),
        options,
    )


def material_of(source: LayerSpec | NetworkSpec | Shown, notation: str | Notation) -> Material:
    """Give what sheets are made of. Raises `WorksheetError` for what nothing is asked about."""
    if isinstance(source, LayerSpec | NetworkSpec):
        return layer_material(source, as_notation(notation))
    if isinstance(source, Shown):
        return page_material(source)
    raise WorksheetError(
        f"{source!r} is no layer, network or derivation, such as ConvSpec((3, 3), (2, 2))"
    )


def identity_of(subject: str, options: WorksheetOptions, variant: int) -> str:
    """Give what names a sheet without telling how it was drawn."""
    told = f"{subject}|{options!r}|{variant}"
    return hashlib.sha256(told.encode()).hexdigest()[:_IDENTITY]

"""The notations that have a name, and how a person chooses or changes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from symconv.errors import NotationError, shown
from symconv.notation.notation import FactorOrder, IndexStyle, Notation, UpdateStyle, Upstream
from symconv.suggestions import Meanings, did_you_mean, not_one_of

PRESETS: Mapping[str, Notation] = {
    "matrix": Notation(),
    "slides": Notation("A", "W", "B", "Z", "L", index=IndexStyle.COMMA, product="*"),
    "chapter": Notation(
        "a", "w", "b", "z", "L",
        index=IndexStyle.FLAT, product=r"\times", factor_order=FactorOrder.LOCAL_FIRST,
        weight="w", target="y", prediction=r"\hat{y}", update=UpdateStyle.NEW,
    ),
    "index": Notation(base=0),
    "blog": Notation(
        "o", "w", "b", "c", "E",
        index=IndexStyle.LAYERS, base=0, product=r"\cdot",
        factor_order=FactorOrder.LOCAL_FIRST, upstream=Upstream.DELTA,
        weight="w", target="t",
    ),
}  # fmt: skip

PRESET_SOURCES: Mapping[str, str] = {
    "matrix": "[slides] eq. 16 to 44",
    "slides": "[slides] eq. 4 to 10",
    "chapter": "[chapter] eq. 1 to 13",
    "index": "the matrix notation counted from zero, for derivations of any size",
    "blog": "[blog] eq. 6 to 18",
}
"""Where each is used; docs/sources.md says what the sources are."""


_MEANINGS: Meanings = {
    "kernel": ["filter"],
    "order": ["factor_order"],
    "sign": ["product"],
    "first": ["base"],
    "start": ["base"],
    "learningrate": ["rate"],
}
"""Words of others for what a notation chooses, and ours."""


def as_notation(value: str | Notation) -> Notation:
    """Give a notation from itself, a preset's name, or changes to one.

    Changes are written `name=value`, joined by semicolons, after an optional preset:
    `slides;input=I;base=0`.

    Raises `NotationError` that lists the presets or the fields.
    """
    if isinstance(value, Notation):
        return value
    if not isinstance(value, str):
        raise NotationError(f"notation {shown(value)} is neither a name nor a Notation")
    first, *rest = (part.strip() for part in value.split(";"))
    if "=" in first:
        first, rest = "matrix", [first, *rest]
    if first not in PRESETS:
        raise NotationError(not_one_of("notation", first, PRESETS))
    changes: dict[str, Any] = {}
    for name, letter in (_change(part) for part in rest if part):
        if name in changes:
            raise NotationError(f"notation {shown(value)} gives {name} twice")
        changes[name] = letter
    return replace(PRESETS[first], **changes)


def notation_words(notation: Notation) -> str:
    """Give a notation as `as_notation` reads it: the preset that is nearest, and what differs.

    >>> notation_words(as_notation("slides;base=0"))
    'slides;base=0'
    """
    names = [field.name for field in fields(Notation)]
    changed = {
        preset: [name for name in names if getattr(notation, name) != getattr(known, name)]
        for preset, known in PRESETS.items()
    }
    nearest = min(changed, key=lambda preset: len(changed[preset]))
    return ";".join([nearest, *(f"{name}={getattr(notation, name)}" for name in changed[nearest])])


def _change(part: str) -> tuple[str, str | int]:
    name, equals, value = (piece.strip() for piece in part.partition("="))
    names = [field.name for field in fields(Notation)]
    if not equals or name not in names:
        raise NotationError(
            f"notation change {shown(part)} is not name=value with one of {', '.join(names)}"
            f"{did_you_mean(name, names, _MEANINGS)}"
        )
    return name, int(value) if name == "base" and value in ("0", "1") else value

"""A whole layer in a comment of a document: what `--input … --filter …` says once for all of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from symconv.errors import SpecError, SymconvError
from symconv.notation import Notation, as_notation
from symconv.specs import LayerSpec
from symconv.specs.flags import FLAGS, USUAL_KIND, layer_flags, read_flags
from symconv.specs.options.values import FlagValue
from symconv.verification.finding import Directive, SourceDocument
from symconv.verification.options import SettingOptions

NETWORK = ["--kind", "network"]
"""What says that a document is about several layers at once."""


@dataclass(frozen=True)
class ToldLayer:
    """The layer that a document says it is about; None for a network, which is not judged."""

    spec: LayerSpec | None
    notation: Notation | None

    @property
    def options(self) -> SettingOptions | None:
        """The layer as what overrules the words of a document; None if it is not judged."""
        if self.spec is None:
            return None
        try:
            return SettingOptions(self.spec, self.notation)
        except SpecError:
            return None


def told_layer(source: SourceDocument) -> ToldLayer | None:
    """Give the layer that the comments of a document describe; None for none, and for several."""
    found = {told for part in source.parts for told in _told(part)}
    return found.pop() if len(found) == 1 else None


def is_layer(directive: Directive) -> bool:
    """Tell whether a comment describes a whole layer, and not a part of its setting."""
    return any(True for _ in _told(directive))


def _told(part: object) -> Iterator[ToldLayer]:
    if not isinstance(part, Directive):
        return
    try:
        words = shlex.split(part.text)
    except ValueError:
        return
    if words == NETWORK:
        yield ToldLayer(None, None)
    given = _flags(words)
    whole = given is not None and "input" in given and ("filter" in given or "kind" in given)
    if given is None or not whole:
        return
    kind, notation = given.pop("kind", USUAL_KIND), given.pop("notation", None)
    try:
        spec = read_flags(layer_flags(str(kind), **given))
        yield ToldLayer(spec, None if notation is None else as_notation(str(notation)))
    except SymconvError:
        return


def _flags(words: list[str]) -> dict[str, FlagValue] | None:
    """Give flags with their values; None where a word is no flag of a layer."""
    found: dict[str, FlagValue] = {}
    at = 0
    while at < len(words):
        name = words[at].removeprefix("--").replace("-", "_")
        known = name in FLAGS or name in ("kind", "notation")
        if not words[at].startswith("--") or not known:
            return None
        value = FLAGS[name].option.value if name in FLAGS else None
        switch = value is not None and value.is_switch
        if not switch and at + 1 == len(words):
            return None
        word = True if switch else words[at + 1]
        counts = value is not None and value.is_integer and str(word).isdecimal()
        found[name] = int(word) if counts else word
        at += 1 if switch else 2
    return found

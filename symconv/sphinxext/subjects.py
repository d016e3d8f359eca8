"""The layer or the network that a directive is about, and its notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from symconv.specs import LayerSpec
from symconv.specs.flags import USUAL_KIND, flag_of, layer_flags, read_flags
from symconv.specs.listing import read_listed_layer
from symconv.specs.network import NetworkSpec
from symconv.specs.network_file import read_network_file
from symconv.specs.options.values import FlagValue
from symconv.sphinxext.errors import DirectiveOptionError
from symconv.sphinxext.flags import Source

if TYPE_CHECKING:
    from symconv.notation import Notation

Find = Callable[[str], Path]
"""Gives the file that a page names, and notes that the page depends on it."""


@dataclass(frozen=True)
class Subject:
    """A layer or a network, the notation it is written in, and whether that was asked for."""

    spec: LayerSpec | NetworkSpec
    notation: Notation
    told: bool = False

    @property
    def layer(self) -> LayerSpec:
        """The layer. Raises `DirectiveOptionError` for a network."""
        if isinstance(self.spec, NetworkSpec):
            raise DirectiveOptionError("--network does not go with this directive: name a layer")
        return self.spec


def read_subject(given: Mapping[str, FlagValue], find: Find, usual: str) -> Subject | None:
    """Give what flags describe, in the notation of the book unless they say another.

    None if they describe nothing. Raises `SpecError`, `NotationError` and the like.
    """
    from symconv.notation import as_notation

    own = dict(given)
    notation = own.pop(Source.NOTATION, None)
    told = _read_spec(own, find)
    if told is None:
        return None
    spec, listed = told
    chosen = notation if notation is not None else listed if listed is not None else usual
    return Subject(spec, as_notation(str(chosen)), notation is not None)


def _read_spec(
    own: dict[str, FlagValue], find: Find
) -> tuple[LayerSpec | NetworkSpec, str | None] | None:
    """Give the spec, and the notation that its file says, if it says one."""
    for source in (Source.LAYER, Source.NETWORK):
        if source in own:
            named = str(own.pop(source))
            if own:
                other = flag_of(next(iter(own)))
                raise DirectiveOptionError(
                    f"{flag_of(source)} already says everything; leave out {other}"
                )
            return _read_file(source, named, find)
    if not own:
        return None
    kind = str(own.pop(Source.KIND, USUAL_KIND))
    return read_flags(layer_flags(kind, **own)), None


def _read_file(
    source: Source, named: str, find: Find
) -> tuple[LayerSpec | NetworkSpec, str | None]:
    usual = "matrix"
    name, mark, part = named.partition("#")
    path = find(name)
    if source is Source.NETWORK:
        network = read_network_file(path)
        return network.spec, None if network.notation == usual else network.notation
    layer = read_listed_layer(f"{path}{mark}{part}")
    return layer.spec, None if layer.notation == usual else layer.notation

"""The one table of kinds: a row for every kind of layer.

Each stage that has something of a kind has it in a file of the kind's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from symconv.errors import SpecError, shown
from symconv.specs.activation import ActivationSpec
from symconv.specs.adaptive_pool import AdaptivePoolSpec
from symconv.specs.answers.foreign import OPTIONS, ForeignKind, foreign_kind, names_no_kind
from symconv.specs.conv import ConvSpec
from symconv.specs.conv_transpose import ConvTransposeSpec
from symconv.specs.dense import DenseSpec
from symconv.specs.flatten import FlattenSpec
from symconv.specs.layer import LayerSpec
from symconv.specs.loss import LossSpec
from symconv.specs.options import CallWriter, Option
from symconv.specs.pool import PoolSpec
from symconv.specs.unpool import UnpoolSpec
from symconv.suggestions import did_you_mean, meant

_TELLING = ("function", "operation")
"""The options whose values are kinds of their own elsewhere, such as relu."""


@dataclass(frozen=True)
class Kind:
    """A kind of layer: its specification, and the title of its derivation."""

    spec: type[Any]
    title: str

    @property
    def call(self) -> CallWriter:
        """The arguments of the specification and their defaults."""
        call: CallWriter = self.spec.call()
        return call

    @property
    def options(self) -> tuple[Option, ...]:
        """What the kind can be told, in the order of the command line."""
        options: tuple[Option, ...] = self.spec.options
        return options

    @property
    def flags(self) -> Mapping[str, Option]:
        """The options that have a flag, by its name."""
        return {option.flag_name: option for option in self.options if option.flag_name}

    @property
    def required_flags(self) -> tuple[str, ...]:
        """The flags that a layer of this kind must have."""
        required = self.call.required
        return tuple(
            flag
            for flag, option in self.flags.items()
            if option.name in required or option.is_flag_required
        )

    @property
    def has_general_derivation(self) -> bool:
        """Whether sizes may be left open in a derivation for any size."""
        return any(option.may_stay_open for option in self.options)


KINDS: Mapping[str, Kind] = {
    kind.spec.kind: kind
    for kind in (
        Kind(ConvSpec, "Derivation of a convolution layer's gradients"),
        Kind(ConvTransposeSpec, "Derivation of a transposed convolution layer's gradients"),
        Kind(ActivationSpec, "Derivation of an activation layer's gradient"),
        Kind(DenseSpec, "Derivation of a dense layer's gradients"),
        Kind(PoolSpec, "Derivation of a pooling layer's gradient"),
        Kind(AdaptivePoolSpec, "Derivation of an adaptive pooling layer's gradient"),
        Kind(UnpoolSpec, "Derivation of an unpooling layer's gradient"),
        Kind(LossSpec, "Derivation of a loss's gradient"),
        Kind(FlattenSpec, "Derivation of a flatten layer's gradient"),
    )
}


def kind_of(spec: LayerSpec) -> Kind:
    """Give the row of a spec."""
    return KINDS[spec.kind]


def load_kinds(stage: str) -> Mapping[str, ModuleType]:
    """Import what a package has in files of the kinds' names; give the modules by kind.

    >>> list(load_kinds("symconv.specs")) == list(KINDS)
    True
    """
    return {
        kind: import_module(f"{stage}.{kind}")
        for kind in KINDS
        if find_spec(f"{stage}.{kind}") is not None
    }


def meant_kind(word: object) -> ForeignKind | None:
    """Give the kind that a person may have meant by a word that is none, such as Conv2d or relu.

    Nothing is meant by the name of a layer or a loss that there is not, such as NLLLoss.

    >>> meant_kind("MaxPool2d").as_flags()
    '--kind pool --operation max'
    """
    choices = {
        (kind, option.name): option.value.choices
        for kind, row in KINDS.items()
        for option in row.options
        if option.name in _TELLING
    }
    close = None if names_no_kind(word) else meant(word, KINDS)
    return foreign_kind(word, KINDS, choices) or (ForeignKind(close) if close else None)


def unknown_kind(kind: object) -> str:
    """Give the error for a kind that there is not, as files and Python name kinds."""
    found = meant_kind(kind)
    question = f" (did you mean {found.as_keys()}?)" if found else ""
    return f"kind {shown(kind)} is not one of {', '.join(KINDS)}{question}"


def unknown_key(key: str, owner: str, known: Iterable[str]) -> str:
    """Give the error for a key that there is not: what may have been meant, and all there are."""
    names = list(known)
    question = did_you_mean(key, names, OPTIONS)
    return f"unknown key {shown(key)}{question}; {owner} has {', '.join(names)}"


def build_spec(kind: object, arguments: Mapping[str, Any], others: Sequence[str] = ()) -> Any:
    """Give the spec of a kind with these arguments, as spec lists and emitted files name them.

    `others` are the keys that stand beside them, for the error that lists all.

    Raises `SpecError` for an unknown kind or argument, a missing one, and as the spec does.
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise SpecError(unknown_kind(kind))
    call = KINDS[kind].call
    for name in arguments:
        if name not in call.names:
            raise SpecError(unknown_key(name, f"a layer of kind {kind!r}", [*others, *call.names]))
    for name in call.required:
        if name not in arguments:
            raise SpecError(f"key {name!r} is missing")
    return KINDS[kind].spec(**arguments)

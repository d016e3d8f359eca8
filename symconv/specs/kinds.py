"""The case table: every kind of layer, with its spec and its flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from symconv.errors import SpecError, shown
from symconv.specs.activation import ActivationSpec
from symconv.specs.command_line import activation as activation_flags
from symconv.specs.command_line import conv as conv_flags
from symconv.specs.command_line import conv_transpose as conv_transpose_flags
from symconv.specs.command_line import dense as dense_flags
from symconv.specs.command_line import flatten as flatten_flags
from symconv.specs.command_line import loss as loss_flags
from symconv.specs.command_line import pool as pool_flags
from symconv.specs.command_line import unpool as unpool_flags
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.conv import ConvSpec
from symconv.specs.conv_transpose import ConvTransposeSpec
from symconv.specs.dense import DenseSpec
from symconv.specs.flatten import FlattenSpec
from symconv.specs.layer import LayerSpec
from symconv.specs.loss import LossSpec
from symconv.specs.pool import PoolSpec
from symconv.specs.unpool import UnpoolSpec
from symconv.specs.writing import CallWriter


class KindFlags(Protocol):
    """What a module of `specs/command_line/` defines."""

    @property
    def REQUIRED(self) -> tuple[str, ...]:  # noqa: N802 (a constant of the module)
        """The flags that a layer of this kind must have."""

    @property
    def OPTIONAL(self) -> tuple[str, ...]:  # noqa: N802
        """The flags that it may have."""

    def read(self, flags: LayerFlags, /) -> dict[str, Any]:
        """Give the arguments of the spec."""

    def write(self, spec: Any, /) -> list[str]:
        """Give the flags of a spec, the kind aside."""

    def describe(self, spec: Any, /) -> str:
        """Say in a few words what a spec is."""


@dataclass(frozen=True)
class Kind:
    """A kind of layer: its spec, its flags, and the title of its derivation."""

    spec: type[Any]
    flags: KindFlags
    title: str

    @property
    def call(self) -> CallWriter:
        """The arguments of the spec and their defaults."""
        return CallWriter.of(self.spec)


KINDS: Mapping[str, Kind] = {
    kind.spec.kind: kind
    for kind in (
        Kind(ConvSpec, conv_flags, "Derivation of a convolution layer's gradients"),
        Kind(
            ConvTransposeSpec,
            conv_transpose_flags,
            "Derivation of a transposed convolution layer's gradients",
        ),
        Kind(ActivationSpec, activation_flags, "Derivation of an activation layer's gradient"),
        Kind(DenseSpec, dense_flags, "Derivation of a dense layer's gradients"),
        Kind(PoolSpec, pool_flags, "Derivation of a pooling layer's gradient"),
        Kind(UnpoolSpec, unpool_flags, "Derivation of an unpooling layer's gradient"),
        Kind(LossSpec, loss_flags, "Derivation of a loss's gradient"),
        Kind(FlattenSpec, flatten_flags, "Derivation of a flatten layer's gradient"),
    )
}


def kind_of(spec: LayerSpec) -> Kind:
    """Give the row of a spec."""
    return KINDS[spec.kind]


def build_spec(kind: object, arguments: Mapping[str, Any]) -> Any:
    """Give the spec of a kind with these arguments, as spec lists and emitted files name them.

    Raises `SpecError` for an unknown kind or argument, a missing one, and as the spec does.
    """
    if not isinstance(kind, str) or kind not in KINDS:
        known = ", ".join(repr(name) for name in KINDS)
        raise SpecError(f"kind {shown(kind)} is not one of {known}")
    call = KINDS[kind].call
    for name in arguments:
        if name not in call.names:
            raise SpecError(f"unknown key {shown(name)}")
    for name in call.required:
        if name not in arguments:
            raise SpecError(f"key {name!r} is missing")
    return KINDS[kind].spec(**arguments)

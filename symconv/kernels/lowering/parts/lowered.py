"""What a lowering gives: a template and the plain data that fills it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from symconv.errors import KernelError
from symconv.kernels.emission.templates import Data


@dataclass(frozen=True)
class Lowered:
    """A layer ready to be written: the template's path and exactly the keys that it uses."""

    template: str
    data: Mapping[str, Data]


def refuse_layer(spec: object, strategy: str) -> NoReturn:
    """Raise `KernelError`: a strategy has no lowering for this kind of layer."""
    raise KernelError(f"strategy {strategy} cannot compute a {type(spec).__name__}")

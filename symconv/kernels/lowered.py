"""What a lowering gives: a template, the plain data that fills it, and what it promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from symconv.errors import KernelError
from symconv.kernels.emission.templates import Data
from symconv.kernels.promise import AS_THE_FORMULA, Promise


@dataclass(frozen=True)
class Lowered:
    """A layer ready to be written, as a module of its own or in a network's.

    Attributes
    ----------
    template : the template's path
    data : exactly the keys that the template uses, those of its frame left out
    words : what kind of layer it is, as in "2-D convolution layer"
    how : in a few words, how the strategy computes
    formula : what it computes, as indented ASCII lines with a sentence or two around
    promise : what a certificate holds the kernel to
    """

    template: str
    data: Mapping[str, Data]
    words: str
    how: str
    formula: Sequence[str]
    promise: Promise = AS_THE_FORMULA


def refuse_layer(spec: object, strategy: str) -> NoReturn:
    """Raise `KernelError`: a strategy has no lowering for this kind of layer."""
    raise KernelError(f"strategy {strategy} cannot compute a {type(spec).__name__}")

"""A near miss: a mistake, and the function that computes what code with it would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from symconv.specs import LayerSpec
from symconv.verification.code.findings import Cause
from symconv.verification.code.forms import Forms
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array
from symconv.verification.code.trials import Reduction, expected_of


@dataclass(frozen=True)
class Situation:
    """One run: what a function was given, in our order of axes, and what it should have given."""

    spec: LayerSpec
    part: FunctionRole
    arrays: Mapping[str, Array]
    expected: Array
    reduction: Reduction
    forms: Forms

    @property
    def batch(self) -> int:
        """The number of examples."""
        return len(self.arrays["x"])

    def reference(self, **changed: Array) -> Array:
        """Give what the layer makes of the arrays, some of them changed."""
        return self.of_layer(self.spec, **changed)

    def of_layer(self, layer: LayerSpec, /, **changed: Array) -> Array:
        """Give what another layer makes of the arrays, some of them changed."""
        return expected_of({**self.arrays, **changed}, self.part, layer, self.reduction)


Compute: TypeAlias = Callable[[Situation], Array | None]


@dataclass(frozen=True)
class NearMiss:
    """A mistake that people make, in words that follow "this is what the layer gives …".

    `compute` gives what code with it would, in our order of axes, or in theirs if it is `raw`;
    None, or a `ValueError`, where there is no such thing.
    """

    cause: Cause
    words: str
    compute: Compute
    raw: bool = False

"""Where a formula of a document stands: what is fixed up to there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symconv.formulas import (
    Equation,
)
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.examples import (
    is_worked,
    setting_of,
)
from symconv.verification.judging.understanding.pools import PoolSetting
from symconv.verification.judging.understanding.setting import Stated
from symconv.verification.judging.understanding.understand import (
    Understanding,
)
from symconv.verification.judging.worlds.places import letters_in
from symconv.verification.judging.worlds.stacks import (
    LayerSetting,
)

Prover = Callable[[Equation, Reading, LayerSetting, frozenset[str]], str | None]


@dataclass(frozen=True)
class Place:
    """Where a formula stands: what is fixed up to there."""

    understanding: Understanding
    stated: Stated
    line: int | None = None
    prover: Prover | None = None
    """Proves an equation that held in all worlds for every size, and says by which rules."""
    pool: PoolSetting | None = None
    """Where the document speaks of a pool: what it does."""
    exact: bool = False
    """Whether only the layer that is given is looked at, and no other of its kind."""
    brief: bool = False
    """Whether it is enough to tell what is false: no small numbers, no other bases of indices."""

    @property
    def reading(self) -> Reading:
        """How the document is read."""
        return self.understanding.reading

    @property
    def setting(self) -> LayerSetting:
        """What is fixed of the layer."""
        return replace(self.stated.layer(self.reading.rank), exact=self.exact)

    def setting_for(self, equation: Equation) -> LayerSetting:
        """Give what is fixed of the layer that an equation speaks of."""
        stated = replace(self._of_layer(equation), exact=self.exact)
        if self.pool is None:
            return stated
        return replace(
            stated, filter_size=self.pool.window, pool=self.pool.kind, stride=self.pool.stride,
            padding=0, dilation=1, output_size=None, free=frozenset(), spec=None,
        )  # fmt: skip

    def _of_layer(self, equation: Equation) -> LayerSetting:
        letters = letters_in(equation.left, self.reading) + letters_in(equation.right, self.reading)
        names = {found.name for found in letters}
        stated = self.stated.about(names).layer(self.reading.rank)
        found = self.understanding
        if not is_worked(equation, self.reading):
            return stated
        example = found.example_of(names)
        return setting_of(example, stated, self.line, found.facts, found.examples)

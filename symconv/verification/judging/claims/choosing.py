"""The layers in which a claim about entries is tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from symconv.formulas import (
    Equation,
    Formula,
    Partial,
    Sum,
    children,
)
from symconv.verification.facts import Quantity
from symconv.verification.judging.place import Place
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.examples import (
    is_numeric,
)
from symconv.verification.judging.understanding.understand import (
    is_centred,
    keys_in,
    scales_used,
)
from symconv.verification.judging.worlds.names import extents_of, free_index_names
from symconv.verification.judging.worlds.places import letter_of
from symconv.verification.judging.worlds.stacks import (
    LayerSetting,
    example,
    general,
    shaped,
)
from symconv.verification.judging.worlds.world import Layer


def stacks_for(
    equation: Equation, reading: Reading, place: Place, numeric: bool, biased: bool
) -> Iterator[tuple[Layer, ...]]:
    """Give the stacks of layers in which an equation is tried, the smallest first."""
    setting, extents = place.setting_for(equation), extents_of(equation, reading)
    if numeric:
        stack = example(setting, reading, extents, biased)
        if stack is not None:
            yield stack
            return
        if is_numeric(equation, reading) and not _is_of_one_array(equation, reading):
            return  # the numbers of an example whose sizes are not known
    free = place.understanding.scales(place.line) | scales_used(equation, reading)
    free |= setting.free
    free -= _fixed(setting) - scales_used(equation, reading)
    free_names = {*free_index_names(equation.left, reading)}
    small = len(free_names) > 4 or len(free_names) + _deepest(equation) > 7
    setting = replace(setting, free=free, small=small)
    setting = shaped(setting, reading, keys_in(equation), is_centred(equation))
    yield from islice(general(setting, reading, extents, biased), 9)


def _fixed(setting: LayerSetting) -> frozenset[Quantity]:
    """Give what a document says is one number."""
    said = {
        Quantity.STRIDE: setting.stride,
        Quantity.PADDING: setting.padding,
        Quantity.DILATION: setting.dilation,
    }
    return frozenset(quantity for quantity, value in said.items() if value is not None)


def _is_of_one_array(equation: Equation, reading: Reading) -> bool:
    """Tell whether an entry is differentiated by one of the same array, whatever its size."""
    for side in (equation.left, equation.right):
        if isinstance(side, Partial):
            of, by = letter_of(side.of, reading), letter_of(side.by, reading)
            if of is not None and by is not None and of.name == by.name:
                return True
    return False


def _deepest(formula: Formula) -> int:
    """Give how many indices run at once, those of sums within sums together."""
    own = len(formula.ranges) if isinstance(formula, Sum) else 0
    return own + max(map(_deepest, children(formula)), default=0)

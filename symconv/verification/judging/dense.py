"""Documents whose only layer is dense: a convolution of one position, with one tap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symconv.formulas import Apply, Equation, Formula, children
from symconv.formulas.written import Operation
from symconv.verification.facts import Array
from symconv.verification.judging.cast import forward_forms
from symconv.verification.judging.evaluate import letters_in
from symconv.verification.judging.makers import TURNING
from symconv.verification.judging.places import letter_of
from symconv.verification.judging.reading import Reading

_MOST = {Array.INPUT: 1, Array.FILTER: 2, Array.OUTPUT: 1, Array.GRADIENT: 1, Array.BIAS: 1}


def with_dense(reading: Reading, equations: Sequence[Equation]) -> Reading:
    """Give a reading of a dense layer, where all forward passes are Σ_c W_{fc} X_c.

    A document that holds anything of a convolution is left as it is.
    """
    orders = {order for equation in equations for order in _orders(equation, reading)}
    if len(orders) != 1 or any(_slides(equation) for equation in equations):
        return reading
    letters = [found for e in equations for side in (e.left, e.right)
               for found in letters_in(side, reading)]  # fmt: skip
    if any(len(found.indices) > _MOST.get(found.part, 0) for found in letters):
        return reading
    axes = {(Array.INPUT, 1): "c", (Array.OUTPUT, 1): "c", (Array.FILTER, 2): orders.pop()}
    return replace(reading, dense=True, rank=1, placings={**reading.placings, **axes})


def _orders(equation: Equation, reading: Reading) -> Iterator[str]:
    """Give the order of a weight's indices in a forward pass of a dense layer."""
    for form in forward_forms([equation]):
        found = [letter_of(part, reading) for part in (form.output, form.first, form.second)]
        parts = {one.part: one for one in found if one is not None and not one.gradient}
        if not form.summed or not {Array.OUTPUT, Array.FILTER, Array.INPUT} <= parts.keys():
            continue
        made, taps, taken = (parts[p].indices for p in (Array.OUTPUT, Array.FILTER, Array.INPUT))
        if len(made) == len(taken) == 1 and sorted((*made, *taken), key=str) == sorted(
            taps, key=str
        ):
            yield "kc" if taps[0] == made[0] else "ck"


def _slides(formula: Formula) -> bool:
    """Tell whether a formula holds a sign between arrays, or turns one."""
    if isinstance(formula, Operation) or (
        isinstance(formula, Apply) and formula.function in TURNING
    ):
        return True
    return any(map(_slides, children(formula)))

"""Layers with fewer axes: dense, pointwise and depthwise ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symconv.formulas import Apply, Equation, Formula, Index, Name, children
from symconv.formulas.written import Operation
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.forms import forward_forms
from symconv.verification.judging.worlds.makers import TURNING
from symconv.verification.judging.worlds.places import letter_of, letters_in

_ENTRYWISE = frozenset("⊙∘•×/")
_MOST = {Array.INPUT: 1, Array.FILTER: 2, Array.OUTPUT: 1, Array.GRADIENT: 1, Array.BIAS: 1}


def with_dense(reading: Reading, equations: Sequence[Equation]) -> Reading:
    """Give a reading of a dense layer, where all forward passes are Σ_c W_{fc} X_c.

    A document that holds anything of a convolution is left as it is.
    """
    orders = {order for equation in equations for order in _orders(equation, reading)}
    if len(orders) != 1 or any(holds_sliding(equation, reading) for equation in equations):
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


def with_shared_axes(reading: Reading, equations: Sequence[Equation]) -> Reading:
    """Give a reading of a pointwise layer, Σ_c W_{kc} X_{cij}, or of a depthwise one.

    A depthwise layer has one filter for each channel, Σ_{mn} W_{cmn} X_{c,i+m,j+n}: input, filter
    and output share the channel's index.
    """
    for form in forward_forms(equations):
        found = [letter_of(part, reading) for part in (form.output, form.first, form.second)]
        parts = {one.part: one.indices for one in found if one is not None and not one.gradient}
        if not form.summed or len(parts) != len(found) or Array.FILTER not in parts:
            continue
        made, taps, taken = (parts.get(p, ()) for p in (Array.OUTPUT, Array.FILTER, Array.INPUT))
        rank = reading.rank
        if made[-rank:] == taken[-rank:] and len(taps) == 2 < rank + 1 < len(made) + 1:
            axes = _pointwise(made[:-rank], taken[:-rank], taps)
            if axes:
                return replace(reading, pointwise=True, placings={**reading.placings, **axes})
        shared = set(made[:-rank]) & set(taps[:-rank]) & set(taken[:-rank])
        if len(taps) == rank + 1 and len(shared) == 1 and taps[0] in shared:
            spatial = "dhw"[3 - rank :] if rank > 1 else "w"
            return replace(
                reading, depthwise=True,
                placings={**reading.placings, (Array.FILTER, rank + 1): f"k{spatial}"},
            )  # fmt: skip
    return reading


def _pointwise(
    made: tuple[Index, ...], taken: tuple[Index, ...], taps: tuple[Index, ...]
) -> dict[tuple[Array, int], str]:
    """Give the axes of a weight that joins a filter's and a channel's index."""
    if not made or not taken or set(taps) != {made[-1], taken[-1]} or made[-1] == taken[-1]:
        return {}
    return {(Array.FILTER, 2): "kc" if taps[0] == made[-1] else "ck"}


def is_of_dense_layer(equation: Equation, reading: Reading) -> bool:
    """Tell whether an equation has the indices of a dense layer: W_{ji} y_i, or δ_j of a layer."""
    if reading.dense:
        return False
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    indexed = [one for one in letters if one.indices]
    if not indexed or not all(isinstance(i, Name) for one in indexed for i in one.indices):
        return False
    weights = [one for one in indexed if one.part is Array.FILTER]
    others = [one for one in indexed if one.part is not Array.FILTER]
    if any(len(one.indices) != _MOST[Array.FILTER] for one in weights):
        return False
    single = bool(others) and all(len(one.indices) == 1 for one in others)
    return single and (bool(weights) or all(one.layer is not None for one in others))


def holds_sliding(formula: Formula, reading: Reading) -> bool:
    """Tell whether a formula holds a sign that slides one array over another, or turns one."""
    slid = (
        isinstance(formula, Operation)
        and formula.sign not in _ENTRYWISE
        and all(letters_in(side, reading) for side in (formula.left, formula.right))
    )
    if slid or (isinstance(formula, Apply) and formula.function in TURNING):
        return True
    return any(holds_sliding(part, reading) for part in children(formula))

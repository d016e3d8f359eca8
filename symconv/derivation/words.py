"""What the operations in a closed form do, in words."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.formulas import (
    Add,
    Cases,
    Correlate,
    CorrelatePairs,
    Entrywise,
    Filled,
    Fold,
    Formula,
    Indicator,
    KeepFirst,
    MatrixProduct,
    Pad,
    Reshape,
    Rot180,
    Spread,
    SumAlong,
    SumPositions,
    SwapChannels,
    Transpose,
    children,
)

_WORDS: dict[type[Formula], str] = {
    Filled: "1 with sizes is an array of ones",
    Cases: "the cases are decided entry by entry",
    Entrywise: "⊙ multiplies entry by entry",
    Indicator: "1 with a condition is 1 where it holds and 0 elsewhere, entry by entry",
    Fold: "fold adds each padded entry to the entry it was copied from",
    KeepFirst: "first keeps the first entries of each axis",
    MatrixProduct: "vectors stand as columns, and products are products of matrices",
    Reshape: "reshape puts the entries, in their order row by row, into the sizes given",
    Rot180: "rot 180 flips every spatial axis",
    Spread: "spread puts step − 1 zeros between neighbouring entries",
    SumPositions: "sum runs over all positions",
    SwapChannels: "swap exchanges the two channel axes within each group",
    Transpose: "a raised T transposes",
}
_PAD_WORDS = {
    "zeros": "pad adds zeros before and after each axis (a negative number crops)",
    "circular": "pad wraps the array around each axis",
    "reflect": "pad mirrors the array at its border entries",
    "replicate": "pad repeats the border entries",
}


def explain(formula: Formula) -> str:
    """Give a sentence on the operations that occur in `formula`, outermost first."""
    return "; ".join(dict.fromkeys(_explanations(formula)))


def _correlation_words(formula: Correlate | CorrelatePairs) -> str:
    if isinstance(formula, Correlate):
        words = "⋆ is cross-correlation, summed over the channels of its right side"
    else:
        words = "⋆ is cross-correlation of each channel on the left with each on the right"
    if formula.groups > 1:
        words += f", within each of {formula.groups} groups of channels"
    return words


def _explanations(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Pad):
        yield _PAD_WORDS[formula.mode]
    elif isinstance(formula, SumAlong):
        yield f"sum adds along axis {formula.axis}, and counts at every entry that it adds"
    elif isinstance(formula, Correlate | CorrelatePairs):
        yield _correlation_words(formula)
    elif isinstance(formula, Add):
        if any(isinstance(term, Correlate) for term in formula.terms):
            yield "a term with one number per channel is added to every entry of the channel"
    elif type(formula) in _WORDS:
        yield _WORDS[type(formula)]
    for child in children(formula):
        yield from _explanations(child)

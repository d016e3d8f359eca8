"""Formulas in words: the full convolution of the 180° rotated filter and the loss gradient."""

from __future__ import annotations

import re

from symconv.formulas import Apply, Entry, Formula, Name, Number, Product
from symconv.formulas.written import Matrix, Words
from symconv.verification.judging.worlds.array_values import SLIDING_FUNCTIONS

_SLIDING = re.compile(
    r"(?P<before>full|valid|same)?[\s_-]*"
    r"(?P<what>conv(?:olution|olve)?|cross[\s_-]*correlation|correlat(?:ion|e))(?:[\s_-]*[12]d)?"
    r"[\s_-]*(?P<after>full|valid|same)?",
    re.IGNORECASE,
)
_DESCRIBING = frozenset(
    {
        "input", "filter", "kernel", "weights", "weight", "output", "image", "loss", "gradient",
        "gradients", "upstream", "map", "feature", "the", "of", "matrix", "error", "flipped",
        "rotated", "turned", "180", "padded", "by", "degrees", "°",
    }
)  # fmt: skip
_TURNING = frozenset({"flipped", "rotated", "turned"})


def named_operation(part: Formula) -> Formula | None:
    r"""Give \text{Full Convolution}(F, G) as a call of a convolution that is known."""
    match part:
        case Apply(function, arguments) | Entry(function, (), None, arguments):
            if len(arguments) != 2 or not all(isinstance(a, Formula) for a in arguments):
                return None
        case _:
            return None
    found = _SLIDING.fullmatch(function.strip())
    border = "" if found is None else (found["before"] or found["after"] or "").lower()
    if found is None or function in SLIDING_FUNCTIONS:
        return None
    what = "correlate" if "corr" in found["what"].lower() else "convolution"
    return Apply(what, (*arguments, *((Words(border),) if border else ())))  # type: ignore[arg-type]


def described(part: Formula) -> Formula | None:
    r"""Give an array without the words that describe it: \text{Loss gradient } ∂L/∂O.

    Words that turn it make it turned: 180° rotated filter F.
    """
    match part:
        case Product(factors):
            flat = list(factors)
        case Matrix(entries, widths) if set(widths) == {1}:
            flat = [f for e in entries for f in (e.factors if isinstance(e, Product) else (e,))]
        case _:
            return None
    words: list[str] = []
    others: list[Formula] = []
    for factor in flat:
        said, left = _words_of(factor)
        words += said
        others += left
    if not words or len(others) != 1 or not set(words) <= _DESCRIBING | {""}:
        return None
    if set(words) <= {"180", "°"}:
        return None
    return Apply("rot180", (others[0],)) if _TURNING & set(words) else others[0]


def _words_of(factor: Formula) -> tuple[list[str], list[Formula]]:
    """Give the words of a factor, and what of it is none: Filter F is an F."""
    if isinstance(factor, Number):
        return (["180"], []) if factor.value == 180 else ([], [factor])
    text = factor.text if isinstance(factor, Words) else ""
    if isinstance(factor, Name) and len(factor.letter) > 1 and not factor.letter.startswith("\\"):
        text = factor.letter
    words = text.lower().split()
    if not words:
        return [], [factor]
    last = text.split()[-1]
    if len(last) == 1 and last.isalpha() and len(words) > 1:
        return words[:-1], [Name(last)]
    return (words, []) if set(words) <= _DESCRIBING else ([], [factor])

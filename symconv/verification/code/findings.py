"""What is wrong with a function: entries, terms and causes, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from symconv.formulas import Formula
from symconv.verification.code.roles import FunctionRole


class Cause(StrEnum):
    """Mistakes that people make; a cause is named only if it explains the result exactly."""

    FILTER_NOT_FLIPPED = "filter not flipped"
    GRADIENT_FLIPPED = "gradient flipped"
    STRIDE_FORGOTTEN = "stride forgotten"
    DILATION_FORGOTTEN = "dilation forgotten"
    REMAINDER_ROWS_LOST = "remainder rows lost"
    PADDING_NOT_CROPPED = "padding not cropped"
    PADDING_ON_THE_WRONG_SIDE = "padding on the wrong side"
    AXES_SWAPPED = "axes swapped"
    CHANNELS_SWAPPED = "channels swapped"
    ROW_FOR_COLUMN = "row for column"
    MEAN_FOR_SUM = "mean for sum"
    SUM_FOR_MEAN = "sum for mean"
    OVERWRITTEN = "overwritten instead of added"
    TIES = "ties in a maximum"
    BIAS_AXES = "bias summed over the wrong axes"
    BIAS_ADDED = "bias added to the gradient"
    WRONG_SHAPE = "wrong shape"
    CRASH = "crash"
    ARGUMENTS_CHANGED = "arguments changed"
    OTHER = "other"


@dataclass(frozen=True)
class WrongTerm:
    """A term whose factor is not the right one; a missing term has 0, an extra one should have.

    `formula` is the term without its factor, as the derivation writes it; `examples` are those of
    the batch that it is of, counted from 1, if they matter.
    """

    formula: Formula
    given: Fraction
    expected: Fraction
    examples: tuple[int, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something wrong in what a function gives.

    Attributes
    ----------
    part : what is wrong, such as grad_input
    cause : the mistake that explains all of it exactly, or what there is to see
    words : the same in a sentence
    entry : the first entries that are wrong, as the derivation writes them; None where there is
        no result to look at
    example : the example of the batch that the entry is of, counted from 1
    missing, extra, wrong : its terms that are not there, should not be, or have another factor
    given, expected : the entry's value on the numbers that ran
    """

    part: FunctionRole
    cause: Cause
    words: str
    entry: Formula | None = None
    example: int | None = None
    missing: tuple[WrongTerm, ...] = ()
    extra: tuple[WrongTerm, ...] = ()
    wrong: tuple[WrongTerm, ...] = ()
    given: float | None = None
    expected: float | None = None

    @property
    def terms(self) -> tuple[WrongTerm, ...]:
        """All terms that are not right."""
        return (*self.missing, *self.extra, *self.wrong)

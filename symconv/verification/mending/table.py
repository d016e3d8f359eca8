"""The table of slips, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symconv.verification.mending.changes import Change
from symconv.verification.mending.known import Letters
from symconv.verification.mending.slips import (
    closed_forms,
    damage,
    indices,
    letters,
    offsets,
    operations,
    sums,
    terms,
)
from symconv.verification.mending.source import Source

Generator = Callable[[Source, Letters], Iterator[Change]]


@dataclass(frozen=True)
class Slip:
    """A slip: what it is in words, and the changes that would mend it.

    `pairs` tells that it is often made twice in one formula.
    """

    name: str
    mends: Generator
    pairs: bool = False
    rare: bool = False
    """Whether it is looked for only after all others, also those made twice."""
    joins: bool = False
    """Whether it is often made beside a slip of another kind that is."""
    damaged: bool = False
    """Whether it leaves a text that cannot be read as it is meant."""
    whole: bool = False
    """Whether it gives another right side, which only what is false has to have."""
    rereads: bool = False
    """Whether it may be a slip that misleads who reads the document's letters and axes."""


MISSING = "an index is missing"
LOST_INDICES = "the left side has lost its indices"

SLIPS: tuple[Slip, ...] = (
    Slip("braces are lost", damage.lost_braces, damaged=True),
    Slip("a ∂ is lost", damage.lost_partial, damaged=True),
    Slip("subscripts were turned into signs", damage.eaten_subscripts, damaged=True),
    Slip("rows are joined without a sign", damage.unjoined_rows, damaged=True),
    Slip("a sign stands twice", damage.doubled_signs, damaged=True),
    Slip("a bracket has no partner", damage.stray_brackets, damaged=True),
    Slip("the left side is copied", indices.left_digit),
    Slip("a letter is another", letters.unknown_letter),
    Slip("entries stand for their gradients", letters.entries_for_gradients),
    Slip("a matrix is transposed", operations.transposed),
    Slip("a term is missing", terms.missing_term),
    Slip("an index is wrong", indices.wrong_digit, pairs=True),
    Slip("the left side is copied", indices.left_indices),
    Slip("the sum is missing", sums.lost_sum),
    Slip("a letter is another", letters.lonely_letter),
    Slip("the numerator of a derivative is copied", letters.copied_numerator),
    Slip("the denominator of a derivative is copied", letters.copied_denominator),
    Slip("a sign is wrong", offsets.wrong_sign, pairs=True, joins=True),
    Slip("a limit is off by one", sums.upper_limit, pairs=True),
    Slip("a limit is off by one", sums.lower_limit, pairs=True),
    Slip("a limit is off by one", sums.all_limits, joins=True),
    Slip("both limits are off by one", sums.both_limits, pairs=True),
    Slip("a limit is the wrong size", sums.limit_letter, pairs=True),
    Slip("a limit is the wrong size", sums.limits_left_out),
    Slip("a size is another", offsets.other_size, pairs=True),
    Slip("a sum's limits are those of another", sums.all_limits_left_out, rare=True),
    Slip("a sum captures an index", sums.captured_index, rereads=True),
    Slip(LOST_INDICES, indices.lost_left_indices),
    Slip(MISSING, damage.empty_indices, joins=True),
    Slip(MISSING, indices.missing_index, rare=True, joins=True, rereads=True),
    Slip("a sum binds another index", sums.rebound, joins=True),
    Slip("a layer is wrong", offsets.wrong_layer, pairs=True, joins=True),
    Slip("two indices are exchanged", indices.exchanged_indices, pairs=True),
    Slip("two indices are exchanged", indices.exchanged_letters, pairs=True, rare=True),
    Slip("the stride or the dilation is missing", offsets.lost_scale, pairs=True),
    Slip("the stride or the dilation is not needed", offsets.needless_scale, pairs=True),
    Slip("an index is wrong", indices.wrong_index_letter, pairs=True),
    Slip("a letter is another", letters.letter_case),
    Slip("a letter is another", letters.wrong_letter),
    Slip("a letter is another", letters.wrong_letter_throughout, rare=True),
    Slip("a derivative is copied", letters.copied_derivative),
    Slip("an array is turned by 180° that should not be", operations.unturned_operand),
    Slip("an array is not turned by 180°", operations.turned_operand),
    Slip("a factor stands outside", operations.moved_factor),
    Slip("another sign is meant", operations.other_sign),
    Slip("the operands are exchanged", operations.exchanged_operands),
    Slip("a difference is turned round", offsets.exchanged_offset, pairs=True, rare=True),
    Slip("an index is off by one", offsets.lost_one, pairs=True),
    Slip("the sign of an offset is wrong", offsets.sign_and_one, pairs=True, joins=True),
    Slip("entries of a matrix are exchanged", operations.exchanged_entries, rare=True),
    Slip("a prime is lost or too many", operations.lost_prime, rare=True),
    Slip("a number is off by one", offsets.other_number, rare=True),
    Slip("a number stands for a size", offsets.size_for_number, pairs=True),
    Slip("an entry's indices are copied", indices.wrong_indices, rare=True),
    Slip("a sum's limits are those of another", sums.no_limits, pairs=True, rare=True),
    Slip("a term is too many", terms.extra_term, rare=True),
    Slip("a factor is too many", terms.extra_factor, rare=True),
    Slip("the right side is another's", terms.right_side, rare=True, whole=True),
    Slip("the right side is another's", terms.right_sum, rare=True, whole=True),
    Slip("the right side is another's", closed_forms.right_side, rare=True, whole=True),
)

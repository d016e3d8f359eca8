"""Certificates: the record that a kernel equals the derivation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from symconv.documents import Document
from symconv.kernels.certificates.document import certificate_document, verdict_words
from symconv.kernels.promise import Promise
from symconv.printing.shown import Shown
from symconv.specs import LayerSpec


class Method(StrEnum):
    """How a kernel is certified.

    `symbolic` runs it on the derivation's own symbols, `exact` on polynomials, one variable per
    entry; both read every coefficient of every entry. `probabilistic` runs it on pseudo-random
    integers. These are for layers whose outputs are polynomials. `sampled` is for the others: it
    runs the kernel on numbers chosen to meet every case, exact where the layer's results are, and
    claims no bound. A kernel that passes is also run on small integers in arrays of the usual
    types.
    """

    SYMBOLIC = "symbolic"
    EXACT = "exact"
    PROBABILISTIC = "probabilistic"
    SAMPLED = "sampled"


PROVING = (Method.SYMBOLIC, Method.EXACT)
"""The methods that read every coefficient of every result."""


@dataclass(frozen=True, repr=False)
class Certificate(Shown):
    """What was found of one kernel.

    Attributes
    ----------
    spec, strategy : the layer, and the kernel's strategy
    method : how it was certified
    error_bound : the largest probability with which a wrong kernel passes if integers are drawn
        at random (ours are pseudo-random, with a fixed seed); 0 for a proof, 1 where no bound is
        known
    statement : what was run and compared, and under which assumption, in words
    promise : what the strategy promises of its results, which the kernel was held to
    as_emitted : whether the code of the kernel is what its layer and its strategy give: the whole
        syntax tree, module level included; comments and layout may differ. Of other code only what
        ran is proved, and the statement says so
    failures : one line per function that is wrong; none if the kernel is right
    """

    spec: LayerSpec
    strategy: str
    method: Method
    error_bound: Fraction
    statement: str
    promise: Promise
    as_emitted: bool
    failures: tuple[str, ...] = ()

    def __repr__(self) -> str:
        words = f"{verdict_words(self)} ({self.method})"
        return f"<Certificate of {self.spec!r}, strategy {self.strategy}: {words}>"

    def document(self) -> Document:
        """Give what is shown: what was certified, how, and what was found."""
        return certificate_document(self)

    @property
    def holds(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.failures

    @property
    def proved(self) -> bool:
        """Whether the kernel is proved equal in exact arithmetic: it holds, not only probably."""
        return self.holds and self.method in PROVING

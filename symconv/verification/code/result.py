"""The certificate of a function that somebody wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from symconv.documents import Document
from symconv.notation import Notation
from symconv.printing.shown import Shown
from symconv.specs import LayerSpec
from symconv.verification.code.findings import Cause, Finding
from symconv.verification.code.roles import FunctionRole


class Method(StrEnum):
    """How much was seen of a function.

    `symbols`: it ran on variables, and gave every term. `unit arrays`: every factor of every term
    was read off arrays with single entries, which fix a function only if it is bilinear.
    `numbers`: it was run on numbers alone.
    """

    SYMBOLS = "symbols"
    UNITS = "unit arrays"
    NUMBERS = "numbers"


@dataclass(frozen=True, repr=False)
class FunctionCertificate(Shown):
    """What was found of a function: true exactly when nothing is wrong.

    Attributes
    ----------
    spec, function, role : the layer, the function's name, and what it was meant to give
    parts : what was judged: the role, or of "backward" the gradients among the results
    method : how much was seen of it
    findings : what is wrong, the first entries of each part
    statement : what was run and compared, and what came of it
    assumed : how the function was called and its results were read
    batches, shapes, dtypes : what ran; batches are empty for a function of one example
    in_process : whether it ran in the process of whoever asked
    smaller : where the terms of a wrong result were not read, since they are many, the certificate
        for a smaller layer that has the same mistake, with its terms
    """

    spec: LayerSpec
    function: str
    role: FunctionRole
    parts: tuple[FunctionRole, ...]
    method: Method
    findings: tuple[Finding, ...] = ()
    statement: str = ""
    assumed: tuple[str, ...] = ()
    notation: Notation = field(default_factory=Notation)
    batches: tuple[int, ...] = ()
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    dtypes: tuple[str, ...] = ("float64", "float32")
    in_process: bool = True
    smaller: FunctionCertificate | None = None

    @property
    def holds(self) -> bool:
        """Whether all that ran agrees."""
        return not self.findings

    @property
    def proved(self) -> bool:
        """Whether it ran on symbols and gave the derived polynomials, for the shapes that ran."""
        return self.holds and self.method is Method.SYMBOLS

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes of all findings, each once."""
        return tuple(dict.fromkeys(finding.cause for finding in self.findings))

    def __bool__(self) -> bool:
        return self.holds

    def __repr__(self) -> str:
        words = "proved" if self.proved else "holds" if self.holds else "FAILED"
        causes = f" ({', '.join(self.causes)})" if self.causes else ""
        return f"<Certificate of {self.function} as {self.role} of {self.spec!r}: {words}{causes}>"

    def document(self) -> Document:
        """Give what is shown: what was certified, how, and what is wrong."""
        from symconv.verification.code.document import function_document

        return function_document(self)

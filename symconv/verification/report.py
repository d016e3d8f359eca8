"""Reports on documents, and the verdict on one formula: results that show themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symconv.documents import Document
from symconv.printing.shown import Shown
from symconv.specs.normalise import counted
from symconv.verification.reporting.data import judgement_as_json, report_as_json
from symconv.verification.reporting.document import formula_document, report_document
from symconv.verification.reporting.sarif import report_as_sarif
from symconv.verification.reporting.words import (
    BAD_INPUT,
    FINDINGS,
    TELLINGS,
    is_finding,
    is_strict_finding,
)
from symconv.verification.verdicts import (
    Counterexample,
    Judged,
    JudgedDocument,
    Suggestion,
    Verdict,
    VerdictKind,
)

if TYPE_CHECKING:
    from symconv.printing.formats import Format

SARIF = "sarif"
_JSON = "json"


@dataclass(frozen=True, repr=False)
class Report(Shown):
    """What is said of documents, in their order.

    It is true when no formula is refuted or damaged, those aside that a comment in the document
    accepts, and every document could be judged. It shows itself in every format, and as SARIF.

    >>> report = Report((JudgedDocument("chapter.md"),))
    >>> bool(report), report
    (True, <Report: 1 document, 0 formulas, no finding>)
    """

    documents: tuple[JudgedDocument, ...]

    def __bool__(self) -> bool:
        return self.exit_status() == 0

    def __repr__(self) -> str:
        formulas = sum(len(document.equations) for document in self.documents)
        found = counted(len(self.findings), "finding") if self.findings else "no finding"
        errors = f", {counted(len(self.errors), 'error')}" if self.errors else ""
        documents = counted(len(self.documents), "document")
        return f"<Report: {documents}, {counted(formulas, 'formula')}, {found}{errors}>"

    @property
    def equations(self) -> tuple[Judged, ...]:
        """The formulas of all documents."""
        return tuple(judged for document in self.documents for judged in document.equations)

    @property
    def findings(self) -> tuple[Judged, ...]:
        """The formulas that are refuted or damaged, and not accepted in the document."""
        return tuple(filter(is_finding, self.equations))

    @property
    def errors(self) -> tuple[str, ...]:
        """Why documents could not be judged: a line for each, with its path."""
        return tuple(
            it.error if it.error.startswith(it.path) else f"{it.path}: {it.error}"
            for it in self.documents
            if it.error
        )

    def exit_status(self, strict: bool = False) -> int:
        """Give 2 if a document could not be judged, else 1 if there is a finding, else 0.

        With `strict`, a formula that is not understood is a finding, and so is a document without
        any formula.
        """
        if self.errors:
            return BAD_INPUT
        if strict:
            unread = any(map(is_strict_finding, self.equations))
            empty = any(not document.equations for document in self.documents)
            return FINDINGS if unread or empty else 0
        return FINDINGS if self.findings else 0

    def document(self, everything: bool = True) -> Document:
        """Give the table of verdicts and what is said of each formula.

        Without `everything`, formulas of which nothing is to be said are only counted.
        """
        return report_document(self.documents, everything)

    def to_sarif(self, strict: bool = False) -> str:
        """Give the report as SARIF 2.1.0; with `strict`, what is not understood is a warning."""
        return report_as_sarif(self.documents, strict)

    def _written(self, format_: str | Format, standalone: bool = False, **choices: Any) -> str:
        if not standalone and format_ == SARIF:
            return self.to_sarif(**choices)
        if not standalone and format_ == _JSON:
            self._check(choices)
            return report_as_json(self.documents)
        return super()._written(format_, standalone, **choices)


@dataclass(frozen=True, repr=False)
class Judgement(Shown):
    """What is said of one formula; true when it is proved or holds.

    >>> said = Verdict(VerdictKind.REFUTED, "The left side is copied.")
    >>> judgement = Judgement("a = b", said)
    >>> bool(judgement), judgement
    (False, <Judgement: refuted: The left side is copied.>)
    """

    formula: str
    verdict: Verdict

    def __bool__(self) -> bool:
        return self.kind in (VerdictKind.PROVED, VerdictKind.HOLDS)

    def __repr__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        return f"<Judgement: {TELLINGS[self.kind].word}{reason}>"

    @property
    def kind(self) -> VerdictKind:
        """What is said of it, in a word."""
        return self.verdict.kind

    @property
    def reason(self) -> str:
        """Why."""
        return self.verdict.reason

    @property
    def condition(self) -> str:
        """What must be assumed, if it is conditional."""
        return self.verdict.condition

    @property
    def counterexample(self) -> Counterexample | None:
        """Where the two sides differ, if it is refuted."""
        return self.verdict.counterexample

    @property
    def correct(self) -> str:
        """The right formula, if it is known."""
        return self.verdict.correct

    @property
    def suggestion(self) -> Suggestion | None:
        """The repair, if one was found."""
        return self.verdict.suggestion

    def document(self) -> Document:
        """Give the formula, its verdict and what belongs to it."""
        return formula_document(self.formula, self.verdict)

    def _written(self, format_: str | Format, standalone: bool = False, **choices: Any) -> str:
        if not standalone and format_ == _JSON:
            self._check(choices)
            return judgement_as_json(self.formula, self.verdict)
        return super()._written(format_, standalone, **choices)

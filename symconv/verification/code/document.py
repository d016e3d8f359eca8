"""Certificates of functions as documents: the verdict, what is wrong term by term, what ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from symconv.documents import (
    Bare,
    Block,
    Bullets,
    Data,
    Document,
    Outcome,
    Paragraph,
    Section,
    Text,
    Verdict,
)
from symconv.formulas import Formula, Number, Product
from symconv.verification.code.findings import Finding, WrongTerm

if TYPE_CHECKING:
    from symconv.verification.code.result import FunctionCertificate

_MOST_TERMS = 4


def function_document(certificate: FunctionCertificate) -> Document:
    """Give what is shown of a function's certificate."""
    blocks: list[Block] = [
        Paragraph((certificate.spec.describe(),)),
        _verdict(certificate),
        *_parts(certificate.findings),
        *_smaller(certificate.smaller),
        Section(("How it was called",), (Bullets(tuple((told,) for told in _ran(certificate))),)),
    ]
    return Document(
        f"Certificate of {certificate.function} as {certificate.role.value}",
        certificate.notation.resolved(
            [certificate.spec.input_shape, certificate.spec.output_shape]
        ),
        tuple(blocks),
        _record(certificate),
    )


def _smaller(certificate: FunctionCertificate | None) -> Iterator[Block]:
    """Give the terms of the same mistake for a smaller layer."""
    if certificate is not None:
        told = Paragraph((f"The same function, for {certificate.spec.describe()}:",))
        yield Section(("On a smaller layer",), (told, *_parts(certificate.findings)))


def verdict_word(certificate: FunctionCertificate) -> str:
    """Give the verdict in a word."""
    return "proved" if certificate.proved else "holds" if certificate.holds else "FAILED"


def _verdict(certificate: FunctionCertificate) -> Verdict:
    word = verdict_word(certificate)
    words = f"{word[0].upper()}{word[1:]} ({certificate.method.value}): {certificate.statement}"
    return Verdict((words,), Outcome.HOLDS if certificate.holds else Outcome.FAILS)


def _parts(findings: Sequence[Finding]) -> Iterator[Block]:
    """Give for each thing that is wrong its words, and its entries."""
    for words in dict.fromkeys((finding.part, finding.words) for finding in findings):
        own = [each for each in findings if (each.part, each.words) == words]
        items = tuple(_item(each) for each in own if each.entry is not None)
        blocks: list[Block] = [Paragraph((f"{words[1][0].upper()}{words[1][1:]}.",))]
        if items:
            blocks.append(Bullets(items))
        yield Section((words[0].value,), tuple(blocks))


def _item(finding: Finding) -> Text:
    """Give an entry, what is wrong with its terms, and its value."""
    assert finding.entry is not None
    example = f" of example {finding.example}" if finding.example is not None else ""
    parts: list[str | Formula] = [finding.entry, f"{example}: "]
    for words, terms in (
        ("missing ", finding.missing),
        ("extra ", finding.extra),
        ("wrong ", finding.wrong),
    ):
        if terms:
            parts += [words, *_terms(terms, finding.example), "; "]
    if finding.given is not None and finding.expected is not None:
        parts.append(f"is {finding.given:g}, expected {finding.expected:g}")
    return tuple(parts)


def _terms(terms: Sequence[WrongTerm], example: int | None) -> Text:
    parts: list[str | Formula] = []
    for term in terms[:_MOST_TERMS]:
        parts += [", "] if parts else []
        if term.given and term.expected:
            parts += [
                scaled(term.given, term.formula),
                " for ",
                scaled(term.expected, term.formula),
            ]
        else:
            parts.append(scaled(term.given or term.expected, term.formula))
        others = [n for n in term.examples if n != example]
        if others and example is not None:
            parts.append(f" (example {others[0]})")
    if len(terms) > _MOST_TERMS:
        parts.append(f", and {len(terms) - _MOST_TERMS:,} more")
    return tuple(parts)


def scaled(factor: Fraction, formula: Formula) -> Formula:
    """Give a term with its factor, which is not written if it is 1."""
    if factor == 1:
        return formula
    if formula == Number(1):
        return Number(factor)
    factors = formula.factors if isinstance(formula, Product) else (formula,)
    return Product((Number(factor), *factors))


def _ran(certificate: FunctionCertificate) -> list[str]:
    shapes = ", ".join(f"{word} {shape}" for word, shape in certificate.shapes.items())
    where = "in this process" if certificate.in_process else "in a process of its own"
    return [
        *certificate.assumed,
        f"shapes, of the first batch: {shapes}" if shapes else "no arrays",
        f"run {where}, on {' and '.join(certificate.dtypes)}",
    ]


def _record(certificate: FunctionCertificate) -> dict[str, Data]:
    return {
        "spec": repr(certificate.spec),
        "function": certificate.function,
        "role": certificate.role.value,
        "parts": [part.value for part in certificate.parts],
        "holds": certificate.holds,
        "proved": certificate.proved,
        "method": certificate.method.value,
        "statement": certificate.statement,
        "findings": [_finding_record(finding) for finding in certificate.findings],
        "smaller": None if certificate.smaller is None else _record(certificate.smaller),
        "assumed": list(certificate.assumed),
        "batches": list(certificate.batches),
        "shapes": {word: list(shape) for word, shape in certificate.shapes.items()},
        "dtypes": list(certificate.dtypes),
    }


def _finding_record(finding: Finding) -> dict[str, Data]:
    return {
        "part": finding.part.value,
        "cause": finding.cause.value,
        "words": finding.words,
        "entry": None if finding.entry is None else Bare(finding.entry),
        "example": finding.example,
        "missing": [_term_record(term) for term in finding.missing],
        "extra": [_term_record(term) for term in finding.extra],
        "wrong": [_term_record(term) for term in finding.wrong],
        "given": _number(finding.given),
        "expected": _number(finding.expected),
    }


def _term_record(term: WrongTerm) -> dict[str, Data]:
    return {
        "term": Bare(term.formula),
        "given": str(term.given),
        "expected": str(term.expected),
        "examples": list(term.examples),
    }


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"

"""What the tests of finding share: places checked against the text, and short views."""

from __future__ import annotations

from symconv.verification.finding import Format, Found, Prose, SourceDocument, find_formulas


def found(text: str, format: Format) -> SourceDocument:
    """Find the formulas, and check every place that is given against the text."""
    document = find_formulas(text, format)
    check_places(document, text)
    return document


def check_places(document: SourceDocument, text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, formula in enumerate(document.formulas, 1):
        assert formula.number == number
        if formula.start is None:
            assert formula.source == formula.latex
            assert formula.offsets is None
            continue
        assert text[formula.start : formula.start + len(formula.source)] == formula.source
        first = formula.source.replace("\r", "\n").split("\n")[0]
        assert lines[formula.line - 1][formula.column - 1 :].startswith(first)
        check_offsets(formula)


def check_offsets(formula: Found) -> None:
    if formula.offsets is None:
        assert formula.latex == formula.source
        return
    assert formula.latex != formula.source
    assert len(formula.offsets) == len(formula.latex)
    assert list(formula.offsets) == sorted(formula.offsets)
    assert all(0 <= offset < len(formula.source) for offset in formula.offsets)


def latex(document: SourceDocument) -> list[str]:
    return [formula.latex for formula in document.formulas]


def displayed(document: SourceDocument) -> list[str]:
    return [formula.latex for formula in document.formulas if formula.display]


def prose(document: SourceDocument) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Prose)]


def headings(document: SourceDocument) -> list[tuple[int, str]]:
    return [
        (part.heading, part.text)
        for part in document.parts
        if isinstance(part, Prose) and part.heading is not None
    ]

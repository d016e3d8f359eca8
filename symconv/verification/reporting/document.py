"""A report as a document: a table of all verdicts, then what is said of each formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Document,
    Outcome,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.notation import Notation
from symconv.specs.normalise import counted
from symconv.verification.reporting.repairs import line_change
from symconv.verification.reporting.words import (
    SHOWN,
    TELLINGS,
    counts,
    is_finding,
    place_of,
    plain,
)
from symconv.verification.verdicts import (
    Counterexample,
    Judged,
    JudgedDocument,
    LinkVerdict,
    VerdictKind,
)
from symconv.verification.verdicts import Verdict as Said

_READ_AS = "read as:"
_NO_FORMULA = "No formula was found."
_LONGEST_SIDE = 60
_LEFT_OUT = "proved, holding, defining or claiming nothing."


def report_document(documents: Sequence[JudgedDocument], everything: bool = False) -> Document:
    """Give what is shown of judged documents.

    Formulas that are proved, hold, define or claim nothing are only counted, unless `everything`
    is to be shown.
    """
    title = (
        f"Report on {plain(documents[0].path)}"
        if len(documents) == 1
        else f"Report on {counted(len(documents), 'document')}"
    )
    blocks: list[Block] = [Paragraph((summary_line(documents),))]
    if documents:
        blocks.append(verdict_table(documents))
    blocks += [_section(document, everything) for document in documents]
    return Document(title, Notation(), tuple(blocks))


def formula_document(text: str, verdict: Said) -> Document:
    """Give what is shown of a formula that was judged by itself."""
    judged = Judged(1, 1, 1, text, verdict)
    head = f"{TELLINGS[verdict.kind].word}: {plain(verdict.reason)}"
    return Document("Verdict on a formula", Notation(), tuple(_formula(head, judged)))


def summary_line(documents: Sequence[JudgedDocument]) -> str:
    """Say in a sentence how many formulas were judged, and how many findings there are."""
    equations = [judged for document in documents for judged in document.equations]
    findings = sum(map(is_finding, equations))
    unread = sum(bool(document.error) for document in documents)
    failed = f"; {counted(unread, 'document')} could not be judged" if unread else ""
    found = counted(findings, "finding") if findings else "no finding"
    return f"{counted(len(equations), 'formula')} judged, {found}{failed}."


def verdict_table(documents: Sequence[JudgedDocument]) -> Table:
    """Give a row for each document: how many formulas have each verdict."""
    heads, *rows = table_rows(documents)
    aligns = (Align.LEFT, *(Align.RIGHT for _ in heads[1:]))
    texts: list[tuple[Text, ...]] = [tuple((cell,) for cell in row) for row in (heads, *rows)]
    return Table(texts[0], aligns, tuple(texts[1:]))


def table_rows(documents: Sequence[JudgedDocument]) -> Iterator[tuple[str, ...]]:
    """Give the cells of the table, heads first; verdicts that no formula has are left out.

    Of a document that could not be judged there are no numbers.
    """
    found = counts([judged for document in documents for judged in document.equations])
    kinds = [kind for kind, count in found.items() if count]
    yield ("document", "formulas", *(TELLINGS[kind].word for kind in kinds))
    for document in documents:
        name = plain(document.path)
        if document.error:
            yield (name, *("–" for _ in range(1 + len(kinds))))
            continue
        own = counts(document.equations)
        yield (name, str(len(document.equations)), *(str(own[kind]) for kind in kinds))


def _section(document: JudgedDocument, everything: bool) -> Section:
    return Section((plain(document.path),), tuple(_said_of(document, everything)))


def _said_of(document: JudgedDocument, everything: bool) -> Iterator[Block]:
    if document.error:
        yield Verdict((f"Not judged: {plain(document.error)}",), Outcome.UNKNOWN, "?")
        return
    if document.setting:
        said = plain("; ".join(document.setting)).removeprefix(_READ_AS).strip()
        yield Paragraph((said,), "Read as:")
    if document.notes:
        yield Bullets(tuple((plain(note),) for note in document.notes))
    if not document.equations:
        yield Paragraph((_NO_FORMULA,))
    left_out = 0
    for judged in document.equations:
        if everything or judged.verdict.kind in SHOWN:
            yield from _formula(_head(document.path, judged), judged)
        else:
            left_out += 1
    if left_out and left_out < len(document.equations):
        yield Paragraph((f"Not shown: {counted(left_out, 'formula')}, {_LEFT_OUT}",))


def _head(path: str, judged: Judged) -> str:
    word = TELLINGS[judged.verdict.kind].word
    place = plain(place_of(path, judged))
    reason = plain(judged.verdict.reason)
    return f"{place} (formula {judged.number}) {word}{f': {reason}' if reason else ''}"


def _formula(head: str, judged: Judged) -> Iterator[Block]:
    """Give a formula, its verdict, and what belongs to it."""
    telling = TELLINGS[judged.verdict.kind]
    yield Verdict((head,), telling.outcome, telling.mark)
    yield Source(_lines(judged.latex), mathematics=True)
    details = tuple(_details(judged))
    if details:
        yield Bullets(details)
    yield from _right(judged)


def _right(judged: Judged) -> Iterator[Block]:
    """Give what would be right instead."""
    correct, suggestion = judged.verdict.correct, judged.verdict.suggestion
    if correct:
        yield Bullets((("Right is:",),))
        yield Source(_lines(correct), mathematics=True)
    if suggestion is None:
        return
    yield Bullets(((f"Suggested, since {plain(suggestion.cause)}:",),))
    change = line_change(judged)
    if change is not None:
        yield Source(tuple(map(_source_line, change.marked)), changed=True)
    else:
        yield Source(_lines(suggestion.latex), mathematics=True)


def _details(judged: Judged) -> Iterator[Text]:
    verdict = judged.verdict
    if judged.ignored is not None:
        yield (f"Accepted in the document: {plain(judged.ignored) or 'no reason is given'}",)
    if verdict.condition:
        yield (f"Condition: {plain(verdict.condition)}",)
    if verdict.method:
        yield (f"Decided by: {plain(verdict.method)}",)
    if verdict.counterexample is not None:
        yield (_differs(verdict.counterexample),)
    if len(verdict.links) > 1:
        yield from ((_link(link),) for link in verdict.links if _is_told(link))
    yield from ((f"Read otherwise: {plain(reading)}",) for reading in verdict.readings)
    if verdict.position is not None:
        yield (_unread(judged.latex, verdict.position),)


def _differs(found: Counterexample) -> str:
    place, left, right = map(plain, (found.place, found.left, found.right))
    return f"Counterexample: {place}: left {left}, right {right}"


def _is_told(link: LinkVerdict) -> bool:
    return link.kind not in (VerdictKind.PROVED, VerdictKind.HOLDS)


def _link(link: LinkVerdict) -> str:
    telling = TELLINGS[link.kind]
    reason = f": {plain(link.reason)}" if link.reason else ""
    sides = f"{_shortened(link.left)} = {_shortened(link.right)}"
    return f"{telling.mark} {sides} {telling.word}{reason}"


def _shortened(text: str) -> str:
    """Give a side of a link, the middle of a long one left out: the whole stands above."""
    text = plain(text)
    if len(text) <= _LONGEST_SIDE:
        return text
    return f"{text[: _LONGEST_SIDE // 2].rstrip()} … {text[-_LONGEST_SIDE // 2 :].lstrip()}"


def _unread(text: str, position: int) -> str:
    """Say where a formula is no longer understood."""
    rest = plain(text[max(position, 0) :])
    shown = rest if len(rest) <= 30 else f"{rest[:27]}..."
    return f"From character {position + 1}: {shown or 'its end'}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(map(_source_line, text.strip("\n").split("\n")))


def _source_line(line: str) -> str:
    """Give a line of source with its spaces, but nothing that could steer a terminal."""
    return "".join(
        sign if sign.isprintable() else " " if sign == "\t" else ascii(sign)[1:-1]
        for sign in line.rstrip("\r")
    )

"""Small stages in the place of the real ones: formulas between dollars, verdicts by their words."""

from __future__ import annotations

import codecs
import json
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from symconv.errors import SymconvError
from symconv.verification.options import SettingOptions
from symconv.verification.stages import Stages
from symconv.verification.verdicts import (
    Counterexample,
    Judged,
    JudgedDocument,
    Suggestion,
    Verdict,
    VerdictKind,
)

REPAIRS = {
    "BAD": (VerdictKind.REFUTED, "GOOD", 1),
    "WIDE": (VerdictKind.REFUTED, "NARROW", 2),
    "LOST": (VerdictKind.DAMAGED, "FOUND FOUND", 2),
    "STUCK": (VerdictKind.REFUTED, "BAD", 1),
    "SPREADS": (VerdictKind.REFUTED, "BREAKS", 1),
    "A & B": (VerdictKind.REFUTED, "P & Q", 1),
}
"""Words that are wrong, how, what should stand there, and how many tokens that changes.

"BREAKS" is right, and makes every "FRAGILE" formula of its document refuted.
"""
KINDS = {
    "HOLDS": VerdictKind.HOLDS, "COND": VerdictKind.CONDITIONAL, "ODD": VerdictKind.NOT_UNDERSTOOD,
    "NAME": VerdictKind.DEFINITION, "SAYS": VerdictKind.NOT_CHECKABLE,
}  # fmt: skip


@dataclass(frozen=True)
class FakeEncoding:
    name: str = "utf-8"
    bom: bool = False
    newline: str = "\n"


@dataclass(frozen=True)
class FakeFound:
    number: int
    latex: str
    source: str
    start: int | None
    line: int
    column: int
    cell: int | None = None
    ignored: str | None = None
    offsets: tuple[int, ...] | None = None


@dataclass(frozen=True)
class FakeSource:
    format: str
    text: str
    formulas: Sequence[FakeFound]
    encoding: FakeEncoding = field(default_factory=FakeEncoding)
    notes: tuple[str, ...] = ()


def read_path(path: Path) -> FakeSource:
    return read_bytes(path.read_bytes(), str(path))


def read_bytes(data: bytes, name: str) -> FakeSource:
    path = Path(name)
    for mark, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        if data.startswith(mark):
            text = data[len(mark) :].decode(codec)
            return read_text(text, FakeEncoding(codec, True), path.suffix)
    try:
        return read_text(data.decode(), FakeEncoding(), path.suffix)
    except UnicodeDecodeError:
        if path.name.startswith("latin"):
            return read_text(data.decode("latin-1"), FakeEncoding("latin-1"), path.suffix)
        raise SymconvError(f"{path}: not UTF-8 (byte 1)") from None


def read_text(
    text: str, encoding: FakeEncoding = FakeEncoding(), suffix: str = ".md"
) -> FakeSource:
    if suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        numbered = list(enumerate(sources, 1))
    else:
        numbered = [(None, text)]
    formulas: list[FakeFound] = []
    for cell, source in numbered:
        for match in re.finditer(r"\$([^$]+)\$(?: <!-- ignore: (.*?) -->)?", source):
            before = source[: match.start(1)]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            written = match[1]
            latex, offsets = written, None
            if suffix == ".html":
                latex, offsets = unescaped(written)
            formulas.append(
                FakeFound(
                    len(formulas) + 1, latex, written, match.start(1), line, column, cell,
                    match[2], offsets,
                )
            )  # fmt: skip
    format_ = {".ipynb": "notebook"}.get(suffix, "markdown")
    notes = ("A note of the reader.",) if "noted" in text else ()
    return FakeSource(format_, text, tuple(formulas), encoding, notes)


def unescaped(written: str) -> tuple[str, tuple[int, ...]]:
    latex, offsets, at = "", [], 0
    while at < len(written):
        offsets.append(at)
        whole = written.startswith("&amp;", at)
        latex += "?" if written[at] == "&" and not whole else written[at]
        at += 5 if whole else 1
    return latex, tuple(offsets)


def judge_formula(text: str, options: SettingOptions) -> Verdict:
    if "SLOW" in text:
        time.sleep(120)
    if "DIE" in text:
        os._exit(3)
    if "CRASH" in text:
        raise SymconvError("this document is too large")
    for word, (kind, right, tokens) in REPAIRS.items():
        if word in text:
            start = text.index(word)
            latex = text.replace(word, right)
            suggestion = Suggestion(latex, start, start + len(word), right, f"{word} slips", tokens)
            example = Counterexample("X 3×3, F 2×2", "5", "2")
            return Verdict(kind, f"{word} is wrong.", counterexample=example, suggestion=suggestion)
    for word, kind in KINDS.items():
        if word in text:
            condition = "the stride divides" if word == "COND" else ""
            return Verdict(kind, f"{word} it is.", condition, position=3 if word == "ODD" else None)
    return Verdict(VerdictKind.PROVED, "It follows.", method="entry by entry")


def judge_document(source: FakeSource, path: str, options: SettingOptions) -> JudgedDocument:
    broken = any("BREAKS" in found.latex for found in source.formulas)
    judged = []
    for found in source.formulas:
        verdict = judge_formula(found.latex, options)
        if broken and "FRAGILE" in found.latex:
            verdict = Verdict(VerdictKind.REFUTED, "It broke.")
        judged.append(
            Judged(
                found.number, found.line, found.column, found.latex, verdict, found.cell,
                found.ignored, found.start,
            )
        )  # fmt: skip
    setting = ("X 3×3, F 2×2", "stride 1") if options.spec is None else (repr(options.spec),)
    return JudgedDocument(path, setting, tuple(judged))


FAKES = Stages(read_path, read_text, read_bytes, judge_document, judge_formula)

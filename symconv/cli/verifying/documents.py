"""What `symconv verify` does with documents: judges them, prints the report, mends what it may."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from symconv.cli.printing.printable import printable
from symconv.cli.printing.progress import clear_progress, with_progress
from symconv.cli.verifying.mending import Repairs, print_patch, read_all, write_repairs
from symconv.cli.verifying.output import print_report, print_verdict
from symconv.errors import SymconvError
from symconv.verification.formats import SUFFIXES, expand
from symconv.verification.judged import judge_text, name_of, why
from symconv.verification.many import judging
from symconv.verification.options import SettingOptions
from symconv.verification.report import Judgement, Report
from symconv.verification.reporting.words import BAD_INPUT, FINDINGS
from symconv.verification.stages import Stages
from symconv.verification.verdicts import Judged, JudgedDocument
from symconv.verification.verify import FORMULA, STANDARD_INPUT

STAGES = Stages()
"""How this command reads and judges."""

_STANDARD_INPUT = Path("-")
_MOST_INPUT = 32_000_000
"""More than is judged: what comes after is not waited for."""


def judge_one(formula: str, setting: SettingOptions, options: dict[str, Any]) -> int:
    """Judge the formula of the command line, print what is said of it; gives the exit status."""
    try:
        verdict = STAGES.judge_formula(formula, setting)
    except Exception as error:
        raise SymconvError(f"the formula was not judged: {why(error, FORMULA)}") from error
    document = JudgedDocument(FORMULA, equations=(Judged(1, 1, 1, formula, verdict, start=0),))
    report = Report((document,))
    print_verdict(Judgement(formula, verdict), report, options)
    return report.exit_status(options["strict"])


def verify_documents(
    documents: Sequence[Path], setting: SettingOptions, options: dict[str, Any]
) -> int:
    """Judge documents and print the report, or mend them; gives the exit status."""
    files, errors = _files(documents)
    mends = options["diff"] or options["fix"]
    repairs = Repairs(read_all(files) if mends else {}, setting, STAGES)
    report = _report(files, setting, options["jobs"])
    changed = False
    if options["diff"]:
        print_patch(repairs, files, report, options)
    else:
        print_report(report, options)
        changed = options["fix"] and write_repairs(repairs, files, report)
    for line in (*report.errors, *errors, *repairs.errors):
        click.echo(f"symconv verify: error: {printable(line)}", err=True)
    if errors or repairs.errors:
        return BAD_INPUT
    return report.exit_status(options["strict"]) or (FINDINGS if changed else 0)


def _files(documents: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """Give the files, each once, and a line for each folder that has none."""
    files: dict[Path, Path] = {}
    empty = []
    for path in documents:
        found = list(expand([path]))
        if not found:
            empty.append(f"{name_of(path)}: no document in this folder; read are {SUFFIX_WORDS}")
        for file in found:
            files.setdefault(file.absolute(), file)
    return list(files.values()), empty


SUFFIX_WORDS = f"{', '.join(SUFFIXES[:-1])} and {SUFFIXES[-1]}"


def _report(files: Sequence[Path], setting: SettingOptions, jobs: int | None) -> Report:
    return Report(tuple(_judged(files, setting, jobs)))


def _judged(
    files: Sequence[Path], setting: SettingOptions, jobs: int | None
) -> Iterator[JudgedDocument]:
    """Judge files in order, with progress on a terminal; standard input is judged here."""
    named = [path for path in files if path != _STANDARD_INPUT]
    with judging(named, setting, jobs=jobs, stages=STAGES) as results:
        takes = dict(results)
        listed = [(printable(click.format_filename(path)), path) for path in files]
        for _, path in with_progress("judging", listed):
            try:
                document = takes[path]() if path in takes else _judge_input(setting)
            finally:
                clear_progress()
            yield document


def _judge_input(setting: SettingOptions) -> JudgedDocument:
    """Judge what stands on standard input."""
    stream = sys.stdin
    if stream is None:
        return JudgedDocument(STANDARD_INPUT, error="it is closed")
    return judge_text(stream.buffer.read(_MOST_INPUT), STANDARD_INPUT, setting, STAGES)

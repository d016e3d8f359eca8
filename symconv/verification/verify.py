"""Judging a text, a file, a formula, or many files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from symconv.errors import SymconvError, cut
from symconv.verification.formats import expand, is_name_of_file
from symconv.verification.judged import judge_path, judge_text
from symconv.verification.many import judging
from symconv.verification.options import SettingOptions
from symconv.verification.report import Judgement, Report
from symconv.verification.stages import USUAL, Stages

if TYPE_CHECKING:
    from symconv.notation import Notation
    from symconv.specs import LayerSpec

TEXT, FORMULA, STANDARD_INPUT = "<text>", "<formula>", "<standard input>"
"""Names of documents that are no files."""


class TextError(SymconvError, ValueError):
    """A text that cannot be meant to be judged."""


def verify(
    text: str | os.PathLike[str],
    spec: LayerSpec | None = None,
    notation: str | Notation | None = None,
    *,
    stages: Stages = USUAL,
) -> Report:
    """Judge every formula of a document: a string is its text, a path object a file or a folder.

    What the document says of its layer holds, unless `spec` says otherwise; likewise its letters
    and `notation`. A file that cannot be read is reported, with why, and makes the report false.

    Raises `TextError` for a string that is the name of a file.
    """
    options = _options(spec, notation)
    if not isinstance(text, str):
        return Report(tuple(judge_path(path, options, stages) for path in expand([Path(text)])))
    if is_name_of_file(text):
        raise TextError(
            f"{cut(repr(text.strip()))} is the name of a file, and a string is the text of a "
            f"document; write pathlib.Path({cut(repr(text.strip()))})"
        )
    return Report((judge_text(text, TEXT, options, stages),))


def judge(
    formula: str,
    spec: LayerSpec | None = None,
    notation: str | Notation | None = None,
    *,
    stages: Stages = USUAL,
) -> Judgement:
    """Judge one formula, in LaTeX or plain (`dL/dX_12 = dL/dO_12 F_12`), for a layer.

    The result is true when it is proved or holds on all sizes that were tried.
    """
    verdict = stages.judge_formula(formula, _options(spec, notation))
    return Judgement(formula, verdict)


def verify_many(
    paths: Iterable[str | os.PathLike[str]],
    spec: LayerSpec | None = None,
    notation: str | Notation | None = None,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    stages: Stages = USUAL,
) -> Report:
    """Judge the documents of many paths, folders among them, on several processes.

    What comes out does not depend on how many there are. `jobs` starts that many processes, which
    a time guard watches: a document that takes far too long is reported as an error. An `executor`
    of `concurrent.futures`, or of a cluster that offers the same, takes a call for each document;
    it has the limits in steps only. With neither, this process does all.

    Raises `ValueError` if both are given, or `jobs` is less than 1.
    """
    options = _options(spec, notation)
    files = list(expand(map(Path, paths)))
    with judging(files, options, executor=executor, jobs=jobs, stages=stages) as results:
        return Report(tuple(take() for _, take in results))


def _options(spec: LayerSpec | None, notation: str | Notation | None) -> SettingOptions:
    from symconv.notation import as_notation

    return SettingOptions(spec, None if notation is None else as_notation(notation))

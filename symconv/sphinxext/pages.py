"""The formulas of a book's own pages: judged when it is built, the false ones with a warning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from symconv.sphinxext.settings import Setting

if TYPE_CHECKING:
    from symconv.verification.options import SettingOptions
    from symconv.verification.verdicts import Judged, JudgedDocument

WARNING_TYPE = "symconv"
"""Warnings are of this type, and of the subtype that is the verdict: symconv.refuted."""
_UNREADABLE = "unreadable"
_JUDGED = "symconv_judged"
_LOGGER = logging.getLogger(__name__)


def judge_page(app: Sphinx, doctree: nodes.document) -> None:
    """Judge a page that was read, where the book asks for it and no directive did so."""
    del doctree
    env = app.env
    if app.config[Setting.VERIFY.value] and not env.temp_data.get(_JUDGED):
        from symconv.verification.options import SettingOptions

        page = Path(env.doc2path(env.docname))
        warn(judge_file(env, page, SettingOptions()), page)


def mark_judged(env: BuildEnvironment) -> None:
    """Note that a directive judges the page that is being read."""
    env.temp_data[_JUDGED] = True


def judge_file(env: BuildEnvironment, path: Path, options: SettingOptions) -> JudgedDocument:
    """Judge a file, named as it stands in the book."""
    from symconv.verification.judged import judge_path

    return replace(judge_path(path, options), path=_name(env, path))


def warn(document: JudgedDocument, path: Path) -> None:
    """Warn of each formula that is refuted or damaged, at its line, and of a page not judged."""
    from symconv.verification.reporting.words import is_finding

    if document.error:
        _warn(document.error.removeprefix(f"{path}: "), path, 1, _UNREADABLE)
    for judged in filter(is_finding, document.equations):
        line = judged.line if judged.cell is None else 1
        _warn(_told(judged), path, line, str(judged.verdict.kind))


def _warn(message: str, path: Path, line: int, subtype: str) -> None:
    where = f"{path}:{line}"
    _LOGGER.warning("%s", message, location=where, type=WARNING_TYPE, subtype=subtype)


def _told(judged: Judged) -> str:
    verdict = judged.verdict
    cell = "" if judged.cell is None else f" (cell {judged.cell}, line {judged.line})"
    repair = "" if verdict.suggestion is None else f"; write {verdict.suggestion.latex}"
    told = f"formula {judged.number}{cell} is {verdict.kind}: {verdict.reason}{repair}"
    return " ".join(told.split())


def _name(env: BuildEnvironment, path: Path) -> str:
    """Give a path without what stands above the book."""
    root = Path(env.srcdir)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

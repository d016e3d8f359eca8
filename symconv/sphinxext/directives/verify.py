"""`symconv-verify`: verdicts on the formulas of the page itself, or of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from symconv.sphinxext.directives.directive import NO_TITLE, Convert, LayerDirective
from symconv.sphinxext.pages import judge_file, mark_judged, warn


class VerifyDirective(LayerDirective):
    """Judges formulas, warns of the false ones, and shows the report unless `:hidden:`."""

    own_options: ClassVar[dict[str, Convert]] = {
        "file": directives.unchanged_required,
        "all": directives.flag,
        "hidden": directives.flag,
        "no-warnings": directives.flag,
        NO_TITLE: directives.flag,
    }

    def make(self) -> Sequence[nodes.Node]:
        """Give the report. Raises `SymconvError` for a layer whose formulas are not judged."""
        from symconv.verification.options import SettingOptions
        from symconv.verification.report import Report

        subject = self.find_subject()
        layer = None if subject is None else subject.layer
        options = SettingOptions(layer, subject.notation if subject and subject.told else None)
        judged = judge_file(self.env, self._path(), options)
        if "no-warnings" not in self.options:
            warn(judged, self._path())
        if "hidden" in self.options:
            return []
        return [self.placed(Report((judged,)).document("all" in self.options))]

    def _path(self) -> Path:
        if "file" in self.options:
            return self.find_file(self.options["file"])
        mark_judged(self.env)
        return Path(self.env.doc2path(self.env.docname))

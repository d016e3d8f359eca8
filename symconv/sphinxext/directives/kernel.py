"""`symconv-kernel`: the code of a generated kernel, and what is proved of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging

from symconv.errors import cut
from symconv.sphinxext.directives.directive import Convert, LayerDirective
from symconv.sphinxext.errors import DirectiveOptionError
from symconv.suggestions import did_you_mean

if TYPE_CHECKING:
    from symconv.documents import Document
    from symconv.kernels import Certificate
    from symconv.notation import Notation

_LOGGER = logging.getLogger(__name__)


class KernelDirective(LayerDirective):
    """Shows a kernel, or with `:show:` one function of it, and whether it is proved."""

    own_options: ClassVar[dict[str, Convert]] = {
        "strategy": directives.unchanged_required,
        "show": directives.unchanged_required,
        "certificate": directives.flag,
    }

    def make(self) -> Sequence[nodes.Node]:
        """Give the code and the verdict. Raises `SymconvError` for what cannot be computed so."""
        from symconv.kernels import build_kernel, certify

        subject = self.subject()
        kernel = build_kernel(subject.layer, self.options.get("strategy", "auto"))
        name = self.options.get("show", "")
        code = _function(kernel.source, name) if name else kernel.source
        made: list[nodes.Node] = [nodes.literal_block(code, code, language="python")]
        self.set_source_info(made[0])
        certificate = certify(kernel)
        if not certificate.holds:
            _LOGGER.warning(
                "%s fails: %s", kernel.name, certificate.statement,
                location=self.get_location(), type="symconv", subtype="certificate",
            )  # fmt: skip
        verdict = _verdict(certificate, subject.notation, "certificate" in self.options)
        return [*made, self.placed(verdict)]


def _function(source: str, name: str) -> str:
    """Give the code of one function of a module."""
    functions = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
    }
    if name not in functions:
        known = [each for each in functions if not each.startswith("_")]
        raise DirectiveOptionError(
            f"the kernel has no function {cut(name)}{did_you_mean(name, known)}; it has "
            f"{', '.join(known)}"
        )
    return ast.get_source_segment(source, functions[name]) or ""


def _verdict(certificate: Certificate, notation: Notation, whole: bool) -> Document:
    from symconv.documents import Document, Outcome, Verdict

    word = "proved" if certificate.proved else "holds" if certificate.holds else "fails"
    outcome = Outcome.HOLDS if certificate.holds else Outcome.FAILS
    told = f"{word} ({certificate.method})"
    if whole or not certificate.holds:
        told += f": {certificate.statement}"
    return Document("", notation, (Verdict((told,), outcome),))

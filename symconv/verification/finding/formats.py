"""The formats of documents: which one a text has, and the reader of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from os import PathLike
from pathlib import PurePath
from types import MappingProxyType

from symconv.verification.finding.latex import latex_parts
from symconv.verification.finding.macros import definitions
from symconv.verification.finding.markdown import markdown_parts
from symconv.verification.finding.mathjax import mathjax_macros
from symconv.verification.finding.notebook import notebook_parts
from symconv.verification.finding.page import html_parts
from symconv.verification.finding.parts import Format, Part, SourceDocument
from symconv.verification.finding.plain import plain_parts
from symconv.verification.finding.rst import rst_parts

_SUFFIXES = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".mdx": Format.MARKDOWN,
    ".qmd": Format.MARKDOWN, ".rmd": Format.MARKDOWN, ".myst": Format.MARKDOWN,
    ".tex": Format.LATEX, ".latex": Format.LATEX, ".ltx": Format.LATEX,
    ".ipynb": Format.NOTEBOOK,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML,
    ".rst": Format.RST, ".rest": Format.RST,
}  # fmt: skip
_SIGNS = (
    (Format.NOTEBOOK, re.compile(r'\A\s*\{\s*"(?:cells|metadata|nbformat)')),
    (Format.HTML, re.compile(r"\A\s*(?:<\?xml|<!doctype html|<html\b|<body\b)", re.IGNORECASE)),
    (
        Format.HTML,
        re.compile(r"\A\s*<(?:article|div|h[1-6]|main|math|p|section|style)\b", re.IGNORECASE),
    ),
    (Format.LATEX, re.compile(r"^[ \t]*\\(?:documentclass|begin\{document\}|usepackage)", re.M)),
    (Format.LATEX, re.compile(r"^[ \t]*\\(?:sub)*section\*?\{", re.MULTILINE)),
    (Format.RST, re.compile(r"^\.\. \w[\w-]*::|:math:`", re.MULTILINE)),
)


_DELIMITER = re.compile(r"\$|\\[(\[]|\\begin\{|^ {0,3}(?:```|~~~|#{1,6} )", re.MULTILINE)


def guess_format(path: str | PathLike[str] | None, text: str) -> Format:
    r"""Give the format of a document: by the ending of its name, else by what stands in it.

    A text with none of the delimiters of mathematics is plain text, any other is Markdown.

    >>> guess_format("a.tex", ""), guess_format(None, "See :math:`x`."), guess_format(None, "a = b")
    (<Format.LATEX: 'latex'>, <Format.RST: 'rst'>, <Format.TEXT: 'text'>)
    """
    suffix = PurePath(path).suffix.lower() if path is not None else ""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    head = text[:200_000]
    for form, sign in _SIGNS:
        if sign.search(head):
            return form
    return Format.MARKDOWN if _DELIMITER.search(text) else Format.TEXT


def find_formulas(text: str, format: Format) -> SourceDocument:
    """Find the formulas of a document and the words around them.

    Raises DocumentError for a notebook that is none.
    """
    notes: tuple[str, ...] = ()
    defining = text
    if format is Format.NOTEBOOK:
        parts, defining = notebook_parts(text)
    elif format is Format.LATEX:
        parts, notes = latex_parts(text)
    else:
        parts = _READERS[format](text)
    known = definitions(defining).macros
    if format is Format.HTML:
        known = {**mathjax_macros(text), **known}
    macros = MappingProxyType(known)
    return SourceDocument(format, text, parts, macros, notes)


_READERS: dict[Format, Callable[[str], tuple[Part, ...]]] = {
    Format.MARKDOWN: markdown_parts,
    Format.HTML: html_parts,
    Format.RST: rst_parts,
    Format.TEXT: plain_parts,
}

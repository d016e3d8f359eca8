"""Finds the formulas in the Markdown cells of Jupyter notebooks."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping

from symconv.verification.finding.assembly import number
from symconv.verification.finding.markdown import markdown_parts
from symconv.verification.finding.parts import DocumentError, Part

_MAX_DEPTH = 200
_CURRENT = 4


def notebook_parts(text: str) -> tuple[tuple[Part, ...], str]:
    """Give the parts of a notebook, and the sources of its Markdown cells, for their macros.

    Cells are counted from 1, code cells among them. Raises DocumentError for what is no notebook.
    """
    parts: list[Part] = []
    sources: list[str] = []
    for index, cell in enumerate(_cells(text), 1):
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "markdown":
            continue
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(str(line) for line in source)
        if isinstance(source, str):
            parts += markdown_parts(source, index)
            sources.append(source)
    return number(parts), "\n\n".join(sources)


def _cells(text: str) -> list[object]:
    from nbformat import converter, reader

    if _depth(text) > _MAX_DEPTH:
        raise DocumentError(f"this notebook's JSON is nested deeper than {_MAX_DEPTH}: simplify it")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = reader.parse_json(text)
            if reader.get_version(notebook)[0] != _CURRENT:
                notebook = converter.convert(reader.reads(text), _CURRENT)
        cells = notebook["cells"]
    except Exception as error:  # nbformat lets many kinds through for what is no notebook
        reason = type(error).__name__
        raise DocumentError(
            f"this is no Jupyter notebook that can be read ({reason}): save it again in Jupyter"
        ) from None
    if not isinstance(cells, list):
        raise DocumentError("this notebook has no list of cells: save it again in Jupyter")
    return cells


def _depth(text: str) -> int:
    """Bound the depth of JSON from above; brackets in strings count, which may only refuse."""
    depth = deepest = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[{]|[\]}]', text, re.DOTALL):
        depth += (match[0] in "[{") - (match[0] in "]}")
        deepest = max(deepest, depth)
    return deepest

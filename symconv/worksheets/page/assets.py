"""The script and the style of pages, files in the folder of templates."""

from __future__ import annotations

from functools import lru_cache

from symconv.errors import WorksheetError
from symconv.kernels.emission.templates import templates_folder

_FOLDER = "worksheets/page"
_SCRIPTS = ("sha256.js", "lexer.js", "reader.js", "values.js", "check.js", "page.js")
DATA_ID = "symconv-sheet"
"""The id of the element that holds what a page's script is given."""

_HEAD = f"""(() => {{
"use strict";

const DATA = Object.freeze(JSON.parse(document.getElementById("{DATA_ID}").textContent));
const TABLES = DATA.tables;
const VOCABULARY = DATA.vocabulary;
const WORDS = DATA.words;
"""
_TAIL = """
window.symconvSheet = Object.freeze({ check: checkAnswer });
})();
"""


@lru_cache(maxsize=1)
def script() -> str:
    """Give the script of every page; raises `WorksheetError` if the installation lacks it."""
    return _HEAD + "\n".join(map(_asset, _SCRIPTS)) + _TAIL


@lru_cache(maxsize=1)
def style() -> str:
    """Give what pages add to the style of documents; raises `WorksheetError` as `script`."""
    return _asset("page.css")


def _asset(name: str) -> str:
    path = templates_folder() / _FOLDER / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise WorksheetError(f"{path} is missing: install symconv again") from None

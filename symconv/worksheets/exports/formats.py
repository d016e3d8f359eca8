"""The formats that a sheet is exported to: one row and one module for each."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from symconv.errors import WorksheetError
from symconv.suggestions import Meanings, not_one_of

if TYPE_CHECKING:
    from symconv.worksheets.sheet import Key, Worksheet

_MEANINGS: Meanings = {
    "notebook": ["ipynb"],
    "jupyter": ["ipynb"],
    "nbformat": ["ipynb"],
    "quiz": ["jupyterquiz"],
    "xml": ["moodle"],
    "canvas": ["text2qti"],
    "qti": ["text2qti"],
}
"""Words of others for formats, and ours."""


class Export(StrEnum):
    """A format besides those of documents: its name, how its files end, and what it holds.

    Attributes
    ----------
    suffixes : how files of it end; the first is the usual one
    own_suffix : whether files that end so are of this format, whatever is not said
    has_answers : whether it tells what is right, so that there is no key of it
    """

    suffixes: tuple[str, ...]
    own_suffix: bool
    has_answers: bool

    def __new__(
        cls, name: str, suffixes: tuple[str, ...], own_suffix: bool, has_answers: bool
    ) -> Export:
        """Make a row of the table."""
        row = str.__new__(cls, name)
        row._value_ = name
        row.suffixes = suffixes
        row.own_suffix = own_suffix
        row.has_answers = has_answers
        return row

    MYST = "myst", (".md",), False, False
    IPYNB = "ipynb", (".ipynb",), True, False
    JUPYTERQUIZ = "jupyterquiz", (".json",), False, True
    MOODLE = "moodle", (".xml",), False, True
    TEXT2QTI = "text2qti", (".txt",), False, True

    @classmethod
    def read(cls, name: object) -> Export:
        """Give the format of a name; raises `WorksheetError` for an unknown one."""
        try:
            return _ROWS[str(name)]
        except KeyError:
            raise WorksheetError(not_one_of("format", name, map(str, cls), _MEANINGS)) from None


_ROWS = {row.value: row for row in Export}


def write_export(shown: Worksheet | Key, format_: str | Export) -> str:
    """Give a sheet, or its key, as a file of a format holds it.

    Raises
    ------
    WorksheetError
        For an unknown format, and for the key in a format that has the answers in any case.

    >>> from symconv.specs import ConvSpec
    >>> from symconv.worksheets import build_worksheet
    >>> sheet = build_worksheet(ConvSpec((3, 3), (2, 2)))
    >>> write_export(sheet, "myst").splitlines()[0]
    "# Worksheet of a convolution layer's gradients"
    """
    from symconv.worksheets.sheet import Key

    row = Export.read(format_)
    if row.has_answers and isinstance(shown, Key):
        raise WorksheetError(
            f"a file for {row} has the answers in it; export the sheet, and write the key as "
            "html, latex, markdown, myst, ipynb or json"
        )
    text: str = import_module(f"symconv.worksheets.exports.{row}").write(shown)
    return text

"""Worksheets: a derivation's document with blanks, its key, figures and marking."""

from symconv.worksheets.build import build_worksheet
from symconv.worksheets.exports import Export, write_export
from symconv.worksheets.exports.sealed import open_sealed
from symconv.worksheets.options import Blanks, Topic, Unit, WorksheetOptions
from symconv.worksheets.sheet import Key, Worksheet

__all__ = [
    "Blanks",
    "Export",
    "Key",
    "Topic",
    "Unit",
    "Worksheet",
    "WorksheetOptions",
    "build_worksheet",
    "open_sealed",
    "write_export",
]

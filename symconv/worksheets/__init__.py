"""Worksheets: a derivation's document with blanks, its key, figures and marking."""

from symconv.worksheets.build import build_worksheet
from symconv.worksheets.options import Blanks, Topic, Unit, WorksheetOptions
from symconv.worksheets.sheet import Key, Worksheet

__all__ = ["Blanks", "Key", "Topic", "Unit", "Worksheet", "WorksheetOptions", "build_worksheet"]

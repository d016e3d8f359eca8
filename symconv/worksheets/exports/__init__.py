"""Worksheets for other programs: MyST, notebooks, quizzes and question banks."""

from symconv.worksheets.exports.formats import Export, write_export

__all__ = ["Export", "write_export"]

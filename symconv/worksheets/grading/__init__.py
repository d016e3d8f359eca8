"""Marking: what students wrote, held to the key of their sheet."""

from symconv.worksheets.grading.entrance import grade
from symconv.worksheets.grading.report import Graded

__all__ = ["Graded", "grade"]

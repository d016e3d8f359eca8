"""Sheets as pages: fields, hints, and a check that holds no answer in clear."""

from symconv.worksheets.page.check import Said, State, check_answer
from symconv.worksheets.page.data import PageChecks, checks_of
from symconv.worksheets.page.page import write_page

__all__ = ["PageChecks", "Said", "State", "check_answer", "checks_of", "write_page"]

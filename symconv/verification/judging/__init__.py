"""Judging formulas: how a document is read, worlds in which it is tried, and verdicts."""

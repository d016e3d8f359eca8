"""Printed text without its line breaks, for sentences that may break anywhere."""

from __future__ import annotations


def in_one_line(text: str) -> str:
    """Give a text with every run of white space as one space.

    >>> in_one_line("equal in every one\\nof 3 entries")
    'equal in every one of 3 entries'
    """
    return " ".join(text.split())
